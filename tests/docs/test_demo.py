"""The invented claims that `perdiem demo` and the pages work on: what the demo leaves, and that they are all read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from perdiem.faces.cli import demo_outcomes
from perdiem.faces.cli.demo import _copy_new
from perdiem.faces.cli.demo_claims import DATA, demo_claims
from perdiem.model.book import BOOK
from perdiem.readers.book import open_book

REPORTS = ["decided/summary.html", "R-1001.html", "compared.html", "impact.html"]


def test_the_demo_leaves_four_reports_of_its_claims_over_those_of_before(tmp_path: Path) -> None:
    assert _copy_new(DATA, tmp_path) == []
    (tmp_path / "decided").mkdir()
    for name in [*REPORTS, "decided/summary.json", "amended.yaml", "amendment.docx"]:
        (tmp_path / name).write_text("of before", "utf-8")
    assert list(demo_claims(tmp_path)) == REPORTS
    assert all("</html>" in (tmp_path / name).read_text("utf-8") for name in REPORTS)
    told = json.loads((tmp_path / "decided" / "summary.json").read_text("utf-8"))
    assert (told["lines"], told["lines_rejected"]) == (9, 0)


def test_the_demo_leaves_a_page_of_measured_outcomes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo_outcomes, "MEMBERS", 60)  # the demo's own 2,500 take longer to measure than a test may
    page, changed = demo_outcomes.demo_outcomes(tmp_path)
    assert page == tmp_path / "measures.html"
    assert (tmp_path / "book" / "truth.json").is_file()
    assert "Is it getting better, and are we unusual?" in page.read_text("utf-8")
    assert changed == demo_outcomes.CHANGED


def test_no_row_of_the_invented_book_is_set_aside() -> None:
    with open_book([DATA / "march"]) as opened:
        assert opened.reading.rows_rejected == 0
        names = {path.stem for path in (DATA / "march").iterdir()}
        assert {table.name for table in opened.book.tables} == names <= {table.name for table in BOOK}
