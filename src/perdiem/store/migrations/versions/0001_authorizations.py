"""Requests for authorization, their items, decisions, attachments and history.

Decisions, attachments and history are only added to: triggers refuse to change or delete a row.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from perdiem.store.columns import Exact, Instant

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

APPEND_ONLY = ("authorization_decision", "authorization_attachment", "authorization_history")


def upgrade() -> None:
    """Makes the tables and their triggers."""
    op.create_table(
        "authorization_request",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("system", sa.String(400), nullable=False),
        sa.Column("value", sa.String(400), nullable=False),
        sa.Column("number", sa.String(40), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("contract", sa.String(80), nullable=False),
        sa.Column("payor", sa.String(400), nullable=False),
        sa.Column("member_id", sa.String(80), nullable=False),
        sa.Column("provider_npi", sa.String(10)),
        sa.Column("prescriber_npi", sa.String(10)),
        sa.Column("line_of_business", sa.String(40)),
        sa.Column("priority", sa.String(20), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("submitted_at", Instant, nullable=False),
        sa.Column("received_at", Instant, nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("supersedes", sa.Integer),
        sa.Column("due_at", Instant),
        sa.Column("warn_at", Instant),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("raw", sa.LargeBinary),
        sa.PrimaryKeyConstraint("id", name="pk_authorization_request"),
        sa.UniqueConstraint("number", name="uq_authorization_request_number"),
        sa.UniqueConstraint("supersedes", name="uq_authorization_request_supersedes"),
        sa.UniqueConstraint("system", "value", name="uq_authorization_request_identifier"),
        sa.ForeignKeyConstraint(
            ["supersedes"], ["authorization_request.id"], name="fk_authorization_request_supersedes"
        ),
    )
    op.create_index("ix_authorization_request_member", "authorization_request", ["member_id"])
    op.create_index("ix_authorization_request_due", "authorization_request", ["status", "due_at"])
    op.create_table(
        "authorization_request_item",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("request_id", sa.Integer, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("code", sa.String(20)),
        sa.Column("component", sa.String(10), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("action", sa.String(20), nullable=False),
        sa.Column("reason", sa.String(80), nullable=False),
        sa.Column("sentence", sa.Text, nullable=False),
        sa.Column("term", sa.String(200), nullable=False),
        sa.Column("authorization_number", sa.String(80)),
        sa.Column("first_day", sa.Date),
        sa.Column("last_day", sa.Date),
        sa.Column("quantity", Exact),
        sa.Column("billing_npi", sa.String(10)),
        sa.Column("asked_day", sa.Date),
        sa.Column("repeats", sa.String(80)),
        sa.Column("extended_days", sa.Integer, nullable=False),
        sa.Column("due_at", Instant),
        sa.Column("decided_at", Instant),
        sa.Column("decided_by", sa.String(200)),
        sa.PrimaryKeyConstraint("id", name="pk_authorization_request_item"),
        sa.ForeignKeyConstraint(
            ["request_id"], ["authorization_request.id"], name="fk_authorization_request_item_request_id"
        ),
        sa.UniqueConstraint("request_id", "sequence", name="uq_authorization_request_item_sequence"),
    )
    op.create_index("ix_authorization_request_item_number", "authorization_request_item", ["authorization_number"])
    op.create_table(
        "authorization_decision",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("request_id", sa.Integer, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("decided_at", Instant, nullable=False),
        sa.Column("decided_by", sa.String(200), nullable=False),
        sa.Column("outcome", sa.String(20), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_authorization_decision"),
        sa.ForeignKeyConstraint(
            ["request_id"], ["authorization_request.id"], name="fk_authorization_decision_request_id"
        ),
        sa.UniqueConstraint("request_id", "revision", name="uq_authorization_decision_revision"),
    )
    op.create_table(
        "authorization_attachment",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("request_id", sa.Integer, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("title", sa.String(400), nullable=False),
        sa.Column("content_type", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("answers", sa.String(400)),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_authorization_attachment"),
        sa.ForeignKeyConstraint(
            ["request_id"], ["authorization_request.id"], name="fk_authorization_attachment_request_id"
        ),
        sa.UniqueConstraint("request_id", "position", name="uq_authorization_attachment_position"),
    )
    op.create_table(
        "authorization_history",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("request_id", sa.Integer),
        sa.Column("at", Instant, nullable=False),
        sa.Column("actor", sa.String(200), nullable=False),
        sa.Column("event", sa.String(40), nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_authorization_history"),
        sa.ForeignKeyConstraint(
            ["request_id"], ["authorization_request.id"], name="fk_authorization_history_request_id"
        ),
    )
    op.create_index("ix_authorization_history_request", "authorization_history", ["request_id"])
    for table in APPEND_ONLY:
        _refuse_changes(table)


def _refuse_changes(table: str) -> None:
    says = f"{table} is only added to"
    if op.get_context().dialect.name == "sqlite":
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table}"
                f" BEGIN SELECT RAISE(ABORT, '{says}'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN RAISE EXCEPTION '{says}'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table}"
        f" FOR EACH ROW EXECUTE FUNCTION {table}_refuse()"
    )
    op.execute(f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} EXECUTE FUNCTION {table}_refuse()")


def downgrade() -> None:
    """Refused: what was decided is kept. Raises RuntimeError."""
    raise RuntimeError("decisions are kept; a store cannot be taken back before its first version")
