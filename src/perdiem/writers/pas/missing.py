"""What a pended item still lacks: a CommunicationRequest for each, and a Task that asks for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from perdiem.model.authorization import Decision, ItemDecision, Missing
from perdiem.model.fhir_bundle import Resource
from perdiem.model.pas import CODES, PA_LINE, PROFILE, SERVICE_LINE, PasVersion
from perdiem.writers.pas.answer_codes import DOCUMENTATION_QUESTIONNAIRE, AnswerCodes
from perdiem.writers.pas.pieces import address, concept, extended, moment, resource_id, without_empty

LOINC = "http://loinc.org"


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks whom about which claim; `payor_url` is where the answer goes, `diagnoses` are those of each item."""

    payor: Resource
    provider: Resource
    patient: Resource
    claim: Resource
    payor_number: Resource
    provider_number: Resource
    payor_url: str
    diagnoses: Mapping[int, list[Resource]]


def requests_for_information(
    decision: Decision, asking: Asking, codes: AnswerCodes, version: PasVersion
) -> list[tuple[str, Resource]]:
    """CommunicationRequests, each with its address, item by item."""
    found = []
    for row in decision.pended:
        for missing in row.missing:
            url = address(decision.number, row.sequence, "asks", missing.code)
            found.append((url, _communication(decision, row, missing, asking, codes, version)))
    return found


def _communication(
    decision: Decision, row: ItemDecision, missing: Missing, asking: Asking, codes: AnswerCodes, version: PasVersion
) -> Resource:
    """One thing that is asked for. The item's number stands on the payload in 2.0.1, on the whole in 2.2.1."""
    line = [extended(SERVICE_LINE, "PositiveInt", row.sequence)]
    inside = asking.diagnoses.get(row.sequence, []) + ([] if version.is_later else line)
    payload = {"extension": inside, "contentString": _attachment_code(missing, codes) or missing.sentence}
    found = {
        "resourceType": "CommunicationRequest",
        "id": resource_id(f"{decision.number}-{row.sequence}-{missing.code}"),
        "meta": {"profile": [PROFILE + "profile-communicationrequest"]},
        "extension": line if version.is_later else [],
        "identifier": [{"system": "urn:perdiem:missing", "value": f"{decision.number}-{row.sequence}-{missing.code}"}],
        "status": "active",
        "payload": [without_empty(payload)],
        "requester": asking.payor,
        "recipient": [asking.provider],
        "sender": asking.provider,
    }
    return without_empty(found)


def tasks(decision: Decision, asking: Asking, codes: AnswerCodes, version: PasVersion) -> list[tuple[str, Resource]]:
    """A Task for the documents that are missing, and one for the questionnaires, over all items (guide, ainfo-7)."""
    asked = [(row, missing) for row in decision.pended for missing in row.missing]
    found = []
    for code, rows in (
        ("attachment-request-code", [pair for pair in asked if not pair[1].questionnaire]),
        ("attachment-request-questionnaire", [pair for pair in asked if pair[1].questionnaire]),
    ):
        if rows:
            found.append((address(decision.number, code), _task(decision, code, rows, asking, codes, version)))
    return found


def _task(
    decision: Decision,
    code: str,
    rows: list[tuple[ItemDecision, Missing]],
    asking: Asking,
    codes: AnswerCodes,
    version: PasVersion,
) -> Resource:
    times = [row.due.at for row, _ in rows if row.due and row.due.at]
    return without_empty(
        {
            "resourceType": "Task",
            "id": resource_id(f"{decision.number}-{code.rsplit('-', 1)[-1]}"),
            "meta": {"profile": [PROFILE + "profile-task"]},
            "identifier": [{"system": "urn:perdiem:task", "value": f"{decision.number}-{code}"}],
            "status": "requested",
            "statusReason": {"text": "The request waits for information."},
            "intent": "order",
            "code": concept(CODES, code),
            "for": asking.patient,
            "authoredOn": moment(decision.decided_at),
            "requester": asking.payor | {"identifier": asking.payor_number},
            "owner": asking.provider | {"identifier": asking.provider_number},
            "reasonCode": concept(CODES, "priorAuthorization"),
            "reasonReference": asking.claim,
            "restriction": {"period": {"end": moment(min(times))}} if times else None,
            "input": [
                {"type": concept(CODES, "payer-url"), "valueUrl": asking.payor_url},
                *(_input(decision, row, missing, codes, version) for row, missing in rows),
            ],
        }
    )


def _input(
    decision: Decision, row: ItemDecision, missing: Missing, codes: AnswerCodes, version: PasVersion
) -> Resource:
    line = extended(SERVICE_LINE if version.is_later else PA_LINE, "PositiveInt", row.sequence)
    if not missing.questionnaire:
        code = _attachment_code(missing, codes)
        asked = (concept(LOINC, code) if code else {}) | {"text": missing.sentence}
        return {
            "extension": [line],
            "type": concept(CODES, "attachments-needed"),
            "valueCodeableConcept": asked,
        }
    if version.is_later:
        return {
            "extension": [line],
            "type": concept(CODES, "questionnaire-context"),
            "valueString": decision.number,
        }
    return {
        "extension": [line],
        "type": concept(CODES, "questionnaires-needed"),
        "valueIdentifier": {"system": "urn:ietf:rfc:3986", "value": missing.questionnaire},
    }


def _attachment_code(missing: Missing, codes: AnswerCodes) -> str | None:
    return DOCUMENTATION_QUESTIONNAIRE if missing.questionnaire else codes.attachments.get(missing.code)
