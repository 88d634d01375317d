"""FHIR resources read into tables: what each kind becomes, how references find their way, and what is set aside."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from perdiem.engine.reading import Reading
from perdiem.errors import UnreadableFile, UsageError
from perdiem.readers.book import open_book
from tests.unit.fhir_book import resources as r
from tests.unit.fhir_book.resources import Resource, bundle, ndjson, ref
from tests.unit.tables.samples import rows

ASKED, ANSWERED = datetime.fromisoformat("2026-02-27 14:00"), datetime.fromisoformat("2026-02-28 20:00")  # in UTC

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


@pytest.fixture(scope="module")
def all_rows(tmp_path_factory: pytest.TempPathFactory) -> tuple[Rows, Reading]:
    return read_all(tmp_path_factory.mktemp("fhir"), r.ALL)


EXPECTED: list[tuple[str, dict[str, Any]]] = [
    ("prescription", {
        "prescription_id": "rx1", "member_id": "M-42", "hcpcs_code": "J0696", "per_diem_code": "S9500",
        "start_date": date(2026, 3, 2), "end_date": date(2026, 3, 11), "dose_interval_hours": Decimal(24),
        "doses_ordered": Decimal(10), "prescriber_npi": "1000000103", "site_npi": "1000000012"}),
    ("dispense", {
        "dispense_id": "di1", "prescription_id": "rx1", "member_id": "M-42", "dispense_date": date(2026, 3, 2),
        "hcpcs_code": "J0696", "doses_dispensed": Decimal(10), "days_supply": 10, "quantity": Decimal(10),
        "unit": "doses", "site_npi": "1000000012"}),
    # from 23:30 to 01:00 of the next day: half an hour, then one hour, and one dose in all
    ("administration", {
        "administration_id": "a1", "member_id": "M-42", "administration_date": date(2026, 3, 2), "hcpcs_code": "J0696",
        "infusion_hours": Decimal("0.5"), "prescription_id": "rx1", "doses": Decimal(1), "status": "completed",
        "place_of_service_code": "12"}),
    ("administration", {
        "administration_id": "a1-2", "member_id": "M-42", "administration_date": date(2026, 3, 3),
        "hcpcs_code": "J0696", "infusion_hours": Decimal(1), "prescription_id": "rx1", "doses": Decimal(0),
        "status": "completed", "place_of_service_code": "12"}),
    ("administration", {
        "administration_id": "a2", "member_id": "M-42", "administration_date": date(2026, 3, 4), "hcpcs_code": "J0696",
        "prescription_id": "rx1", "doses": Decimal(1), "status": "not_done", "status_reason": "patient refused"}),
    ("encounter", {
        "encounter_id": "e1", "member_id": "M-42", "person_id": "p1", "encounter_type": "acute inpatient",
        "encounter_start_date": date(2026, 2, 20), "encounter_end_date": date(2026, 3, 1), "admit_type_code": "1",
        "discharge_disposition_code": "01", "facility_id": "h1", "facility_npi": "1000000129",
        "primary_diagnosis_code_type": "icd-10-cm", "primary_diagnosis_code": "M86171"}),
    ("encounter", {
        "encounter_id": "e2", "member_id": "M-42", "person_id": "p1", "encounter_type": "emergency department",
        "encounter_start_date": date(2026, 3, 6), "encounter_end_date": date(2026, 3, 6)}),
    ("condition", {
        "condition_id": "x1", "member_id": "M-42", "person_id": "p1", "encounter_id": "e1",
        "recorded_date": date(2026, 2, 21), "normalized_code_type": "icd-10-cm", "normalized_code": "M86171",
        "condition_rank": 1}),
    ("procedure", {
        "procedure_id": "k1", "member_id": "M-42", "person_id": "p1", "procedure_date": date(2026, 3, 2),
        "normalized_code_type": "hcpcs", "normalized_code": "S5522", "outcome": "failed"}),
    ("catheter", {
        "catheter_id": "u1", "member_id": "M-42", "line_type": "picc", "lumens": 2, "placed_date": date(2026, 3, 2),
        "removed_date": date(2026, 3, 11)}),
    ("catheter_event", {
        "event_id": "ob1", "catheter_id": "u1", "member_id": "M-42", "event_date": date(2026, 3, 5),
        "event_type": "occlusion", "is_resolved_by_provider": False, "is_catheter_replaced": True}),
    ("catheter_event", {
        "event_id": "ae1", "catheter_id": "u1", "member_id": "M-42", "event_date": date(2026, 3, 6),
        "event_type": "bloodstream_infection", "is_sent_to_emergency": True}),
    ("survey_response", {
        "response_id": "qr1", "question_id": "overall", "member_id": "M-42", "survey_date": date(2026, 3, 20),
        "survey_id": "nhif|2", "subject": "services", "topic": "Overall, how satisfied were you?",
        "score": Decimal(5), "highest_score": Decimal(5), "is_top_box": True, "care_setting": "home"}),
    ("outcome_report", {
        "report_id": "ob2", "member_id": "M-42", "report_date": date(2026, 3, 10), "instrument": "PROMIS-10 score",
        "measure": "71969-0", "value": Decimal("44.5")}),
    ("referral", {
        "referral_id": "sr1", "member_id": "M-42", "person_id": "p1", "referral_date": date(2026, 2, 27),
        "decision": "declined", "decision_date": date(2026, 2, 28), "decline_reason": "home_health_certification",
        "therapy": "anti_infective", "site_npi": "1000000012"}),
    ("authorization", {
        "authorization_number": "AUTH-9", "member_id": "M-42", "requested_date": date(2026, 2, 27),
        "decided_date": date(2026, 2, 28), "requested_by_npi": "1000000012", "status": "approved",
        "requested_at": ASKED, "decided_at": ANSWERED, "priority": "expedited"}),
    ("authorization_item", {
        "authorization_number": "AUTH-9", "item_number": 1, "member_id": "M-42", "hcpcs_code": "J0696",
        "start_date": date(2026, 3, 2), "end_date": date(2026, 3, 11), "status": "denied",
        "approved_quantity": Decimal(80), "requested_date": date(2026, 2, 27), "decided_date": date(2026, 2, 28),
        "requested_at": ASKED, "decided_at": ANSWERED, "is_drug": True}),
    ("eligibility", {
        "member_id": "M-42", "person_id": "p1", "enrollment_start_date": date(2025, 1, 1),
        "payer": "Meridian Health Plan", "payer_type": "Medicaid managed care", "line_of_business": "managed_medicaid",
        "state": "OH", "birth_date": date(1960, 5, 4)}),
]  # fmt: skip


@pytest.mark.parametrize(("table", "row"), EXPECTED, ids=lambda value: value if isinstance(value, str) else "")
def test_a_resource_becomes_a_row(all_rows: tuple[Rows, Reading], table: str, row: dict[str, Any]) -> None:
    assert row in [filled(each) for each in all_rows[0][table]]


def test_an_explanation_of_benefit_becomes_claim_lines(all_rows: tuple[Rows, Reading]) -> None:
    (line,) = all_rows[0]["claim_line"]
    assert (line["claim_id"], line["member_id"], line["hcpcs_code"], line["hcpcs_modifier_1"]) == (
        "eob1", "M-42", "S9500", "SS")  # fmt: skip
    assert (line["charge_amount"], line["allowed_amount"], line["paid_amount"]) == (
        Decimal("2603.00"), Decimal("1900.00"), Decimal("1850.00"))  # fmt: skip
    assert (line["claim_line_start_date"], line["claim_line_end_date"]) == (date(2026, 3, 2), date(2026, 3, 11))
    assert (line["place_of_service_code"], line["diagnosis_code_1"], line["billing_npi"]) == (
        "12", "M86171", "1000000012")  # fmt: skip


def test_every_resource_is_accounted_for(all_rows: tuple[Rows, Reading]) -> None:
    assert any(
        "26 resources in 1 file = 20 that became rows, 6 that others refer to, 0 set aside, 0 of kinds" in note
        for note in all_rows[1].notes
    )
    assert all_rows[1].rows_rejected == 0


@pytest.mark.parametrize(
    ("kind", "base"),
    [
        ("collection", None),
        ("searchset", "https://fhir.example.org/r4/"),
        ("transaction", "urn:uuid:"),
        ("batch", None),
    ],
)
def test_a_bundle_gives_the_rows_that_lines_give(
    tmp_path: Path, all_rows: tuple[Rows, Reading], kind: str, base: str | None
) -> None:
    found, reading = read(bundle(tmp_path / "b.json", r.ALL, kind, base=base))
    assert reading.rows_rejected == 0
    assert {name: len(each) for name, each in found.items()} == {name: len(each) for name, each in all_rows[0].items()}
    for table, row in EXPECTED:
        assert row in [filled(each) for each in found[table]]


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


def test_packed_files_and_folders_of_an_export_are_read(tmp_path: Path, all_rows: tuple[Rows, Reading]) -> None:
    folder = tmp_path / "export"
    folder.mkdir()
    kinds = sorted({each["resourceType"] for each in r.ALL})
    for kind in kinds:
        name = f"{kind}.ndjson.gz" if kind < "M" else f"{kind}.ndjson"
        ndjson(folder / name, [each for each in r.ALL if each["resourceType"] == kind])
    (folder / "export.log").write_text("done")
    (folder / "settings.json").write_text("{}")
    found, reading = read(folder)
    assert {name: len(each) for name, each in found.items()} == {name: len(each) for name, each in all_rows[0].items()}
    assert any("export.log" in note and "settings.json" in note for note in reading.notes)


def test_fhir_stands_beside_other_tables(tmp_path: Path) -> None:
    (tmp_path / "price.csv").write_text("basis,hcpcs_code,start_date,unit_price\nasp,J0696,2026-01-01,0.60\n")
    found, _ = read(ndjson(tmp_path / "all.ndjson", r.ALL), tmp_path / "price.csv")
    assert found["price"][0]["hcpcs_code"] == "J0696"
    assert len(found["encounter"]) == 2


def test_a_file_that_is_not_there_or_cannot_be_unpacked_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="there is no such file"):
        read(tmp_path / "none.ndjson")
    broken = tmp_path / "x.ndjson.gz"
    broken.write_bytes(b"\x1f\x8b\x08garbage")
    with pytest.raises(UnreadableFile, match="cannot be read"):
        read(broken)


def test_a_line_longer_than_a_block_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("perdiem.readers.fhir.resources._BLOCK", 64)
    found, reading = read_all(tmp_path, [r.PATIENT, r.EMERGENCY, r.OCCLUSION | {"code": {"text": "Body weight"}}])
    assert len(found["encounter"]) == 1
    assert found["table_reject"][0]["row_number"] == 3
    assert reading.rows_rejected == 1


def test_a_line_is_told_who_placed_it_and_why_it_was_removed(tmp_path: Path) -> None:
    def act(number: str, **said: object) -> Resource:
        return {"resourceType": "Procedure", "id": number, "status": "completed", "subject": r.ref("Patient/p1"),
                "code": r.concept("S5522"), "focalDevice": [{"manipulated": r.ref("Device/v1")}]} | said  # fmt: skip

    placed = act("k1", performer=[{"actor": r.ref("Organization/o1")}], outcome={"text": "Unsuccessful"},
                 performedDateTime="2026-03-02")  # fmt: skip
    later = act("k2", performer=[{"actor": r.ref("Organization/h1")}], performedDateTime="2026-03-05")
    removed = act("k3", code={"text": "Removal of catheter"}, reasonCode=[{"text": "Catheter sepsis"}],
                  performedDateTime="2026-03-11")  # fmt: skip
    lines = [r.PATIENT, r.PHARMACY, r.HOSPITAL, r.DEVICE, r.DEVICE_USE, placed, later, removed]
    found, _ = read_all(tmp_path, lines)
    (line,) = found["catheter"]
    assert (line["placed_by"], line["is_insertion_successful"], line["removal_reason"]) == (
        "infusion_provider", False, "infection")  # fmt: skip

    said = {"placed_by": "hospital", "removal_reason": "therapy_complete"}
    extensions = [{"url": f"https://example.org/{name}", "valueCode": code} for name, code in said.items()]
    stated = r.DEVICE_USE | {"extension": extensions}
    found, _ = read_all(tmp_path, [r.PATIENT, r.DEVICE, stated])
    (line,) = found["catheter"]
    assert (line["placed_by"], line["is_insertion_successful"], line["removal_reason"]) == (
        "hospital", None, "therapy_complete")  # fmt: skip
