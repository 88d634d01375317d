"""Runs the program's adjudication over rows, for tests that compare it with cases and with the oracle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from perdiem.codes import packaged_code_sets
from perdiem.engine.book import Book
from perdiem.engine.duckdb import open_engine
from perdiem.model.book import table
from perdiem.model.contract import Agreement
from perdiem.rules.claims.adjudicate import LINES_AT_ONCE, adjudicate
from perdiem.rules.claims.totals import Totals

Row = dict[str, Any]


@dataclass(frozen=True)
class Decided:
    """The rows of the three result tables, and the run's totals."""

    lines: list[Row]
    adjustments: list[Row]
    findings: list[Row]
    totals: Totals


def book_on_engine(rows: Mapping[str, Sequence[Row]], threads: int = 1) -> Book:
    """The rows as a book; a column that a row lacks is empty."""
    book = Book(open_engine(threads=threads))
    load_rows(book, rows)
    return book


def load_rows(book: Book, rows: Mapping[str, Sequence[Row]]) -> None:
    """Puts the rows into the book's tables."""
    for name, given in rows.items():
        declared = table(name)
        full = [dict.fromkeys(declared.names) | row for row in given]
        book.load(declared, pa.Table.from_pylist(full, schema=declared.arrow_schema()))


def decided(
    agreement: Agreement, rows: Mapping[str, Sequence[Row]], *, threads: int = 1, lines_at_once: int = LINES_AT_ONCE
) -> Decided:
    """Every line of `claim_line` decided."""
    with book_on_engine(rows, threads) as book:
        run = adjudicate(agreement, book, packaged_code_sets(), lines_at_once=lines_at_once)
        assert run.totals.is_balanced
        return Decided(
            run.rows("decided_line"),
            sorted(
                run.rows("line_adjustment"),
                key=lambda row: (row["claim_key"], row["claim_line_number"], row["sequence"]),
            ),
            run.rows("line_finding"),
            run.totals,
        )
