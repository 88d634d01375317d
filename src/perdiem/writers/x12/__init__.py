"""Answers to files, in X12: the TA1 for each envelope, the 999 for what was wrong inside, the 277CA for each claim."""

from __future__ import annotations

from perdiem.writers.x12.acknowledgment import write_999
from perdiem.writers.x12.claim_acknowledgment import write_277ca
from perdiem.writers.x12.interchange_acknowledgment import write_ta1

__all__ = ["write_277ca", "write_999", "write_ta1"]
