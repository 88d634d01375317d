"""A scorecard as text, JSON, workbook and FHIR resources."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from fhir.resources.R4B.measure import Measure
from fhir.resources.R4B.measurereport import MeasureReport

from perdiem.model.measure_evidence import EvidenceRow, EvidenceRows
from perdiem.model.measures import Dimension, Scorecard
from perdiem.writers.json import to_json
from perdiem.writers.measures.fhir_reports import extensions_ndjson, measure_bundle, measures_ndjson, reports_ndjson
from perdiem.writers.measures.scorecard_text import scorecard_text
from perdiem.writers.measures.workbook import measures_xlsx
from tests.scorecards import DEFINITIONS, sample_scorecard
from tests.validator import issues_of

BASE = "https://payor.example.org/fhir"


def no_rows(name: str) -> EvidenceRows:
    raise AssertionError(f"rows of {name} are asked for although small numbers are withheld")


def two_rows(name: str) -> EvidenceRows:
    rows = (
        EvidenceRow("L1 2026-01", "M1", date(2026, 1, 1), ("picc", "1234567893", "2026-01"), 1.0, 31.0),
        EvidenceRow("=L2", "M2", None, ("port", "1306849450", "not known"), 0.0, 28.0),
    )
    return EvidenceRows(name, ("category", "site", "month"), rows, 2)


def cells(path: Path, sheet: str) -> list[Sequence[Any]]:
    return list(openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True))


def unsuppressed() -> Scorecard:
    whole = sample_scorecard()
    return replace(whole, settings=replace(whole.settings, suppress_below=0))


def test_the_text_has_a_line_a_measure_and_says_why_there_is_no_number() -> None:
    lines = scorecard_text(sample_scorecard()).splitlines()
    assert (
        "  Catheter occlusions                           1.25 per 1,000 catheter days  (1.00 to 1.50)"
        "  96 / 76,800  [clinical records]"
    ) in lines
    assert "  Patients who give the best answer             not enough data: needs survey_response" in lines
    assert any("PICCs placed successfully" in each and "nothing to measure" in each for each in lines)
    assert any("Catheter infections" in each and "withheld: it rests on fewer than 11" in each for each in lines)
    assert any("[claims proxy]" in each for each in lines)
    assert any("[estimate from clinical records]" in each for each in lines)


def test_strata_are_listed_where_they_are_asked_for() -> None:
    assert "site Harbor Infusion" not in scorecard_text(sample_scorecard())
    text = scorecard_text(sample_scorecard(), by=(Dimension.SITE,))
    assert "site Harbor Infusion (1679576722)" in text
    assert "2.67 per 1,000 catheter days" in text


def test_json_has_strata_as_objects_and_every_value() -> None:
    shape = json.loads(to_json(sample_scorecard()))
    assert shape["format"] == "perdiem-scorecard/1"
    assert shape["values"][3]["stratum"] == {"site": "1234567893"}
    assert shape["labels"][0] == {"dimension": "site", "place": "1234567893", "label": "North Infusion"}
    assert len(shape["values"]) == len(sample_scorecard().values)


def test_the_workbook_withholds_rows_with_small_numbers(tmp_path: Path) -> None:
    path = tmp_path / "measures.xlsx"
    measures_xlsx(sample_scorecard(), no_rows, path)
    sheet = cells(path, "01 catheter_occlusions")
    withheld = next(row for row in sheet if row[2] == "2025-12")
    assert withheld[3:] == (None, None, None, None, None, "withheld: it rests on fewer than 11 people or events")
    assert any("Rows are left out because small numbers are withheld" in str(row[1]) for row in sheet)
    assert next(row for row in cells(path, "Scorecard") if row[1] == "Catheter infections")[2:7] == (None,) * 5


def test_a_headline_is_worked_out_from_the_rows_of_evidence(tmp_path: Path) -> None:
    path = tmp_path / "measures.xlsx"
    measures_xlsx(unsuppressed(), two_rows, path)
    sheet = cells(path, "01 catheter_occlusions")
    first = next(place for place, row in enumerate(sheet, 1) if row[0] == "L1 2026-01")
    by_word = {row[0]: row for row in sheet if row[0]}
    assert by_word["Numerator"][1] == f"=SUM($G${first}:$G${first + 1})"
    assert by_word["Denominator"][1] == f"=SUM($H${first}:$H${first + 1})"
    assert by_word["Value"][1:3] == ("=B6/B7*1000", "per 1,000 catheter days")
    assert sheet[first - 1][:2] + sheet[first - 1][3:8] == ("L1 2026-01", "M1", "picc", "1234567893", "2026-01", 1, 31)
    assert sheet[first][0] == "=L2"  # text from a book is no formula
    assert openpyxl.load_workbook(path)["01 catheter_occlusions"].cell(first + 1, 1).data_type == "s"
    north = next(row for row in sheet if row[:3] == ("all", "1234567893", "all"))
    assert north[3] == f"=SUMPRODUCT(($E${first}:$E${first + 1}=$B17)*$G${first}:$G${first + 1})"
    assert next(row for row in cells(path, "Scorecard") if row[1] == "Catheter occlusions")[2] == (
        "='01 catheter_occlusions'!B8"
    )


def test_a_cut_of_rows_is_said_and_the_numbers_stand_as_figures(tmp_path: Path) -> None:
    path = tmp_path / "measures.xlsx"
    measures_xlsx(unsuppressed(), lambda name: replace(two_rows(name), total=120_000), path)
    sheet = cells(path, "01 catheter_occlusions")
    assert any("The first 2 of 120,000 rows that count" in str(row[1]) for row in sheet)
    assert next(row for row in sheet if row[0] == "Numerator")[1] == 96
    assert any(row[0] == "Cut" and "catheter_occlusions" in row[1] for row in cells(path, "About"))


@pytest.mark.slow
def test_the_resources_hold_against_r4_by_a_validator_that_is_not_ours(tmp_path: Path) -> None:
    (tmp_path / "bundle.json").write_text(measure_bundle(sample_scorecard(), BASE))
    (tmp_path / "Measure.ndjson").write_text(measures_ndjson(sample_scorecard(), BASE))
    (tmp_path / "MeasureReport.ndjson").write_text(reports_ndjson(sample_scorecard(), BASE))
    (tmp_path / "StructureDefinition.ndjson").write_text(extensions_ndjson(BASE))
    assert issues_of(sorted(tmp_path.iterdir())) == []
    for line in (tmp_path / "Measure.ndjson").read_text().splitlines():
        Measure.model_validate_json(line)
    for line in (tmp_path / "MeasureReport.ndjson").read_text().splitlines():
        MeasureReport.model_validate_json(line)


def test_a_report_counts_its_populations_and_says_why_a_number_is_absent() -> None:
    reports = {each["id"]: each for each in map(json.loads, reports_ndjson(sample_scorecard(), BASE).splitlines())}
    assert set(reports) == {name.replace("_", "-") for name in DEFINITIONS}
    occlusions = reports["catheter-occlusions"]
    (group,) = occlusions["group"]
    counts = {each["code"]["coding"][0]["code"]: each.get("count") for each in group["population"]}
    assert counts == {
        "initial-population": 76_802, "denominator-exclusion": 2, "denominator": 76_800, "numerator": 96,
    }  # fmt: skip
    assert group["measureScore"]["value"] == 1.25
    assert occlusions["improvementNotation"]["coding"][0]["code"] == "decrease"
    assert occlusions["measure"] == f"{BASE}/Measure/catheter-occlusions|1"
    assert [each["code"][0]["text"] for each in group["stratifier"]] == ["kind of line", "site", "month"]
    absent = {
        name: reports[name]["group"][0]["measureScore"]["extension"][0]["valueCode"]
        for name in ("infections", "satisfaction", "picc-success")
    }
    assert absent == {"infections": "masked", "satisfaction": "unsupported", "picc-success": "not-applicable"}
    assert all("count" not in each for each in reports["infections"]["group"][0]["population"])


def test_the_same_scorecard_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        measures_xlsx(unsuppressed(), two_rows, tmp_path / f"{name}.xlsx")
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()
    assert measure_bundle(sample_scorecard(), BASE) == measure_bundle(sample_scorecard(), BASE)
