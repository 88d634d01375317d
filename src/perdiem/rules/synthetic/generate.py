"""Makes a synthetic book: draws part by part, rows by SQL, and the truth beside them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from perdiem.engine.book import Book
from perdiem.engine.duckdb import Engine
from perdiem.engine.types import columns_ddl
from perdiem.model.book import table
from perdiem.rules.synthetic.catheters import BLOODSTREAM, LINES, draw_catheters
from perdiem.rules.synthetic.courses import draw_courses, draw_stays, draw_visits
from perdiem.rules.synthetic.experience import draw_answers, draw_outcomes
from perdiem.rules.synthetic.giving import draw_days
from perdiem.rules.synthetic.people import draw_members, draw_referrals, draw_requests
from perdiem.rules.synthetic.settings import Settings
from perdiem.rules.synthetic.sources import Frame, Sources, table_rows
from perdiem.rules.synthetic.truth import Truth

MEMBERS_AT_ONCE = 25_000  # some hundreds of megabytes of draws and rows
_APART = 10**9  # numbers within a part stay below it
_FILE = re.compile(r"\d{3}_([a-z_]+)\.sql")
HOSPITAL = ("stay", "visit", "event", "day", "line")  # what a hospital bills for; `times` is of its amount
_ONCE = ("contract", "price")  # tables that are the same for every member


@dataclass(frozen=True, slots=True)
class SyntheticBook:
    """The book, on its engine, and the truth that it was drawn from, as plain data."""

    book: Book
    truth: dict[str, Any]


def _silent(_done: int, _of: int) -> None:
    """Tells no one."""


def synthetic_book(
    settings: Settings, engine: Engine, progress: Callable[[int, int], None] = _silent
) -> SyntheticBook:  # fmt: skip
    """The book of these settings; the same settings give the same rows whatever the machine and its threads.

    `progress` is told how many members of how many are done. Raises UsageError for a change of a rate, contract or
    site that is not there. Whoever opened the engine closes it, or the book.
    """
    sources = Sources.read(settings)
    book, truth = Book(engine), Truth(sources)
    _load_references(engine, sources)
    for name in _queries():
        engine.run(f"CREATE TABLE synthetic_{name} ({columns_ddl(table(name))})")
    for part, first in enumerate(range(1, settings.members + 1, MEMBERS_AT_ONCE)):
        count = min(MEMBERS_AT_ONCE, settings.members + 1 - first)
        rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence([settings.seed, part])))
        draws = _draw(rng, first, count, sources)
        truth.count(draws)
        _write(engine, draws, part)
        progress(first + count - 1, settings.members)
    for name in _queries():
        book.define(table(name), f"SELECT * FROM synthetic_{name}")
    return SyntheticBook(book, truth.as_data())


def _draw(rng: np.random.Generator, first: int, count: int, sources: Sources) -> dict[str, Frame]:
    members = draw_members(rng, first, count, sources)
    referrals = draw_referrals(rng, members, sources)
    requests, items = draw_requests(rng, referrals, sources)
    courses = draw_courses(rng, referrals, sources)
    lines, events = draw_catheters(rng, courses, sources)
    infected = events["kind"] == BLOODSTREAM
    infections = {name: events[name][infected] for name in ("course_row", "day")}
    stays = draw_stays(rng, courses, infections, sources)
    drawn = {
        "member": members,
        "referral": referrals,
        "request": requests,
        "item": items,
        "course": courses,
        "line": lines,
        "event": events,
        "stay": stays,
        "visit": draw_visits(rng, courses, stays, sources),
        "day": draw_days(rng, courses, stays, sources),
        "answer": draw_answers(rng, courses, sources),
        "outcome": draw_outcomes(rng, courses, sources),
    }
    for name in HOSPITAL:
        drawn[name]["times"] = _price_factors(rng, len(next(iter(drawn[name].values()))), sources)
    return drawn


def _price_factors(rng: np.random.Generator, count: int, sources: Sources) -> np.typing.NDArray[np.float64]:
    """By what each amount of a hospital is multiplied: log-normal, one on average; all 1, undrawn, where none vary."""
    spread = sources.rates["hospital_price_spread"]
    if not spread:
        return np.ones(count)
    return np.exp(spread * rng.standard_normal(count) - spread**2 / 2)


def _load_references(engine: Engine, sources: Sources) -> None:
    """The tables that the SQL names `r_…`."""
    rates = sources.rates
    paid = ("inpatient_day_paid", "emergency_paid", "outpatient_hospital_ratio")
    outpatient = next(row["amount"] for row in table_rows("amounts.csv") if row["code"] == "36593")
    figures = ", ".join(f"CAST({rates[name]} AS DECIMAL(18,2)) AS {name}" for name in paid)
    engine.run(f"CREATE TEMP TABLE r_paid AS SELECT {figures}, CAST({outpatient} AS DECIMAL(18,2)) AS outpatient_paid")
    _load(engine, "r_text_site", {key: [row[key] for row in sources.sites] for key in sources.sites[0]})
    engine.run("CREATE TEMP TABLE r_site AS SELECT *, rowid AS site FROM r_text_site")
    _load(engine, "r_text_therapy", {key: [row[key] for row in sources.therapies] for key in sources.therapies[0]})
    engine.run(
        "CREATE TEMP TABLE r_therapy AS SELECT rowid AS number, therapy, per_diem_code, nullif(drug_code, '') AS "
        "drug_code, CAST(interval_hours AS INTEGER) AS interval_hours, CAST(units_a_dose AS INTEGER) AS units_a_dose, "
        "CAST(visits_a_week AS INTEGER) AS visits_a_week, diagnosis FROM r_text_therapy"
    )
    amounts = table_rows("amounts.csv")
    _load(engine, "r_text_amount", {key: [row[key] for row in amounts] for key in ("code", "amount")})
    engine.run("CREATE TEMP TABLE r_amount AS SELECT code, CAST(amount AS DECIMAL(18,2)) AS amount FROM r_text_amount")
    _load(engine, "r_line", {"number": list(range(len(LINES))), "word": list(LINES)})


def _load(engine: Engine, name: str, columns: dict[str, Any]) -> None:
    import pyarrow as pa  # type: ignore[import-untyped]  # it ships no types

    engine.connection.register("drawn", pa.table(columns))
    engine.run(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM drawn")
    engine.connection.unregister("drawn")


def _write(engine: Engine, draws: dict[str, Frame], part: int) -> None:
    for name, frame in draws.items():
        numbered = frame | {f"{name}_row": np.arange(len(next(iter(frame.values()))))}
        if name == "item":
            numbered["request_row"] = frame["row"]
        _load(engine, f"d_{name}", numbered)
    for name, query in _queries().items():
        if name in _ONCE and part:
            continue
        made = query.replace("{first}", str(part * _APART))
        if name == "encounter":
            engine.run(f"CREATE OR REPLACE TEMP TABLE n_encounter AS {made}")
            made = "SELECT * FROM n_encounter"
        engine.run(f"INSERT INTO synthetic_{name} BY NAME {made}")


@cache
def _queries() -> dict[str, str]:
    """The SQL of each table, in the order of the files."""
    found = {}
    for file in sorted(files(__package__).joinpath("sql").iterdir(), key=lambda each: each.name):
        if match := _FILE.fullmatch(file.name):
            found[match[1]] = file.read_text(encoding="utf-8")
    return found
