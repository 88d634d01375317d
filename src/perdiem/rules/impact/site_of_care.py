"""Site of care: what each drug is allowed at home, in suite, office and hospital; what moving a share would save."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from importlib.resources import files
from typing import Any

from perdiem.codes import CodeSets
from perdiem.engine.book import Book
from perdiem.engine.duckdb import Engine, literal
from perdiem.errors import UsageError
from perdiem.model.site_of_care import SITES, Dose, SiteMove, SiteOfCare, SitePrice, TherapyDay
from perdiem.rules.impact.evidence import code_lines, load_codes
from perdiem.rules.impact.therapy_days import TO, day_moves, days_of_book, days_of_rates

CENT, UNIT = Decimal("0.01"), Decimal("0.000001")
LEAST_AMOUNTS = 3  # fewer make no price to plan by

DRUG_LINES = (
    "Prices and moves by unit are of drug lines alone; the table of whole days has per diem, visits, supplies and"
    " infusion too, of months in which a member had that one drug at that site and no per diems of two kinds."
)
FROM_MEDIANS = (
    "A whole day is put together from medians: the units that you stated, a per diem and one visit at home and in the"
    " suite, one infusion (96365) in office and hospital."
)


def sites_of_book(book: Book, sets: CodeSets, moved: Decimal) -> SiteOfCare:
    """Allowed amounts of the book's claims by code and site. Raises UsageError where no line has one."""
    code_lines(book, sets)
    prices = _prices(book.engine, "book", sets)
    if not prices:
        raise UsageError(
            "no line of a drug, per diem, visit or infusion has an allowed amount (allowed_amount): bills have none;"
            " use paid claims, or published rates with --rates"
        )
    lines = book.count("claim_line")
    used = sum(price.amounts for price in prices)
    notes = (
        f"Allowed amounts of {used:,} of {lines:,} lines; others have no amount, no units, or another code.",
        DRUG_LINES,
        "Some emergency visits may follow a move home (Baker 2021): perdiem impact --adopt 5 counts them.",
    )
    days = days_of_book(book.engine, sets)
    return _found("book", prices, moved, notes, days)


def sites_of_rates(
    engine: Engine, rate_files: Sequence[str], sets: CodeSets, moved: Decimal, doses: Sequence[Dose] = ()
) -> SiteOfCare:
    """Published rates by code and site, from the tables that `perdiem rates` writes (Parquet).

    Raises UsageError where none of them has a rate for a code that can be given at several sites.
    """
    load_codes(engine, sets)
    names = ", ".join(literal(each) for each in rate_files)
    engine.run(f"CREATE OR REPLACE TEMP VIEW published_rate AS SELECT * FROM read_parquet([{names}])")
    prices = _prices(engine, "rates", sets)
    if not prices:
        raise UsageError("the published rates have no negotiated dollar rate for a drug, per diem, visit or infusion")
    notes: tuple[str, ...] = (
        "One amount for each provider and rate; how much each is used is not known, so nothing is said of savings.",
        "A rate that names no place of service stands under `any`; institutional rates stand under `hospital`.",
    )
    if doses:
        notes = (
            *notes,
            FROM_MEDIANS,
        )
    return _found("rates", prices, moved, notes, days_of_rates(prices, doses, sets))


def _prices(engine: Engine, source: str, sets: CodeSets) -> tuple[SitePrice, ...]:
    query = files("perdiem.rules.impact").joinpath("sql_sites", f"{source}.sql").read_text(encoding="utf-8")
    rows = engine.run(query).fetchall()
    found = [
        SitePrice(
            str(code), sets.codes[code].wording if code in sets.codes else "", str(site), int(amounts),
            None if units is None else Decimal(str(units)), *(_unit(each) for each in spread),
        )
        for code, site, amounts, units, *spread in rows
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda price: (price.code, SITES.index(price.site))))


def _unit(amount: Any) -> Decimal:
    return Decimal(repr(float(amount))).quantize(UNIT, ROUND_HALF_UP)


def _found(source: str, prices: tuple[SitePrice, ...], moved: Decimal, notes: tuple[str, ...],
           days: tuple[TherapyDay, ...]) -> SiteOfCare:  # fmt: skip
    by_code: dict[str, dict[str, SitePrice]] = {}
    for price in prices:
        if price.amounts >= LEAST_AMOUNTS or source == "rates":
            by_code.setdefault(price.code, {})[price.site] = price
    moves = [move for sites in by_code.values() if (move := _move(source, sites, moved)) is not None]
    moves.sort(key=lambda move: (-(move.saving or Decimal(0)), -move.ratio, move.code))
    saving = sum((move.saving or Decimal(0) for move in moves), Decimal("0.00")) if source == "book" else None
    return SiteOfCare(source, moved, prices, tuple(moves), saving, notes, days, day_moves(days, moved))


def _move(source: str, sites: dict[str, SitePrice], moved: Decimal) -> SiteMove | None:
    """A drug's move out of the hospital: means for a book, whose units are known; medians for published rates."""
    hospital = sites.get("hospital")
    if hospital is None or not hospital.code.startswith(("J", "Q", "C", "B")):
        return None
    at = "mean" if source == "book" else "median"
    theirs: Decimal = getattr(hospital, at)
    for site in TO:
        other = sites.get(site)
        if other is not None and getattr(other, at) < theirs:
            ours: Decimal = getattr(other, at)
            units = hospital.units
            saving = None if units is None else (units * (theirs - ours) * moved).quantize(CENT, ROUND_HALF_UP)
            ratio = (theirs / ours).quantize(CENT)
            return SiteMove(hospital.code, hospital.name, site, theirs, ours, ratio, units, saving)
    return None
