"""Steps 16 and 17: nursing visits and hours with their caps, and units a day."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

from tests.oracle.line import ONE_DAY, Line
from tests.oracle.world import ADDED_HOUR, NURSING, VISIT, World

CARTRIDGE, CARTRIDGES_A_DAY = "B4105", 2
WEEK, COURSE_GAP = timedelta(days=7), 30
WHOLE_HOUR = 60


def units_of(line: Line) -> Fraction:
    """The billed units as the price counts them: nursing minutes become a visit, or hours."""
    units = Fraction(line.quantity or 0)
    if line.code not in NURSING or not line.in_minutes:
        return units
    if line.code == VISIT:
        return Fraction(1)
    needed = line.terms.nursing.added_hour_needs_minutes if line.terms else None
    hours, rest = divmod(units, WHOLE_HOUR)
    return Fraction(hours + (rest >= (31 if needed is None else needed)))


def visited(world: World, line: Line) -> None:
    """Step 16, but for the caps."""
    assert line.terms is not None
    beside = world.standing_beside(line)
    visits = [other for other in beside if other.code == VISIT]
    if line.code == ADDED_HOUR and not any(line.first and other.holds(line.first) for other in visits):
        line.refuse("added_hour_alone")
    apart = line.modifiers & {"59", "76", "XE"} or line.terms.catheter_insertion.visit_beside_insertion == "paid"
    insertions = [other for other in beside if other.code in {"S5522", "S5523"}]
    if not apart and any(line.shares_a_day_with(other) for other in insertions):
        line.refuse("visit_beside_insertion")
    earlier = [other for other in visits if other.first == line.first and other.comes_before(line)]
    if earlier and line.code == VISIT and line.terms.nursing.second_visit_same_day == "added_hour_code":
        line.refuse("second_visit")


class _Used:
    """What was paid to one member so far, by first day: hours and visits."""

    def __init__(self) -> None:
        self.hours: dict[date, Fraction] = {}
        self.visits: dict[date, Fraction] = {}

    def add(self, day: date, visits: Fraction, hours: Fraction) -> None:
        self.visits[day] = self.visits.get(day, Fraction(0)) + visits
        self.hours[day] = self.hours.get(day, Fraction(0)) + hours


def _between(used: dict[date, Fraction], first: date, last: date) -> Fraction:
    return sum((amount for day, amount in used.items() if first <= day <= last), Fraction(0))


def capped(world: World) -> None:
    """The caps of step 16, visit by visit in order of first day, then visits before added hours, then billing order."""
    lines = [line for line in world.standing if line.code in NURSING and not line.is_refused]
    used: dict[object, _Used] = {}
    for line in sorted(lines, key=lambda line: (line.first, line.code, line.billing_order)):
        assert line.terms is not None
        theirs = used.setdefault(line.member or line.name, _Used())
        keeps = line.kept
        if not line.terms.nursing.unlimited:
            keeps = min([keeps, *_left(world, line, theirs)])
        if keeps < line.kept:
            line.cut("nursing_limit", line.kept - max(Fraction(keeps // 1), Fraction(0)))
        is_visit = line.code == VISIT
        assert line.first is not None
        theirs.add(line.first, line.kept if is_visit else Fraction(0), line.kept * (2 if is_visit else 1))


def _left(world: World, line: Line, used: _Used) -> list[Fraction]:
    """How many units of the line each cap leaves."""
    assert line.terms is not None
    assert line.first is not None
    limits, day = line.terms.nursing.limits, line.first
    week = day - WEEK + ONE_DAY
    hours_a_unit = 2 if line.code == VISIT else 1
    left = [
        (limit - _between(used.hours, since, day)) / hours_a_unit
        for limit, since in ((limits.hours_per_day, day), (limits.hours_per_week, week))
        if limit is not None
    ]
    if line.code != VISIT:
        return left
    year = (date(day.year, 1, 1), date(day.year, 12, 31))
    spans = (
        (limits.visits_per_day, (day, day)),
        (limits.visits_per_week, (week, day)),
        (limits.visits_per_year, year),
        (limits.visits_per_course, (_course_begins(world, line), date.max)),
    )
    return left + [limit - _between(used.visits, *span) for limit, span in spans if limit is not None]


def _course_begins(world: World, line: Line) -> date:
    """The first day of the course: before it lie 30 days without a standing therapy or nursing line of the member."""
    beside = [line, *world.standing_beside(line)]
    active = {day for each in beside if world.is_therapy(each) or each.code in NURSING for day in each.days}
    assert line.first is not None
    begins = line.first
    for day in sorted(active, reverse=True):
        if day >= begins:
            continue
        if (begins - day).days - 1 >= COURSE_GAP:
            break
        begins = day
    return begins


def day_limit(line: Line) -> None:
    """Step 17: cartridges beyond two a day of the line."""
    if line.code == CARTRIDGE:
        most = Fraction(CARTRIDGES_A_DAY * len(line.days))
        line.cut("units_over_day_limit", max(line.kept - most, Fraction(0)))
