"""R7: the second and third therapy of a day are paid like the first.

What it looks for
    The share of its per diem that the first, the second, and the third and each later concurrent therapy is paid;
    rates of their own for lines with SH or SJ; whether these modifiers are asked for; pairs of therapies that may not
    be billed together.

Why it matters
    A discount on the second and third therapy makes the sickest patients the least welcome, and sends them to a
    nursing facility although they could be treated at home. A second therapy saves next to nothing: it needs its
    own pharmacist's review, its own preparation, supplies and delivery. SH and SJ stay, because without them a
    concurrent therapy looks like a duplicate and is denied.

Met when
    The second and the third therapy are both paid at 100% of their per diem, SH and SJ are required, no rate with SH
    or SJ is below the code's own, and no pair of therapies is barred.

Silent when
    None of these is stated.

Limits
    Which therapy counts as first is not judged: at 100% for all it changes nothing. A pair barred because one
    code's own wording excludes the other (general beside specific code) is not a term of the contract and is not
    looked at here.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from perdiem.codes import CodeSets
from perdiem.codes.expand import expand
from perdiem.model.contract import Contract
from perdiem.model.results import Finding
from perdiem.model.wording import percent_text, section_words
from perdiem.rules.recommendations.judge import Judge

CONCURRENT = ("SH", "SJ")


def check(contract: Contract, sets: CodeSets) -> Iterator[Finding]:
    """Findings on shares, modifiers and barred pairs of concurrent therapies."""
    judge = Judge(7, contract)
    yield from _shares(contract, judge)
    yield from _rates(contract, sets, judge)
    yield _modifiers(contract, judge)
    for row, pair in enumerate(contract.concurrent_therapies.not_together or ()):
        yield judge.not_met(
            "pairs not paid together",
            f"Not paid together: {section_words(pair)}.",
            "concurrent_therapies",
            "not_together",
            row,
        )


def _shares(contract: Contract, judge: Judge) -> Iterator[Finding]:
    terms = contract.concurrent_therapies
    if terms.first is not None and terms.first != 100:
        text = f"Even the first therapy is paid at {percent_text(terms.first)} of the per diem."
        yield judge.not_met("first therapy", text, "concurrent_therapies", "first", essential=True)
    for key, name, share in (
        ("second", "The second therapy is", terms.second),
        ("third", "The third and later therapies are", terms.third),
    ):
        path = ("concurrent_therapies", key)
        if share is None:
            yield judge.silent(f"{key} therapy", f"What the {key} therapy is paid is not stated.")
        elif share == 100:
            yield judge.met(f"{key} therapy", f"{name} paid at 100% of the per diem.", *path)
        else:
            text = f"{name} paid at {percent_text(share)} of the per diem."
            yield judge.not_met(f"{key} therapy", text, *path, essential=True)


def _rates(contract: Contract, sets: CodeSets, judge: Judge) -> Iterator[Finding]:
    """Rates with SH or SJ below the code's own rate are a discount, whatever the terms say."""
    for row, modifier, code in discounted_rates(contract, sets):
        text = f"{code} with modifier {modifier} has a lower rate than without it."
        yield judge.not_met("rates with SH or SJ", text, "rates", row, essential=True)


def discounted_rates(contract: Contract, sets: CodeSets) -> list[tuple[int, str, str]]:
    """Rows of rates for SH or SJ that pay less than the same code without them: row, modifier, first such code."""
    plain: dict[str, Decimal] = {}
    marked: list[tuple[int, str, str, Decimal]] = []
    for row, rate in enumerate(contract.rates or ()):
        amount = contract.amount_of(rate)
        if amount is None:
            continue
        modifier = next((m for m in rate.modifiers or () if m in CONCURRENT), None)
        for code in expand(rate.codes or (), sets):
            if modifier:
                marked.append((row, modifier, code, amount))
            elif not rate.modifiers:
                plain[code] = max(amount, plain.get(code, amount))
    found: dict[int, tuple[int, str, str]] = {}
    for row, modifier, code, amount in marked:
        if amount < plain.get(code, amount):
            found.setdefault(row, (row, modifier, code))
    return list(found.values())


def _modifiers(contract: Contract, judge: Judge) -> Finding:
    stated = contract.concurrent_therapies.sh_sj
    path = ("concurrent_therapies", "sh_sj")
    if stated is None:
        return judge.silent("modifiers SH and SJ", "Whether SH and SJ are required is not stated.")
    if stated == "required":
        return judge.met("modifiers SH and SJ", "SH and SJ are required.", *path)
    if stated == "accepted":
        return judge.partly("modifiers SH and SJ", "SH and SJ are accepted but not required.", *path)
    return judge.not_met(
        "modifiers SH and SJ", "SH and SJ are not used, so a concurrent therapy looks like a duplicate.", *path
    )
