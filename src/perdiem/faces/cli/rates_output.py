"""What `perdiem rates` writes: the rates, and beside them their faults and the plans of tables of contents."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from perdiem.faces.cli.rates_forms import RatesForm
from perdiem.faces.cli.words import make_room

if TYPE_CHECKING:
    from perdiem.engine.book import Book

BESIDE = ("", "faults", "plans")


def places(output: Path, form: RatesForm) -> list[Path]:
    """The files that may be written: one workbook, or a file for each table."""
    if form is RatesForm.EXCEL:
        return [output]
    return [output.with_suffix(f".{name}{output.suffix}") if name else output for name in BESIDE]


def write_rates(
    book: Book, output: Path, form: RatesForm, progress: Callable[[str], None]
) -> Iterator[tuple[str, int]]:
    """Writes the tables that have rows, the rates always; gives each place with its rows. Raises UnwritableFile."""
    from perdiem.model.rate_file import PUBLISHED_RATE, RATE_FAULT, RATE_FILE_PLAN
    from perdiem.readers.rate_file import put_in_order
    from perdiem.writers.tables.files import write_csv, write_parquet
    from perdiem.writers.tables.workbook import write_workbook

    make_room(output)
    tables = [
        table
        for table in (PUBLISHED_RATE, RATE_FAULT, RATE_FILE_PLAN)
        if table is PUBLISHED_RATE or book.count(table.name)
    ]
    if form is RatesForm.EXCEL:
        write_workbook(book, tables, output, progress)
        yield from ((f"{output}!{table.name}", book.count(table.name)) for table in tables)
        return
    in_order = {PUBLISHED_RATE.name: put_in_order(book, progress)}
    write = write_csv if form is RatesForm.CSV else write_parquet
    named = dict(zip(("published_rate", "rate_fault", "rate_file_plan"), places(output, form), strict=True))
    for name in named.keys() - {table.name for table in tables}:
        named[name].unlink(missing_ok=True)  # of an earlier run; it would be taken for this one's
    for table in tables:
        progress(table.name)
        write(book, table, named[table.name], in_order.get(table.name))
        yield str(named[table.name]), book.count(table.name)
