"""What the readers of a book could not use, in sentences: faults of claim files, and rows of tables set aside."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import typer

from perdiem.model.faults import Severity
from perdiem.model.interchange_rules import RULES

if TYPE_CHECKING:
    from perdiem.engine.reading import Reading
    from perdiem.model.interchange import X12File
    from perdiem.readers.book import BookReading

MOST = 10  # faults of one file, and rows of all tables, that are printed; the result's tables have every one

_NOT_WHOLE = frozenset({
    "folder-empty", "file-empty", "file-not-x12", "file-cut", "file-too-dense", "file-unreadable", "isa-delimiters",
    "interchange-cut", "iea-missing", "iea-count", "ge-missing", "ge-count", "se-missing", "se-count", "nul-bytes",
    "segment-too-long", "service-outside",
})  # fmt: skip
"""Rules whose breach means that claims may be missing of which nothing else is known."""


def is_whole(reading: Reading) -> bool:
    """Whether everything in the inputs was read into the book, as far as can be known."""
    return not (
        reading.lines_rejected or reading.rows_rejected or any(_lacks_claims(file) for file in reading.x12_files)
    )


def tell_faults(opened: BookReading) -> None:
    """Writes what could not be used to standard error, also when the user asked for quiet."""
    for sentence in faults_of(opened):
        typer.echo(sentence, err=True)


def faults_of(opened: BookReading) -> Iterator[str]:
    """A sentence for each fault, with its place: at most 10 of a claim file and 10 of all tables; then how many more.

    What stands in a row is not repeated, because it may name a person.
    """
    for file in opened.reading.x12_files:
        yield from _of_file(file)
    yield from _of_tables(opened)


def _lacks_claims(file: X12File) -> bool:
    return any(rule in _NOT_WHOLE or RULES[rule].rejects_claim for rule in file.rules)


def _of_file(file: X12File) -> Iterator[str]:
    errors = [fault for fault in file.faults if fault.severity is Severity.ERROR]
    yield from map(str, errors[:MOST])
    if file.errors > MOST:
        yield f"{file.name}: {file.errors - min(MOST, len(errors)):,} more faults"


def _of_tables(opened: BookReading) -> Iterator[str]:
    from perdiem.engine.table_reject import TABLE_REJECT

    if not opened.book.has(TABLE_REJECT.name):
        return
    rejects = opened.book.sql_name(TABLE_REJECT.name)
    rows = opened.book.engine.run(
        f"SELECT source_file, row_number, reason FROM {rejects} "
        f"ORDER BY source_file, row_number NULLS LAST, column_name NULLS FIRST, reason LIMIT {MOST}"
    ).fetchall()
    for source, number, reason in rows:
        yield f"{source}{f':row {number}' if number is not None else ''}: {reason}"
    more = opened.book.count(TABLE_REJECT.name) - len(rows)
    if more > 0:
        yield f"{more:,} more faults of rows: a folder that `perdiem convert` writes has them all, as table_reject"
