"""The page on Inferno's tests: each check of its suites, and which of our tests stands for it or why none does."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import groupby

from docs_markdown import ROOT

TABLE = ROOT / "tests" / "conformance" / "inferno.csv"
TESTS = ROOT / "tests"
HEAD = """# Inferno's tests

Inferno's kits are what implementers of the Da Vinci guides hold their endpoints against. They cannot run beside ours
(they need a newer Ruby and a terminology service), so each of their checks is listed here in our own words, with the
test of ours that makes the same check, or the reason why there is none. Read from the kits for PAS 0.15.1, CRD 0.13.0
and DTR of 2025-07; tests under `outside` also need the guides' packages, which may not be in the repository.

"A check of the tester's input" is one that Inferno makes on what its user types in.

"""


def inferno_page() -> str:
    """The page, written from the table."""
    rows = _rows()
    text = HEAD + _counted(rows) + "\n"
    for suite, found in groupby(rows, key=lambda row: row["suite"]):
        text += f"\n## {suite}\n\n| test | checks | passed by | why not, or not all |\n| --- | --- | --- | --- |\n"
        for row in found:
            names = ", ".join(f"`{name.partition('::')[2]}`" for name in row["passed_by"].split())
            text += f"| {row['test']} | {row['checks']} | {names} | {row['why_not']} |\n"
    return text


def wrong_rows() -> list[str]:
    """Rows that name a test which is not there, or neither a test nor a reason."""
    wrong = []
    for row in _rows():
        if not row["passed_by"] and not row["why_not"]:
            wrong.append(f"{TABLE.name}: {row['suite']} {row['test']} names neither a test nor a reason")
        wrong += [f"{TABLE.name}: there is no test {name}" for name in row["passed_by"].split() if not _is_there(name)]
    return wrong


@cache
def _defined(file: str) -> frozenset[str]:
    path = TESTS / file
    return (
        frozenset(re.findall(r"^def (test_\w+)", path.read_text("utf-8"), re.MULTILINE))
        if path.is_file()
        else frozenset()
    )


def _is_there(name: str) -> bool:
    file, _, test = name.partition("::")
    return test in _defined(file)


def _rows() -> Sequence[Mapping[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _counted(rows: Sequence[Mapping[str, str]]) -> str:
    passed = sum(bool(row["passed_by"]) and not row["why_not"] for row in rows)
    partly = sum(bool(row["passed_by"]) and bool(row["why_not"]) for row in rows)
    testers = sum("tester's own input" in row["why_not"] for row in rows)
    others = len(rows) - passed - partly - testers
    return (
        f"Of {len(rows)} checks {passed} are made by tests of ours, {partly} in part, {testers} are checks of the"
        f" tester's input, and {others} are not passed or do not apply."
    )
