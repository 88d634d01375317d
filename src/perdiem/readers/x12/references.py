"""Segments that carry a qualifier in their first element, found by it: REF, DTP, AMT, NM1 under a claim or a line."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from perdiem.readers.x12.faults import Faults
from perdiem.readers.x12.segments import Bools, Codes, Ints, codes
from perdiem.readers.x12.shape import Shape, first_of


@dataclass(frozen=True, slots=True)
class Qualified:
    """The segments of one kind in one region, each with its owner and its qualifier."""

    rows: Ints
    owner: Ints
    qualifier: Codes

    def keep(self, chosen: Bools) -> Qualified:
        """The chosen only."""
        return Qualified(self.rows[chosen], self.owner[chosen], self.qualifier[chosen])

    def owned_by(self, owner: Ints) -> Qualified:
        """The same segments under other owners."""
        return replace(self, owner=owner)

    def chosen(self, *qualifiers: str) -> Bools:
        """Which have one of these qualifiers."""
        found = np.zeros(len(self.rows), dtype=bool)
        for each in codes(*qualifiers):
            found |= self.qualifier == each
        return found

    def first(self, count: int, *qualifiers: str) -> Ints:
        """For each of `count` owners the first with one of these qualifiers; -1 for none."""
        mine = self.chosen(*qualifiers)
        return first_of(self.owner[mine], self.rows[mine], count)

    def report_repeated(self, faults: Faults, count: int, *qualifiers: str) -> None:
        """Reports what comes again under the same owner with the same qualifier."""
        for qualifier in qualifiers:
            mine = self.chosen(qualifier)
            rows, owner = self.rows[mine], self.owner[mine]
            faults.add("reference-repeated", rows[first_of(owner, rows, count)[owner] != rows], 1)


def qualified(loops: Shape, kind: int, region: int) -> Qualified:
    """The segments of one kind in one region, owned by claims, by other payors or by services as the region says."""
    found = loops.found.get((kind, region))
    if not isinstance(found, Qualified):
        rows = loops.within(kind, region)
        found = Qualified(rows, loops.owner_of(region, rows), loops.segments.code(loops.segments.element(rows, 1)))
        loops.found[kind, region] = found
    return found
