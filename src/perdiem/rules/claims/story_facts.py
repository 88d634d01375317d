"""What the plan saw of a claim: its lines, what was found on each, and the other rows that stood behind it.

Stages go when nothing more reads them; those that a story tells of are kept here while the plan runs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from perdiem.codes import CodeSets
from perdiem.engine.book import Book
from perdiem.engine.duckdb import literal
from perdiem.model.book import AUTHORIZATION_ITEM, ELIGIBILITY, ENCOUNTER
from perdiem.model.contract import Agreement
from perdiem.rules.claims.adjudicate import Adjudication, adjudicate
from perdiem.rules.claims.plan import stages

Row = dict[str, Any]
KEPT = frozenset(
    {
        "line_fact",
        "replacement",
        "line_authorization",
        "duplicate",
        "pair_hit",
        "span",
        "day_line",
        "line_day",
        "paid_day",
        "line_price",
        "line_quantity",
        "cut_amount",
        "line_cut",
        "line_allowed",
        "other_payment",
    }
)
_LINE = "x.member_key = f.member_key AND x.seq = f.seq"


@dataclass(frozen=True)
class LineFacts:
    """One line: its decision and what the stages held of it, as rows of names and values."""

    decided: Row
    fact: Row
    price: Row
    quantity: Row
    money: Row
    adjustments: list[Row]
    findings: list[Row]
    cuts: list[Row]
    others: dict[str, list[Row]]
    days: dict[int, list[Any]]
    ranks: list[Row]


@dataclass(frozen=True)
class ClaimFacts:
    """One claim: its head, its lines in order, and the member's rows that lines may have been held against."""

    head: Row
    lines: list[LineFacts]
    approvals: list[Row]
    coverage: list[Row]
    stays: list[Row]
    replaced_by: str | None
    notes: tuple[str, ...]


def facts_of(agreement: Agreement, book: Book, sets: CodeSets, keys: tuple[str, ...]) -> list[ClaimFacts]:
    """Decides the lines of a small book and gives what was seen of these claims, in their order."""
    run = adjudicate(agreement, book, sets, progress=_keeper(book))
    return [_Reader(run, key).claim() for key in keys]


def _keeper(book: Book) -> Callable[[int, int], None]:
    """Told after each stage how many are done, it keeps the last one where a story needs it."""
    plan = stages()

    def keep(done: int, _of: int) -> None:
        name = plan[(done - 1) % len(plan)].name
        if name in KEPT:
            book.engine.run(f"CREATE OR REPLACE TEMP TABLE kept_{name} AS SELECT * FROM {name}")

    return keep


class _Reader:
    def __init__(self, run: Adjudication, key: str) -> None:
        self._run, self._key, self._book = run, key, run.book
        self._of = f"f.claim_key = {literal(key)}"

    def claim(self) -> ClaimFacts:
        run, of = self._run, f"claim_key = {literal(self._key)}"
        heads = self._rows(
            f"SELECT * FROM {self._book.sql_name('claim_line')} WHERE {of} ORDER BY claim_line_number LIMIT 1"
        )
        facts = self._by_line(f"SELECT f.*, f.seq AS line_seq FROM kept_line_fact AS f WHERE {self._of}")
        found = {
            "decided": self._by_line(f"SELECT f.* FROM {run.sql_name('decided_line')} AS f WHERE {self._of}"),
            "price": self._by_line(self._with("line_price")),
            "quantity": self._by_line(self._with("line_quantity")),
            "money": self._by_line(self._with("line_allowed")),
            "adjustments": self._by_line(
                f"SELECT f.* FROM {run.sql_name('line_adjustment')} AS f WHERE {self._of} ORDER BY sequence"
            ),
            "findings": self._by_line(f"SELECT f.* FROM {run.sql_name('line_finding')} AS f WHERE {self._of}"),
            "cuts": self._by_line(
                "SELECT f.claim_line_number, x.edit, x.units, m.amount FROM kept_line_cut AS x"
                f" JOIN kept_line_fact AS f ON {_LINE} LEFT JOIN kept_cut_amount AS m"
                f" ON m.member_key = x.member_key AND m.seq = x.seq AND m.edit = x.edit"
                f" WHERE {self._of} ORDER BY x.cut_order"
            ),
            "others": self._by_line(self._others()),
            "days": self._by_line(
                "SELECT f.claim_line_number, x.reason, x.day FROM kept_line_day AS x"
                f" JOIN kept_line_fact AS f ON {_LINE} WHERE {self._of} AND x.reason > 0 ORDER BY x.day"
            ),
            "ranks": self._by_line(self._ranks()),
        }
        lines = [_line(number, found, facts) for number in sorted(facts)]
        member = f"member_id = {literal(heads[0]['member_id'] or '')}"
        replaced = self._rows(
            "SELECT DISTINCT l.claim_id FROM kept_replacement AS r"
            " JOIN kept_line_fact AS l ON l.claim_key = r.later_key"
            f" WHERE r.earlier_key = {literal(self._key)} ORDER BY 1"
        )
        return ClaimFacts(
            head=heads[0],
            lines=lines,
            approvals=self._of_member(AUTHORIZATION_ITEM, member, "start_date, authorization_number, item_number"),
            coverage=self._of_member(ELIGIBILITY, member, "enrollment_start_date"),
            stays=self._of_member(
                ENCOUNTER, f"{member} AND encounter_type = 'acute inpatient'", "encounter_start_date"
            ),
            replaced_by=replaced[0]["claim_id"] if replaced else None,
            notes=run.notes,
        )

    def _with(self, stage: str) -> str:
        return (
            f"SELECT f.claim_line_number, x.* FROM kept_{stage} AS x JOIN kept_line_fact AS f ON {_LINE}"
            f" WHERE {self._of}"
        )

    def _others(self) -> str:
        """Other lines that stood in a line's way, by the edit: the earlier one, or those of the same days."""
        other = "o.claim_key, o.claim_id, o.claim_line_number AS other_line, o.code, o.first_day, o.last_day"
        named = "JOIN kept_line_fact AS o ON o.member_key = f.member_key AND o.seq ="
        days = "s.first_day <= f.last_day AND s.last_day >= f.first_day"
        return f"""
            SELECT f.claim_line_number, 'duplicate' AS edit, {other} FROM kept_duplicate AS x
            JOIN kept_line_fact AS f ON {_LINE} {named} x.first_seq WHERE {self._of}
            UNION
            SELECT f.claim_line_number, x.edit, {other} FROM kept_pair_hit AS x JOIN kept_line_fact AS f ON {_LINE}
            JOIN c_pair AS p ON p.contract_version = f.contract_version AND p.code = f.code AND p.edit = x.edit
            JOIN kept_span AS s ON s.member_key = f.member_key AND s.contract_version = f.contract_version
              AND s.code_group = p.code_group AND s.code <> f.code
              AND s.first_day <= x.to_day AND s.last_day >= x.from_day
            {named} s.seq WHERE {self._of} AND (s.seq < f.seq OR NOT p.earlier_only)
            UNION
            SELECT f.claim_line_number, 'catheter_care_beside_therapy' AS edit, {other} FROM kept_line_day AS x
            JOIN kept_line_fact AS f ON {_LINE} JOIN kept_span AS s ON s.member_key = f.member_key
              AND s.code_group = 'therapy_per_diem' AND s.first_day <= x.day AND s.last_day >= x.day
            {named} s.seq WHERE {self._of} AND x.reason = 3
            UNION
            SELECT f.claim_line_number, 'duplicate_day' AS edit, {other} FROM kept_line_day AS x
            JOIN kept_line_fact AS f ON {_LINE} JOIN kept_day_line AS b ON b.member_key = x.member_key
              AND b.seq = x.seq JOIN kept_day_line AS s ON s.member_key = f.member_key AND s.code = f.code
              AND s.therapy_class = b.therapy_class AND s.seq < f.seq AND s.first_day <= x.day AND s.last_day >= x.day
            {named} s.seq WHERE {self._of} AND x.reason = 7
            UNION
            SELECT f.claim_line_number, 'concurrent_therapy' AS edit, {other} FROM kept_paid_day AS x
            JOIN kept_line_fact AS f ON {_LINE} JOIN kept_paid_day AS s ON s.member_key = x.member_key AND s.day = x.day
              AND s.therapy_rank < x.therapy_rank
            {named} s.seq WHERE {self._of}
            UNION
            SELECT f.claim_line_number, 'second_visit' AS edit, {other} FROM kept_line_fact AS f
            JOIN kept_span AS s ON s.member_key = f.member_key AND s.code_group = 'first_visit' AND s.seq < f.seq
              AND s.first_day = f.first_day
            {named} s.seq WHERE {self._of} AND f.code = '99601' AND {days}
            ORDER BY 1, 2, first_day, claim_id, other_line"""

    def _ranks(self) -> str:
        """On how many paid days the line's therapy was first, second or later, and whether it lacked SH or SJ there."""
        return f"""
            SELECT f.claim_line_number, least(x.therapy_rank, 3) AS therapy_rank,
              v.sh_sj_required AND x.therapy_rank >= 2 AND x.therapy_class = 1 AS lacks_modifier,
              CASE WHEN coalesce(x.therapy_rank, 1) = 1 THEN v.share_first WHEN x.therapy_rank = 2 THEN v.share_second
                ELSE v.share_third END AS share,
              count(*) AS days, min(x.day) AS first_day, max(x.day) AS last_day
            FROM kept_paid_day AS x JOIN kept_line_fact AS f ON {_LINE}
            JOIN c_version AS v ON v.contract_version = x.contract_version
            WHERE {self._of} GROUP BY ALL ORDER BY 1, 2"""

    def _of_member(self, table: Any, where: str, order: str) -> list[Row]:
        return self._rows(f"SELECT * FROM {self._book.sql_or_empty(table)} WHERE {where} ORDER BY {order}")

    def _by_line(self, query: str) -> dict[int, list[Row]]:
        found: defaultdict[int, list[Row]] = defaultdict(list)
        for row in self._rows(query):
            found[row["claim_line_number"]].append(row)
        return found

    def _rows(self, query: str) -> list[Row]:
        found = self._book.engine.run(query)
        names = [column[0] for column in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def _line(number: int, found: dict[str, dict[int, list[Row]]], facts: dict[int, list[Row]]) -> LineFacts:
    def one(name: str) -> Row:
        return next(iter(found[name].get(number, ())), {})

    others: defaultdict[str, list[Row]] = defaultdict(list)
    for row in found["others"].get(number, ()):
        others[row["edit"]].append(row)
    days: defaultdict[int, list[Any]] = defaultdict(list)
    for row in found["days"].get(number, ()):
        days[row["reason"]].append(row["day"])
    return LineFacts(
        decided=one("decided"),
        fact=facts[number][0],
        price=one("price"),
        quantity=one("quantity"),
        money=one("money"),
        adjustments=found["adjustments"].get(number, []),
        findings=found["findings"].get(number, []),
        cuts=found["cuts"].get(number, []),
        others=others,
        days=days,
        ranks=found["ranks"].get(number, []),
    )
