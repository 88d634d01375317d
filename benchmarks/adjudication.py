"""Speed and memory of adjudication, beside other ways to do it on the same lines in the same run.

python benchmarks/adjudication.py                     100,000 lines
python benchmarks/adjudication.py --lines 10000000    as many as wanted; the other ways take a part of them

Beside the plan with all its edits: a plan by hand with eight edits on the same engine (what the engine can do), the
independent oracle of the tests (a line at a time in Python), and a rules engine (zen-engine, where it is installed: a
line at a time through a decision table of eight edits). Prints a table in Markdown.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MEASURE = """
import json, resource, sys, time
sys.path.insert(0, {root!r})
from benchmarks.adjudication import {way} as way
lines, limit = int(sys.argv[1]), sys.argv[2] or None
spent, wall, done = way(lines, limit)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps([done, spent, wall, peak]))
"""
CONTRACT = """
contract: bench
lines_of_business: [commercial]
rates:
  - {codes: therapy_per_diem, rate: 130.00, per: day}
  - {codes: catheter_care, rate: 20.00, per: day}
  - {codes: [supplies, kits, pn_premix], rate: 9.50, per: item}
  - {codes: drug, percent: 106%, of: asp, per: unit}
  - {codes: "99601", rate: 152.00, per: visit}
  - {codes: "99602", rate: 76.00, per: hour}
concurrent_therapies: {first: 100%, second: 80%, third: 75%, sh_sj: required}
per_diem: {day_rule: access_days, inpatient_days: excluded, paid_beside: [drug, nursing]}
de_clotting: {member_cost: none}
authorization:
  rules:
    - {for: therapy_per_diem, needed: yes}
    - {for: drug, needed: yes}
    - {for: nursing, needed: no}
    - {for: de_clotting, needed: no}
  drug_approval_carries: [per_diem, supplies, nursing]
medicare: {excluded_services: gy_accepted_directly}
member_cost: [{for: everything, coinsurance: 20%, deductible: applies}]
claims: {form: professional, timely_filing_days: 180, lesser_of_charge: yes}
"""

# What a person would write for eight edits: eligibility, place, authorization, duplicates, a code that ended, supplies
# beside a per diem, the day's second therapy, the rate; and the amounts.
BY_HAND = """
with rate(code, amount) as (values ('S9500', 130.00), ('S9501', 130.00), ('S9365', 130.00), ('S9338', 130.00),
  ('S9374', 130.00), ('S9494', 130.00), ('S9379', 130.00), ('99601', 152.00), ('99602', 76.00), ('A4222', 9.50),
  ('J0696', 2.65), ('J1569', 2.65), ('J2997', 2.65), ('J1642', 2.65), ('S5517', 9.50), ('B4189', 9.50), ('S5498', 20.00)),
line as (
  select *, row_number() over (partition by member_id, hcpcs_code, claim_line_start_date, claim_line_end_date,
    service_unit_quantity, hcpcs_modifier_1 order by received_date, claim_id, claim_line_number) as copy
  from in_line
),
span as (
  select member_id, claim_line_start_date as a, claim_line_end_date as b from line where hcpcs_code like 'S9%'
),
day as (
  select l.member_id, l.claim_id, l.claim_line_number, d.day
  from line as l cross join unnest(generate_series(l.claim_line_start_date, l.claim_line_end_date, interval 1 day)) as d(day)
  where l.hcpcs_code like 'S9%'
),
ranked as (
  select *, row_number() over (partition by member_id, day order by claim_id, claim_line_number) as place from day
),
share as (
  select claim_id, claim_line_number, sum(case place when 1 then 1.00 when 2 then 0.80 else 0.75 end) as days
  from ranked group by all
)
select l.claim_id, l.claim_line_number,
  case when e.member_id is null then 'not eligible' when l.place_of_service_code <> '12' then 'place'
    when a.member_id is null and l.hcpcs_code like 'J%' then 'authorization' when l.copy > 1 then 'duplicate'
    when l.hcpcs_code = 'J3370' then 'ended' when p.member_id is not null then 'inside'
    when r.amount is null then 'no rate' end as reason,
  round(cast(r.amount as decimal(20, 4)) * cast(coalesce(s.days, l.service_unit_quantity) as decimal(14, 4)), 2) as allowed
from line as l
left join in_eligibility as e on e.member_id = l.member_id and l.claim_line_start_date >= e.enrollment_start_date
left join (select distinct member_id, start_date, coalesce(end_date, date '9999-12-31') as end_date from in_authorization) as a
  on a.member_id = l.member_id and l.claim_line_start_date between a.start_date and a.end_date
left join rate as r on r.code = l.hcpcs_code
left join share as s on s.claim_id = l.claim_id and s.claim_line_number = l.claim_line_number
left join (select distinct member_id, a, b from span) as p
  on l.hcpcs_code = 'A4222' and p.member_id = l.member_id and p.a <= l.claim_line_end_date and p.b >= l.claim_line_start_date
"""


def _clock():
    import time

    return time.process_time(), time.perf_counter()


def agreement():
    import tempfile

    from perdiem.readers.contract_file import read_contract

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.yaml"
        path.write_text(CONTRACT, encoding="utf-8")
        return read_contract(path)


def plan(lines: int, limit: str | None):
    from benchmarks.claim_book import open_book

    from perdiem.codes import packaged_code_sets
    from perdiem.rules.claims.adjudicate import adjudicate

    contract = agreement()
    with open_book(lines, memory_limit=limit) as book:
        cpu, wall = _clock()
        run = adjudicate(contract, book, packaged_code_sets())
        now = _clock()
        assert run.totals.is_balanced
        return now[0] - cpu, now[1] - wall, run.totals.lines


def by_hand(lines: int, limit: str | None):
    from benchmarks.claim_book import open_book

    with open_book(lines, memory_limit=limit) as book:
        engine = book.engine
        for name, table in (
            ("in_line", "claim_line"),
            ("in_eligibility", "eligibility"),
            ("in_authorization", "authorization_item"),
        ):
            engine.run(f"CREATE VIEW {name} AS SELECT * FROM {book.sql_name(table)}")
        cpu, wall = _clock()
        engine.run(f"CREATE TEMP TABLE decided AS {BY_HAND}")
        now = _clock()
        return now[0] - cpu, now[1] - wall, int(str(engine.one("SELECT count(*) FROM decided")[0]))


def _rows(lines: int) -> dict[str, list[dict[str, object]]]:
    from benchmarks.claim_book import open_book

    found = {}
    with open_book(lines) as book:
        for table in book.tables:
            arrow = book.engine.run(f"SELECT * FROM {book.sql_name(table.name)}").to_arrow_table()
            found[table.name] = arrow.to_pylist()
    return found


def oracle(lines: int, _limit: str | None):
    from tests.oracle.decide import decide

    contract, rows = agreement(), _rows(lines)
    cpu, wall = _clock()
    decided = decide(contract, rows)
    now = _clock()
    return now[0] - cpu, now[1] - wall, len(decided.lines)


def rules_engine(lines: int, _limit: str | None):
    import zen  # type: ignore[import-not-found]

    fields = ("place", "code", "is_eligible", "is_authorized", "is_duplicate", "is_inside", "has_rate", "form")
    cells = (
        '$ != "12"',
        '$ == "J3370"',
        "$ == false",
        "$ == false",
        "$ == true",
        "$ == true",
        "$ == false",
        '$ != "P"',
    )
    table = {
        "hitPolicy": "first",
        "inputs": [{"id": f"i{n}", "name": name, "field": name} for n, name in enumerate(fields)],
        "outputs": [{"id": "o", "name": "reason", "field": "reason"}],
        "rules": [
            {"_id": f"r{n}", **{f"i{k}": (cell if k == n else "") for k in range(len(fields))}, "o": f'"{fields[n]}"'}
            for n, cell in enumerate(cells)
        ]
        + [{"_id": "else", **{f"i{k}": "" for k in range(len(fields))}, "o": '"paid"'}],
    }
    graph = {
        "nodes": [
            {"id": "in", "name": "in", "type": "inputNode"},
            {"id": "t", "name": "t", "type": "decisionTableNode", "content": table},
            {"id": "out", "name": "out", "type": "outputNode"},
        ],
        "edges": [
            {"id": "e1", "sourceId": "in", "targetId": "t", "type": "edge"},
            {"id": "e2", "sourceId": "t", "targetId": "out", "type": "edge"},
        ],
    }
    decision = zen.ZenEngine().create_decision(json.dumps(graph))
    rows = _rows(lines)["claim_line"]
    cpu, wall = _clock()
    for row in rows:
        decision.evaluate(
            {
                "place": row["place_of_service_code"], "code": row["hcpcs_code"], "is_eligible": True,
                "is_authorized": True, "is_duplicate": False, "is_inside": False, "has_rate": True, "form": "P",
            }
        )  # fmt: skip
    now = _clock()
    return now[0] - cpu, now[1] - wall, len(rows)


def measured(way: str, lines: int, limit: str = "") -> list[float] | None:
    """Lines done, CPU seconds, wall seconds, peak megabytes, in a process of its own; None where a library is missing."""
    program = MEASURE.format(root=str(ROOT), way=way)
    found = subprocess.run(
        [sys.executable, "-c", program, str(lines), limit], capture_output=True, text=True, check=False, cwd=ROOT
    )
    if found.returncode:
        if "ModuleNotFoundError" in found.stderr:
            return None
        raise SystemExit(found.stderr)
    return list(json.loads(found.stdout.splitlines()[-1]))


def table(lines: int) -> str:
    asked = (
        ("the plan, all edits", "plan", lines, ""),
        ("the plan, all edits, 4 GB limit", "plan", lines, "4GB"),
        ("the plan on a tenth of the lines", "plan", max(lines // 10, 1000), ""),
        ("eight edits by hand on the same engine", "by_hand", lines, ""),
        ("the oracle, a line at a time", "oracle", min(lines, 2_000), ""),
        ("a rules engine, eight edits, a line at a time", "rules_engine", min(lines, 5_000), ""),
    )
    rows = ["| way | lines | lines a CPU second | wall seconds | peak MB |", "| --- | --- | --- | --- | --- |"]
    for what, way, count, limit in asked:
        found = measured(way, count, limit)
        if found is None:
            rows.append(f"| {what} | – | not installed | – | – |")
            continue
        done, cpu, wall, peak = found
        rows.append(f"| {what} | {int(done):,} | {done / cpu:,.0f} | {wall:.1f} | {peak:,.0f} |")
        print(rows[-1], file=sys.stderr)
    return "\n".join(rows) + "\n"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, default=100_000)
    print(table(parser.parse_args().lines))
