"""FHIR resources read into tables: what each kind becomes, and that each is accounted for."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from perdiem.engine.reading import Reading
from perdiem.errors import UnreadableFile
from tests.unit.fhir_book import resources as r
from tests.unit.fhir_book.reads import Rows, filled, read, read_all
from tests.unit.fhir_book.resources import Resource, bundle, ndjson

ASKED, ANSWERED = datetime.fromisoformat("2026-02-27 14:00"), datetime.fromisoformat("2026-02-28 20:00")  # in UTC


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
