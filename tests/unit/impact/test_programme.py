"""The PN programme by hand: what results earn, what is refused, what chance pays."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from math import comb

import pytest

from perdiem.errors import UsageError
from perdiem.model.contract import Contract
from perdiem.model.programme import Programme
from perdiem.rules.impact.programme.payment import earned, in_dollars, paid, share_earned
from perdiem.rules.impact.programme.score import months_before, with_bounds
from perdiem.rules.impact.programme.simulate import Exposure, simulate_programme
from perdiem.rules.impact.programme.terms import checked, programme_of

READMISSION = {
    "measure": "readmissions", "scored_by": "readmission_pn_all_cause", "target": "25%", "target_figure": "25%",
    "baseline_figure": "30%", "weight": "60%", "least_count": "10", "event_saving": "8000.00",
}  # fmt: skip
INFECTION = {
    "measure": "infections", "scored_by": "catheter_bloodstream_infections", "target": "0.6", "target_figure": "0.60",
    "baseline_figure": "0.90", "weight": "40%", "event_saving": "20000.00",
}  # fmt: skip


def programme(*measures: dict[str, str], **payment: str) -> Programme:
    terms = {
        "contract": "made",
        "pn_programme": {
            "measures": list(measures or (READMISSION, INFECTION)),
            "payment": {"kind": "bonus", "percent": "5%", **payment},
            "period_months": "12",
            "least_patients": "20",
        },
    }
    return programme_of(Contract.model_validate(terms), "made.yaml")


def test_each_target_reached_earns_its_weight() -> None:
    # readmission 25.0% reaches 25%, infection 0.61 misses 0.60: 60% of 5% of 1,000,000 dollars = 30,000
    found = checked(programme())
    one, two = found.measures
    parts = {one.name: earned(one, found, 25.0, 15.0, 37.0), two.name: earned(two, found, 0.61, 0.3, 1.0)}
    assert share_earned(found, parts) == 0.6
    assert in_dollars(paid(found, 1_000_000, 50, 0.6, {}, {})) == Decimal("30000.00")


def test_by_the_interval_a_target_is_reached_only_when_its_bad_end_has() -> None:
    found = programme(met_by="interval")
    one = found.measures[0]
    assert earned(one, found, 20.0, 14.0, 26.0) == 0
    assert earned(one, found, 18.0, 12.0, 25.0) == 1


def test_in_proportion_half_way_from_baseline_to_target_earns_half() -> None:
    found = programme(scale="in_proportion")
    one = found.measures[0]
    assert earned(one, found, 27.5, 0, 0) == 0.5
    assert earned(one, found, 31.0, 0, 0) == 0
    assert earned(one, found, 10.0, 0, 0) == 1


def test_all_or_nothing_pays_for_all_targets_together() -> None:
    found = programme(scale="all_or_nothing")
    names = [measure.name for measure in found.measures]
    assert share_earned(found, {names[0]: 1.0, names[1]: 0.0}) == 0
    assert share_earned(found, {names[0]: 1.0, names[1]: 1.0}) == 1


def test_a_withhold_gives_back_and_never_more_than_was_kept() -> None:
    # 2% of 500,000 = 10,000 kept; 60% earned: 4,000 stay with the payor
    found = programme(kind="withhold", percent="2%")
    assert paid(found, 500_000, 30, 0.6, {}, {}) == -4000
    assert paid(found, 500_000, 30, 1.0, {}, {}) == 0


def test_a_shared_saving_nets_measures_and_is_never_below_zero() -> None:
    # readmission 25 against 30% of 100 discharges: 5 fewer, 40,000; infection 1.0 against 0.9 per 1,000 of 20,000 days:
    # 2 more, -40,000 ; at 0.95: 1 more, -20,000: 20,000 left, half of it 10,000
    found = programme(kind="shared_saving", percent="50%")
    one, two = (measure.name for measure in found.measures)
    sizes = {one: 100.0, two: 20_000.0}
    assert paid(found, 1_000_000, 50, 0, {one: 25.0, two: 1.0}, sizes) == pytest.approx(0, abs=0.001)
    assert paid(found, 1_000_000, 50, 0, {one: 25.0, two: 0.95}, sizes) == pytest.approx(10_000)
    assert paid(found, 1_000_000, 50, 0, {one: 40.0, two: 2.0}, sizes) == 0


def test_the_most_that_is_paid_caps_it() -> None:
    found = programme(percent="50%", most="10%")
    assert paid(found, 100_000, 30, 1.0, {}, {}) == 10_000


def test_amounts_a_patient_add_to_percents() -> None:
    found = programme(amount="500.00")
    assert paid(found, 100_000, 30, 1.0, {}, {}) == 5_000 + 15_000


def test_everything_that_is_missing_is_said_at_once() -> None:
    bare = {"measure": "readmissions", "target": "25%"}
    wrong = {**READMISSION, "target_figure": "35%"}
    found = programme(bare, wrong, kind="shared_saving", percent="0%")
    with pytest.raises(UsageError) as told:
        checked(found)
    for words in (
        "measures.0.scored_by",
        "no better than the baseline",
        "neither a percent nor an amount",
        "needs the share",
    ):
        assert words in str(told.value)


def test_a_contract_without_a_programme_is_told_so() -> None:
    with pytest.raises(UsageError, match="adopt 9"):
        programme_of(Contract.model_validate({"contract": "made"}))


def test_bounds_are_wilson_and_exact_poisson() -> None:
    one, two = programme().measures
    value, low, high = with_bounds(one, 6, 25)
    assert (value, round(low, 2), round(high, 2)) == (24.0, 11.5, 43.43)
    value, low, high = with_bounds(two, 0, 10_000)
    assert (value, low, round(high, 4)) == (0.0, 0.0, 0.3689)  # 3.689 events at most


def test_the_chance_of_a_lucky_year_is_the_binomial_sum() -> None:
    # one measure, 20 discharges, true 30%, target at most 25%: 5 or fewer readmissions of 20
    alone = programme({**READMISSION, "weight": "100%"})
    found = simulate_programme(alone, 200.0, sizes=(20,), exposure=Exposure(200.0, 1.0, 0.8))
    by_hand = sum(comb(20, k) * 0.3**k * 0.7 ** (20 - k) for k in range(6))
    on_target = sum(comb(20, k) * 0.25**k * 0.75 ** (20 - k) for k in range(6))
    (size,) = found.sizes
    assert size.paid_by_chance == pytest.approx(by_hand)
    assert size.paid_if_on_target == pytest.approx(on_target)
    assert size.most == 0.05 * 200 * 200 * 20
    assert size.expected_by_chance == pytest.approx(by_hand * size.most)


def test_chance_pays_less_as_providers_grow_and_less_still_by_the_interval() -> None:
    sizes = (20, 80, 320)
    plain = simulate_programme(programme(), 200.0, sizes=sizes)
    strict = simulate_programme(programme(met_by="interval"), 200.0, sizes=sizes)
    chances = [size.paid_by_chance or 0 for size in plain.sizes]
    assert chances[0] > chances[1] > chances[2]
    for loose, tight in zip(plain.sizes, strict.sizes, strict=True):
        assert (tight.paid_by_chance or 0) < (loose.paid_by_chance or 0)


def test_a_simulated_shared_saving_agrees_with_its_mean() -> None:
    # a true result far better than the baseline never falls below it: the mean payment is the mean saving's share
    found = programme({**READMISSION, "baseline_figure": "90%", "weight": "100%"}, kind="shared_saving", percent="50%")
    asked = {"readmission_pn_all_cause": 10.0}
    (size,) = simulate_programme(found, 200.0, sizes=(100,), asked=asked).sizes
    assert size.paid_at_asked == 1
    assert size.expected_at_asked == pytest.approx(0.8 * 100 * 8000 * 0.5, rel=0.005)


def test_below_the_least_volume_nothing_is_scored() -> None:
    (small,) = simulate_programme(programme(), 200.0, sizes=(19,)).sizes
    assert not small.is_scored
    assert (small.paid_by_chance, small.expected_if_on_target) == (0, 0)


@pytest.mark.parametrize("asked", [{"waste": 1.0}, {"readmission_pn_all_cause": 130.0}])
def test_a_true_result_that_cannot_be_is_refused(asked: dict[str, float]) -> None:
    with pytest.raises(UsageError):
        simulate_programme(programme(), 200.0, sizes=(50,), asked=asked)


@pytest.mark.parametrize(
    ("end", "months", "begin"),
    [
        (date(2026, 12, 31), 12, date(2026, 1, 1)),
        (date(2026, 4, 16), 12, date(2025, 4, 17)),
        (date(2026, 3, 31), 1, date(2026, 3, 1)),
        (date(2026, 2, 28), 6, date(2025, 9, 1)),
    ],
)
def test_a_period_of_months_ends_on_its_last_day(end: date, months: int, begin: date) -> None:
    assert months_before(end, months) == begin


def test_a_measure_that_is_not_scored_gives_its_weight_to_the_others() -> None:
    found = programme()
    one = found.measures[0].name
    assert share_earned(found, {one: 1.0}) == 1.0
    assert share_earned(replace(found, scale="all_or_nothing"), {}) == 0.0
