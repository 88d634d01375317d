"""The rows of tables that break their declaration: which row of which file, what stands there, and what is wrong."""

from __future__ import annotations

from perdiem.model.book.declaration import INTEGER, MONEY, TEXT, Column, Table

# A table of its own beside `reject`, whose places are the segments of claim files.
TABLE_REJECT = Table(
    name="table_reject",
    grain="One row is one thing wrong in one row of a table that was read; the row is not in the book.",
    sources=("tables",),
    key=("source_file", "row_number", "table_name", "column_name", "rule", "row_key"),
    columns=(
        Column("table_name", TEXT, "The table of the book that the row was meant for; FHIR: what is no resource.",
               required=True),
        Column("source_file", TEXT, "The file, sheet or table of a database that was read.", required=True),
        Column("row_number", INTEGER,
               "The row as a spreadsheet counts it, the header being 1; a Parquet file's or a database's first row "
               "is 1. The line of NDJSON, the entry of a FHIR bundle. Empty where a database does not number its "
               "rows."),
        Column("row_key", TEXT, "The key of the row, as far as it could be read."),
        Column("column_name", TEXT, "The column of the book; empty when the whole row is meant."),
        Column("rule", TEXT, "The rule that is broken.", required=True,
               constraint="missing, unreadable, not_allowed, order, duplicate, malformed_row or not_used"),
        Column("reason", TEXT, "What is wrong and what is allowed, in a sentence.", required=True),
        Column("value", TEXT, "What stands there, its first 200 characters. May name a person."),
        Column("charge_amount", MONEY, "The charge of a claim line that was set aside, if it could be read.",
               unit="USD"),
    ),
)  # fmt: skip
