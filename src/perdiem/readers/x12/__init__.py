"""Claim files (837P and 837I, version 5010) to the tables of the book, a block at a time, in bounded memory."""

from __future__ import annotations

from perdiem.readers.x12.reading import ClaimBatch, ClaimReading, read_all_claims, read_claims

__all__ = ["ClaimBatch", "ClaimReading", "read_all_claims", "read_claims"]
