"""Step 18: what one unit pays, and what any number of the line's units pays."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from statistics import median

from perdiem.model.terms.payment import Capitation, Rate
from tests.oracle.line import Line, Row
from tests.oracle.nursing import units_of
from tests.oracle.world import World, holds

CENT = Decimal("0.01")


def cents(amount: Fraction) -> Decimal:
    """An amount at full scale rounded once, half up, to the cent."""
    return Decimal(int((amount * 100 + Fraction(1, 2)) // 1)) * CENT


@dataclass(frozen=True)
class Price:
    """What a line is priced by.

    `unit` is what one unit pays before any share, in dollars; `per_billed` the same for one billed unit, which is
    another where the price is for a unit of the NDC. A course is paid once. `is_bounded` by the charge.
    """

    basis: str
    unit: Fraction
    per_billed: Fraction
    is_course: bool = False
    is_bounded: bool = False

    def amount(self, line: Line, units: Fraction) -> Decimal:
        """What so many units pay, or so many shares of days."""
        if self.is_course:
            units = Fraction(1 if units else 0)
        return self._bounded(line, cents(self.per_billed * units))

    def shared(self, line: Line, days: Fraction, shares: Fraction) -> Decimal:
        """What days pay whose shares have this sum; a course is shared as its days are."""
        if not self.is_course:
            return self.amount(line, shares)
        return self._bounded(line, cents(self.unit * shares / days if days else Fraction(0)))

    def _bounded(self, line: Line, amount: Decimal) -> Decimal:
        return min(amount, line.charge) if self.is_bounded else amount


def price_of(world: World, line: Line) -> Price | str:
    """The line's price, or the edit for which it has none."""
    assert line.terms is not None
    if _capitation(world, line) is not None:
        return Price("capitation", Fraction(0), Fraction(0))
    rate = deciding_rate(world, line)
    return _unlisted(world, line) if rate is None else _by_rate(world, line, rate)


def day_price(world: World, line: Line) -> Fraction:
    """What one unit pays, for the question which therapy has the highest rate; without a price the least of all."""
    price = price_of(world, line)
    return Fraction(-1) if isinstance(price, str) else price.unit


def _capitation(world: World, line: Line) -> Capitation | None:
    assert line.terms is not None
    for row in line.terms.capitation or ():
        if line.code in world.codes(*row.codes or ()) and _of_business(line, row.lines_of_business):
            return row
    return None


def _of_business(line: Line, named: Iterable[str] | None) -> bool:
    return not named or line.line_of_business in set(named)


def deciding_rate(world: World, line: Line) -> Rate | None:
    """The rate with most conditions, then with fewest codes, then the first."""
    assert line.terms is not None
    fitting = []
    for row, rate in enumerate(line.terms.rates or ()):
        codes = world.codes(*rate.codes or ())
        if line.code in codes and _conditions_hold(line, rate):
            fitting.append((-_conditions(rate), len(codes), row, rate))
    return min(fitting, key=lambda found: found[:3])[3] if fitting else None


def _conditions_hold(line: Line, rate: Rate) -> bool:
    assert line.first is not None
    return (
        line.modifiers.issuperset(rate.modifiers or ())
        and (rate.site is None or (line.site is not None and line.site.kind == rate.site))
        and (not rate.places_of_service or line.place in rate.places_of_service)
        and _of_business(line, rate.lines_of_business)
        and holds(rate.from_, rate.to, line.first)
    )


def _conditions(rate: Rate) -> int:
    period = rate.from_ or rate.to
    stated = (rate.modifiers, rate.site, rate.places_of_service, rate.lines_of_business, period)
    return sum(bool(condition) for condition in stated)


def _by_rate(world: World, line: Line, rate: Rate) -> Price | str:
    assert line.terms is not None
    bounded = rate.lesser_of_charge
    if bounded is None:
        bounded = bool(line.terms.claims.lesser_of_charge)
    if rate.percent is None:
        dollars = rate.amount(line.terms.factors)
        assert dollars is not None
        unit = _at_most(Fraction(dollars), rate)
        return Price("rate", unit, unit, rate.per == "course", bounded)
    percent = Fraction(rate.percent) / 100
    if rate.of == "charge":
        unit = _at_most(_charge_a_unit(line) * percent, rate)
        return Price("charge", unit, unit, rate.per == "course", bounded)
    assert rate.of is not None
    found = published(world, line, rate.of, rate.schedule)
    if found is None:
        return "price_missing"
    unit_price, per_billed = found
    unit = _at_most(unit_price * percent, rate)
    return Price(rate.of, unit, unit * per_billed, rate.per == "course", bounded)


def _at_most(unit: Fraction, rate: Rate) -> Fraction:
    return unit if rate.most is None else min(unit, Fraction(rate.most))


def _charge_a_unit(line: Line) -> Fraction:
    units = units_of(line)
    return Fraction(line.charge) / units if units else Fraction(0)


def published(world: World, line: Line, basis: str, schedule: str | None = None) -> tuple[Fraction, Fraction] | None:
    """A price of the price table on the first day, and how many of its units one billed unit is."""
    assert line.terms is not None
    rows = [row for row in world.rows("price", basis=basis) if basis != "schedule" or row.get("schedule") == schedule]
    quantity = line["ndc_quantity"]
    if line["ndc"] and quantity:
        of_ndc = [row for row in rows if row.get("ndc") == line["ndc"]]
        of_both = [row for row in of_ndc if row["hcpcs_code"] == line.code]
        found = _on(of_both or of_ndc, line.first)
        if found is not None:
            whole = -(-quantity // 1) if line.terms.drugs.ndc_quantity == "rounded_up" else quantity
            return found, Fraction(Decimal(whole)) / units_of(line)
    found = _on([row for row in rows if not row.get("ndc") and row["hcpcs_code"] == line.code], line.first)
    return None if found is None else (found, Fraction(1))


def _on(rows: list[Row], day: date | None) -> Fraction | None:
    """The price of the row that began last, if it still holds: an open end lasts until the next begins."""
    assert day is not None
    begun = [row for row in rows if row["start_date"] <= day]
    latest = max(begun, key=lambda row: row["start_date"], default=None)
    if latest is None or (latest.get("end_date") is not None and latest["end_date"] < day):
        return None
    return Fraction(Decimal(latest["unit_price"]))


def _unlisted(world: World, line: Line) -> Price | str:
    """A service without a rate."""
    assert line.terms is not None
    terms = line.terms.unlisted
    lesser = bool(line.terms.claims.lesser_of_charge)
    if _is_paid_by_charge(world, line):
        billings = [other for other in world.standing if other.code == line.code and _is_unlisted(world, other)]
        if terms.first_billings is None or billings.index(line) < terms.first_billings:
            unit = _percent_of_charge(line)
            return Price("unlisted", unit, unit, is_bounded=lesser)
        if terms.then == "median_of_first_billings":
            among = billings[: terms.median_of or terms.first_billings]
            unit = median(_percent_of_charge(other) for other in among)
            return Price("unlisted", unit, unit, is_bounded=True)
    if terms.pay == "acquisition_cost":
        found = published(world, line, "acquisition_cost")
        if found is None:
            return "acquisition_cost_missing"
        unit, per_billed = found
        return Price("acquisition_cost", unit, unit * per_billed, is_bounded=lesser)
    return {"individual_consideration": "case_by_case", "not_paid": "not_on_schedule"}.get(terms.pay or "", "no_rate")


def _is_unlisted(world: World, line: Line) -> bool:
    """Whether a percent of its charge may be paid for the line: no rate, no capitation, a site in the state."""
    return _capitation(world, line) is None and deciding_rate(world, line) is None and _is_paid_by_charge(world, line)


def _is_paid_by_charge(world: World, line: Line) -> bool:
    assert line.terms is not None
    if line.terms.unlisted.percent_of_charge is None:
        return False
    if not line.terms.unlisted.in_state_only:
        return True
    state = line.terms.payor.state
    return bool(state) and line.site is not None and line.site.state == state


def _percent_of_charge(line: Line) -> Fraction:
    assert line.terms is not None
    percent = line.terms.unlisted.percent_of_charge
    return _charge_a_unit(line) * Fraction(percent or 0) / 100


def rounded(unit: Fraction) -> Decimal:
    """A unit price as the result shows it: six decimals, half up."""
    return (Decimal(unit.numerator) / Decimal(unit.denominator)).quantize(Decimal("0.000001"), ROUND_HALF_UP)
