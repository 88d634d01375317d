"""A base times a factor, discovered in published rates: one multiplier that turns whole dollars into the rates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from math import exp, lgamma, log

from perdiem.codes import CodeSets
from perdiem.model.rate_market import FoundFactor, ObservedRate

CENT, WHOLE = Decimal("0.01"), Decimal(1)
FACTORS = tuple(Decimal(cents) / 100 for cents in range(50, 301) if cents != 100)
"""Multipliers of two places that are tried: half to three times a schedule."""
LEAST_RATES = 8  # different amounts; with fewer, chance alone finds a factor
LEAST_FIT = Decimal("0.8")  # of the different amounts
CHANCE = 1e-6  # that so many fit although there is no factor, over all factors tried

GROUPS = (
    ("schedule", "per diems, nursing and catheter procedures", ("per_diem", "nursing", "catheter_procedure",
                                                                "pharmacy_hours")),
    ("nutrition", "enteral and parenteral B codes", ("enteral_formula", "enteral_supplies", "enteral_pump",
                                                     "pn_solution", "pn_kit", "pn_pump")),
    ("medicare_visits", "Medicare home infusion G codes", ("hit_g_codes",)),
)  # fmt: skip
"""Groups of codes that a payor may price by one multiplier each: its name in the contract, its words, its families."""


def with_factors(rates: Iterable[ObservedRate], sets: CodeSets) -> tuple[list[ObservedRate], tuple[FoundFactor, ...]]:
    """The rates, those that fit with their bases, and the factors of the groups of codes that have one."""
    known = list(rates)
    factors: list[FoundFactor] = []
    for name, words, families in GROUPS:
        codes = {code for family in families for code in sets.families[family]}
        own = [at for at, each in enumerate(known) if each.code in codes and not each.is_percent]
        factor = best_factor(sorted({known[at].amount for at in own}))
        if factor is None:
            continue
        fitting = 0
        for at in own:
            base = base_of(known[at].amount, factor)
            if base is not None:
                known[at] = replace(known[at], base=base, factor=name)
                fitting += 1
        factors.append(FoundFactor(name, words, factor, fitting, len(own)))
    return known, tuple(factors)


def best_factor(amounts: Sequence[Decimal]) -> Decimal | None:
    """The multiplier that turns whole dollars into most of the different amounts; None where none stands out.

    Amounts that are whole dollars already need no factor. Of factors that fit equally well one between 1
    and 2 is taken, as published schedules have: what is 1.50 times an even base is 0.75 or 3.00 times a whole one too.
    """
    if len(amounts) < LEAST_RATES:
        return None
    fits = {factor: sum(base_of(amount, factor) is not None for amount in amounts) for factor in FACTORS}
    best = max(fits.values())
    whole = sum(amount == amount.to_integral_value() for amount in amounts)
    if best <= whole or best < LEAST_FIT * len(amounts):
        return None
    factor = min((each for each, fit in fits.items() if fit == best), key=_oddness)
    by_chance = min(1.0, 1 / float(100 * factor))  # a cent's rate is the product of a whole dollar so often
    return factor if _at_least(best, len(amounts), by_chance) * len(FACTORS) < CHANCE else None


def _oddness(factor: Decimal) -> tuple[bool, float]:
    """How far a factor is from what multipliers usually are."""
    return not 1 < factor <= 2, abs(log(factor))


def base_of(amount: Decimal, factor: Decimal) -> Decimal | None:
    """The whole-dollar base of an amount, if it has one."""
    base = (amount / factor).quantize(WHOLE, ROUND_HALF_UP)
    return base if base > 0 and (base * factor).quantize(CENT, ROUND_HALF_UP) == amount else None


def _at_least(hits: int, tries: int, chance: float) -> float:
    """The chance of so many hits or more in so many tries."""
    return sum(_terms(hits, tries, chance))


def _terms(hits: int, tries: int, chance: float) -> Iterator[float]:
    if chance >= 1:
        yield 1.0
        return
    for each in range(hits, tries + 1):
        ways = lgamma(tries + 1) - lgamma(each + 1) - lgamma(tries - each + 1)
        yield exp(ways + each * log(chance) + (tries - each) * log(1 - chance))
