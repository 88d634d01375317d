"""What is read out of a cell, by the type of the column and of the source."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import duckdb
import pytest

from perdiem.engine.duckdb import literal
from perdiem.model.book import BOOK, table
from perdiem.readers.tables.values import Given, allowed, date_format, or_else, text_of, value_of


def read(name: str, given: Given, of: str = "claim_line") -> object:
    column = table(of).column(name)
    text = text_of(column, given)
    engine = duckdb.connect()
    engine.execute("SET TimeZone = 'UTC'")  # as an engine of ours is
    return engine.execute(f"SELECT {value_of(column, given, text)}").fetchall()[0][0]


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("1,234.50", "1234.50"), ("$12", "12.00"), ("(12.50)", "-12.50"), ("-$5", "-5.00"), ("$-5", "-5.00"),
        ("12.340", "12.34"), (" 7 ", "7.00"), (".5", "0.50"), ("12.", "12.00"), ("1234567890123456.10",) * 2,
        ("", None), ("12.345", None), ("1e5", None), ("1,23", None), ("abc", None), ("12345678901234567.10", None),
        ("1.234,50", None), ("--5", None),
    ],
)  # fmt: skip
def test_money_is_exact_or_unreadable(cell: str, amount: str | None) -> None:
    assert read("charge_amount", Given(literal(cell))) == (Decimal(amount) if amount else None)


@pytest.mark.parametrize(
    ("sql", "kind", "amount"),
    [
        ("0.1::DOUBLE + 0.2::DOUBLE", "DOUBLE", "0.30"), ("12.345::DOUBLE", "DOUBLE", None), ("12", "INTEGER", "12.00"),
        ("12.3400::DECIMAL(10,4)", "DECIMAL(10,4)", "12.34"), ("12.3450::DECIMAL(10,4)", "DECIMAL(10,4)", None),
        ("'nan'::DOUBLE", "DOUBLE", None),
    ],
)  # fmt: skip
def test_numbers_of_other_types_lose_only_the_noise_of_floats(sql: str, kind: str, amount: str | None) -> None:
    assert read("charge_amount", Given(f"({sql})", kind)) == (Decimal(amount) if amount else None)


@pytest.mark.parametrize(
    ("cell", "form", "day"),
    [
        ("2026-03-01", None, date(2026, 3, 1)), ("20260301", None, date(2026, 3, 1)),
        ("2026-03-01 00:00:00", None, date(2026, 3, 1)), ("03/01/2026", None, None), ("2026-02-30", None, None),
        ("0026-03-01", None, None), ("03/01/2026", "MM/DD/YYYY", date(2026, 3, 1)),
        ("03/01/2026", "DD/MM/YYYY", date(2026, 1, 3)), ("2026-03-01", "MM/DD/YYYY", date(2026, 3, 1)),
        ("01-MAR-2026", "DD-MON-YYYY", date(2026, 3, 1)),
    ],
)  # fmt: skip
def test_days_are_read_in_plain_forms_and_in_the_one_that_is_told(
    cell: str, form: str | None, day: date | None
) -> None:
    formats = (str(date_format(form)),) if form else ()
    assert read("claim_start_date", Given(literal(cell), dates=formats)) == day


@pytest.mark.parametrize(
    ("name", "sql", "kind", "code"),
    [
        ("ndc", "409733501", "BIGINT", "00409733501"), ("ndc", "409733501::DOUBLE", "DOUBLE", "00409733501"),
        ("ndc", "'0409-7335-01'", "VARCHAR", "00409733501"), ("ndc", "'4097335011'", "VARCHAR", "4097335011"),
        ("place_of_service_code", "4", "INTEGER", "04"), ("place_of_service_code", "'4'", "VARCHAR", "04"),
        ("revenue_center_code", "'250'", "VARCHAR", "0250"), ("bill_type_code", "'0341'", "VARCHAR", "341"),
        ("billing_npi", "1234567893::DOUBLE", "DOUBLE", "1234567893"), ("hcpcs_code", "'99601'", "VARCHAR", "99601"),
        ("member_id", "'007'", "VARCHAR", "007"), ("member_id", "12.50::DECIMAL(9,2)", "DECIMAL(9,2)", "12.50"),
    ],
)  # fmt: skip
def test_codes_keep_or_get_back_their_zeros(name: str, sql: str, kind: str, code: str) -> None:
    assert read(name, Given(f"({sql})", kind)) == code


def test_only_what_is_guarded_loses_an_apostrophe() -> None:
    assert read("line_note", Given("'''=SUM(A1)'", is_guarded=True)) == "=SUM(A1)"
    assert read("line_note", Given("'''''=x'", is_guarded=True)) == "'=x"
    assert read("line_note", Given("'''=SUM(A1)'")) == "'=SUM(A1)"
    assert read("line_note", Given("'''tis'", is_guarded=True)) == "'tis"


def test_words_of_the_source_become_ours() -> None:
    given = Given(literal("Replaced"), words={"replaced": "7"})
    assert read("claim_frequency_code", given) == "7"


def test_yes_and_no() -> None:
    cells = {"Y": True, "no": False, "TRUE": True, "0": False, "maybe": None}
    assert {cell: read("is_medicare_primary", Given(literal(cell)), "eligibility") for cell in cells} == cells


def test_the_lists_of_allowed_words_are_those_of_the_declarations() -> None:
    listed = {(each.name, column.name) for each in BOOK for column in each.columns if allowed(column)}
    assert ("claim_line", "claim_type") in listed
    assert ("eligibility", "line_of_business") in listed
    assert ("claim_line", "claim_key") not in listed
    assert allowed(table("authorization").column("status")) == ("approved", "denied", "pended", "cancelled")


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-03-01T14:30:00-05:00", "2026-03-01 19:30:00"),
        ("2026-03-01T14:30Z", "2026-03-01 14:30:00"),
        ("2026-03-01 14:30", "2026-03-01 14:30:00"),
        ("2026-03-01T14:30:00.5+0530", "2026-03-01 09:00:00.500000"),
        ("2026-03-01", None),
        ("14:30", None),
        ("2026-02-30T10:00Z", None),
        ("1066-10-14T09:00Z", None),
    ],
)
def test_a_time_is_kept_in_utc(text: str, utc: str | None) -> None:
    value = read("decided_at", Given(literal(text)), "authorization")
    assert (str(value) if value is not None else None) == utc


def test_one_of_two_columns_must_be_filled() -> None:
    found = or_else(table("encounter").column("member_id"))
    assert found == "person_id"
    assert or_else(table("encounter").column("person_id")) is None
