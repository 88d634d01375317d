"""The data dictionary: every table of the book, of adjudication's results and of remittances, from the declarations."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from docs_markdown import ROOT, anchor, code, codes, page, table

from perdiem.engine.table_reject import TABLE_REJECT
from perdiem.model.adjudication import ADJUDICATION, REMITTANCE_COMPARED
from perdiem.model.book import (
    ADMINISTRATION,
    BOOK,
    CATHETER,
    CATHETER_EVENT,
    CLAIM_TABLES,
    CONDITION,
    DISPENSE,
    ENCOUNTER,
    OUTCOME_REPORT,
    PORTFOLIO_CONTRACT,
    PRESCRIPTION,
    PRICE,
    PROCEDURE,
    REFERRAL,
    REJECT,
    SURVEY_RESPONSE,
    ColumnType,
    Table,
)
from perdiem.model.book.coverage import AUTHORIZATION_HEADER, AUTHORIZATION_ITEM, ELIGIBILITY
from perdiem.model.book.intake import CLAIM_RECEIPT
from perdiem.model.book.remittance import REMITTANCE_TABLES
from perdiem.model.rate_file import RATE_TABLES
from perdiem.readers.tables.mapping import ALIASES
from perdiem.rules.claims.adjudicate import UNASKED_WITHOUT

SQL = ROOT / "src" / "perdiem" / "rules" / "claims" / "sql"
INTRODUCTION = """
A *book* is the set of tables that claims, members, approvals and prices are kept in. A table that a payor has not is
left out: what needs it is then not looked at, and the run says so. `perdiem new --book DIR` writes a workbook to fill
in; [Bring tables of a warehouse](../how-to/warehouse-to-book.md) tells how tables with other names are read.

A column that is *required* is never empty. Columns that a table lacks are empty, and columns that the book has not are
left aside with a note. A row or claim that breaks what this page says is set aside with its file, row and reason, and
counted: those of tables in [`table_reject`](#table_reject), those of claim files in [`reject`](#reject). Beside the
results of `perdiem adjudicate` these two are called `rows_rejected` and `claims_rejected`.

The mark ◆ stands at the columns that a decision on a claim line can depend on. *X12* says where the value stands in a
claim file (837) or a remittance (835): loop, segment, element.
"""
TYPES = {
    ColumnType.TEXT: "text",
    ColumnType.DATE: "a day, written 2026-03-01",
    ColumnType.INSTANT: "a day and a time in UTC, written 2026-03-01 14:30 or, with its zone, 2026-03-01T14:30-05:00",
    ColumnType.INTEGER: "a whole number",
    ColumnType.MONEY: "an amount of money in dollars and cents",
    ColumnType.QUANTITY: "a quantity with up to four places after the point",
    ColumnType.UNIT_PRICE: "a price of one unit, with up to six places after the point",
    ColumnType.BOOLEAN: "yes or no",
}
RESULTS = (*ADJUDICATION, REMITTANCE_COMPARED)
GROUPS: tuple[tuple[str, str, tuple[Table, ...]], ...] = (
    ("Claims", "What a claim file is read into.", tuple(t for t in CLAIM_TABLES if t not in {REJECT, CLAIM_RECEIPT})),
    ("Members and approvals", "What the payor knows.", (ELIGIBILITY, AUTHORIZATION_HEADER, AUTHORIZATION_ITEM)),
    ("What happened to the patient", "Stays and visits.", (ENCOUNTER, PROCEDURE, CONDITION)),
    ("The infusion therapy", "Ordered, sent, given.", (PRESCRIPTION, DISPENSE, ADMINISTRATION)),
    ("Catheters", "Each line, and what went wrong with it.", (CATHETER, CATHETER_EVENT)),
    ("What patients say", "Surveys and reported outcomes.", (SURVEY_RESPONSE, OUTCOME_REPORT)),
    ("Contracts and referrals", "What is measured, and who came.", (PORTFOLIO_CONTRACT, REFERRAL)),
    ("Prices", "What a contract refers to without printing it.", (PRICE,)),
    ("What became of the input", "Nothing is lost silently.", (CLAIM_RECEIPT, REJECT, TABLE_REJECT)),
    ("What adjudication says", "Written by `perdiem adjudicate`.", RESULTS),
    ("Published rates", "What `perdiem rates` reads rate files into; apart from the book.", RATE_TABLES),
    ("Remittances", "What an 835 is read into.", tuple(t for t in REMITTANCE_TABLES if t is not REJECT)),
)


def book_page() -> str:
    """The page `book.md`."""
    found = [each for _, _, tables in GROUPS for each in tables]
    missing = {each.name for each in (*BOOK, *REMITTANCE_TABLES, *RESULTS)} - {each.name for each in found}
    if missing:
        raise ValueError(f"docs_book.py shows no group for {', '.join(sorted(missing))}")
    contents = table(
        ("table", "a row is"),
        ((f"[`{each.name}`](#{anchor(each.name)})", _without_article(each.grain)) for each in found),
    )
    kinds = table(("type", "what it holds"), ((code(str(kind)), words) for kind, words in TYPES.items()))
    parts = [INTRODUCTION, "## The tables\n\n" + contents, "## Types\n\n" + kinds]
    for title, sentence, tables in GROUPS:
        parts += [f"## {title}\n\n{sentence}", *(_table(each) for each in tables)]
    return page("The book: data dictionary", *parts)


def asked_columns(declared: Table) -> frozenset[str]:
    """The columns of a table that the plan of adjudication reads, as its SQL names them."""
    text = "\n".join(_plain(path) for path in sorted(SQL.glob("*.sql")) if f"in_{declared.name}" in _words(path))
    words = set(re.findall(r"\w+", text))
    return frozenset(words & set(declared.names)) if text else frozenset()


def _words(path: Path) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", _plain(path)))


def _plain(path: Path) -> str:
    """The SQL without its comments."""
    return re.sub(r"--[^\n]*", "", path.read_text("utf-8"))


def _without_article(grain: str) -> str:
    return grain.removeprefix("One row is ")


def _table(declared: Table) -> str:
    lines = [f"### {declared.name}", declared.grain]
    said = [f"- Read from: {', '.join(declared.sources)}."] if declared not in RESULTS else []
    said.append(f"- Key: {codes(declared.key)}.")
    other = [name for name, ours in ALIASES.items() if ours == declared.name]
    said += [f"- Also called: {codes(other)}."] if other else []
    if declared.name in UNASKED_WITHOUT:
        said.append(f"- Where it is missing: {UNASKED_WITHOUT[declared.name]}")
    return "\n\n".join([*lines, "\n".join(said), _columns(declared)])


def _columns(declared: Table) -> str:
    asked = asked_columns(declared)
    has_places = declared not in RESULTS and any(column.x12 for column in declared.columns)
    heads = ["column", "type", "meaning", "what may stand there", *(["X12"] if has_places else [])]
    rows: list[Sequence[str]] = []
    for column in declared.columns:
        name = f"{code(column.name)}{' ◆' if column.name in asked else ''}"
        limits = [
            word for word in ("required" if column.required else "", column.constraint, _unit(column.unit)) if word
        ]
        row = [name, str(column.type), column.meaning, "; ".join(limits), *([column.x12 or ""] if has_places else [])]
        rows.append(row)
    return table(heads, rows)


def _unit(unit: str | None) -> str:
    return f"in {unit}" if unit and not unit.startswith("see ") else unit or ""
