"""An estimate of impact by hand, whatever its figures: every lever and perspective, with payments and programme."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perdiem.model.contract import Contract
from perdiem.model.estimate import BookSpan, Estimate, PaymentPart, PaymentSide
from perdiem.model.scenario import PERSPECTIVES, Parameter, Scenario
from perdiem.rules.impact.estimate import Asked, outcome_side
from perdiem.rules.impact.evidence import DAYS_A_YEAR, Evidence
from perdiem.rules.impact.levers import all_levers, default_scenario
from perdiem.rules.impact.payment_sample import PaymentSample
from perdiem.rules.impact.programme.expected import ExpectedProgramme, Provider, TrueResult
from perdiem.rules.impact.programme.terms import programme_of
from perdiem.rules.impact.streams import ProgrammeChange

ALL = tuple(range(1, 16))
Figures = Mapping[str, float]
Formula = Callable[[Figures], float]
NOTHING: Formula = lambda _: 0.0  # noqa: E731 - one of a table of formulas


def odds(f: Figures) -> float:
    """By how much the share of emergency visits grows at these odds."""
    share, times = f["ed_within_a_day_share"], f["home_ed_odds_ratio"]
    at_odds = share / (1 - share) * times
    return at_odds / (1 + at_odds) - share


# Each lever written a second time, from what its file says in words: units a year, share by recommendation, worth.
BY_HAND: dict[str, tuple[Formula, dict[int, str], tuple[Formula, Formula, Formula]]] = {
    "home_de_clotting": (
        lambda f: f["catheter_days"] * f["occlusions_per_1000_days"] * f["occlusions_to_er_share"] / 1000,
        {3: "reached_at_home_share"},
        (
            lambda f: f["home_success_share"] * (
                f["ed_visit_paid"] - f["ed_visit_paid"] * f["ed_visit_member_share_paid"]
                + f["catheters_replaced_share"] * f["catheter_replacement_paid"]) - f["home_de_clotting_paid"],
            lambda f: f["home_de_clotting_paid"],
            lambda f: f["home_success_share"] * f["ed_visit_member_share_paid"] * f["ed_visit_paid"],
        ),
    ),
    "home_picc": (
        lambda f: f["picc_in_hospital"], {4: "picc_moved_share"},
        (lambda f: f["picc_in_hospital_each_paid"] - f["picc_at_home_each_paid"], lambda f: f["picc_at_home_each_paid"],
         NOTHING),
    ),
    "site_of_care": (
        lambda f: f["infusions_in_hospital"], {5: "moved_by_suite_share", 1: "moved_by_network_share"},
        (lambda f: f["infusion_in_hospital_each_paid"] * f["leaving_hospital_saving_share"]
         - f["home_not_suite_share"] * odds(f) * f["ed_visit_paid"],
         lambda f: f["infusion_in_hospital_each_paid"] - f["infusion_in_hospital_each_paid"]
         * f["leaving_hospital_saving_share"], NOTHING),
    ),
    "medicaid_referrals": (
        lambda f: f["medicaid_referrals_refused"], {6: "referrals_now_taken_share"},
        (lambda f: f["course_saving_paid"], NOTHING, NOTHING),
    ),
    "complex_patients": (
        lambda f: f["complex_patients"], {7: "nursing_facility_avoided_share"},
        (lambda f: f["nursing_facility_saving_paid"], NOTHING, NOTHING),
    ),
    "administrative_minutes": (
        lambda f: f["authorization_requests"],
        {8: "requests_carried_share", 14: "nursing_requests_share", 3: "de_clotting_requests_share"},
        (lambda f: f["request_cost_to_payor"], lambda f: f["request_cost_to_provider"], NOTHING),
    ),
    "discharge_days": (
        lambda f: f["discharges_to_infusion"] * f["waiting_days_each"],
        {8: "waiting_removed_by_combined_share", 14: "waiting_removed_by_nursing_share",
         11: "waiting_removed_by_direct_billing_share"},
        (lambda f: f["inpatient_day_paid"] - f["home_infusion_day_paid"], lambda f: f["home_infusion_day_paid"],
         NOTHING),
    ),
    "pn_infections": (
        lambda f: f["pn_days"] * f["pn_infections_per_1000_days"] / 1000, {9: "pn_infections_prevented_share"},
        (lambda f: f["infection_paid"], NOTHING, NOTHING),
    ),
    "pn_readmissions": (
        lambda f: f["pn_discharges"] * f["pn_readmission_share"], {9: "pn_readmissions_prevented_share"},
        (lambda f: f["readmission_paid"], NOTHING, NOTHING),
    ),
    "enteral_hospital_use": (
        lambda f: f["enteral_discharges"] * f["enteral_readmission_share"] * f["enteral_related_share"],
        {10: "enteral_readmissions_prevented_share"},
        (lambda f: f["readmission_paid"], NOTHING, NOTHING),
    ),
    "continuity": (
        lambda f: f["infusion_patients"] * f["disruption_share"], {13: "kept_by_affiliates_share"},
        (lambda f: f["interruption_paid"], NOTHING, NOTHING),
    ),
}  # fmt: skip
PN = {
    "contract": "made",
    "pn_programme": {
        "measures": [
            {"measure": "readmissions", "scored_by": "readmission_pn_all_cause", "target": "25%",
             "target_figure": "25%", "weight": "60%"},
            {"measure": "infections", "scored_by": "catheter_bloodstream_infections", "target": "0.6",
             "target_figure": "0.60", "weight": "40%"},
        ],
        "payment": {"kind": "bonus", "percent": "5%"},
        "period_months": "12",
        "least_patients": "20",
    },
}  # fmt: skip
SPAN = BookSpan(date(2026, 1, 1), date(2026, 12, 31), 365, 365 / DAYS_A_YEAR)


def certain(figures: Figures) -> Scenario:
    """These figures without doubt, in dollars of the book's year; what is not named stays without a value."""
    given = default_scenario()
    fixed = [replace(each, value=figures.get(name), distribution="fixed", low=None, high=None, price_year=None)
             for name, each in given.parameters.items()]  # fmt: skip
    return given.with_parameters(*fixed)


def figures_of(seed: int) -> dict[str, float]:
    """A value for every figure that it could have: shares below one, odds, uptakes, amounts, counts."""
    drawn = random.Random(seed)
    return {name: _figure(each, drawn) for name, each in default_scenario().parameters.items()}


def _figure(parameter: Parameter, drawn: random.Random) -> float:
    if parameter.unit.startswith("share"):
        return round(drawn.uniform(0.01, 0.95), 3)
    return round(drawn.uniform(0.5, 3), 2) if parameter.unit == "odds ratio" else round(drawn.uniform(1, 900), 2)


def no_payments(numbers: tuple[int, ...]) -> PaymentSide:
    zero = Decimal("0.00")
    parts = tuple(PaymentPart(number, zero, zero) for number in numbers)
    return PaymentSide(1, 0, zero, zero, zero, zero, parts, "none", 2, 2, True, (), lines_paid=1)


def all_alike(numbers: tuple[int, ...], members: int, paid: str, owed: str) -> tuple[PaymentSide, PaymentSample]:
    """Payments that rise by the same amounts for each of the members, all of them R7's: no chance is in them."""
    zero, more, own = Decimal("0.00"), Decimal(paid) * members, Decimal(owed) * members
    parts = tuple(
        PaymentPart(number, more if number == 7 else zero, own if number == 7 else zero) for number in numbers
    )
    side = PaymentSide(members, members, zero, more, zero, own, parts, "by hand", 2, 2, True, (), lines_paid=members)
    sample = PaymentSample((7,), np.full((members, 1), float(paid)), np.full((members, 1), float(owed)))
    return side, sample


def known_programme(readmissions: float, infections: float) -> ProgrammeChange:
    """A programme of one provider whose true results are known: 50 patients, 600,000 dollars of PN per diems."""
    results = {
        "readmission_pn_all_cause": TrueResult(readmissions, 40),
        "catheter_bloodstream_infections": TrueResult(infections, 9000),
    }
    made = ExpectedProgramme(programme_of(Contract.model_validate(PN)), (Provider("1", 50, 600_000, results),), ())
    return ProgrammeChange(None, made, 1.0)


def test_every_lever_is_written_by_hand() -> None:
    assert {lever.name for lever in all_levers()} == BY_HAND.keys()
    assert all(set(lever.shares) == set(BY_HAND[lever.name][1]) for lever in all_levers())


@settings(max_examples=50, deadline=None, derandomize=True)
@given(
    seed=st.integers(0, 10**6), adopted=st.sets(st.integers(1, 15), min_size=1), perspective=st.sampled_from(range(3))
)
def test_any_levers_with_known_figures_are_the_hand_calculation_to_the_cent(
    seed: int, adopted: set[int], perspective: int
) -> None:
    figures, numbers = figures_of(seed), tuple(adopted)
    figures |= {"uptake_year_1": 0.5, "uptake_year_2": 0.8}
    asked = Asked(numbers, horizon=2, perspective=PERSPECTIVES[perspective], draws=1000)
    found = outcome_side("m", "", Evidence(SPAN, {}, {}), no_payments(numbers), asked, certain(figures))
    total = 0.0
    for volume, shares, worth in BY_HAND.values():
        for uptake in (0.5, 0.8):
            left = 1.0
            for number in adopted & shares.keys():
                left *= 1 - figures[shares[number]] * uptake
            total += volume(figures) * (1 - left) * worth[perspective](figures)
    assert found.total.value == pytest.approx(total, rel=1e-9, abs=0.005)
    assert sum(each.net.value for each in found.contributions) == pytest.approx(total, rel=1e-9, abs=0.005)


@settings(max_examples=6, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10**6), order=st.permutations(ALL), perspective=st.sampled_from(PERSPECTIVES))
def test_without_doubt_every_draw_is_the_value_and_no_order_changes_it(
    seed: int, order: list[int], perspective: str
) -> None:
    figures = figures_of(seed)
    side, sample = all_alike(ALL, 40, "100.00", "11.00")
    programme = known_programme(24.0, 0.5)

    def made(numbers: tuple[int, ...]) -> Estimate:
        asked = Asked(numbers, perspective=perspective, draws=1000)
        own = Evidence(SPAN, {}, {}, everyone=40)
        return outcome_side("m", "", own, side, asked, certain(figures), frozenset(), sample, programme)

    found, other = made(ALL), made(tuple(order))
    assert found.total == other.total
    assert found.totals_by_perspective == other.totals_by_perspective
    for each in (found.total, *(year.net for year in found.years), *(part.net for part in found.contributions)):
        assert [each.mean, each.median, each.low, each.high] == pytest.approx([each.value] * 4, rel=1e-9, abs=0.005)
    assert sum(part.net.value for part in found.contributions) == pytest.approx(found.total.value, rel=1e-9)
    streams = sum(year.payments + year.outcomes.value + year.programme for year in found.years)
    assert streams == pytest.approx(found.total.value, rel=1e-9)
    assert found.tornado == ()


def test_what_the_programme_pays_is_the_payors_cost_and_the_providers_gain() -> None:
    # readmissions at 24%: 10 of 40 or fewer reach 25%, with the binomial probability p; infections at 0.5 per 1,000 in
    # 9,000 days: 5 or fewer of a Poisson mean of 4.5 reach 0.6, with q. Paid: 5% of 600,000 x (0.6 p + 0.4 q)
    from scipy.stats import binom, poisson

    expected = 30_000 * (0.6 * binom.cdf(10, 40, 0.24) + 0.4 * poisson.cdf(5, 4.5))
    totals = {}
    for who in PERSPECTIVES:
        found = outcome_side("m", "", Evidence(SPAN, {}, {}), no_payments((9,)),
                             Asked((9,), horizon=1, perspective=who, draws=1000), certain({}),
                             programme=known_programme(24.0, 0.5))  # fmt: skip
        totals[who] = found.total.value
        assert dict(found.totals_by_perspective)[who] == pytest.approx(found.total.value)
    assert totals == pytest.approx({"payor": -expected, "provider": expected, "member": 0.0})


def test_what_the_programme_prevents_comes_first_and_is_then_paid_for() -> None:
    # a quarter of readmissions prevented makes 32% to 24%; infections stay at 0.9: poisson mean 8.1, 5 or fewer
    from scipy.stats import binom, poisson

    prevented = certain({"pn_readmissions_prevented_share": 0.25, "uptake_year_1": 1.0})
    found = outcome_side("m", "", Evidence(SPAN, {}, {}), no_payments((9,)), Asked((9,), horizon=1, draws=1000),
                         prevented, programme=known_programme(32.0, 0.9))  # fmt: skip
    expected = 30_000 * (0.6 * binom.cdf(10, 40, 0.24) + 0.4 * poisson.cdf(5, 8.1))
    assert found.total.value == pytest.approx(-expected)


def test_payments_of_years_to_come_are_in_doubt_and_the_books_own_are_not() -> None:
    # 10 of 1,000 members are paid 100 dollars more: 1,000 in the book, with about the spread of ten rare events
    side, sample = all_alike((7,), 10, "100.00", "0.00")
    own = Evidence(SPAN, {}, {}, everyone=1000)
    to_come, behind = (
        outcome_side("m", "", own, side, Asked((7,), horizon=1, retrospective=flag), certain({}), sample=sample)
        for flag in (False, True)
    )
    assert to_come.total.value == behind.total.value == pytest.approx(-1000 / SPAN.years)
    assert (behind.total.low, behind.total.high, behind.payments_a_year) == (
        behind.total.value, behind.total.value, None)  # fmt: skip
    spread = (to_come.total.high - to_come.total.low) / 2 / 1.645
    assert spread == pytest.approx(100 * 10**0.5, rel=0.05)


def test_of_many_members_the_normal_draws_spread_as_the_weighed_ones_do() -> None:
    source = np.random.Generator(np.random.PCG64(4))
    paid = source.gamma(0.5, 300, (3000, 2))
    found = {}
    for members in (1999, 3000):  # below and above what is weighed
        sample = PaymentSample((5, 7), paid[:members], 0 * paid[:members])
        drawn = sample.drawn("payor", 20_000, 4000, np.random.Generator(np.random.PCG64(1)))
        totals = -paid[:members].sum(axis=0)
        assert [drawn[5].mean(), drawn[7].mean()] == pytest.approx(list(totals), rel=0.01)
        found[members] = float((drawn[5] + drawn[7]).std()) / members**0.5
    assert found[1999] == pytest.approx(found[3000], rel=0.06)
