"""The measures hold against the truth that a synthetic book was drawn from, number by number."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from perdiem.engine.duckdb import open_engine
from perdiem.model.measure_settings import MeasureSettings
from perdiem.model.measures import Scorecard
from perdiem.rules.measures.measure import measure
from perdiem.rules.synthetic.generate import SyntheticBook, synthetic_book
from perdiem.rules.synthetic.settings import LAST_DAY, Settings

FOUND = {
    "prescribed_to_administered": "doses_ordered_to_administered",
    "administered_to_dispensed": "doses_administered_to_dispensed",
    "occlusions": "occlusions_per_1000_catheter_days",
    "occlusions_resolved_by_provider": "occlusions_resolved_by_provider",
    "occlusions_to_emergency": "occlusions_to_emergency",
    "occlusions_to_replacement": "occlusions_to_replacement",
    "catheter_bloodstream_infections": "bloodstream_infections_per_1000_catheter_days",
    "picc_insertions_successful": "picc_insertions_successful",
    "not_taken_for_certification": "medicaid_not_taken",
    "authorization_success": "authorization_items_granted",
    "referral_to_start_days": "referral_to_start_days",
    "readmission_all_cause": "readmission_all_cause_unplanned",
    "occlusions_without_hospital": "occlusions_without_emergency_or_outpatient",
}


@pytest.fixture(scope="module")
def measured() -> Iterator[tuple[SyntheticBook, Scorecard]]:
    with open_engine(threads=2) as engine:
        made = synthetic_book(Settings(1000, 11), engine)
        yield made, measure(made.book, settings=MeasureSettings(suppress_below=0, data_end=LAST_DAY))


@pytest.mark.parametrize(("name", "truth"), FOUND.items())
def test_a_measure_finds_the_truth(measured: tuple[SyntheticBook, Scorecard], name: str, truth: str) -> None:
    made, card = measured
    (value,) = [each for each in card.values if each.measure == name and not each.stratum]
    true = made.truth["measures"][truth]
    assert (value.numerator, value.denominator) == (
        pytest.approx(true["numerator"]),
        pytest.approx(true["denominator"]),
    )


def test_the_clocks_are_those_of_the_lines_of_business_that_the_rule_is_for(
    measured: tuple[SyntheticBook, Scorecard],
) -> None:
    made, card = measured
    (value,) = [each for each in card.values if each.measure == "authorization_within_clock" and not each.stratum]
    counts = made.truth["counts"]
    bound = ("C02", "C03", "C05", "C06")  # Medicare Advantage and managed Medicaid
    on_a_clock, in_time = (
        sum(counts[name]["contract"][each] for each in bound) for name in ("items_on_a_clock", "items_in_time")
    )
    assert (value.denominator, value.numerator) == (on_a_clock, in_time)
