"""The page of a scorecard: is it getting better, and are we unusual?

One file that needs no other, runs no script and can load nothing from elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
    Trend,
)
from perdiem.writers.html.anchors import distinct_slugs
from perdiem.writers.html.measure_charts import Picture, funnel_picture, trend_picture
from perdiem.writers.html.page import _environment, _hash, _part
from perdiem.writers.measures.figures import (
    absence,
    absence_in_full,
    change_verdict,
    change_words,
    dimension_words,
    fraction,
    in_unit,
    interval_of,
    period_words,
    place_words,
    strata_sets,
    trend_verdict,
    trend_words,
    value_of,
)
from perdiem.writers.measures.scorecard_text import by_topic, standing_words
from perdiem.writers.measures.unusual import unusual_of, unusual_sentences
from perdiem.writers.wording import made_with

_CLEAR = ("better", "worse", "up", "down")
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
    movement: Trend | None
    unusual: tuple[ProviderComparison, ...]
    compared: int
    strata: tuple[StrataView, ...]
    evidence: EvidenceCount | None

    @property
    def verdicts(self) -> tuple[str, ...]:
        """What the changes say, each word once."""
        said = (change_verdict(each, self.definition) for each in self.changes if each.estimate is not None)
        return tuple(dict.fromkeys(said))

    @property
    def direction(self) -> str:
        """What the trend says; empty where there is none."""
        return trend_verdict(self.movement, self.definition) if self.movement else ""


@dataclass(frozen=True, slots=True)
class ChangedView:
    """How many changes were estimated, and those of them that are clear."""

    estimated: int
    clear: tuple[tuple[MeasureView, Change], ...]


def measures_html(scorecard: Scorecard) -> str:
    """The scorecard as one HTML text. The same input gives the same text."""
    names = list(scorecard.definitions)
    anchors = distinct_slugs(names, "m")
    views = {name: _view(name, anchors[place], scorecard) for place, name in enumerate(names)}
    topics = [(topic, [views[each.name] for each in members]) for topic, members in by_topic(scorecard)]
    environment = _environment()
    shown = (
        value_of, interval_of, fraction, absence, absence_in_full, in_unit, change_words, change_verdict, trend_words,
        dimension_words,
    )  # fmt: skip
    environment.filters |= {each.__name__: each for each in shown}
    style = _part("report.css") + _part("claims.css") + _part("measures.css")
    return environment.get_template("measures.html.j2").render(
        scorecard=scorecard,
        topics=topics,
        views=list(views.values()),
        period=period_words(scorecard.since, scorecard.until),
        standing=standing_words(scorecard),
        unusual_sentences=unusual_sentences,
        changed=_changed(views.values()),
        moving=[each for each in views.values() if each.direction in _CLEAR],
        one_in=round(1 / (1 - scorecard.settings.confidence)),
        style=style,
        style_hash=_hash(style),
        made_with=made_with(),
    )


def _changed(views: Iterable[MeasureView]) -> ChangedView:
    """What is clear first to the good, then to the bad, then what is neither."""
    every = [(view, change) for view in views for change in view.changes if change.estimate is not None]
    clear = [(view, change) for view, change in every if change_verdict(change, view.definition) in _CLEAR]
    clear.sort(key=lambda pair: _CLEAR.index(change_verdict(pair[1], pair[0].definition)))
    return ChangedView(len(every), tuple(clear))


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
        movement=next((each for each in scorecard.trends if each.measure == name), None),
        unusual=unusual_of(name, scorecard),
        compared=sum(each.limits is not None for each in comparisons),
        strata=tuple(_strata(name, scorecard)),
        evidence=next((each for each in scorecard.evidence if each.measure == name), None),
    )


def _strata(name: str, scorecard: Scorecard) -> Sequence[StrataView]:
    definition = scorecard.definitions[name]
    found = []
    for dimensions in strata_sets(definition, scorecard):
        values = scorecard.of(name, *dimensions)
        rows = tuple((_places(each.stratum, scorecard), each) for each in values[:MOST_STRATA])
        heads = tuple(dimension_words(each, definition).capitalize() for each in dimensions)
        found.append(StrataView(heads, rows, len(values) - len(rows)))
    return found


def _places(stratum: Stratum, scorecard: Scorecard) -> tuple[str, ...]:
    return tuple(place_words(each, place, scorecard) for each, place in stratum)
