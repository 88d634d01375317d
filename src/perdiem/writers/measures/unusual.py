"""Which providers lie outside of the funnel, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from perdiem.model.measures import Dimension, MeasureDefinition, ProviderComparison, Scorecard, Unusual
from perdiem.writers.measures.figures import in_unit, is_better, is_unusual, number, place_words

MOST_NAMED = 4  # sites of a sentence; the funnel and the tables have all
_WAYS = {
    Unusual.VERY_HIGH: ("above the 99.8% limits", 1.0),
    Unusual.HIGH: ("above the 95% limits", 1.0),
    Unusual.LOW: ("below the 95% limits", -1.0),
    Unusual.VERY_LOW: ("below the 99.8% limits", -1.0),
}


def unusual_of(name: str, scorecard: Scorecard) -> tuple[ProviderComparison, ...]:
    """The providers outside of a measure's funnel."""
    return tuple(each for each in scorecard.comparisons if each.measure == name and is_unusual(each.unusual))


def unusual_sentences(found: Sequence[ProviderComparison], scorecard: Scorecard) -> Iterator[str]:
    """A sentence for each way in which providers lie outside of one measure's funnel, without the measure's title."""
    for way, (words, moved) in _WAYS.items():
        here = sorted((each for each in found if each.unusual is way), key=lambda each: -(each.denominator or 0))
        if here:
            yield _sentence(here, words, moved, scorecard)


def _sentence(here: Sequence[ProviderComparison], words: str, moved: float, scorecard: Scorecard) -> str:
    definition = scorecard.definitions[here[0].measure]
    better = is_better(definition, moved)
    which = "" if better is None else ", which is better" if better else ", which is worse"
    named = [_site(each, definition, scorecard) for each in here[:MOST_NAMED]]
    more = f" and {len(here) - MOST_NAMED} more" if len(here) > MOST_NAMED else ""
    average = here[0].average
    all_have = f"; all have {in_unit(average, definition, with_unit=False)}" if average is not None else ""
    return f"{', '.join(named)}{more}: {words}{which}{all_have}."


def _site(each: ProviderComparison, definition: MeasureDefinition, scorecard: Scorecard) -> str:
    site = place_words(Dimension.SITE, each.site, scorecard)
    value = in_unit(each.value, definition, with_unit=False) if each.value is not None else "no value"
    if each.observed is None or each.expected is None:
        return f"{site} {value}"
    compared = f"observed {number(each.observed)}, expected {number(each.expected)}"
    return f"{site} {value} ({compared}{'; its mix of patients explains it' if is_of_its_mix(each) else ''})"


def is_of_its_mix(each: ProviderComparison) -> bool:
    """Whether a provider is no more unusual once its case mix is allowed for: the interval of observed over expected
    holds 1. The funnel itself draws values as they are, so that such a provider lies outside of it all the same.
    """
    return each.ratio_lower is not None and each.ratio_upper is not None and each.ratio_lower <= 1 <= each.ratio_upper
