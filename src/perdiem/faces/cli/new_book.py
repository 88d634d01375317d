"""`perdiem new --book`: the tables of a book to fill in, as a workbook, CSV or Parquet."""

from __future__ import annotations

from pathlib import Path

from perdiem.errors import UsageError
from perdiem.faces.cli.words import tell
from perdiem.writers.book_template_form import TemplateForm


def new_book(place: Path, form: TemplateForm | None, *, force: bool, quiet: bool) -> None:
    """Writes the templates: a workbook where the place ends in .xlsx or is a folder, else a file a table.

    Raises UsageError where the place and the form do not fit, UnwritableFile.
    """
    from perdiem.rules.claims.adjudicate import UNASKED_WITHOUT
    from perdiem.writers.book_template import TEMPLATES, WORKBOOK_NAME, write_template_files
    from perdiem.writers.book_template_workbook import write_template_workbook

    is_workbook = place.suffix.lower() == ".xlsx"
    form = form or TemplateForm.XLSX
    if place.suffix and not is_workbook and not place.is_dir():
        raise UsageError(f"--book {place}: name a folder, or a workbook that ends in .xlsx")
    if is_workbook and form is not TemplateForm.XLSX:
        raise UsageError(f"--book {place} is a workbook; name a folder for --format {form.value}")
    if form is TemplateForm.XLSX:
        file = place if is_workbook else place / WORKBOOK_NAME
        write_template_workbook(file, UNASKED_WITHOUT, replace=force)
        tell(
            f"{file} is written: a sheet that explains, and {len(TEMPLATES)} to fill in. "
            f"Next: fill in what you have, delete the other sheets, then  "
            f"perdiem adjudicate my-contract.yaml {file}  for claims, or  perdiem measure {file}",
            quiet=quiet,
        )
        return
    write_template_files(place, form, replace=force)
    tell(
        f"{place} has {len(TEMPLATES)} tables to fill in, and columns.csv, which explains them. "
        f"Next: fill in what you have, delete the other files, then  "
        f"perdiem adjudicate my-contract.yaml {place}  for claims, or  perdiem measure {place}",
        quiet=quiet,
    )
