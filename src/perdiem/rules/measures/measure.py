"""Measuring: every measure of a book, by strata, with intervals and the evidence behind each number."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from perdiem.engine.book import Book
from perdiem.model.contract import Agreement
from perdiem.model.measure_settings import MeasureSettings
from perdiem.model.measures import Dimension, Scorecard


def measure(
    book: Book,
    *,
    agreement: Agreement | None = None,
    by: Sequence[Dimension | str] = (),
    since: date | None = None,
    until: date | None = None,
    settings: MeasureSettings | None = None,
    measures: Sequence[str] | None = None,
    change_on: date | None = None,
    schema: str = "measures",
    progress: Callable[[int, int], None] | None = None,
) -> Scorecard:
    """Every measure of the book, or those named.

    With an agreement only what concerns its payor, sites and period is measured. `by` breaks each measure down by each
    dimension, and by all of them together. `since` and `until` bound the days that count, both included. `change_on`
    asks for the change at that day; by default the first days of the agreement's later versions. `schema` names where
    the evidence stands on the book's engine. Raises UsageError for a name that is no measure or dimension.
    """
    raise NotImplementedError
