"""Claims that cannot be written as they are, each with its line, column and reason; none is altered to fit.

What is refused: a value with a delimiter in it or longer than its element; a required element without a value; what
the claim's form has no place for; and whatever a reader of the file would get back otherwise than it stands here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from perdiem.engine.book import Book
from perdiem.engine.duckdb import Engine, literal, quoted
from perdiem.writers.tables.files import inert, write_csv_of
from perdiem.writers.x12.claims.limits import texts
from perdiem.writers.x12.claims.rules import CLAIM, DETAILS, LINE, Rule
from perdiem.writers.x12.claims.segments import FORBIDDEN

TABLE = "w_refusal"
_OF_TEXTS = {"claim_line": "w_line", "claim_diagnosis": "w_diagnosis", "claim_line_drug": "w_drug",
             "other_payer": "w_payer", "other_payer_line": "w_decision",
             "other_payer_adjustment": "w_adjustment"}  # fmt: skip
_HAS_LINE = {"w_line", "w_drug", "w_decision", "w_adjustment"}


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason, and how many claims are refused for it."""

    column: str
    reason: str
    claims: int


def find_refusals(engine: Engine) -> None:
    """Fills TABLE: claim_key, claim_id, claim_line_number, column_name, reason. Needs the staged tables."""
    engine.run(
        f"CREATE OR REPLACE TABLE {TABLE} (claim_key VARCHAR, claim_id VARCHAR, claim_line_number BIGINT, "
        "column_name VARCHAR, reason VARCHAR)"
    )
    _judge(engine, "w_claim", "NULL", CLAIM)
    _judge(engine, "w_line", "claim_line_number", LINE)
    for scope in DETAILS:
        _judge(engine, scope.relation, "claim_line_number" if scope.has_line else "NULL", scope.rules)
    for name, relation in _OF_TEXTS.items():
        _judge(engine, relation, "claim_line_number" if relation in _HAS_LINE else "NULL", _of_texts(name))
    for relation in ("w_drug", "w_diagnosis", "w_payer", "w_decision", "w_adjustment"):
        engine.run(
            f"INSERT INTO {TABLE} SELECT DISTINCT d.claim_key, NULL, CAST(NULL AS BIGINT), 'claim_key', "
            f"'no claim line has this claim' FROM {relation} AS d ANTI JOIN w_claim AS c ON d.claim_key = c.claim_key"
        )
    for relation in ("w_drug", "w_decision"):
        engine.run(
            f"INSERT INTO {TABLE} SELECT DISTINCT d.claim_key, NULL, d.claim_line_number, 'claim_line_number', "
            f"'the claim has no such line' FROM {relation} AS d ANTI JOIN w_line AS l "
            "ON d.claim_key = l.claim_key AND d.claim_line_number = l.claim_line_number"
        )
    engine.run(f"UPDATE {TABLE} AS r SET claim_id = c.any_claim_id FROM w_claim AS c WHERE r.claim_key = c.claim_key")


def _of_texts(name: str) -> list[Rule]:
    found = []
    for column, longest in texts(name).items():
        value = quoted(column)
        found.append(Rule(column, f"regexp_matches({value}, '{FORBIDDEN}')",
                          f"{column} holds one of * ~ ^ > or a control character, which X12 cannot write"))  # fmt: skip
        found.append(Rule(column, f"length({value}) > {longest}", f"{column} has more than {longest} characters"))
        found.append(Rule(column, f"{value} <> trim({value}, ' ') OR {value} = ''",
                          f"{column} begins or ends with a blank, or is an empty text"))  # fmt: skip
    return found


def _judge(engine: Engine, relation: str, line: str, rules: list[Rule]) -> None:
    wrong = " OR ".join(f"coalesce({rule.wrong}, false)" for rule in rules)
    structs = ", ".join(
        f"CASE WHEN {rule.wrong} THEN {{'c': {literal(rule.column)}, 'r': {literal(rule.reason)}}} END"
        for rule in rules
    )
    engine.run(
        f"INSERT INTO {TABLE} SELECT claim_key, NULL, line, fault.c, fault.r FROM (SELECT claim_key, {line} AS line, "
        f"unnest(list_filter([{structs}], lambda x: x IS NOT NULL)) AS fault FROM {relation} WHERE {wrong})"
    )


def write_refusals(book: Book, path: Path) -> None:
    """Writes every refusal as CSV: claim, line, column and reason. Raises UnwritableFile."""
    columns = f"{inert('claim_key')}, {inert('claim_id')}, claim_line_number, column_name, reason"
    write_csv_of(book, f"SELECT {columns} FROM {TABLE} ORDER BY ALL", path)


def refusals(engine: Engine) -> Iterator[Refusal]:
    """The reasons, the commonest first."""
    rows = engine.run(
        f"SELECT column_name, reason, count(DISTINCT claim_key) FROM {TABLE} GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2"
    ).fetchall()
    for column, reason, claims in rows:
        yield Refusal(str(column), str(reason), int(claims))
