"""Gathers the faults of one stretch, whole columns at a time, and hands them over in the order of the file."""

from __future__ import annotations

import numpy as np

from perdiem.model.interchange import FAULTS_KEPT, Envelope, X12Fault, fault_of
from perdiem.readers.x12.segments import Bools, Ints
from perdiem.readers.x12.shape import Shape, last_at
from perdiem.readers.x12.stretch import AnyStretch


class Faults:
    """The faults of one stretch. Rows that an earlier stretch read already give none."""

    def __init__(self, stretch: AnyStretch[Shape]) -> None:
        self._stretch = stretch
        self._rules: list[tuple[str, int | None]] = []
        self._rows: list[Ints] = []
        self._made: list[tuple[int, X12Fault, tuple[Envelope | None, ...]]] = []

    def add(self, rule: str, rows: Ints, element: int | None = None) -> None:
        """The same fault at each of these rows."""
        if not len(rows):
            return
        rows = rows[rows >= self._stretch.first]
        if len(rows) and rule not in ("interchange-cut", "claim-cut"):
            rows = rows[self._is_open_to_fault(rows)]
        if len(rows):
            self._rules.append((rule, element))
            self._rows.append(rows)

    def _is_open_to_fault(self, rows: Ints) -> Bools:
        """Leaves out what is cut off, and what stands in a transaction that is set aside: it is not wrong besides."""
        stretch = self._stretch
        found = np.ones(len(rows), dtype=bool)
        if stretch.has_cut_claim:
            found &= rows < stretch.loops.claims[-1]
        for first, last in stretch.refused():
            found &= (rows < first) | (rows > last)
        return found

    def add_made(self, row: int, fault: X12Fault, *holders: Envelope | None) -> None:
        """One fault that was put together already, to stand in the order of row `row`."""
        self._made.append((row, fault, holders))

    def of_claims(self) -> Ints:
        """How many faults each claim has."""
        claims = self._stretch.loops.claims
        if not self._rows or not len(claims):
            return np.zeros(len(claims), dtype=np.int64)
        rows = np.concatenate(self._rows)
        owner = self._stretch.loops.claim_of(rows)
        owner = owner[(owner >= 0) & (self._stretch.loops.region[rows] >= self._stretch.loops.region[claims[0]])]
        found: Ints = np.bincount(owner, minlength=len(claims)).astype(np.int64)
        return found

    def hand_over(self) -> None:
        """Gives every fault to the file and to its transaction, in the order of the file."""
        file = self._stretch.file
        rows = np.concatenate([*self._rows, np.array([row for row, _, _ in self._made], dtype=np.int64)])
        which = np.repeat(np.arange(len(self._rows)), [len(each) for each in self._rows])
        kind = np.concatenate([which, len(self._rows) + np.arange(len(self._made))])
        order = np.lexsort((kind, rows))
        room = max(0, FAULTS_KEPT - len(file.faults))
        for place in order[:room]:
            self._hand_over_one(int(rows[place]), int(kind[place]))
        rest = order[room:]
        for place in rest[kind[rest] >= len(self._rows)]:
            self._hand_over_one(int(rows[place]), int(kind[place]))
        rest = rest[kind[rest] < len(self._rows)]
        owner = last_at(self._stretch.loops.transactions, rows[rest])
        for (place, number), count in zip(*_counted(owner, kind[rest]), strict=True):
            rule = self._rules[number][0]
            file.rules[rule] += count
            self._stretch.interchange.rules[rule] += count
            if place >= 0:
                self._stretch.transactions[place].transaction.rules[rule] += count

    def _hand_over_one(self, row: int, kind: int) -> None:
        if kind >= len(self._rows):
            _, fault, holders = self._made[kind - len(self._rows)]
            self._stretch.file.add(fault, *holders)
            return
        rule, element = self._rules[kind]
        inside = self._stretch.transaction_of(row)
        fault = fault_of(rule, self._stretch.position(row, element, inside))
        self._stretch.file.add(fault, self._stretch.interchange, inside.transaction if inside else None)


def _counted(owner: Ints, kind: Ints) -> tuple[list[list[int]], list[int]]:
    """Each pair of owner and kind that occurs, and how often."""
    if not len(owner):
        return [], []
    pairs, counts = np.unique(np.stack([owner, kind], axis=1), axis=0, return_counts=True)
    return pairs.tolist(), counts.tolist()
