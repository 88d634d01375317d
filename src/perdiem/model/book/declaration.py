"""How a table of the book is declared: its grain, its sources, and what each column means."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any


class ColumnType(StrEnum):
    """What a column holds: money in cents, quantities with four places, unit prices with six; nothing is a float.

    A timestamp is in UTC, to the microsecond; only clocks in hours need one, all else goes by service days.
    """

    TEXT = "text"
    DATE = "date"
    INSTANT = "timestamp"
    INTEGER = "integer"
    MONEY = "decimal(18,2)"
    QUANTITY = "decimal(18,4)"
    UNIT_PRICE = "decimal(18,6)"
    BOOLEAN = "boolean"


TEXT, DATE, INSTANT, INTEGER = ColumnType.TEXT, ColumnType.DATE, ColumnType.INSTANT, ColumnType.INTEGER
MONEY, QUANTITY, BOOLEAN = ColumnType.MONEY, ColumnType.QUANTITY, ColumnType.BOOLEAN
UNIT_PRICE = ColumnType.UNIT_PRICE


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    `meaning` is a sentence for the data dictionary. `unit` says what a number counts. A `required` column is
    never null. `constraint` says in words what else must hold. `x12` names where the value stands in a claim
    file, as loop, segment and element, such as `2400 SV102`.
    """

    name: str
    type: ColumnType
    meaning: str
    unit: str | None = None
    required: bool = False
    constraint: str | None = None
    x12: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the book. `grain` says in a sentence what a row is; `key` names the columns that tell rows apart.

    Raises ValueError when a column is declared twice or the key names none.
    """

    name: str
    grain: str
    sources: tuple[str, ...]
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    def __post_init__(self) -> None:
        names = self.names
        if twice := {name for name in names if names.count(name) > 1}:
            raise ValueError(f"{self.name}: declared twice: {sorted(twice)}")
        if missing := set(self.key) - set(names):
            raise ValueError(f"{self.name}: the key names no column: {sorted(missing)}")

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns, in their order."""
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        """The column of that name. Raises KeyError when there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.name} has no column {name}")

    def arrow_schema(self) -> Any:
        """The table's pyarrow schema; a required column is not nullable."""
        return _arrow_schema(self)


@cache
def _arrow_schema(table: Table) -> Any:
    import pyarrow as pa  # type: ignore[import-untyped]  # it ships no types

    types = {
        TEXT: pa.string(),
        DATE: pa.date32(),
        INSTANT: pa.timestamp("us"),
        INTEGER: pa.int64(),
        MONEY: pa.decimal128(18, 2),
        QUANTITY: pa.decimal128(18, 4),
        UNIT_PRICE: pa.decimal128(18, 6),
        BOOLEAN: pa.bool_(),
    }
    return pa.schema([pa.field(each.name, types[each.type], not each.required) for each in table.columns])


def numbered(count: int, name: str, meaning: str, x12: str) -> tuple[Column, ...]:
    """`count` text columns name_1, name_2 …; `{n}` in the meaning and `{n}` or `{n+K}` in the source are filled in."""
    return tuple(
        Column(
            f"{name}_{n}",
            TEXT,
            meaning.replace("{n}", str(n)),
            x12=re.sub(r"\{n(?:\+(\d+))?\}", lambda found, n=n: str(n + int(found[1] or 0)), x12),  # type: ignore[misc]
        )
        for n in range(1, count + 1)
    )
