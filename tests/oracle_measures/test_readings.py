"""Generated books: the program and the plain reading agree, and the order of rows does not matter."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from perdiem.codes import packaged_code_sets
from perdiem.engine.book import Book
from perdiem.engine.duckdb import Engine, open_engine
from perdiem.model.measure_settings import MeasureSettings
from perdiem.model.measures import Scorecard
from perdiem.rules.measures.measure import measure
from tests.adjudicating import load_rows
from tests.oracle_measures.readings import adherence, catheter_days, readmissions

Row = dict[str, Any]
FIRST, END = date(2025, 11, 1), date(2026, 6, 30)
FEW = settings(  # each example is a book of up to sixty patients, so few go a long way; to shrink one takes minutes
    max_examples=5,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.data_too_large],
)
day = st.integers(0, 200).map(lambda n: FIRST + timedelta(days=n))
length = st.sampled_from([0, 0, 1, 2, 5, 29, 30, 31, 45])
member = st.integers(1, 12).map(lambda n: f"M{n}")
maybe = st.sampled_from([None, False, True, True, True])


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with open_engine(threads=1) as opened:
        yield opened


def numbered(rows: list[Row], key: str) -> list[Row]:
    return [row | {key: f"{key[0].upper()}{at:03}"} for at, row in enumerate(rows)]


def card(engine: Engine, rows: dict[str, list[Row]], *names: str) -> Scorecard:
    book = Book(engine)
    load_rows(book, rows)
    return measure(
        book, measures=names, settings=MeasureSettings(suppress_below=0, data_end=END), sets=packaged_code_sets()
    )


@st.composite
def stay(draw: st.DrawFn) -> Row:
    first, stayed = draw(day), draw(length)
    return {
        "member_id": draw(member),
        "encounter_type": draw(st.sampled_from(["acute inpatient"] * 9 + ["emergency department"])),
        "encounter_start_date": first,
        "encounter_end_date": draw(st.sampled_from([first + timedelta(days=stayed)] * 9 + [None])),
        "discharge_disposition_code": draw(st.sampled_from(["01", "01", "01", "06", "02", "07", "20", None])),
        "facility_npi": draw(st.sampled_from(["1", "1", "2", None])),
        "primary_diagnosis_code": draw(st.sampled_from(["A419", "A419", "I214", "Z5111"])),
    }


@st.composite
def chains(draw: st.DrawFn) -> list[Row]:
    """Stays of several members, one after the other at the gaps where the rule turns."""
    rows = []
    for number in range(draw(st.integers(1, 12))):
        first = FIRST + timedelta(days=draw(st.integers(0, 40)))
        for one in draw(st.lists(stay(), max_size=6)):
            last = first + timedelta(days=draw(length))
            rows.append(one | {"member_id": f"M{number}", "encounter_start_date": first})
            if one["encounter_end_date"] is not None:
                rows[-1]["encounter_end_date"] = last
            first = last + timedelta(days=draw(st.sampled_from([-3, 0, 0, 1, 1, 2, 29, 30, 30, 31])))
    return rows


@st.composite
def line(draw: st.DrawFn) -> Row:
    first = draw(day)
    return {
        "member_id": draw(member),
        "line_type": draw(st.sampled_from(["picc", "port", "peripheral"])),
        "placed_date": first,
        "removed_date": draw(st.one_of(st.none(), length.map(lambda n: first + timedelta(days=n)))),
        "is_insertion_successful": draw(maybe),
    }


@st.composite
def order(draw: st.DrawFn) -> Row:
    first = draw(day)
    return {
        "member_id": draw(member),
        "start_date": first,
        "end_date": draw(st.one_of(st.none(), length.map(lambda n: first + timedelta(days=n)))),
        "doses_ordered": draw(st.one_of(st.none(), st.integers(1, 90).map(Decimal))),
        "dose_interval_hours": draw(st.one_of(st.none(), st.sampled_from([Decimal(4), Decimal(8), Decimal(72)]))),
    }


@st.composite
def dose(draw: st.DrawFn, orders: int) -> Row:
    return {
        "member_id": draw(member),
        "prescription_id": f"P{draw(st.integers(0, orders)):03}",
        "administration_date": draw(day),
        "doses": draw(st.sampled_from([None, Decimal(1), Decimal(3)])),
        "status": draw(st.sampled_from([None, "completed", "partly", "not_done"])),
    }


@given(rows=chains())
@FEW
def test_readmissions(engine: Engine, rows: list[Row]) -> None:
    stays = numbered(rows, "encounter_id")
    value = card(engine, {"encounter": stays, "procedure": []}, "readmission_all_cause").values[0]
    assert (value.numerator, value.denominator) == readmissions(stays, END)


@given(lines=st.lists(line(), max_size=40), rows=st.lists(stay(), max_size=30))
@FEW
def test_catheter_days(engine: Engine, lines: list[Row], rows: list[Row]) -> None:
    catheters, stays = numbered(lines, "catheter_id"), numbered(rows, "encounter_id")
    tables = {"catheter": catheters, "catheter_event": [], "encounter": stays}
    value = card(engine, tables, "occlusions").values[0]
    assert value.denominator == catheter_days(catheters, stays, END)


@given(data=st.data())
@FEW
def test_adherence(engine: Engine, data: st.DataObject) -> None:
    orders = numbered(data.draw(st.lists(order(), max_size=30)), "prescription_id")
    doses = numbered(data.draw(st.lists(dose(len(orders)), max_size=60)), "administration_id")
    value = card(engine, {"prescription": orders, "administration": doses}, "adherence").values[0]
    given_doses, due = adherence(orders, doses, END)
    assert value.numerator == pytest.approx(float(given_doses))
    assert value.denominator == pytest.approx(float(due), abs=len(orders) * 0.001)


@given(data=st.data(), seed=st.integers(0, 99))
@settings(parent=FEW, max_examples=3)
def test_the_order_of_rows_does_not_matter(engine: Engine, data: st.DataObject, seed: int) -> None:
    orders = numbered(data.draw(st.lists(order(), max_size=20)), "prescription_id")
    tables = {
        "prescription": orders,
        "administration": numbered(data.draw(st.lists(dose(len(orders)), max_size=40)), "administration_id"),
        "catheter": numbered(data.draw(st.lists(line(), max_size=20)), "catheter_id"),
        "catheter_event": [],
        "encounter": numbered(data.draw(st.lists(stay(), max_size=40)), "encounter_id"),
        "procedure": [],
    }
    names = ("adherence", "occlusions", "readmission_all_cause", "readmission_hospital_wide")
    shuffled = {name: random.Random(seed).sample(rows, len(rows)) for name, rows in tables.items()}
    assert card(engine, tables, *names).values == card(engine, shuffled, *names).values
