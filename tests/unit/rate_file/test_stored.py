"""A table of rates that was written before is read like the files that it came from."""

from __future__ import annotations

from pathlib import Path

import pytest

from perdiem.model.rate_file import PUBLISHED_RATE
from perdiem.readers.rate_file import Wanted, open_rates
from perdiem.writers.tables.files import write_parquet
from tests.unit.rate_file.files import faults, item, read, text


def stored(folder: Path) -> Path:
    part = {"billing_code_type": "HCPCS", "billing_code_type_version": "2025", "billing_code": "S9501"}
    (folder / "a.json").write_bytes(text(item("S9500"), item("X1", bundled_codes=[part]), item("S9365")))
    with open_rates([folder / "a.json"]) as opened:
        write_parquet(opened.book, PUBLISHED_RATE, folder / "rates.parquet")
    return folder / "rates.parquet"


def test_a_table_gives_the_rows_that_were_written(tmp_path: Path) -> None:
    path = stored(tmp_path)
    columns = ", ".join(PUBLISHED_RATE.names)
    rows, (file,) = read(path, columns=columns)
    assert rows == read(tmp_path / "a.json", columns=columns)[0]
    assert (file.rows, file.payor, file.is_whole) == (3, "Example Plan", True)


def test_codes_are_chosen_from_a_table_those_inside_bundles_too(tmp_path: Path) -> None:
    rows, _ = read(stored(tmp_path), columns="code", wanted=Wanted(frozenset({"S9501", "S9365"})))
    assert sorted(rows) == [("S9365",), ("X1",)]


def test_a_table_beside_its_own_file_counts_nothing_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = stored(tmp_path)
    (tmp_path / "of another day.json").write_bytes(text(item("S9500"), last_updated_on="2026-01-01"))
    with open_rates([path, tmp_path / "of another day.json"]) as opened:
        write_parquet(opened.book, PUBLISHED_RATE, tmp_path / "rates.parquet")
    (tmp_path / "of another day.json").unlink()
    monkeypatch.chdir(tmp_path)
    rows, files = read(Path("a.json"), Path("rates.parquet"), columns="source_file, code")
    assert sorted(code for source, code in rows if source == "a.json") == ["S9365", "S9500", "X1"]
    assert len(rows) == 4  # what the table has of another file is kept
    assert faults(files[1])["rates-read-already"] == 3
    assert files[1].rows == 1


def test_a_table_of_something_else_is_told(tmp_path: Path) -> None:
    import duckdb

    path = tmp_path / "a.parquet"
    duckdb.sql("SELECT 1 AS x").write_parquet(str(path))
    rows, (file,) = read(path)
    assert rows == []
    assert not file.is_whole
    assert faults(file) == {"file-without-rates": 1}
