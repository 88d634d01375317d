"""What the FHIR endpoints keep: subscriptions, notifications to send, and used tokens.

Several servers may share a store: a notification is made once and taken by one server, a token's number is used once.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, delete, exists, insert, select, update

from perdiem.store.fhir_tables import NOTIFICATION, SUBSCRIPTION, USED_TOKEN
from perdiem.store.opening import writing
from perdiem.store.schema import DECISION, REQUEST

ATTEMPTS = 6  # a subscriber that does not answer is tried so often, each time after twice as long
FIRST_WAIT = timedelta(seconds=5)
TAKEN_FOR = timedelta(minutes=2)  # a server that took a notification and died: another takes it then


@dataclass(frozen=True, slots=True)
class Subscription:
    """A client's wish to be told. `organizations` are identifiers, as `value` or `system|value`."""

    id: str
    guide: str
    client: str
    organizations: tuple[str, ...]
    endpoint: str
    status: str
    events: int
    created_at: datetime
    body: str
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Notification:
    """A decision to tell a subscription of; `number` is the request's."""

    id: int
    subscription_id: str
    decision_id: int
    event: int
    attempts: int
    number: str


class FhirStore:
    """The endpoints' tables, on the engine of an authorization store."""

    def __init__(self, engine: Any) -> None:
        self._engine = engine

    # subscriptions

    def put(self, subscription: Subscription) -> None:
        """Keeps a subscription, new or changed."""
        values = {
            "guide": subscription.guide,
            "client": subscription.client,
            "organizations": json.dumps(subscription.organizations),
            "endpoint": subscription.endpoint,
            "status": subscription.status,
            "events": subscription.events,
            "created_at": subscription.created_at,
            "body": subscription.body,
            "error": subscription.error,
        }
        with writing(self._engine) as connection:
            changed = connection.execute(
                update(SUBSCRIPTION).where(SUBSCRIPTION.c.id == subscription.id).values(values)
            )
            if not changed.rowcount:
                connection.execute(insert(SUBSCRIPTION).values(id=subscription.id, **values))

    def set_status(
        self, subscription_id: str, status: str, error: str | None = None, *, was: str | None = None
    ) -> bool:
        """Changes a subscription's status; `was` None: whatever it was. False: it is not there, or was another."""
        query = update(SUBSCRIPTION).where(SUBSCRIPTION.c.id == subscription_id)
        if was is not None:
            query = query.where(SUBSCRIPTION.c.status == was)
        with writing(self._engine) as connection:
            return bool(connection.execute(query.values(status=status, error=error)).rowcount)

    def get(self, subscription_id: str) -> Subscription | None:
        """A subscription; None where there is none."""
        with self._engine.connect() as connection:
            row = (
                connection.execute(select(SUBSCRIPTION).where(SUBSCRIPTION.c.id == subscription_id)).mappings().first()
            )
        return _subscription(row) if row else None

    def remove(self, subscription_id: str) -> bool:
        """Takes a subscription away, and what waits to be sent to it. False: there was none."""
        with writing(self._engine) as connection:
            waiting = and_(NOTIFICATION.c.subscription_id == subscription_id, NOTIFICATION.c.status == "waiting")
            connection.execute(delete(NOTIFICATION).where(waiting))
            return bool(connection.execute(delete(SUBSCRIPTION).where(SUBSCRIPTION.c.id == subscription_id)).rowcount)

    # notifications

    def note_decisions(self, now: datetime) -> int:
        """Makes a notification of each later decision for each subscription that it concerns; how many.

        The first decision of a request is its answer; those after it are news. What was decided before the
        subscription is not told.
        """
        with self._engine.connect() as connection:
            rows = connection.execute(select(SUBSCRIPTION).where(SUBSCRIPTION.c.status == "active")).mappings().all()
            found = [(row, self._news(connection, _subscription(row))) for row in rows]
        made = 0
        for row, decisions in found:
            for decision_id in decisions:
                made += self._note(row["id"], decision_id, now)
        return made

    def _news(self, connection: Any, subscription: Subscription) -> Sequence[int]:
        npis = [name.rpartition("|")[2] for name in subscription.organizations]
        told = exists().where(
            NOTIFICATION.c.decision_id == DECISION.c.id, NOTIFICATION.c.subscription_id == subscription.id
        )
        query = (
            select(DECISION.c.id)
            .join(REQUEST, REQUEST.c.id == DECISION.c.request_id)
            .where(DECISION.c.revision > 1, DECISION.c.decided_at >= subscription.created_at)
            .where(REQUEST.c.provider_npi.in_(npis), ~told)
            .order_by(DECISION.c.id)
        )
        return list(connection.execute(query).scalars())

    def _note(self, subscription_id: str, decision_id: int, now: datetime) -> int:
        from sqlalchemy.exc import IntegrityError

        try:
            with writing(self._engine) as connection:
                counted = connection.execute(
                    update(SUBSCRIPTION)
                    .where(SUBSCRIPTION.c.id == subscription_id)
                    .values(events=SUBSCRIPTION.c.events + 1)
                    .returning(SUBSCRIPTION.c.events)
                ).scalar()
                if counted is None:
                    return 0
                connection.execute(
                    insert(NOTIFICATION).values(
                        subscription_id=subscription_id,
                        decision_id=decision_id,
                        event=counted,
                        status="waiting",
                        attempts=0,
                        next_at=now,
                    )
                )
        except IntegrityError:  # another server made it
            return 0
        return 1

    def take(self, now: datetime) -> Notification | None:
        """A notification whose time has come, which no other server is given then; None where there is none."""
        due = NOTIFICATION.c.status.in_(("waiting", "sending")) & (NOTIFICATION.c.next_at <= now)
        with writing(self._engine) as connection:
            row = (
                connection.execute(select(NOTIFICATION).where(due).order_by(NOTIFICATION.c.id).limit(1))
                .mappings()
                .first()
            )
            if row is None:
                return None
            taken = connection.execute(
                update(NOTIFICATION)
                .where(NOTIFICATION.c.id == row["id"], NOTIFICATION.c.next_at == row["next_at"])
                .values(status="sending", next_at=now + TAKEN_FOR, attempts=row["attempts"] + 1)
            )
            if not taken.rowcount:
                return None
            number = connection.execute(
                select(REQUEST.c.number)
                .join(DECISION, DECISION.c.request_id == REQUEST.c.id)
                .where(DECISION.c.id == row["decision_id"])
            ).scalar_one()
        return Notification(
            row["id"], row["subscription_id"], row["decision_id"], row["event"], row["attempts"] + 1, number
        )

    def sent(self, notification: Notification) -> None:
        """The notification was received."""
        with writing(self._engine) as connection:
            connection.execute(
                update(NOTIFICATION).where(NOTIFICATION.c.id == notification.id).values(status="sent", note=None)
            )

    def failed(self, notification: Notification, note: str, now: datetime) -> bool:
        """The notification was not received; it is tried again later. True: it was the last time."""
        is_last = notification.attempts >= ATTEMPTS
        wait = FIRST_WAIT * 2 ** (notification.attempts - 1)
        values = {"status": "failed" if is_last else "waiting", "next_at": now + wait, "note": note}
        with writing(self._engine) as connection:
            connection.execute(update(NOTIFICATION).where(NOTIFICATION.c.id == notification.id).values(values))
        if is_last:
            self.set_status(notification.subscription_id, "error", note)
        return is_last

    # tokens

    def use_token(self, client: str, number: str, expires_at: datetime, now: datetime) -> bool:
        """Whether a client's assertion is used for the first time. Those that expired are forgotten."""
        from sqlalchemy.exc import IntegrityError

        try:
            with writing(self._engine) as connection:
                connection.execute(delete(USED_TOKEN).where(USED_TOKEN.c.expires_at < now))
                connection.execute(insert(USED_TOKEN).values(client=client, number=number, expires_at=expires_at))
        except IntegrityError:
            return False
        return True


def _subscription(row: Any) -> Subscription:
    values = dict(row)
    return Subscription(**values | {"organizations": tuple(json.loads(values["organizations"]))})
