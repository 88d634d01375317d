"""Writes the plan of adjudication in Spark's SQL, from the files that DuckDB runs.

    python tools/sql.py             write src/perdiem/rules/claims/sql/spark
    python tools/sql.py --check     name the files that differ from what the plan gives, and exit with 1

SQLGlot does the work here and never when claims are decided. Whatever it cannot say in Spark's SQL, or would pass on
without knowing it, is an error.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import ClassVar

import sqlglot
from sqlglot import ErrorLevel, exp
from sqlglot.dialects.spark import Spark

from perdiem.rules.claims.plan import Stage, stages

ROOT = Path(__file__).parents[1]
SPARK = ROOT / "src" / "perdiem" / "rules" / "claims" / "sql" / "spark"
MADE_WITH = "30.30.0"  # another SQLGlot writes other text, and every file would differ
WIDE = exp.DataType.Type.INT128


class UnknownToSpark(Exception):
    """A stage uses something for which there is no rule."""


class _Generator(Spark.Generator):
    TYPE_MAPPING: ClassVar = {
        **Spark.Generator.TYPE_MAPPING,
        WIDE: "DECIMAL(38, 0)",  # Spark has no integer beyond 64 bits
    }
    TRANSFORMS: ClassVar = {
        **Spark.Generator.TRANSFORMS,
        exp.IntDiv: lambda self, division: self.int_div_sql(division),
        exp.Not: lambda self, negation: self.negation_sql(negation),
    }

    def int_div_sql(self, division: exp.IntDiv) -> str:
        """DIV gives a bigint and wraps without a word when the quotient is larger; wide operands are divided as
        decimals after the remainder is taken off, which is exact, and an error where the quotient has no room."""
        if not any(cast.is_type(WIDE) for cast in division.find_all(exp.Cast)):
            return self.binary(division, "DIV")
        above, below = (self.sql(_bracketed(side)) for side in (division.left, division.right))
        return f"CAST(({above} - {above} % {below}) / {below} AS DECIMAL(38, 0))"

    def negation_sql(self, negation: exp.Not) -> str:
        """`x IS NOT NULL` as people write it, not `NOT x IS NULL`."""
        asked = negation.this
        if isinstance(asked, exp.Is) and isinstance(asked.expression, exp.Null):
            return f"{self.sql(asked, 'this')} IS NOT NULL"
        return self.not_sql(negation)


class PlanSpark(Spark):
    """Spark's SQL with what the plan needs beyond SQLGlot's own rules."""

    Generator = _Generator


def _bracketed(side: exp.Expression) -> exp.Expression:
    return side if isinstance(side, exp.Paren) else exp.paren(side)


def _write_reduce(tree: exp.Expression) -> None:
    """LIST_REDUCE(list, lambda, initial), which SQLGlot does not know; Spark wants AGGREGATE(list, initial, lambda)."""
    for call in reversed(list(tree.find_all(exp.Anonymous))):  # the innermost first, since each is put into the next
        if call.name.lower() == "list_reduce":
            held, merge, initial = call.expressions
            call.replace(exp.Reduce(this=held, initial=initial, merge=merge))


def header(query: str) -> tuple[str, ...]:
    """The comment at the top of a stage: what its table is and the grain."""
    lines = query.splitlines()
    count = next(number for number, line in enumerate(lines) if not line.startswith("--"))
    return tuple(lines[:count])


def spark_text(stage: Stage) -> str:
    """The stage as Spark reads it. Raises UnknownToSpark, or SQLGlot's UnsupportedError, where it cannot be said."""
    about = header(stage.query)
    body = "\n".join(stage.query.splitlines()[len(about) :])
    (tree,) = sqlglot.parse(body, read="duckdb")
    assert tree is not None
    _write_reduce(tree)
    if unknown := sorted({each.name for each in tree.find_all(exp.Anonymous)}):
        raise UnknownToSpark(f"{stage.number:03}_{stage.name}.sql: no rule for {', '.join(unknown)}")
    made = tree.sql(dialect=PlanSpark, pretty=True, comments=False, unsupported_level=ErrorLevel.RAISE)
    return "\n".join((*about, "-- Made by tools/sql.py from the file of this name in the folder above.", made, ""))


@cache
def generated() -> Mapping[Path, str]:
    """Each file of the Spark plan with its text. Raises UnknownToSpark with another SQLGlot than the pinned one."""
    if sqlglot.__version__ != MADE_WITH:
        raise UnknownToSpark(f"SQLGlot is {sqlglot.__version__}; the files are made with {MADE_WITH}")
    return {SPARK / f"{stage.number:03}_{stage.name}.sql": spark_text(stage) for stage in stages()}


def differing(made: Mapping[Path, str]) -> list[str]:
    """What is wrong with the files as they stand: text that differs, and files of no stage."""
    wrong = [
        f"{path.relative_to(ROOT)} differs from the plan; run `python tools/sql.py`"
        for path, text in made.items()
        if not path.is_file() or path.read_text("utf-8") != text
    ]
    stray = [path for path in sorted(SPARK.glob("*")) if path not in made]
    return wrong + [f"{path.relative_to(ROOT)} is made from no stage; run `python tools/sql.py`" for path in stray]


def main() -> int:
    parser = argparse.ArgumentParser(description="Write the plan of adjudication in Spark's SQL.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 when a file differs")
    chosen = parser.parse_args()
    made = generated()
    if not chosen.check:
        SPARK.mkdir(parents=True, exist_ok=True)
        for stray in set(SPARK.glob("*.sql")) - made.keys():  # of a stage that is no more
            stray.unlink()
        for path, text in made.items():
            path.write_text(text, encoding="utf-8", newline="\n")
    wrong = differing(made)
    print("\n".join(wrong) if wrong else f"{len(made)} stages in Spark's SQL are up to date.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
