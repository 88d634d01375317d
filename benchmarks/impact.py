"""Speed and memory of an estimate of impact: a book of a million lines, ten thousand draws, on two threads.

python benchmarks/impact.py                      1,000,000 lines, 10,000 draws, adopting 3, 7 and 14
python benchmarks/impact.py --lines 100000       as many as wanted

Beside the whole: the book decided twice by itself, in the same run, which is the floor. Prints a table in Markdown.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.adjudication import CONTRACT  # noqa: E402 - the folder above must be known first
from benchmarks.claim_book import open_book  # noqa: E402

from perdiem.codes import code_sets  # noqa: E402
from perdiem.model.contract import Agreement, Contract  # noqa: E402
from perdiem.model.periods import Period  # noqa: E402
from perdiem.rules.claims.adjudicate import adjudicate  # noqa: E402
from perdiem.rules.impact.estimate import Asked, estimate, outcome_side  # noqa: E402
from perdiem.rules.impact.evidence import book_evidence  # noqa: E402
from perdiem.rules.impact.levers import default_scenario  # noqa: E402
from perdiem.rules.impact.payment import adopted_agreement  # noqa: E402

ADOPT = (3, 7, 14)


def agreement() -> Agreement:
    from perdiem.readers.terms_in_file import bare_terms
    from perdiem.readers.yaml_document import parse_yaml

    terms = bare_terms(parse_yaml(CONTRACT, "bench.yaml")).data
    return Agreement(versions=((Period(None, None), Contract.model_validate(terms)),), file="bench.yaml")


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--lines", type=int, default=1_000_000)
    words.add_argument("--draws", type=int, default=10_000)
    words.add_argument("--attribution", default="auto")
    given = words.parse_args()
    sets, terms = code_sets(), agreement()
    with open_book(given.lines) as book:
        start = time.perf_counter()
        for which, schema in ((terms, "one"), (adopted_agreement(terms, sets, ADOPT), "two")):
            adjudicate(which, book, sets, schema=schema)
            book.engine.run(f"DROP SCHEMA {schema} CASCADE")
        floor = time.perf_counter() - start
        start = time.perf_counter()
        found = estimate(terms, book, sets, Asked(ADOPT, draws=given.draws, attribution=given.attribution))
        whole = time.perf_counter() - start
        evidence = book_evidence(book, sets)
        start = time.perf_counter()
        asked = Asked(tuple(range(1, 16)), draws=given.draws)
        outcome_side("bench", "", evidence, found.payment, asked, default_scenario())
        outcomes = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    side = found.payment
    print(f"{given.lines:,} lines, {given.draws:,} draws, adopting {ADOPT}; {side.method}")
    print(
        f"Decided {side.adjudications} times, {side.adjudicated_lines:,} lines; {side.lines_changed:,} lines differ.\n"
    )
    print("| what | seconds |\n| --- | --- |")
    print(f"| the book decided twice, nothing else (floor) | {floor:.1f} |")
    print(f"| the whole estimate | {whole:.1f} |")
    print(f"| of it: the outcome side with all fifteen adopted, {given.draws:,} draws | {outcomes:.2f} |")
    print(f"\nPeak memory {peak:,.0f} MB.")


if __name__ == "__main__":
    main()
