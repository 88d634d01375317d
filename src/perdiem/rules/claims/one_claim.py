"""One claim of a book: found by its number, and put with all that can bear on it into a small book of its own.

Rolling caps, duplicates, replacements and accumulators look at one member's lines only, so the lines of the claim's
members are enough to decide it. Where the contract pays by the number of billings over all members, every line is.
"""

from __future__ import annotations

from perdiem.engine.book import Book
from perdiem.engine.duckdb import Engine, literal, open_engine
from perdiem.errors import UsageError
from perdiem.model.book import CLAIM_LINE, Table
from perdiem.model.contract import Agreement
from perdiem.rules.claims.adjudicate import ASKED

ROWS = 100_000
SUGGESTED = 3
PAYER_NUMBER = (
    "concat('P', upper(substr(md5(concat(coalesce(billing_npi, ''), '|', coalesce(member_id, ''), '|', claim_id, '|',"
    " coalesce(claim_frequency_code, '1'), '|', coalesce(cast(received_date AS varchar), ''))), 1, 15)))"
)
"""SQL for our own number of a claim, as `docs/explanation/adjudication.md` has it, over rows of claim_line."""


def find_claim(book: Book, number: str) -> tuple[str, ...]:
    """The keys of the claims with that number: the provider's, ours, or the claim's key itself.

    Several claims may carry one number: a replacement carries its original's. Raises UsageError where there is none,
    with numbers that are near, or with the reason for which the claim was set aside when it was read.
    """
    lines, wanted = book.sql_name(CLAIM_LINE.name), literal(number.strip())
    rows = book.engine.run(
        f"SELECT claim_key FROM {lines} WHERE claim_id = {wanted} OR claim_key = {wanted}"
        f" OR (upper({wanted}) LIKE 'P_______________' AND {PAYER_NUMBER} = upper({wanted})) GROUP BY ALL"
        " ORDER BY min(received_date) NULLS LAST, claim_key"
    ).fetchall()
    if rows:
        return tuple(str(key) for (key,) in rows)
    raise UsageError(_set_aside(book, wanted) or f"there is no claim {number!r} among the claims{_near(book, wanted)}")


def _near(book: Book, wanted: str) -> str:
    rows = book.engine.run(
        f"SELECT claim_id FROM {book.sql_name(CLAIM_LINE.name)} GROUP BY 1"
        f" HAVING jaro_winkler_similarity(upper(claim_id), upper({wanted})) > 0.8"
        f" ORDER BY levenshtein(upper(claim_id), upper({wanted})), 1 LIMIT {SUGGESTED}"
    ).fetchall()
    return f"; near it: {', '.join(str(near) for (near,) in rows)}" if rows else ""


def _set_aside(book: Book, wanted: str) -> str:
    """Why the claim was set aside when it was read; empty where it was not met."""
    if not book.has("claim_receipt"):
        return ""
    rows = book.engine.run(
        f"SELECT claim_id, source_file, reason FROM {book.sql_name('claim_receipt')}"
        f" WHERE claim_id = {wanted} AND NOT is_accepted ORDER BY claim_key LIMIT 1"
    ).fetchall()
    return "".join(f"claim {claim} of {file} was set aside when it was read: {reason}" for claim, file, reason in rows)


def counts_billings(agreement: Agreement) -> bool:
    """Whether some version pays by the number of billings over all members."""
    return any(contract.unlisted.first_billings for _, contract in agreement.versions)


def book_of_claims(book: Book, keys: tuple[str, ...]) -> Book:
    """A book of its own with every row that can bear on these claims: those of their members, and all prices.

    A table that the book lacks is absent here too. Whoever takes it closes it.
    """
    engine = book.engine
    lines = book.sql_name(CLAIM_LINE.name)
    wanted = ", ".join(literal(key) for key in keys)
    engine.run(
        f"CREATE OR REPLACE TABLE wanted_claim AS SELECT DISTINCT claim_key, member_id FROM {lines}"
        f" WHERE claim_key IN ({wanted}) OR member_id IN (SELECT member_id FROM {lines} WHERE claim_key IN ({wanted}))"
    )
    small = Book(open_engine(threads=1))  # so few rows are decided sooner by one thread
    try:
        for table in ASKED:
            if book.has(table.name):
                _copy(engine, book.sql_name(table.name), table, small)
    except BaseException:
        small.close()
        raise
    return small


def _copy(engine: Engine, source: str, table: Table, small: Book) -> None:
    import pyarrow as pa  # type: ignore[import-untyped]  # it ships no types

    where = ""
    if "claim_key" in table.names:
        where = " WHERE claim_key IN (SELECT claim_key FROM wanted_claim)"
    elif "member_id" in table.names:
        where = " WHERE member_id IN (SELECT member_id FROM wanted_claim)"
    schema = table.arrow_schema()
    rows = engine.batches(f"SELECT * FROM {source}{where}", ROWS)
    small.load(table, pa.Table.from_batches([batch.cast(schema) for batch in rows], schema=schema))
