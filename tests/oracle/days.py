"""Steps 12 and 13: pairs of codes that exclude each other, and the days that a per diem pays."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

from perdiem.codes.expand import others_of
from tests.oracle.line import Line, Row
from tests.oracle.repeats import stopped_early
from tests.oracle.world import NURSING, World

GENERAL = ("S9325", "S9329", "S9364", "S9373", "S9494")
MATERNITY = ("S9208", "S9209", "S9211", "S9212", "S9213", "S9214")
HOURLY = "S9810"
KITS = {"B4034", "B4035", "B4036", "B4148"}
APART = {"59", "76", "XE", "XP", "XS", "XU"}

# the order in which a day's reasons are asked
DAY_REASONS = (
    "general_beside_specific",
    "pair_not_together",
    "catheter_care_beside_therapy",
    "hold_over",
    "inpatient_day",
    "no_infusion",
    "duplicate_day",
)


def rivals(world: World, line: Line) -> dict[str, list[Line]]:
    """Step 12: by edit, the standing lines whose days this line may not share."""
    found: dict[str, list[Line]] = {edit: [] for edit in DAY_REASONS[:2]}
    beside = world.standing_beside(line)
    specific = _specific(world, line.code or "")
    found["general_beside_specific"] = [other for other in beside if other.code in specific]
    assert line.terms is not None
    for pair in line.terms.concurrent_therapies.not_together or ():
        if line.code in world.codes(*pair.codes or ()):
            group = world.codes(*pair.beside or ())
            found["pair_not_together"] += [other for other in beside if other.code in group]
    if line.code in KITS:
        found["one_kit_a_day"] = [other for other in beside if other.code in KITS and other.comes_before(line)]
    if line.code == "S9123":
        found["general_nursing"] = [other for other in beside if other.code in {"99500", *NURSING}]
    return found


def _specific(world: World, code: str) -> frozenset[str]:
    """The codes beside which a general code is not used."""
    if code in MATERNITY:
        return world.family("per_diem")
    if code == HOURLY:
        return world.family("any_per_diem")
    if code not in GENERAL:
        return frozenset()
    rules = [edit for edit in world.sets.edits_of(code) if edit.kind == "mutually_exclusive"]
    return frozenset(other for rule in rules for other in others_of(rule, world.sets, code))


def paired(world: World, line: Line) -> None:
    """Step 12 for a line that is not counted by days: it is refused when one of its days is held."""
    for edit, others in rivals(world, line).items():
        if any(line.shares_a_day_with(other) for other in others):
            line.refuse(edit)


def counted(world: World, line: Line) -> None:
    """Step 13 for a line counted by days: `days_paid` are the days that it keeps, every other unit is cut."""
    assert line.terms is not None
    billed = len(line.days)
    whole = min(int(line.units), billed)
    if line.units > whole:
        if line.terms.per_diem.units_over_days == "deny":
            line.refuse("units_over_days")
            return
        line.cut("units_over_days", line.units - whole)
    others = rivals(world, line)
    reasons = {day: _reason(world, line, day, others) for day in line.days}
    line.days_paid = [day for day in line.days if reasons[day] is None][:whole]
    missing = whole - len(line.days_paid)
    for reason in DAY_REASONS:
        taken = min(missing, sum(found == reason for found in reasons.values()))
        line.cut(reason, Fraction(taken))
        missing -= taken
    _cap(line, "no_infusion", _blocks_of_24_hours(world, line))
    _cap(line, "early_stop", _early_stop_days(world, line))


def _cap(line: Line, edit: str, most: int | None) -> None:
    if most is not None and len(line.days_paid) > most:
        line.cut(edit, Fraction(len(line.days_paid) - most))
        line.days_paid = line.days_paid[:most]


def _reason(world: World, line: Line, day: date, others: dict[str, list[Line]]) -> str | None:
    """The first reason for which the day is not paid."""
    checks = {
        "catheter_care_beside_therapy": _beside_therapy,
        "hold_over": _held_too_long,
        "inpatient_day": _in_hospital,
        "no_infusion": _nothing_given,
        "duplicate_day": _billed_before,
    }
    for edit in DAY_REASONS:
        if edit in others:
            if any(other.holds(day) for other in others[edit]):
                return edit
        elif checks[edit](world, line, day):
            return edit
    return None


def _therapies(world: World, line: Line) -> list[Line]:
    return [other for other in world.standing_beside(line) if world.is_therapy(other)]


def _beside_therapy(world: World, line: Line, day: date) -> bool:
    assert line.terms is not None
    alone = world.is_in(line, "catheter_care") and line.terms.catheter_care.beside_other_per_diem != "paid"
    return alone and any(other.holds(day) for other in _therapies(world, line))


def _held_too_long(world: World, line: Line, day: date) -> bool:
    assert line.terms is not None
    weeks = line.terms.catheter_care.weeks_on_hold
    if weeks is None or not world.is_in(line, "catheter_care"):
        return False
    therapies = _therapies(world, line)
    if any(other.holds(day) for other in therapies):
        return False  # therapy goes on: nothing is on hold
    ended = [other.last for other in therapies if other.last is not None and other.last < day]
    return bool(ended) and (day - max(ended)).days > 7 * weeks


def _in_hospital(world: World, line: Line, day: date) -> bool:
    assert line.terms is not None
    if line.terms.per_diem.inpatient_days == "included":
        return False
    return any(
        stay["encounter_start_date"] <= day
        and (stay.get("encounter_end_date") is None or day < stay["encounter_end_date"])
        for stay in world.of_member("encounter", line)
        if stay["encounter_type"] == "acute inpatient"
    )


def _given(world: World, line: Line) -> list[Row]:
    """What was given to the member for this per diem."""
    rows = world.of_member("administration", line)
    return [
        row for row in rows if row.get("per_diem_code") in {None, "", line.code} and row.get("status") != "not_done"
    ]


def _nothing_given(world: World, line: Line, day: date) -> bool:
    assert line.terms is not None
    rule = line.terms.per_diem.day_rule
    if not world.has("administration") or not world.is_therapy(line):
        return False
    if rule not in {"infusion_days", "infusion_or_nursing_days"}:
        return False
    if any(row["administration_date"] == day for row in _given(world, line)):
        return False
    nursed = any(other.holds(day) for other in world.standing_beside(line) if other.code in NURSING)
    return not (rule == "infusion_or_nursing_days" and nursed)


def _blocks_of_24_hours(world: World, line: Line) -> int | None:
    """The most days by hours given, where the contract counts so."""
    assert line.terms is not None
    if line.terms.per_diem.day_rule != "hours_24":
        return None
    if not world.has("administration") or not world.is_therapy(line):
        return None
    given = [row for row in _given(world, line) if line.holds(row["administration_date"])]
    hours = sum((Decimal(row.get("infusion_hours") or 0) for row in given), Decimal(0))
    return max(int(hours // 24), 1 if given else 0)


def _billed_before(world: World, line: Line, day: date) -> bool:
    if line.modifiers & APART:
        return False
    mark = line.modifiers & {"SH", "SJ"}
    return any(
        other.code == line.code
        and other.comes_before(line)
        and other.modifiers & {"SH", "SJ"} == mark
        and other.holds(day)
        for other in world.standing_beside(line)
    )


def _early_stop_days(world: World, line: Line) -> int | None:
    """The most days of a per diem of supply that was not used."""
    assert line.terms is not None
    if "SV" not in line.modifiers:
        return None
    rule = line.terms.per_diem
    if rule.early_stop_codes and line.code not in world.codes(*rule.early_stop_codes):
        return 0
    return rule.early_stop_days or 0


def unused_drug(world: World, line: Line) -> None:
    """Step 13 for a drug that was dispensed and not used: the units of the days that the contract still pays."""
    assert line.terms is not None
    if stopped_early(world, line):
        most = line.units * (line.terms.per_diem.early_stop_days or 0) / len(line.days)
        line.cut("early_stop", line.kept - min(line.kept, Fraction(most // 1)))
