"""All measures on a synthetic book of any size: seconds, and the most memory that the process had.

    python benchmarks/measures.py 20000                   members; about 16 claim lines and 34 administrations each
    python benchmarks/measures.py 20000 --by site,month

The book is made first, which is not counted. The readmission measures are timed apart, on the book's encounters.
"""

from __future__ import annotations

import argparse
import resource
import time

from perdiem.codes import packaged_code_sets
from perdiem.engine.duckdb import open_engine
from perdiem.rules.measures.measure import measure
from perdiem.rules.synthetic.generate import synthetic_book
from perdiem.rules.synthetic.settings import Settings

READMISSIONS = ("readmission_all_cause", "readmission_hospital_wide")


def main() -> None:
    parser = argparse.ArgumentParser(description="Time all measures on a synthetic book.")
    parser.add_argument("members", type=int)
    parser.add_argument("--by", default="", help="dimensions, with commas between")
    parser.add_argument("--memory", default="3GB", help="what DuckDB may have of memory")
    asked = parser.parse_args()
    by = [each for each in asked.by.split(",") if each]
    with open_engine(threads=2, memory_limit=asked.memory) as engine:
        book = synthetic_book(Settings(members=asked.members, seed=7), engine).book
        counts = {name: book.count(name) for name in ("claim_line", "administration", "encounter")}
        print(f"{asked.members:,} members, " + ", ".join(f"{count:,} {name}" for name, count in counts.items()))
        engine.run("CHECKPOINT")
        for said, names in (("all measures", None), ("readmission, two modes", READMISSIONS)):
            wall, cpu = time.perf_counter(), time.process_time()
            card = measure(book, by=by, measures=names, sets=packaged_code_sets())
            wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
            assert all(each.is_balanced for each in card.evidence)
            most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
            rate = counts["claim_line" if names is None else "encounter"] / cpu
            unit = "claim lines" if names is None else "encounters"
            print(
                f"{said}: {wall:.1f} s, {cpu:.1f} CPU s, {rate:,.0f} {unit} per CPU second, {len(card.values):,} values, "
                f"{most:.2f} GB at most"
            )


if __name__ == "__main__":
    main()
