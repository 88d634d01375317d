"""One rate for all dosing intervals, or all volumes, of a therapy: codes that differ and are paid alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from perdiem.codes import CodeSets
from perdiem.model.rate_market import ObservedRate

LEAST_CODES = 3  # two codes that are paid alike may be chance
BANDS = {
    "anti_infective": "dosing intervals of anti-infectives",
    "hydration": "volumes of hydration",
    "pn_per_diem": "volumes of parenteral nutrition",
    "enteral_per_diem": "ways of tube feeding",
}


def one_rate_for_all(rates: Sequence[ObservedRate], sets: CodeSets) -> Iterator[str]:
    """A sentence for each therapy whose codes are all paid the same, or each its own rate."""
    for family, words in BANDS.items():
        codes = sets.families[family]
        own = {
            each.code: each.amount for each in rates if each.code in codes and not (each.modifiers or each.is_percent)
        }
        amounts = set(own.values())
        if len(own) < LEAST_CODES:
            continue
        if len(amounts) == 1:
            yield f"One rate for all {words}: {amounts.pop():,.2f} for {', '.join(sorted(own))}."
        else:
            yield f"{len(amounts)} rates for the {words} ({len(own)} codes)."
