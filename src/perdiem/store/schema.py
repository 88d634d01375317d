"""The store's tables. Their changes over time are migrations, which must end in exactly this."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from perdiem.store.columns import Exact, Instant

NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
METADATA = MetaData(naming_convention=NAMES)

REQUEST = Table(
    "authorization_request",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("system", String(400), nullable=False),
    Column("value", String(400), nullable=False),
    Column("number", String(40), nullable=False, unique=True),
    Column("digest", String(64), nullable=False),  # of the content, to tell a repetition from another content
    Column("contract", String(80), nullable=False),
    Column("payor", String(400), nullable=False),
    Column("member_id", String(80), nullable=False),
    Column("provider_npi", String(10)),
    Column("prescriber_npi", String(10)),
    Column("line_of_business", String(40)),
    Column("priority", String(20), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("channel", String(20), nullable=False),
    Column("submitted_at", Instant, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("status", String(20), nullable=False),  # open, closed, replaced, cancelled
    Column("supersedes", Integer, ForeignKey("authorization_request.id"), unique=True),  # one update of a request
    Column("due_at", Instant),
    Column("warn_at", Instant),
    Column("version", Integer, nullable=False),  # counts every change
    Column("revision", Integer, nullable=False),  # of the newest decision
    Column("body", Text, nullable=False),
    Column("raw", LargeBinary),
    UniqueConstraint("system", "value", name="uq_authorization_request_identifier"),
    Index("ix_authorization_request_member", "member_id"),
    Index("ix_authorization_request_due", "status", "due_at"),
)

ITEM = Table(
    "authorization_request_item",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("request_id", Integer, ForeignKey("authorization_request.id"), nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("code", String(20)),
    Column("component", String(10), nullable=False),
    Column("status", String(20), nullable=False),  # approved, denied, pended, cancelled, not_required
    Column("action", String(20), nullable=False),
    Column("reason", String(80), nullable=False),
    Column("sentence", Text, nullable=False),
    Column("term", String(200), nullable=False),
    Column("authorization_number", String(80)),
    Column("first_day", Date),
    Column("last_day", Date),
    Column("quantity", Exact),
    Column("billing_npi", String(10)),
    Column("asked_day", Date),  # None: lateness was judged and waived
    Column("repeats", String(80)),
    Column("extended_days", Integer, nullable=False, default=0),
    Column("due_at", Instant),
    Column("decided_at", Instant),
    Column("decided_by", String(200)),
    UniqueConstraint("request_id", "sequence", name="uq_authorization_request_item_sequence"),
    Index("ix_authorization_request_item_number", "authorization_number"),
)

DECISION = Table(
    "authorization_decision",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("request_id", Integer, ForeignKey("authorization_request.id"), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("decided_at", Instant, nullable=False),
    Column("decided_by", String(200), nullable=False),
    Column("outcome", String(20), nullable=False),
    Column("body", Text, nullable=False),
    UniqueConstraint("request_id", "revision", name="uq_authorization_decision_revision"),
)

ATTACHMENT = Table(
    "authorization_attachment",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("request_id", Integer, ForeignKey("authorization_request.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("title", String(400), nullable=False),
    Column("content_type", String(200), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("answers", String(400)),
    Column("digest", String(64), nullable=False),
    Column("content", LargeBinary, nullable=False),
    UniqueConstraint("request_id", "position", name="uq_authorization_attachment_position"),
)

HISTORY = Table(
    "authorization_history",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("request_id", Integer, ForeignKey("authorization_request.id")),  # None: it was refused before it was kept
    Column("at", Instant, nullable=False),
    Column("actor", String(200), nullable=False),
    Column("event", String(40), nullable=False),
    Column("note", Text, nullable=False),
    Index("ix_authorization_history_request", "request_id"),
)

APPEND_ONLY = (DECISION, ATTACHMENT, HISTORY)
