"""What the user's own book says in place of published figures: days, events, shares, prices, each with its doubt.

A count over the book's days becomes a yearly one. The stages are `sql/`, in the order of their numbers; what they come
to as figures is `own_figures`.
"""

from __future__ import annotations

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
from perdiem.model.measure_settings import MeasureSettings
from perdiem.model.scenario import Origin, Parameter, Scenario
from perdiem.rules.impact.own_figures import LEAST_ALONE, LEAST_TRIALS, Fact, OwnFigures
from perdiem.rules.measures.measure import measure

DAYS_A_YEAR = 365.25
DAYS_A_MONTH = DAYS_A_YEAR / 12
SCHEMA, STAYS = "impact", "impact_stays"
READMISSION = "readmission_all_cause"  # its evidence is every stay, with the first return after it
UNFOLLOWED = "too near the end of the data to follow"
ASKED: tuple[Table, ...] = (
    CLAIM_LINE, ELIGIBILITY, ENCOUNTER, AUTHORIZATION_ITEM, CATHETER, CATHETER_EVENT, REFERRAL,
)  # fmt: skip
KINDS: Mapping[str, tuple[str, ...]] = {
    "infusion_per_diem": ("therapy_per_diem",),
    "pn_per_diem": ("pn_per_diem",),
    "enteral": ("enteral",),
    "de_clotting_kit": ("de_clotting_kit",),
    "home_picc": ("picc_insertion",),
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
class Evidence:
    """The book's days, its facts by name, the parameters that they give by name, and how many members it covers."""

    span: BookSpan
    facts: Mapping[str, Fact]
    parameters: Mapping[str, Parameter]
    everyone: int | None = None


def book_evidence(book: Book, sets: CodeSets) -> Evidence:
    """What the book tells about an estimate's parameters. Raises UsageError where it has no dated claim line."""
    engine = book.engine
    engine.run(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
    there = _temporary(engine)
    try:
        index_stays = _index_stays(book, sets)
        engine.run(f"USE {SCHEMA}")
        code_lines(book, sets)
        engine.run(f"CREATE OR REPLACE TEMP TABLE in_index_stay AS {index_stays}")
        for _, name, query in _stages()[1:]:
            engine.run_stage(f"CREATE OR REPLACE TEMP TABLE {name} AS {query}")
        first, last = engine.one("SELECT first_day, last_day FROM book_days")
        rows = engine.run("SELECT * FROM book_fact").fetchall()
    finally:
        engine.run("USE main")
        for kind, name in sorted(_temporary(engine) - there, reverse=True):  # views before the tables that they read
            engine.run(f'DROP {kind} IF EXISTS temp."{name}"')
    if not isinstance(first, date) or not isinstance(last, date):
        raise UsageError("the book has no claim line with a member and a service day; nothing can be estimated from it")
    days = (last - first).days + 1
    span = BookSpan(first, last, days, days / DAYS_A_YEAR)
    facts = {
        str(name): Fact(int(members), int(counted), _number(top), bottom, *(_number(each) for each in squares))
        for name, members, counted, top, bottom, *squares in rows
    }
    everyone = facts["member_days"].members if "member_days" in facts else None
    found = _parameters(book, OwnFigures(facts, span, everyone))
    return Evidence(span, facts, {each.name: each for each in found}, everyone)


def _temporary(engine: Engine) -> set[tuple[str, str]]:
    """Temporary tables and views by kind and name: left behind they would stand before others' of the same name."""
    found = engine.run(
        "SELECT 'TABLE', table_name FROM duckdb_tables() WHERE temporary AND NOT internal"
        " UNION ALL SELECT 'VIEW', view_name FROM duckdb_views() WHERE temporary AND NOT internal"
    ).fetchall()
    return {(str(kind), str(name)) for kind, name in found}


def _index_stays(book: Book, sets: CodeSets) -> str:
    """A query for the stays that the readmission measures count, with their first return; none where they cannot be."""
    if book.has("encounter") and book.has("procedure"):
        measure(book, measures=[READMISSION], settings=MeasureSettings(suppress_below=0), sets=sets, schema=STAYS)
        return (
            "SELECT unit_id AS encounter_id, member_id, CAST(is_pn AS INTEGER) AS is_pn,"
            " CAST(is_readmitted_unplanned AS INTEGER) AS is_back, CAST(excluded IS NULL AS INTEGER) AS is_followed,"
            " discharge_date AS discharged, return_encounter"
            f" FROM {STAYS}.d_ev_stay WHERE excluded IS NULL OR excluded = '{UNFOLLOWED}'"
        )
    return (
        "SELECT CAST(NULL AS VARCHAR) AS encounter_id, CAST(NULL AS VARCHAR) AS member_id, 0 AS is_pn, 0 AS is_back,"
        " 0 AS is_followed, CAST(NULL AS DATE) AS discharged, CAST(NULL AS VARCHAR) AS return_encounter LIMIT 0"
    )


def code_lines(book: Book, sets: CodeSets) -> None:
    """Makes `coded_line` on the book's engine: every line with what its code is and where the service was given."""
    load_codes(book.engine, sets)
    for table in ASKED:
        book.engine.run(f"CREATE OR REPLACE TEMP VIEW in_{table.name} AS SELECT * FROM {book.sql_or_empty(table)}")
    _, name, query = _stages()[0]
    book.engine.run_stage(f"CREATE OR REPLACE TEMP TABLE {name} AS {query}")


def with_evidence(scenario: Scenario, evidence: Evidence) -> Scenario:
    """The scenario with the book's figures in place of published ones; what the user's own file states stays."""
    kept = [each for name, each in evidence.parameters.items() if name not in scenario.stated]
    return scenario.with_parameters(*kept)


def _number(value: Any) -> float:
    return 0.0 if value is None else float(value)


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


def _parameters(book: Book, own: OwnFigures) -> list[Parameter]:
    """What the book tells; of what it does not hold (hospital claims, stays, requests) nothing is said."""
    found: list[Parameter | None] = [*_of_infusion(own)]
    if own.fact("hospital_lines").top:
        found += _of_hospitals(own)
    if book.has("catheter") and own.fact("line_days").top:
        found += _of_catheters(book, own)
    if book.has("referral"):
        found.append(own.yearly("medicaid_referrals_refused", "referrals_refused", "referrals a year",
                                "Managed-Medicaid referrals declined for home health certification."))  # fmt: skip
    if book.has("encounter"):
        found += _of_stays(own)
    if book.has("authorization_item"):
        found += _of_requests(own)
    if book.has("eligibility"):
        months = own.fact("member_days").top / DAYS_A_MONTH / own.span.years
        found.append(Parameter("member_months", "member months a year", months, origin=Origin.BOOK,
                               citation="eligibility", note="Covered days within the book's days."))  # fmt: skip
    return [each for each in found if each is not None]


def _of_infusion(own: OwnFigures) -> list[Parameter | None]:
    seen = "in the book's days."
    return [
        own.yearly("catheter_days", "infusion_days", "days a year",
                   "Days with an infusion per diem stand for days with a catheter."),
        own.yearly("pn_days", "pn_days", "days a year", "Days with a PN per diem."),
        own.yearly("infusion_patients", "infusion_patients", "patients a year",
                   f"Members with an infusion per diem {seen}", is_people=True),
        own.yearly("complex_patients", "complex_patients", "patients a year",
                   f"Members with a line marked SH or SJ {seen}", is_people=True),
        own.rate("occlusions_per_1000_days", "occlusions", "per 1,000 catheter days",
                 "Blocked catheters by kits, drug and procedures billed, over days with an infusion per diem."),
        own.price("home_de_clotting_paid", "de_clotting_at_home_priced", "USD a treatment",
                  "Allowed amounts of kit, drug and visits on a day of de-clotting at home or in the suite."),
        own.price("picc_at_home_each_paid", "picc_at_home_priced", "USD a placement",
                  "Allowed amounts of a PICC's own codes on a day at home or in the suite."),
        own.price("home_infusion_day_paid", "home_day_priced", "USD a day",
                  "Allowed amounts of per diems, drugs, visits and supplies at home, over days with a per diem.",
                  of="runs of days with a per diem") if own.fact("home_day_priced").top else None,
    ]  # fmt: skip


def _of_hospitals(own: OwnFigures) -> list[Parameter | None]:
    picc = ("picc_in_hospital_priced", "USD a placement")
    return [
        own.share("occlusions_to_er_share", "occlusions_to_er", "share of occlusions",
                  "De-clotting with an emergency visit on its days."),
        own.price("ed_visit_paid", "ed_visit", "USD a visit",
                  "Allowed amounts of a member's day in an emergency room."),
        own.price("ed_visit_member_share_paid", "ed_member_share", "share of the price",
                  "What of the allowed amount was not paid.", of="visits"),
        own.yearly("picc_in_hospital", "picc_in_hospital", "placements a year",
                   "Days with a PICC placed in hospital outpatient."),
        own.price("picc_in_hospital_each_paid", *picc, "Allowed amounts of the procedure's own lines."),
        own.price("catheter_replacement_paid", picc[0], "USD a catheter",
                  "A PICC placed in hospital outpatient stands for a catheter that is replaced there."),
        own.yearly("infusions_in_hospital", "infusion_in_hospital", "infusions a year",
                   "Member days with a drug or an infusion in hospital outpatient."),
        own.price("infusion_in_hospital_each_paid", "infusion_in_hospital_priced", "USD an infusion",
                  "Allowed amounts of drugs and infusion on that day.", least=LEAST_ALONE),
        own.share("ed_within_a_day_share", "infusion_then_acute", "share of infusions",
                  "Days of infusion in hospital outpatient with an emergency visit or an admission by the next day.",
                  least=LEAST_TRIALS),
    ]  # fmt: skip


def _of_catheters(book: Book, own: OwnFigures) -> list[Parameter | None]:
    """Clinical records say more than claims do, and take their place."""
    found: list[Parameter | None] = [
        own.yearly("catheter_days", "line_days", "days a year",
                   "Days from placement to removal, once a line, from the catheters themselves.")
    ]  # fmt: skip
    if book.has("catheter_event"):
        found += [
            own.rate("occlusions_per_1000_days", "line_occlusions", "per 1,000 catheter days",
                     "Occlusions recorded, over the days of the catheters."),
            own.share("occlusions_to_er_share", "line_occlusions_to_er", "share of occlusions",
                      "Occlusions recorded as sent to an emergency department."),
            own.share("catheters_replaced_share", "line_er_replaced", "share",
                      "Of those sent to an emergency department, lines recorded as replaced."),
            own.rate("pn_infections_per_1000_days", "pn_infections", "per 1,000 nutrition days",
                     "Bloodstream infections recorded, by any definition, of members with a PN per diem on that day"
                     " or the day before."),
        ]  # fmt: skip
        if own.fact("stay_priced").top:
            found.append(own.price("infection_paid", "infection_priced", "USD an infection",
                                   "Allowed amounts of a stay that began within three days of it; none counts zero.",
                                   of="infections", least=LEAST_ALONE))  # fmt: skip
    return found


def _of_stays(own: OwnFigures) -> list[Parameter | None]:
    said = {
        "discharges_to_infusion": "Stays with a per diem on the day of discharge or within three days.",
        "pn_discharges": "Stays with a PN per diem on the day of discharge or within three days.",
        "enteral_discharges": "Stays with an enteral claim on the day of discharge or within three days.",
    }
    returned = "Unplanned returns after discharges whose 30 days are in the book, as the readmission measures count."
    return [
        *(own.yearly(name, name, "discharges a year", words) for name, words in said.items()),
        own.price("readmission_paid", "stay_priced", "USD a stay", "Allowed amounts of all hospital stays.",
                  least=LEAST_ALONE),
        own.price("readmission_paid", "return_priced", "USD a stay",
                  "Allowed amounts of stays that are unplanned returns within 30 days."),
        own.share("pn_readmission_share", "pn_returns", "share of discharges", returned, least=LEAST_TRIALS),
        own.share("enteral_readmission_share", "enteral_returns", "share of discharges", returned, least=LEAST_TRIALS),
        own.share("enteral_related_share", "enteral_returns_related", "share of readmissions",
                  "Unplanned returns recorded as come of the feeding or its access.", least=LEAST_TRIALS),
    ]  # fmt: skip


def _of_requests(own: OwnFigures) -> list[Parameter | None]:
    shares = {
        "requests_carried_share": "carried_requests",
        "nursing_requests_share": "nursing_requests",
        "de_clotting_requests_share": "de_clotting_requests",
    }
    return [
        own.yearly("authorization_requests", "requests", "requests a year", "Items of authorizations."),
        *(
            own.share(name, fact, "share of requests", "Items of authorizations, by their code.")
            for name, fact in shares.items()
        ),
    ]
