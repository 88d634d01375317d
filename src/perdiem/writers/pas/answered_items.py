"""What is decided of each item, as the items of a ClaimResponse, with the notes that say why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from perdiem.model.authorization import Action, CarriedService, Decision, ItemDecision
from perdiem.model.fhir_bundle import Resource
from perdiem.model.pas import (
    ADJUDICATION,
    AUTHORIZATION_NUMBER,
    CPT,
    DECISION_REASONS,
    HCPCS,
    ITEM_TRACE_NUMBER,
    PROFILE,
    REFERENCE_NUMBER,
    REVIEW_ACTION,
    REVIEW_ACTION_CODE,
    REVIEW_ACTIONS,
    UNITS,
)
from perdiem.writers.pas.answer_codes import ACTION_WORDS, AnswerCodes
from perdiem.writers.pas.pieces import concept, extended, number, period, without_empty

UNIT = "UN"  # X12 673


@dataclass(slots=True)
class Notes:
    """The process notes of one answer, numbered from 1; a sentence that several items share is there once."""

    rows: dict[str, int] = field(default_factory=dict)

    def number_of(self, text: str) -> int:
        """The number of a note with this text."""
        return self.rows.setdefault(text, len(self.rows) + 1)

    def written(self) -> list[Resource]:
        """The notes as a ClaimResponse has them."""
        return [{"number": row, "type": "display", "text": text} for text, row in self.rows.items()]


@dataclass(frozen=True, slots=True)
class ItemAnswers:
    """Items as asked, and items added: those approved otherwise than asked, and those carried along unasked."""

    items: list[Resource]
    added: list[Resource]
    notes: Notes


def answered_items(decision: Decision, claim: Resource, codes: AnswerCodes, provider: Resource | None) -> ItemAnswers:
    """One row for each item that was sent, under its own number (spec-34), changed and taken-back ones too (spec-46).

    `provider` is a reference to the organization that asked, for items that it is to serve.
    """
    notes = Notes()
    sent = {row.get("sequence"): row for row in claim.get("item") or ()}
    items = [_item(row, sent.get(row.sequence, {}), claim, decision, codes, notes, provider) for row in decision.items]
    modified = [row for row in decision.items if row.action is Action.MODIFIED]
    added = [_modified(row, sent.get(row.sequence, {}), codes, provider) for row in modified]
    taken = [row.sequence for row in decision.items] + [int(number) for number in sent if number]
    added += _carried(decision.carried, max(taken, default=0) + 1, decision, codes, notes)
    return ItemAnswers(items, added, notes)


def review(action: Action, authorization: str | None, reason: str, codes: AnswerCodes) -> list[Resource]:
    """The adjudication that carries what was decided, and under which authorization number."""
    parts: list[Resource] = []
    if authorization:
        parts.append(extended("number", "String", authorization))
    if reason in codes.decision_reasons and action in {Action.DENY, Action.MODIFIED, Action.PEND}:
        known = concept(DECISION_REASONS, codes.decision_reasons[reason])
        parts.append(extended("reasonCode", "CodeableConcept", known))
    decided = concept(REVIEW_ACTIONS, codes.review_actions[action], ACTION_WORDS[action])
    parts.append(extended(REVIEW_ACTION_CODE, "CodeableConcept", decided))
    return [{"extension": [{"url": REVIEW_ACTION, "extension": parts}], "category": concept(ADJUDICATION, "submitted")}]


def _item(
    row: ItemDecision,
    sent: Resource,
    claim: Resource,
    decision: Decision,
    codes: AnswerCodes,
    notes: Notes,
    provider: Resource | None,
) -> Resource:
    extensions = [
        found for found in sent.get("extension") or () if found.get("url") in {ITEM_TRACE_NUMBER, AUTHORIZATION_NUMBER}
    ]
    if row.decided_at is not None and row.action.is_approval:
        issued = row.decided_at.date().isoformat()
        extensions.append(extended(PROFILE + "extension-itemPreAuthIssueDate", "Date", issued))
    if row.action.is_approval and (row.first_day or row.last_day):
        days = period(row.first_day, row.last_day)
        extensions.append(extended(PROFILE + "extension-itemPreAuthPeriod", "Period", days))
    if row.action is Action.PEND:
        extensions.append(extended(REFERENCE_NUMBER, "String", decision.number))
    extensions += [*_asked_days(sent), *diagnoses(claim, sent)]
    if row.action.is_approval:
        extensions += _approved_detail(row, sent)
        if provider is not None and row.billing_npi:
            parts = [extended("provider", "Reference", provider)]
            extensions.append({"url": PROFILE + "extension-itemAuthorizedProvider", "extension": parts})
    says = [_why(row), *(missing.sentence for missing in row.missing)]
    return without_empty(
        {
            "extension": extensions,
            "itemSequence": row.sequence,
            "noteNumber": [notes.number_of(text) for text in dict.fromkeys(says) if text],
            "adjudication": review(row.action, row.authorization_number, row.reason.code, codes),
        }
    )


def diagnoses(claim: Resource, sent: Resource) -> list[Resource]:
    """The diagnoses that an item was asked for with, as the answer repeats them."""
    known = {row.get("sequence"): row.get("diagnosisCodeableConcept") for row in claim.get("diagnosis") or ()}
    url = PROFILE + "extension-communicatedDiagnosis"
    named = [known.get(number) for number in sent.get("diagnosisSequence") or ()]
    return [extended(url, "CodeableConcept", concept) for concept in named if concept]


def _why(row: ItemDecision) -> str:
    term = f" Contract term: {row.reason.term}." if row.reason.term else ""
    return f"{row.reason.sentence}{term}"


def _asked_days(sent: Resource) -> list[Resource]:
    url = PROFILE + "extension-itemRequestedServiceDate"
    if sent.get("servicedDate"):
        return [extended(url, "Date", sent["servicedDate"])]
    return [extended(url, "Period", sent["servicedPeriod"])] if sent.get("servicedPeriod") else []


def _approved_detail(row: ItemDecision, sent: Resource) -> list[Resource]:
    parts: list[Resource] = []
    if sent.get("productOrService"):
        parts.append(extended("productOrServiceCode", "CodeableConcept", sent["productOrService"]))
    parts += [extended("modifier", "CodeableConcept", modifier) for modifier in sent.get("modifier") or ()]
    if row.quantity is not None:
        parts.append(extended("quantity", "Quantity", _quantity(row.quantity, sent)))
    return [{"url": PROFILE + "extension-itemAuthorizedDetail", "extension": parts}] if parts else []


def _quantity(value: Decimal, sent: Resource) -> Resource:
    """A quantity in the unit that was asked for, or in units of the code."""
    unit = {name: part for name, part in (sent.get("quantity") or {}).items() if name in {"unit", "system", "code"}}
    return {"value": number(value)} | (
        unit if unit.get("code") or unit.get("unit") else {"system": UNITS, "code": UNIT}
    )


def _modified(row: ItemDecision, sent: Resource, codes: AnswerCodes, provider: Resource | None) -> Resource:
    """What was approved in place of what was asked (spec-37), under the item's own number.

    All that was said of the item is repeated, but for the order that it refers to, which stays with the request.
    """
    issued = row.decided_at.date() if row.decided_at else None
    extensions = _added_extensions(issued, row.first_day, row.last_day)
    extensions += [found for found in sent.get("extension") or () if found.get("url") in REPEATED]
    if sent.get("category"):
        extensions.append(extended(PROFILE + "extension-itemCategory", "CodeableConcept", sent["category"]))
    if sent.get("revenue"):
        extensions.append(extended(PROFILE + "extension-revenueCode", "CodeableConcept", sent["revenue"]))
    return without_empty(
        {
            "extension": extensions,
            "itemSequence": [row.sequence],
            "provider": [provider] if provider is not None and row.billing_npi else None,
            "productOrService": sent.get("productOrService") or _service(row.code or "not-applicable"),
            "modifier": sent.get("modifier"),
            "servicedPeriod": period(row.first_day, row.last_day),
            "locationCodeableConcept": sent.get("locationCodeableConcept"),
            "quantity": _quantity(row.quantity, sent) if row.quantity is not None else None,
            "unitPrice": sent.get("unitPrice"),
            "adjudication": review(Action.APPROVE, row.authorization_number, row.reason.code, codes),
        }
    )


REPEATED = {  # of an item as asked, on what was approved in its place
    PROFILE + f"extension-{name}"
    for name in (
        "serviceItemRequestType",
        "certificationType",
        "itemTraceNumber",
        "authorizationNumber",
        "administrationReferenceNumber",
        "epsdtIndicator",
        "nursingHomeResidentialStatus",
        "nursingHomeLevelOfCare",
        "productOrServiceCodeEnd",
        "revenueUnitRateLimit",
    )
}


def _added_extensions(issued: date | None, first: date | None, last: date | None) -> list[Resource]:
    found = [extended(PROFILE + "extension-itemPreAuthIssueDate", "Date", issued.isoformat())] if issued else []
    if first or last:
        found.append(extended(PROFILE + "extension-itemPreAuthPeriod", "Period", period(first, last)))
    return found


def _carried(
    services: Iterable[CarriedService], begin: int, decision: Decision, codes: AnswerCodes, notes: Notes
) -> list[Resource]:
    """A row for each usual code that goes with an approved drug and was not asked for, under numbers that no item has.

    A note says that the whole kind of service is approved.
    """
    asked = {row.code for row in decision.items}
    rows: list[Resource] = []
    for service in services:
        number = notes.number_of(f"{service.reason.sentence} Authorization {service.authorization_number}.")
        named = service.usual_codes or codes.carried.get(service.kind, ())
        for code in named:
            if code in asked or code not in service.codes:
                continue
            asked.add(code)
            rows.append(
                without_empty(
                    {
                        "extension": _added_extensions(decision.decided_at.date(), service.first_day, service.last_day),
                        "itemSequence": [begin + len(rows)],
                        "noteNumber": [number],
                        "productOrService": _service(code),
                        "servicedPeriod": period(service.first_day, service.last_day),
                        "adjudication": review(
                            Action.APPROVE_CARRIED, service.authorization_number, service.reason.code, codes
                        ),
                    }
                )
            )
    return rows


def _service(code: str) -> Resource:
    """A code in its own list: five digits are CPT's, the others HCPCS level II."""
    return concept(CPT if code[:1].isdigit() else HCPCS, code)
