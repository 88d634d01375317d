"""What the profiles ask of the parties that a claim names: the patient, the insurer, the provider, the coverage."""

from __future__ import annotations

from collections.abc import Iterator

from perdiem.model.fhir_bundle import Entry, ReadBundle, codings
from perdiem.model.pas import IDENTIFIER_TYPES, NPI, PasVersion
from perdiem.model.resource_issue import ResourceIssue
from perdiem.readers.pas.days import first_day
from perdiem.readers.pas.parties import is_npi

# what a claim's element may refer to, and how people call it
PARTIES = {
    "patient": (("Patient",), "the patient"),
    "insurer": (("Organization",), "the insurer"),
    "provider": (("Organization", "PractitionerRole"), "the provider that asks"),
}
LEAST = {  # elements that a resource of the kind must carry; the first words say what they are
    "Patient": {"identifier": "a member's or patient's number", "name": "a name", "gender": "a gender"},
    "Organization": {"active": "whether it is active", "name": "a name"},
    "Practitioner": {"identifier": "a number, such as an NPI", "name": "a name"},
    "PractitionerRole": {"practitioner": "the practitioner"},
}


def party_faults(bundle: ReadBundle, claim: Entry, version: PasVersion) -> Iterator[ResourceIssue]:
    """Every fault of the parties that the claim refers to, and where it refers to something of another kind."""
    parties: dict[str, Entry] = {}
    for element, (kinds, words) in PARTIES.items():
        holder = claim.resource.get(element)
        place = f"{claim.place}.{element}"
        found = bundle.target(holder, claim)
        if found is not None and found.kind in kinds:
            parties[found.full_url] = found
        elif found is not None:
            yield ResourceIssue("value", f"{words.capitalize()} is a {found.kind}, not a {' or '.join(kinds)}.", place)
        elif holder and not holder.get("reference"):
            yield ResourceIssue("required", f"{words.capitalize()} is a reference to an entry of the bundle.", place)
    for row, insurance in enumerate(claim.resource.get("insurance") or ()):
        found = bundle.target(insurance.get("coverage"), claim)
        place = f"{claim.place}.insurance[{row}].coverage"
        if found is not None and found.kind != "Coverage":
            yield ResourceIssue("value", f"The coverage is a {found.kind}.", place)
        elif found is not None:
            yield from _coverage_faults(found, version)
        elif not (insurance.get("coverage") or {}).get("reference"):
            yield ResourceIssue("required", "The coverage is a reference to an entry of the bundle.", place)
    for found in bundle.entries:
        if found.full_url in parties or found.kind in {"Practitioner", "PractitionerRole"}:
            yield from _least_faults(found)
            if version.is_later:
                yield from _npi_faults(found)


def _least_faults(entry: Entry) -> Iterator[ResourceIssue]:
    for element, words in LEAST.get(entry.kind, {}).items():
        if entry.resource.get(element) in (None, [], ""):
            yield ResourceIssue("required", f"The {entry.kind} lacks {words}.", f"{entry.place}.{element}")
    if entry.kind == "Patient":
        text = entry.resource.get("birthDate")
        if isinstance(text, str) and first_day(text) is None:
            yield ResourceIssue("value", f"'{text}' is no day of the calendar.", f"{entry.place}.birthDate")
        for row, identifier in enumerate(entry.resource.get("identifier") or ()):
            for part in ("system", "value"):
                if not identifier.get(part):
                    where = f"{entry.place}.identifier[{row}].{part}"
                    yield ResourceIssue("required", f"The patient's identifier has no {part}.", where)


def _npi_faults(entry: Entry) -> Iterator[ResourceIssue]:
    """An NPI of another form than ten digits, which US Core 7 and so 2.2.1 refuses; 2.0.1's own example has one."""
    for row, identifier in enumerate(entry.resource.get("identifier") or ()):
        number = identifier.get("value")
        if entry.kind != "Patient" and identifier.get("system") == NPI and not is_npi(number):
            where = f"{entry.place}.identifier[{row}].value"
            yield ResourceIssue("invariant", f"An NPI has ten digits, unlike '{number}' (us-core-16).", where)


def _coverage_faults(entry: Entry, version: PasVersion) -> Iterator[ResourceIssue]:
    coverage, place = entry.resource, entry.place
    if coverage.get("status") not in {None, "active"}:
        text = f"The coverage is 'active', not '{coverage['status']}'."
        yield ResourceIssue("value", text, f"{place}.status")
    if not version.is_later:
        return
    kinds = [codings(identifier.get("type")) for identifier in coverage.get("identifier") or ()]
    if not any(coding["code"] == "MB" and coding.get("system") == IDENTIFIER_TYPES for row in kinds for coding in row):
        text = "The coverage carries no member number (an identifier of type MB)."
        yield ResourceIssue("required", text, f"{place}.identifier")
    if not coverage.get("relationship"):
        text = "The coverage does not say how the patient is related to the subscriber."
        yield ResourceIssue("required", text, f"{place}.relationship")
