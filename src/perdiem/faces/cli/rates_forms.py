"""What `perdiem rates` may write its table as, told from a file's ending."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from perdiem.errors import UsageError


class RatesForm(StrEnum):
    """What the table is written as."""

    PARQUET = "parquet"
    CSV = "csv"
    EXCEL = "excel"


_FORMS = {".parquet": RatesForm.PARQUET, ".csv": RatesForm.CSV, ".xlsx": RatesForm.EXCEL}


def form_of(output: Path | None, said: RatesForm | None) -> RatesForm | None:
    """The form that was said, or that the ending says; None without an output. Raises UsageError."""
    if output is None or said is not None:
        return said
    ending = output.suffix.lower()
    if ending not in _FORMS:
        raise UsageError(
            f"{output}: what to write cannot be told from its ending; say --format with one of {', '.join(RatesForm)}"
        )
    return _FORMS[ending]
