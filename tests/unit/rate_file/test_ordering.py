"""Rates are written in the order of their key, also where they are put in order part by part."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from perdiem.model.rate_file import PUBLISHED_RATE
from perdiem.readers.rate_file import open_rates, ordering, put_in_order
from tests.unit.rate_file.files import item, text

KEY = ", ".join(f"{name} NULLS LAST" for name in PUBLISHED_RATE.key)
COLUMNS = ", ".join(PUBLISHED_RATE.names)


def _rates(*prices: float) -> list[dict[str, Any]]:
    """A rate for each price, with two providers, the larger number first."""
    groups = [{"npi": [1000000012, 1000000004], "tin": {"type": "ein", "value": "12-3456789"}}]
    return [
        {"provider_groups": groups, "negotiated_prices": [{"negotiated_type": "per diem", "negotiated_rate": price}]}
        for price in prices
    ]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "b.json").write_bytes(
        text(
            item("S9501", negotiated_rates=_rates(3, 2, 1)),
            item("S9500", negotiated_rates=_rates(9)),
            item("S9365", negotiated_rates=_rates(5, 4, 6)),
        )
    )
    (tmp_path / "a.json").write_bytes(text(item("S9338", negotiated_rates=_rates(7, 8)), item("S9500")))
    return tmp_path


def _in_order(*places: Path) -> tuple[list[Any], list[Any], list[str]]:
    """The rows as they should stand and as they do, and what was told on the way."""
    told: list[str] = []
    with open_rates(places) as opened:
        run = opened.book.engine.run
        due = run(f"SELECT {COLUMNS} FROM book.published_rate ORDER BY {KEY}").fetchall()
        found = run(f"SELECT {COLUMNS} FROM ({put_in_order(opened.book, told.append)})").fetchall()
        assert opened.book.count("published_rate") == len(due)
        return due, found, told


@pytest.mark.parametrize("part", [1, 5, 1000])
def test_parts_of_any_size_give_the_same_order(folder: Path, part: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ordering, "PART", part)
    due, found, told = _in_order(folder / "b.json", folder / "a.json")
    assert found == due
    assert len(due) == 19
    assert {1: 5, 5: 4, 1000: 1}[part] == len(told)


def test_rates_of_other_tables_are_ordered_with_them(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from perdiem.writers.tables.files import write_parquet

    monkeypatch.setattr(ordering, "PART", 1)
    with open_rates([folder / "a.json"]) as opened:
        write_parquet(opened.book, PUBLISHED_RATE, folder / "of a.parquet", put_in_order(opened.book, print))
    due, found, told = _in_order(folder / "b.json", folder / "of a.parquet")
    assert found == due
    assert (len(due), told) == (19, [])
