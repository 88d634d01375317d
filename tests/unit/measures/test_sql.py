"""The stages of measuring say what they make, keep to what any engine orders alike, and make evidence of one shape."""

from __future__ import annotations

import re

import pytest
import sqlglot
from sqlglot import exp

from perdiem.model.measures import Dimension
from perdiem.rules.measures.plan import AFTER_DRESSING, Stage, needed, stages
from perdiem.rules.measures.registry import measures

ANY_ROW = (exp.AnyValue, exp.First, exp.Last, exp.FirstValue, exp.LastValue, exp.ArrayUniqueAgg, exp.Limit)
SHARED = ["unit_id", "pid", "member_id", "evidence_date", "site", "therapy", "payer", "line_of_business", "birth_date",
          "category"]  # fmt: skip
PLAN = {stage.name: stage for stage in stages()}


def tree(stage: Stage) -> exp.Expression:
    (parsed,) = sqlglot.parse(stage.query, read="duckdb")
    assert parsed is not None
    return parsed


@pytest.mark.parametrize("stage", stages(), ids=PLAN)
def test_a_stage_says_its_grain_first_and_takes_no_row_at_random(stage: Stage) -> None:
    assert stage.query.splitlines()[0].startswith(f"-- {stage.name}: one row ")
    body = re.sub(r"--[^\n]*", "", stage.query).lower()
    parsed = tree(stage)
    assert body.count("nulls last") == len(list(parsed.find_all(exp.Ordered)))
    assert [each.sql() for each in parsed.find_all(*ANY_ROW)] == []
    assert [each.sql() for each in parsed.find_all(exp.Div, exp.Avg)] == []


@pytest.mark.parametrize("stage", [each for each in stages() if each.is_evidence], ids=lambda each: each.name)
def test_evidence_begins_with_the_same_columns_and_ends_with_why_a_row_is_set_aside(stage: Stage) -> None:
    parsed = tree(stage)
    select = parsed.find(exp.Select) if isinstance(parsed, exp.SetOperation) else parsed
    assert isinstance(select, exp.Select)
    names = [each.alias_or_name for each in select.expressions]
    if stage.number < AFTER_DRESSING:
        assert names[: len(SHARED)] == SHARED
    else:
        assert {dimension.value for dimension in Dimension} <= set(names)
    assert "excluded" in names


def test_a_measure_brings_the_stages_that_it_needs_and_no_others() -> None:
    names = [stage.name for stage in needed(["referral"])]
    assert "ev_referral" in names
    assert "ev_line" not in names
    assert names == sorted(names, key=list(PLAN).index)


def test_every_evidence_table_is_asked_by_a_measure() -> None:
    asked = {row.evidence for each in measures() for row in (*each.counted, *each.proxy)}
    asked |= {each.assumed_from.evidence for each in measures() if each.assumed_from}
    assert {f"ev_{name}" for name in asked} == {name for name in PLAN if name.startswith("ev_")}
