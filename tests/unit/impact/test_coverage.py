"""An effect that is known is recovered: intervals of an estimate cover the truth as often as they say.

The book is drawn as the counts and sums that evidence is made of, so that a thousand books cost seconds.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from perdiem.model.estimate import BookSpan
from perdiem.model.scenario import Parameter
from perdiem.rules.impact.distributions import draws
from perdiem.rules.impact.levers import all_levers
from perdiem.rules.impact.model import saved
from perdiem.rules.impact.own_figures import Fact, OwnFigures

BOOKS, DRAWS = 1500, 1000
DAYS, RATE, TO_ER, VISIT, SPREAD = 80_000.0, 1.2, 0.4, 2200.0, 1500.0
FIXED = {
    "catheter_days": DAYS, "reached_at_home_share": 0.5, "home_success_share": 0.75, "ed_visit_member_share": 0.2,
    "catheters_replaced_share": 0.1, "catheter_replacement": 2300.0, "home_de_clotting": 600.0,
}  # fmt: skip


def own_figures(random: np.random.Generator) -> dict[str, Parameter]:
    """What evidence says of a book whose true rates are the constants above."""
    events = float(random.poisson(DAYS / 1000 * RATE))
    to_er = float(random.binomial(int(events), TO_ER))
    prices = random.gamma((VISIT / SPREAD) ** 2, SPREAD**2 / VISIT, int(to_er) + 60)  # other emergency visits too
    of_one = {"er": of_members(events, to_er), "rate": of_members(DAYS, events, patients=int(DAYS / 50))}
    visits = len(prices)
    of_one["visit"] = Fact(visits, visits, float(prices.sum()), visits, float((prices**2).sum()), float(prices.sum()),
                           visits)  # fmt: skip
    own = OwnFigures(of_one, BookSpan(date(2026, 1, 1), date(2026, 12, 31), 365, 1.0), None)
    found = {
        "occlusions_per_1000_days": own.rate("rate", "rate", "", ""),
        "occlusions_to_er_share": own.share("share", "er", "share", ""),
        "ed_visit": own.price("visit", "visit", "USD", ""),
    }
    return {name: each for name, each in found.items() if each is not None}


def of_members(below: float, above: float, *, patients: int | None = None) -> Fact:
    """So much above the line and below it, of members who bring at most one event, and the same days each."""
    count = patients or int(below)
    days = below / count
    return Fact(count, count, above, below, above, above * days, count * days**2)


@pytest.fixture(scope="module")
def covered() -> tuple[float, float]:
    """The share of books whose 90% interval holds the true saving, and the mean estimate over the truth."""
    (lever,) = [each for each in all_levers() if each.name == "home_de_clotting"]
    only = frozenset({3})
    true = {**FIXED, "occlusions_per_1000_days": RATE, "occlusions_to_er_share": TO_ER, "ed_visit": VISIT}
    truth = saved(lever, only, true, 1.0, "payor")
    random = np.random.Generator(np.random.PCG64(8))
    inside, total = 0, 0.0
    for _ in range(BOOKS):
        figures = own_figures(random)
        drawn = {name: draws(each, DRAWS, random) for name, each in figures.items()}
        low, high = np.quantile(saved(lever, only, {**FIXED, **drawn}, 1.0, "payor"), (0.05, 0.95))
        inside += bool(low <= truth <= high)
        total += float(saved(lever, only, {**FIXED, **{n: f.value for n, f in figures.items()}}, 1.0, "payor"))
    return inside / BOOKS, total / BOOKS / truth


def test_ninety_percent_intervals_cover_the_truth_in_87_to_93_of_100_books(covered: tuple[float, float]) -> None:
    assert 0.87 <= covered[0] <= 0.93


def test_the_estimate_is_right_on_average(covered: tuple[float, float]) -> None:
    assert covered[1] == pytest.approx(1.0, abs=0.01)
