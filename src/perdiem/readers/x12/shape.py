"""The shape of a stretch: which claim, line and transaction each segment belongs to, told by order alone."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import numpy.typing as npt

from perdiem.readers.x12 import names
from perdiem.readers.x12.grammar import Grammar
from perdiem.readers.x12.segments import Bools, Ints, Segments


def last_at(starts: Ints, rows: Ints) -> Ints:
    """For each row, which of the sorted `starts` is the last at or before it; -1 when there is none."""
    return np.searchsorted(starts, rows, "right") - 1


def first_of(owner: Ints, rows: Ints, count: int) -> Ints:
    """For each of `count` owners the first of its rows, -1 when it has none; an owner of -1 is passed over."""
    found = np.full(count, -1, dtype=np.int64)
    mine = owner >= 0
    found[owner[mine][::-1]] = rows[mine][::-1]
    return found


def take(values: Ints, rows: Ints) -> Ints:
    """values[rows], and -1 where a row is -1."""
    if not len(values):
        return np.full(len(rows), -1, dtype=np.int64)
    return np.where(rows >= 0, values[rows], -1)


def last_where(chosen: Bools) -> Ints:
    """For each row, the last row at or before it that is chosen; -1 when there is none."""
    found: Ints = np.maximum.accumulate(np.where(chosen, np.arange(len(chosen)), -1))
    return found


def _ordinals(starts: Ints, count: int) -> Ints:
    """For each of `count` rows, which of the starts is the last at or before it; -1 for none."""
    return np.repeat(np.arange(-1, len(starts)), np.diff(starts, prepend=0, append=count))


class Shape:
    """The shape of one stretch of an interchange, in the grammar of its kind of transaction.

    `claims`, `services` and `transactions` are the rows with which each begins. `region` says for each segment in
    which part it stands. What is `orphan` is a service line under nothing. `provider_broken` and `level_broken` say
    that an earlier stretch found damage in what the claims stand under.
    """

    grammar: ClassVar[Grammar]

    def __init__(
        self,
        segments: Segments,
        first: int,
        too_long: Ints,
        *,
        is_skipping: bool = False,
        provider_broken: bool = False,
        level_broken: bool = False,
    ) -> None:
        kinds, grammar = segments.kinds, self.grammar
        self.segments, self.first, self.too_long = segments, first, too_long
        borders = np.flatnonzero(grammar.is_border(kinds))
        is_skipping &= first < segments.count and not grammar.is_border(kinds[first : first + 1])[0]
        if is_skipping:  # what stands before the next border has no owner: a border is put before it
            borders = np.sort(np.append(borders, first))
        parts = np.flatnonzero(grammar.is_part(kinds))
        above = take(kinds[borders].astype(np.int64), last_at(borders, parts))
        inside = above == grammar.claim
        is_service = np.isin(kinds[parts], grammar.services)
        self.borders = borders
        self.orphans = parts[~inside & is_service & (parts >= first)]
        parts, is_service = parts[inside], is_service[inside]
        markers = np.sort(np.concatenate([borders, parts]))
        lengths = np.diff(markers, append=segments.count)
        self.markers = markers
        self.region: npt.NDArray[np.uint8] = np.zeros(segments.count, dtype=np.uint8)
        if len(markers):
            self.region[markers[0] :] = np.repeat(grammar.region_of(kinds[markers]), lengths)
        self.skipped_to = first
        if is_skipping:
            place = int(np.searchsorted(borders, first, "right"))
            self.skipped_to = int(borders[place]) if place < len(borders) else segments.count
            self.region[first : self.skipped_to] = names.OUTSIDE
        self.claims = segments.where(grammar.claim)
        self.transactions = segments.where(names.ST)
        self.services = parts[is_service]
        self._parts = parts
        self._claim_at = _ordinals(self.claims, segments.count)
        self._service_at = _ordinals(self.services, segments.count)
        self.claim_of_service = self.claim_of(self.services)
        self.found: dict[tuple[int, int], object] = {}  # what was looked for already, for those who look again
        self._within: dict[tuple[int, int], Ints] = {}
        self.transaction_of_claim = self.inside(self.claims)
        self._look_above(provider_broken, level_broken)

    def _look_above(self, provider_broken: bool, level_broken: bool) -> None:
        """Finds what the claims stand under; nothing, where a claim stands under its transaction only."""

    def heads(self, start: int) -> list[int]:
        """The borders after the transaction's, at `start`, whose segments later claims still need."""
        del start
        return []

    def is_broken_at_end(self, is_forced: bool) -> tuple[bool, bool]:
        """Whether provider and level in force at the end are damaged; `is_forced` that the stretch ends inside one."""
        del is_forced
        return False, False

    def owner_of(self, region: int, rows: Ints) -> Ints:
        """The claim, or the service, under which each row of the region stands."""
        return self.service_of(rows) if region == names.SERVICE else self.claim_of(rows)

    def claim_of(self, rows: Ints) -> Ints:
        """The claim under which each row stands; rows must be inside claims."""
        found: Ints = self._claim_at[rows]
        return found

    def service_of(self, rows: Ints) -> Ints:
        """The service line under which each row stands; rows must be in the region of a service."""
        found: Ints = self._service_at[rows]
        return found

    def within(self, kind: int, region: int) -> Ints:
        """The rows of a kind of segment in a region."""
        found = self._within.get((kind, region))
        if found is None:
            rows = self.segments.where(kind)
            found = self._within[kind, region] = rows[self.region[rows] == region]
        return found

    def inside(self, rows: Ints) -> Ints:
        """The transaction in which each row stands; -1 for one that stands outside."""
        kinds = self.segments.kinds
        envelopes = self.segments.where(names.ST, names.SE, names.GS, names.GE, names.ISA, names.IEA)
        last = take(envelopes, last_at(envelopes, rows))
        is_inside = (last >= 0) & (kinds[last] == names.ST) if self.segments.count else last >= 0
        return np.where(is_inside, last_at(self.transactions, rows), -1)
