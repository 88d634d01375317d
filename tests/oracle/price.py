"""Step 18: what one unit pays, and what any number of the line's units pays."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import ceil
from statistics import median

from perdiem.model.terms.payment import Capitation, Rate
from tests.oracle.edits import REFUSED_BESIDE_OTHERS
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

    `per_billed` is what one billed unit pays before any share, in dollars: for a price that is none of units its part
    of the whole. `unit` is the price of a unit; None where there is none: a course, a percent of the charge, a price
    by NDC. `is_bounded` by the charge.
    """

    basis: str
    unit: Fraction | None
    per_billed: Fraction
    is_bounded: bool = False

    def amount(self, line: Line, units: Fraction) -> Decimal:
        """What so many units pay, or so many shares of days."""
        amount = cents(self.per_billed * units)
        return min(amount, line.charge) if self.is_bounded else amount


def _of_units(basis: str, unit: Fraction, *, is_bounded: bool) -> Price:
    return Price(basis, unit, unit, is_bounded)


def _of_the_whole(basis: str, line: Line, whole: Fraction, *, is_bounded: bool) -> Price:
    units = units_of(line)
    return Price(basis, None, whole / units if units else Fraction(0), is_bounded)


def price_of(world: World, line: Line) -> Price | str:
    """The line's price, or the edit for which it has none."""
    assert line.terms is not None
    if _capitation(world, line) is not None:
        return _of_the_whole("capitation", line, Fraction(0), is_bounded=False)
    rate = deciding_rate(world, line)
    return _unlisted(world, line) if rate is None else _by_rate(world, line, rate)


def unit_price(world: World, line: Line) -> Fraction | None:
    """What one unit pays, for the question which therapy has the highest rate; None where no unit has a price."""
    price = price_of(world, line)
    return None if isinstance(price, str) else price.unit


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
    stated = (rate.site, rate.places_of_service, rate.lines_of_business)
    return len(rate.modifiers or ()) + sum(bool(condition) for condition in stated)


def _by_rate(world: World, line: Line, rate: Rate) -> Price | str:
    assert line.terms is not None
    bounded = rate.lesser_of_charge
    if bounded is None:
        bounded = bool(line.terms.claims.lesser_of_charge)
    if rate.percent is None:
        dollars = rate.amount(line.terms.factors)
        assert dollars is not None
        return _at_most("rate", line, rate, Fraction(dollars), whole=rate.per == "course", is_bounded=bounded)
    percent = Fraction(rate.percent) / 100
    if rate.of == "charge":
        return _at_most("charge", line, rate, Fraction(line.charge) * percent, whole=True, is_bounded=bounded)
    assert rate.of is not None
    found = published(world, line, rate.of, rate.schedule)
    if found is None:
        return "price_missing"
    price, is_by_ndc = found
    whole = is_by_ndc or rate.per == "course"
    return _at_most(rate.of, line, rate, price * percent, whole=whole, is_bounded=bounded)


def _at_most(basis: str, line: Line, rate: Rate, dollars: Fraction, *, whole: bool, is_bounded: bool) -> Price:
    """The price of a unit, or of the whole line, that is at most the rate's `most` a unit billed."""
    if whole:
        if rate.most is not None:
            dollars = min(dollars, Fraction(rate.most) * units_of(line))
        return _of_the_whole(basis, line, dollars, is_bounded=is_bounded)
    return _of_units(basis, dollars if rate.most is None else min(dollars, Fraction(rate.most)), is_bounded=is_bounded)


def published(world: World, line: Line, basis: str, schedule: str | None = None) -> tuple[Fraction, bool] | None:
    """What the price table says on the first day, and whether that is for the whole line, by its NDC, or for a unit."""
    assert line.terms is not None
    quantity = line["ndc_quantity"]
    if line["ndc"] and quantity:
        found = _on(_rows(world, line, basis, schedule, line["ndc"]), line.first)
        if found is not None:
            counted = ceil(quantity) if line.terms.drugs.ndc_quantity == "rounded_up" else quantity
            return found * Fraction(Decimal(counted)), True
    by_code = price_of_code(world, line, basis, schedule)
    return None if by_code is None else (by_code, False)


def price_of_code(world: World, line: Line, basis: str, schedule: str | None = None) -> Fraction | None:
    """The code's price of a unit on the first day, whatever the NDC."""
    return _on(_rows(world, line, basis, schedule, None), line.first)


def _rows(world: World, line: Line, basis: str, schedule: str | None, ndc: str | None) -> list[Row]:
    return [
        row
        for row in world.rows("price", basis=basis, hcpcs_code=line.code)
        if (row.get("ndc") or None) == ndc and (basis != "schedule" or row.get("schedule") == schedule)
    ]


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
        percent = Fraction(terms.percent_of_charge or 0) / 100
        billings = [other for other in world.standing if other.code == line.code and _is_unlisted(world, other)]
        if terms.first_billings is None or billings.index(line) < terms.first_billings:
            return _of_the_whole("unlisted", line, Fraction(line.charge) * percent, is_bounded=lesser)
        if terms.then == "median_of_first_billings":
            among = billings[: terms.median_of or terms.first_billings]
            amount = median(Fraction(other.charge) * percent for other in among)
            return _of_the_whole("unlisted", line, amount, is_bounded=True)
    if terms.pay == "acquisition_cost":
        found = published(world, line, "acquisition_cost")
        if found is None:
            return "acquisition_cost_missing"
        price, is_by_ndc = found
        if is_by_ndc:
            return _of_the_whole("acquisition_cost", line, price, is_bounded=lesser)
        return _of_units("acquisition_cost", price, is_bounded=lesser)
    return {"individual_consideration": "case_by_case", "not_paid": "not_on_schedule"}.get(terms.pay or "", "no_rate")


def _is_unlisted(world: World, line: Line) -> bool:
    """Whether a percent of its charge may be paid for the line: no rate, no capitation, a site in the state."""
    if line.refusals.keys() & REFUSED_BESIDE_OTHERS:
        return False
    return _capitation(world, line) is None and deciding_rate(world, line) is None and _is_paid_by_charge(world, line)


def _is_paid_by_charge(world: World, line: Line) -> bool:
    assert line.terms is not None
    if line.terms.unlisted.percent_of_charge is None:
        return False
    if not line.terms.unlisted.in_state_only:
        return True
    state = line.terms.payor.state
    return bool(state) and line.site is not None and line.site.state == state


def rounded(unit: Fraction | None) -> Decimal | None:
    """A unit price as the result shows it: six decimals, half up; none where no unit is priced."""
    if unit is None:
        return None
    return (Decimal(unit.numerator) / Decimal(unit.denominator)).quantize(Decimal("0.000001"), ROUND_HALF_UP)
