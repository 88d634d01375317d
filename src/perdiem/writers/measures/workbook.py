"""A scorecard as an Excel workbook: the measures, their strata, changes, providers, and a sheet a measure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from perdiem.model.measure_evidence import EvidenceRows
from perdiem.model.measures import Dimension, MeasureDefinition, MeasureValue, Scorecard
from perdiem.writers.adjudication.figure_sheets import FigureBook, Formula, Head, Lead
from perdiem.writers.measures.figures import (
    absence_in_full,
    change_verdict,
    dimension_words,
    place_words,
    trend_verdict,
)
from perdiem.writers.measures.measure_sheet import VALUE_CELL, measure_sheet
from perdiem.writers.wording import label, made_with

_STRATA_ROWS = 200_000  # Excel holds a million rows; JSON has all
_VALUE = [Head("Value", 13), Head("Lower", 11), Head("Upper", 11), Head("Numerator", 13), Head("Denominator", 13)]


EvidenceOf = Callable[[str], EvidenceRows]
"""Gives the rows that a measure is counted from, by its name."""


def measures_xlsx(scorecard: Scorecard, evidence_of: EvidenceOf, path: Path) -> None:
    """Writes the workbook: Scorecard, Strata, Changes, Providers, Definitions, Evidence, About, and a sheet a measure.

    What is withheld stands nowhere in it. Rows of evidence are written where nothing is withheld (`suppress_below` 0):
    a row is one person's, and rows can be counted. Raises UnwritableFile.
    """
    sheets = {name: f"{place:02d} {name}"[:31] for place, name in enumerate(scorecard.definitions, 1)}
    shown = scorecard.definitions if scorecard.settings.suppress_below <= 1 else ()
    evidence = {name: evidence_of(name) for name in shown if scorecard.overall(name).value is not None}
    with FigureBook(path, "Outcomes measured") as made:
        made.table("Scorecard", _SCORECARD, _scorecard(scorecard, sheets), frozen=2)
        if any(each.stratum for each in scorecard.values):
            heads = [Head("Measure", 36), *(Head(_head(each), 26) for each in (Dimension.CATEGORY, *scorecard.by))]
            made.table("Strata", [*heads, *_VALUE, Head("Unit", 22), Head("Rests on", 18), Head("Says", 30)],
                       _strata(scorecard), frozen=1)  # fmt: skip
        if scorecard.changes:
            made.table("Changes", _CHANGES, _changes(scorecard), frozen=1)
        if scorecard.comparisons:
            made.table("Providers", _PROVIDERS, _providers(scorecard), frozen=2)
        made.table("Definitions", _DEFINITIONS, _definitions(scorecard), frozen=1)
        made.table("Evidence", _EVIDENCE, _evidence(scorecard), frozen=1)
        made.table("About", [Head("What", 26), Head("Says", 110)], _about(scorecard, evidence), frozen=0)
        for name, sheet in sheets.items():
            measure_sheet(made, sheet, name, scorecard, evidence.get(name))


_SCORECARD = [Head("Topic", 16), Head("Measure", 44), *_VALUE, Head("Unit", 24), Head("Better", 18),
              Head("Rests on", 18), Head("Says", 44), Head("Since", 12), Head("Until", 12),
              Head("Serves", 16), Head("Moves a month", 12), Head("From"), Head("To"),
              Head("Which is", 16)]  # fmt: skip
_CHANGES = [Head("Measure", 44), Head("Day", 12), Head("Method", 26), Head("Verdict", 16), Head("Before"),
            Head("After"),
            Head("Change"), Head("Lower"), Head("Upper"), Head("p"), Head("Trend change a month", 16),
            Head("Trend lower"), Head("Trend upper"), Head("Months before"), Head("Months after"),
            Head("Rows before"), Head("Rows after"), Head("Group", 24), Head("Compared with", 24),
            Head("Says", 44)]  # fmt: skip
_PROVIDERS = [Head("Measure", 44), Head("Site", 34), Head("Value"), Head("All"), Head("Stands", 24),
              Head("Denominator"),
              Head("Observed"), Head("Expected"), Head("Observed / expected", 12), Head("Lower"), Head("Upper"),
              Head("95% low"), Head("95% high"), Head("99.8% low"), Head("99.8% high"), Head("Adjusted for", 26),
              Head("Says", 40)]  # fmt: skip
_DEFINITIONS = [Head("Measure", 40), Head("Name", 28), Head("Version", 9), Head("Kind", 12), Head("Unit", 20),
                Head("Population", 50), Head("Numerator", 50), Head("Denominator", 50), Head("Left out", 40),
                Head("Limits", 50), Head("Where tables are missing", 60), Head("Tables", 30), Head("Serves", 14),
                Head("Source", 50), Head("Proposed by the recommendations", 16)]  # fmt: skip
_EVIDENCE = [Head("Measure", 40), Head("A row is", 16), Head("Rows"), Head("Counted"), Head("Outside the period"),
             Head("Left out"), Head("Because", 60), Head("Balanced", 10)]  # fmt: skip


def _scorecard(scorecard: Scorecard, sheets: dict[str, str]) -> Iterator[tuple[object, ...]]:
    for name, definition in scorecard.definitions.items():
        value = scorecard.overall(name)
        headline = Formula(f"='{sheets[name]}'!{VALUE_CELL}", value.value) if value.value is not None else None
        yield (
            definition.topic.capitalize(), Lead(f"'{sheets[name]}'!A1", definition.title), headline, *_bounds(value),
            definition.unit, definition.direction.value, _source(value, definition), _says(value),
            value.since or scorecard.since, value.until or scorecard.until,
            ", ".join(label(each) for each in definition.recommendations), *_trend(name, scorecard),
        )  # fmt: skip


def _trend(name: str, scorecard: Scorecard) -> tuple[object, ...]:
    trend = next((each for each in scorecard.trends if each.measure == name), None)
    if trend is None or trend.slope is None:
        return None, None, None, trend.reason if trend else None
    return trend.slope, trend.lower, trend.upper, trend_verdict(trend, scorecard.definitions[name])


def _strata(scorecard: Scorecard) -> Iterator[tuple[object, ...]]:
    written = 0
    for value in scorecard.values:
        if value.stratum and written < _STRATA_ROWS:
            written += 1
            definition = scorecard.definitions[value.measure]
            yield (
                definition.title, *(_place(value, each, scorecard) for each in (Dimension.CATEGORY, *scorecard.by)),
                value.value, *_bounds(value), definition.unit, _source(value, definition), _says(value),
            )  # fmt: skip


def _changes(scorecard: Scorecard) -> Iterator[tuple[object, ...]]:
    for change in scorecard.changes:
        definition = scorecard.definitions[change.measure]
        yield (
            definition.title, change.on, change.method.value, change_verdict(change, definition), change.before,
            change.after, change.estimate, change.lower, change.upper, change.p_value, change.slope,
            change.slope_lower, change.slope_upper, change.months_before, change.months_after, change.units_before,
            change.units_after, change.group, change.comparison, change.reason,
        )  # fmt: skip


def _providers(scorecard: Scorecard) -> Iterator[tuple[object, ...]]:
    for each in scorecard.comparisons:
        limits = each.limits
        bounds = (limits.lower_95, limits.upper_95, limits.lower_998, limits.upper_998) if limits else (None,) * 4
        yield (
            scorecard.definitions[each.measure].title, place_words(Dimension.SITE, each.site, scorecard), each.value,
            each.average, each.unusual.value, each.denominator, each.observed, each.expected, each.ratio,
            each.ratio_lower, each.ratio_upper, *bounds,
            ", ".join(dimension_words(dimension) for dimension in each.adjusted_for), each.reason,
        )  # fmt: skip


def _definitions(scorecard: Scorecard) -> Iterator[tuple[object, ...]]:
    for each in scorecard.definitions.values():
        proxy = each.proxy
        yield (
            each.title, each.name, each.version, each.kind.value, each.unit, each.population, each.numerator,
            each.denominator, " ".join(each.exclusions), f"{each.limits} {each.counterfactual}".strip(),
            f"{proxy.numerator} / {proxy.denominator} {proxy.limits}" if proxy else "", ", ".join(each.tables),
            ", ".join(label(number) for number in each.recommendations), "; ".join(each.sources),
            "yes" if each.is_from_source else "no",
        )  # fmt: skip


def _evidence(scorecard: Scorecard) -> Iterator[tuple[object, ...]]:
    for each in scorecard.evidence:
        because = "; ".join(f"{exclusion.rows:,} {exclusion.reason}" for exclusion in each.exclusions)
        yield (
            scorecard.definitions[each.measure].title, each.unit, each.rows, each.counted, each.outside_period,
            sum(exclusion.rows for exclusion in each.exclusions), because, "yes" if each.is_balanced else "no",
        )  # fmt: skip


def _about(scorecard: Scorecard, evidence: dict[str, EvidenceRows]) -> Iterator[tuple[object, ...]]:
    settings = scorecard.settings
    yield "What this is", "Outcome measures of a book, each with its interval and what it is counted from."
    if scorecard.contract:
        yield "Contract", scorecard.contract
    yield "Intervals", f"At {settings.confidence:.0%} confidence; the method is named on each measure's sheet."
    if settings.suppress_below > 1:
        yield (
            "Withheld",
            (
                f"What rests on 1 to {settings.suppress_below - 1} people or events. Rows of evidence are left out "
                "for the same reason: measure with --suppress 0 to have them."
            ),
        )
    else:
        yield "Withheld", "Nothing: this workbook shows single people. Keep it where such data may be kept."
        cut = [name for name, each in evidence.items() if each.is_cut]
        if cut:
            yield "Cut", f"Not all rows of evidence fit: {', '.join(cut)}. Their sheets say how many there are."
    for note in scorecard.notes:
        yield "To know", note
    for table in scorecard.tables:
        unused = "; ".join(f"{each.rows:,} not used: {each.reason}" for each in table.unused)
        yield f"Table {table.table}", f"{table.rows:,} rows read" + (f"; {unused}" if unused else "")
    yield "Made with", made_with()


def _head(dimension: Dimension) -> str:
    return dimension_words(dimension).capitalize()


def _bounds(value: MeasureValue) -> tuple[float | None, ...]:
    return value.lower, value.upper, value.numerator, value.denominator


def _place(value: MeasureValue, dimension: Dimension, scorecard: Scorecard) -> str:
    place = value.of(dimension)
    return "all" if place is None else place_words(dimension, place, scorecard)


def _source(value: MeasureValue, definition: MeasureDefinition) -> str:
    if value.value is None:
        return ""
    return f"{'estimate, ' if definition.is_estimate else ''}{value.source.value}"


def _says(value: MeasureValue) -> str:
    if value.value is not None:
        return value.reason
    return absence_in_full(value)
