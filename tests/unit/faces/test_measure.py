"""`perdiem measure`, and `perdiem review --book`: formats, places, what they refuse, what a book lacks."""

from __future__ import annotations

import json
from pathlib import Path

import docx
import openpyxl
import pytest

import perdiem as public
from perdiem.model.measure_settings import MeasureSettings
from perdiem.model.measures import Dimension
from tests.unit.faces.conftest import CONTRACTS, Perdiem

CATHETERS = """\
catheter_id,member_id,line_type,placed_date,placed_by,is_insertion_successful,removed_date,site_npi
C1,M1,picc,2026-01-01,infusion_provider,yes,2026-01-31,1234567893
C2,M2,picc,2026-01-01,infusion_provider,no,2026-01-01,1306849450
"""
EVENTS = """\
event_id,catheter_id,member_id,event_date,event_type,is_resolved_by_provider,is_sent_to_emergency,is_sent_to_outpatient_hospital,is_catheter_replaced
E1,C1,M1,2026-01-10,occlusion,yes,no,no,no
"""
ONE = ("--measure", "occlusions", "--suppress", "0")


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Two lines of 31 and 0 days, and one occlusion; no claims."""
    folder = tmp_path / "book"
    folder.mkdir()
    (folder / "catheter.csv").write_text(CATHETERS)
    (folder / "catheter_event.csv").write_text(EVENTS)
    return folder


def test_a_book_without_claims_is_measured_on_the_screen(perdiem: Perdiem, book: Path) -> None:
    ran = perdiem("measure", book, *ONE, "--measure", "adherence,suite_share")
    assert ran.code == 0, ran.err
    # 1 occlusion in Jan 1-31 = 31 days: 1000 / 31 = 32.26
    line = next(each for each in ran.out.splitlines() if "Catheter occlusions" in each)
    assert line.split("  ")[1] == "Catheter occlusions"
    assert "  32.26 per 1,000 catheter days  (0.82 to 179.7)  1 / 31  [clinical records]" in line
    assert "not enough data: needs prescription and administration" in ran.out
    assert "not enough data: needs claim_line" in ran.out


def test_strata_are_printed_where_they_are_asked_for(perdiem: Perdiem, book: Path) -> None:
    ran = perdiem("measure", book, *ONE, "--by", "site,month")
    assert "site 1234567893" in ran.out
    assert "month 2026-01" in ran.out


def test_small_numbers_are_withheld_unless_asked_for(perdiem: Perdiem, book: Path) -> None:
    ran = perdiem("measure", book, "--measure", "occlusions")
    assert "withheld: it rests on fewer than 11 people or events" in ran.out
    assert "32.26" not in ran.out


@pytest.mark.slow
def test_a_folder_gets_page_workbook_json_and_resources(perdiem: Perdiem, book: Path, tmp_path: Path) -> None:
    ran = perdiem("measure", book, *ONE, "-o", tmp_path / "out")
    assert ran.code == 0, ran.err
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "measures.html", "measures.json", "measures.xlsx", "Measure.ndjson", "MeasureReport.ndjson",
        "StructureDefinition.ndjson",
    }  # fmt: skip
    shape = json.loads((tmp_path / "out" / "measures.json").read_text())
    assert shape["by"] == ["site", "month"]
    assert shape["values"][0]["denominator"] == 31
    rows = list(openpyxl.load_workbook(tmp_path / "out" / "measures.xlsx")["01 occlusions"].iter_rows(values_only=True))
    assert [row[0] for row in rows if row[0] in {"C1 2026-01", "E1"}] == ["C1 2026-01", "E1"]
    assert "32.26 per 1,000 catheter days" in (tmp_path / "out" / "measures.html").read_text()


def test_the_resources_come_as_one_bundle_on_request(perdiem: Perdiem, book: Path) -> None:
    ran = perdiem("measure", book, *ONE, "--format", "fhir", "--fhir-base", "https://plan.example/fhir")
    bundle = json.loads(ran.out)
    kinds = [entry["resource"]["resourceType"] for entry in bundle["entry"]]
    assert kinds == ["StructureDefinition"] * 3 + ["Measure", "MeasureReport"]
    assert bundle["entry"][3]["fullUrl"] == "https://plan.example/fhir/Measure/occlusions"


def test_rows_that_cannot_be_used_are_told_and_end_in_exit_code_1(perdiem: Perdiem, book: Path) -> None:
    (book / "catheter.csv").write_text(CATHETERS + "C3,M3,picc,31.01.2026,hospital,yes,,1234567893\n")
    ran = perdiem("measure", book, *ONE)
    assert ran.code == 1
    assert "1 / 31" in ran.out
    assert "placed_date" in ran.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "name the book"),
        (("{book}", "--by", "month,planet"), "'planet' is no dimension; write any of payor, contract, site"),
        (("{book}", "--measure", "joy"), "'joy' is no measure"),
        (
            ("{book}", "--since", "2026-02-01", "--until", "2026-01-01"),
            "--since 2026-02-01 is after --until 2026-01-01",
        ),
        (("{book}", "--set", "readmision_days=30"), "did you mean readmission_days?"),
        (("{book}", "--set", "confidence=2"), "is not within 0 and 1"),
        (("{book}", "--set", "age_bands=5,1"), "age bands begin with 0 and rise"),
        (("{book}", "--set", "picc_otherwise_hopd=0.5,0.6,0.7"), "write likely,low,high"),
        (("{book}", "-o", "out.pdf"), "the ending names no format"),
        (("{book}", "--format", "xlsx"), "needs a place: -o measures.xlsx"),
        (("{book}", "--format", "html", "-o", "out"), "out is a folder; name a file such as out/measures.html"),
    ],
)
def test_what_does_not_fit_is_refused_in_a_sentence(
    perdiem: Perdiem, book: Path, words: tuple[str, ...], said: str
) -> None:
    ran = perdiem("measure", *(word.format(book=book) for word in words))
    assert ran.code == 2
    assert said in ran.err


def test_the_book_is_not_written_over(perdiem: Perdiem, book: Path) -> None:
    ran = perdiem("measure", book / "catheter.csv", "--format", "json", "-o", book / "catheter.csv")
    assert ran.code == 2
    assert (book / "catheter.csv").read_text() == CATHETERS


def test_a_review_has_the_books_outcomes_beside_each_recommendation(perdiem: Perdiem, book: Path) -> None:
    plain = perdiem("review", CONTRACTS / "model.yaml")
    ran = perdiem("review", CONTRACTS / "model.yaml", "--book", book, "--suppress", 0)
    assert ran.code == 0, ran.err
    added = [line for line in ran.out.splitlines() if line not in plain.out.splitlines()]
    assert all(line.lstrip().startswith(("in the book: ", "The change on ", "not pooled")) for line in added), added
    assert "in the book:" not in plain.out
    third = ran.out.split("\nR03")[1].split("\nR04")[0]
    assert "    in the book: Catheter occlusions: " in third


@pytest.mark.slow
def test_the_outcomes_stand_in_every_form_of_a_review(perdiem: Perdiem, book: Path, tmp_path: Path) -> None:
    contract = tmp_path / "contract.yaml"
    contract.write_text("contract: harbor\ntitle: Harbor\npayor: {name: Plains Health}\n")
    for name in ("review.json", "review.html", "review.xlsx", "review.docx"):
        ran = perdiem("review", contract, "--book", book, "--suppress", 0, "-o", tmp_path / name)
        assert ran.code == 0, ran.err
    shape = json.loads((tmp_path / "review.json").read_text())
    outcomes = {each["definition"]["name"]: each for each in shape["results"][2]["outcomes"]}
    assert outcomes["occlusions"]["value"]["numerator"] == 1
    assert "32.26 per 1,000 catheter days" in (tmp_path / "review.html").read_text()
    sheet = openpyxl.load_workbook(tmp_path / "review.xlsx")["Outcomes"]
    assert any(row[3] == "Catheter occlusions" and "1 / 31" in row[4] for row in sheet.iter_rows(values_only=True))
    words = [cell.text for table in docx.Document(str(tmp_path / "review.docx")).tables for cell in table._cells]
    assert any("32.26 per 1,000 catheter days" in each for each in words)


def test_options_of_a_book_without_one_are_refused(perdiem: Perdiem) -> None:
    ran = perdiem("review", CONTRACTS / "model.yaml", "--suppress", 5)
    assert ran.code == 2
    assert "--mapping, --time-zone and --suppress go with --book" in ran.err


def test_the_public_function_measures_a_book(book: Path) -> None:
    with public.open_book([book]) as opened:
        scorecard = public.measure(
            opened.book, by=["site"], settings=MeasureSettings(suppress_below=0), measures=["occlusions"]
        )
    assert scorecard.overall("occlusions").value == pytest.approx(1000 / 31)
    assert [dict(each.stratum) for each in scorecard.of("occlusions", Dimension.SITE)] == [{"site": "1234567893"}]


def test_a_dose_below_zero_is_set_aside_and_gives_no_share_below_zero(perdiem: Perdiem, tmp_path: Path) -> None:
    (tmp_path / "prescription.csv").write_text(
        "prescription_id,member_id,hcpcs_code,start_date,end_date,doses_ordered\nP1,M1,J0696,2026-03-02,2026-03-11,10\n"
    )
    (tmp_path / "administration.csv").write_text(
        "administration_id,member_id,administration_date,prescription_id,doses\n"
        "A1,M1,2026-03-03,P1,-2\nA2,M1,2026-03-11,P1,4\n"
    )
    ran = perdiem("measure", tmp_path, "--measure", "adherence", "--suppress", "0")
    assert ran.code == 1
    assert "administration.csv:row 2: doses should be at least 0" in ran.err
    assert "40.0%" in ran.out


def test_a_book_without_a_dated_record_names_no_day_on_which_it_ends(perdiem: Perdiem, tmp_path: Path) -> None:
    (tmp_path / "catheter.csv").write_text("catheter_id,member_id,line_type,placed_date\n")
    ran = perdiem("measure", tmp_path, "--measure", "occlusions")
    assert "No record of the book has a day." in ran.out
    assert "1-01-01" not in ran.out


def test_the_measures_named_in_the_help_are_there(perdiem: Perdiem, book: Path) -> None:
    said = " ".join(perdiem("measure", "--help").out.split())
    named = [rest.split()[0] for rest in said.split(" --measure ")[1:] if rest.split()[0] != "NAME"]
    assert named
    ran = perdiem("measure", book, *(word for name in named for word in ("--measure", name)))
    assert ran.code == 0, ran.err


def test_days_are_counted_in_the_time_zone_that_is_said(perdiem: Perdiem, tmp_path: Path) -> None:
    event = {
        "resourceType": "Observation", "id": "o1", "status": "final", "subject": {"reference": "Patient/p1"},
        "code": {"text": "Catheter occlusion"}, "effectiveDateTime": "2026-03-01T02:30:00Z",
        "device": {"reference": "Device/v1"},
    }  # fmt: skip
    device = {"resourceType": "Device", "id": "v1", "type": {"text": "PICC"}}
    use = {
        "resourceType": "DeviceUseStatement", "id": "u1", "status": "active", "subject": {"reference": "Patient/p1"},
        "device": {"reference": "Device/v1"}, "timingPeriod": {"start": "2026-02-01", "end": "2026-03-10"},
    }  # fmt: skip
    lines = tmp_path / "book.ndjson"
    lines.write_text("".join(json.dumps(each) + "\n" for each in (event, device, use)))
    found = {}
    for zone in ("UTC", "America/New_York"):
        ran = perdiem("measure", lines, *ONE, "--since", "2026-03-01", "--time-zone", zone, "--format", "json")
        assert ran.code == 0, ran.err
        (value,) = [each for each in json.loads(ran.out)["values"] if not each["stratum"]]
        found[zone] = value["numerator"]
    assert found == {"UTC": 1, "America/New_York": 0}


@pytest.mark.parametrize(
    "command",
    ["adjudicate", "compare", "explain", "impact", "measure", "programme score", "review", "site-of-care", "convert"],
)
def test_every_command_that_opens_a_book_takes_a_time_zone(perdiem: Perdiem, command: str) -> None:
    assert "--time-zone" in perdiem(*command.split(), "--help").out


def test_a_folder_of_nothing_is_not_measured(perdiem: Perdiem, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    ran = perdiem("measure", tmp_path / "empty")
    assert ran.code == 2
    assert "the folder holds no file" in ran.err
    assert not ran.out


def test_a_bundle_that_is_cut_is_told_where_nothing_else_was_given(perdiem: Perdiem, tmp_path: Path) -> None:
    (tmp_path / "bundle.json").write_text('{"resourceType": "Bundle", "type": "collection", "entry": [{"resour')
    ran = perdiem("measure", tmp_path / "bundle.json")
    assert ran.code == 2
    assert "is no JSON" in ran.err


def test_a_measure_that_is_nearly_one_is_guessed(perdiem: Perdiem, book: Path) -> None:
    ran = perdiem("measure", book, "--measure", "oclusions")
    assert (ran.code, ran.err.strip()) == (2, "'oclusions' is no measure; did you mean 'occlusions'?")
