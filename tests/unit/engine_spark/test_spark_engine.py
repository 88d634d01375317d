"""Opening Spark, its tables, and whole numbers beyond 64 bits."""

from __future__ import annotations

import sys
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest
import sqlglot

from perdiem.codes import packaged_code_sets
from perdiem.engine.spark import SparkEngine, java_version, open_spark
from perdiem.errors import UnreadableFile, UsageError
from perdiem.model.book import CLAIM_LINE, ELIGIBILITY
from perdiem.rules.claims.on_spark import adjudicate_on_spark
from perdiem.rules.claims.plan import Stage, stages
from tests.unit.engine_spark.sample import three_contracts
from tests.unit.test_sql_dialect import tool  # noqa: F401  # a fixture

LARGEST = 10**38 - 1


def fake_java(folder: Path, version: str) -> None:
    program = folder / "bin" / "java"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\necho 'openjdk version \"{version}\" 2025-01-01' >&2\n")
    program.chmod(0o755)


@pytest.mark.parametrize(("written", "release"), [("17.0.15", 17), ("1.8.0_402", 8), ("21", 21)])
def test_the_release_of_java(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: str, release: int) -> None:
    fake_java(tmp_path, written)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    assert java_version() == release


def test_an_old_java_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_java(tmp_path, "11.0.2")
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    monkeypatch.setattr("pyspark.SparkContext._active_spark_context", None)
    with pytest.raises(UsageError, match=r"Java 11 is too old: Spark needs Java 17 or later"):
        open_spark()


def test_without_java_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    monkeypatch.setattr("pyspark.SparkContext._active_spark_context", None)
    with pytest.raises(UsageError, match=r"Java was not found .* openjdk-17-jre-headless"):
        open_spark()


def test_without_pyspark_it_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark", None)
    with pytest.raises(UsageError, match=r"pip install perdiem-infusion\[spark\].*Java 17"):
        open_spark()


def test_the_two_plans_have_the_same_stages() -> None:
    assert [(each.number, each.name) for each in stages("spark")] == [(each.number, each.name) for each in stages()]


@pytest.mark.slow
def test_wide_division_is_exact(spark: SparkEngine, tool) -> None:  # type: ignore[no-untyped-def]  # noqa: F811
    """Divisors and dividends around 2^63 and at the end of 38 digits, beside Python's own whole numbers."""
    edges = [7, 10**6, 10**12 + 1, 2**63 - 1, 2**63, 2**64 + 1, 10**20, LARGEST // 3, LARGEST - 1, LARGEST]
    pairs = [(above, below) for above in edges for below in edges if above // below < 10**18]
    kind = pa.decimal128(38, 0)
    columns = [pa.array([Decimal(pair[side]) for pair in pairs], kind) for side in (0, 1)]
    spark.load("wide", pa.table({"a": columns[0], "b": columns[1]}))
    query = "-- made: one row.\nselect a, b, cast(a as hugeint) // cast(b as hugeint) as q from wide"
    rows = spark.rows(tool.spark_text(Stage(1, "made", query)))
    assert len(rows) == len(pairs)
    assert all(int(quotient) == int(above) // int(below) for above, below, quotient in rows)


@pytest.mark.slow
def test_a_wide_quotient_without_room_is_an_error(spark: SparkEngine, tool) -> None:  # type: ignore[no-untyped-def]  # noqa: F811
    from pyspark.errors import ArithmeticException

    query = f"-- made: one row.\nselect cast(a as hugeint) // cast(7 as hugeint) as q from (values ({LARGEST})) as t(a)"
    with pytest.raises(ArithmeticException):
        spark.rows(tool.spark_text(Stage(1, "made", query)))


@pytest.mark.slow
def test_a_product_keeps_every_decimal(spark: SparkEngine) -> None:
    query = "select cast(0.000000000001 as decimal(24, 12)) * cast(0.000001 as decimal(14, 6))"
    assert spark.rows(query) == [(Decimal("1E-18"),)]


@pytest.mark.slow
def test_tables_are_checked_against_their_declaration(spark: SparkEngine, tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"none\.parquet: Spark cannot read it as Parquet"):
        spark.load_book_table("in_claim_line", CLAIM_LINE, tmp_path / "none.parquet")
    with pytest.raises(UsageError, match=r"eligibility has no column membre"):
        spark.load_book_table("in_eligibility", ELIGIBILITY, pa.table({"membre": ["M1"]}))
    with pytest.raises(UsageError, match=r"the column claim_key, claim_line_number.* of claim_line is missing"):
        spark.load_book_table("in_claim_line", CLAIM_LINE, pa.table({"claim_id": ["A"]}))
    with pytest.raises(UsageError, match=r"already open in this process"):
        open_spark()


@pytest.mark.slow
def test_a_second_engine_over_a_session_leaves_it_open(spark: SparkEngine, tmp_path: Path) -> None:
    with open_spark(session=spark.session, folder=tmp_path) as engine:
        engine.make("one", "select 1 as x")
        assert engine.session.conf.get("spark.sql.ansi.enabled") == "true"
        assert engine.rows("select x from one") == [(1,)]
    assert list(tmp_path.iterdir()) == []
    assert spark.rows("select 2") == [(2,)]


@pytest.mark.slow
def test_a_book_without_claims_is_refused(spark: SparkEngine) -> None:
    sets = packaged_code_sets()
    with pytest.raises(UsageError, match="the book has no claim_line"):
        adjudicate_on_spark(three_contracts(), {}, sets, spark)
    with pytest.raises(UsageError, match="a book has no table claims; it has claim_line"):
        adjudicate_on_spark(three_contracts(), {"claim_line": None, "claims": None}, sets, spark)


def test_sqlglot_reads_what_it_writes() -> None:
    for stage in stages("spark"):
        assert sqlglot.parse_one(stage.query, read="spark") is not None
