"""All of a day of therapy by site of care: drug, per diem, visits, supplies, infusion; and what moving it saves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from importlib.resources import files
from typing import Any

from perdiem.codes import CodeSets
from perdiem.engine.duckdb import Engine
from perdiem.errors import UsageError
from perdiem.model.site_of_care import SITES, DayMove, Dose, SitePrice, TherapyDay

CENT = Decimal("0.01")
TO = ("home", "suite", "office")
"""Where a drug may move, in order of preference: the first of them with a price below the hospital's."""
LEAST_DAYS = 3  # fewer make no price to plan by
VISIT, FACILITY_INFUSION = "99601", "96365"
"""What a day is taken to hold where only rates are known: one visit at home, one infusion in a facility."""
PARTS = ("drug", "per_diem", "visits", "supplies", "infusion")


def days_of_book(engine: Engine, sets: CodeSets) -> tuple[TherapyDay, ...]:
    """Whole days by drug and site, of the lines that are coded on the engine."""
    query = files("perdiem.rules.impact").joinpath("sql_sites", "therapy.sql").read_text(encoding="utf-8")
    found = []
    for code, site, _months, members, days, *sums in engine.run(query).fetchall():
        parts = {name: _cents(Decimal(repr(float(each))) / int(days)) for name, each in zip(PARTS, sums, strict=True)}
        found.append(TherapyDay(str(code), _name(sets, str(code)), str(site), int(members), int(days), **parts))
    return _sorted(found)


def days_of_rates(prices: Sequence[SitePrice], doses: Sequence[Dose], sets: CodeSets) -> tuple[TherapyDay, ...]:
    """Whole days of the doses that are asked for, from median rates; a site without its parts is left out.

    At home and in the suite a day has the drug, its per diem and a visit; in office and hospital the drug and an
    infusion. Raises UsageError for a drug without a rate.
    """
    medians = {(price.code, price.site): price.median for price in prices}
    found = []
    for dose in doses:
        if not any(code == dose.code for code, _ in medians):
            raise UsageError(f"--dose {dose.code}: the published rates have no dollar rate for it")
        for site in (*TO, "hospital"):
            drug = medians.get((dose.code, site))
            is_ours = site in {"home", "suite"}
            per_diem = _at(medians, dose.per_diem, site) if is_ours else Decimal(0)
            visit = _at(medians, VISIT, site) if is_ours else Decimal(0)
            infusion = Decimal(0) if is_ours else _at(medians, FACILITY_INFUSION, site)
            if drug is None or per_diem is None or visit is None or infusion is None:
                continue
            found.append(
                TherapyDay(dose.code, _name(sets, dose.code), site, None, None, _cents(drug * dose.units),
                           _cents(per_diem), _cents(visit), Decimal("0.00"), _cents(infusion))
            )  # fmt: skip
    return _sorted(found)


def day_moves(days: Sequence[TherapyDay], moved: Decimal) -> tuple[DayMove, ...]:
    """For each drug with a dearer day in hospital, the first of home, suite and office that is cheaper."""
    by_code: dict[str, dict[str, TherapyDay]] = {}
    for day in days:
        if day.days is None or day.days >= LEAST_DAYS:
            by_code.setdefault(day.code, {})[day.site] = day
    found = []
    for sites in by_code.values():
        hospital = sites.get("hospital")
        other = next((sites[site] for site in TO if site in sites and hospital
                      and 0 < sites[site].total < hospital.total), None)  # fmt: skip
        if hospital is None or other is None:
            continue
        saving = None
        if hospital.days is not None:
            saving = _cents((hospital.total - other.total) * hospital.days * moved)
        ratio = _cents(hospital.total / other.total)
        found.append(DayMove(hospital.code, hospital.name, other.site, hospital.total, other.total, ratio,
                             hospital.days, saving))  # fmt: skip
    return tuple(sorted(found, key=lambda move: (-(move.saving or Decimal(0)), -move.ratio, move.code)))


def _at(medians: dict[tuple[str, str], Decimal], code: str, site: str) -> Decimal | None:
    """A rate at a site; one that names no site holds anywhere."""
    return medians.get((code, site), medians.get((code, "any")))


def _sorted(days: Iterable[TherapyDay]) -> tuple[TherapyDay, ...]:
    return tuple(sorted(days, key=lambda day: (day.code, SITES.index(day.site))))


def _name(sets: CodeSets, code: str) -> str:
    return sets.codes[code].wording if code in sets.codes else ""


def _cents(amount: Any) -> Decimal:
    return Decimal(amount).quantize(CENT, ROUND_HALF_UP)
