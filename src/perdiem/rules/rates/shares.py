"""What the second and third therapy of a day are paid, discovered by comparing rows with SH or SJ to the plain row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal

from perdiem.model.rate_market import FoundShare, ObservedRate

CONCURRENT = ("SH", "SJ")
CENT, HALF_CENT = Decimal("0.01"), Decimal("0.005")
LEAST_CODES = 2  # one code alone is a rate, not a rule
LEAST_FIT = Decimal("0.8")  # of the codes that have both rows


def found_shares(rates: Sequence[ObservedRate]) -> tuple[FoundShare, ...]:
    """For SH and SJ where there are such rows: the whole percent that most codes are paid, None where they differ."""
    return tuple(found for modifier in CONCURRENT if (found := _share(rates, modifier)) is not None)


def _share(rates: Sequence[ObservedRate], modifier: str) -> FoundShare | None:
    pairs = [(each.amount, plain.amount) for each in rates if (plain := _plain(each, rates, modifier))]
    if not pairs:
        return None
    counted = Counter(share for amount, plain in pairs if (share := _percent(amount, plain)) is not None)
    percent, fitting = counted.most_common(1)[0] if counted else (None, 0)
    is_rule = fitting >= LEAST_FIT * len(pairs) and (fitting >= LEAST_CODES or len(pairs) == 1)
    return FoundShare(modifier, percent if is_rule else None, fitting, len(pairs))


def without_shares(rates: Iterable[ObservedRate], shares: Sequence[FoundShare]) -> list[ObservedRate]:
    """The rates without the rows that a discovered share says already."""
    known = list(rates)
    said = {share.modifier: share.percent for share in shares if share.percent is not None}
    kept = []
    for each in known:
        modifier = next((mark for mark in each.modifiers if mark in said), None)
        plain = _plain(each, known, modifier) if modifier else None
        if plain is None or modifier is None or _percent(each.amount, plain.amount) != said[modifier]:
            kept.append(each)
    return kept


def _plain(marked: ObservedRate, rates: Iterable[ObservedRate], modifier: str) -> ObservedRate | None:
    """The rate of the same code without the modifier, at the same places, or the only one that there is."""
    if marked.is_percent or modifier not in marked.modifiers:
        return None
    rest = tuple(mark for mark in marked.modifiers if mark != modifier)
    found = [each for each in rates if each.code == marked.code and each.modifiers == rest and not each.is_percent]
    same = [each for each in found if each.places == marked.places]
    chosen = same or found
    return chosen[0] if len(chosen) == 1 and chosen[0].amount > 0 else None


def _percent(amount: Decimal, plain: Decimal) -> Decimal | None:
    """The whole percent that gives the amount to the cent; None where there is none up to 100."""
    percent = (100 * amount / plain).quantize(Decimal(1), ROUND_HALF_UP)
    given = plain * percent / 100
    return percent if percent <= 100 and abs(given - amount) <= HALF_CENT else None
