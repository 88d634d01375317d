"""What the head of a payment says: how much, when, how, from whom and to whom."""

from __future__ import annotations

import numpy as np

from perdiem.readers.x12 import names
from perdiem.readers.x12.columns import Array, date, decimal, integer, text
from perdiem.readers.x12.faults import Faults
from perdiem.readers.x12.numbers import dates, decimals
from perdiem.readers.x12.places import envelopes_of, keys_of
from perdiem.readers.x12.remittances.shape import RemittanceStretch, new_payments
from perdiem.readers.x12.segments import Ints, code
from perdiem.readers.x12.shape import first_of, last_at, take

_PAYER, _PAYEE, _NPI, _TAX = (code(each) for each in ("PR", "PE", "XX", "FI"))


class _Heads:
    """The segments of the heads of a stretch, by what they are; one row a transaction."""

    def __init__(self, stretch: RemittanceStretch) -> None:
        self._loops, self._segments = stretch.loops, stretch.segments
        self._parties = self._loops.within(names.N1, names.HEADER)
        self._party_kinds = self._segments.code(self._segments.element(self._parties, 1))

    def segment(self, kind: int, qualifier: str | None = None) -> Ints:
        """The first segment of this kind, and with this qualifier."""
        rows = self._loops.within(kind, names.HEADER)
        return self._first(rows if qualifier is None else rows[self._is(rows, qualifier)])

    def party(self, kind: int) -> Ints:
        """N1 with this qualifier."""
        return self._first(self._parties[self._party_kinds == kind])

    def reference(self, party: int, qualifier: str) -> Ints:
        """REF with a qualifier that stands under the party of this kind."""
        rows = self._loops.within(names.REF, names.HEADER)
        above = last_at(self._parties, rows)
        mine = take(self._party_kinds.astype(np.int64), above) == party
        mine &= self._loops.inside(rows) == take(self._loops.inside(self._parties), above)
        return self._first(rows[mine & self._is(rows, qualifier)])

    def _is(self, rows: Ints, qualifier: str) -> Array:
        return self._segments.code(self._segments.element(rows, 1)) == code(qualifier)

    def _first(self, rows: Ints) -> Ints:
        return first_of(self._loops.inside(rows), rows, len(self._loops.transactions))


def payments_of(stretch: RemittanceStretch, keys: Array, faults: Faults) -> dict[str, Array]:
    """The columns of the payments that begin in a stretch; `keys` are those of all its transactions."""
    segments, heads = stretch.segments, _Heads(stretch)
    mine = np.flatnonzero(new_payments(stretch))
    if not len(mine):
        return {}

    def values(rows: Ints, element: int) -> Array:
        return text(segments, segments.element(rows[mine], element))

    def days(rows: Ints, element: int) -> Array:
        rows = rows[mine]
        read = dates(segments, segments.element(rows, element))
        faults.add("date", rows[read.bad], element)
        return date(read)

    paid, trace, payer, payee = (
        heads.segment(names.BPR),
        heads.segment(names.TRN),
        heads.party(_PAYER),
        heads.party(_PAYEE),
    )
    own = segments.element(payee[mine], 4)
    own_kind = segments.code(segments.element(payee[mine], 3))
    tax = segments.element(heads.reference(_PAYEE, "TJ")[mine], 2)
    of_payer = segments.element(heads.reference(_PAYER, "2U")[mine], 2)
    heads_at = stretch.loops.transactions[mine]
    for rule, rows in (("trace-missing", trace), ("payer-name-missing", payer), ("payee-missing", payee)):
        faults.add(rule, heads_at[rows[mine] < 0])
    return envelopes_of(stretch, mine) | {
        "payment_key": keys.take(mine),
        "payment_offset": integer(stretch.offset[heads_at]),
        "payment_amount": decimal(decimals(segments, segments.element(paid[mine], 2), 2), 2),
        "handling_code": values(paid, 1),
        "credit_debit_code": values(paid, 3),
        "payment_method_code": values(paid, 4),
        "payment_date": days(paid, 16),
        "trace_number": values(trace, 2),
        "payer_trace_id": values(trace, 3),
        "currency_code": values(heads.segment(names.CUR), 2),
        "receiver_number": values(heads.segment(names.REF, "EV"), 2),
        "production_date": days(heads.segment(names.DTM, "405"), 2),
        "payer_name": values(payer, 2),
        "payer_id": text(segments, segments.element(payer[mine], 4).otherwise(of_payer)),
        "payee_name": values(payee, 2),
        "payee_npi": text(segments, own.only(own_kind == _NPI)),
        "payee_tin": text(segments, own.only(own_kind == _TAX).otherwise(tax)),
        "payee_number": values(heads.reference(_PAYEE, "PQ"), 2),
    }


def payment_keys(stretch: RemittanceStretch) -> Array:
    """The key of each transaction of a stretch."""
    return keys_of(stretch, stretch.offset[stretch.loops.transactions])
