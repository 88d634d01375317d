"""From the published inputs the model gives the published results: what docs/explanation/impact-methods.md lists."""

from __future__ import annotations

from dataclasses import replace

import pytest

from perdiem.rules.impact.levers import all_levers, default_scenario
from perdiem.rules.impact.model import saved

LEVERS = {lever.name: lever for lever in all_levers()}


def figure(name: str) -> float:
    value = default_scenario().parameters[name].value
    assert value is not None
    return value


def worth(lever: str, number: int, perspective: str = "payor", **values: float) -> float:
    """What one recommendation saves in a year at full effect, from these figures and the published ones besides."""
    scenario = default_scenario()
    used = {}
    for name in LEVERS[lever].names_for((number,)):
        found = scenario.named(name)
        used[name] = values.get(name, found.value if found is not None and found.value is not None else 0.0)
    return float(saved(LEVERS[lever], frozenset({number}), used, 1.0, perspective))


@pytest.mark.parametrize(("end", "published"), [("low", 1928), ("value", 2451), ("high", 2974)])
def test_polinski_2017_saving_a_course(end: str, published: float) -> None:
    # 1,928 to 2,974 dollars a course of 2016: one referral taken saves just that
    course = getattr(default_scenario().parameters["course_saving_paid"], end)
    one = worth(
        "medicaid_referrals", 6, medicaid_referrals_refused=1, referrals_now_taken_share=1, course_saving=course
    )
    assert one == published


@pytest.mark.parametrize(
    ("condition", "home", "hospital", "ratio"),
    [
        # UnitedHealth Group 2019: dollars a month of drug at home and in hospital, 2018
        ("multiple sclerosis", 10849, 20965, 1.93),
        ("immune deficiency", 6828, 12180, 1.78),
        ("rheumatoid arthritis", 5783, 11451, 1.98),
    ],
)
def test_unitedhealth_2019_home_against_hospital(condition: str, home: float, hospital: float, ratio: float) -> None:
    assert round(hospital / home, 2) == ratio, condition
    share = 1 - home / hospital
    parameter = default_scenario().parameters["leaving_hospital_saving_share"]
    assert parameter.low is not None
    assert parameter.high is not None
    assert parameter.low <= share <= parameter.high
    # twelve months moved, without harm: twelve times the monthly difference
    year = worth(
        "site_of_care", 5, infusions_in_hospital=12, infusion_in_hospital_each=hospital,
        leaving_hospital_saving_share=share, moved_by_suite_share=1, home_ed_odds_ratio=1,
    )  # fmt: skip
    assert year == pytest.approx(12 * (hospital - home))


def test_home_picc_against_hospital_outpatient() -> None:
    # 554.85 at home against 1,529.70 to 3,059.40: 2.8 to 5.5 times
    home = figure("picc_at_home_each_paid")
    hospital = default_scenario().parameters["picc_in_hospital_each_paid"]
    assert hospital.low is not None
    assert hospital.high is not None
    assert (round(hospital.low / home, 1), round(hospital.high / home, 1)) == (2.8, 5.5)
    one = worth("home_picc", 4, picc_in_hospital=1, picc_moved_share=1, picc_in_hospital_each=hospital.low)
    assert one == pytest.approx(1529.70 - 554.85)


def test_home_de_clotting_is_the_sum_of_its_parts() -> None:
    # kit 137.00, visit 208.24, 2 mg of alteplase at 88.97 to 269.29
    parts = default_scenario().parameters["home_de_clotting_paid"]
    assert (parts.low, parts.high) == (pytest.approx(345.24 + 2 * 88.97), pytest.approx(345.24 + 2 * 269.29))


def test_haines_2023_a_day_at_home_against_a_day_in_hospital() -> None:
    scenario = replace(default_scenario(), money="cost")
    day, home = scenario.named("inpatient_day"), scenario.named("home_infusion_day")
    assert day is not None
    assert home is not None
    figures = {
        "waiting_removed_by_nursing_share": 1.0,
        "inpatient_day": day.value or 0,
        "home_infusion_day": home.value or 0,
    }
    saving = worth("discharge_days", 14, discharges_to_infusion=1, waiting_days_each=1, **figures)
    assert saving == 798 - 122


def test_moureau_2002_events_come_back_from_rate_and_days() -> None:
    # 0.83 per 1,000 over 2.83 million days: 2,349 catheters
    units = LEVERS["home_de_clotting"].volume.value(
        {"catheter_days": 2_830_000, "occlusions_per_1000_days": figure("occlusions_per_1000_days"),
         "occlusions_to_er_share": 1}
    )  # fmt: skip
    assert round(units) == 2349


def test_baker_2021_more_emergency_visits_at_home_take_from_the_saving() -> None:
    # odds ratio 1.25 on 3.5 of 100: 1.25 x 0.035 / (1 - 0.035 + 1.25 x 0.035) = 0.04337, 0.84 of 100 more visits
    free = worth("site_of_care", 5, infusions_in_hospital=100, infusion_in_hospital_each=0, moved_by_suite_share=1)
    extra = 1.25 * 0.035 / (1 - 0.035 + 1.25 * 0.035) - 0.035
    assert round(100 * extra, 2) == 0.84
    assert free == pytest.approx(-100 * extra * figure("ed_visit_paid"))
