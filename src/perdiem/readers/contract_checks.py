"""What a contract must hold beyond the form of its terms: codes that exist on the day, rates that do not collide.

Each check takes a contract and gives faults. None of them judges the terms themselves: that is the review's part.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from perdiem.codes import CodeSets, SelectorError, code_sets, parse_selector
from perdiem.codes.expand import expand
from perdiem.model.contract import Contract
from perdiem.model.faults import Fault, Severity
from perdiem.model.marks import Path, dotted
from perdiem.model.periods import Period, day_after, day_before
from perdiem.model.positions import Position
from perdiem.model.terms.lookup import stated_terms
from perdiem.model.terms.payment import Rate
from perdiem.readers.yaml_document import YamlDocument

CODE_KEYS = {
    "codes", "accepted", "refused", "paid_beside", "not_paid_beside", "early_stop_codes", "beside", "only_for",
    "solution_codes", "assessment_codes", "for",
}  # fmt: skip
NAMING = {"codes", "beside", "for"}  # a row without any of these would speak of nothing


def check_codes(data: Any, document: YamlDocument) -> list[Fault]:
    """Every code, range or family in a document's bare terms that names nothing, whatever else is wrong there."""
    return list(_codes_that_name_nothing(data, (), document, code_sets()))


def check_contract(contract: Contract) -> list[Fault]:
    """Every fault of a contract whose terms are each well formed and whose codes all name something."""
    sets = code_sets()
    return [
        *_codes_not_in_force(contract, sets),
        *_unknown_modifiers_and_places(contract, sets),
        *_unknown_factors(contract),
        *_colliding_rates(contract, sets),
        *_rules_that_contradict(contract, sets),
        *_sites_named_twice(contract),
        *_shares_that_do_not_add_up(contract),
    ]


def _fault(contract: Contract, path: Path, message: str, **more: Any) -> Fault:
    position = contract.mark(*path).position or Position("contract")
    return Fault(position, dotted(path), message, **more)


def _codes_that_name_nothing(data: Any, path: Path, document: YamlDocument, sets: CodeSets) -> Iterator[Fault]:
    if isinstance(data, dict):
        for key, value in data.items():
            here = (*path, key)
            if key in NAMING and value == []:
                yield Fault(
                    document.place(here), dotted(here), "no code is named",
                    suggestion="write a code, range, prefix or family",
                )  # fmt: skip
            elif key in CODE_KEYS and isinstance(value, str | list):
                for index, item in enumerate(value if isinstance(value, list) else [value]):
                    if isinstance(item, str):
                        yield from _selector_faults(item, (*here, index), document, sets)
            else:
                yield from _codes_that_name_nothing(value, here, document, sets)
    elif isinstance(data, list):
        for index, item in enumerate(data):
            yield from _codes_that_name_nothing(item, (*path, index), document, sets)


def _selector_faults(item: str, path: Path, document: YamlDocument, sets: CodeSets) -> Iterator[Fault]:
    try:
        parse_selector(item, sets)
    except SelectorError as error:
        for problem in error.problems:
            yield Fault(
                document.place(path), dotted(path[:-1]), problem.message, found=problem.text or None,
                suggestion=problem.suggestion,
            )  # fmt: skip


def _codes_not_in_force(contract: Contract, sets: CodeSets) -> Iterator[Fault]:
    """A code written out must be in force; ranges and families quietly leave ended codes out."""
    whole = contract.effective.period
    for row, rate in enumerate(contract.rates or ()):
        days = _days_of(rate, whole)
        for item in rate.codes or () if days else ():
            code = sets.get(item)
            if code is None or days is None:
                continue
            path: Path = ("rates", row, "codes")
            successor = sets.successor_of(code.code)
            advice = f"its successor is {successor.new}" if successor else None
            if not code.in_force.overlaps(days):
                when = (
                    f"ended on {code.in_force.last}"
                    if _before(code.in_force, days)
                    else f"begins {code.in_force.first}"
                )
                yield _fault(
                    contract, path, f"{code.code} {when}: it is not in force on any day of this rate",
                    found=item, suggestion=advice,
                )  # fmt: skip
            elif code.in_force.last and (days.last is None or days.last > code.in_force.last):
                yield _fault(
                    contract, path, f"{code.code} ended on {code.in_force.last}, within the days of this rate",
                    found=item, suggestion=advice, severity=Severity.WARNING,
                )  # fmt: skip


def _before(period: Period, other: Period) -> bool:
    return bool(period.last and other.first and period.last < other.first)


def _unknown_modifiers_and_places(contract: Contract, sets: CodeSets) -> Iterator[Fault]:
    for path, name, value in stated_terms(contract):
        if name in {"modifiers", "modifier", "also_modifier"} and value:
            for modifier in value if isinstance(value, tuple) else (value,):
                if modifier not in sets.modifiers:
                    yield _fault(
                        contract, path, "is not a modifier that Perdiem knows; claims are compared with it as written",
                        found=modifier, severity=Severity.WARNING,
                    )  # fmt: skip
        if name in {"places_of_service", "not_paid_in_places"} and value:
            for place in value:
                if place not in sets.places:
                    yield _fault(contract, path, "is not a place of service", found=place)


def _unknown_factors(contract: Contract) -> Iterator[Fault]:
    if contract.amends:
        return  # its contract may name them; the versions that both make are checked
    for row, rate in enumerate(contract.rates or ()):
        if isinstance(rate.factor, str) and rate.factor not in contract.factors:
            yield _fault(
                contract, ("rates", row, "factor"),
                f"names no factor of `factors`: {', '.join(contract.factors) or 'there are none'}", found=rate.factor,
                suggestion="write a number, such as 1.37, or add the name under `factors`",
            )  # fmt: skip


@dataclass(frozen=True)
class _Priced:
    row: int
    days: Period


def _colliding_rates(contract: Contract, sets: CodeSets) -> Iterator[Fault]:
    """Two rates of one code under the same conditions may not share a day; a gap between them is worth a look."""
    whole = contract.effective.period
    priced: dict[tuple[Any, ...], list[_Priced]] = defaultdict(list)
    for row, rate in enumerate(contract.rates or ()):
        days = _days_of(rate, whole)
        if days is None:
            yield _fault(contract, ("rates", row), "its days lie outside the contract's own")
            continue
        for code in expand(rate.codes or (), sets):
            priced[(code, *conditions_of(rate))].append(_Priced(row, days))
    collided: set[tuple[int, int]] = set()
    for (code, *_), rows in priced.items():
        rows.sort(key=lambda item: (str(item.days.first or ""), item.row))
        latest = rows[0]
        for two in rows[1:]:
            one, latest = latest, _ends_later(latest, two)
            if (one.row, two.row) in collided:
                continue
            if one.days.overlaps(two.days):
                collided.add((one.row, two.row))
                later = max(one.row, two.row)
                earlier = contract.mark("rates", min(one.row, two.row)).position
                yield _fault(
                    contract, ("rates", later, "codes"),
                    f"{code} already has a rate for these days at {earlier}",
                    suggestion="delete one, or give each its days (`from`, `to`) or its conditions (modifiers, site)",
                )  # fmt: skip
            elif one.days.last and two.days.first and day_after(one.days.last) < two.days.first:
                collided.add((one.row, two.row))
                yield _fault(
                    contract, ("rates", two.row, "from"),
                    f"{code} has no rate from {day_after(one.days.last)} to {day_before(two.days.first)}",
                    severity=Severity.WARNING,
                )  # fmt: skip


def _ends_later(one: _Priced, two: _Priced) -> _Priced:
    return one if one.days.last is None or (two.days.last and two.days.last <= one.days.last) else two


def _days_of(rate: Rate, whole: Period) -> Period | None:
    """The rate's days where the contract holds, or None."""
    return Period(rate.from_, rate.to).intersection(whole)


def conditions_of(rate: Rate) -> tuple[Any, ...]:
    """What must be alike for two rates of a code to speak of the same thing."""
    return (
        tuple(sorted(rate.modifiers or ())),
        rate.site,
        tuple(sorted(rate.places_of_service or ())),
        tuple(sorted(rate.lines_of_business or ())),
    )


def _rules_that_contradict(contract: Contract, sets: CodeSets) -> Iterator[Fault]:
    """Two authorization rules for the same codes and lines of business that say different things."""
    seen: dict[tuple[Any, ...], tuple[int, str | None]] = {}
    for row, rule in enumerate(contract.authorization.rules or ()):
        if not rule.for_ or rule.needed is None:
            missing = "for" if not rule.for_ else "needed"
            yield _fault(contract, ("authorization", "rules", row), f"a rule needs `{missing}`")
            continue
        key = (frozenset(expand(rule.for_, sets)), rule.lines_of_business, rule.when)
        if key in seen and seen[key][1] != rule.needed:
            yield _fault(
                contract, ("authorization", "rules", row),
                f"contradicts rule {seen[key][0] + 1}, which names the same codes",
                suggestion="keep one of the two, or tell them apart by `lines_of_business` or `when`",
            )  # fmt: skip
        seen.setdefault(key, (row, rule.needed))


def _sites_named_twice(contract: Contract) -> Iterator[Fault]:
    seen: dict[str, int] = {}
    for row, site in enumerate(contract.sites.locations or ()):
        if site.npi and site.npi in seen:
            yield _fault(
                contract, ("sites", "locations", row, "npi"),
                f"is the NPI of location {seen[site.npi] + 1} too", found=site.npi,
                suggestion="each location has an NPI of its own",
            )  # fmt: skip
        if site.npi:
            seen.setdefault(site.npi, row)


def _shares_that_do_not_add_up(contract: Contract) -> Iterator[Fault]:
    weights = [measure.weight for measure in contract.pn_programme.measures or () if measure.weight is not None]
    if weights and sum(weights) != 100:
        yield _fault(
            contract, ("pn_programme", "measures"), f"the weights add up to {sum(weights)}%, not 100%",
            severity=Severity.WARNING,
        )  # fmt: skip
