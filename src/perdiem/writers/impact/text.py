"""An estimate of impact, for the terminal and as plain text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from perdiem.model.estimate import Estimate, LeverResult
from perdiem.writers.adjudication.figures import money, signed
from perdiem.writers.adjudication.rows import row
from perdiem.writers.impact.figures import (
    cents,
    dollars,
    interval,
    number,
    percent,
    saves_or_costs,
    signed_dollars,
    span,
    units_of,
)
from perdiem.writers.lines import Lines, as_text
from perdiem.writers.wording import counted, label

if TYPE_CHECKING:
    from rich.console import Console

RECOMMENDATIONS = 15
MOST_SWINGS = 8  # on the screen; the page, the workbook and JSON have all


def estimate_text(estimate: Estimate, *, width: int | None = None) -> str:
    """The estimate as plain text."""
    return as_text(lambda out: _estimate(estimate, out), width)


def print_estimate(estimate: Estimate, console: Console) -> None:
    """Writes the estimate."""
    _estimate(estimate, Lines.on(console))


def adopted_words(estimate: Estimate) -> str:
    """Which recommendations: `R03, R07`, or `all 15 recommendations`."""
    if len(estimate.adopted) == RECOMMENDATIONS:
        return "all 15 recommendations"
    return ", ".join(label(each) for each in estimate.adopted)


def headline(estimate: Estimate) -> str:
    """The estimate in a sentence or two."""
    years = counted(estimate.horizon, "year")
    saves = saves_or_costs(estimate.total.value)
    text = f"Adopting {adopted_words(estimate)} {saves} over {years} for the {estimate.perspective}"
    total = estimate.total
    if total.low == total.high:
        return f"{text}."
    share = total.share_above_zero
    often = {0.0: "in no draw", 1.0: "in every draw"}.get(share, f"in {percent(share)} of draws")
    return f"{text} (90% interval {interval(total)}; it saves {often})."


def _estimate(estimate: Estimate, out: Lines) -> None:
    out.line(f"{estimate.contract} ({estimate.contract_file})", "bold")
    for warning in estimate.warnings:
        out.line(warning, "bold yellow")
    out.line(headline(estimate))
    if estimate.per_member_month is not None:
        found = estimate.per_member_month
        out.line(
            f"Per member per month: {cents(found.value)} ({cents(found.low)} to {cents(found.high)}), over"
            f" {dollars(estimate.member_months or 0)} member months a year."
        )
    out.line(
        f"US dollars of {estimate.price_year}, {'amounts paid' if estimate.money == 'paid' else 'costs of care'};"
        " + saves, - costs; not discounted. "
        f"{estimate.draws:,} draws, seed {estimate.seed}."
    )
    everyone = "; ".join(f"{who} {signed_dollars(total)}" for who, total in estimate.totals_by_perspective)
    out.line(f"Over the horizon, by perspective: {everyone}.")
    out.line()
    _payments(estimate, out)
    out.line()
    paid = estimate.programme is not None
    head = f"{'payments':>16}{'outcomes':>16}{'programme':>16}" if paid else f"{'payments':>16}{'outcomes':>16}"
    row(f"{'Year':<8}{'effect':>8}{head}{'net':>16}   90% interval", out, "bold")
    for year in estimate.years:
        amounts = (year.payments, year.outcomes.value, *((year.programme,) if paid else ()), year.net.value)
        row(f"{year.year:<8}{year.uptake:>8.0%}{_columns(amounts)}   {interval(year.net)}", out)
    out.line()
    row(f"{'Part':<8}{head}{'net':>16}   what", out, "bold")
    for part in estimate.contributions:
        amounts = (part.payments, part.outcomes, *((part.programme,) if paid else ()), part.net.value)
        said = f"{part.title}{f' ({part.note})' if part.note else ''}"
        row(f"{label(part.number):<8}{_columns(amounts)}   {said}", out)
    _undivided(estimate, out)
    out.line()
    out.line("Levers, in a year of full effect", "bold")
    for lever in estimate.levers:
        _lever(lever, estimate.perspective, out)
    if estimate.thresholds:
        out.line()
        out.line("Thresholds", "bold")
        for each in estimate.thresholds:
            out.line(each.words)
    if estimate.tornado:
        out.line()
        out.line("What the total hangs on, each figure alone at the ends of its 95% interval", "bold")
        units = units_of(estimate)
        for swing in estimate.tornado[:MOST_SWINGS]:
            row(
                f"{signed_dollars(swing.total_at_low):>16} to {signed_dollars(swing.total_at_high):<16}"
                f" {swing.parameter}: {span(swing.low, swing.high, units[swing.parameter])}",
                out,
            )
    _assumptions(estimate, out)
    if notes := all_notes(estimate):
        out.line()
        out.line("Read with it", "bold")
        for note in notes:
            out.line(note)


def all_notes(estimate: Estimate) -> tuple[str, ...]:
    """What to read with the figures, the programme's with it."""
    programme = estimate.programme
    if programme is None:
        return estimate.notes
    order = (
        "R9: payments are decided first, then what the programme prevents makes results better, and the programme pays"
        " for those; the whole of its payment is R9's part."
    )
    return (*estimate.notes, order, *(f"R9, the programme: {note}" for note in programme.notes))


def _payments(estimate: Estimate, out: Lines) -> None:
    side = estimate.payment
    out.line(
        f"Payments, exact: {side.lines_changed:,} of {side.lines:,} lines are paid otherwise over"
        f" {estimate.span.days:,} days:"
        f" {money(side.paid_before)} paid -> {money(side.paid_after)} ({signed(side.paid)});"
        f" members owe {money(side.member_before)} -> {money(side.member_after)} ({signed(side.member)})."
    )
    out.line(f"{side.method} Claims were decided {side.adjudications} times.", "dim")
    if said := projected_words(estimate):
        out.line(said)
    if said := programme_words(estimate):
        out.line(said)


def _columns(amounts: tuple[float, ...]) -> str:
    return "".join(f"{signed_dollars(amount):>16}" for amount in amounts)


def projected_words(estimate: Estimate) -> str:
    """What payments come to in a year to come; empty where they were taken as the book's own."""
    found = estimate.payments_a_year
    if found is None:
        return ""
    return (
        f"Payments in a year to come, for the {estimate.perspective}: {signed_dollars(found.value)} (90% interval"
        f" {interval(found)}), the book's members being a sample."
    )


def programme_words(estimate: Estimate) -> str:
    """What the programme for parenteral nutrition can be expected to pay; empty where there is none."""
    found = estimate.programme
    if found is None:
        return ""
    stake = f" of {dollars(found.at_stake)} at stake" if found.at_stake else ""
    return (
        f"The programme for parenteral nutrition, expected: {signed_dollars(found.more.value)} more a year to"
        f" {counted(found.providers, 'provider')} (90% interval {interval(found.more)}){stake}; {found.scored} of"
        f" {found.providers} have patients enough to be scored, {dollars(found.per_diems)} a year of PN per diems."
    )


def _undivided(estimate: Estimate, out: Lines) -> None:
    left = sum(year.payments for year in estimate.years) - sum(part.payments for part in estimate.contributions)
    if any(part.paid is None for part in estimate.payment.parts):
        amounts = (left, 0.0, *((0.0,) if estimate.programme else ()), left)
        row(f"{'together':<8}{_columns(amounts)}   payments not divided", out)


def _lever(lever: LeverResult, perspective: str, out: Lines) -> None:
    numbers = ", ".join(label(each) for each in lever.recommendations)
    worth = {"payor": lever.saved_payor, "provider": lever.saved_provider, "member": lever.saved_member}[perspective]
    if lever.state == "counted":
        out.line(
            f"{numbers}: {lever.title}: {number(lever.removed)} of {number(lever.volume)} {lever.unit} a year;"
            f" {signed_dollars(worth)} dollars"
        )
    else:
        out.line(f"{numbers}: {lever.title}: {lever.why}", "dim")


def _assumptions(estimate: Estimate, out: Lines) -> None:
    out.line()
    out.line("Figures used; --format html, xlsx or json has every citation", "bold")
    for each in estimate.assumptions:
        ranged = span(each.low, each.high, each.unit)
        row(
            f"{each.name:<42}{number(each.value, each.unit):>14}  {ranged:<24} {each.unit}"
            f"{f' ({each.price_year} price, here of {estimate.price_year})' if each.price_year else ''}; {each.origin}",
            out,
        )
