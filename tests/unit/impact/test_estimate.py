"""The estimate by hand: one lever with known figures, to the cent; draws, order, harm, cost and price."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from perdiem.codes import packaged_code_sets
from perdiem.errors import UsageError
from perdiem.model.contract import Agreement, Contract
from perdiem.model.estimate import BookSpan, Estimate, PaymentPart, PaymentSide
from perdiem.model.periods import Period
from perdiem.model.scenario import Origin, Parameter, Scenario
from perdiem.rules.impact.estimate import Asked, estimate, outcome_side
from perdiem.rules.impact.evidence import DAYS_A_YEAR, Evidence
from perdiem.rules.impact.levers import all_levers, default_scenario
from tests.impact_book import blocked_catheters, line, made_book, year_of_therapy

TERMS = {
    "contract": "made",
    "lines_of_business": ["commercial"],
    "rates": [
        {"codes": "S9500", "rate": "130.00", "per": "day"},
        {"codes": "S9365", "rate": "245.00", "per": "day"},
        {"codes": "99601", "rate": "150.00", "per": "visit"},
    ],
    "concurrent_therapies": {"second": "50%", "third": "0%", "sh_sj": "required"},
    "nursing": {"payment": "separate", "limits": {"visits_per_week": "1"}},
    "member_cost": [{"for": "everything", "coinsurance": "10%"}],
}
ZERO = Decimal("0.00")


def agreement() -> Agreement:
    return Agreement(versions=((Period(None, None), Contract.model_validate(TERMS)),), file="made.yaml")


def payments(paid: str = "0.00", numbers: tuple[int, ...] = (3,)) -> PaymentSide:
    parts = tuple(PaymentPart(number, Decimal(paid) if number == numbers[0] else ZERO, ZERO) for number in numbers)
    return PaymentSide(1, 1, ZERO, Decimal(paid), ZERO, ZERO, parts, "by hand", 2, 2, True, ())


def evidence(days: int = 365) -> Evidence:
    return Evidence(BookSpan(date(2026, 1, 1), date(2026, 12, 31), days, days / DAYS_A_YEAR), {}, {})


def certain(**figures: float) -> Scenario:
    """The default scenario with these figures and no doubt at all, in dollars of 2026."""
    given = default_scenario()
    fixed = [replace(each, distribution="fixed", low=None, high=None, price_year=None)
             for each in given.parameters.values()]  # fmt: skip
    own = [replace(given.parameters[name], value=value, distribution="fixed", low=None, high=None, price_year=None)
           for name, value in figures.items()]  # fmt: skip
    return given.with_parameters(*fixed).with_parameters(*own)


ONE_LEVER = {
    "catheter_days": 100_000, "occlusions_per_1000_days": 0.83, "occlusions_to_er_share": 0.6,
    "reached_at_home_share": 0.5, "home_success_share": 0.75, "ed_visit_paid": 2000, "ed_visit_member_share_paid": 0.25,
    "catheters_replaced_share": 0.1, "catheter_replacement_paid": 2300, "home_de_clotting_paid": 700,
    "uptake_year_1": 0.5, "uptake_year_2": 0.8, "uptake_year_3": 1,
}  # fmt: skip


def test_one_lever_is_the_hand_calculation_to_the_cent() -> None:
    # blocked catheters in an emergency room: 100,000 / 1,000 x 0.83 x 0.6 = 49.8 a year; tried at home: 24.9
    # each saves the payor 0.75 x (2,000 x 0.75 + 0.1 x 2,300) - 700 = 0.75 x 1,730 - 700 = 597.50
    # full effect: 24.9 x 597.50 = 14,877.75 a year; 0.5 + 0.8 + 1 = 2.3 years of it: 34,218.825
    # the member saves 0.75 x 2,000 x 0.25 = 375 each: 24.9 x 375 x 2.3 = 21,476.25
    found = outcome_side("made", "made.yaml", evidence(), payments(), Asked((3,)), certain(**ONE_LEVER))
    assert found.total.value == pytest.approx(34218.825, abs=0.0001)
    assert round(found.years[0].net.value, 3) == round(24.9 * 597.5 * 0.5, 3)
    totals = dict(found.totals_by_perspective)
    assert round(totals["member"], 2) == 21476.25
    assert round(totals["provider"], 2) == round(24.9 * 700 * 2.3, 2)
    (lever,) = [each for each in found.levers if each.name == "home_de_clotting"]
    assert (round(lever.volume, 6), round(lever.removed, 6), round(lever.saved_payor, 2)) == (49.8, 24.9, 14877.75)


def test_payments_are_scaled_from_the_books_days_to_a_year_and_taken_off() -> None:
    # 1,000 dollars more in 73.05 days are 5,000 in 365.25 days, 15,000 in three years
    found = outcome_side("made", "", Evidence(BookSpan(date(2026, 1, 1), date(2026, 3, 14), 73, 0.2), {}, {}),
                         payments("1000.00"), Asked((3,)), certain(**ONE_LEVER))  # fmt: skip
    assert round(found.total.value, 3) == round(34218.825 - 15000, 3)
    assert sum(part.net.value for part in found.contributions) == pytest.approx(found.total.value)


def test_draws_without_doubt_are_the_deterministic_result() -> None:
    found = outcome_side("made", "", evidence(), payments("10.00"), Asked((3,)), certain(**ONE_LEVER))
    total = found.total
    for each in (total.mean, total.median, total.low, total.high):
        assert each == pytest.approx(total.value, abs=0.005)
    assert found.tornado == ()


def test_the_same_seed_gives_the_same_draws_and_another_gives_others() -> None:
    scenario = default_scenario().with_parameters(
        *(replace(default_scenario().parameters[name], value=value, distribution="fixed")
          for name, value in {"catheter_days": 100_000.0, "occlusions_to_er_share": 0.6}.items())
    )  # fmt: skip
    one, same, other = (outcome_side("m", "", evidence(), payments(), Asked((3,), seed=seed), scenario)
                        for seed in (1, 1, 2))  # fmt: skip
    assert one == same
    assert one.total.value == other.total.value
    assert one.total.low != other.total.low
    assert one.total.low < one.total.median < one.total.high


def test_what_two_recommendations_remove_of_the_same_requests_is_counted_once() -> None:
    # 1,000 requests at 10 dollars; R8 removes 0.5, R14 0.4: together 1 - 0.5 x 0.6 = 0.7, 7,000 dollars, not 9,000
    # Shapley: R8 (5,000 + (7,000 - 4,000)) / 2 = 4,000; R14 (4,000 + 2,000) / 2 = 3,000
    scenario = certain(authorization_requests=1000, requests_carried_share=0.5, nursing_requests_share=0.4,
                       request_cost_to_payor=10, uptake_year_1=1)  # fmt: skip
    found = outcome_side("m", "", evidence(), payments(numbers=(8, 14)), Asked((8, 14), horizon=1), scenario)
    assert found.total.value == pytest.approx(7000)
    assert {each.number: round(each.outcomes, 6) for each in found.contributions} == {8: 4000, 14: 3000}


def test_a_move_home_can_do_harm() -> None:
    # per infusion: 100 x 0.4 saved; at odds of 3 a share of 0.5 becomes 0.75: 0.25 more visits at 1,000 dollars
    scenario = certain(infusions_in_hospital=10, infusion_in_hospital_each_paid=100, leaving_hospital_saving_share=0.4,
                       moved_by_suite_share=1, ed_within_a_day_share=0.5, home_ed_odds_ratio=3, home_not_suite_share=1,
                       ed_visit_paid=1000, uptake_year_1=1)  # fmt: skip
    found = outcome_side("m", "", evidence(), payments(numbers=(5,)), Asked((5,), horizon=1), scenario)
    assert found.total.value == pytest.approx(10 * (40 - 250))


def test_what_is_not_known_counts_as_nothing_and_is_said() -> None:
    found = outcome_side("m", "", evidence(), payments(numbers=(7,)), Asked((7,)), certain(complex_patients=50))
    (lever,) = found.levers
    assert (lever.state, found.total.value) == ("zero", 0)
    assert "nursing_facility_avoided_share" in lever.why


def test_what_a_contract_meets_already_changes_nothing_that_happens() -> None:
    found = outcome_side("m", "", evidence(), payments(), Asked((3,)), certain(**ONE_LEVER), met=frozenset({3}))
    assert (found.total.value, found.levers, found.adopted) == (0, (), (3,))
    assert "meets it already" in found.contributions[0].note


def test_a_figure_that_nobody_has_stops_its_lever_and_no_other() -> None:
    found = outcome_side("m", "", evidence(), payments(), Asked((3,)), default_scenario())
    (lever, _) = found.levers
    assert lever.state == "not estimated"
    assert "catheter_days" in lever.why
    assert found.total.value == 0


def test_cost_and_price_are_never_mixed() -> None:
    # by cost nothing is known of what a de-clotting at home costs its giver: the price must not stand in
    scenario = replace(certain(**{**ONE_LEVER, "ed_visit_cost": 527}), money="cost")
    found = outcome_side("m", "", evidence(), payments(), Asked((3,)), scenario)
    lever = found.levers[0]
    assert lever.state == "not estimated"
    assert "home_de_clotting_cost" in lever.why
    used = {each.name: each.value for each in found.assumptions}
    assert used["ed_visit"] == 527


def test_a_figure_is_brought_to_the_price_year_by_the_stated_index() -> None:
    scenario = certain(**ONE_LEVER)
    visit = replace(scenario.parameters["ed_visit_paid"], value=100.0, price_year=2019)
    scenario = replace(scenario.with_parameters(visit), price_year=2024)
    found = outcome_side("m", "", evidence(), payments(), Asked((3,)), scenario)
    (used,) = [each for each in found.assumptions if each.name == "ed_visit"]
    assert used.value == pytest.approx(100 * 563.8 / 498.4)
    assert used.stated_value == 100


def test_the_threshold_is_where_the_net_is_nothing() -> None:
    # payments of 5,950.10 over three years against 34,218.825 at a share of 0.5: even at 0.5 x 5,950.1 / 34,218.825
    found = outcome_side("m", "", evidence(), payments("1982.02"), Asked((3,)), certain(**ONE_LEVER))
    yearly = 1982.02 / found.span.years
    (told,) = [each for each in found.thresholds if each.lever == "home_de_clotting"]
    assert told.break_even == pytest.approx(0.5 * yearly * 3 / 34218.825)
    assert "at least" in told.words


def test_the_books_own_figures_take_the_place_of_published_ones_and_the_users_of_both() -> None:
    book_figure = Parameter("ed_visit_paid", "USD a visit", 1800.0, origin=Origin.BOOK, citation="40 priced")
    own = replace(evidence(), parameters={"ed_visit_paid": book_figure})
    found = outcome_side("m", "", own, payments(), Asked((3,)), default_scenario())
    (used,) = [each for each in found.assumptions if each.name == "ed_visit"]
    assert (used.value, used.origin) == (1800, "book")
    stated = replace(default_scenario(), stated=frozenset({"ed_visit_paid"}))
    found = outcome_side("m", "", own, payments(), Asked((3,)), stated)
    (used,) = [each for each in found.assumptions if each.name == "ed_visit"]
    assert used.origin == "published"


@pytest.fixture(scope="module")
def whole_estimates() -> list[Estimate]:
    lines = [*year_of_therapy(10), *blocked_catheters(20, 12)]
    for number in range(10):
        day = date(2026, 3, 2)
        lines.append(line(f"S{number}", f"M{number}", "S9365", day, hcpcs_modifier_1="SH"))
        lines += [line(f"V{number}", f"M{number}", "99601", day, number=visit) for visit in (1, 2)]
    with made_book(lines) as book:
        sets = packaged_code_sets()
        return [
            estimate(agreement(), book, sets, Asked((3, 7), draws=1000)),
            estimate(agreement(), book, sets, Asked((7, 3), draws=1000, attribution="order")),
        ]


def test_no_order_of_adoption_changes_the_total(whole_estimates: list[Estimate]) -> None:
    first, ordered = whole_estimates
    assert first.total == ordered.total
    assert first.totals_by_perspective == ordered.totals_by_perspective
    for found in whole_estimates:
        side = found.payment
        assert sum(part.paid or ZERO for part in side.parts) == side.paid
        assert sum(part.member or ZERO for part in side.parts) == side.member
        assert side.balanced
    assert ordered.payment.method.startswith("In the order named: R7, R3")


def test_the_payment_side_is_what_the_claims_would_be_paid(whole_estimates: list[Estimate]) -> None:
    # R7: ten second therapies at 245.00 paid 50%, then in full: 10 x 122.50, of which members owe 10%
    side = whole_estimates[0].payment
    (seven,) = [part for part in side.parts if part.number == 7]
    assert (seven.paid, seven.member) == (Decimal("1102.50"), Decimal("122.50"))


@pytest.mark.parametrize(
    "wrong", [{"adopt": ()}, {"adopt": (16,)}, {"horizon": 4}, {"perspective": "hospital"}, {"draws": 10}]
)
def test_what_cannot_be_asked_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        Asked(**{"adopt": (3,), **wrong})  # type: ignore[arg-type]


def test_every_figure_has_a_unit_and_every_published_one_a_source_and_every_price_a_year() -> None:
    scenario = default_scenario()
    for each in scenario.parameters.values():
        assert each.unit, each.name
        if each.origin in {Origin.PUBLISHED, Origin.DERIVED}:
            assert each.citation, each.name
        if each.money and each.value and each.unit.startswith("USD"):
            assert each.price_year, each.name
        if each.origin is Origin.UNKNOWN:
            assert not each.value, each.name
        if each.origin is Origin.ASSUMED:
            assert each.note, each.name
    read = {name for lever in all_levers() for name in lever.names}
    known = set(scenario.parameters)
    assert all(name in known or {f"{name}_paid", f"{name}_cost"} <= known for name in read)


def test_the_levers_stand_one_in_a_file() -> None:
    folder = Path(__file__).parents[3] / "src" / "perdiem" / "rules" / "impact" / "levers"
    assert sorted(path.stem[4:] for path in folder.glob("*.yaml")) == sorted(lever.name for lever in all_levers())
