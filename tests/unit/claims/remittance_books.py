"""Decided lines put together by hand, settled and written: every name and number in them is made up."""

from __future__ import annotations

import shutil
import weakref
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa

from perdiem.engine.book import Book
from perdiem.engine.duckdb import open_engine
from perdiem.model.adjudication import DECIDED_LINE, LINE_ADJUSTMENT, LINE_FINDING
from perdiem.model.book import CLAIM_LINE
from perdiem.model.book.remittance import REMITTANCE_TABLES
from perdiem.readers.x12 import read_all_remittances
from perdiem.rules.claims.adjudicate import Adjudication, Totals
from perdiem.rules.claims.payment import Settlement, settle
from perdiem.writers.x12.remittance import RemittancesWritten, write_remittances
from perdiem.writers.x12.remittance_head import Payor, RemittanceSending

Row = dict[str, Any]
Tables = dict[str, list[Row]]

PAID_ON = date(2026, 4, 10)
SENDING = RemittanceSending(created=datetime(2026, 4, 10, 9, 0, tzinfo=UTC))
PAYOR = Payor(
    name="SUMMIT PLAN", tax_id="900000009", payer_id="SVHP1", street="9 HIGH ST", city="ERIE", state="PA",
    zip_code="16501", contact="REMITTANCE DESK", phone="8145550100",
)  # fmt: skip
NO_TOTALS = Totals(0, Decimal(0), 0, {}, *[Decimal(0)] * 5)
DEFAULTS: Row = {
    "claim_id": "A", "claim_line_number": 1, "claim_type": "professional", "member_id": "M1",
    "billing_npi": "1234567893", "billing_tin": "900000001", "billing_name": "NORTH INFUSION",
    "patient_relationship_code": "18", "subscriber_last_name": "DOE", "subscriber_first_name": "JANE",
    "patient_last_name": "DOE", "patient_first_name": "JANE", "claim_filing_indicator_code": "12",
    "place_of_service_code": "12", "hcpcs_code": "S9500", "charge_amount": Decimal("100.00"),
    "claim_charge_amount": Decimal("0.00"), "service_unit_quantity": Decimal(1), "received_date": date(2026, 4, 1),
    "claim_line_start_date": date(2026, 3, 2), "claim_line_end_date": date(2026, 3, 2), "source_file": "book",
}  # fmt: skip


def line(*adjustments: tuple[str, str, str], findings: Mapping[str, str] | None = None, **said: Any) -> Row:
    """A decided line: what the claim and the decision say, `adjustments` as group, reason and amount.

    What is paid is the charge less the adjustments. A fourth part of an adjustment is its edit; `findings` are cuts
    with their units.
    """
    row = DEFAULTS | said
    row.setdefault("claim_key", row["claim_id"])
    row["charge_amount"] = Decimal(row["charge_amount"])
    taken = sum((Decimal(each[2]) for each in adjustments), Decimal(0))
    owed = sum((Decimal(each[2]) for each in adjustments if each[0] == "PR"), Decimal(0))
    row.setdefault("paid_amount", row["charge_amount"] - taken)
    row.setdefault("disposition", "paid")
    row.setdefault("allowed_amount", row["paid_amount"] + owed)
    row.setdefault("paid_quantity", row["service_unit_quantity"] if row["disposition"] == "paid" else Decimal(0))
    row["member_responsibility_amount"] = owed
    for name in ("remark_codes", "modifiers", "reason"):
        row.setdefault(name, "")
    for name in ("deductible_amount", "copay_amount", "coinsurance_amount"):
        row[name] = Decimal(0)
    return row | {"adjustments": adjustments, "findings": findings or {}}


def adjudicated(
    lines: Iterable[Row], earlier: Mapping[str, Any] | None = None, threads: int | None = None
) -> Adjudication:
    """The lines as the results of adjudication; `earlier` are tables of remittances read before, by name."""
    lines = list(lines)
    engine = open_engine(threads=threads, memory_limit="1GB")
    weakref.finalize(engine, _remove, engine.connection, engine.folder)
    book = Book(engine)
    book.load(CLAIM_LINE, _table(CLAIM_LINE, lines))
    for table in REMITTANCE_TABLES if earlier else ():
        book.load(table, earlier[table.name])
    adjustments = [
        {"claim_key": row["claim_key"], "claim_line_number": row["claim_line_number"], "sequence": place,
         "group_code": each[0], "reason_code": each[1], "amount": Decimal(each[2]),
         "edit": each[3] if len(each) > 3 else "made"}
        for row in lines for place, each in enumerate(row["adjustments"], 1)
    ]  # fmt: skip
    findings = [
        {"claim_key": row["claim_key"], "claim_line_number": row["claim_line_number"], "edit": edit, "outcome": "cut",
         "quantity": Decimal(units)}
        for row in lines for edit, units in row["findings"].items()
    ]  # fmt: skip
    book.engine.run("CREATE SCHEMA adjudication")
    for table, rows in ((DECIDED_LINE, lines), (LINE_ADJUSTMENT, adjustments), (LINE_FINDING, findings)):
        book.engine.connection.register("incoming", _table(table, rows))
        book.engine.run(f"CREATE TABLE adjudication.{table.name} AS SELECT * FROM incoming")
        book.engine.connection.unregister("incoming")
    return Adjudication(book, "adjudication", NO_TOTALS, ())


def _remove(connection: Any, folder: Path) -> None:
    """Closes what an engine leaves behind when a test has done with it."""
    connection.close()
    shutil.rmtree(folder, ignore_errors=True)


def _table(table: Any, rows: list[Row]) -> Any:
    schema = table.arrow_schema()
    empty = dict.fromkeys(schema.names)
    return pa.Table.from_pylist([empty | {k: v for k, v in row.items() if k in empty} for row in rows], schema=schema)


def settled(lines: Iterable[Row], earlier: Mapping[str, Any] | None = None, **options: Any) -> Settlement:
    return settle(adjudicated(lines, earlier), payment_date=PAID_ON, **options)


def written(lines: Iterable[Row], directory: Path, earlier: Mapping[str, Any] | None = None,
            **options: Any) -> RemittancesWritten:  # fmt: skip
    return write_remittances(settled(lines, earlier), directory, SENDING, PAYOR, **options)


def read(done: RemittancesWritten) -> Mapping[str, Any]:
    """The tables of the files that were written, which must have no fault."""
    tables, files = read_all_remittances(list(done.files))
    assert [str(fault) for file in files for fault in file.faults] == []
    return tables


def segments(done: RemittancesWritten, *names: str) -> list[str]:
    """The segments of all files with these names, in their order."""
    found = [each for path in done.files for each in path.read_text().split("~\n") if each]
    return [each for each in found if not names or each.split("*")[0] in names]


def held(settlement: Settlement) -> list[tuple[str, str, int | None, str | None]]:
    """Key, cause, line and edit of the claims held back."""
    rows = settlement.engine.run(
        f"SELECT claim_key, cause, claim_line_number, edit FROM {settlement.sql_name('held_claim')} ORDER BY 1"
    ).fetchall()
    return [tuple(row) for row in rows]  # type: ignore[misc]  # the query has these four
