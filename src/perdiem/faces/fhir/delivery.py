"""Sending notifications: to allowed addresses only, no redirect followed, tried again where nobody answers."""

from __future__ import annotations

import threading
import urllib.error
import urllib.request
from datetime import UTC, datetime
from http.client import HTTPException
from typing import Any

import orjson

from perdiem.faces.fhir.office import Office
from perdiem.model.fhir_bundle import Resource
from perdiem.model.pas import PasVersion
from perdiem.readers.pas.subscription import AskedSubscription, read_subscription
from perdiem.store.fhir import FhirStore, Notification, Subscription
from perdiem.writers.pas.notification import SubscriptionStatus, answer_is_there, handshake

SECONDS_TO_ANSWER = 10  # a subscriber that takes longer is tried again
SECONDS_BETWEEN_LOOKS = 1.0  # decisions are made by other programs too, so the store is looked at


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """An allowed address may not send us to another."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        """None: the answer itself is the fault."""


_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect)


class Delivery:
    """Sends handshakes and notifications; its thread looks for decisions to tell of."""

    def __init__(self, office: Office, store: FhirStore) -> None:
        self._office, self._store = office, store
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begins to look for decisions."""
        self._thread = threading.Thread(target=self._run, name="notifications", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Ends, after what is being sent."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(SECONDS_TO_ANSWER + SECONDS_BETWEEN_LOOKS)

    def _run(self) -> None:
        import logging

        while not self._stop.wait(SECONDS_BETWEEN_LOOKS):
            try:
                self.deliver_all()
            except Exception:  # the thread must outlive a database that is away for a while
                logging.getLogger(__name__).exception("notifications wait: the store does not answer")

    def deliver_all(self) -> int:
        """Sends everything that is due now; how many were received."""
        now = datetime.now(tz=UTC)
        self._store.note_decisions(now)
        received = 0
        while (notification := self._store.take(now)) is not None:
            received += self._deliver(notification)
        return received

    def _deliver(self, notification: Notification) -> bool:
        subscription = self._store.get(notification.subscription_id)
        kept = self._office.desk.store.find(notification.number)
        if subscription is None or kept is None:
            self._store.sent(notification)  # nobody waits for it any more
            return False
        version = PasVersion(subscription.guide)
        base = f"{self._office.base}/pas/{version.path}"
        status = SubscriptionStatus(f"{base}/Subscription/{subscription.id}", "active", notification.event)
        answer = self._office.answer_to(kept, version)
        bundle = answer_is_there(status, answer, version, datetime.now(tz=UTC), base)
        fault = self.send(read_subscription(subscription.body.encode(), version), bundle)
        if fault is None:
            self._store.sent(notification)
            return True
        self._store.failed(notification, fault, datetime.now(tz=UTC))
        return False

    def shake_hands(self, subscription: Subscription, asked: AskedSubscription) -> None:
        """Sends the handshake; the subscription is active if it is received, in error if not."""
        version = PasVersion(subscription.guide)
        url = f"{self._office.base}/pas/{version.path}/Subscription/{subscription.id}"
        bundle = handshake(SubscriptionStatus(url, "requested", subscription.events), datetime.now(tz=UTC))
        fault = self.send(asked, bundle)
        self._store.set_status(subscription.id, "error" if fault else "active", fault, was="requested")

    def send(self, asked: AskedSubscription, bundle: Resource) -> str | None:
        """Sends a bundle to a subscriber. None: it was received; else what went wrong."""
        if not self._office.settings.may_notify(asked.endpoint):
            return f"{asked.endpoint} is not among the addresses that notifications may go to"
        headers = {**dict(asked.headers), "Content-Type": asked.content_type}
        call = urllib.request.Request(asked.endpoint, orjson.dumps(bundle), headers, method="POST")
        try:
            with _OPENER.open(call, timeout=SECONDS_TO_ANSWER) as answer:
                return None if 200 <= answer.status < 300 else f"answered {answer.status}"
        except urllib.error.HTTPError as error:
            return f"answered {error.code}"
        except urllib.error.URLError as error:
            return f"not reached: {error.reason}"
        except (OSError, HTTPException, ValueError) as error:
            return f"not reached: {error}"
