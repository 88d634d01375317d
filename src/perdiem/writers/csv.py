"""The findings of a portfolio as CSV: one row a finding, for spreadsheets and scripts."""

from __future__ import annotations

import csv
import io

from perdiem.model.results import Portfolio
from perdiem.writers.finding_rows import FINDING_COLUMNS, finding_rows

_COMMAND_SIGNS = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet takes a cell that begins so for a formula


def review_csv(portfolio: Portfolio) -> str:
    """The findings as CSV text with a header row; lines end in CR LF, as RFC 4180 has it.

    A text that a spreadsheet would take for a formula is preceded by an apostrophe. Write it in `utf-8-sig`
    for Excel to know the encoding.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(FINDING_COLUMNS)
    for row in finding_rows(portfolio):
        writer.writerow([inert(cell) if isinstance(cell, str) else cell for cell in row])
    return out.getvalue()


def inert(text: str) -> str:
    """The text as a cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_COMMAND_SIGNS) else text
