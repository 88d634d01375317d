"""The market in published rates: distributions, what payors publish, where a contract stands."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from importlib.resources import files

from perdiem.codes import CodeSets
from perdiem.codes.expand import expand
from perdiem.engine.book import Book
from perdiem.model.contract import Contract
from perdiem.model.rate_market import (
    CodePoint,
    CodeSpread,
    LeftOut,
    PayorFile,
    Published,
    RateMarket,
    RowsLeftOut,
    Spread,
    Standing,
)
from perdiem.rules.rates.stages import MARKET, run_stages

CENT, TENTH = Decimal("0.01"), Decimal("0.1")
_SPREAD = "points, least, tenth, quarter, median, three_quarters, ninetieth, most"


def rate_market(
    book: Book,
    sets: CodeSets,
    contract: Contract | None = None,
    title: str = "",
    asked: Collection[str] | None = None,
) -> RateMarket:
    """The market in the book's rates, for which `rate_rows` must have run; `contract` is placed in it.

    `asked` are the codes that were read, where it was not every code of home infusion: of codes that nobody read it
    cannot be said that nobody publishes them, and the contract's rates for them are left alone.

    A point is what one payor pays one provider for a code with its modifiers: the median of its different amounts,
    so that a payor that repeats a rate for a hundred NPIs counts once. What is no negotiated amount in dollars for
    one service is left out and counted.
    """
    engine = book.engine
    _load(book, "market_feature", _FEATURE, list(_features(sets)))
    own, not_placed = _own_rates(contract, sets, asked) if contract else ({}, ())
    _load(book, "contract_rate", _OWN, [(code, modifiers, rate) for (code, modifiers), rate in own.items()])
    run_stages(engine, MARKET, "offer")
    payors = engine.run("SELECT * FROM payor_file ORDER BY rows DESC, payor").fetchall()
    left = dict(engine.run("SELECT left_out, rows FROM left_out").fetchall())
    spreads = {dimension: tuple(_spreads(book, dimension, sets)) for dimension in ("all", "payor", "state", "business")}
    standings = tuple(_standings(book, spreads["all"]))
    found = {(each.code, each.modifiers) for each in standings}
    return RateMarket(
        rows=sum(row[1] for row in payors),
        used=sum(row[2] for row in payors),
        payors=tuple(PayorFile(*row) for row in payors),
        codes=spreads["all"],
        by_payor=spreads["payor"],
        by_state=spreads["state"],
        by_business=spreads["business"],
        published=tuple(_published(book, sets, asked)),
        left_out=tuple(RowsLeftOut(reason, left[reason.value]) for reason in LeftOut if reason.value in left),
        contract=title,
        standings=standings,
        not_placed=(*not_placed, *(_named(*key) for key in own if key not in found)),
    )


def points(book: Book, most: int | None = None, codes: Sequence[str] = ()) -> Iterator[CodePoint]:
    """What each payor pays each provider, code by code; `rate_market` must have run."""
    where = f"WHERE code IN ({', '.join('?' * len(codes))})" if codes else ""
    limit = f"LIMIT {most}" if most is not None else ""
    query = (
        "SELECT code, modifiers, payor, provider, coalesce(name, ''), coalesce(states, ''), npis, rate, rates, least, "
        f"most FROM point {where} ORDER BY code, modifiers, payor, rate DESC, provider {limit}"
    )
    cursor = book.engine.connection.cursor().execute(query, list(codes))
    while rows := cursor.fetchmany(1000):
        yield from (CodePoint(*row) for row in rows)


_FEATURE = {"feature": "VARCHAR", "code": "VARCHAR", "modifier": "VARCHAR", "place": "VARCHAR"}
_OWN = {"code": "VARCHAR", "modifiers": "VARCHAR", "rate": "DECIMAL(18,6)"}


def _load(book: Book, name: str, columns: Mapping[str, str], rows: Sequence[tuple[object, ...]]) -> None:
    """Makes rows a table; as lists that the engine takes apart, because pyarrow would load pandas for them."""
    lists: list[object] = [[row[at] for row in rows] for at in range(len(columns))]
    unpacked = ", ".join(f"unnest(CAST(? AS {kind}[])) AS {column}" for column, kind in columns.items())
    book.engine.run(f"CREATE OR REPLACE TABLE {name} AS SELECT {unpacked}", lists)


def _feature_rows() -> list[dict[str, str]]:
    text = files("perdiem.rules.rates").joinpath("features.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _features(sets: CodeSets) -> Iterator[tuple[object, ...]]:
    for row in _feature_rows():
        for code in expand((row["codes"],), sets):
            yield row["feature"], code, row["modifier"] or None, row["place"] or None


def _published(book: Book, sets: CodeSets, asked: Collection[str] | None) -> Iterator[Published]:
    rows = book.engine.run("SELECT feature, payor, rows FROM published ORDER BY payor").fetchall()
    for feature in _feature_rows():
        if asked is not None and not set(asked).issuperset(expand((feature["codes"],), sets)):
            continue
        found = [(payor, count) for name, payor, count in rows if name == feature["feature"]]
        yield Published(
            feature["feature"], feature["words"], int(feature["recommendation"]),
            tuple(payor for payor, _ in found), sum(count for _, count in found),
        )  # fmt: skip


def _spreads(book: Book, dimension: str, sets: CodeSets) -> Iterator[CodeSpread]:
    query = (
        f"SELECT code, modifiers, member, payors, providers, {_SPREAD} FROM spread WHERE dimension = ? "
        "ORDER BY code, modifiers, member"
    )
    for code, modifiers, member, payors, providers, *spread in book.engine.run(query, [dimension]).fetchall():
        known = sets.get(code)
        words = known.wording if known else ""
        yield CodeSpread(code, words, modifiers, member, payors, providers, _spread(spread))


def _spread(row: Sequence[Decimal]) -> Spread:
    return Spread(int(row[0]), *(each.quantize(CENT, ROUND_HALF_UP) for each in row[1:]))


def _own_rates(
    contract: Contract, sets: CodeSets, asked: Collection[str] | None
) -> tuple[dict[tuple[str, str], Decimal], tuple[str, ...]]:
    """The contract's dollars by code and modifiers, and what cannot be placed; of several the highest."""
    rates: dict[tuple[str, str], Decimal] = {}
    percents: list[str] = []
    for rate in contract.rates or ():
        amount = contract.amount_of(rate)
        modifiers = " ".join(sorted(rate.modifiers or ()))
        for code in expand(rate.codes or (), sets):
            if asked is not None and code not in asked:
                continue
            if amount is None:
                percents.append(f"{_named(code, modifiers)} (a percent)")
            elif amount > 0:
                rates[code, modifiers] = max(amount, rates.get((code, modifiers), amount))
    return rates, tuple(dict.fromkeys(percents))


def _named(code: str, modifiers: str) -> str:
    return f"{code} {modifiers}".strip()


def _standings(book: Book, spreads: Sequence[CodeSpread]) -> Iterator[Standing]:
    known = {(each.code, each.modifiers): each for each in spreads}
    query = "SELECT code, modifiers, rate, percentile FROM standing ORDER BY code, modifiers"
    for code, modifiers, rate, percentile in book.engine.run(query).fetchall():
        market = known[code, modifiers]
        share = Decimal(str(percentile)).quantize(TENTH, ROUND_HALF_UP)
        yield Standing(code, market.words, modifiers, rate, share, market.spread)
