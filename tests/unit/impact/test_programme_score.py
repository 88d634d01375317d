"""The programme scored on an invented book: the same counts as the measures, and no small provider."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from perdiem.codes import packaged_code_sets
from perdiem.engine.duckdb import open_engine
from perdiem.model.contract import Contract
from perdiem.model.estimate import BookSpan
from perdiem.model.measure_settings import MeasureSettings
from perdiem.model.measures import DataSource, Dimension, IntervalMethod, MeasureValue, Scorecard, Standing
from perdiem.model.programme import ProgrammeScore
from perdiem.readers.contract_file import read_contract
from perdiem.rules.impact.programme.expected import ExpectedProgramme, at_stake, expected_programme
from perdiem.rules.impact.programme.score import _provider, score_programme
from perdiem.rules.impact.programme.terms import programme_of
from perdiem.rules.impact.uncertainty import generator
from perdiem.rules.synthetic.generate import synthetic_book
from perdiem.rules.synthetic.settings import Settings
from perdiem.writers.impact.programme import programme_text
from tests.adjudicating import book_on_engine
from tests.cases.adjudication_cases import book_of

CONTRACT = """
contract: made
lines_of_business: [commercial, medicare_advantage, managed_medicaid, exchange, self_funded]
rates: [{codes: pn_per_diem, rate: 240.00, per: day}]
pn_programme:
  measures:
    - {measure: readmissions, scored_by: readmission_pn_all_cause, target_figure: 25%, target: 25%}
    - {measure: infections, scored_by: catheter_bloodstream_infections, target_figure: 0.60, target: "0.60"}
  payment: {kind: bonus, percent: 5%}
  period_months: 24
  least_patients: 12
  adjusted_for: age_band
"""


@pytest.fixture(scope="module")
def scored(tmp_path_factory: pytest.TempPathFactory) -> tuple[ProgrammeScore, ExpectedProgramme]:
    """The programme scored on a book, and what it can be expected to pay at the same providers."""
    path = tmp_path_factory.mktemp("programme") / "made.yaml"
    path.write_text(CONTRACT, encoding="utf-8")
    with open_engine(threads=1) as engine:
        made = synthetic_book(Settings(members=400, seed=7), engine)
        agreement, sets = read_contract(path), packaged_code_sets()
        score = score_programme(agreement, made.book, sets, until=date(2026, 12, 31))
        span = BookSpan(date(2025, 1, 1), date(2026, 12, 31), 730, 2.0)
        (_, contract) = agreement.versions[-1]
        expected = expected_programme(contract, "made.yaml", made.book, sets, span, "programme.decided_line")
    assert isinstance(expected, ExpectedProgramme)
    return score, expected


@pytest.fixture(scope="module")
def score(scored: tuple[ProgrammeScore, ExpectedProgramme]) -> ProgrammeScore:
    return scored[0]


def test_what_is_expected_rests_on_the_same_providers_and_events_as_the_score(
    scored: tuple[ProgrammeScore, ExpectedProgramme],
) -> None:
    # the book's two years are the programme's 24 months, so that nothing is multiplied
    score, expected = scored
    assert [each.site for each in expected.providers] == [each.site for each in score.providers]
    for provider, told in zip(score.providers, expected.providers, strict=True):
        assert told.patients == provider.patients
        assert told.per_diems == pytest.approx(float(provider.per_diems))
        for own in provider.measures:
            if own.value is not None and own.numerator is not None:
                result = told.results[own.measure]
                assert (result.events, result.size) == (own.numerator, pytest.approx(own.denominator))
                assert result.value == pytest.approx(own.value)
    paid = float(expected.yearly(expected.values(), {}))
    assert 0 < paid < at_stake(expected)
    drawn = expected.yearly(expected.drawn(2000, generator(1)), {})
    assert drawn.min() >= 0
    assert drawn.max() <= at_stake(expected) * (1 + 1e-9)
    assert np.quantile(drawn, 0.05) < paid < np.quantile(drawn, 0.95)


def test_providers_below_the_least_volume_have_no_payment(score: ProgrammeScore) -> None:
    small = [each for each in score.providers if each.patients < 12]
    assert small
    for provider in small:
        assert provider.payment is None
        assert "fewer than the 12" in provider.why
        assert all(each.earned is None for each in provider.measures)


def test_a_scored_provider_is_paid_its_share_of_five_percent(score: ProgrammeScore) -> None:
    large = [each for each in score.providers if each.payment is not None]
    assert large
    for provider in large:
        earned = Decimal(str(round(provider.earned or 0, 6)))
        assert provider.payment == (provider.per_diems * earned / 20).quantize(Decimal("0.01"))
        assert provider.low is not None
        assert provider.high is not None
        assert provider.low <= provider.payment <= provider.high
        for each in provider.measures:
            if each.crude is not None:
                assert each.lower is not None
                assert each.upper is not None
                assert each.value is not None
                assert each.lower <= each.value <= each.upper


def test_the_text_says_who_is_not_scored_and_why(score: ProgrammeScore) -> None:
    text = programme_text(score)
    assert "Not scored:" in text
    assert "adjusted for age band" in text


def test_adjustment_is_observed_over_expected_times_the_result_of_all() -> None:
    # young 10 of 100 and old 40 of 100 readmitted over both sites. A: 5 of 50 young and 8 of 25 old, 13 of 75 = 17.33%
    # expected of A: 50 x 0.1 + 25 x 0.4 = 15; all: 50 of 200 = 25%; adjusted: 13 / 15 x 25% = 21.67%
    cells = {("A", "18-44"): (5, 50), ("A", "65-79"): (8, 25), ("B", "18-44"): (5, 50), ("B", "65-79"): (32, 75)}
    by = (Dimension.SITE, Dimension.THERAPY, Dimension.AGE_BAND)
    values = tuple(
        MeasureValue("readmission_pn_all_cause", DataSource.CLINICAL,
                     ((by[0], site), (by[1], "pn_per_diem"), (by[2], age)), None, None, events, size, None, None, None,
                     IntervalMethod.WILSON, Standing.GIVEN)
        for (site, age), (events, size) in cells.items()
    )  # fmt: skip
    card = Scorecard({}, values, MeasureSettings(), by, None, None)
    stated = {
        "measure": "readmissions",
        "scored_by": "readmission_pn_all_cause",
        "target_figure": "22%",
        "target": "22%",
    }
    terms = {"measures": [stated], "payment": {"kind": "bonus", "percent": "5%"}, "adjusted_for": "age_band"}
    programme = programme_of(Contract.model_validate({"contract": "made", "pn_programme": terms}))
    provider = _provider(programme, card, "A", 40, Decimal("100000.00"))
    (found,) = provider.measures
    assert (found.numerator, found.denominator) == (13, 75)
    assert round(found.crude or 0, 2) == 17.33
    assert round(found.value or 0, 2) == 21.67
    assert (found.standing, provider.payment) == ("met", Decimal("5000.00"))
    assert _provider(programme, card, "B", 40, Decimal("100000.00")).payment == 0


@pytest.mark.parametrize(
    ("until", "words"),
    [
        (date(2026, 12, 31), "The book bills 1 line of PN per diems in the period and the contract does not pay it"),
        (date(2023, 12, 31), "The book's PN per diems are of 2026-03-01 to 2026-03-07."),
    ],
)
def test_a_book_in_which_nobody_can_be_scored_is_told_why(tmp_path: Path, until: date, words: str) -> None:
    case = {
        "name": "unpaid", "contract": {}, "expect": [],
        "lines": [{"code": "S9365", "from": "2026-03-01", "to": "2026-03-07", "units": "7", "charge": "1400.00"}],
    }  # fmt: skip
    path = tmp_path / "made.yaml"
    path.write_text(CONTRACT.replace("pn_per_diem, rate", "S9500, rate"), encoding="utf-8")
    with book_on_engine(book_of(case)) as book:
        score = score_programme(read_contract(path), book, packaged_code_sets(), until=until)
    assert not score.providers
    assert score.notes[0].startswith(words)
