"""Each provider's result and payment under a programme, with intervals; none below the least volume."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from perdiem.codes import CodeSets
from perdiem.engine.book import Book
from perdiem.engine.duckdb import literal
from perdiem.model.contract import Agreement
from perdiem.model.measure_settings import MeasureSettings
from perdiem.model.measures import Dimension, MeasureValue, Scorecard, Standing
from perdiem.model.programme import MeasureScore, Programme, ProgrammeScore, ProviderScore, ScoredMeasure
from perdiem.rules.claims.adjudicate import adjudicate
from perdiem.rules.impact.programme.payment import earned, in_dollars, paid, share_earned
from perdiem.rules.impact.programme.terms import checked, programme_of
from perdiem.rules.measures.measure import measure
from perdiem.rules.measures.statistics import garwood

PN = "pn_per_diem"
SCHEMA = "programme"
CONFIDENCE = 0.95
ANY_DAY = date(2026, 12, 31)  # of a book without a PN per diem, in which there is no provider to score


def score_programme(
    agreement: Agreement,
    book: Book,
    sets: CodeSets,
    *,
    until: date | None = None,
    since: date | None = None,
    progress: Callable[[str], None] | None = None,
) -> ProgrammeScore:
    """The programme that the agreement states on the period's last day, scored for every site that gave PN.

    The period ends by default with the book's last PN per diem and is as long as the programme says. PN per diems are
    what the agreement allows for them, by an adjudication of the book. Raises UsageError where the programme is missing
    or cannot be scored.
    """
    told = progress or (lambda _: None)
    told("deciding claims for the PN per diems")
    run = adjudicate(agreement, book, sets, schema=SCHEMA)
    lines = f"{run.sql_name('decided_line')} WHERE therapy = {literal(PN)}"
    (first, last) = book.engine.one(f"SELECT min(claim_line_start_date), max(claim_line_end_date) FROM {lines}")
    end = until or (last if isinstance(last, date) else agreement.period.first or ANY_DAY)
    programme = checked(programme_of(agreement.on(end), agreement.file))
    begin = since or months_before(end, programme.period_months)
    told("counting the measures")
    by = (Dimension.SITE, Dimension.THERAPY, *(Dimension(each) for each in programme.adjusted_for))
    names = list(dict.fromkeys(each.name for each in programme.measures))
    settings = MeasureSettings(confidence=CONFIDENCE, suppress_below=0)
    card = measure(book, by=by, since=begin, until=end, settings=settings, measures=names, sets=sets)
    found = book.engine.run(
        "SELECT billing_npi, count(DISTINCT member_id), coalesce(sum(allowed_amount), 0) FROM "
        f"{lines} AND disposition = 'paid'"
        f" AND {_within(begin, end)} AND billing_npi IS NOT NULL GROUP BY 1 ORDER BY 1"
    ).fetchall()
    providers = tuple(
        _provider(programme, card, str(site), int(patients), Decimal(str(allowed))) for site, patients, allowed in found
    )
    notes = _notes(programme, card, begin, first)
    if not providers:
        (billed,) = book.engine.one(f"SELECT count(*) FROM {lines} AND {_within(begin, end)}")
        notes.insert(0, _why_nobody(int(str(billed)), first, last))
    return ProgrammeScore(programme, begin, end, CONFIDENCE, providers, tuple(notes))


def _within(begin: date, end: date) -> str:
    return f"claim_line_start_date BETWEEN {literal(str(begin))} AND {literal(str(end))}"


def _why_nobody(billed: int, first: object, last: object) -> str:
    if billed:
        what, none = (
            ("1 line of PN per diems", "does not pay it")
            if billed == 1
            else (f"{billed:,} lines of PN per diems", "pays none of them")
        )
        return (
            f"The book bills {what} in the period and the contract {none}: `perdiem adjudicate` tells why, "
            "line by line."
        )
    return f"The book's PN per diems are of {first} to {last}." if first else "The book bills no PN per diem."


def months_before(end: date, months: int) -> date:
    """The first day of a period of so many months that ends on this day."""
    day = end + timedelta(1)
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    last = (date(year + (month == 11), (month + 1) % 12 + 1, 1) - timedelta(1)).day
    return date(year, month + 1, min(day.day, last))


def _notes(programme: Programme, card: Scorecard, begin: date, first: object) -> list[str]:
    notes = [*programme.notes, *card.notes]
    if isinstance(first, date) and first > begin:
        notes.append(f"The book's first PN per diem is of {first}; the period began on {begin}.")
    return notes


def _provider(programme: Programme, card: Scorecard, site: str, patients: int, per_diems: Decimal) -> ProviderScore:
    scores = tuple(measure_score(programme, each, card, site) for each in programme.measures)
    if patients < programme.least_patients:
        said = f"{patients} patients, fewer than the {programme.least_patients} from which the contract scores"
        unscored = tuple(
            replace(each, earned=None, earned_at_best=None, earned_at_worst=None, standing="not scored", why=said)
            for each in scores
        )
        return ProviderScore(site, patients, per_diems, unscored, None, None, None, None, said)
    scored = [each for each in scores if each.earned is not None]
    if not scored:
        why = "no measure could be scored"
        return ProviderScore(site, patients, per_diems, scores, None, None, None, None, why)

    def payment(of: Callable[[MeasureScore], float], result: Callable[[MeasureScore], float]) -> tuple[float, Decimal]:
        parts = {each.measure: of(each) for each in scored}
        results = {each.measure: result(each) for each in scored}
        sizes = {each.measure: float(each.denominator or 0) for each in scored}
        share = float(share_earned(programme, parts))
        return share, in_dollars(paid(programme, float(per_diems), patients, share, results, sizes))

    lower = {each.name: each.is_lower_better for each in programme.measures}
    share, amount = payment(lambda e: e.earned or 0.0, lambda e: e.value or 0.0)
    _, low = payment(lambda e: e.earned_at_worst or 0.0, lambda e: (e.upper if lower[e.measure] else e.lower) or 0.0)
    _, high = payment(lambda e: e.earned_at_best or 0.0, lambda e: (e.lower if lower[e.measure] else e.upper) or 0.0)
    return ProviderScore(site, patients, per_diems, scores, share, amount, low, high, "")


def measure_score(programme: Programme, scored: ScoredMeasure, card: Scorecard, site: str) -> MeasureScore:
    """A site's result of one measure with what it earns; where it is not scored, `why` says."""
    found = next(
        (value for value in card.of(scored.name, Dimension.SITE, Dimension.THERAPY) if _is(value, site)), None
    ) if programme.adjusted_for == () else _pooled(scored, card, site)  # fmt: skip
    blank = MeasureScore(scored.name, scored.title, scored.unit, None, None, None, None, None, None, scored.target,
                         scored.baseline, None, None, None, "not scored", "")  # fmt: skip
    if found is None or not found.denominator:
        missing = card.overall(scored.name)
        why = "nothing to count" if missing.standing is Standing.GIVEN else (missing.reason or str(missing.standing))
        return replace(blank, why=why)
    if found.denominator < scored.least_count:
        why = f"{found.denominator:,.0f} counted, fewer than the {scored.least_count:,} from which it is scored"
        return replace(blank, numerator=found.numerator, denominator=found.denominator, why=why)
    if found.value is None or found.lower is None or found.upper is None:
        return replace(blank, why=found.reason or str(found.standing))
    factor = _adjustment(programme, scored, card, site) if programme.adjusted_for else 1.0
    value, lower, upper = (each * factor for each in (found.value, found.lower, found.upper))
    best, worst = (lower, upper) if scored.is_lower_better else (upper, lower)
    own = float(earned(scored, programme, value, lower, upper))
    return replace(
        blank, numerator=found.numerator, denominator=found.denominator, crude=found.value, value=value, lower=lower,
        upper=upper, earned=own, earned_at_best=float(earned(scored, programme, best, best, best)),
        earned_at_worst=float(earned(scored, programme, worst, worst, worst)),
        standing="met" if own >= 1 else "partly met" if own > 0 else "missed", why="",
    )  # fmt: skip


def _is(value: MeasureValue, site: str) -> bool:
    return value.of(Dimension.SITE) == site and value.of(Dimension.THERAPY) == PN


def _pooled(scored: ScoredMeasure, card: Scorecard, site: str) -> MeasureValue | None:
    """A site's PN patients over all strata of the adjustment: sums, value and bounds as the measures count them."""
    cells = [value for value in _cells(scored, card) if value.of(Dimension.SITE) == site]
    if not cells:
        return None
    events, size = sum(each.numerator or 0 for each in cells), sum(each.denominator or 0 for each in cells)
    if not size:
        return replace(cells[0], numerator=events, denominator=size, value=None, lower=None, upper=None)
    value, lower, upper = with_bounds(scored, events, size)
    return replace(cells[0], numerator=events, denominator=size, value=value, lower=lower, upper=upper)


def with_bounds(scored: ScoredMeasure, events: float, size: float) -> tuple[float, float, float]:
    """A result with its 95% bounds in the measure's unit: Wilson for a proportion, exact Poisson for a rate."""
    import numpy as np
    from statsmodels.stats.proportion import proportion_confint  # type: ignore[import-untyped]  # it ships no types

    if scored.kind == "proportion":
        low, high = proportion_confint(events, size, 1 - CONFIDENCE, "wilson")
        return events / size * scored.scale, float(low) * scored.scale, float(high) * scored.scale
    low, high = garwood(np.array([float(events)]), CONFIDENCE)
    per = scored.scale / size
    return events * per, float(low[0]) * per, float(high[0]) * per


def _cells(scored: ScoredMeasure, card: Scorecard) -> list[MeasureValue]:
    """Of PN patients, what was counted in each stratum of the adjustment."""
    return [
        value
        for value in card.of(scored.name, *card.by)
        if value.of(Dimension.THERAPY) == PN and value.denominator is not None
    ]


def _adjustment(programme: Programme, scored: ScoredMeasure, card: Scorecard, site: str) -> float:
    """By what a site's result is multiplied: the result of all over the site's expected one, by its mix of patients."""
    mix = [Dimension(each) for each in programme.adjusted_for]
    events: dict[tuple[str | None, ...], float] = defaultdict(float)
    sizes: dict[tuple[str | None, ...], float] = defaultdict(float)
    own: dict[tuple[str | None, ...], float] = defaultdict(float)
    for value in _cells(scored, card):
        cell = tuple(value.of(each) for each in mix)
        events[cell] += value.numerator or 0
        sizes[cell] += value.denominator or 0
        if value.of(Dimension.SITE) == site:
            own[cell] += value.denominator or 0
    expected = _expected(own, events, sizes)
    overall = _expected(sizes, events, sizes)
    size, whole = sum(own.values()), sum(sizes.values())
    if not expected or not overall or not size or not whole:
        return 1.0  # no event anywhere: there is nothing to adjust by
    return (overall / whole) / (expected / size)


def _expected(
    of: Mapping[tuple[str | None, ...], float], events: Mapping[tuple[str | None, ...], float],
    sizes: Mapping[tuple[str | None, ...], float],
) -> float:  # fmt: skip
    return sum(amount * events[cell] / sizes[cell] for cell, amount in of.items() if sizes[cell])
