"""What stands in a source's column, as SQL: the value in the declared type, and the text that it was read from.

A value that cannot be read is null while its text is not, which is how it is found. Nothing is rounded: an amount of
12.345 is no amount in cents. Numbers of a float type are taken to the declared scale where they lie within a
hundred-thousandth of it, for that is noise of the float.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from perdiem.engine.duckdb import literal
from perdiem.engine.types import sql_type
from perdiem.model.book import Column, ColumnType

_INTEGERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT",
             "UHUGEINT")  # fmt: skip
_FLOATS = ("FLOAT", "DOUBLE")
_SCALES = {ColumnType.MONEY: 2, ColumnType.QUANTITY: 4, ColumnType.UNIT_PRICE: 6}
_DIGITS = 18  # of every decimal type
_PLAIN_DATES = ("%Y-%m-%d", "%Y%m%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%SZ")
_DATE_WORDS = (("YYYY", "%Y"), ("YY", "%y"), ("MON", "%b"), ("MM", "%m"), ("DD", "%d"))
_INSTANT = r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)? ?(Z|[-+]\d{2}(:?\d{2})?)?"
_NUMBER = r"[-+]?(\d+|\d{1,3}(,\d{3})+)?(\.\d*)?"
_NOISE = "1e-5"

WIDTHS = {"ndc": 11, "place_of_service_code": 2, "discharge_disposition_code": 2, "revenue_center_code": 4}
"""Codes of a fixed width, whose leading zeros a spreadsheet drops."""
_CAPITALS = {"hcpcs_code", "per_diem_code", *(f"hcpcs_modifier_{place}" for place in range(1, 6))}
"""Codes that are written in capitals only: a warehouse that has them in small letters means the same."""
_SURE = {"place_of_service_code", "discharge_disposition_code", "revenue_center_code"}  # in a text too, zeros are safe


@dataclass(frozen=True, slots=True)
class Given:
    """How one column of the book is given: by a source's column (`sql` and its type), or by a constant.

    `dates` are strptime formats beside the plain ones; `words` turn the source's words into ours.
    """

    sql: str
    type: str = "VARCHAR"
    dates: tuple[str, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)
    is_guarded: bool = False
    """Whether an apostrophe may stand before what a spreadsheet would take for a formula."""


def date_format(text: str) -> str | None:
    """`MM/DD/YYYY` as strptime writes it; None when it does not name a year, a month and a day."""
    found = text.strip().upper()
    for word, sign in _DATE_WORDS:
        found = found.replace(word, sign)
    rest = found.replace("%Y", "").replace("%y", "").replace("%b", "").replace("%m", "").replace("%d", "")
    whole = found.count("%d") == 1 and found.lower().count("%y") == 1 and found.count("%m") + found.count("%b") == 1
    return found if whole and not any(character.isalnum() for character in rest) else None


def text_of(column: Column, given: Given) -> str:
    """The text that stands in the source, without blanks around it and without a guard against formulas."""
    if given.type == "VARCHAR":
        plain = f"regexp_replace({given.sql}, '^\\s*''(''*[=+@\\t\\r-])', '\\1')"
        bare = f"CASE WHEN {given.sql} LIKE '%''%' THEN {plain} ELSE {given.sql} END" if given.is_guarded else given.sql
        text = f"nullif(trim({bare}), '')"
    elif given.type in _FLOATS:
        whole = f"CASE WHEN {given.sql} = trunc({given.sql}) THEN CAST(TRY_CAST({given.sql} AS HUGEINT) AS VARCHAR) END"
        text = f"coalesce({whole}, CAST({given.sql} AS VARCHAR))"  # inf and 1e300 are no whole numbers, yet no blanks
    elif given.type.startswith("DECIMAL") and column.type is ColumnType.TEXT:
        text = f"regexp_replace(CAST({given.sql} AS VARCHAR), '\\.0*$', '')"
    else:
        text = f"CAST({given.sql} AS VARCHAR)"
    if given.words:
        cases = " ".join(f"WHEN {literal(key.lower())} THEN {literal(ours)}" for key, ours in given.words.items())
        text = f"nullif(CASE lower({text}) {cases} ELSE {text} END, '')"  # a word may stand for none
    return text


def value_of(column: Column, given: Given, text: str) -> str:
    """The value in the declared type; null where `text` (SQL for what text_of gives) cannot be read."""
    if column.type is ColumnType.TEXT:
        return _code(column, given, text)
    if given.words or given.type == "VARCHAR":
        return _of_text(column, given, text)
    kind = given.type.split("(")[0]
    if column.type is ColumnType.DATE:
        if kind == "DATE" or kind.startswith("TIMESTAMP"):
            return f"TRY_CAST({given.sql} AS DATE)"
        return _of_text(column, given, text)
    if column.type is ColumnType.INSTANT:
        # the engine's time zone is UTC, so an instant with a zone becomes what it is in UTC
        return f"TRY_CAST({given.sql} AS TIMESTAMP)" if kind.startswith("TIMESTAMP") else _of_text(column, given, text)
    if column.type is ColumnType.BOOLEAN:
        return given.sql if kind == "BOOLEAN" else _of_text(column, given, text)
    if kind not in (*_INTEGERS, *_FLOATS, "DECIMAL"):
        return _of_text(column, given, text)
    target = sql_type(column.type)
    if column.type is ColumnType.INTEGER:
        return f"CASE WHEN {given.sql} = trunc({given.sql}) THEN TRY_CAST({given.sql} AS {target}) END"
    if given.type == target:
        return given.sql
    rounded = f"TRY_CAST({given.sql} AS {target})"
    if kind in _FLOATS:
        return f"CASE WHEN abs({given.sql} - CAST({rounded} AS DOUBLE)) < {_NOISE} THEN {rounded} END"
    return f"CASE WHEN {given.sql} = {rounded} THEN {rounded} END"


def is_exact(column: Column, given: Given) -> bool:
    """Whether every value of the source is one of the column: nothing in it can be unreadable."""
    if column.type is ColumnType.TEXT:
        return True
    return given.type == sql_type(column.type) and not given.words


def _code(column: Column, given: Given, text: str) -> str:
    """Codes with the leading zeros that a number does not keep.

    A number, or a text of one to three digits where the code is always of two or four, is filled up with zeros; a
    package code with hyphens is written in 5, 4 and 2 digits. A package code of ten digits in a text may lack a zero
    in any of three places, and stays as it is. Type of bill is three digits without its leading zero. Procedure codes
    and modifiers are in capitals.
    """
    name = column.name
    width = WIDTHS.get(name)
    if name in _CAPITALS:
        return f"upper({text})"
    is_number = given.type != "VARCHAR" and not given.words
    if width and (is_number or name in _SURE):
        sure = f"regexp_full_match({text}, '\\d{{1,{width}}}')"
        return f"CASE WHEN {sure} THEN lpad({text}, {width}, '0') ELSE {text} END"
    if name == "ndc":
        parts = [f"lpad(split_part({text}, '-', {place}), {digits}, '0')" for place, digits in ((1, 5), (2, 4), (3, 2))]
        has_hyphens = f"regexp_full_match({text}, '\\d{{1,5}}-\\d{{1,4}}-\\d{{1,2}}')"
        return f"CASE WHEN {has_hyphens} THEN {' || '.join(parts)} ELSE {text} END"
    if name == "bill_type_code":
        return f"CASE WHEN regexp_full_match({text}, '0\\d[0-9A-Z]{{2}}') THEN substr({text}, 2) ELSE {text} END"
    if column.constraint and (words := allowed(column)):
        return f"CASE WHEN lower({text}) IN ({', '.join(map(literal, words))}) THEN lower({text}) ELSE {text} END"
    return text


def _of_text(column: Column, given: Given, text: str) -> str:
    if column.type is ColumnType.DATE:
        formats = ", ".join(literal(each) for each in ((*given.dates, "%Y-%m-%d") if given.dates else _PLAIN_DATES))
        day = f"CAST(try_strptime({text}, [{formats}]) AS DATE)"
        return f"CASE WHEN {day} BETWEEN DATE '1800-01-01' AND DATE '2299-12-31' THEN {day} END"
    if column.type is ColumnType.INSTANT:
        moment = f"CAST(TRY_CAST({text} AS TIMESTAMPTZ) AS TIMESTAMP)"
        is_written = f"regexp_full_match({text}, {literal(_INSTANT)})"
        return (
            f"CASE WHEN {is_written} AND {moment} BETWEEN TIMESTAMP '1800-01-01' AND TIMESTAMP '2299-12-31' "
            f"THEN {moment} END"
        )
    if column.type is ColumnType.BOOLEAN:
        return (
            f"CASE WHEN lower({text}) IN ('true', 't', 'yes', 'y', '1') THEN true "
            f"WHEN lower({text}) IN ('false', 'f', 'no', 'n', '0') THEN false END"
        )
    if column.type is ColumnType.INTEGER:
        return f"CASE WHEN regexp_full_match({text}, '[-+]?\\d+(\\.0*)?') THEN TRY_CAST({text} AS BIGINT) END"
    # (1,234.50) is minus that, as accountants write it; `$` may stand before or after the sign
    bare = f"replace({text}, '$', '')"
    minus = f"CASE WHEN {bare} LIKE '(%)' THEN '-' || {bare}[2:-2] ELSE {bare} END"
    exact = f"TRY_CAST(replace({minus}, ',', '') AS DECIMAL(38,12))"
    target = sql_type(column.type)
    fits = f"TRY_CAST({exact} AS {target})"
    return f"CASE WHEN regexp_full_match({minus}, {literal(_NUMBER)}) AND {exact} = {fits} THEN {fits} END"


def allowed(column: Column) -> tuple[str, ...]:
    """The words that a column's constraint lists (`a, b or c`); none where it says something else."""
    if not column.constraint or " or " not in column.constraint:
        return ()
    head, _, last = column.constraint.rpartition(" or ")
    words = (*(word.strip() for word in head.split(",")), last.strip())
    simple = all(word and all(part.isalnum() or part in "_- " for part in word) for word in words)
    return words if simple else ()


def not_before(column: Column) -> str | None:
    """The column that this one may not come before, where its constraint says so."""
    start = "not before "
    if column.constraint and column.constraint.startswith(start):
        return column.constraint.removeprefix(start)
    return None


def or_else(column: Column) -> str | None:
    """The column that must be filled where this one is empty, where its constraint says so."""
    start, end = "filled where ", " is empty"
    constraint = column.constraint or ""
    if constraint.startswith(start) and constraint.endswith(end):
        return constraint.removeprefix(start).removesuffix(end)
    return None


def scale_words(column: Column, *, is_mapped: bool = True) -> str:
    """What is allowed in a column, for a sentence; `is_mapped`: a mapping file can say how its dates are written."""
    if column.type is ColumnType.DATE and not is_mapped:
        return "a whole date that there is, such as 2026-03-01; FHIR allows 2026 or 2026-03, a row of the book does not"
    if column.type is ColumnType.DATE:
        return (
            "a date such as 2026-03-01 or 20260301; another order of day and month is said in a mapping file: "
            f"{column.name}: {{from: THEIR_COLUMN, date: MM/DD/YYYY}}"
        )
    if column.type is ColumnType.INSTANT:
        return "a day and a time such as 2026-03-01 14:30 (taken as UTC) or 2026-03-01T14:30:00-05:00"
    if column.type is ColumnType.BOOLEAN:
        return "yes or no"
    if column.type is ColumnType.INTEGER:
        return "a whole number"
    scale = _SCALES[column.type]
    return f"a number with at most {_DIGITS - scale} digits before the point and {scale} after it"
