"""What a `$inquire` asks for: the member, who asks, and which authorizations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from perdiem.model.fhir_bundle import Entry, ReadBundle, Resource, extension
from perdiem.model.pas import AUTHORIZATION_NUMBER, REFERENCE_NUMBER, PasVersion
from perdiem.readers.pas.intake import MOST_BYTES, CheckedBundle, check_bundle
from perdiem.readers.pas.items import item_days, procedure_code
from perdiem.readers.pas.parties import acting_npi, coverage_of, member_numbers, person_npi


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A query by example. Empty means: whatever it is.

    `members` are the numbers that the patient may be known by. `provider_npis` are who asks, and the ordering or
    rendering providers that it names: an answer needs one of them to match (spec-53). `codes` pair with days.
    """

    bundle: CheckedBundle
    members: tuple[str, ...]
    provider_npis: tuple[str, ...]
    asking_npi: str | None
    payor: str
    authorization_numbers: tuple[str, ...]
    reference_numbers: tuple[str, ...]
    codes: tuple[str, ...]
    first_day: date | None
    last_day: date | None


def read_inquiry(raw: bytes, version: PasVersion, *, most_bytes: int = MOST_BYTES) -> Inquiry:
    """The inquiry in the body of a `$inquire`. Raises RefusedBundle with every fault and its FHIRPath."""
    checked = check_bundle(raw, version, is_inquiry=True, most_bytes=most_bytes)
    bundle, claim = checked.read, checked.claim
    patient = bundle.target(claim.resource.get("patient"), claim)
    insurer = bundle.target(claim.resource.get("insurer"), claim)
    coverage = coverage_of(bundle, claim)
    items = [item for item in claim.resource.get("item") or () if isinstance(item, dict)]
    holders = [claim.resource, *items]
    days = [item_days(item) for item in items]
    asking = acting_npi(bundle, bundle.target(claim.resource.get("provider"), claim))
    return Inquiry(
        bundle=checked,
        members=member_numbers(patient.resource if patient else {}, coverage.resource if coverage else None),
        provider_npis=_providers(bundle, claim, asking),
        asking_npi=asking,
        payor=str(insurer.resource.get("name", "")) if insurer else "",
        authorization_numbers=_numbers(holders, AUTHORIZATION_NUMBER),
        reference_numbers=_numbers(holders, REFERENCE_NUMBER),
        codes=tuple(dict.fromkeys(code for item in items if (code := procedure_code(item.get("productOrService"))))),
        first_day=min((begin for begin, _ in days if begin), default=None),
        last_day=max((end for _, end in days if end), default=None),
    )


def _providers(bundle: ReadBundle, claim: Entry, asking: str | None) -> tuple[str, ...]:
    found = [asking, person_npi(bundle, bundle.target(claim.resource.get("provider"), claim))]
    for member in claim.resource.get("careTeam") or ():
        entry = bundle.target(member.get("provider"), claim)
        found += [acting_npi(bundle, entry), person_npi(bundle, entry)]
    return tuple(dict.fromkeys(npi for npi in found if npi))


def _numbers(holders: list[Resource], url: str) -> tuple[str, ...]:
    found = [extension(holder, url) for holder in holders]
    return tuple(dict.fromkeys(str(row["valueString"]) for row in found if row and row.get("valueString")))
