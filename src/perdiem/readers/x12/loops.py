"""The levels of a claim file: whose claim each is, told by order and qualifiers."""

from __future__ import annotations

import numpy as np

from perdiem.readers.x12 import names
from perdiem.readers.x12.grammar import CLAIM_GRAMMAR
from perdiem.readers.x12.segments import Codes, Ints, code, codes
from perdiem.readers.x12.shape import Shape, last_at, last_where, take

_PROVIDER, _SUBSCRIBER, _PATIENT = codes("20", "22", "23")
_OF_PROVIDERS = code("85")
_OF_LEVELS = codes("IL", "QC")


class Loops(Shape):
    """The shape of one stretch of claims.

    Besides what each stretch has, `others` are the rows of SBR inside a claim and `levels` those of HL.
    """

    grammar = CLAIM_GRAMMAR

    def other_of(self, rows: Ints) -> Ints:
        """The other payor under which each row stands; rows must be in the region of an other payor."""
        return last_at(self.others, rows)

    def level_of(self, rows: Ints) -> Ints:
        """The level under which each row stands; rows must be in the region of a level."""
        return last_at(self.levels, rows)

    def owner_of(self, region: int, rows: Ints) -> Ints:
        """The claim, the other payor or the service under which each row of the region stands."""
        return self.other_of(rows) if region == names.OTHER else super().owner_of(region, rows)

    def _look_above(self, provider_broken: bool, level_broken: bool) -> None:
        self.others = self._parts[self.segments.kinds[self._parts] == names.SBR]
        self.levels = self.segments.where(names.HL)
        self.transaction_of_level = self.inside(self.levels)
        self._in_levels()
        self._broken(provider_broken, level_broken)

    def heads(self, start: int) -> list[int]:
        """The last levels of a provider and of a subscriber, and the last of all."""
        levels = self.levels[self.levels > start]
        kinds = self.level_kinds[len(self.levels) - len(levels) :]
        heads = {int(found[-1]) for kind in (_PROVIDER, _SUBSCRIBER) if len(found := levels[kinds == kind])}
        return sorted(heads | ({int(levels[-1])} if len(levels) else set()))

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
        unfinished = ends[self.grammar.is_border(self.segments.kinds[ends])] - 1
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

    def is_broken_at_end(self, is_forced: bool) -> tuple[bool, bool]:
        """Whether the provider and the level in force at the end are damaged; `is_forced` as in Shape."""
        providers = self.levels[self.level_kinds == _PROVIDER]
        subscribers = self.levels[self.level_kinds == _SUBSCRIBER]
        last_provider = providers[-1] if len(providers) else -1
        last_subscriber = subscribers[-1] if len(subscribers) else -1
        provider = bool((self.broken_providers > last_provider).any())
        level = bool((self.broken_levels > last_subscriber).any())
        if is_forced and len(self.borders) and self.segments.kinds[self.borders[-1]] == names.HL:
            level = True
            provider |= bool(self.level_kinds[-1] == _PROVIDER)
        if len(self.markers) and self.region[self.markers[-1]] == names.OTHER:
            level = True
        return provider, level
