"""Tables of the FHIR endpoints: subscriptions, what was sent to them, and tokens' numbers that were used."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, PrimaryKeyConstraint, String, Table, Text, UniqueConstraint

from perdiem.store.columns import Instant
from perdiem.store.schema import METADATA

SUBSCRIPTION = Table(
    "fhir_subscription",
    METADATA,
    Column("id", String(64), primary_key=True),
    Column("guide", String(10), nullable=False),  # the guide's version, which says what is sent
    Column("client", String(200), nullable=False),
    Column("organizations", Text, nullable=False),  # a JSON list: the identifiers that it is about
    Column("endpoint", Text, nullable=False),
    Column("status", String(20), nullable=False),  # requested, active, error, off
    Column("events", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("body", Text, nullable=False),
    Column("error", Text),
)

NOTIFICATION = Table(
    "fhir_notification",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("subscription_id", String(64), nullable=False),
    Column("decision_id", Integer, ForeignKey("authorization_decision.id"), nullable=False),
    Column("event", Integer, nullable=False),
    Column("status", String(20), nullable=False),  # waiting, sending, sent, failed
    Column("attempts", Integer, nullable=False),
    Column("next_at", Instant, nullable=False),
    Column("note", Text),
    # a decision is told to a subscription once, however many servers look
    UniqueConstraint("subscription_id", "decision_id", name="uq_fhir_notification_subscription_id"),
    Index("ix_fhir_notification_status", "status", "next_at"),
)

USED_TOKEN = Table(
    "fhir_used_token",
    METADATA,
    Column("client", String(200), nullable=False),
    Column("number", String(200), nullable=False),  # the assertion's jti
    Column("expires_at", Instant, nullable=False),
    PrimaryKeyConstraint("client", "number", name="pk_fhir_used_token"),
)
