"""A payor's rate sheet, CSV or Excel, as rows of the rate schedule, each value with its cell."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from perdiem.model.faults import Fault, Severity
from perdiem.model.positions import Position
from perdiem.readers.grid import Grid, read_grid

# What payors call the columns. A heading is compared in lower case, without punctuation.
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "codes": ("codes", "code", "hcpcs", "hcpcs code", "hcpcs cpt", "cpt hcpcs", "cpt", "cpt code", "procedure",
              "procedure code", "proc code", "billing code", "service code"),
    "rate": ("rate", "rates", "amount", "fee", "price", "allowed", "allowed amount", "max allowed", "maximum allowed",
             "per diem", "per diem rate", "contract rate", "contracted rate", "negotiated rate", "unit price",
             "reimbursement", "payment"),
    "base": ("base", "base rate", "base amount"),
    "factor": ("factor", "multiplier", "conversion factor"),
    "percent": ("percent", "pct", "percentage", "discount rate"),
    "of": ("of", "percent of", "basis", "pricing basis"),
    "schedule": ("schedule", "fee schedule"),
    "per": ("per", "unit", "units", "uom", "unit of measure", "billing unit", "rate per", "rate type"),
    "modifiers": ("modifiers", "modifier", "mod", "mods"),
    "site": ("site", "site kind", "kind of site"),
    "places_of_service": ("places of service", "place of service", "pos"),
    "lines_of_business": ("lines of business", "line of business", "lob"),
    "lesser_of_charge": ("lesser of charge", "lesser of"),
    "most": ("most", "maximum", "cap"),
    "from": ("from", "effective", "effective date", "eff date", "start", "start date", "first day"),
    "to": ("to", "end", "end date", "term date", "termination date", "expiration", "expiration date", "last day"),
}  # fmt: skip
UNITS: Mapping[str, str] = {
    "day": "day", "days": "day", "daily": "day", "diem": "day", "per diem": "day", "per day": "day",
    "visit": "visit", "per visit": "visit", "hour": "hour", "hr": "hour", "per hour": "hour", "each hour": "hour",
    "unit": "unit", "each": "unit", "ea": "unit", "per unit": "unit", "kit": "kit", "per kit": "kit",
    "item": "item", "month": "month", "per month": "month", "monthly": "month", "course": "course",
}  # fmt: skip
IGNORED = frozenset(
    {"description", "desc", "service", "service description", "name", "note", "notes", "comment", "comments",
     "category", "therapy"}
)  # fmt: skip
SEARCHED_ROWS = 25  # a heading stands near the top; letterheads take some rows


@dataclass
class RateSheet:
    """Rows for the rate schedule as texts, the position of each value, and the faults of the sheet."""

    file: str
    rows: list[dict[str, Any]] = field(default_factory=list)
    places: list[dict[str, Position]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def read_rate_sheet(
    path: Path,
    *,
    sheet: str | None = None,
    columns: Mapping[str, str] | None = None,
    defaults: Mapping[str, Any] | None = None,
) -> RateSheet:
    """The rates in a CSV file or a workbook's sheet.

    `columns` maps our column names to the sheet's headings where they differ from the usual ones. `defaults` fill
    columns that the sheet lacks (`per: day`). Raises UnreadableFile; faults in cells are in `.faults`.
    """
    grid = read_grid(path, sheet)
    result = RateSheet(grid.file)
    heading = _find_heading(grid, columns or {}, result)
    if heading is None:
        return result
    heading_row, found = heading
    shares = _holds_shares(grid, heading_row, found)
    for number in range(heading_row + 1, len(grid.rows)):
        _read_row(grid, number, found, defaults or {}, result, shares=shares)
    if not result.rows and not result.faults:
        result.faults.append(Fault(grid.place(heading_row, 0), "rates", "has a heading and no rates below it"))
    return result


def _plain(heading: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", heading.lower().replace("(s)", "s")).strip()


def _named(text: str) -> str:
    """A name as the contract writes it: AWP is awp, Medicare Advantage is medicare_advantage."""
    return re.sub(r"[\s_-]+", "_", text.strip().lower())


def _find_heading(grid: Grid, columns: Mapping[str, str], result: RateSheet) -> tuple[int, dict[int, str]] | None:
    wanted = {_plain(heading): name for name, heading in columns.items()}
    known = {name: ours for ours, names in HEADINGS.items() if ours not in columns for name in names} | wanted
    for number, row in enumerate(grid.rows[:SEARCHED_ROWS]):
        found: dict[int, str] = {}
        for column, cell in enumerate(row):
            name = known.get(_plain(cell))
            if name and name not in found.values():
                found[column] = name
        named = set(found.values())
        if "codes" in named and named & {"rate", "base", "percent"}:
            missing = [heading for heading, name in wanted.items() if name not in named]
            for heading in missing:
                headings = [cell for cell in row if cell]
                plain = {_plain(cell): cell for cell in headings}
                near = get_close_matches(heading, plain, 1)
                result.faults.append(
                    Fault(
                        grid.place(number, 0),
                        "rates.columns",
                        f"the sheet has no column {columns[wanted[heading]]!r}; "
                        f"it has {', '.join(map(repr, headings))}",
                        suggestion=f"did you mean {plain[near[0]]!r}?" if near else None,
                    )
                )
            for column, cell in enumerate(row):
                if cell and column not in found and _plain(cell) not in IGNORED:
                    result.faults.append(
                        Fault(
                            grid.place(number, column),
                            "rates",
                            f"the column {cell!r} is not used",
                            suggestion="name it under `columns` if it holds a rate, a unit, a modifier or a date",
                            severity=Severity.WARNING,
                        )
                    )
            return number, found
    cells = {_plain(cell): cell for row in grid.rows[:SEARCHED_ROWS] for cell in row if cell}
    for heading, name in wanted.items():
        if heading not in cells:
            near = get_close_matches(heading, cells, 1)
            result.faults.append(
                Fault(
                    grid.place(0, 0),
                    "rates.columns",
                    f"the sheet has no column {columns[name]!r}",
                    suggestion=f"did you mean {cells[near[0]]!r}?" if near else None,
                )
            )
    shown = next((", ".join(map(repr, filter(None, row))) for row in grid.rows if any(row)), "nothing")
    result.faults.append(
        Fault(
            grid.place(0, 0),
            "rates",
            "no heading row with a code column and a rate column was found "
            f"in the first {SEARCHED_ROWS} rows; the first row holds {shown}",
            suggestion="name the columns Code and Rate, or give their headings under `columns`",
        )
    )
    return None


def _read_row(
    grid: Grid, number: int, found: Mapping[int, str], defaults: Mapping[str, Any], result: RateSheet, *, shares: bool
) -> None:
    cells = grid.rows[number]
    if not any(cells):
        return None
    row: dict[str, Any] = dict(defaults)
    places: dict[str, Position] = {}
    for column, name in found.items():
        text = cells[column] if column < len(cells) else ""
        if not text:
            continue
        if name == "percent" and (number, column) in grid.numbers:
            text = _percent_of_number(grid, number, column, result) if shares else text
        elif name == "per":
            text = UNITS.get(_plain(text), text)
        elif name in {"of", "site"}:
            text = _named(text)
        elif name in {"modifiers", "places_of_service", "lines_of_business"}:
            parts = re.split(r"[,;/]+", text) if name == "lines_of_business" else re.split(r"[,;/\s]+", text)
            row[name] = [_named(part) if name == "lines_of_business" else part for part in parts if part.strip()]
            places[name] = grid.place(number, column)
            continue
        row[name] = text
        places[name] = grid.place(number, column)
    priced = places.keys() & {"rate", "base", "percent"}
    first = grid.place(number, next((column for column, cell in enumerate(cells) if cell), 0))
    if not priced and "codes" not in places:
        return _note_heading(first, cells, result)
    if not priced and not re.search(r"\d", str(row["codes"])):
        return _note_heading(first, cells, result)
    if "codes" not in places:
        result.faults.append(Fault(first, "rates", "a rate without a code", suggestion="fill the code column"))
        return None
    result.rows.append(row)
    result.places.append({**places, "": first})
    return None


def _holds_shares(grid: Grid, heading_row: int, found: Mapping[int, str]) -> bool:
    """Whether a workbook's column of percents holds shares: Excel stores what it shows as 106% as 1.06.

    A column with a number of 10 or more holds percents as they are.
    """
    return not any(
        float(grid.rows[row][column]) >= 10
        for row, column in grid.numbers
        if row > heading_row and found.get(column) == "percent"
    )


def _percent_of_number(grid: Grid, number: int, column: int, result: RateSheet) -> str:
    text = grid.rows[number][column]
    share = float(text)
    if share >= 2:
        result.faults.append(
            Fault(
                grid.place(number, column), "rates.percent", f"may mean {text}% or {share * 100:.10g}%", found=text,
                suggestion="write it as text with its sign, such as 80%",
            )
        )  # fmt: skip
    return f"{share * 100:.10g}%"


def _note_heading(place: Position, cells: list[str], result: RateSheet) -> None:
    text = next(cell for cell in cells if cell)
    result.faults.append(
        Fault(
            place, "rates", f"the row {text[:60]!r} has no code and no rate: read as a heading, not as a rate",
            severity=Severity.WARNING,
        )
    )  # fmt: skip
