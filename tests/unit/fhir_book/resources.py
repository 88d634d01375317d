"""FHIR resources of one invented patient, and files of them, for tests."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

Resource = dict[str, Any]

HCPCS = "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets"
ICD10 = "http://hl7.org/fhir/sid/icd-10-cm"
NPI = "http://hl7.org/fhir/sid/us-npi"
PAS = "http://hl7.org/fhir/us/davinci-pas/StructureDefinition"


def concept(code: str, system: str = HCPCS, display: str | None = None) -> Resource:
    coding = {"system": system, "code": code} | ({"display": display} if display else {})
    return {"coding": [coding]}


def ref(to: str) -> Resource:
    return {"reference": to}


PATIENT: Resource = {
    "resourceType": "Patient", "id": "p1", "birthDate": "1960-05-04", "address": [{"state": "OH"}],
    "identifier": [{"type": {"coding": [{"code": "MB"}]}, "value": "M-7"}],
}  # fmt: skip
COVERAGE: Resource = {
    "resourceType": "Coverage", "id": "c1", "status": "active", "subscriberId": "M-42",
    "beneficiary": ref("Patient/p1"),
    "period": {"start": "2025-01-01"}, "payor": [{"display": "Meridian Health Plan"}],
    "type": {"coding": [{"system": "https://nahdo.org/sopt", "code": "21", "display": "Medicaid managed care"}]},
}  # fmt: skip
PHARMACY: Resource = {"resourceType": "Organization", "id": "o1", "name": "Harbor Infusion",
                      "identifier": [{"system": NPI, "value": "1000000012"}]}  # fmt: skip
HOSPITAL: Resource = {"resourceType": "Organization", "id": "h1", "name": "Lake Hospital",
                      "identifier": [{"system": NPI, "value": "1000000129"}]}  # fmt: skip
DOCTOR: Resource = {"resourceType": "Practitioner", "id": "d1", "identifier": [{"system": NPI, "value": "1000000103"}]}
ORDER: Resource = {
    "resourceType": "MedicationRequest", "id": "rx1", "status": "active", "intent": "order",
    "subject": ref("Patient/p1"), "authoredOn": "2026-03-01T10:00:00-05:00", "requester": ref("Practitioner/d1"),
    "medicationCodeableConcept": concept("J0696"), "category": [concept("S9500")],
    "dosageInstruction": [{"timing": {"repeat": {
        "boundsPeriod": {"start": "2026-03-02", "end": "2026-03-11"},
        "frequency": 1, "period": 1, "periodUnit": "d"}}}],
    "dispenseRequest": {"performer": ref("Organization/o1")},
}  # fmt: skip
DISPENSE: Resource = {
    "resourceType": "MedicationDispense", "id": "di1", "status": "completed", "subject": ref("Patient/p1"),
    "medicationCodeableConcept": concept("J0696"), "authorizingPrescription": [ref("MedicationRequest/rx1")],
    "whenHandedOver": "2026-03-02T08:00:00-05:00", "quantity": {"value": 10, "unit": "doses"},
    "daysSupply": {"value": 10}, "performer": [{"actor": ref("Organization/o1")}],
}  # fmt: skip
GIVEN: Resource = {
    "resourceType": "MedicationAdministration", "id": "a1", "status": "completed", "subject": ref("Patient/p1"),
    "medicationCodeableConcept": concept("J0696"), "request": ref("MedicationRequest/rx1"),
    "effectivePeriod": {"start": "2026-03-02T23:30:00-05:00", "end": "2026-03-03T01:00:00-05:00"},
    "category": {"coding": [{"code": "community"}]},
}  # fmt: skip
NOT_GIVEN: Resource = {
    "resourceType": "MedicationAdministration", "id": "a2", "status": "not-done", "subject": ref("Patient/p1"),
    "medicationCodeableConcept": concept("J0696"), "request": ref("MedicationRequest/rx1"),
    "effectiveDateTime": "2026-03-04", "statusReason": [{"text": "patient refused"}],
}  # fmt: skip
STAY: Resource = {
    "resourceType": "Encounter", "id": "e1", "status": "finished", "class": {"code": "IMP"},
    "subject": ref("Patient/p1"), "period": {"start": "2026-02-20T22:00:00-05:00", "end": "2026-03-01T11:00:00-05:00"},
    "priority": {"coding": [{"code": "EM"}]}, "serviceProvider": ref("Organization/h1"),
    "hospitalization": {"dischargeDisposition": {"coding": [{"code": "home"}]}},
    "diagnosis": [{"condition": ref("Condition/x2"), "rank": 2}, {"condition": ref("Condition/x1"), "rank": 1}],
}  # fmt: skip
EMERGENCY: Resource = {"resourceType": "Encounter", "id": "e2", "status": "finished", "class": {"code": "EMER"},
                       "subject": ref("Patient/p1"),
                       "period": {"start": "2026-03-06", "end": "2026-03-06"}}  # fmt: skip
CONDITION: Resource = {"resourceType": "Condition", "id": "x1", "subject": ref("Patient/p1"),
                       "code": concept("M86.171", ICD10), "recordedDate": "2026-02-21",
                       "encounter": ref("Encounter/e1")}  # fmt: skip
OTHER_CONDITION: Resource = {"resourceType": "Condition", "id": "x2", "subject": ref("Patient/p1"),
                             "code": concept("E86.0", ICD10), "recordedDate": "2026-02-21"}  # fmt: skip
PROCEDURE: Resource = {"resourceType": "Procedure", "id": "k1", "status": "completed", "subject": ref("Patient/p1"),
                       "code": concept("S5522"), "performedDateTime": "2026-03-02",
                       "outcome": {"text": "Unsuccessful"}}  # fmt: skip
DEVICE: Resource = {"resourceType": "Device", "id": "v1", "patient": ref("Patient/p1"),
                    "type": {"text": "Peripherally inserted central catheter (PICC), 2 lumens"}}  # fmt: skip
DEVICE_USE: Resource = {"resourceType": "DeviceUseStatement", "id": "u1", "status": "completed",
                        "subject": ref("Patient/p1"), "device": ref("Device/v1"),
                        "timingPeriod": {"start": "2026-03-02", "end": "2026-03-11"}}  # fmt: skip
OCCLUSION: Resource = {
    "resourceType": "Observation", "id": "ob1", "status": "final", "subject": ref("Patient/p1"),
    "code": {"text": "Catheter occlusion"}, "effectiveDateTime": "2026-03-05", "device": ref("Device/v1"),
    "component": [
        {"code": {"text": "is_resolved_by_provider"}, "valueBoolean": False},
        {"code": {"text": "is_catheter_replaced"}, "valueBoolean": True},
    ],
}  # fmt: skip
INFECTION: Resource = {
    "resourceType": "AdverseEvent", "id": "ae1", "actuality": "actual", "subject": ref("Patient/p1"),
    "event": concept("T80.211A", ICD10), "date": "2026-03-06", "encounter": ref("Encounter/e2"),
    "suspectEntity": [{"instance": ref("Device/v1")}],
}  # fmt: skip
SCORE: Resource = {
    "resourceType": "Observation", "id": "ob2", "status": "final", "subject": ref("Patient/p1"),
    "category": [{"coding": [{"code": "survey"}]}], "code": concept("71969-0", "http://loinc.org", "PROMIS-10 score"),
    "effectiveDateTime": "2026-03-10", "valueQuantity": {"value": 44.5},
}  # fmt: skip
QUESTIONS: Resource = {
    "resourceType": "Questionnaire", "id": "q", "url": "http://example.org/Questionnaire/nhif", "title": "Satisfaction",
    "item": [{"linkId": "overall", "answerOption": [{"valueInteger": 1}, {"valueInteger": 5}]}],
}  # fmt: skip
ANSWERS: Resource = {
    "resourceType": "QuestionnaireResponse", "id": "qr1", "status": "completed",
    "questionnaire": "http://example.org/Questionnaire/nhif|2", "subject": ref("Patient/p1"), "authored": "2026-03-20",
    "item": [
        {"linkId": "care_setting", "answer": [{"valueString": "Home"}]},
        {"linkId": "group", "item": [
            {"linkId": "overall", "text": "Overall, how satisfied were you?", "answer": [{"valueInteger": 5}]},
            {"linkId": "why", "answer": [{"valueString": "kind nurses"}]}]},
    ],
}  # fmt: skip
REFERRAL: Resource = {
    "resourceType": "ServiceRequest", "id": "sr1", "status": "active", "intent": "order", "subject": ref("Patient/p1"),
    "code": concept("S9500"), "authoredOn": "2026-02-27", "performer": [ref("Organization/o1")],
}  # fmt: skip
TASK: Resource = {
    "resourceType": "Task", "id": "t1", "status": "rejected", "intent": "order", "focus": ref("ServiceRequest/sr1"),
    "for": ref("Patient/p1"), "lastModified": "2026-02-28T09:00:00Z",
    "statusReason": {"text": "Plan requires home health agency certification"},
}  # fmt: skip
REQUEST: Resource = {
    "resourceType": "Claim", "id": "cl1", "status": "active", "use": "preauthorization", "patient": ref("Patient/p1"),
    "created": "2026-02-27T09:00:00-05:00", "provider": ref("Organization/o1"),
    "priority": {"coding": [{"code": "stat"}]},
    "item": [
        {"sequence": 1, "productOrService": concept("J0696"),
         "servicedPeriod": {"start": "2026-03-02", "end": "2026-03-11"},
         "quantity": {"value": 80}},
        {"sequence": 2, "productOrService": concept("S9500"), "servicedDate": "2026-03-02"},
    ],
}  # fmt: skip


def review(code: str, number: str = "AUTH-9") -> Resource:
    return {"extension": [{"url": f"{PAS}/extension-reviewAction", "extension": [
        {"url": "number", "valueString": number},
        {"url": f"{PAS}/extension-reviewActionCode", "valueCodeableConcept": {"coding": [{"code": code}]}},
    ]}], "category": {"coding": [{"code": "submitted"}]}}  # fmt: skip


ANSWER: Resource = {
    "resourceType": "ClaimResponse", "id": "cr1", "status": "active", "use": "preauthorization",
    "patient": ref("Patient/p1"), "created": "2026-02-28T15:00:00-05:00", "request": ref("Claim/cl1"),
    "outcome": "complete",
    "item": [{"itemSequence": 1, "adjudication": [review("A3")]}, {"itemSequence": 2, "adjudication": [review("A1")]}],
}  # fmt: skip
BILL: Resource = {
    "resourceType": "ExplanationOfBenefit", "id": "eob1", "status": "active", "use": "claim",
    "type": {"coding": [{"code": "professional"}]}, "patient": ref("Patient/p1"), "created": "2026-03-20",
    "provider": ref("Organization/o1"), "insurer": {"display": "Meridian Health Plan"},
    "billablePeriod": {"start": "2026-03-02", "end": "2026-03-11"},
    "diagnosis": [{"sequence": 1, "diagnosisCodeableConcept": concept("M86.171", ICD10)}],
    "item": [{
        "sequence": 1, "productOrService": concept("S9500"),
        "servicedPeriod": {"start": "2026-03-02", "end": "2026-03-11"},
        "quantity": {"value": 10}, "modifier": [{"coding": [{"code": "SS"}]}],
        "locationCodeableConcept": {"coding": [{
            "system": "https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set",
            "code": "12"}]},
        "adjudication": [
            {"category": {"coding": [{"code": "submitted"}]}, "amount": {"value": 2603.00}},
            {"category": {"coding": [{"code": "eligible"}]}, "amount": {"value": 1900.00}},
            {"category": {"coding": [{"code": "benefit"}]}, "amount": {"value": 1850.00}}],
    }],
}  # fmt: skip

ALL: tuple[Resource, ...] = (
    PATIENT, COVERAGE, PHARMACY, HOSPITAL, DOCTOR, ORDER, DISPENSE, GIVEN, NOT_GIVEN, STAY, EMERGENCY, CONDITION,
    OTHER_CONDITION, PROCEDURE, DEVICE, DEVICE_USE, OCCLUSION, INFECTION, SCORE, QUESTIONS, ANSWERS, REFERRAL, TASK,
    REQUEST, ANSWER, BILL,
)  # fmt: skip


def ndjson(path: Path, resources: Iterable[Resource]) -> Path:
    text = "".join(f"{json.dumps(each)}\n" for each in resources)
    if path.name.endswith(".gz"):
        path.write_bytes(gzip.compress(text.encode()))
    else:
        path.write_text(text)
    return path


def bundle(path: Path, resources: Iterable[Resource], kind: str = "collection", *, base: str | None = None) -> Path:
    """A bundle; with `base` each entry has a fullUrl, `urn:uuid:` and the id or an address of a server."""
    entries = []
    for each in resources:
        entry: Resource = {"resource": each}
        if base is not None:
            entry["fullUrl"] = (
                f"{base}{each['id']}" if base.startswith("urn") else f"{base}{each['resourceType']}/{each['id']}"
            )
        if kind in {"transaction", "batch"}:
            entry["request"] = {"method": "PUT", "url": f"{each['resourceType']}/{each['id']}"}
        entries.append(entry)
    path.write_text(json.dumps({"resourceType": "Bundle", "type": kind, "entry": entries}, indent=1))
    return path
