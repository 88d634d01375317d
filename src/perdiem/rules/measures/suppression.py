"""Withholds values that rest on few people, and those from which a withheld one could be worked out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from perdiem.model.measures import Dimension, IntervalMethod, MeasureValue, Standing, Stratum
from perdiem.rules.measures.values import Weighed

FIRST = "withheld: it rests on fewer than {limit} people or events"
SECOND = "withheld: with the total, another withheld value could be worked out from it"
SHOWN = frozenset({Standing.GIVEN})


def suppressed(values: Sequence[Weighed], suppress_below: int) -> list[MeasureValue]:
    """The values of one measure with the small ones withheld; 0 or 1 withholds none.

    Where exactly one part of a shown total is withheld, the smallest of the others is withheld too, so that the
    difference tells nothing; this is repeated until it holds of every total.
    """
    if suppress_below <= 1:
        return [each.value for each in values]
    first = FIRST.format(limit=suppress_below)
    found = {
        each.value.stratum: withheld(each.value, first)
        if any(0 < small < suppress_below for small in each.smalls)
        else each.value
        for each in values
    }
    sizes = {each.value.stratum: each.value.units or 0 for each in values}
    while _withhold_another(found, sizes):
        pass
    return list(found.values())


def withheld(value: MeasureValue, reason: str) -> MeasureValue:
    """The value without its numbers."""
    return replace(
        value,
        numerator=None,
        denominator=None,
        value=None,
        lower=None,
        upper=None,
        interval=IntervalMethod.NONE,
        standing=Standing.SUPPRESSED,
        reason=reason,
        units=None,
        members=None,
        excluded=None,
    )


def _withhold_another(found: dict[Stratum, MeasureValue], sizes: dict[Stratum, int]) -> bool:
    """Withholds the second part of every total of which one part alone is withheld; says whether there was one."""
    parts: dict[tuple[Stratum, Dimension], list[Stratum]] = defaultdict(list)
    for stratum in found:
        for dimension, _ in stratum:
            parent = tuple(each for each in stratum if each[0] is not dimension)
            if parent in found and found[parent].standing in SHOWN:
                parts[(parent, dimension)].append(stratum)
    changed = False
    for strata in parts.values():
        hidden = [each for each in strata if found[each].standing is Standing.SUPPRESSED]
        shown = [each for each in strata if found[each].standing in SHOWN]
        if len(hidden) == 1 and shown:
            smallest = min(shown, key=lambda each: (sizes[each], each))
            found[smallest] = withheld(found[smallest], SECOND)
            changed = True
    return changed
