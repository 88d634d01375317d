"""Which claim, line, level and transaction each segment belongs to, told by order and qualifiers."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from perdiem.readers.x12 import names
from perdiem.readers.x12.segments import Bools, Codes, Ints, Segments, code, codes

PROFESSIONAL, INSTITUTIONAL = 1, 2
_PROVIDER, _SUBSCRIBER, _PATIENT = codes("20", "22", "23")
_OF_PROVIDERS = code("85")
_OF_LEVELS = codes("IL", "QC")


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


class Loops:
    """The shape of one stretch of an interchange.

    `claims`, `services`, `others`, `levels` and `transactions` are the rows of CLM, SV1 or SV2, SBR inside a claim,
    HL, and ST. `region` says for each segment in which part it stands. What is `orphan` is a service line or a
    claim under nothing. `provider_broken` and `level_broken` say that an earlier stretch found a level damaged.
    """

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
        kinds = segments.kinds
        self.segments, self.first, self.too_long = segments, first, too_long
        borders = np.flatnonzero(names.is_border(kinds))
        is_skipping &= first < segments.count and not names.is_border(kinds[first : first + 1])[0]
        if is_skipping:  # what stands before the next border has no owner: a border is put before it
            borders = np.sort(np.append(borders, first))
        parts = np.flatnonzero(names.is_part(kinds))
        above = take(kinds[borders].astype(np.int64), last_at(borders, parts))
        inside = above == names.CLM
        is_service = (kinds[parts] == names.SV1) | (kinds[parts] == names.SV2)
        self.borders = borders
        self.orphans = parts[~inside & is_service & (parts >= first)]
        parts, is_service = parts[inside], is_service[inside]
        markers = np.sort(np.concatenate([borders, parts]))
        lengths = np.diff(markers, append=segments.count)
        self.markers = markers
        self.region: npt.NDArray[np.uint8] = np.zeros(segments.count, dtype=np.uint8)
        if len(markers):
            self.region[markers[0] :] = np.repeat(names.region_of(kinds[markers]), lengths)
        self.skipped_to = first
        if is_skipping:
            place = int(np.searchsorted(borders, first, "right"))
            self.skipped_to = int(borders[place]) if place < len(borders) else segments.count
            self.region[first : self.skipped_to] = names.OUTSIDE
        self.claims = segments.where(names.CLM)
        self.levels = segments.where(names.HL)
        self.transactions = segments.where(names.ST)
        self.services = parts[is_service]
        self.others = parts[kinds[parts] == names.SBR]
        self._claim_at = _ordinals(self.claims, segments.count)
        self._service_at = _ordinals(self.services, segments.count)
        self.claim_of_service = self.claim_of(self.services)
        self.found: dict[tuple[int, int], object] = {}  # what was looked for already, for those who look again
        self._within: dict[tuple[int, int], Ints] = {}
        self.transaction_of_claim = self.inside(self.claims)
        self.transaction_of_level = self.inside(self.levels)
        self._in_levels()
        self._broken(provider_broken, level_broken)

    def claim_of(self, rows: Ints) -> Ints:
        """The claim under which each row stands; rows must be inside claims."""
        found: Ints = self._claim_at[rows]
        return found

    def service_of(self, rows: Ints) -> Ints:
        """The service line under which each row stands; rows must be in the region of a service."""
        found: Ints = self._service_at[rows]
        return found

    def other_of(self, rows: Ints) -> Ints:
        """The other payor under which each row stands; rows must be in the region of an other payor."""
        return last_at(self.others, rows)

    def level_of(self, rows: Ints) -> Ints:
        """The level under which each row stands; rows must be in the region of a level."""
        return last_at(self.levels, rows)

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

    def _in_levels(self) -> None:
        """For each claim its level, and the levels of its subscriber and its provider, if they are there."""
        kinds: Codes = self.segments.code(self.segments.element(self.levels, 3))
        self.level_kinds = kinds
        level = last_at(self.levels, self.claims)
        inside = self.transaction_of_claim

        def of_same_transaction(levels: Ints) -> Ints:
            mine = (take(self.transaction_of_level, levels) == inside) & (inside >= 0)
            return np.where(mine, levels, -1)

        self.level_of_claim = of_same_transaction(level)
        self.subscriber_of_claim = of_same_transaction(take(last_where(kinds == _SUBSCRIBER), level))
        self.provider_of_claim = of_same_transaction(take(last_where(kinds == _PROVIDER), level))
        kind = take(kinds.astype(np.int64), self.level_of_claim)
        self.is_dependent = kind == _PATIENT
        known = (kind == _SUBSCRIBER) | (kind == _PATIENT)
        self.has_levels = known & (self.provider_of_claim >= 0) & (self.provider_of_claim < self.subscriber_of_claim)
        self.is_known_level = np.isin(kinds, (_PROVIDER, _SUBSCRIBER, _PATIENT))

    def _broken(self, provider_broken: bool, level_broken: bool) -> None:
        """Takes levels away from claims that stand after the remains of a level whose HL was lost.

        The signs: names that only a level has, inside a claim; and an other payor that no line follows.
        """
        rows = self.segments.where(names.NM1)
        region = self.region[rows]
        rows = rows[(region == names.CLAIM) | (region == names.SERVICE) | (region == names.BARE_LINE)]
        qualifier = self.segments.code(self.segments.element(rows, 1))
        ends = self.markers[1:][self.region[self.markers[:-1]] == names.OTHER]
        unfinished = ends[names.is_border(self.segments.kinds[ends])] - 1
        start = np.array([self.first], dtype=np.int64)
        none = np.zeros(0, dtype=np.int64)
        long = self.too_long[self.region[self.too_long] == names.LEVEL]
        is_of_provider = self.level_kinds[self.level_of(long)] == _PROVIDER
        providers = [start if provider_broken else none, rows[qualifier == _OF_PROVIDERS], long[is_of_provider]]
        levels = [start if level_broken else none, rows[np.isin(qualifier, _OF_LEVELS)], unfinished, long]
        self.broken_providers = np.sort(np.concatenate(providers))
        self.broken_levels = np.sort(np.concatenate(levels))
        for broken, level in (
            (self.broken_providers, self.provider_of_claim),
            (self.broken_levels, self.subscriber_of_claim),
        ):
            last = take(broken, last_at(broken, self.claims))
            self.has_levels &= last <= take(self.levels, level)

    def is_broken_at_end(self) -> tuple[bool, bool]:
        """Whether the provider and the level in force at the end of the stretch are damaged."""
        providers = self.levels[self.level_kinds == _PROVIDER]
        subscribers = self.levels[self.level_kinds == _SUBSCRIBER]
        last_provider = providers[-1] if len(providers) else -1
        last_subscriber = subscribers[-1] if len(subscribers) else -1
        return (
            bool((self.broken_providers > last_provider).any()),
            bool((self.broken_levels > last_subscriber).any()),
        )
