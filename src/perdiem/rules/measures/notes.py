"""What a reader of a scorecard has to know: what was missing, withheld, guessed, or set aside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from perdiem.engine.book import Book
from perdiem.model.contract import Agreement
from perdiem.model.measure_settings import MeasureSettings
from perdiem.model.measures import DataSource, MeasureValue, Standing


def notes_of(
    book: Book,
    values: Sequence[MeasureValue],
    definitions: tuple[str, tuple[str, ...]],
    settings: MeasureSettings,
    end: date,
    agreement: Agreement | None,
    siteless: Mapping[str, int],
) -> tuple[str, ...]:
    """The notes of a run, in the order of their weight."""
    notes = [
        "No record of the book has a day."
        if end == date.min
        else f"The data end on {end:%Y-%m-%d}; what would come later is not known."
    ]
    proxies = sorted({each.measure for each in values if each.source is DataSource.PROXY})
    if proxies:
        notes.append(
            f"From claims, in place of clinical records: {', '.join(proxies)}. A proxy, not the measure itself."
        )
    used, named = definitions
    if len(named) > 1:
        others = ", ".join(each for each in named if each != used)
        notes.append(
            f"Bloodstream infections count by the definition {used!r}; those by {others} do not. Definitions are never "
            "mixed; settings name another (infection_definition)."
        )
    elif named:
        notes.append(f"Bloodstream infections count by the definition {used!r}.")
    withheld = sum(each.standing is Standing.SUPPRESSED for each in values)
    if withheld:
        notes.append(
            f"{withheld} of {len(values)} values are withheld because fewer than {settings.suppress_below} people or "
            "events stand behind them, or behind one that could be worked out (suppress_below)."
        )
    if not book.has("eligibility"):
        notes.append("No eligibility: payor, line of business and age are known from claims and referrals alone.")
    if not book.has("encounter"):
        notes.append("No encounters: days in hospital are not taken off catheter days.")
    if siteless:
        few = settings.suppress_below
        told = ", ".join(
            f"{name.replace('_', ' ')} {f'{rows:,}' if rows >= few else f'fewer than {few}'}"
            for name, rows in sorted(siteless.items())
        )
        notes.append(f"Of no contract, because they name no site, and not counted: rows of {told}.")
    if agreement is not None and not any(c.sites.locations for _, c in agreement.versions):
        notes.append("The contract lists no sites: every site of the book is measured.")
    return tuple(notes)
