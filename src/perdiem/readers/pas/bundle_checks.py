"""What the guide's text and bundle profiles ask of a request's bundle as a whole.

Sources, by their numbers in PAS 2.2.1: spec-12 (the claim comes first), spec-13 (everything referenced is there),
spec-14 (once), spec-16 (addresses), spec-25 (modifiers may be refused), spec-65 and spec-66 (the updated claim).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from perdiem.model.fhir_bundle import (
    AT_REST,
    UUID,
    WEB,
    Entry,
    ReadBundle,
    Resource,
    modifiers,
    references,
)
from perdiem.model.pas import (
    CLAIM_INQUIRY,
    INFO_CANCELLED,
    INQUIRY_BUNDLE,
    PROFILE,
    REQUEST_BUNDLE,
    PasVersion,
)
from perdiem.model.resource_issue import ResourceIssue, Severity
from perdiem.readers.pas.required_codes import code_faults


def envelope_faults(bundle: Resource, version: PasVersion, *, is_inquiry: bool) -> Iterator[ResourceIssue]:
    """The bundle's own elements, its profile, and the address and resource of each entry."""
    yield from _profile_faults(bundle, INQUIRY_BUNDLE if is_inquiry else REQUEST_BUNDLE, "Bundle", version)
    if bundle.get("type") != "collection":
        yield ResourceIssue("value", f"The bundle's type is 'collection', not '{bundle.get('type')}'.", "Bundle.type")
    for element, meaning in (("identifier", "the sender's number of it"), ("timestamp", "when it was put together")):
        if not bundle.get(element):
            yield ResourceIssue("required", f"The bundle has no {element}: {meaning}.", f"Bundle.{element}")
    entries = bundle.get("entry")
    if not entries:
        yield ResourceIssue("required", "The bundle is empty; its first entry is the Claim.", "Bundle.entry")
        return
    seen: dict[str, int] = {}
    for row, entry in enumerate(entries):
        place = f"Bundle.entry[{row}]"
        for element in ("search", "request", "response"):
            if element in entry:
                yield ResourceIssue("structure", f"A collection's entry has no '{element}'.", f"{place}.{element}")
        resource, url = entry.get("resource"), entry.get("fullUrl")
        if not resource:
            yield ResourceIssue("required", "The entry has no resource.", f"{place}.resource")
        elif url:
            yield from _address_faults(url, resource, f"{place}.fullUrl")
        if not url:
            yield ResourceIssue("required", "The entry has no fullUrl; others refer to it by that.", f"{place}.fullUrl")
        elif url in seen:
            text = f"The address is that of entry[{seen[url]}] too; each resource is in the bundle once."
            yield ResourceIssue("duplicate", text, f"{place}.fullUrl")
        else:
            seen[url] = row


def _address_faults(url: str, resource: Resource, place: str) -> Iterator[ResourceIssue]:
    at_rest = AT_REST.fullmatch(url)
    if not (WEB.fullmatch(url) or UUID.fullmatch(url)):
        yield ResourceIssue("value", f"'{url}' is neither a http(s) address nor urn:uuid: with a UUID.", place)
    if at_rest and "id" in resource and (resource.get("resourceType"), resource["id"]) != (at_rest[2], at_rest[3]):
        text = f"The address ends in {at_rest[2]}/{at_rest[3]}, the resource is {resource.get('resourceType')}"
        yield ResourceIssue("invariant", f"{text}/{resource['id']}.", place)


def _profile_faults(resource: Resource, wanted: str, place: str, version: PasVersion) -> Iterator[ResourceIssue]:
    """A profile of this guide that a bundle names, if it is another one, or one of another version.

    A whole request may stand for an inquiry: it is a fuller example of what is looked for.
    """
    named = (resource.get("meta") or {}).get("profile") or ()
    for row, profile in enumerate(named):
        address, _, number = str(profile).partition("|")
        where = f"{place}.meta.profile[{row}]"
        if address.startswith(PROFILE) and address != wanted:
            text = f"The bundle says that it is a {address.removeprefix(PROFILE)}; here goes a"
            is_fuller = wanted == INQUIRY_BUNDLE and address == REQUEST_BUNDLE
            severity: Severity = "warning" if is_fuller else "error"
            yield ResourceIssue("not-supported", f"{text} {wanted.removeprefix(PROFILE)}.", where, severity)
        elif address.startswith(PROFILE) and number and number != version.value:
            yield other_version(number, version, where)


def other_version(number: str, version: PasVersion, place: str) -> ResourceIssue:
    """A profile is named with the number of another version of the guide."""
    return ResourceIssue(
        "not-supported",
        f"It says that it follows version {number} of the guide; this endpoint is for {version.value}."
        f" The other version has an endpoint of its own (see the paths in metadata).",
        place,
    )


REFERENCE = re.compile(rb'"reference"\s*:\s*"([^"\\]*)"')


def is_plainly_closed(bundle: ReadBundle, raw: bytes) -> bool:
    """Whether every reference in the bundle's text is to one of its entries; False where that takes a closer look.

    Most bundles come from one server and are whole. One look at the text tells, where a walk takes as long as all else.
    """
    bases = {entry.base for entry in bundle.entries}
    found = REFERENCE.findall(raw)
    if len(bases) != 1 or "" in bases or raw.count(b'"reference"') != len(found):
        return False
    (base,) = bases
    names = {name.decode("utf-8", "replace") for name in set(found)}
    return all(name in bundle.by_url or base + name in bundle.by_url for name in names)


def content_faults(bundle: ReadBundle, raw: bytes, version: PasVersion, *, is_inquiry: bool) -> Iterator[ResourceIssue]:
    """The claim in front, how many claims, references within the bundle, modifiers, codes of base R4."""
    if not bundle.entries:
        return
    first = bundle.entries[0]
    if first.kind != "Claim" or first.place != "Bundle.entry[0].resource":
        yield ResourceIssue("structure", f"The first entry is the Claim, not {first.kind or 'nothing'}.", first.place)
    claims = [entry for entry in bundle.entries if entry.kind == "Claim"]
    most = 2 if version.is_later and not is_inquiry and first.resource.get("related") else 1
    for entry in claims[most:]:
        text = "One claim is asked for at a time; a second is only that which an update takes the place of."
        yield ResourceIssue("structure", text, entry.place)
    replaced = claims[1] if len(claims) > 1 else None
    is_closed, may_modify = is_plainly_closed(bundle, raw), b"odifierExtension" in raw or b"\\u" in raw
    for entry in bundle.entries:
        yield from code_faults(entry.resource, entry.place)
        for issue in () if is_closed else _reference_faults(bundle, entry, version, is_replaced=entry is replaced):
            # an inquiry needs those whom it names; what else it refers to is not read
            is_read = not is_inquiry or issue.expression.removeprefix(f"{first.place}.").startswith(READ_BY_INQUIRY)
            yield issue if is_read else replace(issue, severity="warning")
        if "implicitRules" in entry.resource:
            text = "Rules that the resource was made under are not known here; leave implicitRules out."
            yield ResourceIssue("not-supported", text, f"{entry.place}.implicitRules")
        if entry is not replaced and may_modify:
            yield from _modifier_faults(entry)


def _reference_faults(
    bundle: ReadBundle, entry: Entry, version: PasVersion, *, is_replaced: bool
) -> Iterator[ResourceIssue]:
    contained = {str(resource.get("id")) for resource in entry.resource.get("contained") or () if resource}
    for place, reference in references(entry.resource, entry.place):
        is_earlier_claim = f"{entry.place}.related[" in place and ".claim" in place
        if is_earlier_claim and (is_replaced or not version.is_later):
            continue  # its own predecessor is not sent (spec-66); 2.0.1 has room for one claim only
        if reference.startswith("#"):
            if entry.kind in READ_FROM_ENTRIES:
                text = "It refers to a contained resource; what a claim refers to is an entry of its own."
                yield ResourceIssue("not-supported", text, place)
            elif reference[1:] and reference[1:] not in contained:
                yield ResourceIssue("not-found", f"No contained resource has the id '{reference[1:]}'.", place)
        elif bundle.resolve(reference, entry) is None:
            text = f"'{reference}' is not in the bundle. All that is referred to must be; nothing is fetched."
            yield ResourceIssue("not-found", text, place)


READ_BY_INQUIRY = ("patient.", "insurer.", "provider.", "insurance[")
# what a decision reads is looked for among the entries, never inside another resource
READ_FROM_ENTRIES = ("Claim", "Coverage", "PractitionerRole")


def _modifier_faults(entry: Entry) -> Iterator[ResourceIssue]:
    for place, found in modifiers(entry.resource, entry.place):
        url = found.get("url") if isinstance(found, dict) else None
        is_ours = url == INFO_CANCELLED and entry.kind == "Claim" and (".item[" in place or ".supportingInfo[" in place)
        if not is_ours:
            text = f"The modifier '{url}' is not known here, and may turn the meaning round; leave it out."
            yield ResourceIssue("extension", text, place)


def claim_profile_faults(claim: Any, place: str, version: PasVersion, *, is_inquiry: bool) -> Iterator[ResourceIssue]:
    """A claim that says it has a profile of this guide which does not belong here."""
    for row, profile in enumerate((claim.get("meta") or {}).get("profile") or ()):
        address, _, number = str(profile).partition("|")
        if not address.startswith(PROFILE):
            continue
        where, name = f"{place}.meta.profile[{row}]", address.removeprefix(PROFILE)
        if (address == CLAIM_INQUIRY) != is_inquiry:
            operation, other = ("$inquire", "$submit") if is_inquiry else ("$submit", "$inquire")
            text = f"A claim with {name} goes to {other}, not to {operation}."
            severity: Severity = "warning" if is_inquiry else "error"  # a request is a fuller example
            yield ResourceIssue("not-supported", text, where, severity)
        elif name not in {"profile-claim", "profile-claim-update", "profile-claim-inquiry", "profile-claim-base"}:
            yield ResourceIssue("not-supported", f"{name} is not the profile of a claim.", where)
        elif number and number != version.value:
            yield other_version(number, version, where)
