"""Values and bounds against figures known from elsewhere."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from perdiem.model.measures import IntervalMethod, Kind
from perdiem.rules.measures.statistics import Sums, bounds, garwood, median


def sums(numerator: list[float], denominator: list[float], **other: list[float]) -> Sums:
    zeros = [0.0] * len(numerator)
    given = {"numerator": numerator, "denominator": denominator} | other
    return Sums(**{name: np.array(given.get(name, zeros), dtype=float) for name in Sums.__dataclass_fields__})


def test_a_proportion_has_wilsons_bounds() -> None:
    made = bounds(Kind.PROPORTION, sums([2, 0, 3, 0], [3, 3, 3, 0]), 100, 0.95)
    lower, upper = proportion_confint(2, 3, alpha=0.05, method="wilson")
    assert made.method is IntervalMethod.WILSON
    assert made.value[:3] == pytest.approx([200 / 3, 0, 100])
    assert (made.lower[0], made.upper[0]) == pytest.approx((100 * lower, 100 * upper))
    assert (made.lower[1], made.upper[2]) == (0, 100)
    assert np.isnan([made.value[3], made.lower[3], made.upper[3]]).all()


def test_a_rate_has_exact_poisson_bounds() -> None:
    """Ulm 1990: of 3 events 0.6187 to 8.7673; of none 0 to 3.6889."""
    made = bounds(Kind.RATE, sums([3, 0, 1], [1000, 1000, 0]), 1000, 0.95)
    assert made.method is IntervalMethod.EXACT_POISSON
    assert made.value[:2] == pytest.approx([3, 0])
    assert made.lower[:2] == pytest.approx([0.6187, 0], abs=1e-4)
    assert made.upper[:2] == pytest.approx([8.7673, 3.6889], abs=1e-4)
    assert np.isnan(made.value[2])


def test_exact_bounds_cover_small_counts_where_walds_do_not() -> None:
    counts = np.arange(0, 60)
    lower, upper = garwood(counts, 0.95)
    chance = stats.poisson.pmf(counts, 3)
    assert chance[(lower <= 3) & (upper >= 3)].sum() >= 0.95
    half = 1.96 * np.sqrt(counts)
    assert chance[(counts - half <= 3) & (counts + half >= 3)].sum() < 0.9


def test_a_count_has_the_same_bounds() -> None:
    made = bounds(Kind.COUNT, sums([12], [12]), 1, 0.95)
    lower, upper = garwood(np.array([12]), 0.95)
    assert (made.value[0], made.lower[0], made.upper[0]) == (12, lower[0], upper[0])


def test_the_ratio_of_totals_covers_the_truth_over_patients() -> None:
    """2,000 draws of 40 patients whose doses vary together: about 95% of the bounds hold the true ratio of 0.9."""
    draw = np.random.default_rng(5)
    ordered = draw.integers(5, 60, size=(2000, 40)).astype(float)
    kept = draw.beta(9, 1, size=(2000, 40))
    given = ordered * kept
    made = bounds(
        Kind.RATIO,
        Sums(
            numerator=given.sum(1),
            denominator=ordered.sum(1),
            units=np.full(2000, 40.0),
            squares=(given**2).sum(1),
            people=np.full(2000, 40.0),
            xx=(given**2).sum(1),
            xy=(given * ordered).sum(1),
            yy=(ordered**2).sum(1),
        ),
        1,
        0.95,
    )
    covered = ((made.lower <= 0.9) & (made.upper >= 0.9)).mean()
    assert 0.91 <= covered <= 0.97


def test_one_patient_gives_a_ratio_without_bounds() -> None:
    made = bounds(Kind.RATIO, sums([8], [10], people=[1], xx=[64], xy=[80], yy=[100]), 100, 0.95)
    assert made.value[0] == pytest.approx(80)
    assert np.isnan(made.lower[0])


@pytest.mark.parametrize(
    ("given", "ordered"),
    [([1.0, 1.0], [1.0, 1.0]), ([0.9, 1.8, 2.7], [1.0, 2.0, 3.0]), ([0.1] * 50, [0.3] * 50), ([7e8, 7.0], [9e8, 9.0])],
)
def test_patients_with_one_ratio_give_it_without_bounds(given: list[float], ordered: list[float]) -> None:
    x, y = np.array(given), np.array(ordered)
    sums = [x.sum(), y.sum(), len(x), (x**2).sum(), len(x), (x**2).sum(), (x * y).sum(), (y**2).sum()]
    made = bounds(Kind.RATIO, Sums(*(np.array([each]) for each in sums)), 1, 0.95)
    assert made.value[0] == pytest.approx(x.sum() / y.sum())
    assert np.isnan(made.lower[0])
    assert np.isnan(made.upper[0])


def test_cases_that_are_all_alike_give_a_mean_without_bounds() -> None:
    sums = [6.3, 3.0, 3.0, 3 * 2.1**2, 3.0, 0.0, 0.0, 0.0]
    made = bounds(Kind.MEAN, Sums(*(np.array([each]) for each in sums)), 1, 0.95)
    assert made.value[0] == pytest.approx(2.1)
    assert np.isnan(made.lower[0])


def test_a_mean_has_students_bounds() -> None:
    values = np.array([2.0, 4.0, 12.0])
    made = bounds(Kind.MEAN, sums([18], [3], squares=[float((values**2).sum())]), 1, 0.95)
    low, high = stats.t.interval(0.95, 2, loc=values.mean(), scale=stats.sem(values))
    assert (made.value[0], made.lower[0], made.upper[0]) == pytest.approx((6, low, high))


@pytest.mark.parametrize(
    ("people", "alike", "worth"),
    [
        (100, True, 100),  # each person's four answers are the same: worth as much as 100 answers
        (100, False, 400),  # answers differ within a person as much as between: worth all 400
    ],
)
def test_answers_of_one_person_count_as_far_as_they_tell_more(people: int, alike: bool, worth: int) -> None:
    best = np.arange(people) % 2 == 0
    per_person = np.where(best, 4.0, 0.0) if alike else np.full(people, 2.0)
    made = bounds(
        Kind.PROPORTION,
        sums(
            [per_person.sum()],
            [4.0 * people],
            people=[people],
            xx=[float((per_person**2).sum())],
            xy=[float((4 * per_person).sum())],
            yy=[16.0 * people],
        ),
        1,
        0.95,
        clustered=True,
    )
    low, high = proportion_confint(worth / 2, worth, alpha=0.05, method="wilson")
    assert (made.lower[0], made.upper[0]) == pytest.approx((low, high), abs=0.002)


def test_the_median_and_its_order_statistics() -> None:
    values, counts = np.arange(1.0, 11.0), np.ones(10)
    assert median(values, counts, 0.95) == (5.5, 2.0, 9.0)  # ranks 2 and 9 of 10: Conover, table of the sign test
    assert median(np.array([4.0]), np.array([1]), 0.95)[0] == 4.0
    assert np.isnan(median(np.array([4.0]), np.array([3]), 0.95)[1])
    assert np.isnan(median(np.array([]), np.array([]), 0.95)[0])
    many = median(np.array([1.0, 2.0, 50.0]), np.array([400, 200, 401]), 0.95)
    assert many[0] == 2.0
    assert many[1] <= 2.0 <= many[2]
