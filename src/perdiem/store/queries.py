"""What is asked of the store's tables, apart from what is done with the answers."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, Text, and_, bindparam, case, func, literal_column, select

from perdiem.model.authorization import Attachment, AuthorizationRequest, Decision, Identifier
from perdiem.store.documents import read_decision, read_request
from perdiem.store.prepared import Prepared, Row, in_one_go
from perdiem.store.schema import ATTACHMENT, DECISION, HISTORY, ITEM, REQUEST

_LATER = REQUEST.alias("later")
_REPLACED_BY = select(_LATER.c.number).where(_LATER.c.supersedes == REQUEST.c.id).scalar_subquery().label("replaced_by")


def _with_decision(query: Select[Any]) -> Select[Any]:
    return query.join(DECISION, and_(DECISION.c.request_id == REQUEST.c.id, DECISION.c.revision == REQUEST.c.revision))


_REQUESTS = select(REQUEST, _REPLACED_BY)
# asked for every request, so prepared
_LOCK = Prepared(
    select(func.pg_advisory_xact_lock(func.hashtextextended(bindparam("member_id", type_=Text), literal_column("0"))))
)
_BY_IDENTIFIER = Prepared(
    _REQUESTS.where(REQUEST.c.system == bindparam("system"), REQUEST.c.value == bindparam("value"))
)
_ITEMS = Prepared(
    _with_decision(
        select(ITEM, REQUEST.c.system, REQUEST.c.value, REQUEST.c.body, DECISION.c.body.label("decision")).join(
            REQUEST, REQUEST.c.id == ITEM.c.request_id
        )
    )
    .where(
        REQUEST.c.member_id == bindparam("member_id"),
        REQUEST.c.status.in_((literal_column("'open'"), literal_column("'closed'"))),
        REQUEST.c.id != bindparam("but"),
    )
    .order_by(REQUEST.c.id, ITEM.c.sequence)
)
_NEXT_ID = {
    # on SQLite there is one writer
    "sqlite": Prepared(select(literal_column("coalesce(max(id), 0) + 1").label("id")).select_from(REQUEST)),
    "postgresql": Prepared(
        select(literal_column("nextval(pg_get_serial_sequence('authorization_request', 'id'))").label("id"))
    ),
}
NONE_LEFT_OUT = -1  # ids count from 1


def lock_member(connection: Any, member_id: str) -> None:
    """One writer a member at a time. On SQLite there is one in all; PostgreSQL is asked for a lock."""
    lock_members(connection, {member_id})


def lock_members(connection: Any, members: Set[str]) -> None:
    """The same for several, always in one order, so that nobody waits in a circle."""
    if connection.dialect.name == "postgresql":
        with in_one_go(connection):
            for member_id in sorted(members):
                _LOCK.asked(connection, {"member_id": member_id})


@dataclass(frozen=True, slots=True)
class OnArrival:
    """What a request meets: the row of the one that is kept under its identifier, if any; the member's items that
    count; the number that it would be kept under."""

    known: Row | None
    items: list[Row]
    next_id: int


def look_up(connection: Any, identifier: Identifier, member_id: str) -> OnArrival:
    """What there is when a request comes in, asked in one go. The transaction is one that writes."""
    with in_one_go(connection):
        named = {"system": identifier.system, "value": identifier.value}
        known = _BY_IDENTIFIER.asked(connection, named)
        items = _ITEMS.asked(connection, {"member_id": member_id, "but": NONE_LEFT_OUT})
        next_id = _NEXT_ID[connection.dialect.name].asked(connection, {})
        return OnArrival(next(iter(known()), None), items(), next_id()[0]["id"])


def find_request(connection: Any, number: str | Identifier) -> Any:
    """The row of a request by identifier, by the payor's number, or by an authorization's; None where there is none.

    Of several requests under one authorization number the newest.
    """
    plain = _REQUESTS
    if isinstance(number, Identifier):
        named = {"system": number.system, "value": number.value}
        return next(iter(_BY_IDENTIFIER.rows(connection, named)), None)
    found = connection.execute(plain.where(REQUEST.c.number == number)).mappings().first()
    if found is not None:
        return found
    granted = select(ITEM.c.request_id).where(ITEM.c.authorization_number == number)
    query = plain.where(REQUEST.c.id.in_(granted)).order_by(REQUEST.c.id.desc())
    found = connection.execute(query).mappings().first()
    if found is not None:
        return found
    query = plain.where(REQUEST.c.value == number).order_by(REQUEST.c.id.desc())
    return connection.execute(query).mappings().first()


def newest_decision(connection: Any, request_id: int) -> Decision:
    """The decision that stands."""
    query = (
        select(DECISION.c.body).where(DECISION.c.request_id == request_id).order_by(DECISION.c.revision.desc()).limit(1)
    )
    return read_decision(connection.execute(query).scalar_one())


def items_of_member(connection: Any, member_id: str, but: int = NONE_LEFT_OUT) -> Sequence[Any]:
    """Items of the member's requests that still count, with what was asked and decided; without those of `but`."""
    return _ITEMS.rows(connection, {"member_id": member_id, "but": but})


def worklist_rows(
    connection: Any, *, status: str | None, due_before: datetime | None = None, member_id: str | None = None
) -> Sequence[Any]:
    """Rows of requests with their newest decision, what is due first at the top; of one member the oldest first."""
    query = _with_decision(select(REQUEST, DECISION.c.body.label("decision"), _REPLACED_BY))
    if status is not None:
        query = query.where(REQUEST.c.status == status)
    if due_before is not None:
        query = query.where(REQUEST.c.due_at < due_before)
    if member_id is not None:
        query = query.where(REQUEST.c.member_id == member_id).order_by(REQUEST.c.id)
    has_no_clock = case((REQUEST.c.due_at.is_(None), 1), else_=0)
    query = query.order_by(has_no_clock, REQUEST.c.due_at, REQUEST.c.id)
    rows: Sequence[Any] = connection.execute(query).mappings().all()
    return rows


def request_with(connection: Any, row: Any) -> AuthorizationRequest:
    """The request of a row with its attachments and its raw text."""
    return replace(read_request(row["body"]), attachments=attachments_of(connection, row["id"]), raw=row["raw"])


def attachments_of(connection: Any, request_id: int) -> tuple[Attachment, ...]:
    """The documents of a request, in the order in which they came."""
    query = select(ATTACHMENT).where(ATTACHMENT.c.request_id == request_id).order_by(ATTACHMENT.c.position)
    return tuple(
        Attachment(row["title"], row["content_type"], row["content"], row["kind"], row["answers"])
        for row in connection.execute(query).mappings()
    )


def history_of(connection: Any, request_id: int) -> Sequence[dict[str, Any]]:
    """What happened to a request, the oldest first."""
    query = (
        select(HISTORY.c.at, HISTORY.c.actor, HISTORY.c.event, HISTORY.c.note)
        .where(HISTORY.c.request_id == request_id)
        .order_by(HISTORY.c.id)
    )
    return [dict(row) for row in connection.execute(query).mappings()]
