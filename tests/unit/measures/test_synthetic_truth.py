"""Measures on a synthetic book, contract by contract, and those whose rule differs from the draws."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from perdiem.codes import packaged_code_sets
from perdiem.engine.duckdb import open_engine
from perdiem.model.measure_settings import MeasureSettings
from perdiem.model.measures import Dimension, Scorecard, Standing
from perdiem.rules.measures.measure import measure
from perdiem.rules.synthetic.generate import SyntheticBook, synthetic_book
from perdiem.rules.synthetic.settings import LAST_DAY, Settings

# the truth's name for a measure of ours; totals are held to it in tests/unit/synthetic
BY_CONTRACT = {
    "picc_insertions_successful": "picc_insertions_successful",
    "not_taken_for_certification": "medicaid_not_taken",
    "referral_to_start_days": "referral_to_start_days",
}


@pytest.fixture(scope="module")
def made() -> Iterator[tuple[SyntheticBook, Scorecard]]:
    with open_engine(threads=2) as engine:
        synthetic = synthetic_book(Settings(members=1500, seed=11), engine)
        card = measure(
            synthetic.book,
            by=[Dimension.CONTRACT],
            settings=MeasureSettings(suppress_below=0, data_end=LAST_DAY),
            sets=packaged_code_sets(),
        )
        yield synthetic, card


@pytest.mark.parametrize("ours", BY_CONTRACT)
def test_each_contract_has_its_own_draws(made: tuple[SyntheticBook, Scorecard], ours: str) -> None:
    synthetic, card = made
    top, bottom = synthetic.truth["measures"][BY_CONTRACT[ours]]["counts"]
    drawn = {
        name: (synthetic.truth["counts"][top]["contract"][name], count)
        for name, count in synthetic.truth["counts"][bottom]["contract"].items()
        if count
    }
    found = {each.stratum[0][1]: (each.numerator, each.denominator) for each in card.of(ours, Dimension.CONTRACT)}
    assert found == drawn


def test_readmissions_on_parenteral_nutrition(made: tuple[SyntheticBook, Scorecard]) -> None:
    """The draws count every stay of a course of nutrition; Perdiem leaves out those after which it did not go on."""
    synthetic, card = made
    drawn = synthetic.truth["measures"]["readmission_all_cause_unplanned_pn"]
    value = card.overall("readmission_pn_all_cause")
    assert value.numerator is not None
    assert value.denominator is not None
    assert drawn["denominator"] * 0.9 <= value.denominator <= drawn["denominator"]
    assert drawn["numerator"] * 0.9 <= value.numerator <= drawn["numerator"]


def test_satisfaction_question_by_question(made: tuple[SyntheticBook, Scorecard]) -> None:
    synthetic, card = made
    rows = synthetic.book.engine.run(
        f"select question_id, count(*), count(*) filter (where is_top_box or score >= highest_score) "
        f"from {synthetic.book.sql_name('survey_response')} group by question_id"
    ).fetchall()
    counted = {
        name: sum(
            each.denominator or 0
            for measured in ("satisfaction_services", "satisfaction_site_of_care")
            for each in card.of(measured, Dimension.CATEGORY)
            if each.stratum[0][1] == name
        )
        for name, _, _ in rows
    }
    apart = sum(card.overall(name).denominator or 0 for name in ("satisfaction_suite", "satisfaction_enteral"))
    assert 0 < sum(counted.values()) + apart <= sum(count for _, count, _ in rows)
    for measured in ("satisfaction_services", "satisfaction_site_of_care"):
        value = card.overall(measured)
        assert value.value is not None
        assert value.value > 85


def test_every_measure_gives_a_value_or_says_why(made: tuple[SyntheticBook, Scorecard]) -> None:
    _, card = made
    without = {each.measure for each in card.values if not each.stratum and each.standing is not Standing.GIVEN}
    assert without <= {"hospitalizations_avoided", "hopd_use_avoided"}  # the book has no PICC placed in a facility
    assert all(each.is_balanced for each in card.evidence)
    assert card.settings.data_end == date(2026, 6, 30)
