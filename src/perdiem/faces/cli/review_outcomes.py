"""The outcomes that `perdiem review --book` shows beside the recommendations."""

from __future__ import annotations

from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from perdiem.model.contract import Agreement
    from perdiem.model.measures import Scorecard
    from perdiem.model.results import Review


def reviewed_with_outcomes(
    paths: list[Path],
    on: date | None,
    book: list[str],
    tables: list[str] | None,
    mapping: Path | None,
    time_zone: str | None,
    suppress: int | None,
    *,
    quiet: bool,
) -> tuple[list[Review], dict[str, str]]:
    """The reviews of the contracts with what the book shows of each, and the texts of their files.

    Each contract is measured over its own payor, sites and period. Raises what the readers raise.
    """
    from perdiem.faces.cli.claim_inputs import opened_book
    from perdiem.faces.cli.convert_report import Progress
    from perdiem.faces.cli.measure_settings import settings_of
    from perdiem.faces.cli.review import reviewed
    from perdiem.rules.measures.measure import measure
    from perdiem.rules.measures.registry import measures

    settings = settings_of([], suppress)
    asked = [each.name for each in measures() if each.definition.recommendations]
    with opened_book(book, tables, mapping, time_zone, quiet=quiet, needs_claims=False) as opened:
        progress, numbers = Progress(quiet=quiet), count(1)

        def scorecard_of(agreement: Agreement) -> Scorecard:
            number = next(numbers)
            return measure(
                opened.book,
                agreement=agreement,
                settings=settings,
                measures=asked,
                schema=f"measures_{number}",
                progress=lambda done, of: progress(f"measuring contract {number}: stage {done} of {of}"),
            )

        read = reviewed(paths, on, quiet=quiet, scorecard_of=scorecard_of)
        progress.end()
    return read
