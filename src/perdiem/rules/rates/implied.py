"""The contract that one payor's published rates for one provider imply."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from perdiem.codes import CodeSets
from perdiem.engine.book import Book
from perdiem.errors import UsageError
from perdiem.model.rate_market import ImpliedContract, ObservedRate
from perdiem.model.terms.types import LARGEST_RATE, npi_check_digit_holds
from perdiem.rules.rates.factors import with_factors
from perdiem.rules.rates.intervals import one_rate_for_all
from perdiem.rules.rates.shares import CONCURRENT, found_shares, without_shares
from perdiem.rules.rates.stages import CONTRACT, run_stages

MOST_PLACES = 6  # a longer list names every place that there is
EVERY_PLACE = "CSTM-00"
SHOWN = 10  # candidates in a message
MOST_PERCENT = 1000  # of a charge; a larger one is a slip, or dollars
_LEFT_OUT = {
    "derived": "amounts that the payor derives for its own accounts",
    "ended": "rates that had expired on the day of the file",
    "placeholders": "placeholders",
    "no_amount": "rows without an amount",
    "bundles": "bundles and capitations",
}
Several = tuple[str, str, tuple[Decimal, ...]]


def implied_contract(
    book: Book, sets: CodeSets, *, payor: str = "", provider: str = "", asked: Collection[str] | None = None
) -> ImpliedContract:
    """The contract between a payor and a provider, for whose rates `rate_rows` must have run.

    `payor` is a part of its name, `provider` a tax number, an NPI or a part of a name; they may be left out where
    there is only one. `asked` are the codes that were read, where it was not every code of home infusion. A rate that
    the rows do not tell apart from another of the same code, modifiers and place is in no row of the contract. Raises
    UsageError where several fit, or none, with those that there are.
    """
    engine = book.engine
    run_stages(engine, CONTRACT, "candidate", "candidate")
    chosen = _chosen(
        engine.run("SELECT * FROM candidate ORDER BY codes DESC, rows DESC, payor, provider").fetchall(),
        payor,
        provider,
    )
    engine.run(
        "CREATE OR REPLACE TABLE chosen AS SELECT CAST(? AS VARCHAR) AS payor, CAST(? AS VARCHAR) AS provider",
        list(chosen),
    )
    run_stages(engine, CONTRACT, "own_row")
    rows = engine.run("SELECT * FROM own_rate ORDER BY ALL").fetchall()
    fact = _fact(book)
    rates, several = _told_apart(rows)
    unlisted = _unlisted(rows)
    known = [said for each in rates if (said := _said(each, sets)) is not None]
    shares = found_shares(known)
    kept = [each for each in without_shares(known, shares) if each.amount > 0 or set(each.modifiers) & set(CONCURRENT)]
    kept, factors = with_factors(kept, sets)
    npis = [npi for npi in fact["npis"] or () if npi_check_digit_holds(npi)]
    differing = int(str(engine.one("SELECT count(*) FROM npi_terms")[0]))
    return ImpliedContract(
        payor=chosen[0],
        plans=tuple(fact["plans"] or ()),
        provider=chosen[1],
        name=fact["name"] or "",
        npis=tuple(npis),
        wrong_npis=len(fact["npis"] or ()) - len(npis),
        sources=tuple(fact["sources"] or ()),
        dated=fact["dated"],
        last_day=fact["last_day"],
        rows=fact["rows"],
        rates=tuple(kept),
        factors=factors,
        shares=shares,
        unlisted_percent=unlisted,
        has_same_terms=None if len(npis) < 2 else not differing,
        several=tuple(several),
        notes=(*_asked(asked), *_notes(fact, rates, known, kept, sets)),
    )


def _chosen(candidates: Sequence[Any], payor: str, provider: str) -> tuple[str, str]:
    """The one payor and provider that the words name; a whole name goes before a part of one."""
    if not candidates:
        raise UsageError("no negotiated rate was found in what was read, so no contract can be implied")
    payors = list(dict.fromkeys(each[0] for each in candidates))
    asked = payor.strip().lower()
    named = [each for each in payors if each.lower() == asked] or [each for each in payors if asked in each.lower()]
    if not named:
        raise UsageError(f"no payor is called {payor}; there are: {'; '.join(payors[:SHOWN])}{_more(payors)}")
    fitting = [each for each in candidates if each[0] in named and _is_named(each, provider)]
    if len(fitting) == 1:
        return fitting[0][0], fitting[0][1]
    payors = list(dict.fromkeys(each[0] for each in fitting))
    if len(payors) > 1:
        told = f"the rates are of {len(payors)} payors: {'; '.join(payors[:SHOWN])}{_more(payors)}"
        raise UsageError(f"{told}; name one with --payor")
    there = fitting or [each for each in candidates if each[0] in named]
    shown = "; ".join(_words(each) for each in there[:SHOWN])
    if not fitting:
        whose = f" of {named[0]}" if len(named) == 1 else ""
        raise UsageError(f"no rate{whose} is for {provider}; there are: {shown}{_more(there)}")
    raise UsageError(
        f"{len(fitting):,} providers fit; name one with --provider by its tax number or NPI: {shown}{_more(fitting)}"
    )


def _more(found: Sequence[Any]) -> str:
    return f" and {len(found) - SHOWN:,} more" if len(found) > SHOWN else ""


def _is_named(candidate: Any, provider: str) -> bool:
    _, number, name, npis, *_ = candidate
    asked = provider.strip().lower()
    digits = asked.replace("-", "")
    is_number = digits.isdigit() and digits in {number.replace("-", ""), *(npis or ())}
    return not asked or is_number or (not digits.isdigit() and asked in (name or "").lower())


def _words(candidate: Any) -> str:
    payor, number, name, npis, codes, _ = candidate
    sites = f"{len(npis or ())} NPI{'s' if len(npis or ()) != 1 else ''}"
    return f"{number}{f' {name}' if name else ''} ({codes} codes, {sites}, {payor})"


def _fact(book: Book) -> dict[str, Any]:
    found = book.engine.run("SELECT * FROM own_fact")
    names = [column[0] for column in found.description or ()]
    return dict(zip(names, found.fetchall()[0], strict=True))


def _told_apart(rows: Iterable[Any]) -> tuple[list[ObservedRate], list[Several]]:
    """Rates with their places, and codes whose rates differ for no reason that the rows state."""
    grouped: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for row in rows:
        if not row[0].startswith("CSTM-"):
            grouped[row[0], row[1]].append(row)
    rates: list[ObservedRate] = []
    several: list[Several] = []
    for (code, modifiers), found in grouped.items():
        made = list(_by_place(code, modifiers, found))
        if made:
            rates += made
        else:
            several.append((code, modifiers, tuple(sorted({row[3] for row in found}))))
    return rates, several


def _by_place(code: str, modifiers: str, found: Sequence[Any]) -> Iterator[ObservedRate]:
    """One rate for all places where there is one amount; else one for each amount with its places; else nothing."""
    marks = tuple(modifiers.split())
    amounts = {(row[3], row[4]) for row in found}
    places_of: dict[str, set[tuple[Decimal, bool]]] = defaultdict(set)
    for row in found:
        for place in row[2].split() or [""]:
            places_of[place].add((row[3], row[4]))
    is_open = not places_of.keys().isdisjoint({"", EVERY_PLACE})
    if len(amounts) > 1 and (is_open or any(len(each) > 1 for each in places_of.values())):
        return
    for amount, is_percent in sorted(amounts):
        here = tuple(sorted(place for place, each in places_of.items() if (amount, is_percent) in each))
        npis = sorted({npi for row in found if (row[3], row[4]) == (amount, is_percent) for npi in row[5] or ()})
        bound = () if is_open or (len(amounts) == 1 and len(here) > MOST_PLACES) else here
        yield ObservedRate(code, marks, bound, amount, is_percent, tuple(npis))


def _said(rate: ObservedRate, sets: CodeSets) -> ObservedRate | None:
    """The rate as a contract can say it, with the places that are known; None where it has no words for it."""
    is_usual = all(re.fullmatch(r"[A-Z0-9]{2}", mark) for mark in rate.modifiers)
    places = tuple(dict.fromkeys(place.zfill(2) for place in rate.places if place.zfill(2) in sets.places))
    is_somewhere = bool(places) or not rate.places
    is_in_bounds = rate.amount < (MOST_PERCENT if rate.is_percent else LARGEST_RATE)
    if rate.code not in sets.codes or not (is_usual and is_somewhere and is_in_bounds):
        return None
    return replace(rate, places=places)


def _unlisted(rows: Iterable[Any]) -> Decimal | None:
    """The percent of the charge that is paid for every code of a system, where it is one."""
    found = {row[3] for row in rows if row[0].startswith("CSTM-") and row[4] and not row[1]}
    return found.pop() if len(found) == 1 and max(found) <= 100 else None


def _asked(asked: Collection[str] | None) -> Iterator[str]:
    if asked is not None:
        codes = sorted(asked)
        yield f"Only these codes were read: {', '.join(codes[:SHOWN])}{_more(codes)}. Rates of others may be published."


def _notes(
    fact: dict[str, Any], rates: Sequence[ObservedRate], known: Sequence[ObservedRate], kept: Sequence[ObservedRate],
    sets: CodeSets,
) -> Iterator[str]:  # fmt: skip
    yield from one_rate_for_all(kept, sets)
    for key, words in _LEFT_OUT.items():
        if fact[key]:
            yield f"Left out: {fact[key]:,} row{'s' if fact[key] != 1 else ''} with {words}."
    strange = sorted({each.code for each in rates if each.code not in sets.codes})
    if strange:
        yield f"Left out: codes that Perdiem does not carry: {', '.join(strange[:SHOWN])}{_more(strange)}."
    unsaid = [each for each in rates if each.code in sets.codes and _said(each, sets) is None]
    if unsaid:
        codes = sorted({each.code for each in unsaid})
        shown = f"{', '.join(codes[:SHOWN])}{_more(codes)}"
        yield f"Left out: rates with a modifier, place or amount that no contract has: {shown}."
    zero = sorted({each.code for each in known if not each.amount and not set(each.modifiers) & set(CONCURRENT)})
    if zero:
        yield f"Left out: a rate of zero for {', '.join(zero[:SHOWN])}{_more(zero)}."
