"""The plan keeps to the part of SQL that means the same on both engines. Each rule stands for a failure once seen."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest
import sqlglot
from sqlglot import exp

from perdiem.model.book import AUTHORIZATION_ITEM, ELIGIBILITY, PRICE
from perdiem.rules.claims.plan import RESULTS, Stage, stages

PLAN = {f"{stage.number:03}_{stage.name}": stage for stage in stages()}
# what tells rows apart where a stage numbers them or sums over those before; two lines of a member by their place
LINE = [{"member_key", "seq"}]
KEYS: dict[str, list[set[str]]] = {
    "010_line": [{"claim_key", "claim_line_number"}],
    "030_coverage": [{"member_id", "day"}, {"from_day", *ELIGIBILITY.key}],
    "110_line_authorization": [{"member_key", "seq", *AUTHORIZATION_ITEM.key}],
    "220_rate_choice": [{"contract_version", "rate_row"}],
    "230_price_span": [set(PRICE.key)],
    "240_unlisted_billing": [{"claim_key", "claim_line_number"}, {"contract_version", "code", "billing"}],
    "270_paid_day": [{"member_key", "seq", "day"}],
    "305_line_cut": [{"member_key", "seq", "cut_order"}],
    "350_other_payment": [{"claim_key", "claim_line_number"}],
}
WHOLE_GROUP = (exp.Count, exp.Sum, exp.Min, exp.Max)  # the same in any order, as long as no frame is named
ANY_ROW = (exp.AnyValue, exp.First, exp.Last, exp.FirstValue, exp.LastValue, exp.NthValue, exp.ArrayUniqueAgg)
INEXACT = {"DOUBLE", "FLOAT", "TIMESTAMP", "TIMESTAMPTZ", "TIMESTAMPNTZ", "TIMESTAMPLTZ", "TIME"}
WHOLE = {"TINYINT", "SMALLINT", "INT", "BIGINT", "INT128"}
WHOLE_BY_NATURE = (exp.Floor, exp.Window, exp.Sum, exp.Literal, exp.RowNumber)


UNSAYABLE = "-- made: one row.\nselect regexp_extract(a, 'x', 1, 'i') as e from t"


def tree(stage: Stage) -> exp.Expression:
    (parsed,) = sqlglot.parse(stage.query, read="duckdb")
    assert parsed is not None
    return parsed


def code(stage: Stage) -> str:
    return re.sub(r"--[^\n]*", "", stage.query)


def broken(rule: Callable[[str, Stage], Iterator[str]]) -> list[str]:
    return [f"{name}: {said}" for name, stage in PLAN.items() for said in rule(name, stage)]


def test_each_stage_says_its_grain_first() -> None:
    def rule(name: str, stage: Stage) -> Iterator[str]:
        first = stage.query.splitlines()[0]
        if not first.startswith(f"-- {stage.name}: one row "):
            yield first

    assert broken(rule) == []


def test_nulls_last_is_written_in_every_order() -> None:
    def rule(name: str, stage: Stage) -> Iterator[str]:
        orders = len(list(tree(stage).find_all(exp.Ordered)))
        if code(stage).lower().count("nulls last") != orders:
            yield f"{orders} orders, {code(stage).lower().count('nulls last')} times nulls last"

    assert broken(rule) == []


def test_every_window_has_a_total_order() -> None:
    def rule(name: str, stage: Stage) -> Iterator[str]:
        for window in tree(stage).find_all(exp.Window):
            order = window.args.get("order")
            if order is None and isinstance(window.this, WHOLE_GROUP) and not window.args.get("spec"):
                continue
            sides = [*(window.args.get("partition_by") or []), *(order.expressions if order else [])]
            named = {column.name for side in sides for column in side.find_all(exp.Column)}
            if order is None or not any(key <= named for key in KEYS.get(name, LINE)):
                yield window.sql("duckdb")

    assert broken(rule) == []


def test_nothing_takes_any_row_of_several() -> None:
    def rule(name: str, stage: Stage) -> Iterator[str]:
        yield from (each.sql("duckdb") for each in tree(stage).find_all(*ANY_ROW))
        yield from (each.sql("duckdb") for each in tree(stage).find_all(exp.Limit))
        yield from (d.sql("duckdb") for d in tree(stage).find_all(exp.Distinct) if d.args.get("on"))
        # SQLGlot loses this order without a word
        yield from (each.sql("duckdb") for each in tree(stage).find_all(exp.ArrayAgg) if each.find(exp.Order))

    assert broken(rule) == []


def test_nothing_divides_or_averages_and_nothing_is_a_float() -> None:
    def rule(name: str, stage: Stage) -> Iterator[str]:
        yield from (each.sql("duckdb") for each in tree(stage).find_all(exp.Div, exp.Avg, exp.Median, exp.Stddev))
        yield from (str(t) for t in tree(stage).find_all(exp.DataType) if t.this.name in INEXACT)
        numbers = (each.name for each in tree(stage).find_all(exp.Literal) if each.is_number)
        yield from (number for number in numbers if "e" in number.lower())

    assert broken(rule) == []


def test_decimals_become_whole_through_floor_alone() -> None:
    """DuckDB's cast rounds, Spark's cuts. A cast to INT128 is of a number made whole by a power of ten."""

    def rule(name: str, stage: Stage) -> Iterator[str]:
        for cast in tree(stage).find_all(exp.Cast):
            kind, operand = cast.to.this.name, cast.this
            if kind == "INT128":
                scaled = isinstance(operand, exp.Mul) and re.fullmatch(r"10+", operand.right.name)
                if not scaled:
                    yield cast.sql("duckdb")
            elif kind in WHOLE and not isinstance(operand, WHOLE_BY_NATURE) and not _is_of_counts(operand):
                yield cast.sql("duckdb")[:90]

    assert broken(rule) == []


def _is_of_counts(operand: exp.Expression) -> bool:
    """The units that a cap leaves: GREATEST over fields that were declared whole in the list's own type."""
    declared = [to for to in operand.root().find_all(exp.DataType) if to.this.name == "STRUCT"]
    return isinstance(operand, exp.Greatest) and bool(declared)


def test_products_of_decimals_fit() -> None:
    def rule(name: str, stage: Stage) -> Iterator[str]:
        for product in tree(stage).find_all(exp.Mul):
            if isinstance(product.parent, exp.Mul):
                continue
            casts = [
                each for each in product.flatten() if isinstance(each, exp.Cast) and each.to.this.name == "DECIMAL"
            ]
            sizes = [[int(part.name) for part in each.to.expressions] for each in casts]
            if sum(precision for precision, _ in sizes) > 38 or sum(scale for _, scale in sizes) > 18:
                yield product.sql("duckdb")

    assert broken(rule) == []


def test_decimals_name_their_precision_and_scale() -> None:
    def rule(name: str, stage: Stage) -> Iterator[str]:
        kinds = (each for each in tree(stage).find_all(exp.DataType) if each.this.name == "DECIMAL")
        yield from (str(kind) for kind in kinds if len(kind.expressions) != 2)

    assert broken(rule) == []


def test_results_name_their_columns() -> None:
    for stage in PLAN.values():
        if stage.name in RESULTS:
            assert not any(isinstance(each, exp.Star) or each.name == "*" for each in tree(stage).expressions), (
                stage.name
            )


def test_qualify_asks_a_window_for_one_row() -> None:
    """It becomes a subquery for Spark: what else it names is not there, and it adds a column to the arm of a union."""

    def rule(name: str, stage: Stage) -> Iterator[str]:
        for asked in tree(stage).find_all(exp.Qualify):
            if not isinstance(asked.this, exp.EQ) or not isinstance(asked.this.expression, exp.Literal):
                yield asked.sql("duckdb")
            if isinstance(asked.parent, exp.Select) and isinstance(asked.parent.parent, exp.SetOperation):
                yield f"in a union: {asked.sql('duckdb')}"

    assert broken(rule) == []


def test_days_are_made_only_by_a_lateral_series() -> None:
    def rule(name: str, stage: Stage) -> Iterator[str]:
        for made in tree(stage).find_all(exp.GenerateSeries):
            if not isinstance(made.parent, exp.Unnest) or not isinstance(made.parent.parent, exp.Join):
                yield made.sql("duckdb")

    assert broken(rule) == []


def test_texts_are_matched_by_plain_patterns() -> None:
    def rule(name: str, stage: Stage) -> Iterator[str]:
        yield from (
            each.sql("duckdb") for each in tree(stage).find_all(exp.RegexpLike, exp.RegexpExtract, exp.RegexpReplace)
        )
        yield from (each.sql("duckdb") for each in tree(stage).find_all(exp.SimilarTo, exp.ILike, exp.Glob))

    assert broken(rule) == []


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("sql_tool", Path(__file__).parents[2] / "tools" / "sql.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_spark_files_are_those_that_the_plan_gives(tool: ModuleType) -> None:
    assert tool.differing(tool.generated()) == []


def test_a_function_without_a_rule_stops_the_tool(tool: ModuleType) -> None:
    with pytest.raises(tool.UnknownToSpark, match=r"001_made\.sql: no rule for list_histogram"):
        tool.spark_text(Stage(1, "made", "-- made: one row.\nselect list_histogram(x) as h from t"))


def test_a_construct_without_a_translation_stops_the_tool(tool: ModuleType) -> None:
    with pytest.raises(sqlglot.UnsupportedError):
        tool.spark_text(Stage(1, "made", UNSAYABLE))


def test_concat_keeps_skipping_nulls(tool: ModuleType) -> None:
    made = tool.spark_text(Stage(1, "made", "-- made: one row.\nselect concat(a, '-', b) as c from t"))
    assert made.splitlines()[0] == "-- made: one row."
    assert "CONCAT(COALESCE(a, ''), '-', COALESCE(b, '')) AS c" in made


def test_another_sqlglot_is_refused(tool: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlglot, "__version__", "1.0")
    tool.generated.cache_clear()
    with pytest.raises(tool.UnknownToSpark, match=r"SQLGlot is 1\.0"):
        tool.generated()
