"""Claims, lines and charges read and rejected, over all sources of a book together."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from perdiem.engine.book import Book
from perdiem.engine.reading import ZERO, Reading
from perdiem.readers.tables.judging import KEPT
from perdiem.readers.tables.stages import Stage


def count_claims(book: Book, stages: Sequence[Stage], reading: Reading) -> None:
    """Counts into `reading`; the tables of the book must be made."""
    mine = [stage for stage in stages if stage.table.name == "claim_line"]
    if mine:
        _of_lines(book, mine, reading)
    reading.claims_read += sum(file.claims_rejected for file in reading.claim_files)
    reading.claims_rejected += sum(file.claims_rejected for file in reading.claim_files)
    reading.lines_read += sum(file.lines_rejected for file in reading.claim_files)
    reading.lines_rejected += sum(file.lines_rejected for file in reading.claim_files)
    if reading.claim_files:
        ((lost,),) = book.engine.run(
            "SELECT coalesce(sum(claim_charge_amount), 0) FROM x12_claim_receipt WHERE NOT is_accepted"
        ).fetchall()
        reading.charges_read += Decimal(lost)
        reading.charges_rejected += Decimal(lost)


def _of_lines(book: Book, stages: Sequence[Stage], reading: Reading) -> None:
    kept = book.sql_name("claim_line")
    all_rows = " UNION ALL ".join(f"SELECT claim_key FROM {stage.name}" for stage in stages)
    reading.lines_read = sum(stage.reading.rows_read for stage in stages)
    reading.lines_rejected = sum(stage.reading.rows_rejected for stage in stages)
    reading.charges_read = sum((stage.reading.charges_read for stage in stages), ZERO)
    reading.charges_rejected = sum((stage.reading.charges_rejected for stage in stages), ZERO)
    ((claims_kept,),) = book.engine.run(f"SELECT count(DISTINCT claim_key) FROM {kept}").fetchall()
    reading.claims_read = int(claims_kept)
    if not reading.lines_rejected:
        return
    ((lost,),) = book.engine.run(
        f"SELECT count(DISTINCT r.claim_key) FROM ({all_rows}) AS r ANTI JOIN {kept} AS k ON r.claim_key = k.claim_key "
        "WHERE r.claim_key IS NOT NULL"
    ).fetchall()
    bad = " UNION ALL ".join(f"SELECT claim_key FROM {stage.name} WHERE NOT {KEPT}" for stage in stages)
    ((in_part,),) = book.engine.run(
        f"SELECT count(DISTINCT r.claim_key) FROM ({bad}) AS r SEMI JOIN {kept} AS k ON r.claim_key = k.claim_key"
    ).fetchall()
    reading.claims_read += int(lost)
    reading.claims_rejected += int(lost)
    reading.claims_in_part = int(in_part)
