"""What is wrong with a row, for all rows at once: as SQL over the values and the texts that they were read from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from perdiem.engine.duckdb import literal, quoted
from perdiem.engine.types import sql_type
from perdiem.model.book import Column, Table
from perdiem.readers.tables.columns import FILLED
from perdiem.readers.tables.source import FHIR_KIND, FILE, POSITION, Source
from perdiem.readers.tables.values import Given, allowed, is_exact, not_before, or_else, scale_words, text_of, value_of

KEPT, FAULTS = "perdiem_kept", "perdiem_faults"
_SHOWN = 200  # characters of a value
_LEAST = (0, 1)  # below which a column whose constraint begins with `at least` has no value


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that may be wrong in a column: SQL that is true where it is, and the sentence that says so."""

    column: str
    rule: str
    wrong: str
    reason: str


def judged(source: Source, givens: Mapping[str, Given]) -> str:
    """SQL for the rows of a source in the declared types, with FILE and POSITION, KEPT, and FAULTS where not kept.

    FAULTS is a list of structs of column, rule, reason and value.
    """
    table = source.table
    there = [column for column in table.columns if column.name in givens]
    texts = ", ".join(
        f"{text_of(column, givens[column.name])} AS {_text(column)}, {givens[column.name].sql} AS {_raw(column)}"
        for column in there
    )
    values = ", ".join(
        f"{value_of(column, _renamed(givens[column.name], column), _text(column))} AS {quoted(column.name)}"
        for column in there
    )
    absent = [column for column in table.columns if column.name not in givens]
    nulls = [f"CAST(NULL AS {sql_type(column.type)}) AS {quoted(column.name)}" for column in absent]
    checks = list(_checks(table, givens, is_mapped=source.kind != FHIR_KIND))
    wrong = " OR ".join(f"coalesce({check.wrong}, false)" for check in checks) or "false"
    structs = ", ".join(
        f"CASE WHEN {check.wrong} THEN {{'column_name': {literal(check.column)}, 'rule': {literal(check.rule)}, "
        f"'reason': {literal(check.reason)}, 'value': left({_text(table.column(check.column))}, {_SHOWN})}} END"
        for check in checks
    )
    faults = f"CASE WHEN {wrong} THEN list_filter([{structs}], lambda x: x IS NOT NULL) END" if checks else "NULL"
    names = ", ".join(quoted(name) for name in table.names)
    places = f"{quoted(FILE)}, {POSITION}"
    key = f"concat_ws(' ', {', '.join(f'CAST({quoted(name)} AS VARCHAR)' for name in table.key)})"
    return (
        f"SELECT {names}, {places}, {key} AS perdiem_key, NOT ({wrong}) AS {KEPT}, {faults} AS {FAULTS} FROM ("
        f"SELECT *, {', '.join([values, *nulls])} FROM (SELECT {places}, {texts} FROM ({source.relation})))"
    )


def _text(column: Column) -> str:
    return quoted(f"text of {column.name}")


def _raw(column: Column) -> str:
    return quoted(f"raw {column.name}")


def _renamed(given: Given, column: Column) -> Given:
    return replace(given, sql=_raw(column))


def _checks(table: Table, givens: Mapping[str, Given], *, is_mapped: bool) -> Iterator[Check]:
    for column in table.columns:
        given = givens.get(column.name)
        other = or_else(column)
        if other is not None and (there := [each for each in (column.name, other) if each in givens]):
            empty = " AND ".join(f"{_text(table.column(each))} IS NULL" for each in there)
            yield Check(there[0], "missing", empty, f"{column.name} and {other} are both missing; one must be there")
        if given is None:
            continue
        name, text = quoted(column.name), _text(column)
        if column.required and column.name not in FILLED:
            yield Check(column.name, "missing", f"{text} IS NULL", f"{column.name} is missing")
        if not is_exact(column, given):
            message = f"{column.name} should be {scale_words(column, is_mapped=is_mapped)}"
            yield Check(column.name, "unreadable", f"{name} IS NULL AND {text} IS NOT NULL", message)
        if words := allowed(column):
            listed = ", ".join(map(literal, words))
            message = f"{column.name} should be {column.constraint}"
            yield Check(column.name, "not_allowed", f"{name} NOT IN ({listed})", message)
        for least in _LEAST:
            if (column.constraint or "").startswith(f"at least {least}"):
                message = f"{column.name} should be at least {least}"
                yield Check(column.name, "not_allowed", f"{name} < {least}", message)
        first = not_before(column)
        if first is not None and first in givens:
            message = f"{column.name} comes before {first}"
            yield Check(column.name, "order", f"{name} < {quoted(first)}", message)
