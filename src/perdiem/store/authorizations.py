"""The store of authorizations: requests in, one decision each, everything that happened to them kept.

A request is kept once: the same identifier again gets the same answer. Whoever changes one names the version that was
seen; if it is no longer that, nothing is done. Two that write at once make one decision: unique keys of the database
hold that, not this program.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from perdiem.errors import ChangedMeanwhile, UsageError
from perdiem.model.authorization import (
    Action,
    Attachment,
    AuthorizationRequest,
    Decision,
    Identifier,
    ItemOnFile,
    Outcome,
    RequestKind,
)
from perdiem.rules.authorization.numbers import number_of
from perdiem.store.documents import digest_of, read_decision, read_request
from perdiem.store.opening import open_engine, writing
from perdiem.store.prepared import Insertion, in_one_go
from perdiem.store.queries import (
    attachments_of,
    find_request,
    history_of,
    items_of_member,
    lock_member,
    look_up,
    newest_decision,
    request_with,
    worklist_rows,
)
from perdiem.store.rows import attachment_rows, decision_row, event_row, item_rows, on_file_of, request_row, standing
from perdiem.store.schema import ATTACHMENT, DECISION, HISTORY, ITEM, REQUEST
from perdiem.store.shared_commits import SharedCommits

DEFAULT_ZONE = "America/New_York"  # of ClockSettings: days begin and end there
DONE = {  # how the history says it
    Action.APPROVE: "approved",
    Action.APPROVE_CARRIED: "approved with the drug",
    Action.MODIFIED: "approved otherwise",
    Action.NOT_REQUIRED: "needs none",
    Action.PEND: "pended",
    Action.DENY: "denied",
    Action.CANCEL: "taken back",
}
ATTEMPTS = 3  # a request that another writer keeps at the same moment is found at the second
_ADD_REQUEST = Insertion(REQUEST, with_id=True)
_ADD_ITEMS, _ADD_DECISION = Insertion(ITEM), Insertion(DECISION)
_ADD_ATTACHMENTS, _ADD_HISTORY = Insertion(ATTACHMENT), Insertion(HISTORY)
Decide = Callable[[AuthorizationRequest, Sequence[ItemOnFile]], Decision]
Rule = Callable[[AuthorizationRequest, Decision, Sequence[ItemOnFile]], Decision]


@dataclass(frozen=True, slots=True)
class Submission:
    """What became of a request that was sent. `is_same` is False where its identifier was met with other content.

    `beside` are the member's other requests under the number that the sender gave to this one too.
    """

    decision: Decision
    is_new: bool
    is_same: bool = True
    version: int = 1
    beside: tuple[Identifier, ...] = ()


@dataclass(frozen=True, slots=True)
class Kept:
    """A request as it is kept, with its newest decision. `replaced_by` is the number of the update in its place."""

    id: int
    request: AuthorizationRequest
    decision: Decision
    status: str
    version: int
    received_at: datetime
    replaced_by: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to a request: when, who, what."""

    at: datetime
    actor: str
    event: str
    note: str


class AuthorizationStore:
    """The store at an address; see `perdiem.store.opening` for addresses. Use it in a `with` block."""

    def __init__(self, address: str, *, create: bool = True, time_zone: str = DEFAULT_ZONE) -> None:
        self._engine: Any = open_engine(address, create=create)
        self._commits = SharedCommits(self._engine)
        self._zone = time_zone

    def __enter__(self) -> AuthorizationStore:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Lets go of the database."""
        self._engine.dispose()

    # requests in

    def submit(
        self, request: AuthorizationRequest, decide: Decide, *, actor: str = "provider", now: datetime | None = None
    ) -> Submission:
        """The decision on a request: the one that is kept, where its identifier is, else a new one, which is kept.

        `decide` is given the request and what is on file of its member. A request in error is not kept, so that it can
        be sent again corrected; that it came is.
        """
        from sqlalchemy.exc import IntegrityError

        at = now or datetime.now(tz=UTC)
        for attempt in range(ATTEMPTS):
            try:
                return self._commits.run(
                    lambda connection: self._submit(connection, request, decide, actor, at), request.member_id
                )
            except IntegrityError:
                if attempt == ATTEMPTS - 1:
                    raise ChangedMeanwhile(
                        f"request {request.identifier}: what it is about was changed by another request meanwhile"
                    ) from None
        raise AssertionError  # the last attempt returns or raises

    def _submit(
        self, connection: Any, request: AuthorizationRequest, decide: Decide, actor: str, at: datetime
    ) -> Submission:
        digest = digest_of(request)
        there = look_up(connection, request.identifier, request.member_id)
        on_file = on_file_of(there.items)
        beside = _beside(request, on_file)
        if there.known is not None:
            is_same = there.known["digest"] == digest
            note = "the same content" if is_same else "other content; the first answer stands"
            self._tell(connection, there.known["id"], at, actor, "sent again", note)
            decision = newest_decision(connection, there.known["id"])
            return Submission(decision, is_new=False, is_same=is_same, version=there.known["version"], beside=beside)
        request = _resolved(connection, request)
        decision = decide(request, on_file)
        if decision.outcome is Outcome.ERROR:
            said = " ".join(error.sentence for error in decision.errors)
            self._tell(connection, None, at, actor, "refused", f"{request.identifier}: {said}")
            return Submission(decision, is_new=True)
        earlier = self._earlier(connection, request)
        number = there.next_id
        events = [
            event_row(number, at, actor, "received", f"by {request.channel}{_in_numbers(beside)}"),
            event_row(number, at, "contract", "decided", _in_words(decision)),
        ]
        with in_one_go(connection):
            row = request_row(number, request, digest, decision, at, earlier["id"] if earlier else None)
            _ADD_REQUEST.write(connection, [row])
            _ADD_ITEMS.write(connection, item_rows(number, request, decision, self._zone))
            _ADD_DECISION.write(connection, [decision_row(number, 1, decision, "contract")])
            _ADD_ATTACHMENTS.write(connection, attachment_rows(number, request))
            _ADD_HISTORY.write(connection, events)
        if earlier is not None:
            self._close_earlier(connection, earlier, request, decision.number, at, actor)
        return Submission(decision, is_new=True, beside=beside)

    def _earlier(self, connection: Any, request: AuthorizationRequest) -> Any:
        """The request that an update or a cancellation takes the place of."""
        related = request.related
        if related is None or request.kind not in {RequestKind.UPDATE, RequestKind.CANCEL}:
            return None
        if related.identifier is not None:
            found = find_request(connection, related.identifier)
            if found is not None:
                return found
        return find_request(connection, related.authorization_number) if related.authorization_number else None

    def _close_earlier(
        self, connection: Any, earlier: Any, request: AuthorizationRequest, number: str, at: datetime, actor: str
    ) -> None:
        status = "cancelled" if request.kind is RequestKind.CANCEL else "replaced"
        changed = connection.execute(
            REQUEST.update()
            .where(REQUEST.c.id == earlier["id"], REQUEST.c.version == earlier["version"])
            .values(status=status, version=earlier["version"] + 1, due_at=None, warn_at=None)
        )
        if changed.rowcount != 1:
            raise ChangedMeanwhile(f"request {earlier['number']} was changed meanwhile")
        connection.execute(ITEM.update().where(ITEM.c.request_id == earlier["id"]).values(status="cancelled"))
        self._tell(connection, earlier["id"], at, actor, status, f"by {number}")

    # a person's decision

    def rule(
        self, number: str, rule: Rule, by: str, *, version: int | None = None, now: datetime | None = None
    ) -> Kept:
        """The request with the decision that `rule` makes of its newest one, which becomes the newest.

        `version` is the one that whoever decides has seen. Raises UsageError where there is no such request or it is
        not open, ChangedMeanwhile where another was quicker.
        """
        from sqlalchemy.exc import IntegrityError

        at = now or datetime.now(tz=UTC)
        try:
            with writing(self._engine) as connection:
                row = self._row(connection, number)
                lock_member(connection, row["member_id"])
                row = self._row(connection, number)
                if version is not None and row["version"] != version:
                    raise ChangedMeanwhile(
                        f"request {row['number']} was changed meanwhile (version {row['version']}, not {version});"
                        " look at it again"
                    )
                if row["status"] != "open":
                    raise UsageError(f"request {row['number']} is {row['status']}: nothing of it is pended")
                request = request_with(connection, row)
                before = newest_decision(connection, row["id"])
                others = on_file_of(items_of_member(connection, row["member_id"], but=row["id"]))
                decision = rule(request, before, others)
                self._keep(connection, row, request, decision, by, at)
                return _kept(self._row(connection, number), request, decision)
        except IntegrityError:
            raise ChangedMeanwhile(
                f"request {number} was decided by someone else meanwhile; look at it again"
            ) from None

    def _keep(
        self, connection: Any, row: Any, request: AuthorizationRequest, decision: Decision, by: str, at: datetime
    ) -> None:
        revision = row["revision"] + 1
        connection.execute(DECISION.insert(), decision_row(row["id"], revision, decision, by))
        changed = connection.execute(
            REQUEST.update()
            .where(REQUEST.c.id == row["id"], REQUEST.c.version == row["version"])
            .values(version=row["version"] + 1, revision=revision, **standing(decision))
        )
        if changed.rowcount != 1:
            raise ChangedMeanwhile(f"request {row['number']} was decided by someone else meanwhile; look at it again")
        for values in item_rows(row["id"], request, decision, self._zone):
            connection.execute(
                ITEM.update()
                .where(ITEM.c.request_id == row["id"], ITEM.c.sequence == values["sequence"])
                .values(values)
            )
        self._tell(connection, row["id"], at, by, "decided", _in_words(decision))

    def attach(
        self, number: str, attachments: Sequence[Attachment], rule: Rule, by: str, *, now: datetime | None = None
    ) -> Kept:
        """The request with more documents, and with the decision that `rule` makes of it then."""
        at = now or datetime.now(tz=UTC)
        with writing(self._engine) as connection:
            row = self._row(connection, number)
            lock_member(connection, row["member_id"])  # so that two who attach at once count on from each other
            kept = request_with(connection, row)
            more = replace(kept, attachments=tuple(attachments))
            if attachments:
                rows = attachment_rows(row["id"], more, after=len(kept.attachments))
                connection.execute(ATTACHMENT.insert(), rows)
            titles = ", ".join(attachment.title for attachment in attachments)
            self._tell(connection, row["id"], at, by, "attached", titles)
        if row["status"] != "open":
            found = self.find(number)
            assert found is not None
            return found
        return self.rule(number, rule, by, now=at)

    # looking

    def find(self, number: str | Identifier) -> Kept | None:
        """A request by the payor's number, an authorization's number, or its identifier; None where there is none."""
        with self._engine.connect() as connection:
            row = find_request(connection, number)
            if row is None:
                return None
            return _kept(row, request_with(connection, row), newest_decision(connection, row["id"]))

    def of_member(self, member_id: str) -> tuple[Kept, ...]:
        """Every request of a member, the oldest first."""
        with self._engine.connect() as connection:
            rows = worklist_rows(connection, member_id=member_id, status=None)
            return tuple(_kept(row, request_with(connection, row), read_decision(row["decision"])) for row in rows)

    def on_file(self, member_id: str) -> tuple[ItemOnFile, ...]:
        """The items of a member that count: those of replaced and cancelled requests do not."""
        with self._engine.connect() as connection:
            return tuple(on_file_of(items_of_member(connection, member_id)))

    def worklist(
        self, *, status: str | None = "open", due_before: datetime | None = None, member_id: str | None = None
    ) -> tuple[Kept, ...]:
        """Requests, what is due first at the top, what has no clock at the end; `status` None: all."""
        with self._engine.connect() as connection:
            rows = worklist_rows(connection, status=status, due_before=due_before, member_id=member_id)
            return tuple(_kept(row, read_request(row["body"]), read_decision(row["decision"])) for row in rows)

    def history(self, number: str) -> tuple[Event, ...]:
        """What happened to a request, the oldest first. Raises UsageError where there is none."""
        with self._engine.connect() as connection:
            row = self._row(connection, number)
            return tuple(Event(**found) for found in history_of(connection, row["id"]))

    def attachments(self, number: str) -> tuple[Attachment, ...]:
        """The documents that came with a request. Raises UsageError where there is none."""
        with self._engine.connect() as connection:
            return attachments_of(connection, self._row(connection, number)["id"])

    @property
    def engine(self) -> Any:
        """The SQLAlchemy engine, for tables that stand beside these."""
        return self._engine

    def _row(self, connection: Any, number: str) -> Any:
        row = find_request(connection, number)
        if row is None:
            raise UsageError(f"there is no request or authorization {number} in the store")
        return row

    @staticmethod
    def _tell(connection: Any, number: int | None, at: datetime, actor: str, event: str, note: str) -> None:
        _ADD_HISTORY.write(connection, [event_row(number, at, actor, event, note)])


def _resolved(connection: Any, request: AuthorizationRequest) -> AuthorizationRequest:
    """The request with the identifier of the earlier one that it names by a number of ours."""
    related = request.related
    if related is None or related.identifier is not None or related.authorization_number is None:
        return request
    row = find_request(connection, related.authorization_number)
    if row is None or row["member_id"] != request.member_id:
        return request
    return replace(request, related=replace(related, identifier=Identifier(row["system"], row["value"])))


def _beside(request: AuthorizationRequest, on_file: Sequence[ItemOnFile]) -> tuple[Identifier, ...]:
    """The member's other requests under the sender's number of this one, which does not say that it changes them."""
    if request.related is not None or request.channel != "fhir":  # by other ways the number alone tells them apart
        return ()
    found = [item.request for item in on_file if item.request is not None and item.request != request.identifier]
    return tuple(dict.fromkeys(other for other in found if other.sent == request.identifier.sent))


def _in_numbers(beside: Sequence[Identifier]) -> str:
    numbers = ", ".join(number_of(other) for other in beside)
    return f"; its number is also that of {numbers}, with other content" if beside else ""


def _kept(row: Any, request: AuthorizationRequest, decision: Decision) -> Kept:
    return Kept(row["id"], request, decision, row["status"], row["version"], row["received_at"], row["replaced_by"])


def _in_words(decision: Decision) -> str:
    return "; ".join(
        f"item {item.sequence} {item.code or ''} {DONE[item.action]}: {item.reason.sentence}" for item in decision.items
    )
