"""A book in a Postgres database: written, read again, and read out of a warehouse's own tables."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import psycopg
import pytest

from perdiem.errors import UnreadableFile, UnwritableFile
from perdiem.readers.book import open_book
from perdiem.writers.tables import Form, write_tables
from tests.unit.tables.samples import claim_file, rows


def test_a_book_comes_back_from_postgres_as_it_was(postgres_url: str, tmp_path: Path) -> None:
    with open_book([claim_file(tmp_path)]) as opened:
        before = rows(opened.book)
        written = write_tables(opened.book, postgres_url, Form.POSTGRES, schema="a_book")
    assert all("secret-word" not in each.place for each in written)
    with open_book([postgres_url], schema="a_book") as opened:
        assert rows(opened.book) == before
        assert opened.reading.rows_rejected == 0
        assert opened.reading.tables[0].source.startswith("postgresql://127.0.0.1/claims_")


def test_what_is_there_is_kept_unless_told_and_all_or_nothing_is_written(postgres_url: str, tmp_path: Path) -> None:
    with open_book([claim_file(tmp_path)]) as opened:
        write_tables(opened.book, postgres_url, Form.POSTGRES, schema="kept")
        with psycopg.connect(postgres_url) as connection:
            connection.execute("DROP TABLE kept.claim_line")
        with pytest.raises(UnwritableFile, match="claim_diagnosis: is there already"):
            write_tables(opened.book, postgres_url, Form.POSTGRES, schema="kept")
        with psycopg.connect(postgres_url) as connection:
            assert connection.execute("SELECT to_regclass('kept.claim_line')").fetchone() == (None,)
        write_tables(opened.book, postgres_url, Form.POSTGRES, schema="kept", replace=True)
    with psycopg.connect(postgres_url) as connection:
        assert connection.execute("SELECT count(*) FROM kept.claim_line").fetchone() == (2,)
        said = connection.execute("SELECT obj_description('kept.claim_line'::regclass)").fetchone()
    assert said is not None
    assert said[0].startswith("One row is one service line")


def test_a_warehouse_with_names_and_types_of_its_own(postgres_url: str, tmp_path: Path) -> None:
    with psycopg.connect(postgres_url) as connection:
        connection.execute("CREATE SCHEMA dw")
        connection.execute(
            "CREATE TABLE dw.fact (clm text, ln int, amt double precision, dos timestamp, npi bigint, what text)"
        )
        connection.execute(
            "INSERT INTO dw.fact VALUES ('C1', 1, 0.1::float8 + 0.2::float8, '2026-03-01', 1234567893, 'a \"b\"\nc'), "
            "('C1', 2, 10.005, '2026-03-02 00:00', NULL, '')"
        )
    mapping = tmp_path / "map.yaml"
    mapping.write_text(
        "claim_line:\n  source: fact\n  claim_id: clm\n  claim_line_number: ln\n  charge_amount: amt\n"
        "  claim_line_start_date: dos\n  billing_npi: npi\n  line_note: what\n"
    )
    with open_book([postgres_url], schema="dw", mapping=mapping) as opened:
        (line,) = rows(opened.book)["claim_line"]
        (reject,) = rows(opened.book)["table_reject"]
    assert (line["charge_amount"], line["claim_charge_amount"]) == (Decimal("0.30"), Decimal("0.30"))
    assert (line["billing_npi"], line["line_note"]) == ("1234567893", 'a "b"\nc')
    assert str(line["claim_line_start_date"]) == "2026-03-01"
    assert (reject["column_name"], reject["rule"], reject["value"]) == ("charge_amount", "unreadable", "10.005")
    assert reject["row_number"] is None


def test_a_server_that_does_not_answer_and_a_schema_that_is_not_there(postgres_url: str) -> None:
    with pytest.raises(UnreadableFile, match="no schema 'nowhere'"):
        open_book([postgres_url], schema="nowhere")
    with pytest.raises(UnreadableFile, match="cannot be reached") as caught:
        open_book(["postgresql://tester:secret-word@127.0.0.1:1/claims"])
    assert "secret-word" not in str(caught.value)
