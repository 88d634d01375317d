"""The rejects of one stretch: claims that were set aside, and what stands where no claim can."""

from __future__ import annotations

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]  # it ships no types

from perdiem.model.book import table
from perdiem.model.interchange_rules import RULES
from perdiem.readers.x12.columns import Array
from perdiem.readers.x12.segments import Ints
from perdiem.readers.x12.shape import Shape
from perdiem.readers.x12.stretch import AnyStretch
from perdiem.readers.x12.verdicts import RULE_NAMES, Verdicts

SHOWN = 200  # characters of a segment


def rejects_of(stretch: AnyStretch[Shape], verdicts: Verdicts, columns: dict[str, Array], line_counts: Ints) -> Array:
    """One row a claim that was set aside, a transaction that is none of those read, and a line under no claim."""
    rows: list[dict[str, object]] = []
    for claim in np.flatnonzero(~verdicts.kept).tolist():
        row = _row(stretch, int(verdicts.row[claim]), RULE_NAMES[verdicts.rule[claim]])
        row["claim_position"] = columns["claim_position"][claim].as_py()
        row["claim_id"] = columns["claim_id"][claim].as_py()
        row["element_position"] = int(verdicts.element[claim]) or None
        row["line_count"] = int(line_counts[claim])
        rows.append(row)
    for place, opened in enumerate(stretch.transactions):
        at = int(stretch.loops.transactions[place])
        if opened.refused and at >= stretch.first:
            rows.append(_row(stretch, at, opened.refused))
    for orphan in stretch.loops.orphans.tolist():
        row = _row(stretch, orphan, "claim-too-long" if orphan < stretch.loops.skipped_to else "service-outside")
        row["line_count"] = 1
        rows.append(row)
    if not rows:
        return None
    schema = table("reject").arrow_schema()
    rows.sort(key=lambda row: (int(str(row["segment_offset"])), str(row["rule"])))
    return pa.RecordBatch.from_pylist(rows, schema=schema)


def _row(stretch: AnyStretch[Shape], at: int, rule: str) -> dict[str, object]:
    place = stretch.position(at)
    return {
        "source_file": stretch.file.name,
        "interchange_control_number": place.interchange,
        "group_control_number": place.group,
        "transaction_control_number": place.transaction,
        "claim_position": None,
        "claim_id": None,
        "segment_position": place.segment,
        "segment_id": place.segment_id or None,
        "element_position": None,
        "segment_offset": place.offset,
        "rule": rule,
        "reason": RULES[rule].message,
        "line_count": 0,
        "what_was_read": stretch.segments.text_of(at, SHOWN),
    }
