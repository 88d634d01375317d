"""An entry of `rates` that names a rate sheet: `{file: rates.xlsx, sheet: Rates, per: day}`."""

from __future__ import annotations

from typing import Any

from perdiem.model.faults import Fault
from perdiem.model.marks import Path, dotted
from perdiem.readers.sheet_headings import HEADINGS
from perdiem.readers.yaml_document import YamlDocument

ILL_FORMED = ("should be a text", "should be a section: our column names, each with the sheet's heading")
SHEET_KEYS = ("file", "sheet", "columns")
SHEET_DEFAULTS = ("per", "factor", "of", "schedule", "lesser_of_charge", "from", "to", "modifiers", "site",
                  "places_of_service", "lines_of_business")  # fmt: skip


def sheet_entry_faults(entry: dict[str, Any], index: int, document: YamlDocument) -> list[Fault]:
    """Every fault of the entry itself; one whose message is in ILL_FORMED forbids to read the sheet."""
    faults = []
    path: Path
    for key in entry:
        if key not in (*SHEET_KEYS, *SHEET_DEFAULTS):
            path = ("rates", index, key)
            faults.append(
                Fault(document.keys.get(path, document.place(path)), dotted(path), "is not a term of a rate sheet",
                      suggestion=f"its terms are {', '.join((*SHEET_KEYS, *SHEET_DEFAULTS))}")
            )  # fmt: skip
    for key in ("file", "sheet"):
        if not isinstance(entry.get(key, ""), str):
            path = ("rates", index, key)
            faults.append(Fault(document.place(path), dotted(path), ILL_FORMED[0]))
    columns = entry.get("columns", {})
    if not isinstance(columns, dict) or not all(isinstance(heading, str) for heading in columns.values()):
        path = ("rates", index, "columns")
        faults.append(Fault(document.place(path), dotted(path), ILL_FORMED[1], suggestion="such as {codes: HCPCS}"))
    for key in columns if isinstance(columns, dict) else ():
        if key not in HEADINGS:
            path = ("rates", index, "columns", str(key))
            faults.append(
                Fault(document.keys.get(path, document.place(path)), dotted(path), "is not a column of a rate schedule",
                      suggestion=f"its columns are {', '.join(HEADINGS)}")
            )  # fmt: skip
    return faults
