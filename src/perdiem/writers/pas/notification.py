"""Notifications of a subscription: the handshake, and that an answer is there (Subscriptions R5 Backport on R4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from perdiem.model.fhir_bundle import Resource
from perdiem.model.pas import TOPIC, PasVersion
from perdiem.writers.pas.pieces import address, moment

STATUS_PROFILE = "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-subscription-status-r4"
NOTIFICATION_PROFILE = (
    "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-subscription-notification-r4"
)


@dataclass(frozen=True, slots=True)
class SubscriptionStatus:
    """How a subscription stands: its address, `requested` before the handshake and `active` after, events so far."""

    url: str
    status: str
    events: int


def handshake(subscription: SubscriptionStatus, now: datetime) -> Resource:
    """What is sent to the subscriber's address before it becomes active."""
    return _notification(subscription, "handshake", now, [], [])


def status_of(subscription: SubscriptionStatus, now: datetime) -> Resource:
    """The answer to a subscription's `$status`: a search set with the status."""
    entry = _status_entry(subscription, "query-status", [])
    return {
        "resourceType": "Bundle",
        "id": address(subscription.url, "status", moment(now)).removeprefix("urn:uuid:"),
        "type": "searchset",
        "timestamp": moment(now),
        "entry": [
            {"fullUrl": entry["fullUrl"], "resource": entry["resource"], "search": {"mode": "match"}},
        ],
    }


def answer_is_there(
    subscription: SubscriptionStatus, answer: Resource, version: PasVersion, now: datetime, base: str
) -> Resource:
    """That a pended request was decided; `subscription.events` is the number of this event.

    2.2.1 sends the answer's whole bundle along. 2.0.1 names the ClaimResponse only, and the client inquires.
    """
    focus = f"{base}/Bundle/{answer['id']}"
    if not version.is_later:
        response = answer["entry"][0]["resource"]
        focus = f"{base}/ClaimResponse/{response['id']}"
    event: list[dict[str, Any]] = [
        {
            "name": "notification-event",
            "part": [
                {"name": "event-number", "valueString": str(subscription.events)},
                {"name": "timestamp", "valueInstant": moment(now)},
                {"name": "focus", "valueReference": {"reference": focus}},
            ],
        }
    ]
    entry = {
        "fullUrl": focus,
        "request": {"method": "GET", "url": focus},
        "response": {"status": "200"},
    }
    if version.is_later:
        entry["resource"] = answer
    return _notification(subscription, "event-notification", now, event, [entry] if version.is_later else [])


def _notification(
    subscription: SubscriptionStatus, kind: str, now: datetime, event: list[dict[str, Any]], others: list[Resource]
) -> Resource:
    """A history bundle whose first entry tells the subscription's status; each entry has its request and response."""
    return {
        "resourceType": "Bundle",
        "id": address(subscription.url, kind, subscription.events, moment(now)).removeprefix("urn:uuid:"),
        "meta": {"profile": [NOTIFICATION_PROFILE]},
        "type": "history",
        "timestamp": moment(now),
        "entry": [_status_entry(subscription, kind, event), *others],
    }


def _status_entry(subscription: SubscriptionStatus, kind: str, event: list[dict[str, Any]]) -> Resource:
    url = address(subscription.url, kind, subscription.events)
    return {
        "fullUrl": url,
        "resource": {
            "resourceType": "Parameters",
            "id": url.removeprefix("urn:uuid:"),
            "meta": {"profile": [STATUS_PROFILE]},
            "parameter": [
                {"name": "subscription", "valueReference": {"reference": subscription.url}},
                {"name": "topic", "valueCanonical": TOPIC},
                {"name": "status", "valueCode": subscription.status},
                {"name": "type", "valueCode": kind},
                {"name": "events-since-subscription-start", "valueString": str(subscription.events)},
                *event,
            ],
        },
        "request": {"method": "GET", "url": f"{subscription.url}/$status"},
        "response": {"status": "200"},
    }
