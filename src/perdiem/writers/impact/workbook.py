"""An estimate as an Excel workbook whose headline figures are live formulas.

Every figure is a named cell of the sheet Figures; levers, parts and the summary are formulas over those names, the very
texts that were computed. Change a figure and all follow. Draws are not repeated in Excel: intervals are values.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from math import factorial
from pathlib import Path

from perdiem.model.estimate import Estimate, LeverResult
from perdiem.model.expression import Expression
from perdiem.model.scenario import PERSPECTIVES
from perdiem.writers.adjudication.figure_sheets import FigureBook, Formula, Head
from perdiem.writers.impact.text import all_notes, headline, programme_words, projected_words
from perdiem.writers.wording import label, made_with

Row = Sequence[object]
_FIRST = 2  # the first row below a table's head


def estimate_xlsx(estimate: Estimate, path: Path) -> None:
    """Writes the workbook: Summary, Recommendations, Payments, Programme, Levers, Parts, Figures, Intervals, Tornado,
    Notes.

    Raises UnwritableFile.
    """
    shown = _Shown(estimate)
    with FigureBook(path, "Impact") as made:
        made.table("Summary", [Head("What", 44), Head("USD", 18), Head("Says", 90)], shown.summary(), frozen=0)
        made.table(
            "Recommendations",
            [Head("Recommendation", 16), Head("Title", 60), Head("Payments", 16), Head("Outcomes", 16),
             Head("Programme", 16), Head("Net", 16), Head("5% of draws", 16), Head("95% of draws", 16),
             Head("Note", 50)],
            shown.recommendations(),
        )  # fmt: skip
        made.table(
            "Payments",
            [Head("Recommendation", 16), Head("Paid more in the book", 18), Head("Members owe more in the book", 18),
             *(Head(f"A year saves the {who}", 18) for who in PERSPECTIVES)],
            shown.payments(),
        )  # fmt: skip
        made.table(
            "Programme",
            [Head("Year", 7), Head("Providers are paid more", 18),
             *(Head(f"Saves the {who}", 18) for who in PERSPECTIVES), Head("What it is", 90)],
            shown.programme(),
        )  # fmt: skip
        made.table(
            "Levers",
            [Head("Lever", 28), Head("Year", 7), Head("Effect", 9), Head("Units a year", 14), Head("Share left", 11),
             Head("Units removed", 14), *(Head(f"A unit saves the {who}", 16) for who in PERSPECTIVES),
             *(Head(f"Saves the {who}", 16) for who in PERSPECTIVES), Head("Unit", 34), Head("State", 60)],
            shown.levers(),
        )  # fmt: skip
        made.table(
            "Parts",
            [Head("Lever", 28), Head("Year", 7), Head("Recommendation", 16), Head("Units removed, its part", 18),
             Head(f"Saves the {estimate.perspective}", 18)],
            shown.parts(),
        )  # fmt: skip
        made.table(
            "Figures",
            [Head("Figure", 38), Head("Used", 16), Head("Low", 14), Head("High", 14), Head("As stated", 14),
             Head("Unit", 28), Head("Price year", 11), Head("Distribution", 13), Head("From", 13), Head("Source", 80),
             Head("Note", 80)],
            shown.figures(),
        )  # fmt: skip
        for name, cell in shown.cells.items():
            made.define(name, cell)
        made.table(
            "Intervals",
            [Head("Year", 7), Head("Net", 16), Head("Mean", 16), Head("5%", 16), Head("25%", 16), Head("Median", 16),
             Head("75%", 16), Head("95%", 16), Head("Share of draws above zero", 14)],
            [(year.year, year.cumulative.value, year.cumulative.mean, *year.fan, year.cumulative.share_above_zero)
             for year in estimate.years],
        )  # fmt: skip
        made.table(
            "Tornado",
            [Head("Figure", 38), Head("Low end", 16), Head("Net at the low end", 18), Head("High end", 16),
             Head("Net at the high end", 18)],
            [(each.parameter, each.low, each.total_at_low, each.high, each.total_at_high) for each in estimate.tornado],
        )  # fmt: skip
        made.table("Notes", [Head("Read with it", 120)], shown.notes())


class _Shown:
    """The rows of the sheets; the formulas point at each other's cells."""

    def __init__(self, estimate: Estimate) -> None:
        self._estimate = estimate
        self._values = {each.name: each.value or 0.0 for each in estimate.assumptions}
        self.cells = {each.name: f"Figures!$B${row}" for row, each in enumerate(estimate.assumptions, _FIRST)}
        self._place = PERSPECTIVES.index(estimate.perspective)
        self._counted = [lever for lever in estimate.levers if lever.state != "not estimated"]
        self._lever_rows = [(lever, year) for lever in self._counted for year in range(1, estimate.horizon + 1)]

    def summary(self) -> Iterator[Row]:
        found = self._estimate
        last = _FIRST + len(self._lever_rows) - 1
        for place, (who, total) in enumerate(found.totals_by_perspective):
            payments = f"SUM(Payments!{'DEF'[place]}{_FIRST}:{'DEF'[place]}{_FIRST + len(self._payment_rows()) - 1})"
            outcomes = f"SUM(Levers!{'JKL'[place]}{_FIRST}:{'JKL'[place]}{last})" if self._lever_rows else "0"
            programme = f"SUM(Programme!{'CDE'[place]}{_FIRST}:{'CDE'[place]}{_FIRST + found.horizon - 1})"
            said = (
                f"payments of {found.horizon} years, outcomes and programme; + saves, - costs; USD of"
                f" {found.price_year}"
            )
            yield f"Net for the {who}", _usd(f"={payments}*{found.horizon}+{outcomes}+{programme}", total), said
        if found.per_member_month is not None and found.member_months:
            cell = f"B{_FIRST + self._place}"
            months = found.member_months * found.horizon
            yield (
                f"Per member per month, {found.perspective}",
                _usd(f"={cell}/{months!r}", found.per_member_month.value),
                f"{found.member_months:,.0f} member months a year",
            )
        yield "5% of draws lie below", round(found.total.low, 2), f"{found.draws:,} draws, seed {found.seed}"
        yield "95% of draws lie below", round(found.total.high, 2), "a value: draws are not repeated in Excel"
        for warning in found.warnings:
            yield "Read this first", None, warning
        yield "In words", None, headline(found)
        yield "Contract", None, f"{found.contract} ({found.contract_file})"
        yield "Scenario", None, f"{found.scenario} {found.scenario_file}".strip()
        yield "Money", None, "amounts paid" if found.money == "paid" else "costs of care"
        yield "Prices", None, f"brought to {found.price_year} by {found.inflation}"
        yield "Days of the book", found.span.days, f"{found.span.first} to {found.span.last}"
        yield "Made with", None, made_with()

    def recommendations(self) -> Iterator[Row]:
        last = _FIRST + sum(1 for _ in self.parts()) - 1
        rows = {name: row for row, (name, *_) in enumerate(self._payment_rows(), _FIRST)}
        column = "DEF"[self._place]
        for row, part in enumerate(self._estimate.contributions, _FIRST):
            name = label(part.number)
            outcomes = f"SUMIFS(Parts!E{_FIRST}:E{last},Parts!C{_FIRST}:C{last},A{row})" if last >= _FIRST else "0"
            yield (
                name, part.title,
                _usd(f"=Payments!{column}{rows[name]}*{self._estimate.horizon}", part.payments),
                _usd(f"={outcomes}", part.outcomes), _usd(f"={self._of_programme(part.number)}", part.programme),
                _usd(f"=C{row}+D{row}+E{row}", part.net.value),
                round(part.net.low, 2), round(part.net.high, 2), part.note,
            )  # fmt: skip

    def _of_programme(self, number: int) -> str:
        column = "CDE"[self._place]
        return f"SUM(Programme!{column}{_FIRST}:{column}{_FIRST + self._estimate.horizon - 1})" if number == 9 else "0"

    def programme(self) -> Iterator[Row]:
        """What the programme pays is a value: an exact sum over every count that providers could have."""
        found = self._estimate.programme
        said = programme_words(self._estimate) or "No programme for parenteral nutrition is adopted."
        for year in range(self._estimate.horizon):
            more = round(found.years[year], 2) if found else 0.0
            row = _FIRST + year
            yield (
                year + 1, more, _usd(f"=-B{row}", -more), _usd(f"=B{row}", more), _usd(f"=0*B{row}", 0.0),
                said if not year else "",
            )  # fmt: skip

    def _payment_rows(self) -> list[tuple[str, float, float]]:
        side = self._estimate.payment
        rows = [(label(part.number), float(part.paid or 0), float(part.member or 0)) for part in side.parts]
        paid = float(side.paid) - sum(row[1] for row in rows)
        member = float(side.member) - sum(row[2] for row in rows)
        return [*rows, ("not divided", round(paid, 2), round(member, 2))]

    def payments(self) -> Iterator[Row]:
        scale = self._scale()
        for row, (name, paid, member) in enumerate(self._payment_rows(), _FIRST):
            yield (
                name, paid, member,
                _usd(f"=-B{row}*{scale!r}", -paid * scale),
                _usd(f"=(B{row}+C{row})*{scale!r}", (paid + member) * scale),
                _usd(f"=-C{row}*{scale!r}", -member * scale),
            )  # fmt: skip

    def _scale(self) -> float:
        """A year's payments over the book's: the estimate's own, where there are any."""
        side, first = self._estimate.payment, self._estimate.years[0]
        whole = {"payor": -side.paid, "member": -side.member, "provider": side.paid + side.member}
        base = float(whole[self._estimate.perspective])
        return first.payments / base if base else 1 / self._estimate.span.years

    def levers(self) -> Iterator[Row]:
        for row, (lever, year) in enumerate(self._lever_rows, _FIRST):
            uptake = f"uptake_year_{year}"
            shares = [f"(1-{self._text(text)}*C{row})" for _, text in lever.share_formulas]
            left, effect = 1.0, self._values.get(uptake, 1.0)
            for _, text in lever.share_formulas:
                left *= 1 - Expression(text).value(self._values) * effect
            removed = lever.volume * (1 - left)
            each = [Expression(text).value(self._values) for _, text in lever.saving_formulas]
            yield (
                lever.name, year, Formula(f"={uptake}", effect),
                Formula(f"={self._text(lever.volume_formula)}", lever.volume),
                Formula(f"={'*'.join(shares)}", left), Formula(f"=D{row}*(1-E{row})", removed),
                *(_usd(f"={self._text(text)}", value) for (_, text), value in
                  zip(lever.saving_formulas, each, strict=True)),
                *(_usd(f"=F{row}*{column}{row}", removed * value) for column, value in zip("GHI", each, strict=True)),
                lever.unit, f"{lever.state} {lever.why}".strip(),
            )  # fmt: skip

    def parts(self) -> Iterator[Row]:
        for at, (lever, year) in enumerate(self._lever_rows, _FIRST):
            worth = Expression(dict(lever.saving_formulas)[self._estimate.perspective]).value(self._values)
            for number, _ in lever.share_formulas:
                formula, units = self._part(
                    lever, number, f"Levers!C{at}", self._values.get(f"uptake_year_{year}", 1.0)
                )
                yield (
                    lever.name, year, label(number), Formula(f"=Levers!D{at}*({formula})", lever.volume * units),
                    _usd(f"=Levers!D{at}*({formula})*Levers!{'GHI'[self._place]}{at}", lever.volume * units * worth),
                )  # fmt: skip

    def _part(self, lever: LeverResult, number: int, uptake: str, effect: float) -> tuple[str, float]:
        """Shapley's part of the share removed: what it takes of what every set of the others leaves, averaged."""
        shares = dict(lever.share_formulas)
        others = [other for other in shares if other != number]
        own = f"{self._text(shares[number])}*{uptake}"
        own_value = Expression(shares[number]).value(self._values) * effect
        terms, total = [], 0.0
        for size in range(len(others) + 1):
            weight = factorial(size) * factorial(len(others) - size) / factorial(len(others) + 1)
            for chosen in combinations(others, size):
                left = "".join(f"*(1-{self._text(shares[other])}*{uptake})" for other in chosen)
                value = weight * own_value
                for other in chosen:
                    value *= 1 - Expression(shares[other]).value(self._values) * effect
                terms.append(f"{weight!r}*{own}{left}")
                total += value
        return "+".join(terms), total

    def _text(self, formula: str) -> str:
        return Expression(formula).in_spreadsheet(lambda name: name)

    def figures(self) -> Iterator[Row]:
        for each in self._estimate.assumptions:
            yield (
                each.name, self._values[each.name], each.low, each.high, each.stated_value, each.unit, each.price_year,
                each.distribution, each.origin, each.citation, each.note,
            )  # fmt: skip

    def notes(self) -> Iterator[Row]:
        for warning in self._estimate.warnings:
            yield (f"Read this first: {warning}",)
        for each in self._estimate.thresholds:
            yield (each.words,)
        yield (f"{self._estimate.payment.method} Claims were decided {self._estimate.payment.adjudications} times.",)
        for lever in self._estimate.levers:
            yield (f"{lever.title}: {lever.says}",)
            yield (f"{lever.title}: limits: {lever.limits}",)
            if lever.state != "counted":
                yield (f"{lever.title}: {lever.state}: {lever.why}",)
        if said := projected_words(self._estimate):
            yield (said,)
        for note in all_notes(self._estimate):
            yield (note,)


def _usd(formula: str, value: float) -> Formula:
    """A live cell that shows dollars and cents."""
    return Formula(formula, value, is_money=True)
