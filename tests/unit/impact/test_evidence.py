"""What the user's own book says: counted by hand on a made book; nothing is said of what it does not hold."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest

from perdiem.codes import packaged_code_sets
from perdiem.errors import UsageError
from perdiem.rules.impact.evidence import Evidence, book_evidence, with_evidence
from perdiem.rules.impact.levers import default_scenario
from tests.impact_book import FIRST, NPI, blocked_catheters, line, made_book, year_of_therapy

DAY = date(2026, 3, 2)


@pytest.fixture(scope="module")
def found() -> Iterator[Evidence]:
    lines = [*year_of_therapy(10), *blocked_catheters(40, 16, visit=Decimal(1000))]
    # a second therapy on days of the first adds no day; PN days are days of their own and of a catheter
    lines += [line(f"S{n}", f"M{n}", "S9366", DAY, last=DAY + timedelta(9), units=10, hcpcs_modifier_1="SH")
              for n in range(4)]  # fmt: skip
    for number in range(12):
        day = DAY + timedelta(number * 7)
        lines.append(line(f"P{number}", "M1", "36573", day, place_of_service_code="22", allowed_amount=Decimal(2000)))
        lines.append(line(f"I{number}", "M2", "J1569", day, place_of_service_code="22", allowed_amount=Decimal(900)))
        lines.append(line(f"I{number}", "M2", "96365", day, number=2, place_of_service_code="22",
                          allowed_amount=Decimal(100)))  # fmt: skip
    stays = [
        {"encounter_id": f"E{n}", "member_id": f"M{n}", "encounter_type": "acute inpatient",
         "encounter_start_date": DAY - timedelta(5), "encounter_end_date": DAY - timedelta(1)} for n in range(3)
    ]  # fmt: skip
    items = [
        {"authorization_number": f"A{n}", "item_number": at, "member_id": f"M{n}", "hcpcs_code": code,
         "start_date": DAY, "status": "approved"}
        for n in range(5) for at, code in enumerate(("J0696", "S9500", "99601", "S5517"), 1)
    ]  # fmt: skip
    referrals = [
        {"referral_id": str(n), "member_id": f"M{n}", "referral_date": DAY, "decision": "declined",
         "decline_reason": reason, "line_of_business": "managed_medicaid"}
        for n, reason in enumerate(["home_health_certification"] * 3 + ["no_nurse"])
    ]  # fmt: skip
    with made_book(lines, encounter=stays, authorization_item=items, referral=referrals) as book:
        yield book_evidence(book, packaged_code_sets())


def value(found: Evidence, name: str) -> float:
    read = found.parameters[name].value
    assert read is not None
    return read


def test_the_books_days_are_those_of_its_infusion_lines(found: Evidence) -> None:
    assert (found.span.first, found.span.last, found.span.days) == (FIRST, date(2026, 12, 31), 365)


def test_overlapping_lines_are_one_day_and_a_year_is_365_and_a_quarter(found: Evidence) -> None:
    assert value(found, "catheter_days") == pytest.approx(3650 * 365.25 / 365)
    assert value(found, "pn_days") == pytest.approx(40 * 365.25 / 365)
    assert value(found, "member_months") == pytest.approx(10 * 12)


def test_blocked_catheters_by_where_they_were_cleared(found: Evidence) -> None:
    assert value(found, "occlusions_per_1000_days") == pytest.approx(40 / 3.65)
    assert value(found, "occlusions_to_er_share") == pytest.approx(0.4)
    assert found.parameters["occlusions_to_er_share"].citation == "16 of 40"


def test_own_prices_take_the_place_of_published_ones(found: Evidence) -> None:
    assert value(found, "ed_visit_paid") == 1000
    assert value(found, "ed_visit_member_share_paid") == pytest.approx(0.25)
    assert value(found, "picc_in_hospital_each_paid") == 2000
    assert value(found, "infusion_in_hospital_each_paid") == 1000
    scenario = with_evidence(default_scenario(), found)
    assert str(scenario.parameters["ed_visit_paid"].origin) == "book"
    assert str(scenario.parameters["home_de_clotting_paid"].origin) == "derived"


def test_events_of_hospitals_and_stays(found: Evidence) -> None:
    year = 365.25 / 365
    assert value(found, "picc_in_hospital") == pytest.approx(12 * year)
    assert value(found, "infusions_in_hospital") == pytest.approx(12 * year)
    assert value(found, "discharges_to_infusion") == pytest.approx(3 * year)
    assert value(found, "pn_discharges") == pytest.approx(3 * year)
    assert value(found, "complex_patients") == 4
    assert value(found, "medicaid_referrals_refused") == pytest.approx(3 * year)


def test_requests_that_would_fall_away(found: Evidence) -> None:
    # of four items each: nursing one, de-clotting one; per diem and nursing follow the approved drug
    assert value(found, "authorization_requests") == pytest.approx(20 * 365.25 / 365)
    assert value(found, "nursing_requests_share") == 0.25
    assert value(found, "de_clotting_requests_share") == 0.25
    assert value(found, "requests_carried_share") == 0.5


def test_a_book_of_infusion_claims_alone_says_nothing_of_hospitals() -> None:
    with made_book(year_of_therapy(2), patients=2) as book:
        alone = book_evidence(book, packaged_code_sets())
    silent = {"occlusions_to_er_share", "ed_visit_paid", "picc_in_hospital", "infusions_in_hospital",
              "discharges_to_infusion", "authorization_requests", "medicaid_referrals_refused",
              "occlusions_per_1000_days"}  # fmt: skip
    assert not silent & alone.parameters.keys()
    assert {"catheter_days", "member_months", "infusion_patients"} <= alone.parameters.keys()


def test_clinical_records_take_the_place_of_claims() -> None:
    # one catheter of 100 days, one of 50, one placement that failed; 3 occlusions, one to emergency and then replaced
    catheters = [
        {"catheter_id": "a", "member_id": "M0", "line_type": "picc", "placed_date": FIRST,
         "removed_date": FIRST + timedelta(100), "is_insertion_successful": True, "site_npi": NPI},
        {"catheter_id": "b", "member_id": "M1", "line_type": "picc", "placed_date": date(2026, 11, 12)},
        {"catheter_id": "c", "member_id": "M1", "line_type": "picc", "placed_date": FIRST,
         "is_insertion_successful": False},
    ]  # fmt: skip
    events = [
        {"event_id": str(n), "catheter_id": "a", "member_id": "M0", "event_date": FIRST + timedelta(n),
         "event_type": "occlusion", "is_sent_to_emergency": n == 1, "is_catheter_replaced": n == 1}
        for n in range(1, 4)
    ]  # fmt: skip
    with made_book(year_of_therapy(2), patients=2, catheter=catheters, catheter_event=events) as book:
        told = book_evidence(book, packaged_code_sets())
    assert value(told, "catheter_days") == pytest.approx(150 * 365.25 / 365)
    assert value(told, "occlusions_per_1000_days") == pytest.approx(20)
    assert value(told, "occlusions_to_er_share") == pytest.approx(1 / 3)
    assert value(told, "catheters_replaced_share") == 1


def test_a_book_without_a_dated_line_is_refused() -> None:
    undated = [line("A", "M1", "S9500", DAY) | {"claim_line_start_date": None}]
    with made_book(undated) as book, pytest.raises(UsageError, match="nothing can be estimated"):
        book_evidence(book, packaged_code_sets())
