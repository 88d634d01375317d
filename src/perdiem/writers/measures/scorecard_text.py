"""A scorecard for the terminal and as plain text: one line a measure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from perdiem.model.measures import (
    Dimension,
    Kind,
    MeasureDefinition,
    MeasureValue,
    Scorecard,
    Standing,
)
from perdiem.writers.adjudication.rows import row
from perdiem.writers.lines import Lines, as_text
from perdiem.writers.measures.figures import (
    absence_in_full,
    change_words,
    fraction,
    in_unit,
    interval_of,
    period_words,
    strata_sets,
    stratum_words,
    tables_words,
    trend_words,
)
from perdiem.writers.measures.unusual import unusual_of, unusual_sentences
from perdiem.writers.wording import counted, made_with

if TYPE_CHECKING:
    from rich.console import Console

MOST_STRATA = 40  # lines of strata a measure; JSON, the page and the workbook have all
_WIDEST = 52  # of a title's column; a longer one pushes its own line only


def scorecard_text(scorecard: Scorecard, *, by: Sequence[Dimension] = (), width: int | None = None) -> str:
    """A scorecard as plain text; `by` says which strata are listed under each measure."""
    return as_text(lambda out: _scorecard(scorecard, by, out), width)


def print_scorecard(scorecard: Scorecard, console: Console, *, by: Sequence[Dimension] = ()) -> None:
    """Writes each measure on a line: value, interval, numerator and denominator, what it rests on."""
    _scorecard(scorecard, by, Lines.on(console))


def standing_words(scorecard: Scorecard) -> str:
    """How many measures have a value, and what became of the others, in a sentence."""
    overall = [scorecard.overall(name) for name in scorecard.definitions]
    counts = {standing: sum(each.standing is standing for each in overall) for standing in Standing}
    given = counts[Standing.GIVEN]
    said = [f"{given} of {counted(len(overall), 'measure')} {'has' if given == 1 else 'have'} a value"]
    if lacking := counts[Standing.NOT_ENOUGH_DATA]:
        tables = sorted({table for each in overall for table in each.missing})
        which = f" ({tables_words(tables)})" if tables else ""
        said.append(f"{lacking} {'needs' if lacking == 1 else 'need'} what the book has not{which}")
    if withheld := counts[Standing.SUPPRESSED]:
        said.append(
            f"{withheld} withheld as resting on fewer than {scorecard.settings.suppress_below} people or events"
        )
    if nothing := counts[Standing.NOTHING_TO_MEASURE]:
        said.append(f"{nothing} {'has' if nothing == 1 else 'have'} nothing to measure")
    return "; ".join(said) + "."


def by_topic(scorecard: Scorecard) -> Iterator[tuple[str, tuple[MeasureDefinition, ...]]]:
    """The definitions by topic, both in the scorecard's order."""
    order = {topic: place for place, topic in enumerate(dict.fromkeys(d.topic for d in scorecard.definitions.values()))}
    sorted_ones = sorted(scorecard.definitions.values(), key=lambda each: order[each.topic])
    for topic, members in groupby(sorted_ones, key=lambda each: each.topic):
        yield topic, tuple(members)


def _scorecard(scorecard: Scorecard, by: Sequence[Dimension], out: Lines) -> None:
    of = f"{scorecard.contract}, " if scorecard.contract else ""
    out.line(f"Outcomes measured: {of}{period_words(scorecard.since, scorecard.until)}", "bold")
    out.line(standing_words(scorecard))
    widest = min(max((len(each.title) for each in scorecard.definitions.values()), default=0), _WIDEST)
    for topic, members in by_topic(scorecard):
        out.line()
        out.line(topic.capitalize(), "bold")
        for each in members:
            _measure(each, scorecard, by, widest, out)
    _unusual(scorecard, out)
    _notes(scorecard, out)


def _measure(
    definition: MeasureDefinition, scorecard: Scorecard, by: Sequence[Dimension], widest: int, out: Lines
) -> None:
    overall = scorecard.overall(definition.name)
    row(f"{definition.title:<{widest}}  {_value(overall, definition)}", out, indent=2)
    for change in (each for each in scorecard.changes if each.measure == definition.name):
        out.line(change_words(change, definition), "dim", 6)
    trend = next((each for each in scorecard.trends if each.measure == definition.name), None)
    if trend is not None and trend.slope is not None:
        out.line(trend_words(trend, definition), "dim", 6)
    sets = strata_sets(definition, scorecard) if by else ()
    is_by_reason = definition.kind is Kind.COUNT or overall.reason.startswith("not pooled")
    if not by and definition.category and is_by_reason:
        sets = ((Dimension.CATEGORY,),)  # what is not taken together, or counted by its reason, is told by category
    strata = [value for dimensions in sets for value in scorecard.of(definition.name, *dimensions)]
    for value in strata[:MOST_STRATA]:
        row(f"{stratum_words(value.stratum, scorecard):<{widest - 4}}  {_value(value, definition)}", out, indent=6)
    if len(strata) > MOST_STRATA:
        out.line(f"and {len(strata) - MOST_STRATA:,} more; -o measures.xlsx or --format json has all", "dim", 6)


def _value(value: MeasureValue, definition: MeasureDefinition) -> str:
    if value.value is None:
        return absence_in_full(value)
    source = f"{'estimate from ' if definition.is_estimate else ''}{value.source.value}"
    between = interval_of(value, definition)
    shown = [in_unit(value.value, definition), f"({between})" if between else "", fraction(value, definition)]
    parts = [*shown, f"[{source}]"]
    return "  ".join(part for part in parts if part)


def _unusual(scorecard: Scorecard, out: Lines) -> None:
    if not scorecard.comparisons:
        return
    out.line()
    out.line("Providers beside all", "bold")
    found = {name: unusual_of(name, scorecard) for name in scorecard.definitions}
    for name, outside in found.items():
        for sentence in unusual_sentences(outside, scorecard):
            out.line(f"{scorecard.definitions[name].title}: {sentence}", indent=2)
    if not any(found.values()):
        judged = {each.measure for each in scorecard.comparisons if each.limits is not None}
        out.line(f"None lies outside of the funnel's limits in {counted(len(judged), 'measure')}.", indent=2)


def _notes(scorecard: Scorecard, out: Lines) -> None:
    unused = [(table.table, each) for table in scorecard.tables for each in table.unused]
    if not scorecard.notes and not unused:
        return
    out.line()
    out.line("To know", "bold")
    for note in scorecard.notes:
        out.line(note, indent=2)
    for table, each in unused:
        out.line(f"{table}: {counted(each.rows, 'row')} not used: {each.reason}", indent=2)
    out.line(f"Intervals are at {scorecard.settings.confidence:.0%} confidence. {made_with()}.", "dim", 2)
