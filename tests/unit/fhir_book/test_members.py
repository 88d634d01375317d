"""Whose a FHIR record is: references find their way, and the coverage in force on its day gives the number."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from perdiem.errors import UsageError
from tests.unit.fhir_book import resources as r
from tests.unit.fhir_book.reads import read, read_all
from tests.unit.fhir_book.resources import Resource, bundle, ref


def test_references_find_their_target_by_urn_address_version_and_inside_the_resource(tmp_path: Path) -> None:
    def order(number: int, patient: str, drug: Resource) -> Resource:
        return {"resourceType": "MedicationRequest", "id": f"rx{number}", "status": "active", "intent": "order",
                "authoredOn": "2026-03-01", "subject": ref(patient)} | drug  # fmt: skip

    patient = r.PATIENT | {"id": "9b2f7c1e-1111-4222-8333-abcdefabcdef"}
    medication = {"resourceType": "Medication", "id": "m1", "code": r.concept("J1569")}
    inside = {"contained": [medication], "medicationReference": ref("#m1")}
    apart = {"medicationReference": ref("https://x.org/fhir/Medication/m1/_history/3")}
    orders = [
        order(1, f"urn:uuid:{patient['id']}", inside),
        order(2, f"https://x.org/fhir/Patient/{patient['id']}", apart),
        order(3, f"Patient/{patient['id']}/_history/2", apart),
    ]
    path = tmp_path / "b.json"
    found, reading = read(bundle(path, [patient, medication, *orders], base="urn:uuid:"))
    assert reading.rows_rejected == 0
    assert [(each["member_id"], each["hcpcs_code"]) for each in found["prescription"]] == [("M-7", "J1569")] * 3


def test_a_patient_who_is_not_among_the_resources_is_named_by_the_reference(tmp_path: Path) -> None:
    found, reading = read_all(tmp_path, [r.EMERGENCY])
    assert found["encounter"][0]["member_id"] == "p1"
    assert any("1 patients are referred to whose record is not" in note for note in reading.notes)


def test_a_member_with_two_coverages_at_once_has_both_in_eligibility_and_the_first_in_order_elsewhere(
    tmp_path: Path,
) -> None:
    second = r.COVERAGE | {"id": "c2", "subscriberId": "M-99", "order": 1}
    found, reading = read_all(tmp_path, [r.PATIENT, r.COVERAGE | {"order": 2}, second, r.EMERGENCY])
    assert {each["member_id"] for each in found["eligibility"]} == {"M-42", "M-99"}
    assert found["encounter"][0]["member_id"] == "M-99"
    assert any("1 patients have coverages with several numbers" in note for note in reading.notes)


def test_a_record_carries_the_number_of_the_coverage_in_force_on_its_day(tmp_path: Path) -> None:
    old = r.COVERAGE | {"order": 1, "period": {"start": "2025-01-01", "end": "2026-03"}}
    new = r.COVERAGE | {"id": "c2", "subscriberId": "M-99", "order": 2, "period": {"start": "2026-04-01"}}
    draft = r.COVERAGE | {"id": "c3", "subscriberId": "M-0", "order": 0, "status": "draft"}
    days = ["2024-12-31", "2025-01-01", "2026-03-31", "2026-04-01T00:30:00-05:00", "2026-06-30"]
    given = [r.NOT_GIVEN | {"id": f"a{place}", "effectiveDateTime": day} for place, day in enumerate(days)]
    found, _ = read_all(tmp_path, [r.PATIENT, old, new, draft, *given])
    numbers = {each["administration_id"]: each["member_id"] for each in found["administration"]}
    # before either there is none in force: the first in order
    assert [numbers[f"a{place}"] for place in range(5)] == ["M-42", "M-42", "M-42", "M-99", "M-99"]


def test_with_a_zone_the_coverage_is_that_of_the_day_there(tmp_path: Path) -> None:
    old = r.COVERAGE | {"period": {"start": "2025-01-01", "end": "2026-03-31"}}
    new = r.COVERAGE | {"id": "c2", "subscriberId": "M-99", "period": {"start": "2026-04-01"}}
    given = r.NOT_GIVEN | {"effectiveDateTime": "2026-04-01T02:30:00Z"}
    for zone, number in ((None, "M-99"), ("America/New_York", "M-42")):
        found, _ = read_all(tmp_path, [r.PATIENT, old, new, given], zone)
        assert [each["member_id"] for each in found["administration"]] == [number]


@pytest.mark.parametrize(
    ("time_zone", "day"),
    [(None, date(2026, 3, 2)), ("America/New_York", date(2026, 3, 1)), ("UTC", date(2026, 3, 2)),
     ("Asia/Tokyo", date(2026, 3, 2))],
)  # fmt: skip
def test_the_day_of_an_instant_is_that_of_its_own_zone_or_of_the_zone_that_is_said(
    tmp_path: Path, time_zone: str | None, day: date
) -> None:
    given = r.NOT_GIVEN | {"effectiveDateTime": "2026-03-02T02:30:00Z"}
    whole_day = r.NOT_GIVEN | {"id": "a3", "effectiveDateTime": "2026-03-02"}
    found, _ = read_all(tmp_path, [r.PATIENT, given, whole_day], time_zone)
    assert [each["administration_date"] for each in found["administration"]] == [day, date(2026, 3, 2)]


def test_a_time_zone_that_there_is_not_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no such time zone"):
        read_all(tmp_path, [r.PATIENT], "America/Nowhere")
