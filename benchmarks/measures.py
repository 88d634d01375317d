"""All measures on a synthetic book of any size: seconds, and the most memory that the process had.

    python benchmarks/measures.py 20000                   members; about 15 claim lines and 34 administrations each
    python benchmarks/measures.py 20000 --by site,month
    python benchmarks/measures.py 1300000 --memory 3GB    20 million claim lines; the book takes some 8 GB of disk

The book is made first, by a process of its own whose time and memory are not counted, 25,000 members at a time. The
floor is what a hand-written query takes to read the claim lines and administrations once and add them up by person. The
readmission measures are timed apart, on a book of its encounters and procedures alone.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from perdiem.codes import packaged_code_sets
from perdiem.engine.book import Book
from perdiem.engine.duckdb import Engine, open_engine
from perdiem.model.book import BOOK
from perdiem.rules.measures.measure import measure
from perdiem.rules.synthetic.generate import synthetic_book
from perdiem.rules.synthetic.settings import Settings

READMISSIONS = ("readmission_all_cause", "readmission_hospital_wide")
SHOWN = ("claim_line", "administration", "dispense", "encounter")
FLOOR = """
select sum(hash(l.member_id, l.hcpcs_code, l.first_day, l.units, l.lines)), (
  select sum(hash(a.member_id, a.prescription_id, a.last_day, a.doses, a.rows))
  from (
    select member_id, prescription_id, max(administration_date) as last_day, sum(doses) as doses, count(*) as rows
    from synthetic_administration group by member_id, prescription_id
  ) as a
)
from (
  select member_id, hcpcs_code, min(claim_line_start_date) as first_day, sum(service_unit_quantity) as units,
    count(*) as lines
  from synthetic_claim_line group by member_id, hcpcs_code
) as l
"""


def main() -> None:
    parser = argparse.ArgumentParser(description="Time all measures on a synthetic book.")
    parser.add_argument("members", type=int)
    parser.add_argument("--by", default="", help="dimensions, with commas between")
    parser.add_argument("--memory", default="3GB", help="what DuckDB may have of memory")
    parser.add_argument("--folder", type=Path, help="where the book is made; by default where temporary files are kept")
    parser.add_argument("--make", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.make:
        with open_engine(threads=2, memory_limit=asked.memory, kept=asked.make) as engine:
            synthetic_book(Settings(members=asked.members, seed=7), engine)
        return
    with tempfile.TemporaryDirectory(dir=asked.folder) as folder:
        kept = Path(folder) / "book"
        start = time.perf_counter()
        subprocess.run(
            [sys.executable, __file__, str(asked.members), "--memory", asked.memory, "--make", str(kept)], check=True
        )
        made = time.perf_counter() - start
        with open_engine(threads=2, memory_limit=asked.memory, kept=kept) as engine:
            book = _book(engine, [table.name for table in BOOK])
            counts = {name: book.count(name) for name in SHOWN}
            print(
                f"{asked.members:,} members, "
                + ", ".join(f"{count:,} {name}" for name, count in counts.items())
                + f" (made in {made:.0f} s)"
            )
            wall, cpu = time.perf_counter(), time.process_time()
            engine.one(FLOOR)
            floor = time.process_time() - cpu
            print(f"floor, two tables read and added up: {time.perf_counter() - wall:.1f} s, {floor:.1f} CPU s")
            by = [each for each in asked.by.split(",") if each]
            taken = _timed("all measures", book, None, by, counts["claim_line"], "claim lines")
            print(f"  {taken / floor:.1f} times the floor")
            hospital = _book(engine, ["encounter", "procedure", "eligibility"])
            _timed("readmission, two modes", hospital, READMISSIONS, by, counts["encounter"], "encounters")


def _book(engine: Engine, names: list[str]) -> Book:
    """The tables of these names that the file has, as a book."""
    found = {name for (name,) in engine.run("SELECT table_name FROM duckdb_tables()").fetchall()}
    book = Book(engine)
    for table in BOOK:
        if table.name in names and f"synthetic_{table.name}" in found:
            book.define(table, f"SELECT * FROM synthetic_{table.name}")
    return book


def _timed(said: str, book: Book, names: tuple[str, ...] | None, by: list[str], rows: int, unit: str) -> float:
    wall, cpu = time.perf_counter(), time.process_time()
    card = measure(book, by=by, measures=names, sets=packaged_code_sets())
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    assert all(each.is_balanced for each in card.evidence)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(
        f"{said}: {wall:.1f} s, {cpu:.1f} CPU s, {rows / cpu:,.0f} {unit} per CPU second, {len(card.values):,} values, "
        f"{most:.2f} GB at most"
    )
    return cpu


if __name__ == "__main__":
    main()
