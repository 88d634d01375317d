"""The book: the tables that claims and all else about a payor's members are read into, as declarations."""

from __future__ import annotations

from perdiem.model.book.catheters import CATHETER, CATHETER_EVENT
from perdiem.model.book.claim_details import (
    CLAIM_DIAGNOSIS,
    CLAIM_LINE_DRUG,
    OTHER_PAYER,
    OTHER_PAYER_ADJUSTMENT,
    OTHER_PAYER_LINE,
)
from perdiem.model.book.claim_line import CLAIM_LINE
from perdiem.model.book.clinical import CONDITION, ENCOUNTER, PROCEDURE
from perdiem.model.book.coverage import AUTHORIZATION_HEADER, AUTHORIZATION_ITEM, ELIGIBILITY
from perdiem.model.book.declaration import Column, ColumnType, Table
from perdiem.model.book.experience import OUTCOME_REPORT, SURVEY_RESPONSE
from perdiem.model.book.intake import CLAIM_RECEIPT, REJECT
from perdiem.model.book.portfolio import PORTFOLIO_CONTRACT, REFERRAL
from perdiem.model.book.price import PRICE
from perdiem.model.book.remittance import (
    PROVIDER_ADJUSTMENT,
    REMITTANCE,
    REMITTANCE_ADJUSTMENT,
    REMITTANCE_CLAIM,
    REMITTANCE_LINE,
)
from perdiem.model.book.therapy import ADMINISTRATION, DISPENSE, PRESCRIPTION

CLAIM_TABLES: tuple[Table, ...] = (
    CLAIM_LINE,
    CLAIM_DIAGNOSIS,
    CLAIM_LINE_DRUG,
    OTHER_PAYER,
    OTHER_PAYER_LINE,
    OTHER_PAYER_ADJUSTMENT,
    CLAIM_RECEIPT,
    REJECT,
)
"""What a claim file is read into."""

BOOK: tuple[Table, ...] = (
    *CLAIM_TABLES,
    ELIGIBILITY,
    AUTHORIZATION_HEADER,
    AUTHORIZATION_ITEM,
    ENCOUNTER,
    PROCEDURE,
    CONDITION,
    PRESCRIPTION,
    DISPENSE,
    ADMINISTRATION,
    CATHETER,
    CATHETER_EVENT,
    REFERRAL,
    SURVEY_RESPONSE,
    OUTCOME_REPORT,
    PORTFOLIO_CONTRACT,
    PRICE,
    REMITTANCE,
    REMITTANCE_CLAIM,
    REMITTANCE_LINE,
    REMITTANCE_ADJUSTMENT,
    PROVIDER_ADJUSTMENT,
)

__all__ = [
    "ADMINISTRATION",
    "AUTHORIZATION_HEADER",
    "AUTHORIZATION_ITEM",
    "BOOK",
    "CATHETER",
    "CATHETER_EVENT",
    "CLAIM_DIAGNOSIS",
    "CLAIM_LINE",
    "CLAIM_LINE_DRUG",
    "CLAIM_RECEIPT",
    "CLAIM_TABLES",
    "CONDITION",
    "DISPENSE",
    "ELIGIBILITY",
    "ENCOUNTER",
    "OTHER_PAYER",
    "OTHER_PAYER_ADJUSTMENT",
    "OTHER_PAYER_LINE",
    "OUTCOME_REPORT",
    "PORTFOLIO_CONTRACT",
    "PRESCRIPTION",
    "PRICE",
    "PROCEDURE",
    "PROVIDER_ADJUSTMENT",
    "REFERRAL",
    "REJECT",
    "REMITTANCE",
    "REMITTANCE_ADJUSTMENT",
    "REMITTANCE_CLAIM",
    "REMITTANCE_LINE",
    "SURVEY_RESPONSE",
    "Column",
    "ColumnType",
    "Table",
    "table",
]


def table(name: str) -> Table:
    """The table of that name. Raises KeyError with the names there are."""
    for each in BOOK:
        if each.name == name:
            return each
    raise KeyError(f"the book has no table {name}; it has {', '.join(each.name for each in BOOK)}")
