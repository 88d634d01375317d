"""Subscriptions, what was sent to them, and tokens' numbers that were used."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from perdiem.store.columns import Instant

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the tables."""
    op.create_table(
        "fhir_subscription",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("guide", sa.String(10), nullable=False),
        sa.Column("client", sa.String(200), nullable=False),
        sa.Column("organizations", sa.Text, nullable=False),
        sa.Column("endpoint", sa.Text, nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("events", sa.Integer, nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("error", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_fhir_subscription"),
    )
    op.create_table(
        "fhir_notification",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("subscription_id", sa.String(64), nullable=False),
        sa.Column("decision_id", sa.Integer, nullable=False),
        sa.Column("event", sa.Integer, nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("next_at", Instant, nullable=False),
        sa.Column("note", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_fhir_notification"),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["authorization_decision.id"], name="fk_fhir_notification_decision_id"
        ),
        sa.UniqueConstraint("subscription_id", "decision_id", name="uq_fhir_notification_subscription_id"),
    )
    op.create_index("ix_fhir_notification_status", "fhir_notification", ["status", "next_at"])
    op.create_table(
        "fhir_used_token",
        sa.Column("client", sa.String(200), nullable=False),
        sa.Column("number", sa.String(200), nullable=False),
        sa.Column("expires_at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("client", "number", name="pk_fhir_used_token"),
    )


def downgrade() -> None:
    """Takes the tables away; what they hold can be made again by the clients."""
    for table in ("fhir_used_token", "fhir_notification", "fhir_subscription"):
        op.drop_table(table)
