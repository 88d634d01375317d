"""Which of a source's columns is which of the book's: by name, by mapping, or filled where a claim table lacks it."""

from __future__ import annotations

from dataclasses import dataclass, field

from perdiem.engine.duckdb import literal, quoted
from perdiem.model.book import Column, ColumnType, Table
from perdiem.model.faults import Fault
from perdiem.model.positions import Position
from perdiem.readers.tables.mapping import ColumnMapping, TableMapping, near
from perdiem.readers.tables.source import Source
from perdiem.readers.tables.values import Given, or_else, text_of

FILLED = {"claim_charge_amount"}
"""Required columns of claim_line that are filled when all of its lines are known."""
DEFAULT_CLAIM_TYPE = "professional"
_DATA_SOURCE = "data_source"  # what the Tuva Project calls the extract that a row comes from


@dataclass
class Matched:
    """How each column of a table is given by a source; what is told about it; and what is missing."""

    givens: dict[str, Given] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    default_claim_type: str | None = None
    """SQL that is true where a claim line does not say its form, and is taken for a professional one."""
    stranger: str | None = None
    """SQL that is true for the source's rows that the mapping says are not of the table."""


def match(source: Source, mapping: TableMapping | None) -> Matched:
    """Finds every column of the source's table; a required one that is not there is a fault, told with what is."""
    matched = Matched()
    theirs = {name.lower(): name for name in source.columns}
    used: set[str] = set()
    columns = mapping.columns if mapping else {}
    for column in source.table.columns:
        if (said := columns.get(column.name)) is not None:
            if said.constant is not None:
                matched.givens[column.name] = Given(literal(said.constant))
                continue
            name = theirs.get((said.theirs or "").lower())
            if name is None:
                matched.faults.append(_no_such_column(source, column, said.theirs or "", said.place))
                continue
            used.add(name)
            given = _given(source, name, said.dates, dict(said.words))
            if said.beside:
                given = _joined(source, column, said, theirs, matched, used)
            if said.plus:
                given = Given(f"CAST(TRY_CAST({given.sql} AS BIGINT) + {said.plus} AS VARCHAR)")
            matched.givens[column.name] = given
        elif (name := theirs.get(column.name)) is not None:
            used.add(name)
            matched.givens[column.name] = _given(source, name)
    if mapping:
        _narrow(source, mapping, theirs, matched)
    _refuse_nested(source, matched)
    _fill(source, theirs, matched, used)
    told = {fault.term for fault in matched.faults}
    for column in source.table.columns:
        is_given = column.name in matched.givens or column.name in FILLED
        other = or_else(column)
        is_required = column.required or (other is not None and other not in matched.givens)
        if is_required and not is_given and f"{source.table.name}.{column.name}" not in told:
            matched.faults.append(_missing(source, column))
    extra = [name for name in source.columns if name not in used]
    if extra:
        matched.notes.append(
            f"{source.name}: left aside, because {source.table.name} has no such column: {', '.join(extra)}"
        )
    return matched


def _joined(
    source: Source, column: Column, said: ColumnMapping, theirs: dict[str, str], matched: Matched, used: set[str]
) -> Given:  # fmt: skip
    """Several columns of the source as one text; null where the first is."""
    first = theirs[(said.theirs or "").lower()]
    parts = [f"CAST({quoted(first)} AS VARCHAR)"]
    for each in said.beside:
        name = theirs.get(each.lower())
        if name is None:
            matched.faults.append(_no_such_column(source, column, each, said.place))
            continue
        used.add(name)
        parts.append(f"coalesce('|' || CAST({quoted(name)} AS VARCHAR), '')")
    return Given(" || ".join(parts), is_guarded=source.is_guarded)


def _narrow(source: Source, mapping: TableMapping, theirs: dict[str, str], matched: Matched) -> None:
    conditions = []
    for column, words in mapping.only.items():
        name = theirs.get(column.lower())
        if name is None:
            place = mapping.place or Position(source.name)
            matched.faults.append(_no_such_column(source, Column("only", ColumnType.TEXT, ""), column, place))
            continue
        listed = ", ".join(literal(word.lower()) for word in words)
        conditions.append(f"lower(trim(coalesce(CAST({quoted(name)} AS VARCHAR), ''))) NOT IN ({listed})")
    matched.stranger = " OR ".join(conditions) or None


def _refuse_nested(source: Source, matched: Matched) -> None:
    """A list or a structure in a cell is no value of the book."""
    for name, given in matched.givens.items():
        if given.type.endswith("]") or given.type.startswith(("STRUCT", "MAP", "UNION")):
            message = f"the column holds lists or structures ({given.type}), not one value a row"
            advice = "write it as one value a row, or leave the column out"
            term = f"{source.table.name}.{name}"
            matched.faults.append(Fault(Position(source.name), term, message, suggestion=advice))


def _given(source: Source, name: str, dates: tuple[str, ...] = (), words: dict[str, str] | None = None) -> Given:
    return Given(quoted(name), source.columns[name], dates, words or {}, source.is_guarded)


def _no_such_column(source: Source, column: Column, theirs: str, place: Position) -> Fault:
    advice = near(theirs, tuple(name.lower() for name in source.columns))
    there = f"its columns: {', '.join(source.columns)}"
    message = f"{source.name} has no column {theirs!r}; {there}"
    return Fault(place, f"{source.table.name}.{column.name}", message, suggestion=advice)


def _missing(source: Source, column: Column) -> Fault:
    advice = near(column.name, tuple(name.lower() for name in source.columns))
    message = f"the required column is missing; there are: {', '.join(source.columns)}"
    suggestion = f"{advice} If so, say it" if advice else "say which it is"
    return Fault(
        Position(source.name), f"{source.table.name}.{column.name}", message,
        suggestion=f"{suggestion} in a mapping file: {source.table.name}: {{{column.name}: THEIR_COLUMN}}",
    )  # fmt: skip


def _fill(source: Source, theirs: dict[str, str], matched: Matched, used: set[str]) -> None:
    """What a warehouse does not have: the key of a claim, its origin, and the form of a claim."""
    givens, declared = matched.givens, source.table.names
    origin = theirs.get(_DATA_SOURCE)
    if "source_file" in declared and "source_file" not in givens:
        if origin is not None:
            used.add(origin)
        givens["source_file"] = _given(source, origin) if origin else Given(literal(source.name))
    if "claim_key" in declared and "claim_key" not in givens:
        number = givens.get("claim_id")
        if number is None and "claim_id" in theirs:
            used.add(theirs["claim_id"])
            number = _given(source, theirs["claim_id"])
        if number is not None:
            column = Column("claim_id", ColumnType.TEXT, "")
            key = text_of(column, number)
            if origin is not None:
                used.add(origin)
                key = f"coalesce({text_of(column, _given(source, origin))} || '#', '') || {key}"
            givens["claim_key"] = Given(key)
            told = "data_source, a number sign and claim_id" if origin else "claim_id"
            matched.notes.append(f"{source.name}: claim_key is {told}")
    if source.table.name == "claim_line":
        _fill_claim_type(source.table, matched)


def _fill_claim_type(table: Table, matched: Matched) -> None:
    said = matched.givens.get("claim_type")
    if said is None:
        matched.givens["claim_type"] = Given(literal(DEFAULT_CLAIM_TYPE))
        matched.default_claim_type = "true"
        return
    text = text_of(table.column("claim_type"), said)
    matched.givens["claim_type"] = Given(f"coalesce({text}, {literal(DEFAULT_CLAIM_TYPE)})")
    matched.default_claim_type = f"({text}) IS NULL"
