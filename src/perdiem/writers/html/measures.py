"""The page of a scorecard: is it getting better, and are we unusual?

One file that needs no other, runs no script and can load nothing from elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from perdiem.model.measures import (
    Change,
    Dimension,
    EvidenceCount,
    MeasureDefinition,
    MeasureValue,
    ProviderComparison,
    Scorecard,
    Stratum,
)
from perdiem.writers.html.anchors import distinct_slugs
from perdiem.writers.html.measure_charts import Picture, funnel_picture, trend_picture
from perdiem.writers.html.page import _environment, _hash, _part
from perdiem.writers.measures.figures import (
    absence,
    change_verdict,
    change_words,
    dimension_words,
    fraction,
    in_unit,
    interval_of,
    is_unusual,
    number,
    period_words,
    place_words,
    value_of,
)
from perdiem.writers.measures.scorecard_text import by_topic, standing_words, unusual_words
from perdiem.writers.wording import made_with

MOST_STRATA = 240  # rows of one table on the page: twenty sites over a year; JSON and the workbook have all


@dataclass(frozen=True, slots=True)
class StrataView:
    """The values of a measure by one dimension, or by all that were asked together."""

    heads: tuple[str, ...]
    rows: tuple[tuple[tuple[str, ...], MeasureValue], ...]
    more: int


@dataclass(frozen=True, slots=True)
class MeasureView:
    """A measure on the page: its value, pictures, changes, unusual providers, strata and evidence."""

    definition: MeasureDefinition
    anchor: str
    overall: MeasureValue
    trend: Picture | None
    funnel: Picture | None
    changes: tuple[Change, ...]
    unusual: tuple[ProviderComparison, ...]
    compared: int
    strata: tuple[StrataView, ...]
    evidence: EvidenceCount | None

    @property
    def verdicts(self) -> tuple[str, ...]:
        """What the changes say, each word once."""
        return tuple(dict.fromkeys(change_verdict(each, self.definition) for each in self.changes))


def measures_html(scorecard: Scorecard) -> str:
    """The scorecard as one HTML text. The same input gives the same text."""
    names = list(scorecard.definitions)
    anchors = distinct_slugs(names, "m")
    views = {name: _view(name, anchors[place], scorecard) for place, name in enumerate(names)}
    topics = [(topic, [views[each.name] for each in members]) for topic, members in by_topic(scorecard)]
    environment = _environment()
    environment.filters |= {
        "value_of": value_of, "interval_of": interval_of, "fraction": fraction, "absence": absence, "number": number,
        "in_unit": in_unit, "change_words": change_words, "change_verdict": change_verdict,
        "dimension_words": dimension_words,
    }  # fmt: skip
    style = _part("report.css") + _part("claims.css") + _part("measures.css")
    return environment.get_template("measures.html.j2").render(
        scorecard=scorecard,
        topics=topics,
        views=list(views.values()),
        period=period_words(scorecard.since, scorecard.until),
        standing=standing_words(scorecard),
        unusual_words=unusual_words,
        style=style,
        style_hash=_hash(style),
        made_with=made_with(),
    )


def _view(name: str, anchor: str, scorecard: Scorecard) -> MeasureView:
    definition, overall = scorecard.definitions[name], scorecard.overall(name)
    changes = tuple(each for each in scorecard.changes if each.measure == name)
    comparisons = tuple(each for each in scorecard.comparisons if each.measure == name)
    drawn = next((each for each in changes if each.before is not None), None)
    return MeasureView(
        definition=definition,
        anchor=anchor,
        overall=overall,
        trend=trend_picture(definition, scorecard.of(name, Dimension.MONTH), overall, drawn),
        funnel=funnel_picture(definition, comparisons, scorecard),
        changes=changes,
        unusual=tuple(each for each in comparisons if is_unusual(each.unusual)),
        compared=len(comparisons),
        strata=tuple(_strata(name, scorecard)),
        evidence=next((each for each in scorecard.evidence if each.measure == name), None),
    )


def _strata(name: str, scorecard: Scorecard) -> Sequence[StrataView]:
    asked: list[tuple[Dimension, ...]] = [(each,) for each in scorecard.by]
    if len(scorecard.by) > 1:
        asked.append(scorecard.by)
    found = []
    for dimensions in asked:
        values = scorecard.of(name, *dimensions)
        if values:
            rows = tuple((_places(each.stratum, scorecard), each) for each in values[:MOST_STRATA])
            heads = tuple(dimension_words(each).capitalize() for each in dimensions)
            found.append(StrataView(heads, rows, len(values) - len(rows)))
    return found


def _places(stratum: Stratum, scorecard: Scorecard) -> tuple[str, ...]:
    return tuple(place_words(each, place, scorecard) for each, place in stratum)
