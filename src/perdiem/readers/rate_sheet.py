"""A payor's rate sheet, CSV or Excel, as rows of the rate schedule, each value with its cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from perdiem.model.faults import Fault, Severity
from perdiem.model.positions import Position
from perdiem.readers.grid import Grid, OtherSheet, read_grid
from perdiem.readers.sheet_cells import UNITS, code_and_modifiers, day_of, named, percent_of_price, plain
from perdiem.readers.sheet_headings import (
    HEADINGS,
    IGNORED,
    PRICED,
    SEARCHED_ROWS,
    Headings,
    find_headings,
    holds_rates,
)

__all__ = ["HEADINGS", "IGNORED", "SEARCHED_ROWS", "UNITS", "RateSheet", "read_rate_sheet"]

_BRACKETED = re.compile(r"\(\s*\$?\s*[0-9.,]+\s*\)")  # how accountants write a negative amount
_TOTAL = re.compile(
    r"(grand |sub-?)?totals?( (number of )?(codes?|rates?|rows?|lines?|services?|amount|count))?\s*:?\s*[$0-9.,]*", re.I
)
_SPELLED: Mapping[str, Callable[[str], str]] = {
    "per": lambda text: UNITS.get(plain(text), text),
    "of": named,
    "site": named,
    "from": day_of,
    "to": day_of,
}


@dataclass
class RateSheet:
    """Rows for the rate schedule as texts, the position of each value, and the faults of the sheet."""

    file: str
    rows: list[dict[str, Any]] = field(default_factory=list)
    places: list[dict[str, Position]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    sheet: str | None = None
    others: tuple[OtherSheet, ...] = ()


def read_rate_sheet(
    path: Path,
    *,
    sheet: str | None = None,
    columns: Mapping[str, str] | None = None,
    defaults: Mapping[str, Any] | None = None,
) -> RateSheet:
    """The rates in a CSV file or a workbook's sheet.

    `columns` maps our column names to the sheet's headings, or column letters, where they differ from the usual ones
    or two columns could be meant. Without `sheet`, the first one that is shown and holds rates is read. `defaults` fill
    columns that the sheet lacks (`per: day`). Raises UnreadableFile; faults in cells are in `.faults`.
    """
    grid = read_grid(path, sheet, lambda grid: holds_rates(grid, columns or {}))
    result = RateSheet(grid.file, sheet=grid.sheet, others=grid.others)
    headings = find_headings(grid, columns or {}, result.faults)
    if headings is None:
        return result
    reader = _RowReader(grid, headings, dict(defaults or {}), result)
    for number in range(headings.row + 1, len(grid.rows)):
        reader.read(number)
    if not result.rows and not any(fault.severity is Severity.ERROR for fault in result.faults):
        result.faults.append(Fault(grid.place(headings.row, 0), "rates", "has a heading and no rates below it"))
    _note_what_is_hidden(grid, reader.hidden, headings, result)
    return result


@dataclass
class _Taken:
    """What the cells of one row say, each with its cell; and the prices that a percent is said to be of."""

    row: dict[str, Any]
    places: dict[str, Position] = field(default_factory=dict)
    prices: list[tuple[str, Position]] = field(default_factory=list)

    def put(self, name: str, value: Any, place: Position) -> None:
        self.row[name] = value
        self.places[name] = place

    def add_modifiers(self, modifiers: list[str], place: Position) -> None:
        """Modifiers stand in a column of their own, behind the code, or in both."""
        known = self.row["modifiers"] if "modifiers" in self.places else []
        if more := [modifier for modifier in modifiers if modifier and modifier not in known]:
            self.put("modifiers", [*known, *more], place)


class _RowReader:
    def __init__(self, grid: Grid, headings: Headings, defaults: dict[str, Any], result: RateSheet) -> None:
        self.grid, self.headings, self.defaults, self.result = grid, headings, defaults, result
        self.shares = _holds_shares(grid, headings)
        self.hidden: list[int] = []  # rows with a rate that Excel does not show
        self.priced = next((c for c, name in headings.columns.items() if name in PRICED), 0)
        self.width = 1 + max(column for column, cell in enumerate(grid.rows[headings.row]) if cell)

    def read(self, number: int) -> None:
        cells = self.grid.rows[number]
        if not any(cells) or self._is_no_rate(number, cells):
            return
        first = self.grid.place(number, next(column for column, cell in enumerate(cells) if cell))
        if self._has_too_many_cells(cells, first):
            return
        taken = _Taken(dict(self.defaults))
        faults = len(self.result.faults)
        for column, name in self.headings.columns.items():
            text = cells[column] if column < len(cells) else ""
            if text:
                self._take(number, column, name, text, taken)
        self._settle_price(taken)
        if not taken.places.keys() & set(PRICED) and len(self.result.faults) == faults:
            self._fault(
                self.grid.place(number, self.priced), "rates", "the rate cell is empty",
                suggestion="a formula that was never calculated, or a merged cell, looks empty: save the workbook in "
                "Excel with values, and a rate on every row",
            )  # fmt: skip
            return
        if "codes" not in taken.places:
            self._fault(first, "rates", "a rate without a code", suggestion="fill the code column")
        elif len(self.result.faults) == faults:
            self.result.rows.append(taken.row)
            self.result.places.append({**taken.places, "": first})
            if number in self.grid.hidden:
                self.hidden.append(number)

    def _is_no_rate(self, number: int, cells: list[str]) -> bool:
        """A heading inside the sheet, the heading once more, or a total: each is told, none is a rate."""
        stated = {name: cells[column] for column, name in self.headings.columns.items() if column < len(cells)}
        code, priced = stated.get("codes", ""), any(stated.get(name) for name in PRICED)
        text = next(cell for cell in cells if cell)
        if _TOTAL.fullmatch(code or text):
            what = "is read as a total, not as a rate"
        elif code and cells == self.grid.rows[self.headings.row]:
            what = "repeats the heading: not read as a rate"
        elif not priced and not re.search(r"\d", code):
            what = "has no code and no rate: read as a heading, not as a rate"
        else:
            return False
        place = self.grid.place(number, cells.index(text))
        self._fault(place, "rates", f"the row {text[:60]!r} {what}", severity=Severity.WARNING)
        return True

    def _has_too_many_cells(self, cells: list[str], first: Position) -> bool:
        count = 1 + max(column for column, cell in enumerate(cells) if cell)
        if self.grid.sheet is not None or count <= self.width:
            return False
        self._fault(
            first, "rates", f"the row has {count} cells under {self.width} headings",
            suggestion="put amounts with a comma in quotes, and give every column a heading",
        )  # fmt: skip
        return True

    def _take(self, number: int, column: int, name: str, text: str, taken: _Taken) -> None:
        place = self.grid.place(number, column)
        if name in {"rate", "base", "most", "percent"} and _BRACKETED.fullmatch(text):
            self._fault(
                place, f"rates.{name}", "is negative (in brackets): an amount should not be negative", found=text,
                suggestion="write the amount, such as 130.00, or take the row away",
            )  # fmt: skip
        elif name in {"rate", "percent"} and (priced := percent_of_price(text)):
            taken.put("percent", priced[0], place)
            taken.prices.append((priced[1], place))
        elif name in {"rate", "base", "most"} and (percent := self._shown_percent(number, column)):
            self._fault(
                place, f"rates.{name}", f"is a percent ({percent}), not dollars", found=text,
                suggestion="name the column Percent, and say of what in a column Of, such as awp",
            )  # fmt: skip
        elif name == "percent":
            is_number = (number, column) in self.grid.numbers
            taken.put(name, self._percent_of_number(number, column) if is_number else text, place)
            if column in self.headings.of:
                taken.prices.append((self.headings.of[column], self.grid.place(self.headings.row, column)))
        elif name == "codes":
            code, modifiers = code_and_modifiers(text)
            taken.put(name, code, place)
            taken.add_modifiers(modifiers, place)
        elif name == "modifiers":
            taken.add_modifiers(re.split(r"[,;/\s]+", text), place)
        elif name == "places_of_service":
            taken.put(name, [part for part in re.split(r"[,;/\s]+", text) if part], place)
        elif name == "lines_of_business":
            taken.put(name, [named(part) for part in re.split(r"[,;/]+", text) if part.strip()], place)
        else:
            taken.put(name, _SPELLED.get(name, str)(text), place)

    def _settle_price(self, taken: _Taken) -> None:
        """What the percent is of: said by its cell or its heading, unless a column of its own says otherwise."""
        for of, place in taken.prices:
            if taken.places.get("of") and taken.row["of"] != of:
                self._fault(
                    place, "rates.of", f"says a percent of {of}, and the column `of` says {taken.row['of']}",
                    suggestion="make both say the same",
                )  # fmt: skip
            taken.row["of"] = of
            taken.places.setdefault("of", place)

    def _shown_percent(self, number: int, column: int) -> str | None:
        """A percent that stands where dollars should: written with its sign, or a number that Excel shows with it."""
        text = self.grid.rows[number][column]
        if (number, column) in self.grid.percents and (number, column) in self.grid.numbers:
            return f"{float(text) * 100:.10g}%"
        return text if re.fullmatch(r"[0-9.]+\s*%", text) else None

    def _percent_of_number(self, number: int, column: int) -> str:
        text = self.grid.rows[number][column]
        share = float(text)
        if (number, column) not in self.grid.percents:
            if not self.shares:
                return text
            if share >= 2:
                self._fault(
                    self.grid.place(number, column), "rates.percent", f"may mean {text}% or {share * 100:.10g}%",
                    found=text, suggestion="write it as text with its sign, such as 80%",
                )  # fmt: skip
        return f"{share * 100:.10g}%"

    def _fault(
        self,
        place: Position,
        term: str,
        message: str,
        *,
        found: str | None = None,
        suggestion: str | None = None,
        severity: Severity = Severity.ERROR,
    ) -> None:
        self.result.faults.append(Fault(place, term, message, found=found, suggestion=suggestion, severity=severity))


def _holds_shares(grid: Grid, headings: Headings) -> bool:
    """Whether a workbook's column of percents holds shares: Excel stores what it shows as 106% as 1.06.

    A column with a number of 10 or more holds percents as they are, but for the cells that are shown as percents.
    """
    return not any(
        float(grid.rows[row][column]) >= 10
        for row, column in grid.numbers - grid.percents
        if row > headings.row and headings.columns.get(column) == "percent"
    )


def _note_what_is_hidden(grid: Grid, hidden: list[int], headings: Headings, result: RateSheet) -> None:
    """Warnings for what a person who looks at the workbook may not expect."""
    if hidden:
        rows = ", ".join(str(row + 1) for row in hidden[:8]) + (", ..." if len(hidden) > 8 else "")
        result.faults.append(
            Fault(
                grid.place(hidden[0], 0), "rates",
                f"{len(hidden)} hidden row{'s are' if len(hidden) > 1 else ' is'} read as well: {rows}",
                suggestion="delete what should not be paid, or show it", severity=Severity.WARNING,
            )
        )  # fmt: skip
    if alike := [other.name for other in grid.others if other.alike]:
        result.faults.append(
            Fault(
                grid.place(headings.row, 0), "rates",
                f"only this sheet is read; {', '.join(map(repr, alike))} may hold rates too",
                suggestion="name the sheet to read: `--sheet` in `perdiem new`, or an entry with `sheet` for each "
                "in the contract", severity=Severity.WARNING,
            )
        )  # fmt: skip
