"""Decisions as the book's tables of authorizations, so that claims are decided by them."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.resources import files
from typing import Any

from perdiem.engine.book import Book
from perdiem.model.book import AUTHORIZATION_HEADER, AUTHORIZATION_ITEM
from perdiem.model.book.declaration import BOOLEAN, DATE, INSTANT, INTEGER, QUANTITY, TEXT, Column, Table

DECIDED_ITEM = Table(
    name="decided_item",
    grain="One row is one item of one request with the decision that stands.",
    sources=("a store of authorizations",),
    key=("request_order", "sequence"),
    columns=(
        Column("request_order", INTEGER, "The request's place among all, the earliest first.", required=True),
        Column("sequence", INTEGER, "The item's number in its request.", required=True),
        Column("authorization_number", TEXT, "Its number; where nothing is approved, the request's.", required=True),
        Column("member_id", TEXT, "The subscriber's number.", required=True),
        Column("hcpcs_code", TEXT, "The code; empty: every service."),
        Column("start_date", DATE, "The first day, approved or asked.", required=True),
        Column("end_date", DATE, "The last day; empty: no end."),
        Column("status", TEXT, "How it stands.", required=True,
               constraint="approved, denied, pended, cancelled or not_required"),
        Column("approved_quantity", QUANTITY, "The units approved; empty: no limit.", unit="units of the code"),
        Column("billing_npi", TEXT, "The provider that it was given to; empty: any."),
        Column("requested_date", DATE, "The day of the request; empty where its lateness was judged and waived."),
        Column("asked_date", DATE, "The day of the request."),
        Column("decided_date", DATE, "The day of the decision."),
        Column("requested_at", INSTANT, "When the request was received."),
        Column("decided_at", INSTANT, "When it was decided; empty while it is pended."),
        Column("priority", TEXT, "standard or expedited.", required=True),
        Column("kind", TEXT, "What the request is for.", required=True),
        Column("is_extended", BOOLEAN, "Whether the time was extended.", required=True),
        Column("is_drug", BOOLEAN, "Whether it is a drug.", required=True),
        Column("decision_reason", TEXT, "Why it was denied or approved otherwise, by its short name."),
        Column("requested_by_npi", TEXT, "Who asked."),
        Column("repeats", TEXT, "The authorization that already held all that was asked; empty: none did."),
    ),
)  # fmt: skip


def add_authorizations(book: Book, items: Iterable[dict[str, Any]]) -> None:
    """Makes `authorization` and `authorization_item` of a book from rows of `DECIDED_ITEM`.

    Approvals of one code under one number on days that overlap or border are joined into one item, for a claim line
    must lie within one.
    """
    import pyarrow as pa  # type: ignore[import-untyped]  # it ships no types

    schema = DECIDED_ITEM.arrow_schema()
    engine = book.engine
    engine.connection.register("incoming_items", pa.Table.from_pylist(list(items), schema=schema))
    try:
        engine.run("CREATE OR REPLACE TEMP TABLE decided_item AS SELECT * FROM incoming_items")
    finally:
        engine.connection.unregister("incoming_items")
    for table, stage in ((AUTHORIZATION_ITEM, "010_joined_item"), (AUTHORIZATION_HEADER, "020_authorization")):
        made = engine.connection.sql(_query(stage)).to_arrow_table()
        book.load(table, made)
    engine.run("DROP TABLE decided_item")


def _query(stage: str) -> str:
    return files(__package__).joinpath("sql", f"{stage}.sql").read_text(encoding="utf-8")
