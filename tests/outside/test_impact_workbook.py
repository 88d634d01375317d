"""The workbook of an estimate, recalculated by LibreOffice: every live figure comes to what was computed.

Skipped where LibreOffice is not installed (Debian: libreoffice-calc-nogui).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import zipfile
from pathlib import Path

import openpyxl
import pytest

from perdiem.codes import packaged_code_sets
from perdiem.rules.impact.estimate import Asked, estimate
from perdiem.writers.impact.workbook import estimate_xlsx
from tests.impact_book import blocked_catheters, made_book, year_of_therapy
from tests.unit.impact.test_estimate import agreement

SOFFICE = shutil.which("soffice")


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
def test_recalculated_figures_equal_ours(tmp_path: Path) -> None:
    with made_book([*year_of_therapy(10), *blocked_catheters(100, 60)]) as book:
        found = estimate(agreement(), book, packaged_code_sets(), Asked((3, 7, 8, 14), draws=1000))
    path = tmp_path / "impact.xlsx"
    estimate_xlsx(found, path)
    ours = _values(path)
    _without_values(path, tmp_path / "bare.xlsx")
    command = [
        str(SOFFICE),
        "--headless",
        "--convert-to",
        "xlsx:Calc MS Excel 2007 XML",
        "--outdir",
        str(tmp_path / "out"),
    ]
    subprocess.run(
        [*command, str(tmp_path / "bare.xlsx")],
        check=True, capture_output=True, timeout=180, env={**os.environ, "HOME": str(tmp_path)},
    )  # fmt: skip
    theirs = _values(tmp_path / "out" / "bare.xlsx")
    live = _formulas(path)
    assert len(live) > 60
    for place in live:
        assert theirs[place] == pytest.approx(ours[place], abs=0.005), place
    assert theirs["Summary", "B2"] == pytest.approx(found.total.value, abs=0.005)


def _values(path: Path) -> dict[tuple[str, str], object]:
    book = openpyxl.load_workbook(path, data_only=True)
    return {(sheet.title, cell.coordinate): cell.value for sheet in book for row in sheet for cell in row}


def _formulas(path: Path) -> list[tuple[str, str]]:
    book = openpyxl.load_workbook(path)
    return [(sheet.title, cell.coordinate) for sheet in book for row in sheet for cell in row if cell.data_type == "f"]


def _without_values(path: Path, bare: Path) -> None:
    """The same workbook without the values that we wrote beside the formulas, so that none can be taken for granted."""
    import re

    with zipfile.ZipFile(path) as full, zipfile.ZipFile(bare, "w") as out:
        for item in full.infolist():
            data = full.read(item)
            if item.filename.startswith("xl/worksheets/"):
                data = re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", data)
            out.writestr(item, data)
