"""What the claim profiles ask of the claim: patterns, least counts, sequences, the pieces of supporting information.

What is not asked here is not a fault of the request's form: a request that lacks something for a decision is answered,
not refused (2.2.1, conf-12 and conf-14).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from perdiem.model.fhir_bundle import Entry, Resource, codings, extension, extension_code
from perdiem.model.pas import (
    CANCEL,
    CARE_TEAM_SCOPE,
    CERTIFICATION_TYPE,
    CODES,
    DOCUMENT_INFORMATION,
    INFO_CANCELLED,
    REQUEST_TYPE,
    PasVersion,
)
from perdiem.model.resource_issue import ResourceIssue
from perdiem.readers.pas.bundle_checks import claim_profile_faults
from perdiem.readers.pas.days import first_day

FULL_DATE = 10  # characters of YYYY-MM-DD (FullDateRule)


def claim_faults(entry: Entry, version: PasVersion, *, is_inquiry: bool) -> Iterator[ResourceIssue]:
    """Every fault of the first entry's claim against the profile for the operation."""
    claim, place = entry.resource, entry.place
    yield from claim_profile_faults(claim, place, version, is_inquiry=is_inquiry)
    for element, wanted in (("status", "active"), ("use", "preauthorization")):
        if claim.get(element) not in {None, wanted}:
            text = f"The claim's {element} is '{wanted}', not '{claim[element]}'."
            yield ResourceIssue("value", text, f"{place}.{element}")
    yield from _identifier_faults(claim, place, version, is_inquiry=is_inquiry)
    if not claim.get("insurer"):
        yield ResourceIssue("required", "The claim names no insurer.", f"{place}.insurer")
    yield from _related_faults(claim, place, version, is_inquiry=is_inquiry)
    yield from _sequence_faults(claim, place, is_inquiry=is_inquiry)
    yield from _part_faults(claim, place)
    yield from _information_faults(claim, place, version)
    yield from _item_faults(claim, place, version, is_inquiry=is_inquiry)


def _identifier_faults(
    claim: Resource, place: str, version: PasVersion, *, is_inquiry: bool
) -> Iterator[ResourceIssue]:
    identifiers = claim.get("identifier") or []
    least = 1 if version.is_later or not is_inquiry else 0
    most = 2 if version.is_later and not is_inquiry else 1
    if len(identifiers) < least:
        yield ResourceIssue("required", "The claim has no identifier of the sender's.", f"{place}.identifier")
    if len(identifiers) > most:
        text = f"The claim has {len(identifiers)} identifiers; at most {most} are sent."
        yield ResourceIssue("structure", text, f"{place}.identifier")
    for row, identifier in enumerate(identifiers):
        for part in ("system", "value"):
            if not identifier.get(part):
                text = f"The claim's identifier has no {part}."
                yield ResourceIssue("required", text, f"{place}.identifier[{row}].{part}")


def _related_faults(claim: Resource, place: str, version: PasVersion, *, is_inquiry: bool) -> Iterator[ResourceIssue]:
    related = claim.get("related") or []
    if not version.is_later:
        return
    profiles = [str(profile).partition("|")[0] for profile in (claim.get("meta") or {}).get("profile") or ()]
    is_update = any(profile.endswith("/profile-claim-update") for profile in profiles)
    is_first = any(profile.endswith("/profile-claim") for profile in profiles) and not is_update
    if related and (is_first or is_inquiry):
        text = "A first request has no related claim; an update is a profile-claim-update."
        yield ResourceIssue("structure", text, f"{place}.related", "warning" if is_inquiry else "error")
    if is_update and not related:
        yield ResourceIssue("required", "An update names the claim that it takes the place of.", f"{place}.related")
    if len(related) > 1:
        yield ResourceIssue("structure", "An update takes the place of one claim.", f"{place}.related")
    for row, earlier in enumerate(related if not is_inquiry else ()):
        where = f"{place}.related[{row}]"
        if not earlier.get("claim"):
            yield ResourceIssue("required", "It does not say which claim.", f"{where}.claim")
        if all(coding["code"] != "prior" for coding in codings(earlier.get("relationship"))):
            yield ResourceIssue("value", "The relationship to the earlier claim is 'prior'.", f"{where}.relationship")


def _sequence_faults(claim: Resource, place: str, *, is_inquiry: bool) -> Iterator[ResourceIssue]:
    """Numbers given twice (spec-22 and base), and numbers referred to that nothing has."""
    known: dict[str, set[Any]] = {}
    for part in ("item", "supportingInfo", "diagnosis", "careTeam", "insurance", "procedure"):
        numbers: set[Any] = known.setdefault(part, set())
        for row, holder in enumerate(claim.get(part) or ()):
            number = holder.get("sequence")
            if number in numbers:
                text = f"Sequence {number} is given twice."
                yield ResourceIssue("duplicate", text, f"{place}.{part}[{row}].sequence")
            numbers.add(number)
    for row, item in enumerate(claim.get("item") or () if not is_inquiry else ()):
        for element, part in (
            ("careTeamSequence", "careTeam"),
            ("diagnosisSequence", "diagnosis"),
            ("informationSequence", "supportingInfo"),
            ("procedureSequence", "procedure"),
        ):
            for column, number in enumerate(item.get(element) or ()):
                if number not in known[part]:
                    where = f"{place}.item[{row}].{element}[{column}]"
                    yield ResourceIssue("value", f"No {part} has the sequence {number}.", where)


def _part_faults(claim: Resource, place: str) -> Iterator[ResourceIssue]:
    for row, insurance in enumerate(claim.get("insurance") or ()):
        if insurance.get("focal") is not True:
            text = "The coverage that a request is sent under is focal: true."
            yield ResourceIssue("value", text, f"{place}.insurance[{row}].focal")
    for row, member in enumerate(claim.get("careTeam") or ()):
        if extension(member, CARE_TEAM_SCOPE) is None:
            text = "A member of the care team says whether it is for the claim or an item (careTeamClaimScope)."
            yield ResourceIssue("required", text, f"{place}.careTeam[{row}].extension")
    for row, diagnosis in enumerate(claim.get("diagnosis") or ()):
        if "diagnosisReference" in diagnosis:
            text = "A diagnosis is sent as a code (diagnosisCodeableConcept)."
            yield ResourceIssue("structure", text, f"{place}.diagnosis[{row}].diagnosisReference")
    accident = claim.get("accident")
    if accident is not None and "locationReference" in accident:
        text = "The place of an accident is sent as an address."
        yield ResourceIssue("structure", text, f"{place}.accident.locationReference")


def _information_faults(claim: Resource, place: str, version: PasVersion) -> Iterator[ResourceIssue]:
    for row, information in enumerate(claim.get("supportingInfo") or ()):
        where = f"{place}.supportingInfo[{row}]"
        kinds = {coding["code"] for coding in codings(information.get("category")) if coding.get("system") == CODES}
        has_time = _choice(information, "timing")
        has_value = _choice(information, "value")
        if kinds & {"patientEvent", "admissionDates", "dischargeDates"}:
            if not has_time:
                yield ResourceIssue("required", "It gives no day (timing).", f"{where}.timing")
            if has_value:
                yield ResourceIssue("structure", "Dates of stay and event carry no value.", f"{where}.value")
            yield from _date_faults(information, where)
        if kinds & {"additionalInformation", "freeFormMessage"}:
            if has_time:
                yield ResourceIssue("structure", "It carries no day (timing).", f"{where}.timing")
            if not has_value:
                yield ResourceIssue("required", "It carries nothing (value).", f"{where}.value")
        if "freeFormMessage" in kinds and has_value and "valueString" not in information:
            yield ResourceIssue("structure", "A message is text (valueString).", f"{where}.value")
        if version.is_later and "additionalInformation" in kinds and not extension(information, DOCUMENT_INFORMATION):
            text = "Additional information says what kind of document it is (documentInformation)."
            yield ResourceIssue("required", text, f"{where}.extension")


def _date_faults(information: Resource, where: str) -> Iterator[ResourceIssue]:
    period = information.get("timingPeriod") or {}
    for element, text in (
        ("timingDate", information.get("timingDate")),
        ("timingPeriod.start", period.get("start")),
        ("timingPeriod.end", period.get("end")),
    ):
        if isinstance(text, str):
            yield from _day_faults(text, f"{where}.{element}", is_whole=True)


def _day_faults(text: str, where: str, *, is_whole: bool) -> Iterator[ResourceIssue]:
    """Faults of a day; `is_whole`: it must be written with its month and day, and without a time (FullDateRule)."""
    if first_day(text) is None:
        yield ResourceIssue("value", f"'{text}' is no day of the calendar.", where)
    elif is_whole and len(text) != FULL_DATE:
        yield ResourceIssue("invariant", "A day is written YYYY-MM-DD.", where)


def _item_faults(claim: Resource, place: str, version: PasVersion, *, is_inquiry: bool) -> Iterator[ResourceIssue]:
    items = claim.get("item") or []
    is_all_cancelled = extension_code(claim, CERTIFICATION_TYPE) == CANCEL
    if not items and not is_all_cancelled and not (is_inquiry and version.is_later):
        yield ResourceIssue("required", "The claim asks for nothing: it has no item.", f"{place}.item")
    for row, item in enumerate(items):
        where = f"{place}.item[{row}]"
        if not is_inquiry:
            yield from _requested_item_faults(item, where, version)
        for element, text in _days(item):
            yield from _day_faults(text, f"{where}.{element}", is_whole=version.is_later)


def _requested_item_faults(item: Resource, where: str, version: PasVersion) -> Iterator[ResourceIssue]:
    if not item.get("category"):
        yield ResourceIssue("required", "The item names no kind of service (category).", f"{where}.category")
    if version.is_later:
        if extension(item, REQUEST_TYPE) is None:
            text = "The item has no request type (serviceItemRequestType)."
            yield ResourceIssue("required", text, f"{where}.extension")
        if extension(item, CERTIFICATION_TYPE) is None:
            yield ResourceIssue("required", "The item has no certification type.", f"{where}.extension")
        if not _choice(item, "location"):
            yield ResourceIssue("required", "The item names no place of service (location).", f"{where}.location")
    for element in ("locationAddress", "locationReference"):
        if element in item:
            text = "The place of service is sent as a code (locationCodeableConcept)."
            yield ResourceIssue("structure", text, f"{where}.{element}")
    if is_cancelled(item) and version.is_later and extension_code(item, CERTIFICATION_TYPE) != CANCEL:
        text = "An item taken back has the certification type 3 (spec-70)."
        yield ResourceIssue("value", text, f"{where}.extension")


def is_cancelled(holder: Resource) -> bool:
    """Whether an item or a piece of information is marked as taken back."""
    return "modifierExtension" in holder and any(
        isinstance(found, dict) and found.get("url") == INFO_CANCELLED and found.get("valueBoolean") is True
        for found in holder["modifierExtension"] or ()
    )


CHOICES = {  # the names that a choice of types has for each
    "timing": frozenset({"timingDate", "timingPeriod"}),
    "value": frozenset({"valueBoolean", "valueString", "valueQuantity", "valueAttachment", "valueReference"}),
    "location": frozenset({"locationCodeableConcept", "locationAddress", "locationReference"}),
}


def _choice(holder: Resource, name: str) -> bool:
    """Whether a choice of types, such as value[x], is there in any type."""
    return not CHOICES[name].isdisjoint(holder)


def _days(item: Resource) -> Iterable[tuple[str, str]]:
    period = item.get("servicedPeriod") or {}
    for element, text in (
        ("servicedDate", item.get("servicedDate")),
        ("servicedPeriod.start", period.get("start")),
        ("servicedPeriod.end", period.get("end")),
    ):
        if isinstance(text, str):
            yield element, text
