"""A stage of a plan is parsed once in a process; each engine runs it over its own tables."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from perdiem.engine.duckdb import DatabaseError, open_engine

STAGE = "CREATE OR REPLACE TEMP TABLE doubled AS SELECT CAST(2 * amount AS INTEGER) AS amount FROM given"


def doubled(amounts: range) -> list[int]:
    """What the stage makes of an engine's own numbers."""
    with open_engine(threads=1) as engine:
        engine.run(f"CREATE TABLE given AS SELECT range AS amount FROM range({amounts.start}, {amounts.stop})")
        engine.run_stage(STAGE)
        return [row[0] for row in engine.run("SELECT amount FROM doubled ORDER BY 1").fetchall()]


def test_the_same_stage_runs_on_engines_opened_after_the_first_is_closed() -> None:
    assert doubled(range(3)) == [0, 2, 4]
    assert doubled(range(5, 7)) == [10, 12]


def test_the_same_stage_runs_again_when_a_table_has_other_columns() -> None:
    with open_engine(threads=1) as engine:
        for amount in ("1", "2.5 AS", "CAST(7 AS BIGINT) AS"):
            engine.run(f"CREATE OR REPLACE TABLE given AS SELECT {amount} amount, 'x' AS other")
            engine.run_stage(STAGE)
            assert engine.one("SELECT amount FROM doubled") == ({"1": 2, "2.5 AS": 5}.get(amount, 14),)


def test_the_same_stage_runs_in_threads_at_the_same_time() -> None:
    spans = [range(n, n + 50) for n in range(24)]
    with ThreadPoolExecutor(max_workers=8) as threads:
        assert list(threads.map(doubled, spans)) == [[2 * n for n in span] for span in spans]


def test_a_stage_that_cannot_run_fails_on_each_engine() -> None:
    for _ in range(2):
        with open_engine(threads=1) as engine, pytest.raises(DatabaseError, match="given"):
            engine.run_stage(STAGE)
