"""Where something stands in a file that a person can open: a line and column, or a sheet's cell."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place in a file. Lines and columns count from 1; a sheet's cell is its address, such as C14.

    Written `contract.yaml:10:12`, or `rates.xlsx!Rates!C14` for a workbook, or `policy.pdf:p3:12` for a page.
    """

    file: str
    line: int | None = None
    column: int | None = None
    sheet: str | None = None
    cell: str | None = None
    page: int | None = None

    def __str__(self) -> str:
        if self.cell is not None:
            return f"{self.file}!{self.sheet}!{self.cell}" if self.sheet else f"{self.file}!{self.cell}"
        parts = [self.file]
        if self.page is not None:
            parts.append(f"p{self.page}")
        if self.line is not None:
            parts.append(str(self.line))
        if self.column is not None:
            parts.append(str(self.column))
        return ":".join(parts)
