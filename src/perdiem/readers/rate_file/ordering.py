"""The rates of in-network files put in their order, part by part, for all at once would need too much memory.

A part is some items that follow each other in their file; the parts follow each other as the key of published_rate
says: file, position, rate. Only which items are shown changes from part to part, the query is the same.
"""

from __future__ import annotations

from collections.abc import Callable

from perdiem.engine.book import Book
from perdiem.engine.duckdb import Engine, quoted
from perdiem.model.rate_file import PUBLISHED_RATE
from perdiem.readers.rate_file.staging import COUNTED

PART = 250_000  # rows joined and ordered together


def count_rows(engine: Engine) -> dict[int, int]:
    """How many rates each file has, by its number; keeps how many each item has. All items are shown."""
    engine.run(f"CREATE OR REPLACE TABLE item_rows AS {COUNTED}")
    engine.run("CREATE OR REPLACE TABLE shown_item AS SELECT item FROM rate_item")
    found = engine.run("SELECT file, CAST(sum(rows) AS BIGINT) FROM item_rows GROUP BY file").fetchall()
    return {int(file): int(rows) for file, rows in found}


def plan_parts(engine: Engine, files: str) -> None:
    """Plans the parts of the in-network files whose numbers are given, separated by commas; none for `NULL`."""
    engine.run(
        "CREATE OR REPLACE TABLE rate_part AS "
        f"SELECT item, sum(rows) OVER (ORDER BY source_file, position, item) // {PART} AS part "
        f"FROM item_rows JOIN rate_file USING (file) WHERE file IN ({files})"
    )


def put_in_order(book: Book, progress: Callable[[str], None]) -> str:
    """SQL for the rates of a book in the order of their key; they are on disk then, and the book takes them from there.

    Without planned parts (rates of hospitals, of other tables) all are one part.
    """
    engine = book.engine
    rates = f"SELECT * FROM {book.sql_name(PUBLISHED_RATE.name)}"
    order = ", ".join(f"{quoted(name)} NULLS LAST" for name in PUBLISHED_RATE.key)
    parts = [row[0] for row in engine.run("SELECT DISTINCT part FROM rate_part ORDER BY part").fetchall()]
    engine.run(f"CREATE OR REPLACE TABLE ordered_rate AS {rates} LIMIT 0")
    for number, part in enumerate(parts or [None], 1):
        if part is not None:
            engine.run(f"CREATE OR REPLACE TABLE shown_item AS SELECT item FROM rate_part WHERE part = {part}")
            progress(f"rates, part {number} of {len(parts)}")
        # joining and ordering at once would need more memory than is allowed
        engine.run(f"CREATE OR REPLACE TEMP TABLE joined_rate AS {rates}")
        engine.run(f"INSERT INTO ordered_rate SELECT * FROM joined_rate ORDER BY {order}")
    engine.run("DROP TABLE joined_rate")
    engine.run("CREATE OR REPLACE TABLE shown_item AS SELECT item FROM rate_item")
    book.define(PUBLISHED_RATE, "SELECT * FROM ordered_rate")
    return "SELECT * FROM ordered_rate"
