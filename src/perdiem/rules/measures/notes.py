"""What a reader of a scorecard has to know: what was missing, withheld, guessed, or set aside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from perdiem.engine.book import Book
from perdiem.model.contract import Agreement
from perdiem.model.measure_settings import MeasureSettings
from perdiem.model.measures import DataSource, MeasureValue, Standing
from perdiem.rules.measures.far_days import FarDays


def notes_of(
    book: Book,
    values: Sequence[MeasureValue],
    definitions: tuple[str, tuple[str, ...]],
    settings: MeasureSettings,
    end: date,
    agreement: Agreement | None,
    siteless: Mapping[str, int],
    far: Mapping[str, FarDays],
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
    few = settings.suppress_below
    if far:
        told = "; ".join(
            f"{_rows(name, each.days, few)} ({', '.join(map(str, each.years))})" for name, each in sorted(far.items())
        )
        notes.insert(
            1,
            f"Days far from all others, perhaps slips of the pen, which count as they stand: {told}. A late one may be "
            "what the data end on; a setting ends them (data_end).",
        )
    if siteless:
        told = ", ".join(_rows(name, rows, few) for name, rows in sorted(siteless.items()))
        notes.append(f"Of no contract, because they name no site, and not counted: rows of {told}.")
    if agreement is not None and not any(c.sites.locations for _, c in agreement.versions):
        notes.append("The contract lists no sites: every site of the book is measured.")
    return tuple(notes)


def _rows(name: str, rows: int, few: int) -> str:
    return f"{name.replace('_', ' ')} {f'{rows:,}' if rows >= few else f'fewer than {few}'}"
