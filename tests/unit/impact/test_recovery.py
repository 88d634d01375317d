"""Whole synthetic books with a known effect: read as any book is, their intervals hold the truth nine times in ten.

Few and small books, so that the test is quick; `benchmarks/impact_recovery.py` draws hundreds of all seven effects.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from benchmarks.impact_recovery import EFFECTS, WORLD, Truth, in_world, intervals

from perdiem.codes import packaged_code_sets
from perdiem.engine.book import Book
from perdiem.engine.duckdb import open_engine
from perdiem.model.book import CATHETER, CATHETER_EVENT, CLAIM_LINE, ELIGIBILITY, ENCOUNTER, REFERRAL
from perdiem.rules.impact.evidence import Evidence, book_evidence
from perdiem.rules.synthetic.generate import synthetic_book
from perdiem.rules.synthetic.settings import Settings

BOOKS, MEMBERS, SEED = 12, 600, 5
OFTEN = (*WORLD, ("occlusion", 4.0), ("bloodstream_infection_pn", 4.0))  # so that small books have events
TABLES = (CLAIM_LINE, ELIGIBILITY, ENCOUNTER, CATHETER, CATHETER_EVENT, REFERRAL)  # readmissions are the benchmark's
PLACES = (0, 1, 2, 3, 4)
LEAST, MOST = 46, 59  # of 60 that each hold with probability 0.9: outside, two in a thousand


@pytest.fixture(scope="module")
def books() -> Iterator[list[Evidence]]:
    """One synthetic book taken apart by members, which are drawn independently: as many books."""
    with open_engine(threads=2) as engine:
        synthetic_book(Settings(BOOKS * MEMBERS, SEED, rates=OFTEN), engine)
        found = []
        for first in range(1, BOOKS * MEMBERS, MEMBERS):
            book = Book(engine)
            ends = f"'M{first:09}' AND 'M{first + MEMBERS - 1:09}'"
            for table in TABLES:
                book.define(table, f"SELECT * FROM synthetic_{table.name} WHERE member_id BETWEEN {ends}")
            found.append(book_evidence(book, packaged_code_sets()))
        yield found


@pytest.fixture(scope="module")
def planted() -> list[Truth]:
    members = 25_000
    world = in_world(members, None, OFTEN)
    return [Truth(dollars * (1 - each.factor) / members, 1 - each.factor)
            for each, (_, dollars) in zip(EFFECTS, world, strict=True)]  # fmt: skip


def test_intervals_hold_a_planted_effect_nine_times_in_ten(books: list[Evidence], planted: list[Truth]) -> None:
    held, ratios = 0, []
    for seed, book in enumerate(books):
        found = intervals(book, planted, seed)
        for place in PLACES:
            assert all(name in book.parameters for name in EFFECTS[place].needs), EFFECTS[place].name
            value, low, high = found[place]
            true = planted[place].dollars * MEMBERS / book.span.years
            held += low <= true <= high
            ratios.append(value / true)
    assert LEAST <= held <= MOST
    assert np.mean(ratios) == pytest.approx(1.0, abs=0.08)
