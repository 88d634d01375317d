"""The heading row of a rate sheet: which column holds which of our values, and what is wrong with the headings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import get_args

from perdiem.model.faults import Fault, Severity
from perdiem.model.terms.types import LineOfBusiness
from perdiem.readers.grid import Grid, column_letters
from perdiem.readers.sheet_cells import PRICES, named, plain

# What payors call the columns. A heading is compared in lower case, without punctuation.
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "codes": ("codes", "code", "hcpcs", "hcpcs code", "hcpcs cpt", "cpt hcpcs", "cpt", "cpt code", "procedure",
              "procedure code", "proc", "proc code", "billing code", "service code"),
    "rate": ("rate", "rates", "amount", "fee", "price", "allowed", "allowed amount", "max allowed", "maximum allowed",
             "per diem", "per diem rate", "contract rate", "contracted rate", "negotiated rate", "unit price",
             "reimbursement", "payment", "new rate", "rate per diem", "rate usd"),
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
IGNORED = frozenset(
    {"description", "desc", "service", "service description", "name", "note", "notes", "comment", "comments",
     "category", "therapy", "rev", "rev code", "revenue code"}
)  # fmt: skip
SEARCHED_ROWS = 25  # a heading stands near the top; letterheads take some rows
PRICED = ("rate", "base", "percent")  # columns that say what is paid


@dataclass
class Headings:
    """The heading row, our name for each column that is used, and what a percent column is a percent of."""

    row: int
    columns: dict[int, str]
    of: dict[int, str] = field(default_factory=dict)


def holds_rates(grid: Grid, columns: Mapping[str, str]) -> bool:
    """Whether a sheet has a heading row with codes and something paid, under the usual headings or those given."""
    top = grid.rows[:SEARCHED_ROWS]
    return any(_is_heading(set(_candidates(row, columns).values())) or _lines_of_business(row) for row in top)


def find_headings(grid: Grid, columns: Mapping[str, str], faults: list[Fault]) -> Headings | None:
    """The headings, or None with a fault that says why. `columns` maps our names to headings or column letters."""
    for number, row in enumerate(grid.rows[:SEARCHED_ROWS]):
        candidates = _candidates(row, columns)
        if not _is_heading(set(candidates.values())):
            continue
        found = Headings(number, candidates)
        found.of = {
            column: of
            for column, name in candidates.items()
            if name == "percent" and (of := _percent_of(row[column] if column < len(row) else ""))
        }
        _drop_empty_doubles(grid, found)
        faults.extend(_missing(grid, found, columns))
        faults.extend(_unused(grid, found))
        faults.extend(_doubles(grid, found))
        return found
    for number, row in enumerate(grid.rows[:SEARCHED_ROWS]):
        if lines := _lines_of_business(row):
            faults.append(_rates_by_line_of_business(grid, number, lines))
            return None
    faults.extend(_nothing_found(grid, columns))
    return None


def _is_heading(names: set[str]) -> bool:
    return "codes" in names and bool(names & set(PRICED))


def _usual(row: list[str]) -> dict[int, str]:
    known = {name: ours for ours, names in HEADINGS.items() for name in names}
    usual = {column: known.get(plain(cell)) or (_percent_of(cell) and "percent") for column, cell in enumerate(row)}
    return {column: name for column, name in usual.items() if name}


def _candidates(row: list[str], columns: Mapping[str, str]) -> dict[int, str]:
    """Our name for each column that may be it: one that is mapped, or else one with a usual heading."""
    mapped: dict[int, str] = {}
    for name, heading in columns.items():
        meant = [column for column, cell in enumerate(row) if cell and plain(cell) == plain(heading)]
        if not meant and re.fullmatch("[A-Z]{1,3}", heading.strip()):
            meant = [column for column, cell in enumerate(row) if cell and column_letters(column) == heading.strip()]
        mapped |= dict.fromkeys(meant, name)
    return {column: name for column, name in _usual(row).items() if name not in columns} | mapped


def _percent_of(heading: str) -> str | None:
    """What a column headed `% of AWP`, `Percent of ASP` or `AWP %` is a percent of."""
    text = re.sub(r"\s+", " ", heading.lower()).strip()
    found = re.fullmatch(r"(?:%|percent|pct|percentage)\.? ?(?:of )?(.+)|(.+?) ?(?:%|percent|pct|percentage)", text)
    return PRICES.get(plain(found[1] or found[2])) if found else None


def _lines_of_business(row: list[str]) -> list[str]:
    """The headings that are lines of business, in a row that also has codes."""
    if "codes" not in _usual(row).values():
        return []
    lines = {*get_args(LineOfBusiness), "medicaid", "medicare", "hmo", "ppo"}
    return [cell for cell in row if re.sub("_(rates?|fee)$", "", named(cell)) in lines]


def _drop_empty_doubles(grid: Grid, found: Headings) -> None:
    """Of two columns with one name, one without a value below its heading is not meant."""
    for column, name in list(found.columns.items()):
        if list(found.columns.values()).count(name) > 1 and not any(
            row[column] for row in grid.rows[found.row + 1 :] if column < len(row)
        ):
            del found.columns[column]


def _doubles(grid: Grid, found: Headings) -> Iterator[Fault]:
    for name in dict.fromkeys(found.columns.values()):
        same = [column for column, ours in found.columns.items() if ours == name]
        if len(same) > 1:
            told = " and ".join(f"{grid.rows[found.row][c]!r} (column {column_letters(c)})" for c in same)
            letters = column_letters(same[0])
            yield Fault(
                grid.place(found.row, same[1]), "rates.columns", f"{told} may all be the column `{name}`",
                suggestion=f"say which: `--column {name}={letters}` in `perdiem new`, or `columns: "
                f"{{{name}: {letters}}}` in the contract",
            )  # fmt: skip
            for column in same[1:]:
                del found.columns[column]


def _missing(grid: Grid, found: Headings, columns: Mapping[str, str]) -> Iterator[Fault]:
    headings = {plain(cell): cell for cell in grid.rows[found.row] if cell}
    for name, heading in columns.items():
        if name not in found.columns.values():
            near = get_close_matches(plain(heading), headings, 1)
            yield Fault(
                grid.place(found.row, 0), "rates.columns",
                f"the sheet has no column {heading!r}; it has {', '.join(map(repr, headings.values()))}",
                suggestion=f"did you mean {headings[near[0]]!r}?" if near else None,
            )  # fmt: skip


def _unused(grid: Grid, found: Headings) -> Iterator[Fault]:
    for column, cell in enumerate(grid.rows[found.row]):
        if cell and column not in found.columns and plain(cell) not in IGNORED:
            yield Fault(
                grid.place(found.row, column), "rates", f"the column {cell!r} is not used",
                suggestion="name it under `columns` if it holds a rate, a unit, a modifier or a date",
                severity=Severity.WARNING,
            )  # fmt: skip


def _rates_by_line_of_business(grid: Grid, row: int, lines: list[str]) -> Fault:
    return Fault(
        grid.place(row, grid.rows[row].index(lines[0])), "rates.columns",
        f"{', '.join(map(repr, lines))}: rates in a column for each line of business are not read",
        suggestion="give each rate a row of its own, with a column Line of Business; or read one column: "
        f'`--column "rate={lines[0]}"` in `perdiem new`, or `columns: {{rate: {lines[0]}}}` in the contract',
    )  # fmt: skip


def _nothing_found(grid: Grid, columns: Mapping[str, str]) -> Iterator[Fault]:
    cells = {plain(cell): cell for row in grid.rows[:SEARCHED_ROWS] for cell in row if cell}
    for heading in columns.values():
        if plain(heading) not in cells:
            near = get_close_matches(plain(heading), cells, 1)
            yield Fault(
                grid.place(0, 0), "rates.columns", f"the sheet has no column {heading!r}",
                suggestion=f"did you mean {cells[near[0]]!r}?" if near else None,
            )  # fmt: skip
    shown = next((", ".join(map(repr, filter(None, row))) for row in grid.rows if any(row)), "nothing")
    yield Fault(
        grid.place(0, 0), "rates",
        "no heading row with a code column and a rate column was found "
        f"in the first {SEARCHED_ROWS} rows; the first row holds {shown}",
        suggestion="name the columns Code and Rate, or give their headings under `columns`",
    )  # fmt: skip
