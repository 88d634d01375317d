"""What changed at a date, and who is unusual, on books whose effect is known."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import stats

from perdiem.codes import packaged_code_sets
from perdiem.engine.book import Book
from perdiem.engine.duckdb import Engine, open_engine
from perdiem.model.contract import Agreement
from perdiem.model.measure_settings import MeasureSettings
from perdiem.model.measures import Change, ChangeMethod, Dimension, Scorecard, Unusual
from perdiem.readers.contract_file import read_contract
from perdiem.rules.measures.measure import measure
from tests.adjudicating import load_rows

OURS, OTHERS = "1111111112", ("2222222228", "3333333334", "4444444440")
TURN = date(2026, 1, 1)
SUCCESS = "authorization_success"


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with open_engine(threads=1) as opened:
        yield opened


def months(count: int) -> list[date]:
    return [date(2025 + at // 12, at % 12 + 1, 1) for at in range(count)]


def requests(site: str, month: date, granted: int, asked: int) -> list[dict[str, Any]]:
    return [
        {
            "authorization_number": f"{site}-{month:%Y%m}-{at}",
            "item_number": 1,
            "member_id": f"M{site}{month:%y%m}{at}",
            "hcpcs_code": "S9500",
            "billing_npi": site,
            "start_date": month + timedelta(days=at % 28),
            "requested_date": month + timedelta(days=at % 28),
            "decided_date": month + timedelta(days=at % 28 + 1),
            "status": "approved" if at < granted else "denied",
        }
        for at in range(asked)
    ]


def card(engine: Engine, rows: list[dict[str, Any]], **asked: Any) -> Scorecard:
    book = Book(engine)
    load_rows(book, {"authorization_item": rows})
    settings = asked.pop("settings", MeasureSettings(suppress_below=0))
    return measure(book, measures=[SUCCESS], settings=settings, sets=packaged_code_sets(), **asked)


def contract(folder: Path) -> Agreement:
    path = folder / "ours.yaml"
    path.write_text(f"contract: ours\nsites:\n  locations:\n    - npi: '{OURS}'\n")
    return read_contract(path)


def of(found: Scorecard, method: ChangeMethod) -> Change:
    (change,) = [each for each in found.changes if each.method is method]
    return change


def test_a_step_is_told_from_the_trend_that_was_there(engine: Engine) -> None:
    """40 of 100 granted, one more each month; from January 2026 on 20 more. The step is 20, the slope stays."""
    rows = []
    for at, month in enumerate(months(24)):
        rows += requests(OURS, month, 40 + at + (20 if month >= TURN else 0) + (-1) ** at, 100)
    change = of(card(engine, rows, change_on=TURN), ChangeMethod.INTERRUPTED_TIME_SERIES)
    design = np.array([[1, at - 12, at >= 12, max(at - 12, 0)] for at in range(24)], dtype=float)
    value = np.array([40 + at + (20 if at >= 12 else 0) + (-1) ** at for at in range(24)], dtype=float)
    known = np.linalg.lstsq(design, value, rcond=None)[0]
    assert change.estimate == pytest.approx(known[2], abs=1e-9)
    assert change.estimate == pytest.approx(20, abs=1)
    assert change.slope == pytest.approx(known[3], abs=1e-9)
    assert change.lower is not None
    assert change.upper is not None
    assert change.lower <= 20 <= change.upper
    assert change.p_value is not None
    assert change.p_value < 0.001
    assert (change.months_before, change.months_after, change.units_before) == (12, 12, 1200)


def test_a_date_within_a_month_leaves_the_month_out(engine: Engine) -> None:
    rows = [row for at, month in enumerate(months(24)) for row in requests(OURS, month, 40 + at % 3, 100)]
    change = of(card(engine, rows, change_on=date(2026, 1, 15)), ChangeMethod.INTERRUPTED_TIME_SERIES)
    assert (change.months_before, change.months_after) == (12, 11)


def test_few_months_give_no_estimate_but_say_why(engine: Engine) -> None:
    rows = [row for month in months(15) for row in requests(OURS, month, 40, 100)]
    change = of(card(engine, rows, change_on=TURN), ChangeMethod.INTERRUPTED_TIME_SERIES)
    assert change.estimate is None
    assert change.reason == "needs 6 months on each side; there are 12 before and 3 after"
    assert (change.before, change.after) == (40, 40)


def test_the_difference_in_differences_is_that_of_the_rows(engine: Engine, tmp_path: Path) -> None:
    """Ours goes from 50% to 80%, all others from 50% to 60%: 20 points are the amendment's."""
    rows = []
    noise = np.random.default_rng(3).integers(-2, 3, size=(24, 4))
    noise -= np.where(np.arange(24)[:, None] % 12 == 11, noise.reshape(2, 12, 4).sum(1).repeat(12, 0), 0)  # sums to 0
    for at, month in enumerate(months(24)):
        after = month >= TURN
        rows += requests(OURS, month, (80 if after else 50) + int(noise[at, 0]), 100)
        for place, site in enumerate(OTHERS):
            rows += requests(site, month, (30 if after else 25) + int(noise[at, place + 1]), 50)
    found = card(engine, rows, agreement=contract(tmp_path), change_on=TURN)
    change = of(found, ChangeMethod.DIFFERENCE_IN_DIFFERENCES)
    assert change.estimate == pytest.approx(20)
    assert (change.before, change.after) == (50, 80)
    assert change.lower is not None
    assert change.upper is not None
    assert change.lower < 20 < change.upper
    assert change.group == "ours"
    assert found.overall(SUCCESS).denominator == 2400  # the others are outside the contract's own figures


def test_without_others_there_is_nothing_to_compare_with(engine: Engine, tmp_path: Path) -> None:
    rows = [row for month in months(24) for row in requests(OURS, month, 40, 100)]
    change = of(
        card(engine, rows, agreement=contract(tmp_path), change_on=TURN), ChangeMethod.DIFFERENCE_IN_DIFFERENCES
    )
    assert change.estimate is None
    assert "nothing to compare with" in change.reason


def test_a_change_of_few_people_is_withheld(engine: Engine) -> None:
    rows = [row for month in months(24) for row in requests(OURS, month, 40 if month < TURN else 100, 100)]
    rows[-1]["status"] = "denied"  # one denial after the date
    change = of(card(engine, rows, change_on=TURN, settings=MeasureSettings()), ChangeMethod.INTERRUPTED_TIME_SERIES)
    assert (change.before, change.after, change.estimate) == (None, None, None)
    assert change.reason.startswith("withheld")


def test_a_provider_far_from_the_rest_is_outside_the_funnel(engine: Engine) -> None:
    rows = []
    for month in months(12):
        rows += requests(OURS, month, 20, 60)
        for site in OTHERS:
            rows += requests(site, month, 54, 60)
    found = {each.site: each for each in card(engine, rows, by=[Dimension.SITE]).comparisons}
    ours, other = found[OURS], found[OTHERS[0]]
    assert ours.average == pytest.approx((20 + 3 * 54) / 240 * 100)
    assert ours.unusual is Unusual.VERY_LOW
    assert other.unusual is Unusual.VERY_HIGH
    assert (ours.observed, ours.expected) == (240, pytest.approx(720 * 182 / 240))
    assert ours.ratio == pytest.approx(240 / 546)
    assert ours.ratio_upper is not None
    assert ours.ratio_upper < 1
    assert ours.limits is not None
    quantiles = stats.binom.ppf([0.025, 0.975, 0.001, 0.999], 720, 182 / 240) / 7.2
    named = (ours.limits.lower_95, ours.limits.upper_95, ours.limits.lower_998, ours.limits.upper_998)
    assert named == pytest.approx(tuple(quantiles))
    assert ours.limits.lower_998 < ours.limits.lower_95 < 182 / 2.4 < ours.limits.upper_95 < ours.limits.upper_998


def test_expected_goes_by_the_case_mix(engine: Engine) -> None:
    """Both do as well with each kind of patient; one has the difficult ones. Its rate is lower, its ratio is 1."""
    book = Book(engine)
    items, people = [], []
    for site, young in ((OURS, 20), (OTHERS[0], 80)):
        for at in range(100):
            is_young = at < young
            granted = at % 10 < 9 if is_young else at % 10 < 5
            items += [
                requests(site, date(2026, 1, 1), int(granted), 1)[0]
                | {"authorization_number": f"{site}{at}", "member_id": f"{site}{at}"}
            ]
            people.append(
                {
                    "member_id": f"{site}{at}",
                    "enrollment_start_date": date(2025, 1, 1),
                    "birth_date": date(1990, 1, 1) if is_young else date(1940, 1, 1),
                }
            )
    load_rows(book, {"authorization_item": items, "eligibility": people})
    found = measure(
        book, measures=[SUCCESS], by=["site"], settings=MeasureSettings(suppress_below=0), sets=packaged_code_sets()
    )
    ours, other = found.comparisons
    assert (ours.value, other.value) == (20 * 0.9 + 80 * 0.5, 80 * 0.9 + 20 * 0.5)
    assert (ours.ratio, other.ratio) == (pytest.approx(1), pytest.approx(1))
    assert Dimension.AGE_BAND in ours.adjusted_for


def test_a_site_whose_value_is_withheld_is_not_compared(engine: Engine) -> None:
    rows = requests(OURS, date(2026, 1, 1), 3, 5)
    for site in OTHERS:
        rows += requests(site, date(2026, 1, 1), 30, 60)
    found = card(engine, rows, by=[Dimension.SITE], settings=MeasureSettings())
    ours = next(each for each in found.comparisons if each.site == OURS)
    assert (ours.observed, ours.denominator, ours.value, ours.limits) == (None, None, None, None)
    assert ours.unusual is Unusual.NOT_JUDGED
