"""A home-infusion start as a provider's system sends it, and decisions on it. All people are made up."""

from __future__ import annotations

import copy
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from perdiem.model.authorization import (
    Action,
    CarriedService,
    Component,
    Decision,
    Due,
    Identifier,
    ItemDecision,
    Missing,
    Outcome,
    Reason,
    RequestError,
)

BASE = "http://provider.example/fhir"
PROFILE = "http://hl7.org/fhir/us/davinci-pas/StructureDefinition/"
NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
HCPCS, CPT = "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets", "http://www.ama-assn.org/go/cpt"


def x12(element: int, code: str) -> dict[str, Any]:
    return {"coding": [{"system": f"https://codesystem.x12.org/005010/{element}", "code": code}]}


def item(sequence: int, code: str, quantity: int, unit: str, **more: Any) -> dict[str, Any]:
    return {
        "extension": [
            {"url": PROFILE + "extension-serviceItemRequestType", "valueCodeableConcept": x12(1525, "HS")},
            {"url": PROFILE + "extension-certificationType", "valueCodeableConcept": x12(1322, "I")},
        ],
        "sequence": sequence,
        "category": x12(1365, "42"),
        "productOrService": {"coding": [{"system": CPT if code.isdigit() else HCPCS, "code": code}]},
        "servicedPeriod": {"start": "2026-12-01", "end": "2027-01-11"},
        "locationCodeableConcept": {
            "coding": [
                {
                    "system": "https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set",
                    "code": "12",
                }
            ]
        },
        "quantity": {"value": quantity, "system": "https://codesystem.x12.org/005010/673", "code": unit},
        "diagnosisSequence": [1],
        **more,
    }


ITEMS = (("J0878", 42, "UN"), ("S9500", 42, "DA"), ("99601", 6, "VS"), ("A4222", 42, "UN"))


def bundle(*rows: tuple[str, int, str], number: str = "T-1001", claim: str = "C-1001", **more: Any) -> dict[str, Any]:
    """A request for a drug, its per diem, nursing and supplies, unless other rows are given."""
    resource = {
        "resourceType": "Claim",
        "id": "start",
        "meta": {"profile": [PROFILE + "profile-claim"]},
        "identifier": [{"system": "urn:provider:claims", "value": claim}],
        "status": "active",
        "type": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/claim-type", "code": "professional"}]},
        "use": "preauthorization",
        "patient": {"reference": "Patient/p1"},
        "created": "2026-11-20T09:59:00-05:00",
        "insurer": {"reference": "Organization/payor"},
        "provider": {"reference": "Organization/pharmacy"},
        "priority": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/processpriority", "code": "normal"}]},
        "diagnosis": [
            {
                "sequence": 1,
                "diagnosisCodeableConcept": {
                    "coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "M86.9"}]
                },
            }
        ],
        "insurance": [{"sequence": 1, "focal": True, "coverage": {"reference": "Coverage/c1"}}],
        "item": [item(row, *each) for row, each in enumerate(rows or ITEMS, 1)],
        **more,
    }
    member = {
        "type": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "MB"}]},
        "system": "urn:payor:members",
        "value": "M100",
    }
    resources = [
        resource,
        {
            "resourceType": "Organization",
            "id": "pharmacy",
            "meta": {"profile": [PROFILE + "profile-requestor"]},
            "identifier": [{"system": "http://hl7.org/fhir/sid/us-npi", "value": "1234567893"}],
            "active": True,
            "name": "Harbor Home Infusion",
        },
        {
            "resourceType": "Organization",
            "id": "payor",
            "meta": {"profile": [PROFILE + "profile-insurer"]},
            "identifier": [{"system": "urn:payors", "value": "MERIDIAN"}],
            "active": True,
            "name": "Meridian Health Plan",
        },
        {
            "resourceType": "Coverage",
            "id": "c1",
            "meta": {"profile": [PROFILE + "profile-coverage"]},
            "identifier": [member],
            "status": "active",
            "subscriberId": "M100",
            "beneficiary": {"reference": "Patient/p1"},
            "relationship": {
                "coding": [
                    {"system": "http://terminology.hl7.org/CodeSystem/subscriber-relationship", "code": "self"},
                    {"system": "https://codesystem.x12.org/005010/1069", "code": "18"},
                ]
            },
            "payor": [{"reference": "Organization/payor"}],
        },
        {
            "resourceType": "Patient",
            "id": "p1",
            "meta": {"profile": [PROFILE + "profile-beneficiary"]},
            "identifier": [member],
            "name": [{"family": "Rivera", "given": ["Ana"]}],
            "gender": "female",
            "birthDate": "1980-02-03",
        },
    ]
    return {
        "resourceType": "Bundle",
        "id": "request-1",
        "meta": {"profile": [PROFILE + "profile-pas-request-bundle"]},
        "identifier": {"system": "urn:provider:transactions", "value": number},
        "type": "collection",
        "timestamp": "2026-11-20T10:00:00-05:00",
        "entry": [
            {"fullUrl": f"{BASE}/{resource['resourceType']}/{resource['id']}", "resource": resource}
            for resource in copy.deepcopy(resources)
        ],
    }


def inquiry(*, member: str = "M100", npi: str = "1234567893", numbers: tuple[str, ...] = ()) -> dict[str, Any]:
    """An inquiry about whatever there is of a member."""
    found = bundle(("J0878", 1, "UN"), number="Q-1", claim="Q-1")
    claim = found["entry"][0]["resource"]
    found["meta"]["profile"] = [PROFILE + "profile-pas-inquiry-request-bundle"]
    claim["meta"]["profile"] = [PROFILE + "profile-claim-inquiry"]
    claim["item"][0]["productOrService"]["coding"][0]["code"] = "not-applicable"
    for name in ("servicedPeriod", "quantity", "diagnosisSequence"):
        del claim["item"][0][name]
    claim["item"][0]["extension"] += [
        {"url": PROFILE + "extension-authorizationNumber", "valueString": number} for number in numbers
    ]
    found["entry"][1]["resource"]["identifier"][0]["value"] = npi
    for row in (3, 4):
        found["entry"][row]["resource"]["identifier"][0]["value"] = member
    found["entry"][3]["resource"]["subscriberId"] = member
    return found


FIRST, LAST = date(2026, 12, 1), date(2027, 1, 11)
REASON = Reason("needed", "Daptomycin needs prior authorization.", "authorization.rules.0", "meridian.yaml:40:5", 8)


def decided(sequence: int, action: Action, code: str, **more: Any) -> ItemDecision:
    component = Component.DRUG if code.startswith("J") else Component.SERVICE
    if action.is_approval:
        more = {
            "authorization_number": "A-77",
            "quantity": Decimal(42),
            "first_day": FIRST,
            "last_day": LAST,
            "billing_npi": "1234567893",
            "decided_at": NOW,
            "decided_by": "contract",
        } | more
    return ItemDecision(sequence, action, more.pop("reason", REASON), component, code, **more)


def decision(*items: ItemDecision, **more: Any) -> Decision:
    pended = any(row.action is Action.PEND for row in items)
    return Decision(
        "PA-0042",
        Identifier("urn:provider:transactions#1234567893", "T-1001/C-1001~0"),
        more.pop("outcome", Outcome.PARTIAL if pended else Outcome.COMPLETE),
        NOW,
        items,
        **more,
    )


def decisions() -> dict[str, Decision]:
    """One decision of each kind on the request above."""
    due = Due(Component.DRUG, datetime(2026, 11, 23, 15, 0, tzinfo=UTC), "72 hours")
    late = Reason("late_request", "The request came too late.", "authorization.late_request_working_days")
    carried = CarriedService(
        "supplies", ("A4222", "A4223"), ("A4223",), "A-77", FIRST, LAST, Reason("carried", "Goes with the drug."), 1
    )
    return {
        "approved": decision(
            decided(1, Action.APPROVE, "J0878"),
            decided(2, Action.APPROVE_CARRIED, "S9500", carried_by="A-77"),
            decided(3, Action.NOT_REQUIRED, "99601"),
            decided(4, Action.APPROVE_CARRIED, "A4222", carried_by="A-77"),
            carried=(carried,),
        ),
        "pended": decision(
            decided(
                1,
                Action.PEND,
                "J0878",
                missing=(
                    Missing("diagnosis", "Send the diagnosis (ICD-10-CM)."),
                    Missing("line", "Which line?", "http://payor.example/Questionnaire/line"),
                ),
                due=due,
            ),
            *(decided(row, Action.PEND, code) for row, code in ((2, "S9500"), (3, "99601"), (4, "A4222"))),
        ),
        "denied": decision(
            *(decided(row, Action.DENY, code, reason=late) for row, (code, _, _) in enumerate(ITEMS, 1))
        ),
        "modified": decision(
            decided(1, Action.MODIFIED, "J0878", quantity=Decimal(28)),
            *(decided(row, Action.CANCEL, code) for row, code in ((2, "S9500"), (3, "99601"), (4, "A4222"))),
        ),
        "error": decision(
            outcome=Outcome.ERROR,
            errors=(
                RequestError("other_payor", "The request is for another payor.", "payor"),
                RequestError("dates_reversed", "The last day is before the first.", "items.last_day", 2),
            ),
        ),
    }


SAID = {  # of an item, beside what every request says
    "itemTraceNumber": {"valueIdentifier": {"system": "urn:trace", "value": "1"}},
    "authorizationNumber": {"valueString": "OLD-1"},
    "administrationReferenceNumber": {"valueString": "REF-1"},
    "epsdtIndicator": {"valueBoolean": False},
    "revenueUnitRateLimit": {"valueDecimal": 100},
    "nursingHomeResidentialStatus": {"valueCodeableConcept": x12(1345, "2")},
    "nursingHomeLevelOfCare": {"valueCodeableConcept": x12(1337, "2")},
    "productOrServiceCodeEnd": {"valueCodeableConcept": {"coding": [{"system": HCPCS, "code": "J1745"}]}},
}


def talkative(sent: dict[str, Any]) -> dict[str, Any]:
    """A request that says everything of its items and its transmission that the guide has a place for."""
    claim = sent["entry"][0]["resource"]
    claim["extension"] = [
        {
            "url": PROFILE + "extension-TransmissionIdentifiers",
            "extension": [
                {"url": "applicationSenderCode", "valueString": "PHARMACY"},
                {"url": "applicationReceiverCode", "valueString": "PAYOR"},
            ],
        }
    ]
    claim["identifier"][0]["extension"] = [
        {"url": PROFILE + "extension-identifierSubDepartment", "valueString": "223412"},
        {
            "url": PROFILE + "extension-identifierJurisdiction",
            "valueCodeableConcept": {"coding": [{"system": "https://www.usps.com/", "code": "OH"}]},
        },
    ]
    for row in claim["item"]:
        row["modifier"] = [{"coding": [{"system": HCPCS, "code": "JW"}]}]
        row["unitPrice"] = {"value": 10, "currency": "USD"}
        row["revenue"] = {"coding": [{"system": "https://www.nubc.org/CodeSystem/RevenueCodes", "code": "0636"}]}
        row["extension"] += [{"url": f"{PROFILE}extension-{name}", **value} for name, value in SAID.items()]
    return sent
