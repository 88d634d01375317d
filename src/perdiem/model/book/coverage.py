"""What the payor knows of its members and of what it approved: coverage by period, authorizations and their items."""

from __future__ import annotations

from perdiem.model.book.declaration import BOOLEAN, DATE, INSTANT, INTEGER, MONEY, QUANTITY, TEXT, Column, Table
from perdiem.model.book.shared_columns import LINE_OF_BUSINESS, MEMBER, PERSON

TABLES_OF_A_PAYOR = ("tables in the Tuva Project's columns",)

ELIGIBILITY = Table(
    name="eligibility",
    grain="One row is one span of days on which one member is covered under the same conditions.",
    sources=TABLES_OF_A_PAYOR,
    key=("member_id", "enrollment_start_date"),
    columns=(
        MEMBER,
        PERSON,
        Column("enrollment_start_date", DATE, "The first day of the span.", required=True),
        Column("enrollment_end_date", DATE, "The last day of the span; empty while it goes on.",
               constraint="not before enrollment_start_date"),
        Column("payer", TEXT, "The payor."),
        Column("payer_type", TEXT, "The kind of payor in the words of the source."),
        Column("plan", TEXT, "The plan."),
        LINE_OF_BUSINESS,
        Column("is_medicare_primary", BOOLEAN, "Whether Medicare fee-for-service pays first; empty: see the claim."),
        Column("state", TEXT, "The state where the member lives."),
        Column("birth_date", DATE, "The member's date of birth."),
        Column("deductible_left", MONEY, "What is left of the deductible on the span's first day; empty: none is kept.",
               unit="USD"),
        Column("out_of_pocket_left", MONEY,
               "What the member may still have to pay on the span's first day; empty: without limit.", unit="USD"),
    ),
)  # fmt: skip

REQUESTED_AT = Column(
    "requested_at", INSTANT, "When the payor received the request; clocks in hours are counted from it. Empty: the "
    "day is known only.",
)  # fmt: skip
DECIDED_AT = Column("decided_at", INSTANT, "When the payor decided.", constraint="not before requested_at")
REASON = Column("decision_reason", TEXT, "Why it was denied or cut, in the payor's words or code.")

AUTHORIZATION_HEADER = Table(
    name="authorization",
    grain="One row is one request for authorization and its outcome.",
    sources=("tables of a payor", "FHIR", "278"),
    key=("authorization_number",),
    columns=(
        Column("authorization_number", TEXT, "The number that the payor gave.", required=True),
        MEMBER,
        Column("requested_date", DATE, "The day of the request."),
        Column("decided_date", DATE, "The day of the decision."),
        Column("requested_by_npi", TEXT, "Who asked."),
        Column("status", TEXT, "How it stands.", constraint="approved, denied, pended or cancelled"),
        REQUESTED_AT,
        DECIDED_AT,
        Column("priority", TEXT, "How urgent the request is; empty: standard.", constraint="standard or expedited"),
        REASON,
        Column("is_appealed", BOOLEAN, "Whether the decision came of an appeal; empty: no."),
        Column("is_extended", BOOLEAN, "Whether the time for the decision was extended; empty: no."),
    ),
)  # fmt: skip

AUTHORIZATION_ITEM = Table(
    name="authorization_item",
    grain="One row is one service, drug or supply of one authorization, with the days that it holds.",
    sources=("tables of a payor", "FHIR", "278"),
    key=("authorization_number", "item_number"),
    columns=(
        Column("authorization_number", TEXT, "The authorization.", required=True),
        Column("item_number", INTEGER, "The item's ordinal within the authorization, from 1.", required=True),
        MEMBER,
        Column("hcpcs_code", TEXT, "The code approved; empty: every service of the member."),
        Column("start_date", DATE, "The first day that it holds.", required=True),
        Column("end_date", DATE, "The last day that it holds; empty: no end.", constraint="not before start_date"),
        Column("status", TEXT, "How it stands.", required=True, constraint="approved, denied, pended or cancelled"),
        Column("approved_quantity", QUANTITY, "How many units of the code are approved; empty: no limit.",
               unit="units of the code"),
        Column("billing_npi", TEXT, "The provider that it was given to; empty: any."),
        Column("requested_date", DATE,
               "The day of the request; empty: it came in time, or was approved although it came late."),
        REQUESTED_AT,
        Column("decided_date", DATE, "The day of the decision on the item; empty: that of the authorization."),
        DECIDED_AT,
        REASON,
        Column("component", TEXT, "Which part of the care the item is; empty: as its code says.",
               constraint="drug, per_diem, nursing, supply, procedure or other"),
        Column("is_drug", BOOLEAN, "Whether it is a drug: the clocks of CMS-0057-F are not for drugs. Empty: as its "
               "code says."),
    ),
)  # fmt: skip
