"""A site outside of the funnel is told beside what its own mix of patients would lead one to expect."""

from __future__ import annotations

import pytest

from perdiem.model.measures import Dimension, ProviderComparison, Unusual
from perdiem.writers.measures.unusual import is_of_its_mix


@pytest.mark.parametrize(
    ("ratio", "lower", "upper", "explained"),
    [(1.006, 0.884, 1.14, True), (2.07, 1.49, 2.81, False), (0.4, 0.2, 0.7, False), (None, None, None, False)],
)
def test_its_mix_explains_a_site_where_observed_over_expected_may_be_one(
    ratio: float | None, lower: float | None, upper: float | None, *, explained: bool
) -> None:
    mix = (Dimension.AGE_BAND, Dimension.THERAPY)
    site = ProviderComparison(
        "occlusions", "A", 246, 244.5, ratio, lower, upper, 46_000, 5.3, 4.5, None, Unusual.HIGH, mix
    )
    assert is_of_its_mix(site) is explained
