"""The claims of a book as claim files, 837P (005010X222A1) and 837I (005010X223A2): all rows at once, in SQL."""

from __future__ import annotations

from perdiem.writers.x12.claims.refusals import Refusal, write_refusals
from perdiem.writers.x12.claims.writing import Address, ClaimsWritten, Sending, write_claims

__all__ = ["Address", "ClaimsWritten", "Refusal", "Sending", "write_claims", "write_refusals"]
