"""Each measure on a synthetic book, against the draws that the book was made of."""

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

# the truth's name for a measure of ours, where numerator and denominator are the same
ALIKE = {
    "prescribed_to_administered": "doses_ordered_to_administered",
    "administered_to_dispensed": "doses_administered_to_dispensed",
    "occlusions_resolved_by_provider": "occlusions_resolved_by_provider",
    "occlusions_to_emergency": "occlusions_to_emergency",
    "occlusions_to_replacement": "occlusions_to_replacement",
    "picc_insertions_successful": "picc_insertions_successful",
    "not_taken_for_certification": "medicaid_not_taken",
    "authorization_success": "authorization_items_granted",
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


@pytest.mark.parametrize(("ours", "theirs"), ALIKE.items())
def test_numerator_and_denominator_are_those_of_the_draws(
    made: tuple[SyntheticBook, Scorecard], ours: str, theirs: str
) -> None:
    synthetic, card = made
    drawn, value = synthetic.truth["measures"][theirs], card.overall(ours)
    assert (value.numerator, value.denominator) == (drawn["numerator"], drawn["denominator"])
    assert value.numerator is not None
    assert value.numerator > 0


@pytest.mark.parametrize(
    "ours", ["picc_insertions_successful", "referral_to_start_days", "not_taken_for_certification"]
)
def test_each_contract_has_its_own_draws(made: tuple[SyntheticBook, Scorecard], ours: str) -> None:
    synthetic, card = made
    top, bottom = synthetic.truth["measures"][ALIKE[ours]]["counts"]
    drawn = {
        name: (synthetic.truth["counts"][top]["contract"][name], count)
        for name, count in synthetic.truth["counts"][bottom]["contract"].items()
        if count
    }
    found = {each.stratum[0][1]: (each.numerator, each.denominator) for each in card.of(ours, Dimension.CONTRACT)}
    assert found == drawn


def test_events_and_catheter_days(made: tuple[SyntheticBook, Scorecard]) -> None:
    """The draws count a day from placement to the day before removal, Perdiem the day of removal too, once a line; of
    a stay the draws leave out every night, Perdiem the days that are spent wholly in hospital."""
    synthetic, card = made
    truth = synthetic.truth["measures"]
    lines = synthetic.book.engine.one(
        f"select count(*) from {synthetic.book.sql_name('catheter')} "
        f"where is_insertion_successful is not false and removed_date <= date '{LAST_DAY}'"
    )[0]
    value = card.overall("occlusions")
    nights_at_home = synthetic.truth["counts"]["catheter_days_at_home"]["all"]
    nights = synthetic.truth["counts"]["catheter_days"]["all"]
    assert value.numerator == truth["occlusions_per_1000_catheter_days"]["numerator"]
    assert value.denominator is not None
    assert nights_at_home + int(str(lines)) <= value.denominator <= nights + int(str(lines))
    infections = card.overall("catheter_bloodstream_infections")
    assert infections.numerator == truth["bloodstream_infections_per_1000_catheter_days"]["numerator"]


def test_resolved_without_hospital(made: tuple[SyntheticBook, Scorecard]) -> None:
    """Fewer than those kept out of hospital: the provider has to have resolved them."""
    synthetic, card = made
    value = card.overall("occlusions_without_hospital")
    kept = synthetic.truth["measures"]["occlusions_without_emergency_or_outpatient"]
    resolved = synthetic.truth["measures"]["occlusions_resolved_by_provider"]
    assert value.numerator is not None
    assert value.denominator == kept["denominator"]
    assert kept["numerator"] + resolved["numerator"] - kept["denominator"] <= value.numerator
    assert value.numerator <= min(kept["numerator"], resolved["numerator"])


def test_readmissions(made: tuple[SyntheticBook, Scorecard]) -> None:
    """The draws have no transfers, so that every stay is one by both."""
    synthetic, card = made
    value, drawn = card.overall("readmission_all_cause"), synthetic.truth["measures"]["readmission_all_cause_unplanned"]
    assert (value.numerator, value.denominator) == (drawn["numerator"], drawn["denominator"])


def test_readmissions_on_parenteral_nutrition(made: tuple[SyntheticBook, Scorecard]) -> None:
    """The draws count every stay of a course of nutrition; Perdiem leaves out those after which it did not go on."""
    synthetic, card = made
    drawn = synthetic.truth["measures"]["readmission_all_cause_unplanned_pn"]
    value = card.overall("readmission_pn_all_cause")
    assert value.numerator is not None
    assert value.denominator is not None
    assert drawn["denominator"] * 0.9 <= value.denominator <= drawn["denominator"]
    assert drawn["numerator"] * 0.9 <= value.numerator <= drawn["numerator"]


def test_authorizations_in_time_where_the_rule_applies(made: tuple[SyntheticBook, Scorecard]) -> None:
    """The draws put every line of business on the clock, Perdiem those that CMS-0057-F binds: fewer, of one kind."""
    synthetic, card = made
    value, drawn = (
        card.overall("authorization_within_clock"),
        synthetic.truth["measures"]["authorization_items_in_time"],
    )
    assert value.denominator is not None
    assert 0 < value.denominator < drawn["denominator"]
    assert value.lower is not None
    assert value.upper is not None
    assert value.lower / 100 - 0.03 <= drawn["numerator"] / drawn["denominator"] <= value.upper / 100 + 0.03


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
