"""The book's tables out of one stretch: what is kept, what is set aside, and a receipt for every claim."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]  # it ships no types

from perdiem.model.book import table
from perdiem.model.interchange import ClaimFile
from perdiem.model.interchange_rules import RULES
from perdiem.readers.x12.claims import Claims, claims_of
from perdiem.readers.x12.columns import Array, batch, date, integer, rows_of, words
from perdiem.readers.x12.details import Details, diagnoses_of, drugs_of
from perdiem.readers.x12.faults import Faults
from perdiem.readers.x12.lines import Lines, lines_of
from perdiem.readers.x12.numbers import Dates
from perdiem.readers.x12.other_payers import adjustments_of, other_payer_lines_of, other_payers_of
from perdiem.readers.x12.places import places_of, received_on
from perdiem.readers.x12.rejects import rejects_of
from perdiem.readers.x12.segments import Bools, Ints
from perdiem.readers.x12.stretch import Stretch
from perdiem.readers.x12.verdicts import RULE_NAMES, Verdicts, count_claims

_REASONS = tuple(RULES[name].message for name in RULE_NAMES)


def tables_of(stretch: Stretch, file: ClaimFile, faults: Faults, received: Any) -> dict[str, Array]:
    """Record batches by table name. `received` is a pyarrow date or None.

    Counts claims, lines and charges into `file` and its transactions. Faults found go to `faults`.
    """
    loops = stretch.loops
    verdicts = Verdicts(loops.claims, faults)
    verdicts.judge_places(stretch)
    claims = claims_of(stretch, faults, verdicts)
    lines = lines_of(stretch, claims, faults, verdicts)
    diagnoses = diagnoses_of(stretch, claims.columns)
    drugs = drugs_of(stretch, lines.columns, faults)
    payers = other_payers_of(stretch, faults)
    decisions = other_payer_lines_of(stretch, faults)
    adjustments = adjustments_of(stretch, payers, decisions, faults)
    _judge(stretch, claims, lines, faults, verdicts)
    columns = claims.columns | places_of(stretch) | {"received_date": received_on(stretch, received)}
    first, last = _claim_days(claims, lines, len(loops.claims))
    columns |= {"claim_start_date": date(first), "claim_end_date": date(last)}
    line_counts = np.bincount(lines.claim, minlength=len(loops.claims))
    count_claims(stretch, verdicts.kept, line_counts)
    file.charges += Decimal(sum(claims.charge.value[verdicts.kept].tolist())) / 100
    kept_line = verdicts.kept[lines.claim]
    found = {
        "claim_line": _lines(columns, lines, np.flatnonzero(kept_line)),
        "claim_diagnosis": _under_claims("claim_diagnosis", diagnoses, columns, verdicts.kept),
        "claim_line_drug": _under_lines("claim_line_drug", drugs, columns, lines, kept_line),
        "other_payer": _under_claims("other_payer", payers, columns, verdicts.kept),
        "other_payer_line": _under_lines("other_payer_line", decisions, columns, lines, kept_line),
        "other_payer_adjustment": _under_claims("other_payer_adjustment", adjustments, columns, verdicts.kept),
        "claim_receipt": _receipts(columns, verdicts, line_counts, faults),
        "reject": rejects_of(stretch, verdicts, columns, line_counts),
    }
    return {name: rows for name, rows in found.items() if rows is not None}


def _judge(stretch: Stretch, claims: Claims, lines: Lines, faults: Faults, verdicts: Verdicts) -> None:
    """What can be said only of a whole claim: it has an end, lines, and a total that is their sum."""
    loops = stretch.loops
    count = len(loops.claims)
    if not count:
        return
    verdicts.judge_lengths(stretch)
    per_claim = np.bincount(lines.claim, minlength=count)
    verdicts.reject_where("claim-no-lines", (verdicts.rule < 0) & (per_claim == 0))
    sums = np.append(0, np.cumsum(np.where(lines.charge.good, lines.charge.value, 0)))
    begins = np.searchsorted(lines.claim, np.arange(count + 1))
    total = sums[begins[1:]] - sums[begins[:-1]]
    wrong = verdicts.kept & (total != claims.charge.value)
    faults.add("claim-total", loops.claims[wrong], 2)


def _claim_days(claims: Claims, lines: Lines, count: int) -> tuple[Dates, Dates]:
    """The statement's days, else the least first day and the greatest last day of the lines."""
    good = lines.first_day.good & lines.last_day.good
    owner = lines.claim[good]
    least = np.full(count, np.iinfo(np.int32).max, dtype=np.int32)
    greatest = np.full(count, np.iinfo(np.int32).min, dtype=np.int32)
    np.minimum.at(least, owner, lines.first_day.day[good])
    np.maximum.at(greatest, owner, lines.last_day.day[good])
    any_day = np.bincount(owner, minlength=count) > 0
    none = np.zeros(count, dtype=bool)
    return (
        claims.first_day.otherwise(Dates(least, any_day, none)),
        claims.last_day.otherwise(Dates(greatest, any_day, none)),
    )


def _lines(columns: dict[str, Array], lines: Lines, chosen: Ints) -> Array:
    """The lines that are kept, each with its claim's columns."""
    if not len(chosen):
        return None
    all_kept = len(chosen) == len(lines.claim)
    owner = pa.array(lines.claim[chosen])
    declared = table("claim_line")
    found = {}
    for name in declared.names:
        if name in lines.columns:
            found[name] = lines.columns[name] if all_kept else lines.columns[name].take(pa.array(chosen))
        elif name in columns:
            column = columns[name]
            found[name] = pa.nulls(len(chosen), column.type) if column.null_count == len(column) else column.take(owner)
    return batch(declared, found, len(chosen))


def _under_claims(name: str, details: Details, columns: dict[str, Array], kept: Bools) -> Array:
    chosen = np.flatnonzero(kept[details.owner])
    if not len(chosen):
        return None
    rows = pa.array(chosen)
    found = {column: values.take(rows) for column, values in details.columns.items()}
    found["claim_key"] = rows_of(columns["claim_key"], details.owner[chosen])
    return batch(table(name), found, len(chosen))


def _under_lines(name: str, details: Details, columns: dict[str, Array], lines: Lines, kept: Bools) -> Array:
    chosen = np.flatnonzero(kept[details.owner])
    if not len(chosen):
        return None
    rows, line = pa.array(chosen), details.owner[chosen]
    found = {column: values.take(rows) for column, values in details.columns.items()}
    found["claim_key"] = rows_of(columns["claim_key"], lines.claim[line])
    found["claim_line_number"] = integer(lines.number[line])
    return batch(table(name), found, len(chosen))


def _receipts(columns: dict[str, Array], verdicts: Verdicts, line_counts: Ints, faults: Faults) -> Array:
    count = len(verdicts.rule)
    if not count:
        return None
    declared = table("claim_receipt")
    found = {name: columns[name] for name in declared.names if name in columns}
    found |= {
        "is_accepted": pa.array(verdicts.kept),
        "rule": words(np.where(verdicts.kept, len(RULE_NAMES), verdicts.rule), *RULE_NAMES, None),
        "reason": words(np.where(verdicts.kept, len(RULE_NAMES), verdicts.rule), *_REASONS, None),
        "fault_count": integer(faults.of_claims()),
        "line_count": integer(line_counts),
    }
    return batch(declared, found, count)
