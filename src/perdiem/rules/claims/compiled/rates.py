"""The rate schedule of a version: one row a code and condition, so that a line's rate is an equal join."""

from __future__ import annotations

from decimal import Decimal
from itertools import product
from typing import Any

from perdiem.codes import CodeSets
from perdiem.codes.expand import expand
from perdiem.errors import UsageError
from perdiem.model.contract import Contract
from perdiem.model.terms.payment import Rate
from perdiem.rules.claims.compiled.terms import Terms
from perdiem.rules.claims.compiled.version import FIRST_DAY_EVER, LAST_DAY_EVER

MOST_MODIFIERS = 4


def rate_rows(number: int, contract: Contract, sets: CodeSets, terms: Terms) -> list[dict[str, Any]]:
    """The rows of `c_rate` for one version. Raises UsageError for a base whose factor has no value."""
    rows = []
    for index, rate in enumerate(contract.rates or ()):
        codes = expand(rate.codes or (), sets)
        shared = _shared(number, index, rate, contract, len(codes))
        places: tuple[str | None, ...] = rate.places_of_service or (None,)
        lines: tuple[str | None, ...] = rate.lines_of_business or (None,)
        rows += [
            {**shared, "code": code, "place": place, "line_of_business": line}
            for code, place, line in product(codes, places, lines)
        ]
        terms.add("rate", ("rates", index), None, f"#{index}")
    return rows


def _shared(number: int, index: int, rate: Rate, contract: Contract, codes_named: int) -> dict[str, Any]:
    amount: Decimal | None = contract.amount_of(rate)
    if amount is None and rate.percent is None:
        place = contract.mark("rates", index).position or f"rates.{index + 1}"
        raise UsageError(f"{place}: the factor {rate.factor} has no value under `factors`; run perdiem check")
    modifiers = rate.modifiers or ()
    if len(modifiers) > MOST_MODIFIERS:
        raise UsageError(f"rates.{index + 1}: a claim line has {MOST_MODIFIERS} modifiers, the rate asks for more")
    needed = dict.fromkeys((f"need_{place}" for place in range(1, MOST_MODIFIERS + 1)), None) | {
        f"need_{place}": modifier for place, modifier in enumerate(modifiers, 1)
    }
    conditions = len(modifiers) + sum(
        bool(condition) for condition in (rate.site, rate.places_of_service, rate.lines_of_business)
    )
    return {
        "contract_version": number,
        "rate_row": index,
        "amount": amount,
        "percent": rate.percent,
        "basis": "rate" if rate.percent is None else rate.of,
        "schedule": rate.schedule,
        "per": rate.per,
        **needed,
        "site_kind": rate.site,
        "lesser_of_charge": rate.lesser_of_charge,
        "most": rate.most,
        "first_day": rate.from_ or FIRST_DAY_EVER,
        "last_day": rate.to or LAST_DAY_EVER,
        "conditions": conditions,
        "codes_named": codes_named,
    }
