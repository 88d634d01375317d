"""Reads the cases of measures: small tables in, numbers out. Tests run them, the reference page prints them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from perdiem.model.book import ColumnType, table

FOLDER = Path(__file__).parent / "measures"
GIVEN: dict[str, dict[str, Any]] = {  # what a claim line must have and no case is about
    "claim_line": {
        "claim_line_number": 1,
        "claim_type": "professional",
        "charge_amount": Decimal("100.00"),
        "claim_charge_amount": Decimal("100.00"),
        "source_file": "case",
        "billing_npi": "1111111112",
        "place_of_service_code": "12",
    },
}


@dataclass(frozen=True)
class Case:
    """One case: the tables as they are drawn, and what the measure gives on them."""

    name: str
    measure: str
    tables: dict[str, str]
    gives: dict[str, Any]
    why: str
    by: tuple[str, ...]
    strata: list[dict[str, Any]]
    aside: dict[str, int]
    settings: dict[str, Any]
    since: date | None
    until: date | None

    @property
    def rows(self) -> dict[str, list[dict[str, Any]]]:
        """The tables as rows of the book."""
        return {name: list(rows_of(name, text)) for name, text in self.tables.items()}


@cache
def cases() -> tuple[Case, ...]:
    """Every case, file by file."""
    found = []
    for path in sorted(FOLDER.glob("*.yaml")):
        for data in YAML(typ="safe", pure=True).load(path.read_text("utf-8")):
            found.append(
                Case(
                    name=data["name"],
                    measure=data["measure"],
                    tables=data["book"],
                    gives=data["gives"],
                    why=data.get("why", ""),
                    by=tuple(data.get("by", ())),
                    strata=data.get("strata", []),
                    aside=data.get("aside", {}),
                    settings=data.get("settings", {}),
                    since=data.get("since"),
                    until=data.get("until"),
                )
            )
    return tuple(found)


def rows_of(name: str, text: str) -> Iterator[dict[str, Any]]:
    """The rows of a drawn table: a line of column names, then a line a row, cells between upright bars."""
    declared = table(name)
    lines = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    heads = lines[0] if lines else []
    for number, cells in enumerate(lines[1:], start=1):
        row = dict(GIVEN.get(name, {}))
        row |= {head: _value(declared.column(head).type, cell) for head, cell in zip(heads, cells, strict=True)}
        if name == "claim_line":
            row.setdefault("claim_key", f"C{number}")
            row.setdefault("claim_id", row["claim_key"])
        yield row


def _value(kind: ColumnType, cell: str) -> Any:
    if not cell:
        return None
    if kind is ColumnType.DATE:
        return date.fromisoformat(cell)
    if kind is ColumnType.INSTANT:
        return datetime.fromisoformat(cell)
    if kind is ColumnType.INTEGER:
        return int(cell)
    if kind is ColumnType.BOOLEAN:
        return {"yes": True, "no": False}[cell]
    if kind is ColumnType.TEXT:
        return cell
    return Decimal(cell)
