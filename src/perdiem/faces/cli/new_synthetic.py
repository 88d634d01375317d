"""`perdiem new --book DIR --synthetic`: a book of invented patients, and the truth that it was drawn from."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from perdiem.errors import UsageError
from perdiem.faces.cli.words import tell, write_text
from perdiem.writers.book_template_form import TemplateForm

TRUTH = "truth.json"
MEMORY = "2GB"  # for the tables; what does not fit goes to disk, so that millions of members are made on any machine


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the command line asks for."""

    members: int
    seed: int
    first_day: date | None
    last_day: date | None
    changes: tuple[str, ...]
    values: tuple[str, ...] = ()


def new_synthetic(
    folder: Path, form: TemplateForm | None, wanted: Wanted, *, force: bool, quiet: bool
) -> None:  # fmt: skip
    """Writes the tables, a file each (Parquet by default) or one workbook, and truth.json.

    Raises UsageError for settings that no book can have, UnwritableFile.
    """
    from perdiem.engine.duckdb import open_engine
    from perdiem.faces.cli.convert_report import Progress
    from perdiem.rules.synthetic.generate import synthetic_book
    from perdiem.rules.synthetic.settings import FIRST_DAY, LAST_DAY, Settings, read_change, read_rate
    from perdiem.writers.book_template import WORKBOOK_NAME, refuse_existing
    from perdiem.writers.tables.writing import Form, write_tables

    if folder.suffix and not folder.is_dir():
        raise UsageError(f"--book {folder}: name a folder; a synthetic book is a file a table, and {TRUTH}")
    settings = Settings(
        wanted.members,
        wanted.seed,
        wanted.first_day or FIRST_DAY,
        wanted.last_day or LAST_DAY,
        tuple(map(read_change, wanted.changes)),
        tuple(map(read_rate, wanted.values)),
    )
    form = form or TemplateForm.PARQUET
    target = folder / WORKBOOK_NAME if form is TemplateForm.XLSX else folder
    refuse_existing([folder / TRUTH], replace=force)
    progress = Progress(quiet=quiet)
    with open_engine(memory_limit=MEMORY) as engine:
        made = synthetic_book(settings, engine, lambda done, of: progress(f"{done:,} of {of:,} members"))
        kind = Form.EXCEL if form is TemplateForm.XLSX else Form(form.value)
        written = write_tables(made.book, target, kind, replace=force, progress=progress)
        progress.end()
        write_text(folder / TRUTH, json.dumps(made.truth, indent=1) + "\n")
    rows = sum(each.rows for each in written)
    lines = next(each.rows for each in written if each.table == "claim_line")
    tell(
        f"{target} holds {len(written)} tables with {rows:,} rows, {lines:,} of them claim lines, of "
        f"{settings.members:,} invented members. {folder / TRUTH} says which rates they were drawn from and what was "
        f"drawn. Next:  perdiem measure {target}",
        quiet=quiet,
    )
