"""JSON objects to Arrow, with exact decimals: many together by Arrow's own reader, the faulty ones one by one.

Arrow reads numbers from their text, never by way of a float. What it refuses (a key twice, a number that is none, a
value of another kind) is read by Python's json, mended value by value, and every mending counted.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

import pyarrow as pa  # type: ignore[import-untyped]  # it ships no types
import pyarrow.json  # type: ignore[import-untyped]

from perdiem.readers.rate_file.npis import lifted, put_back, with_checks

NUMBER, WHOLE = pa.decimal128(38, 20), pa.int64()
PLACES, MOST_PLACES, MOST_DIGITS = Decimal("0.000001"), 20, 18
Report = Callable[[str, int, object], None]
"""Takes a fault, the number of its object, and an example."""


class Shape:
    """The columns that objects are read into.

    `numbers` are the keys whose values are decimals or lists of them; `groups` is the path to lists of provider
    groups, whose NPIs are read in bulk and checked.
    """

    def __init__(self, schema: Any, numbers: Sequence[str], groups: Sequence[str] = ()) -> None:
        self.schema, self.groups = schema, groups
        named = b"|".join(re.escape(each.encode()) for each in numbers)
        self._text_number = re.compile(rb'"(?:' + named + rb')"\s*:\s*(?:\[[^\]"]*)?"') if numbers else None

    def has_text_number(self, text: bytes) -> bool:
        """Whether a number may stand there as text: Arrow would take it for a number without a word."""
        return self._text_number is not None and self._text_number.search(text) is not None


def parse(texts: Sequence[bytes], shape: Shape, report: Report) -> Any:
    """A pyarrow table with a row for each object; a row of nulls for one that is no JSON.

    `report` is told of each fault by the number of its object. Provider groups have two fields more: see `with_checks`.
    """
    table = pa.concat_tables(_parsed(texts, 0, shape, report)) if texts else shape.schema.empty_table()
    return with_checks(table, shape.groups) if shape.groups else table


def _parsed(texts: Sequence[bytes], first: int, shape: Shape, report: Report) -> list[Any]:
    joined = b"\n".join(texts)
    if not shape.has_text_number(joined):
        table = _without_npis(joined, shape, len(texts))
        if table is None:
            table = _by_arrow(joined, shape)
        if table is not None and table.num_rows == len(texts):
            return [table]
    if len(texts) == 1:
        return [_by_python(texts[0], shape, lambda fault, example: report(fault, first, example))]
    half = len(texts) // 2
    return _parsed(texts[:half], first, shape, report) + _parsed(texts[half:], first + half, shape, report)


def _without_npis(joined: bytes, shape: Shape, rows: int) -> Any:
    """The table as Arrow reads it but for the NPIs; None where these are not regular, or Arrow refuses the rest."""
    parts = lifted(joined) if shape.groups else None
    if parts is None:
        return None
    rest, npis = parts
    table = _by_arrow(rest, shape)
    return put_back(table, shape.groups, npis) if table is not None and table.num_rows == rows else None


def _by_arrow(joined: bytes, shape: Shape) -> Any:
    try:
        joined.decode()
        table = pyarrow.json.read_json(
            io.BytesIO(joined),
            read_options=pyarrow.json.ReadOptions(use_threads=False, block_size=len(joined) + 1),
            parse_options=pyarrow.json.ParseOptions(
                explicit_schema=shape.schema, newlines_in_values=True, unexpected_field_behavior="ignore"
            ),
            memory_pool=pa.system_memory_pool(),  # Arrow's own keeps tens of megabytes that it has let go of
        )
    except (pa.ArrowInvalid, UnicodeDecodeError):
        return None
    return table


def _by_python(text: bytes, shape: Shape, tell: Callable[[str, object], None]) -> Any:
    try:
        decoded = text.decode()
    except UnicodeDecodeError as error:
        tell("text-not-utf8", text[max(0, error.start - 40) : error.end + 40])
        decoded = text.decode(errors="replace")

    def paired(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) < len(pairs):
            names = [name for name, _ in pairs]
            tell("key-twice", next(name for name in names if names.count(name) > 1))
        return made

    try:
        read = json.loads(
            decoded, object_pairs_hook=paired, parse_float=Decimal, parse_int=Decimal, parse_constant=_Constant,
            strict=False,
        )  # fmt: skip
    except (ValueError, RecursionError, InvalidOperation) as error:
        tell("json-broken", f"{error}: {decoded}")
        read = {}
    row = _mended(read, pa.struct(list(shape.schema)), "", tell)
    return pa.Table.from_pylist([row or {}], schema=shape.schema)


class _Constant(str):
    """NaN, Infinity or -Infinity, which are no JSON but are written."""

    __slots__ = ()


def _mended(value: Any, kind: Any, key: str, tell: Callable[[str, object], None]) -> Any:
    if value is None:
        return None
    if pa.types.is_struct(kind):
        if not isinstance(value, dict):
            tell("value-of-wrong-kind", f"{key}: {value}")
            return None
        return {field.name: _mended(value.get(field.name), field.type, field.name, tell) for field in kind}
    if pa.types.is_list(kind):
        if not isinstance(value, list):
            tell("value-of-wrong-kind", f"{key}: {value}")
            value = [value] if not isinstance(value, dict) or pa.types.is_struct(kind.value_type) else []
        return [_mended(each, kind.value_type, key, tell) for each in value]
    if pa.types.is_decimal(kind):
        return _number(value, key, tell)
    if pa.types.is_integer(kind):
        number = _number(value, key, tell)
        if number is None or number == number.to_integral_value():
            return None if number is None else int(number)
        tell("number-not-whole", f"{key}: {value}")
        return None
    if isinstance(value, str):
        return value.encode(errors="replace").decode()  # half of a surrogate pair is no text
    tell("value-of-wrong-kind", f"{key}: {value}")
    return None if isinstance(value, dict | list | bool) else str(value)


def _number(value: Any, key: str, tell: Callable[[str, object], None]) -> Decimal | None:
    if isinstance(value, bool | dict | list):
        tell("value-of-wrong-kind", f"{key}: {value}")
        return None
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        tell("number-not-one", f"{key}: {value}")
        return None
    if isinstance(value, str):
        tell("number-as-text", f"{key}: {value}")
    if number and number.adjusted() >= MOST_DIGITS:
        tell("rate-too-large", f"{key}: {value}")
        return None
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and -exponent > MOST_PLACES:
        tell("rate-rounded", f"{key}: {value}")
        return number.quantize(PLACES, ROUND_HALF_UP)
    return number
