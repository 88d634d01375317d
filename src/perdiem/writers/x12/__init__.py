"""Answers to claim files, in X12: the 999 for what was wrong in the files, the 277CA for each claim."""

from __future__ import annotations

from perdiem.writers.x12.acknowledgment import write_999
from perdiem.writers.x12.claim_acknowledgment import write_277ca

__all__ = ["write_277ca", "write_999"]
