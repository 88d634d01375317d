"""What the code tables say, as sentences that every face shows alike."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from perdiem.model.codes import Code, CodeSystem, Successor, Verified

_VERIFIED = {
    Verified.YES: "yes: number, dates and meaning were read in the source",
    Verified.PARTLY: "partly: the source says less than this row; the rest is our inference",
    Verified.NUMBER: "number only: dates and meaning were not read",
    Verified.NO: "no: from general knowledge",
}
_EXAMPLE_UNITS = (4, 10, 20, 100)  # the first that makes a whole number of new units is shown


def in_force_sentence(code: Code, day: date) -> str:
    """Whether the code may be billed on that service day, with the day that it began or ended."""
    first, last = code.in_force.first, code.in_force.last
    if last and day > last:
        return f"Ended: {last} was its last day, so it is not in force on {day}."
    if first and day < first:
        return f"Not yet: it begins on {first}, after {day}."
    if first is None and last is None:
        unknown = "" if code.system is CodeSystem.REVENUE else " Its first and last day are not known."
        return f"Taken as in force on {day}.{unknown}"
    until = f", and ends on {last}" if last else ""
    since = f" (since {first})" if first else ""
    return f"In force on {day}{since}{until}."


def successor_sentence(pair: Successor) -> str:
    """Which code took the ended one's place from which day, and how units turn into units, worked out."""
    start = f"From {pair.new_first_day} bill {pair.new} instead of {pair.old}"
    if pair.units_per_old_unit is None:
        return f"{start}. No single number turns the units: {_lowered(pair.multiplier_note)}."
    factor = pair.units_per_old_unit
    units = next((n for n in _EXAMPLE_UNITS if (n * factor) % 1 == 0), _EXAMPLE_UNITS[-1])
    each = f"1 unit of {pair.old} ({pair.old_unit}) is {_plain(factor)} of {pair.new} ({pair.new_unit})"
    return f"{start}. {each}, so {units} units become {_plain(units * factor)}."


def verified_sentence(verified: Verified) -> str:
    """What a row's `verified` mark means."""
    return _VERIFIED[verified]


def _plain(number: Decimal) -> str:
    return f"{number.normalize():,f}"


def _lowered(note: str) -> str:
    return note[:1].lower() + note[1:]
