from __future__ import annotations

import io
import itertools
from dataclasses import replace

from rich.console import Console

from perdiem.rules.recommendations.registry import page
from perdiem.writers.recommendation_text import print_page


def shown(clause: str, width: int = 70) -> list[str]:
    out = io.StringIO()
    print_page(replace(page(12), clause=clause), None, Console(file=out, width=width, highlight=False))
    lines = [line.strip() for line in out.getvalue().splitlines()]
    return lines[lines.index("Model clause") + 1 :]


def test_a_clause_wraps_once_and_keeps_its_paragraphs() -> None:
    clause = "Payor shall give\nnotice of any addition\nto the list.\n\nIt starts on\n[date]."
    assert shown(clause) == ["Payor shall give notice of any addition to the list.", "", "It starts on [date]."]


def test_the_items_of_a_list_stay_on_their_own_lines() -> None:
    assert shown("It holds for:\n(a) claims\nof today; and\n(b) others.") == [
        "It holds for:",
        "(a) claims of today; and",
        "(b) others.",
    ]


def test_no_published_clause_leaves_a_short_broken_line() -> None:
    for number in range(1, 16):
        lines = shown(page(number).clause, width=80)
        for line, following in itertools.pairwise(lines):
            if line and following and not following.startswith(("(", "-")):
                assert len(line) + len(following.split()[0]) > 70, (number, line)
