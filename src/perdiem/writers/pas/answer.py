"""The answer to a request or an inquiry: a bundle that starts with the ClaimResponse."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from perdiem.model.authorization import Action, Decision, Outcome, RequestError
from perdiem.model.fhir_bundle import Entry, ReadBundle, Resource, extension, read_bundle
from perdiem.model.pas import (
    CLAIM_RESPONSE,
    FOLLOW_UPS,
    INQUIRY_RESPONSE,
    INQUIRY_RESPONSE_BUNDLE,
    NPI,
    PROFILE,
    REJECT_REASONS,
    RESPONSE_BUNDLE,
    PasVersion,
)
from perdiem.writers.pas.answer_codes import CORRECT_AND_RESUBMIT, INPUT_ERRORS, AnswerCodes
from perdiem.writers.pas.answered_items import answered_items, diagnoses, review
from perdiem.writers.pas.echoed import entry_of, reached_from, reference_to
from perdiem.writers.pas.missing import Asking, requests_for_information, tasks
from perdiem.writers.pas.pieces import (
    address,
    concept,
    extended,
    moment,
    period,
    resource_id,
    without_empty,
)

CLAIM_TYPES = "http://terminology.hl7.org/CodeSystem/claim-type"


def response_bundle(
    decision: Decision,
    bundle: Resource,
    version: PasVersion,
    codes: AnswerCodes,
    *,
    payor_url: str,
    now: datetime,
    is_inquiry: bool = False,
    is_known: bool = True,
    read: ReadBundle | None = None,
    remarks: Sequence[str] = (),
) -> Resource:
    """The PAS Response Bundle, or the Inquiry Response Bundle, to a request bundle that was decided.

    Everything that the ClaimResponse refers to is in it but for the claim. `payor_url` is our base address. `is_known`
    False: the sender has no such claim, for the request came by another way than FHIR. `read` is the bundle's index,
    where it was made already. `remarks` are told beside the reasons, as process notes.
    """
    read = read or read_bundle(bundle)
    claim = read.entries[0]
    named = {name: read.target(claim.resource.get(name), claim) for name in ("patient", "insurer", "provider")}
    url = address(decision.number, moment(decision.decided_at), "inquiry" if is_inquiry else "answer")
    response, extra = _claim_response(
        decision,
        claim,
        named,
        version,
        codes,
        payor_url=payor_url,
        is_inquiry=is_inquiry,
        is_known=is_known,
        remarks=remarks,
    )
    echoed = reached_from(read, [entry for entry in named.values() if entry is not None])
    return without_empty(
        {
            "resourceType": "Bundle",
            "id": url.removeprefix("urn:uuid:"),
            "meta": {"profile": [INQUIRY_RESPONSE_BUNDLE if is_inquiry else RESPONSE_BUNDLE]},
            "identifier": bundle.get("identifier"),
            "type": "collection",
            "timestamp": moment(now),
            "entry": [
                {"fullUrl": url, "resource": response},
                *(entry_of(entry) for entry in echoed),
                *({"fullUrl": place, "resource": resource} for place, resource in extra),
            ],
        }
    )


def joined(bundles: list[Resource]) -> Resource:
    """Several answers as one bundle, as 2.0.1 wants for an inquiry: ClaimResponses first, the newest at the top.

    A resource that several answers repeat is there once, as the newest has it.
    """
    newest = bundles[-1]
    entries: dict[str, Resource] = {}
    for bundle in reversed(bundles):
        for entry in bundle["entry"]:
            entries.setdefault(entry["fullUrl"], entry)
    ordered = sorted(entries.values(), key=lambda entry: entry["resource"]["resourceType"] != "ClaimResponse")
    return {**newest, "entry": ordered}


def _claim_response(
    decision: Decision,
    claim: Entry,
    named: dict[str, Entry | None],
    version: PasVersion,
    codes: AnswerCodes,
    *,
    payor_url: str,
    is_inquiry: bool,
    is_known: bool,
    remarks: Sequence[str],
) -> tuple[Resource, list[tuple[str, Resource]]]:
    """The ClaimResponse, and the resources of our own that it goes with."""
    provider = named["provider"]
    served_by = reference_to(provider) if provider is not None and provider.kind == "Organization" else None
    answers = answered_items(decision, claim.resource, codes, served_by)
    for remark in remarks:
        answers.notes.number_of(remark)
    asking = _asking(claim, named, payor_url)
    wanted = [] if is_inquiry or asking is None else requests_for_information(decision, asking, codes, version)
    extra = [*wanted, *(tasks(decision, asking, codes, version) if asking is not None and not is_inquiry else ())]
    is_error = decision.outcome is Outcome.ERROR
    response = {
        "resourceType": "ClaimResponse",
        "id": resource_id(decision.number),
        "meta": {"profile": [INQUIRY_RESPONSE if is_inquiry else CLAIM_RESPONSE]},
        "extension": _extensions(decision, claim, served_by) if version.is_later else [],
        "identifier": (claim.resource.get("identifier") or [])[:1],
        "status": "active",
        "type": claim.resource.get("type") or concept(CLAIM_TYPES, "professional"),
        "use": "preauthorization",
        "patient": _to(named["patient"]),
        "created": moment(decision.decided_at),
        "insurer": _to(named["insurer"]),
        "requestor": _to(provider),
        "request": _request(claim, is_known=is_known),
        "outcome": _outcome(decision, version),
        "disposition": _words(decision),
        "preAuthPeriod": _common_period(decision),
        "item": [] if is_error else answers.items,
        "addItem": [] if is_error else answers.added,
        "adjudication": _common_review(decision, codes) if version.is_later else [],
        "processNote": _error_notes(decision) if is_error else answers.notes.written(),
        "communicationRequest": [{"reference": url} for url, _ in wanted],
        "error": [_error(error, row, claim, codes) for row, error in enumerate(decision.errors, 1)],
    }
    return without_empty(response), extra


def _to(entry: Entry | None) -> Resource | None:
    return reference_to(entry) if entry is not None else None


def _request(claim: Entry, *, is_known: bool = True) -> Resource:
    """The claim that is answered: by its address if it is one that can be looked up, and by its number.

    A request that came by another way has no claim to refer to (spec-44).
    """
    numbers = claim.resource.get("identifier") or []
    if not is_known:
        absent = extended("http://hl7.org/fhir/StructureDefinition/data-absent-reason", "Code", "unknown")
        return without_empty({"extension": [absent], "identifier": numbers[0] if numbers else None})
    found: Resource = {} if claim.full_url.startswith("urn:") and numbers else {"reference": claim.full_url}
    return without_empty(found | {"type": "Claim", "identifier": numbers[0] if numbers else None})


def _outcome(decision: Decision, version: PasVersion) -> str:
    if decision.outcome is Outcome.ERROR:
        return "error"
    if decision.pended and not version.is_later:
        return "queued"
    return "complete"  # 2.2.1: pended items say so themselves


def _words(decision: Decision) -> str:
    """The answer in a line for people."""
    if decision.outcome is Outcome.ERROR:
        return "Not decided: the request has errors."
    counts = {
        "approved": sum(row.action.is_approval for row in decision.items),
        "needing no authorization": sum(row.action is Action.NOT_REQUIRED for row in decision.items),
        "pended": len(decision.pended),
        "denied": sum(row.action is Action.DENY for row in decision.items),
        "taken back": sum(row.action is Action.CANCEL for row in decision.items),
    }
    told = [f"{count} {name}" for name, count in counts.items() if count]
    return f"Request {decision.number}: {', '.join(told) or 'nothing to decide'}."


def _common_period(decision: Decision) -> Resource | None:
    spans = {(row.first_day, row.last_day) for row in decision.items if row.action.is_approval}
    return period(*spans.pop()) if len(spans) == 1 else None


def _extensions(decision: Decision, claim: Entry, served_by: Resource | None) -> list[Resource]:
    """Whose systems talk, whether a person decided something, and who may serve what is approved."""
    found = [*_transmission(claim)]
    people = {row.decided_by for row in decision.items if row.decided_by} - {"contract", "provider"}
    if any(row.decided_by for row in decision.items):
        flag = extended("wasHumanReviewedFlag", "Boolean", bool(people))
        found.append({"url": PROFILE + "extension-claimResponseReviewer", "extension": [flag]})
    approved = [row for row in decision.items if row.action.is_approval]
    if served_by is not None and approved and all(row.billing_npi for row in approved):
        parts = [extended("provider", "Reference", served_by)]
        found.append({"url": PROFILE + "extension-itemAuthorizedProvider", "extension": parts})
    return found


SWAPPED = {
    "applicationSenderCode": "applicationReceiverCode",
    "applicationReceiverCode": "applicationSenderCode",
    "interchangeSenderID": "interchangeReceiverID",
    "interchangeReceiverID": "interchangeSenderID",
}


def _transmission(claim: Entry) -> list[Resource]:
    """The identifiers of the transmission, sender and receiver changed round."""
    sent = extension(claim.resource, PROFILE + "extension-TransmissionIdentifiers")
    if sent is None:
        return []
    parts = [part | {"url": SWAPPED.get(part.get("url"), part.get("url"))} for part in sent.get("extension") or ()]
    return [{"url": sent["url"], "extension": parts}]


def _common_review(decision: Decision, codes: AnswerCodes) -> list[Resource]:
    """What is decided of the request as a whole, where it is the same of every item."""
    if not decision.items or len({codes.review_actions[row.action] for row in decision.items}) != 1:
        return []
    numbers = {row.authorization_number for row in decision.items}
    first = decision.items[0]
    return review(first.action, numbers.pop() if len(numbers) == 1 else None, first.reason.code, codes)


def _error(error: RequestError, note: int, claim: Entry, codes: AnswerCodes) -> Resource:
    """An error of the request as it stands, with the place in the bundle that it is about."""
    place = ERROR_PLACES.get(error.element, "")
    path = f"Bundle.entry[0].resource{'.' + place if place else ''}"
    rows = [row.get("sequence") for row in claim.resource.get("item") or ()]
    if error.sequence in rows:
        place = error.element.partition(".")[2]
        path = f"Bundle.entry[0].resource.item[{rows.index(error.sequence)}]"
        path += f".{ERROR_PLACES.get(place, place)}" if place else ""
    parts = [
        extended(
            PROFILE + "extension-errorFollowupAction", "CodeableConcept", concept(FOLLOW_UPS, CORRECT_AND_RESUBMIT)
        ),
        {
            "url": PROFILE + "extension-errorElement",
            "extension": [extended("processNote", "PositiveInt", note)],
        },
        extended(PROFILE + "extension-errorPath", "String", path),
    ]
    code = codes.reject_reasons.get(error.code, INPUT_ERRORS)
    return {"extension": parts, "code": concept(REJECT_REASONS, code) | {"text": error.sentence}}


ERROR_PLACES = {  # our words for parts of a request, as the claim has them
    "payor": "insurer",
    "contract": "insurer",
    "member_id": "patient",
    "birth_date": "patient",
    "items": "item",
    "related": "related",
    "sequence": "sequence",
    "first_day": "serviced",
    "last_day": "serviced",
    "quantity": "quantity",
}


def _error_notes(decision: Decision) -> list[Resource]:
    return [{"number": row, "type": "display", "text": error.sentence} for row, error in enumerate(decision.errors, 1)]


def _asking(claim: Entry, named: dict[str, Entry | None], payor_url: str) -> Asking | None:
    patient, payor, provider = named["patient"], named["insurer"], named["provider"]
    if patient is None or payor is None or provider is None:
        return None
    return Asking(
        payor=reference_to(payor),
        provider=reference_to(provider),
        patient=reference_to(patient),
        claim=_request(claim),
        payor_number=_number(payor),
        provider_number=_number(provider),
        payor_url=payor_url,
        diagnoses={
            int(row["sequence"]): diagnoses(claim.resource, row)
            for row in claim.resource.get("item") or ()
            if row.get("sequence")
        },
    )


def _number(entry: Entry) -> Resource:
    """An NPI, or whatever number the party has; its name where it has none."""
    numbers = entry.resource.get("identifier") or []
    known = [row for row in numbers if row.get("system") == NPI] or [row for row in numbers if row.get("value")]
    return known[0] if known else {"value": str(entry.resource.get("name") or entry.full_url)}
