"""What the user's own book says in place of published figures: days, events, shares, prices, each with its doubt.

A count over the book's days becomes a yearly one. Doubt is of chance only: Jeffreys' for counts and shares, the
standard error for means. The stages are `sql/`, in the order of their numbers.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import Any

from perdiem.codes import CodeSets
from perdiem.engine.book import Book
from perdiem.engine.duckdb import Engine
from perdiem.errors import UsageError
from perdiem.model.book import (
    AUTHORIZATION_ITEM,
    CATHETER,
    CATHETER_EVENT,
    CLAIM_LINE,
    ELIGIBILITY,
    ENCOUNTER,
    REFERRAL,
    Table,
)
from perdiem.model.estimate import BookSpan
from perdiem.model.scenario import Origin, Parameter, Scenario

DAYS_A_YEAR = 365.25
DAYS_A_MONTH = DAYS_A_YEAR / 12
SCHEMA = "impact"
Z = 1.959964
LEAST_PRICES = 10  # fewer own prices say less of a mean than a published one
ASKED: tuple[Table, ...] = (
    CLAIM_LINE, ELIGIBILITY, ENCOUNTER, AUTHORIZATION_ITEM, CATHETER, CATHETER_EVENT, REFERRAL,
)  # fmt: skip
KINDS: Mapping[str, tuple[str, ...]] = {
    "infusion_per_diem": ("therapy_per_diem",),
    "pn_per_diem": ("pn_per_diem",),
    "enteral": ("enteral",),
    "de_clotting_kit": ("de_clotting_kit",),
    "facility_de_clotting": ("facility_de_clotting",),
    "facility_picc": ("facility_picc",),
    "facility_infusion": ("facility_infusion",),
    "emergency_visit": ("emergency_visit",),
    "nursing": ("nursing",),
    "supply": ("supplies",),
    "drug": ("drug",),
}
DE_CLOTTING_DRUG = "J2997"
HOME_CLASSES = frozenset({"home", "home_like"})


@dataclass(frozen=True)
class Fact:
    """One fact of the book: events, out of how many trials, and the sum of amounts and of their squares, in USD."""

    events: float
    trials: float | None
    amount: float | None
    squares: float | None


@dataclass(frozen=True)
class Evidence:
    """The book's days, its facts by name, and the parameters that they give, by name."""

    span: BookSpan
    facts: Mapping[str, Fact]
    parameters: Mapping[str, Parameter]


def book_evidence(book: Book, sets: CodeSets) -> Evidence:
    """What the book tells about an estimate's parameters. Raises UsageError where it has no dated claim line."""
    engine = book.engine
    engine.run(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
    engine.run(f"USE {SCHEMA}")
    try:
        code_lines(book, sets)
        for _, name, query in _stages()[1:]:
            engine.run(f"CREATE OR REPLACE TEMP TABLE {name} AS {query}")
        first, last = engine.one("SELECT first_day, last_day FROM book_days")
        rows = engine.run("SELECT * FROM book_fact").fetchall()
    finally:
        engine.run("USE main")
    if not isinstance(first, date) or not isinstance(last, date):
        raise UsageError("the book has no claim line with a member and a service day; nothing can be estimated from it")
    days = (last - first).days + 1
    span = BookSpan(first, last, days, days / DAYS_A_YEAR)
    facts = {str(name): Fact(float(events or 0), _or_none(trials), _or_none(amount), _or_none(squares))
             for name, events, trials, amount, squares in rows}  # fmt: skip
    return Evidence(span, facts, {each.name: each for each in _parameters(book, facts, span)})


def code_lines(book: Book, sets: CodeSets) -> None:
    """Makes `coded_line` on the book's engine: every line with what its code is and where the service was given."""
    load_codes(book.engine, sets)
    for table in ASKED:
        book.engine.run(f"CREATE OR REPLACE TEMP VIEW in_{table.name} AS SELECT * FROM {book.sql_or_empty(table)}")
    _, name, query = _stages()[0]
    book.engine.run(f"CREATE OR REPLACE TEMP TABLE {name} AS {query}")


def with_evidence(scenario: Scenario, evidence: Evidence) -> Scenario:
    """The scenario with the book's figures in place of published ones; what the user's own file states stays."""
    kept = [each for name, each in evidence.parameters.items() if name not in scenario.stated]
    return scenario.with_parameters(*kept)


def _or_none(value: Any) -> float | None:
    return None if value is None else float(value)


def _stages() -> list[tuple[int, str, str]]:
    found = []
    for file in files("perdiem.rules.impact").joinpath("sql").iterdir():
        match = re.fullmatch(r"(\d{3})_([a-z_]+)\.sql", file.name)
        if match:
            found.append((int(match[1]), match[2], file.read_text(encoding="utf-8")))
    return sorted(found)


def load_codes(engine: Engine, sets: CodeSets) -> None:
    """Makes `i_code` (what a code is) and `i_home_place` on an engine."""
    import pyarrow as pa  # type: ignore[import-untyped]  # it ships no types

    kinds: dict[str, str] = {}
    for kind, families in KINDS.items():
        for family in families:
            for code in sets.families[family]:
                kinds.setdefault(code, kind)
    kinds |= dict.fromkeys(sets.families["pn_per_diem"], "pn_per_diem") | {DE_CLOTTING_DRUG: "de_clotting_drug"}
    home = [place.place for place in sets.places.values() if place.site_class in HOME_CLASSES]
    given = {
        "i_code": pa.table({"code": list(kinds), "kind": list(kinds.values())}),
        "i_home_place": pa.table({"place": pa.array(home, pa.string())}),
    }
    for name, arrow in given.items():
        engine.connection.register("incoming", arrow)
        engine.run(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM incoming")
        engine.connection.unregister("incoming")


def _parameters(book: Book, facts: Mapping[str, Fact], span: BookSpan) -> list[Parameter]:
    """What the book tells; of what it does not hold (hospital claims, stays, requests) nothing is said."""
    found = [*_of_infusion(facts, span)]
    if facts["hospital_lines"].events:
        found += _of_hospitals(facts, span)
    if book.has("catheter") and facts["line_days"].events:
        found += _of_catheters(book, facts, span)
    if book.has("referral"):
        found.append(_yearly("medicaid_referrals_refused", facts, "referrals_refused", span, "referrals a year",
                             "Managed-Medicaid referrals declined for home health certification."))  # fmt: skip
    if book.has("encounter"):
        found += _of_stays(facts, span)
    if book.has("authorization_item"):
        found += _of_requests(facts, span)
    if book.has("eligibility"):
        months = facts["member_days"].events / DAYS_A_MONTH / span.years
        said = "Covered days within the book's days."
        found.append(Parameter("member_months", "member months a year", months, origin=Origin.BOOK,
                               citation="eligibility", note=said))  # fmt: skip
    return [each for each in found if each is not None]


def _of_infusion(facts: Mapping[str, Fact], span: BookSpan) -> list[Parameter | None]:
    stand_in = "Days with an infusion per diem stand for days with a catheter."
    seen = "in the book's days."
    return [
        _yearly("catheter_days", facts, "infusion_days", span, "days a year", stand_in, certain=True),
        _yearly("pn_days", facts, "pn_days", span, "days a year", "Days with a PN per diem.", certain=True),
        _yearly("infusion_patients", facts, "infusion_patients", span, "patients a year",
                f"Members with an infusion per diem {seen}", certain=True, is_people=True),
        _yearly("complex_patients", facts, "complex_patients", span, "patients a year",
                f"Members with a line marked SH or SJ {seen}", certain=True, is_people=True),
        _rate("occlusions_per_1000_days", facts, "occlusions", "infusion_days", "per 1,000 catheter days",
              "Blocked catheters by kits, drug and procedures billed, over days with an infusion per diem."),
    ]  # fmt: skip


def _of_hospitals(facts: Mapping[str, Fact], span: BookSpan) -> list[Parameter | None]:
    year = span.last.year
    return [
        _share("occlusions_to_er_share", facts, "occlusions_to_er", "share of occlusions",
               "De-clotting with an emergency visit on its days."),
        _mean("ed_visit_paid", facts, "ed_visit", "USD a visit", year,
              "Allowed amounts of a member's day in an emergency room."),
        _ratio("ed_visit_member_share_paid", facts, "ed_member_share", "share of the price", year,
               "What of the allowed amount was not paid."),
        _yearly("picc_in_hospital", facts, "picc_in_hospital", span, "placements a year",
                "Days with a PICC placed in hospital outpatient."),
        _mean("picc_in_hospital_each_paid", facts, "picc_in_hospital_priced", "USD a placement", year,
              "Allowed amounts of the procedure's own lines."),
        _yearly("infusions_in_hospital", facts, "infusion_in_hospital", span, "infusions a year",
                "Member days with a drug or an infusion in hospital outpatient."),
        _mean("infusion_in_hospital_each_paid", facts, "infusion_in_hospital_priced", "USD an infusion", year,
              "Allowed amounts of drugs and infusion on that day."),
    ]  # fmt: skip


def _of_catheters(book: Book, facts: Mapping[str, Fact], span: BookSpan) -> list[Parameter | None]:
    """Clinical records say more than claims do, and take their place."""
    found: list[Parameter | None] = [
        _yearly("catheter_days", facts, "line_days", span, "days a year",
                "Days from placement to removal, once a line, from the catheters themselves.", certain=True)
    ]  # fmt: skip
    if book.has("catheter_event"):
        found += [
            _rate("occlusions_per_1000_days", facts, "line_occlusions", "line_days", "per 1,000 catheter days",
                  "Occlusions recorded, over the days of the catheters."),
            _share("occlusions_to_er_share", facts, "line_occlusions_to_er", "share of occlusions",
                   "Occlusions recorded as sent to an emergency department."),
            _share("catheters_replaced_share", facts, "line_er_replaced", "share",
                   "Of those sent to an emergency department, lines recorded as replaced."),
            _rate("pn_infections_per_1000_days", facts, "pn_infections", "pn_days", "per 1,000 nutrition days",
                  "Bloodstream infections recorded, by any definition, of members with a PN per diem on that day."),
        ]  # fmt: skip
    return found


def _of_stays(facts: Mapping[str, Fact], span: BookSpan) -> list[Parameter | None]:
    said = {
        "discharges_to_infusion": "Stays followed by a per diem within three days.",
        "pn_discharges": "Stays followed by a PN per diem within three days.",
        "enteral_discharges": "Stays followed by an enteral claim within three days.",
    }
    stays = [_yearly(name, facts, name, span, "discharges a year", words) for name, words in said.items()]
    words = "Allowed amounts of inpatient lines within a stay, all stays."
    return [*stays, _mean("readmission_paid", facts, "stay_priced", "USD a stay", span.last.year, words)]


def _of_requests(facts: Mapping[str, Fact], span: BookSpan) -> list[Parameter | None]:
    shares = {
        "requests_carried_share": "carried_requests",
        "nursing_requests_share": "nursing_requests",
        "de_clotting_requests_share": "de_clotting_requests",
    }
    return [
        _yearly("authorization_requests", facts, "requests", span, "requests a year", "Items of authorizations."),
        *(
            _share(name, facts, fact, "share of requests", "Items of authorizations, by their code.")
            for name, fact in shares.items()
        ),
    ]


def _yearly(
    name: str, facts: Mapping[str, Fact], fact: str, span: BookSpan, unit: str, words: str, *,
    certain: bool = False, is_people: bool = False,
) -> Parameter:  # fmt: skip
    """A count, for a year. People are not multiplied: most of them come back within the year."""
    events = facts[fact].events if fact in facts else 0.0
    years = 1.0 if is_people else span.years
    if certain or not events:
        told = f"{events:,.0f} in {span.days:,} days"
        return Parameter(name, unit, events / years, origin=Origin.BOOK, citation=told, note=words)
    return _counted(name, unit, events, 1 / years, f"{events:,.0f} in {span.days:,} days", words)


def _rate(name: str, facts: Mapping[str, Fact], fact: str, days: str, unit: str, words: str) -> Parameter | None:
    exposure, events = facts[days].events, facts[fact].events
    if not exposure or not events:  # none billed may be none covered: it does not say that none happened
        return None
    return _counted(name, unit, events, 1000 / exposure, f"{events:,.0f} in {exposure:,.0f} days", words)


def _counted(name: str, unit: str, events: float, scale: float, told: str, words: str) -> Parameter:
    """A number of events times a scale: what a Poisson count says of its mean (gamma; Jeffreys' prior)."""
    from scipy.stats import gamma  # type: ignore[import-untyped]  # it ships no types

    low, high = (float(each) * scale for each in gamma.ppf((0.025, 0.975), events + 0.5))
    return Parameter(name, unit, events * scale, low, high, "95%", "gamma", origin=Origin.BOOK, citation=told,
                     note=words, shape=(events + 0.5, scale))  # fmt: skip


def _share(name: str, facts: Mapping[str, Fact], fact: str, unit: str, words: str) -> Parameter | None:
    """A share of counted trials: what they say of it (beta; Jeffreys' prior)."""
    from scipy.stats import beta

    found = facts[fact]
    if not found.trials:
        return None
    events, trials = found.events, found.trials
    shape = (events + 0.5, trials - events + 0.5)
    low, high = (float(each) for each in beta.ppf((0.025, 0.975), *shape))
    return Parameter(name, unit, events / trials, low, high, "95%", "beta", origin=Origin.BOOK,
                     citation=f"{events:,.0f} of {trials:,.0f}", note=words, shape=shape)  # fmt: skip


def _mean(name: str, facts: Mapping[str, Fact], fact: str, unit: str, year: int, words: str) -> Parameter | None:
    found = facts.get(fact)
    if found is None or found.events < LEAST_PRICES or not found.amount or found.squares is None:
        return None
    count, mean = found.events, found.amount / found.events
    spread = max(found.squares / count - mean**2, 0.0) * count / (count - 1)
    half = Z * math.sqrt(spread / count)
    return Parameter(name, unit, mean, mean - half, mean + half, "95%", "gamma", year, "paid", Origin.BOOK,
                     f"{count:,.0f} priced", words)  # fmt: skip


def _ratio(name: str, facts: Mapping[str, Fact], fact: str, unit: str, year: int, words: str) -> Parameter | None:
    found = facts.get(fact)
    if found is None or found.events < LEAST_PRICES or found.amount is None or not found.squares:
        return None
    return Parameter(name, unit, found.amount / found.squares, price_year=None, money="paid", origin=Origin.BOOK,
                     citation=f"{found.events:,.0f} visits in {year}", note=words)  # fmt: skip
