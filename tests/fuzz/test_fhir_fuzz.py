"""Whatever is done to FHIR files: no crash, and every resource and row is kept or set aside with a reason."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from perdiem.engine.duckdb import open_engine
from perdiem.errors import PerdiemError
from perdiem.readers.book import open_book
from tests.unit.fhir_book.resources import ALL

TEXT = "".join(f"{json.dumps(each)}\n" for each in ALL).encode()
PIECES = st.sampled_from(
    [b"{", b"}", b"[", b"]", b'"', b"\n", b",", b"null", b"3", b"[]", b"{}", b'"resourceType"', b"\xff", "é".encode(),
     b"\0", b"#", b"urn:uuid:", b"9" * 30, b"2026-13-45", b"1e400", b"-", b"Bundle", b"\xef\xbb\xbf"]
)  # fmt: skip
CHANGES = st.lists(
    st.tuples(st.integers(0, len(TEXT)), st.integers(0, 60), PIECES | st.binary(max_size=4)), min_size=1, max_size=5
)
SCALARS = st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.text(max_size=12) | st.sampled_from(
    ["2026-03-02T25:00:00Z", "2026-02-30", "0001-01-01", "Patient/p1", "#x", "urn:uuid:x", "-1", "1e9", "", "a/b/c"]
)  # fmt: skip
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=4,
)  # fmt: skip


def spots(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a resource."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(spot for key, each in inside for spot in spots(each, (*path, key)))]


SPOTS = [(number, *path) for number, each in enumerate(ALL) for path in spots(each) if path]


def replaced(places: list[tuple[tuple[Any, ...], Any]]) -> bytes:
    """The resources of those places with the values put there, and the patient with the coverage."""
    found: Any = json.loads(json.dumps(ALL))
    for (*way, last), value in places:
        at = found
        for key in way:
            at = at[key] if isinstance(at, dict | list) and _has(at, key) else None
        if isinstance(at, dict) or (isinstance(at, list) and _has(at, last)):
            at[last] = value
    touched = {0, 1, *(way[0] for way, _ in places)}
    return "".join(f"{json.dumps(each)}\n" for number, each in enumerate(found) if number in touched).encode()


def _has(at: Any, key: Any) -> bool:
    return key in at if isinstance(at, dict) else isinstance(key, int) and key < len(at)


def check(data: bytes, ending: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"x{ending}"
        path.write_bytes(data)
        try:
            opened = open_book([path], engine=open_engine(threads=1))
        except PerdiemError:
            return
        with opened:
            for each in opened.reading.tables:
                assert 0 <= each.rows_rejected <= each.rows_read
            assert any(note.startswith("FHIR: ") and " = " in note for note in opened.reading.notes)
            for table in opened.book.tables:
                if table.name != "table_reject":
                    kept = sum(each.rows_kept for each in opened.reading.tables if each.table == table.name)
                    assert opened.book.count(table.name) == kept
            rejected = sum(each.rows_rejected for each in opened.reading.tables)
            if rejected:
                assert opened.book.count("table_reject") >= rejected


@given(CHANGES)
@settings(max_examples=4, deadline=None)
def test_damaged_lines(changes: list[tuple[int, int, bytes]]) -> None:
    data = TEXT
    for at, cut, piece in changes:
        data = data[:at] + piece + data[at + cut :]
    check(data, ".ndjson")


@given(st.lists(st.tuples(st.sampled_from(SPOTS), VALUES), min_size=1, max_size=6))
@settings(max_examples=12, deadline=None)
def test_any_value_in_any_place(places: list[tuple[tuple[Any, ...], Any]]) -> None:
    check(replaced(places), ".ndjson")


@given(VALUES)
@settings(max_examples=3, deadline=None)
def test_any_document(value: Any) -> None:
    check(json.dumps(value).encode(), ".json")
    check(json.dumps({"resourceType": "Bundle", "entry": value}).encode(), ".json")
