"""The answer to a hook: coverage information written on each order, and cards that say what it comes from."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

from perdiem.model.crd import CODES, COVERAGE_INFORMATION, CoverageAnswer, HookRequest
from perdiem.model.pas import CPT, HCPCS
from perdiem.writers.pas.pieces import OURS, address, coding, extended

MOST_SUMMARY = 139  # characters; CDS Hooks: under 140
CARD_WORDS = {
    "no-auth": "No authorization needed",
    "satisfied": "Already authorized",
    "auth-needed": "Authorization needed",
    "performpa": "Who serves it asks for authorization",
    "conditional": "Authorization may be needed",
}


def hook_answer(
    request: HookRequest, answers: Sequence[CoverageAnswer], *, payor: str, information_url: str | None
) -> dict[str, Any]:
    """The body of the answer: cards, and an update of each order with nothing changed but the extension."""
    is_wanted = request.wants("coverage-info")
    cards = [_card(answer, payor) for answer in answers] if is_wanted else []
    if information_url and request.wants("guideline"):
        cards.append(_link_card(payor, information_url, request.instance))
    return {"cards": cards, "systemActions": _actions(answers) if is_wanted else []}


def _actions(answers: Sequence[CoverageAnswer]) -> list[dict[str, Any]]:
    orders: dict[str, dict[str, Any]] = {}
    for answer in answers:
        order = orders.setdefault(answer.order.key, _without_ours(answer))
        order.setdefault("extension", []).append(coverage_information(answer))
    return [
        {"type": "update", "description": f"Coverage information on {key}", "resource": order}
        for key, order in orders.items()
    ]


def _without_ours(answer: CoverageAnswer) -> dict[str, Any]:
    """The order without coverage information on the same coverage, which the new one takes the place of."""
    order = copy.deepcopy(answer.order.resource)
    kept = [
        extension
        for extension in order.get("extension") or ()
        if extension.get("url") != COVERAGE_INFORMATION
        or not any(
            part.get("url") == "coverage" and (part.get("valueReference") or {}).get("reference") == answer.coverage
            for part in extension.get("extension") or ()
        )
    ]
    order.pop("extension", None)
    return order | ({"extension": kept} if kept else {})


def coverage_information(answer: CoverageAnswer) -> dict[str, Any]:
    """The extension, in the order of the profile's parts."""
    parts = [
        extended("coverage", "Reference", {"reference": answer.coverage}),
        extended("covered", "Code", answer.covered),
    ]
    if answer.pa_needed is not None:
        parts.append(extended("pa-needed", "Code", answer.pa_needed))
    if answer.questionnaires:
        parts += [extended("doc-needed", "Code", "clinical"), extended("doc-purpose", "Code", "withpa")]
    parts += [extended("info-needed", "Code", code) for code in answer.info_needed]
    parts += [extended("billingCode", "Coding", _billing(code)) for code in answer.order.codes]
    codes = [{"coding": [coding(CODES, code)]} for code in answer.reason_codes]
    parts += [extended("reason", "CodeableConcept", concept) for concept in codes]
    parts += [extended("reason", "CodeableConcept", {"text": text}) for text in answer.reasons]
    if answer.dependency:
        parts.append(extended("dependency", "Reference", {"reference": answer.dependency}))
    parts += [extended("questionnaire", "Canonical", url) for url in answer.questionnaires]
    if answer.made is not None:
        parts.append(extended("date", "Date", answer.made.isoformat()))
    parts.append(extended("coverage-assertion-id", "String", answer.assertion))
    if answer.satisfied_by:
        parts.append(extended("satisfied-pa-id", "String", answer.satisfied_by))
    return {"url": COVERAGE_INFORMATION, "extension": parts}


def _billing(code: str) -> dict[str, Any]:
    return coding(CPT if code[:1].isdigit() else HCPCS, code)


def _card(answer: CoverageAnswer, payor: str) -> dict[str, Any]:
    words = "Not covered" if answer.covered == "not-covered" else CARD_WORDS[answer.pa_needed or "conditional"]
    what = ", ".join(answer.order.codes) or answer.order.key
    summary = f"{words}: {what}"
    return {
        "uuid": address(OURS, answer.assertion, answer.order.key, summary).removeprefix("urn:uuid:"),
        "summary": summary if len(summary) <= MOST_SUMMARY else summary[: MOST_SUMMARY - 1] + "…",
        "indicator": "warning" if answer.covered == "not-covered" else "info",
        "detail": "\n\n".join(answer.reasons),
        "source": {"label": payor, "topic": coding(CODES, "coverage-info", "Coverage Information")},
        "extension": {"davinci-crd.associated-resource": [{"reference": answer.order.key}]},
    }


def _link_card(payor: str, url: str, instance: str) -> dict[str, Any]:
    return {
        "uuid": address(OURS, instance, url).removeprefix("urn:uuid:"),
        "summary": f"What needs authorization, and what does not: {payor}"[:MOST_SUMMARY],
        "indicator": "info",
        "source": {"label": payor, "topic": coding(CODES, "guideline", "Guideline")},
        "links": [{"label": "The payor's page on authorization", "url": url, "type": "absolute"}],
    }
