"""A request bundle for a request that came by another way (X12, CSV), so that it can be answered in FHIR."""

from __future__ import annotations

from perdiem.model.authorization import AuthorizationRequest, Priority, RequestItem
from perdiem.model.fhir_bundle import Resource
from perdiem.model.pas import (
    CERTIFICATION_TYPES,
    HCPCS,
    ICD_10_CM,
    IDENTIFIER_TYPES,
    NOT_APPLICABLE,
    NPI,
    PLACE_OF_SERVICE,
    PRIORITIES,
    PROFILE,
    REQUEST_TYPES,
    SERVICE_TYPES,
    UNITS,
)
from perdiem.writers.pas.pieces import address, concept, extended, moment, number, period, without_empty

HOME = "12"  # place of service
HOME_HEALTH = "42"  # X12 1365
REVIEW = "HS"  # X12 1525, health services review
INITIAL = "I"  # X12 1322
CLAIM_TYPES = "http://terminology.hl7.org/CodeSystem/claim-type"


def bundle_of(request: AuthorizationRequest) -> Resource:
    """What the sender could have sent. What the request does not say is not made up, but for the gender: unknown."""
    urls = {name: address(request.identifier, name) for name in ("claim", "patient", "payor", "provider", "coverage")}
    claim = without_empty(
        {
            "resourceType": "Claim",
            "meta": {"profile": [PROFILE + "profile-claim"]},
            "identifier": [without_empty({"system": request.identifier.system, "value": request.identifier.value})],
            "status": "active",
            "type": concept(CLAIM_TYPES, "professional"),
            "use": "preauthorization",
            "patient": {"reference": urls["patient"]},
            "created": moment(request.submitted_at),
            "insurer": {"reference": urls["payor"]},
            "provider": {"reference": urls["provider"]},
            "priority": concept(PRIORITIES, "stat" if request.priority is Priority.EXPEDITED else "normal"),
            "diagnosis": [
                {"sequence": row, "diagnosisCodeableConcept": concept(ICD_10_CM, code)}
                for row, code in enumerate(request.diagnoses, 1)
            ],
            "insurance": [{"sequence": 1, "focal": True, "coverage": {"reference": urls["coverage"]}}],
            "item": [_item(item) for item in request.items],
        }
    )
    member = {"system": "urn:member", "value": request.member_id or "unknown", "type": concept(IDENTIFIER_TYPES, "MB")}
    name = without_empty(
        {
            "family": request.member_last_name or "unknown",
            "given": [request.member_first_name] if request.member_first_name else [],
        }
    )
    patient = without_empty(
        {
            "resourceType": "Patient",
            "identifier": [member],
            "name": [name],
            "gender": "unknown",
            "birthDate": request.birth_date.isoformat() if request.birth_date else None,
        }
    )
    coverage = {
        "resourceType": "Coverage",
        "identifier": [member],
        "status": "active",
        "subscriberId": request.member_id or "unknown",
        "beneficiary": {"reference": urls["patient"]},
        "relationship": concept("http://terminology.hl7.org/CodeSystem/subscriber-relationship", "other"),
        "payor": [{"reference": urls["payor"]}],
    }
    resources = {
        "claim": claim,
        "patient": patient,
        "payor": _organization(request.payor or "Payor", None),
        "provider": _organization(request.provider_name or "Provider", request.provider_npi),
        "coverage": coverage,
    }
    return {
        "resourceType": "Bundle",
        "meta": {"profile": [PROFILE + "profile-pas-request-bundle"]},
        "identifier": without_empty({"system": request.identifier.system, "value": request.identifier.value}),
        "type": "collection",
        "timestamp": moment(request.submitted_at),
        "entry": [{"fullUrl": urls[key], "resource": resource} for key, resource in resources.items()],
    }


def _organization(name: str, npi: str | None) -> Resource:
    numbers = [{"system": NPI, "value": npi}] if npi else []
    return without_empty({"resourceType": "Organization", "identifier": numbers, "active": True, "name": name})


def _item(item: RequestItem) -> Resource:
    days = period(item.first_day, item.last_day)
    quantity: Resource = {}
    if item.quantity is not None:
        quantity = {"value": number(item.quantity), "system": UNITS, "code": item.unit or "UN"}
    return without_empty(
        {
            "extension": [
                extended(
                    PROFILE + "extension-serviceItemRequestType", "CodeableConcept", concept(REQUEST_TYPES, REVIEW)
                ),
                extended(
                    PROFILE + "extension-certificationType", "CodeableConcept", concept(CERTIFICATION_TYPES, INITIAL)
                ),
            ],
            "sequence": item.sequence,
            "category": concept(SERVICE_TYPES, HOME_HEALTH),
            "productOrService": concept(HCPCS, item.code or NOT_APPLICABLE, item.description),
            "modifier": [concept(HCPCS, code) for code in item.modifiers],
            "servicedPeriod": days,
            "locationCodeableConcept": concept(PLACE_OF_SERVICE, item.place_of_service or HOME),
            "quantity": quantity,
        }
    )
