"""The outcomes beside a recommendation, in the words that every writer of a review shows."""

from __future__ import annotations

from perdiem.model.results import Outcome
from perdiem.writers.measures.figures import absence_in_full, change_words, fraction, in_unit, interval_of

OUTCOMES = "Outcomes in the book"


def outcome_value(outcome: Outcome) -> str:
    """The value with its interval and counts, or why there is none."""
    value, definition = outcome.value, outcome.definition
    if value.value is None:
        return absence_in_full(value)
    between = interval_of(value, definition)
    parts = [in_unit(value.value, definition), f"({between})" if between else "", fraction(value, definition)]
    return "  ".join(part for part in parts if part)


def outcome_source(outcome: Outcome) -> str:
    """What the value rests on; empty where there is none."""
    if outcome.value.value is None:
        return ""
    return f"{'estimate from ' if outcome.definition.is_estimate else ''}{outcome.value.source.value}"


def outcome_changes(outcome: Outcome) -> tuple[str, ...]:
    """A sentence for each change that was estimated."""
    return tuple(change_words(each, outcome.definition) for each in outcome.changes if each.estimate is not None)
