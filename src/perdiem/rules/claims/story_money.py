"""The arithmetic of a paid line, step by step: price, cuts, shares, bounds, the member's part, other payors.

A formula is shown only where it comes to the amount to the cent; where a limit bends it the step has words alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from perdiem.model.claim_story import Step
from perdiem.model.contract import Contract
from perdiem.model.wording import rate_words
from perdiem.rules.claims.edits import BY_NAME
from perdiem.rules.claims.story_facts import LineFacts
from perdiem.rules.claims.story_words import counted, money, noun_of, number, percent, price

CENT, HUNDRED = Decimal("0.01"), Decimal(100)


def steps_of(line: LineFacts, contract: Contract) -> tuple[Step, ...]:
    """The steps of a line that is paid, from the contract's full price to the payment; none of another line."""
    if line.decided["disposition"] != "paid":
        return ()
    if not line.money:
        return (Step("Paid by capitation, apart from claims", "", Decimal("0.00"), is_total=True),)
    steps = [_full(line, contract), *_cuts(line), *_share(line), *_bounds(line)]
    steps.append(Step("Allowed", "", line.decided["allowed_amount"], is_total=True))
    steps += [*_member(line), *_other_payer(line)]
    steps.append(Step("Paid", "", line.decided["paid_amount"], is_total=True))
    return tuple(steps)


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)


def _full(line: LineFacts, contract: Contract) -> Step:
    units, unit_price, full = line.quantity["billed_units"], line.price["unit_price"], line.money["full_amount"]
    words = f"The contract's price: {_basis(line, contract)}"
    charge = line.decided["charge_amount"]
    if unit_price is not None:
        worked = _cents(units * unit_price)
        formula = f"{counted(units, noun_of(line.fact))} x {price(unit_price)} = {money(worked)}"
    else:
        share = _percent_of_charge(line, contract)
        worked = full if share is None else _cents(charge * share / HUNDRED)
        formula = "" if share is None else f"{percent(share)} x {money(charge)} = {money(worked)}"
    if full == charge < worked:
        return Step(f"{words}; the charge is less", f"{formula}; charged {money(charge)}", full)
    return Step(words, formula if worked == full else "", full)


def _basis(line: LineFacts, contract: Contract) -> str:
    """What the price is, in the words of the rate that decided."""
    row, basis = line.price["rate_row"], line.price["basis"]
    if row is not None and contract.rates and row < len(contract.rates):
        return rate_words(contract.rates[row]).split(": ", 1)[-1]
    words: dict[str, str] = {
        "unlisted": "a share of the charge, as the code has no rate",
        "acquisition_cost": "the acquisition cost, as the code has no rate",
    }
    return words.get(basis, str(basis).replace("_", " "))


def _percent_of_charge(line: LineFacts, contract: Contract) -> Decimal | None:
    row, basis = line.price["rate_row"], line.price["basis"]
    if basis == "charge" and row is not None and contract.rates:
        return contract.rates[row].percent
    return contract.unlisted.percent_of_charge if basis == "unlisted" else None


def _cuts(line: LineFacts) -> Iterator[Step]:
    unit_price = line.price["unit_price"]
    for cut in line.cuts:
        noun = "unit" if cut["edit"] == "units_over_days" else noun_of(line.fact)  # they are no days of the line
        amount = cut["amount"] or Decimal("0.00")
        formula = ""
        if unit_price is not None and _cents(cut["units"] * unit_price) == amount:
            formula = f"{counted(cut['units'], noun)} x {price(unit_price)} = {money(amount)}"
        yield Step(f"Less {counted(cut['units'], noun)}: {_lowered(BY_NAME[cut['edit']].says)}", formula, -amount)


def _share(line: LineFacts) -> Iterator[Step]:
    kept, shared, unit_price = line.money["kept_amount"], line.money["shared_amount"], line.price["unit_price"]
    if kept == shared:
        return
    paid = [rank for rank in line.ranks if not rank["lacks_modifier"]]
    formula = ""
    if unit_price is not None and paid:
        worked = sum((rank["days"] * rank["share"] for rank in paid), Decimal(0)) * unit_price / HUNDRED
        if _cents(worked) == shared:
            parts = [
                f"{counted(rank['days'], 'day')} x {price(unit_price)} x {percent(rank['share'])}" for rank in paid
            ]
            formula = f"{' + '.join(parts)} = {money(shared)}, which is {money(kept - shared)} less"
    yield Step(f"Less the share of concurrent therapies: {_lowered(_ranked(paid))}", formula, shared - kept)


def _ranked(paid: list[dict[str, object]]) -> str:
    names = {1: "first", 2: "second", 3: "third or later"}
    parts = [
        f"{counted(Decimal(str(rank['days'])), 'day')} as the {names[int(str(rank['therapy_rank'] or 1))]} therapy"
        for rank in paid
    ]
    return ", ".join(parts) or BY_NAME["concurrent_therapy"].says


def _bounds(line: LineFacts) -> Iterator[Step]:
    for column, edit in (("nursing_only_amount", "nursing_only"), ("medicare_amount", "medicare_allowed")):
        if line.money[column]:
            yield Step(f"Less what is over a bound: {_lowered(BY_NAME[edit].says)}", "", -line.money[column])


def _member(line: LineFacts) -> Iterator[Step]:
    decided, fact = line.decided, line.fact
    copay, deductible, coinsurance = (decided[f"{part}_amount"] for part in ("copay", "deductible", "coinsurance"))
    if deductible:
        yield Step("Less the member's deductible", "", -deductible)
    if copay:
        each = fact["copay"]
        times = line.decided["paid_quantity"] if fact["is_by_days"] or fact["code"] == "99601" else Decimal(1)
        fits = each is not None and _cents(each * times) == copay
        formula = f"{counted(times, noun_of(fact))} x {price(each)} = {money(copay)}" if fits and times != 1 else ""
        yield Step("Less the member's copay", formula, -copay)
    if coinsurance:
        base, share = decided["allowed_amount"] - copay - deductible, fact["coinsurance"]
        fits = share is not None and _cents(base * share / HUNDRED) == coinsurance
        formula = f"{percent(share)} x {money(base)} = {money(coinsurance)}" if fits else ""
        limited = "" if fits else ", as far as the member's limit or another payor leaves it"
        yield Step(f"Less the member's coinsurance{limited}", formula, -coinsurance)


def _other_payer(line: LineFacts) -> Iterator[Step]:
    for adjustment in line.adjustments:
        if adjustment["edit"] == "other_payer":
            yield Step("Less what another payor covers", "", -adjustment["amount"])


def _lowered(words: str) -> str:
    words = words.rstrip(".")
    is_name = (words[:2].isupper() and words[1:2].isalpha()) or not words[:1].isalpha()
    return words if is_name else words[:1].lower() + words[1:]


def quantity_words(line: LineFacts, unit: str) -> str:
    """What was billed: `7 days`, `60 units (per 500 mg)`, `90 minutes`; empty where there are no units."""
    units = line.decided["service_unit_quantity"]
    if units is None:
        return "no units"
    if line.fact["is_in_minutes"]:
        return counted(units, "minute")
    noun = noun_of(line.fact)
    what = f" ({unit})" if noun == "unit" and unit and unit not in {"each", "not known"} else ""
    return counted(units, noun) + what if units != 0 else f"{number(units)} units"
