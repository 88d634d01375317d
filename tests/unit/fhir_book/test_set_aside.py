"""What of FHIR makes no row, and which of several versions and answers is kept."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from tests.unit.fhir_book import resources as r
from tests.unit.fhir_book.reads import read, read_all
from tests.unit.fhir_book.resources import Resource, ndjson

ASKED, ANSWERED = datetime.fromisoformat("2026-02-27 14:00"), datetime.fromisoformat("2026-02-28 20:00")  # in UTC


@pytest.mark.parametrize(
    ("resource", "table", "reason"),
    [
        (r.ORDER | {"status": "entered-in-error"}, "prescription", "it was entered in error"),
        (r.ORDER | {"intent": "plan"}, "prescription", "it orders nothing"),
        (r.DISPENSE | {"status": "on-hold"}, "dispense", "nothing left the pharmacy"),
        (r.GIVEN | {"status": "in-progress"}, "administration", "its outcome is not known"),
        (r.STAY | {"status": "planned"}, "encounter", "it did not take place"),
        (r.PROCEDURE | {"status": "not-done"}, "procedure", "it was not done"),
        (r.CONDITION | {"verificationStatus": r.concept("refuted")}, "condition", "it was refuted"),
        (r.DEVICE, "catheter", "no DeviceUseStatement says when"),
        (r.DEVICE_USE | {"device": {"display": "walker"}}, "catheter", "its device is no line"),
        (r.OCCLUSION | {"code": {"text": "Body weight"}}, "catheter_event", "neither an event of a line"),
        (r.OCCLUSION | {"valueBoolean": False}, "catheter_event", "neither an event of a line"),
        (r.INFECTION | {"actuality": "potential"}, "catheter_event", "did not happen"),
        (r.ANSWERS | {"status": "in-progress"}, "survey_response", "it is not completed"),
        (r.REFERRAL | {"code": {"text": "Complete blood count"}}, "referral", "no referral to home infusion"),
        (r.REQUEST | {"use": "claim"}, "authorization", "it is a bill"),
        (r.COVERAGE | {"status": "draft"}, "eligibility", "it is not in force"),
        (r.BILL | {"type": r.concept("pharmacy")}, "claim_line", "no professional or institutional claim"),
    ],
    ids=lambda value: value if isinstance(value, str) and " " not in value else "",
)
def test_what_makes_no_row_is_set_aside_with_its_reason_and_place(
    tmp_path: Path, resource: Resource, table: str, reason: str
) -> None:
    found, reading = read_all(tmp_path, [r.PATIENT, r.EMERGENCY, resource])
    (reject,) = found["table_reject"]
    assert reason in reject["reason"]
    assert (reject["table_name"], reject["rule"], reject["row_number"]) == (table, "not_used", 3)
    assert reject["source_file"] == str(tmp_path / "all.ndjson")
    assert reject["row_key"] == f"{resource['resourceType']}/{resource['id']}"
    assert reading.rows_rejected == 1


def test_a_row_that_breaks_its_table_is_set_aside_with_the_line(tmp_path: Path) -> None:
    month_only = r.EMERGENCY | {"id": "e9", "period": {"start": "2026-03"}}
    reversed_span = r.STAY | {"id": "e8", "period": {"start": "2026-03-05", "end": "2026-03-01"}}
    found, _ = read_all(tmp_path, [r.PATIENT, r.EMERGENCY, month_only, reversed_span])
    assert [(each["row_number"], each["column_name"], each["rule"]) for each in found["table_reject"]] == [
        (3, "encounter_start_date", "unreadable"), (4, "encounter_end_date", "order")]  # fmt: skip
    assert len(found["encounter"]) == 1


def test_kinds_that_no_table_takes_are_counted_and_told(tmp_path: Path) -> None:
    other = [{"resourceType": "Immunization", "id": str(number)} for number in range(3)]
    _, reading = read_all(tmp_path, [r.PATIENT, r.EMERGENCY, *other, {"resourceType": "CarePlan", "id": "x"}])
    assert "FHIR: no table of the book takes resources of these kinds: 1 CarePlan, 3 Immunization" in reading.notes
    assert reading.rows_rejected == 0


def test_lines_that_are_no_resources_are_set_aside_with_their_number(tmp_path: Path) -> None:
    path = ndjson(tmp_path / "x.ndjson", [r.PATIENT])
    with path.open("ab") as file:
        file.write(b'\n{"resourceType": "Enc\n[1, 2]\n{"id": "x"}\n"\xff\xfe"\n{"resourceType": "Encounter"}\n')
    with path.open("a") as file:
        file.write('{"resourceType": "Bundle", "entry": [{"request": {"method": "DELETE"}}, {"resource": 3}]}\n')
    ndjson(tmp_path / "y.ndjson", [r.EMERGENCY])
    found, reading = read(path, tmp_path / "y.ndjson")
    told = [(each["source_file"].removeprefix(str(tmp_path)), each["row_number"], each["reason"])
            for each in found["table_reject"]]  # fmt: skip
    assert told == [
        ("/x.ndjson", 3, "is no JSON"),
        ("/x.ndjson", 4, "is no FHIR resource: it has no resourceType"),
        ("/x.ndjson", 5, "is no FHIR resource: it has no resourceType"),
        ("/x.ndjson", 6, "the line is not UTF-8 text"),
        ("/x.ndjson", 7, "the Encounter has no id"),
        ("/x.ndjson:8", 1, "the entry has no resource (DELETE)"),
        ("/x.ndjson:8", 2, "the entry has no resource"),
    ]
    assert reading.rows_rejected == 7
    assert len(found["encounter"]) == 1


def test_of_the_same_resource_twice_one_row_is_kept_and_of_two_that_differ_none(tmp_path: Path) -> None:
    other = r.EMERGENCY | {"id": "e3"}
    differs = other | {"period": {"start": "2026-03-07"}}
    found, reading = read_all(tmp_path, [r.PATIENT, r.EMERGENCY, r.EMERGENCY, other, differs])
    assert [each["encounter_id"] for each in found["encounter"]] == ["e2"]
    assert [each["rule"] for each in found["table_reject"]] == ["duplicate"] * 3
    assert reading.rows_rejected == 3


def test_of_versions_the_latest_is_kept(tmp_path: Path) -> None:
    versions = [
        r.EMERGENCY | {"meta": {"versionId": str(number)}, "period": {"start": f"2026-03-{number:02}"}}
        for number in (2, 10, 9)
    ]
    found, reading = read_all(tmp_path, [r.PATIENT, *versions])
    assert found["encounter"][0]["encounter_start_date"] == date(2026, 3, 10)
    assert {each["reason"] for each in found["table_reject"]} == {"a later version of Encounter/e2 is there"}
    assert reading.rows_rejected == 2


def test_a_request_without_an_answer_is_pended_and_an_answer_without_a_request_is_read(tmp_path: Path) -> None:
    found, _ = read_all(tmp_path, [r.PATIENT, r.COVERAGE, r.REQUEST])
    assert [each["status"] for each in found["authorization_item"]] == ["pended", "pended"]
    assert found["authorization"][0]["decided_date"] is None
    added = r.ANSWER | {
        "preAuthPeriod": {"start": "2026-03-02", "end": "2026-04-02"},
        "addItem": [{"productOrService": r.concept("S5517"), "adjudication": [r.review("A1")]}],
    }
    found, _ = read_all(tmp_path, [r.PATIENT, r.COVERAGE, added])
    assert found["authorization"][0]["authorization_number"] == "AUTH-9"
    assert [(each["hcpcs_code"], each["status"]) for each in found["authorization_item"]] == [
        ("S5517", "approved"), (None, "denied"), (None, "approved")]  # fmt: skip


def test_a_later_answer_takes_the_place_of_an_earlier_one(tmp_path: Path) -> None:
    pended = r.ANSWER | {"id": "cr0", "created": "2026-02-27T10:00:00-05:00", "outcome": "queued"}
    found, _ = read_all(tmp_path, [r.PATIENT, r.COVERAGE, r.REQUEST, pended, r.ANSWER])
    assert found["authorization"][0]["decided_at"] == ANSWERED
    (reject,) = found["table_reject"]
    assert "a later answer is there" in reject["reason"]
