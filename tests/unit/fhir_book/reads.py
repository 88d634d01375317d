"""Reads resources into a book and gives its rows, with every row accounted for."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from perdiem.engine.reading import Reading
from perdiem.readers.book import open_book
from tests.unit.fhir_book.resources import Resource, ndjson
from tests.unit.tables.samples import rows

Rows = dict[str, list[dict[str, Any]]]


def read(*paths: Path, time_zone: str | None = None) -> tuple[Rows, Reading]:
    with open_book(paths, time_zone=time_zone) as opened:
        reading = opened.reading
        assert sum(each.rows_read for each in reading.tables) == sum(
            each.rows_kept + each.rows_rejected for each in reading.tables
        )
        return rows(opened.book), reading


def read_all(tmp_path: Path, resources: Iterable[Resource], time_zone: str | None = None) -> tuple[Rows, Reading]:
    return read(ndjson(tmp_path / "all.ndjson", resources), time_zone=time_zone)


def filled(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value is not None}
