"""What measuring says of ten patients, word for word: on the screen, as JSON, as FHIR resources, beside a review.

Where a change is meant, write the texts anew: `PERDIEM_GOLDEN=write .venv/bin/pytest tests/golden`, and read the
difference.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.cases.test_ten_patients import tables
from tests.golden.texts import same
from tests.unit.faces.conftest import Perdiem
from tests.unit.faces.conftest import perdiem as perdiem  # noqa: PLC0414 - the fixture

HERE = Path(__file__).parent / "measures"
TWO = ("--measure", "occlusions,authorization_time_median", "--suppress", "0")


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """The ten patients as CSV files."""
    folder = tmp_path / "book"
    folder.mkdir()
    for name, columns, rows in tables():
        with (folder / f"{name}.csv").open("w", newline="") as file:
            csv.writer(file).writerows([columns, *([("" if cell == "-" else cell) for cell in row] for row in rows)])
    return folder


def test_every_measure_on_the_screen(perdiem: Perdiem, book: Path) -> None:
    ran = perdiem("measure", book, "--suppress", 0)
    assert ran.code == 0, ran.err
    same(HERE / "screen.txt", ran.out)


def test_two_measures_by_site_and_month_on_the_screen_and_as_json(perdiem: Perdiem, book: Path) -> None:
    ran = perdiem("measure", book, *TWO, "--by", "site,month")
    same(HERE / "by_site_and_month.txt", ran.out)
    ran = perdiem("measure", book, *TWO, "--by", "site", "--format", "json")
    same(HERE / "scorecard.json", ran.out)


def test_one_measure_as_resources(perdiem: Perdiem, book: Path) -> None:
    ran = perdiem("measure", book, "--measure", "occlusions", "--suppress", 0, "--by", "site", "--format", "fhir")
    same(HERE / "bundle.json", ran.out)


def test_the_outcomes_beside_a_review(perdiem: Perdiem, book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(HERE)  # so that the text holds no folder of this machine
    ran = perdiem("review", "contract.yaml", "--book", book, "--suppress", 0, "--on", "2026-01-31")
    assert ran.code == 0, ran.err
    same(HERE / "review.txt", ran.out)
