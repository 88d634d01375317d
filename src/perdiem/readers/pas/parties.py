"""Who a claim names: the member, the payor, the provider that asks, who prescribes, who serves an item."""

from __future__ import annotations

from datetime import date
from typing import Any

from perdiem.model.fhir_bundle import Entry, ReadBundle, Resource, codings, extension
from perdiem.model.pas import CARE_TEAM_SCOPE, IDENTIFIER_TYPES, NPI
from perdiem.readers.pas.days import first_day

# X12 98 (entity): the order is theirs, they do not perform it. Roles are X12's; only these two are read here.
ORDERING = ("DK", "DN")


def is_npi(text: object) -> bool:
    """Whether a text has the form of an NPI: ten digits."""
    return isinstance(text, str) and len(text) == 10 and text.isascii() and text.isdigit()


def npi_of(resource: Resource) -> str | None:
    """The NPI of an organization or a practitioner; a number of another form is none."""
    for identifier in resource.get("identifier") or ():
        if identifier.get("system") == NPI and is_npi(identifier.get("value")):
            return str(identifier["value"])
    return None


def acting_npi(bundle: ReadBundle, entry: Entry | None) -> str | None:
    """The NPI behind a provider: an organization's, a role's organization before its practitioner, a practitioner's."""
    if entry is None:
        return None
    if entry.kind != "PractitionerRole":
        return npi_of(entry.resource)
    return (
        npi_of(entry.resource)
        or acting_npi(bundle, bundle.target(entry.resource.get("organization"), entry))
        or acting_npi(bundle, bundle.target(entry.resource.get("practitioner"), entry))
    )


def person_npi(bundle: ReadBundle, entry: Entry | None) -> str | None:
    """The NPI of the person behind a provider, before that of an organization."""
    if entry is not None and entry.kind == "PractitionerRole":
        person = bundle.target(entry.resource.get("practitioner"), entry)
        return acting_npi(bundle, person) or acting_npi(bundle, entry)
    return acting_npi(bundle, entry)


def coverage_of(bundle: ReadBundle, claim: Entry) -> Entry | None:
    """The coverage that the claim is sent under."""
    for insurance in claim.resource.get("insurance") or ():
        found = bundle.target(insurance.get("coverage"), claim)
        if found is not None:
            return found
    return None


def member_numbers(patient: Resource, coverage: Resource | None) -> tuple[str, ...]:
    """Every number that may be the member's, the likeliest first.

    A member number says so by its type (MB), on the patient or the coverage; then the coverage's subscriber number,
    which is the payor's own; then whatever number the patient has.
    """
    typed = [*_typed(patient)]
    others = [str(row["value"]) for row in patient.get("identifier") or () if row.get("value")]
    if coverage is not None:
        typed += _typed(coverage)
        if coverage.get("subscriberId"):
            typed.append(str(coverage["subscriberId"]))
    return tuple(dict.fromkeys([*typed, *others]))


def _typed(resource: Resource) -> list[str]:
    return [
        str(row["value"])
        for row in resource.get("identifier") or ()
        if row.get("value")
        and any(found["code"] == "MB" and found.get("system") == IDENTIFIER_TYPES for found in codings(row.get("type")))
    ]


def name_parts(patient: Resource) -> tuple[str | None, str | None]:
    """Family and given name, of the official name if one is marked so."""
    names = [name for name in patient.get("name") or () if isinstance(name, dict)]
    names.sort(key=lambda name: name.get("use") != "official")
    if not names:
        return None, None
    given = " ".join(str(part) for part in names[0].get("given") or () if part)
    return names[0].get("family"), given or None


def birth_date(patient: Resource) -> date | None:
    """The day of birth, where the whole day is given."""
    text = patient.get("birthDate")
    return first_day(text) if isinstance(text, str) and len(text) == 10 else None


def prescriber_npi(bundle: ReadBundle, claim: Entry) -> str | None:
    """Who orders: a care-team member in an ordering role, else who signed an order in the bundle."""
    for member in claim.resource.get("careTeam") or ():
        if any(coding["code"] in ORDERING for coding in codings(member.get("role"))):
            found = person_npi(bundle, bundle.target(member.get("provider"), claim))
            if found:
                return found
    for entry in bundle.entries:
        if entry.kind in {"MedicationRequest", "ServiceRequest", "DeviceRequest"}:
            signer = bundle.target(entry.resource.get("requester"), entry)
            if signer is not None and signer.kind in {"Practitioner", "PractitionerRole"}:
                return person_npi(bundle, signer)
    return None


def servicing_npi(bundle: ReadBundle, claim: Entry, item: Resource) -> str | None:
    """Who will serve an item: the member of the care team that the item names, other than who ordered it."""
    team = {member.get("sequence"): member for member in claim.resource.get("careTeam") or ()}
    for number in item.get("careTeamSequence") or ():
        member: Any = team.get(number)
        if member is None or any(coding["code"] in ORDERING for coding in codings(member.get("role"))):
            continue
        scope = extension(member, CARE_TEAM_SCOPE)
        if scope is not None and scope.get("valueBoolean") is False:
            found = acting_npi(bundle, bundle.target(member.get("provider"), claim))
            if found:
                return found
    return None
