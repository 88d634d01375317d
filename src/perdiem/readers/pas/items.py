"""The items of a claim: what is asked for, how much, when and where."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from perdiem.model.authorization import Benefit, RequestItem
from perdiem.model.fhir_bundle import Entry, ReadBundle, Resource, codings, extension
from perdiem.model.pas import CPT, HCPCS, HCPCS_TERMINOLOGY, INFO_CHANGED, NDC, NOT_APPLICABLE, REQUESTED_SERVICE
from perdiem.readers.pas.claim_checks import is_cancelled
from perdiem.readers.pas.days import first_day, last_day
from perdiem.readers.pas.parties import coverage_of, servicing_npi

PROCEDURES = (HCPCS, HCPCS_TERMINOLOGY, CPT)


def request_items(bundle: ReadBundle, claim: Entry) -> tuple[RequestItem, ...]:
    """Every item of the claim, in its order."""
    benefit = _benefit(bundle, claim)
    return tuple(_item(bundle, claim, item, benefit) for item in claim.resource.get("item") or ())


def procedure_code(concept: Any) -> str | None:
    """The HCPCS or CPT code of a product or service; None where it is coded otherwise or not at all."""
    for coding in codings(concept):
        if coding.get("system") in PROCEDURES and coding["code"] != NOT_APPLICABLE:
            return str(coding["code"]).strip().upper()
    return None


def item_days(item: Resource) -> tuple[date | None, date | None]:
    """First and last day on which the item is served; a single day is both."""
    if "servicedDate" in item:
        return first_day(item["servicedDate"]), last_day(item["servicedDate"])
    period = item.get("servicedPeriod") or {}
    return first_day(period.get("start")), last_day(period.get("end"))


def _item(bundle: ReadBundle, claim: Entry, item: Resource, benefit: Benefit | None) -> RequestItem:
    concept = item.get("productOrService")
    begin, end = item_days(item)
    quantity = item.get("quantity") or {}
    return RequestItem(
        sequence=int(item["sequence"]),
        code=procedure_code(concept),
        modifiers=tuple(str(coded[0]["code"]) for row in item.get("modifier") or () if (coded := codings(row))),
        quantity=Decimal(str(quantity["value"])) if "value" in quantity else None,
        unit=quantity.get("code") or quantity.get("unit"),
        first_day=begin,
        last_day=end,
        place_of_service=_place(item),
        servicing_npi=servicing_npi(bundle, claim, item),
        benefit=benefit,
        ndc=_ndc(concept) or _ordered_ndc(bundle, claim, item),
        description=_words(concept),
        is_changed=extension(item, INFO_CHANGED) is not None,
        is_cancelled=is_cancelled(item),
    )


def _place(item: Resource) -> str | None:
    coded = codings(item.get("locationCodeableConcept"))
    return str(coded[0]["code"]) if coded else None


def _words(concept: Any) -> str | None:
    """What the sender calls it; with the code where that is of another list than HCPCS and CPT."""
    coded = codings(concept)
    text = (concept or {}).get("text") or next((row["display"] for row in coded if row.get("display")), None)
    if coded and procedure_code(concept) is None and _ndc(concept) is None:
        return f"{coded[0]['code']} {text or ''}".strip()
    return text


def _ndc(concept: Any) -> str | None:
    return next((str(coding["code"]) for coding in codings(concept) if coding.get("system") == NDC), None)


def _ordered_ndc(bundle: ReadBundle, claim: Entry, item: Resource) -> str | None:
    """The NDC of the order that the item is for."""
    named = extension(item, REQUESTED_SERVICE)
    order = bundle.target(named.get("valueReference"), claim) if named else None
    if order is None or order.kind != "MedicationRequest":
        return None
    found = _ndc(order.resource.get("medicationCodeableConcept"))
    medication = bundle.target(order.resource.get("medicationReference"), order)
    return found or (_ndc(medication.resource.get("code")) if medication is not None else None)


def _benefit(bundle: ReadBundle, claim: Entry) -> Benefit | None:
    """The pharmacy benefit where the coverage is a drug policy (DRUGPOL); else nothing is said."""
    coverage = coverage_of(bundle, claim)
    if coverage is None:
        return None
    is_drug_policy = any(coding["code"] == "DRUGPOL" for coding in codings(coverage.resource.get("type")))
    return Benefit.PHARMACY if is_drug_policy else None
