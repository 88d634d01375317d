"""The tables of remittances out of one stretch: what is kept, and what is set aside."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]  # it ships no types

from perdiem.model.book import Table
from perdiem.model.book.remittance import (
    PROVIDER_ADJUSTMENT,
    REMITTANCE,
    REMITTANCE_ADJUSTMENT,
    REMITTANCE_CLAIM,
    REMITTANCE_LINE,
)
from perdiem.model.interchange import RemittanceFile
from perdiem.readers.x12.columns import Array, batch, integer, rows_of
from perdiem.readers.x12.details import ordinals
from perdiem.readers.x12.faults import Faults
from perdiem.readers.x12.places import places_of
from perdiem.readers.x12.rejects import rejects_of
from perdiem.readers.x12.remittances.adjustments import ProviderAdjustments, adjustments_of, provider_adjustments_of
from perdiem.readers.x12.remittances.balance import check_claims, check_payments
from perdiem.readers.x12.remittances.claims import claims_of
from perdiem.readers.x12.remittances.lines import lines_of
from perdiem.readers.x12.remittances.payments import payment_keys, payments_of
from perdiem.readers.x12.remittances.shape import RemittanceStretch
from perdiem.readers.x12.segments import Ints
from perdiem.readers.x12.verdicts import Verdicts, count_claims


def tables_of(stretch: RemittanceStretch, file: RemittanceFile, faults: Faults) -> dict[str, Array]:
    """Record batches by table name; counts payments, claims and lines into `file`. Faults found go to `faults`."""
    loops = stretch.loops
    verdicts = Verdicts(loops.claims, faults)
    verdicts.judge_places(stretch)
    keys = payment_keys(stretch)
    payments = payments_of(stretch, keys, faults)
    claims = claims_of(stretch, faults, verdicts)
    lines = lines_of(stretch, faults, verdicts)
    adjustments = adjustments_of(stretch, lines, faults)
    of_providers = provider_adjustments_of(stretch, faults)
    verdicts.judge_lengths(stretch)
    kept = verdicts.kept
    check_claims(stretch, claims, lines, adjustments, kept, faults)
    sequence = _sequence(stretch, of_providers)
    check_payments(stretch, claims, of_providers, kept, faults)
    columns = claims.columns | places_of(stretch)
    columns["payment_key"] = rows_of(keys, loops.transaction_of_claim)
    line_counts = np.bincount(lines.claim, minlength=len(loops.claims))
    count_claims(stretch, kept, line_counts)
    if payments:
        file.payments += len(payments["payment_key"])
        file.paid += sum(payments["payment_amount"].to_pylist(), Decimal(0))
    found = {
        "remittance": batch(REMITTANCE, payments, len(payments["payment_key"])) if payments else None,
        "remittance_claim": _rows(REMITTANCE_CLAIM, columns, {}, np.arange(len(kept)), np.flatnonzero(kept)),
        "remittance_line": _rows(
            REMITTANCE_LINE, lines.columns, columns, lines.claim, np.flatnonzero(kept[lines.claim])
        ),
        "remittance_adjustment": _rows(
            REMITTANCE_ADJUSTMENT, adjustments.columns, columns, adjustments.claim,
            np.flatnonzero(kept[adjustments.claim]),
        ),
        "provider_adjustment": _rows(
            PROVIDER_ADJUSTMENT, of_providers.columns | {"sequence": sequence}, {"payment_key": keys},
            of_providers.transaction, np.arange(len(of_providers.transaction)),
        ),
        "reject": rejects_of(stretch, verdicts, columns, line_counts),
    }  # fmt: skip
    return {name: rows for name, rows in found.items() if rows is not None}


def _rows(table: Table, own: dict[str, Array], above: dict[str, Array], owner: Ints, chosen: Ints) -> Array:
    """The chosen rows of a table: its own columns, and those of what stands above each."""
    if not len(chosen):
        return None
    rows, up = pa.array(chosen), pa.array(owner[chosen])
    found = {name: own[name].take(rows) for name in table.names if name in own}
    found |= {name: above[name].take(up) for name in table.names if name in above and name not in own}
    return batch(table, found, len(chosen))


def _sequence(stretch: RemittanceStretch, read: ProviderAdjustments) -> Array:
    """The ordinal of each adjustment within its payment, counted on from the stretch before."""
    before = np.array([each.payment.adjusted if each.payment else 0 for each in stretch.transactions], dtype=np.int64)
    return integer(ordinals(read.transaction) + before[read.transaction])
