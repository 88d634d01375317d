"""From a checked bundle to the request for authorization that is decided."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import orjson

from perdiem.model.authorization import (
    AuthorizationRequest,
    Identifier,
    Priority,
    Related,
    Requester,
    RequestItem,
    RequestKind,
)
from perdiem.model.fhir_bundle import Entry, ReadBundle, Resource, codings, extension, extension_code
from perdiem.model.pas import (
    APPEALS,
    AUTHORIZATION_NUMBER,
    CANCEL,
    CERTIFICATION_TYPE,
    CODES,
    ICD_10_CM,
    INFO_CHANGED,
    LEVEL_OF_SERVICE,
    PasVersion,
)
from perdiem.readers.pas.days import first_day, instant
from perdiem.readers.pas.documents import attachments
from perdiem.readers.pas.intake import MOST_BYTES, CheckedBundle, RefusedBundle, check_bundle
from perdiem.readers.pas.items import request_items
from perdiem.readers.pas.limits import limit_faults
from perdiem.readers.pas.parties import (
    acting_npi,
    birth_date,
    coverage_of,
    member_numbers,
    name_parts,
    prescriber_npi,
)

URGENT = ("U", "03")  # X12 1338 (level of service): urgent, emergency
RENEWALS = ("R", "4")  # X12 1322 (certification type): renewal, extension
RECONSIDERED = "N"


@dataclass(frozen=True, slots=True)
class Submission:
    """A request as decided on, with the bundle that it came in, and the earlier claim that it is about.

    `earlier` is the claim's own identifier: a server looks for the request that carried it.
    """

    bundle: CheckedBundle
    request: AuthorizationRequest
    earlier: Identifier | None = None


def read_submission(
    raw: bytes, version: PasVersion, *, received_at: datetime | None = None, most_bytes: int = MOST_BYTES
) -> Submission:
    """The request in the body of a `$submit`. Raises RefusedBundle with every fault and its FHIRPath.

    `received_at` is when it came in: clocks run from there. By default the bundle's own time.
    """
    found = submission_of(check_bundle(raw, version, most_bytes=most_bytes), received_at=received_at)
    issues = list(limit_faults(found.request))
    if issues:
        raise RefusedBundle(issues)
    return found


def submission_of(checked: CheckedBundle, *, received_at: datetime | None = None) -> Submission:
    """The request in a bundle that was checked."""
    bundle, claim = checked.read, checked.claim
    patient = bundle.target(claim.resource.get("patient"), claim)
    insurer = bundle.target(claim.resource.get("insurer"), claim)
    provider = bundle.target(claim.resource.get("provider"), claim)
    coverage = coverage_of(bundle, claim)
    person: Resource = patient.resource if patient else {}
    numbers = member_numbers(person, coverage.resource if coverage else None)
    items = request_items(bundle, claim)
    earlier = _earlier(checked)
    kind = _kind(claim.resource, items, is_update=earlier is not None)
    family, given = name_parts(person)
    npi = acting_npi(bundle, provider)
    request = AuthorizationRequest(
        identifier=_identifier(checked.bundle, claim.resource, npi),
        payor=str(insurer.resource.get("name", "")) if insurer else "",
        member_id=numbers[0] if numbers else "",
        submitted_at=received_at or instant(checked.bundle.get("timestamp")) or datetime.now(UTC),
        items=items,
        birth_date=birth_date(person),
        member_last_name=family,
        member_first_name=given,
        provider_npi=npi,
        provider_name=_provider_name(bundle, provider),
        requester=_requester(bundle, provider),
        prescriber_npi=prescriber_npi(bundle, claim),
        priority=_priority(claim.resource),
        kind=kind,
        related=_related(claim.resource, earlier),
        start_of_service=_start(claim.resource),
        diagnoses=_diagnoses(claim.resource),
        attachments=attachments(bundle, claim),
        channel="fhir",
        raw=checked.raw,
    )
    return Submission(checked, request, earlier)


def _identifier(bundle: Resource, claim: Resource, npi: str | None) -> Identifier:
    """The sender's number of the transaction, with that of the claim and a mark of what is asked.

    The guide's own examples give a request and its update the same two numbers, and senders do likewise: without the
    mark the update would get the first answer again. A request sent again, put together at another time, has the
    same mark. The provider's NPI is part of the name space, for two senders may number alike.
    """
    sent: dict[str, Any] = bundle.get("identifier") or {}
    numbers = [sent.get("value"), *(row.get("value") for row in claim.get("identifier") or ())][:2]
    number = "/".join(dict.fromkeys(str(value) for value in numbers if value))
    return Identifier(f"{sent.get('system') or 'urn:pas'}#{npi or ''}", f"{number}~{_mark(bundle)}")


def _mark(bundle: Resource) -> str:
    """The first digits of a digest of the entries, without the times at which they were put together."""
    entries = [
        {**entry, "resource": {name: value for name, value in entry["resource"].items() if name not in MADE}}
        for entry in bundle["entry"]
    ]
    return hashlib.sha256(orjson.dumps(entries, option=orjson.OPT_SORT_KEYS)).hexdigest()[:10]


MADE = ("id", "meta", "created", "text", "language")  # how and when, not what


def claim_identifier(claim: Resource) -> Identifier | None:
    """The sender's number of a claim."""
    for row in claim.get("identifier") or ():
        if row.get("value"):
            return Identifier(str(row.get("system") or ""), str(row["value"]))
    return None


def _earlier(checked: CheckedBundle) -> Identifier | None:
    """The claim that this one takes the place of.

    2.2.1 sends it along. 2.0.1 does not, and an update there keeps the number of the claim and marks what changed.
    """
    claim = checked.claim
    for related in claim.resource.get("related") or ():
        found = checked.read.target(related.get("claim"), claim)
        if found is not None:
            return claim_identifier(found.resource)
        named = (related.get("claim") or {}).get("identifier")
        if isinstance(named, dict) and named.get("value"):
            return Identifier(str(named.get("system") or ""), str(named["value"]))
    marked = any(
        row.get("modifierExtension") or extension(row, INFO_CHANGED) is not None
        for row in claim.resource.get("item") or ()
    )
    if marked or claim.resource.get("related") or extension_code(claim.resource, CERTIFICATION_TYPE) == CANCEL:
        return claim_identifier(claim.resource)
    return None


def _kind(claim: Resource, items: tuple[RequestItem, ...], *, is_update: bool) -> RequestKind:
    rows = claim.get("item") or ()
    types = {extension_code(row, CERTIFICATION_TYPE) for row in rows} - {None}
    if extension_code(claim, CERTIFICATION_TYPE) == CANCEL or (items and all(item.is_cancelled for item in items)):
        return RequestKind.CANCEL
    if is_update:
        return RequestKind.UPDATE
    if types and types <= {*APPEALS, RECONSIDERED}:
        return RequestKind.APPEAL
    if types and types <= set(RENEWALS):
        return RequestKind.RENEWAL
    return RequestKind.INITIAL


def _related(claim: Resource, earlier: Identifier | None) -> Related | None:
    number = _number(claim) or next((found for row in claim.get("item") or () if (found := _number(row))), None)
    return Related(earlier, number) if earlier or number else None


def _number(holder: Resource) -> str | None:
    found = extension(holder, AUTHORIZATION_NUMBER)
    return str(found["valueString"]) if found and found.get("valueString") else None


def _priority(claim: Resource) -> Priority:
    """Expedited where the level of service is urgent, or the processing priority is immediate."""
    is_urgent = extension_code(claim, LEVEL_OF_SERVICE) in URGENT
    is_immediate = any(coding["code"] == "stat" for coding in codings(claim.get("priority")))
    return Priority.EXPEDITED if is_urgent or is_immediate else Priority.STANDARD


def _requester(bundle: ReadBundle, provider: Entry | None) -> Requester | None:
    """A person who asks prescribes; an organization may be anything, and its NPI tells."""
    if provider is None or provider.kind != "PractitionerRole":
        return None
    return None if bundle.target(provider.resource.get("organization"), provider) else Requester.PRESCRIBER


def _provider_name(bundle: ReadBundle, provider: Entry | None) -> str | None:
    if provider is None:
        return None
    if provider.kind == "Organization":
        return provider.resource.get("name")
    for element in ("organization", "practitioner"):
        found = bundle.target(provider.resource.get(element), provider)
        if found is not None and found.kind == "Organization":
            return found.resource.get("name")
        if found is not None:
            family, given = name_parts(found.resource)
            return " ".join(part for part in (given, family) if part) or None
    return None


def _start(claim: Resource) -> date | None:
    """The day of the patient's event."""
    for information in claim.get("supportingInfo") or ():
        kinds = {coding["code"] for coding in codings(information.get("category")) if coding.get("system") == CODES}
        if "patientEvent" in kinds:
            period = information.get("timingPeriod") or {}
            return first_day(information.get("timingDate") or period.get("start"))
    return None


def _diagnoses(claim: Resource) -> tuple[str, ...]:
    """ICD-10-CM codes, the principal one first, then by their number."""
    rows = sorted(
        claim.get("diagnosis") or (),
        key=lambda row: (not _is_principal(row), row.get("sequence", 0)),
    )
    return tuple(
        str(coding["code"]).upper()
        for row in rows
        for coding in codings(row.get("diagnosisCodeableConcept"))
        if coding.get("system") == ICD_10_CM
    )


def _is_principal(diagnosis: Resource) -> bool:
    return any(coding["code"] == "principal" for kind in diagnosis.get("type") or () for coding in codings(kind))
