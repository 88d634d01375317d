"""Every kind of answer that the endpoints give, by a name that says what it is: for validators."""

from __future__ import annotations

from typing import Any

import orjson

from perdiem.model.authorization import Action, Ruling
from perdiem.model.pas import PasVersion
from perdiem.writers.pas import AnswerCodes, response_bundle
from perdiem.writers.pas.notification import SubscriptionStatus, answer_is_there, handshake
from tests.unit.fhir_server.served import inquire, submit
from tests.unit.fhir_server.test_orders import call, hook
from tests.unit.fhir_server.test_submit import LACKS, WAITS
from tests.unit.pas.made import NOW, bundle, decisions, inquiry, talkative

BASE = "http://payor.example/pas"


def answers(client: Any, desk: Any, version: PasVersion) -> dict[str, dict[str, Any]]:
    """Answers over HTTP, and answers to made decisions of each kind, for one version of the guide."""
    path = version.path
    found: dict[str, dict[str, Any]] = {
        "approved": submit(client, bundle(), path).json(),
        "carried": submit(client, bundle(("J0878", 42, "UN"), number="T-2"), path).json(),
        "pended": submit(client, bundle(*LACKS, number="T-3"), path).json(),
        "waiting": submit(client, bundle(*WAITS, number="T-4"), path).json(),
        "refused": submit(client, {"resourceType": "Bundle", "type": "collection"}, path).json(),
        "not_there": client.get("/nothing").json(),
        "metadata": client.get(f"/pas/{path}/metadata").json(),
    }
    number = found["waiting"]["entry"][0]["resource"]["disposition"].split()[1].rstrip(":")
    desk.rule(number, [Ruling(1, Action.DENY, "Not for this diagnosis.")], "Nurse Ratner")
    told = inquire(client, inquiry(), path).json()
    found["inquired"] = told
    number = found["pended"]["entry"][0]["resource"]["disposition"].split()[1].rstrip(":")
    body = {"resourceType": "Parameters", "parameter": [{"name": "context", "valueString": number}]}
    found["questionnaires"] = client.post(
        "/Questionnaire/$questionnaire-package",
        content=orjson.dumps(body),
        headers={"content-type": "application/fhir+json"},
    ).json()
    for name, sent, known in (("talkative", talkative(bundle()), True), ("from_x12", bundle(), False)):
        for is_inquiry in (False, True):
            found[f"{name}_{is_inquiry}"] = response_bundle(
                decisions()["modified"],
                sent,
                version,
                AnswerCodes(),
                payor_url=BASE,
                now=NOW,
                is_inquiry=is_inquiry,
                is_known=known,
            )
    status = SubscriptionStatus(f"{BASE}/Subscription/1", "active", 1)
    found["handshake"] = handshake(status, NOW)
    found["event"] = answer_is_there(status, found["approved"], version, NOW, BASE)
    for name, decision in decisions().items():
        for is_inquiry in (False, True):
            key = f"{'inquiry' if is_inquiry else 'answer'}_{name}"
            found[key] = response_bundle(
                decision, bundle(), version, AnswerCodes(), payor_url=BASE, now=NOW, is_inquiry=is_inquiry
            )
    for row, action in enumerate(call(client, hook()).json()["systemActions"]):
        found[f"order_{row}"] = action["resource"]
    return found
