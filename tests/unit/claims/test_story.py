"""A claim's story tells what happened to each line, why, and what to send instead; its arithmetic adds up."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest

from perdiem.codes import packaged_code_sets
from perdiem.errors import UsageError
from perdiem.model.claim_story import ClaimStory, LineStory, Reason
from perdiem.rules.claims.adjudicate import adjudicate
from perdiem.rules.claims.plan import stages
from perdiem.rules.claims.reconcile import summarize
from perdiem.rules.claims.story import WHOLE_BOOK, explain_claim
from perdiem.rules.claims.story_facts import KEPT
from tests.adjudicating import book_on_engine, decided
from tests.cases.adjudication_cases import Case, agreement_of, book_of, read_cases, title

CASES = {title(case): case for case in [*read_cases("adjudication.yaml"), *read_cases("../oracle/steps.yaml")]}
Tell = Callable[..., tuple[ClaimStory, ...]]


@pytest.fixture
def tell(tmp_path: Path) -> Tell:
    """The stories of a case's claim."""

    def told(case: Case | str, claim: str = "A") -> tuple[ClaimStory, ...]:
        chosen = CASES[case] if isinstance(case, str) else case
        with book_on_engine(book_of(chosen)) as book:
            return explain_claim(agreement_of(chosen, tmp_path), book, packaged_code_sets(), claim)

    return told


def _line(stories: tuple[ClaimStory, ...], number: int = 1) -> LineStory:
    return stories[0].lines[number - 1]


def _reason(line: LineStory, edit: str) -> Reason:
    return next(reason for reason in line.reasons if reason.edit == edit)


PLAIN: dict[str, Any] = {"rates": [{"codes": "S9500", "rate": "130.00", "per": "day"}]}
WEEK = {"code": "S9500", "from": "2026-03-01", "to": "2026-03-07", "units": "7", "charge": "1400.00"}


def _case(contract: dict[str, Any], *lines: dict[str, Any], **tables: list[dict[str, str]]) -> Case:
    return {"name": "made here", "contract": contract, "lines": list(lines), "tables": tables, "expect": []}


# --- the arithmetic


def _worked(formula: str) -> tuple[Decimal, Decimal]:
    """What a formula such as `5 days x 130.00 x 50% + 2 days x 130.00 = 585.00` comes to, and what it says."""
    left, _, right = formula.partition(" = ")
    total = Decimal(0)
    for part in left.split(" + "):
        product = Decimal(1)
        for factor in part.split(" x "):
            number = Decimal(re.sub(r"[^0-9.].*", "", factor.replace(",", "")))
            product *= number / 100 if factor.endswith("%") else number
        total += product
    said = re.match(r"[0-9,]+\.[0-9]{2}", right)
    assert said, formula
    return total.quantize(Decimal("0.01"), ROUND_HALF_UP), Decimal(said[0].replace(",", ""))


SAMPLE = [name for place, name in enumerate(CASES) if place % 25 == 0]


@pytest.mark.parametrize("name", SAMPLE)
def test_every_step_adds_up_and_every_formula_is_true(name: str, tmp_path: Path) -> None:
    case = CASES[name]
    rows, agreement = book_of(case), agreement_of(case, tmp_path)
    lines = {(row["claim_key"], row["claim_line_number"]): row for row in decided(agreement, rows).lines}
    with book_on_engine(rows) as book:
        keys = sorted({row["claim_key"] for row in rows["claim_line"]})
        stories = [
            story
            for key in keys
            for story in explain_claim(agreement, book, packaged_code_sets(), key)
            if story.claim_key == key
        ]
    assert sum(len(story.lines) for story in stories) == len(lines)
    for story in stories:
        for line in story.lines:
            row = lines[story.claim_key, line.number]
            assert (line.disposition, line.paid, line.allowed) == (
                row["disposition"], row["paid_amount"], row["allowed_amount"],
            )  # fmt: skip
            assert line.charge == line.paid + sum((each.amount for each in line.adjustments), Decimal(0))
            running = Decimal(0)
            for step in line.steps:
                if step.arithmetic:
                    worked, said = _worked(step.arithmetic)
                    assert worked == said, step
                if step.is_total:
                    assert step.amount == running, line.steps
                else:
                    running += step.amount
            if line.steps:
                assert line.steps[-1].amount == line.paid
            else:
                assert any(reason.decides for reason in line.reasons), line


def test_seven_days_times_the_rate(tell: Tell) -> None:
    line = _line(tell("Seven days of one antibiotic pay seven per diems"))
    assert line.summary == "Paid 910.00: 7 days x 130.00 = 910.00."
    assert line.quantity == "7 days"
    assert line.clause is not None
    assert line.clause.term == "rates.1"
    assert line.clause.words == "S9500: 130.00 dollars a day."
    assert re.search(r"case\.yaml:\d+:\d+$", line.clause.place)


def test_days_alone_and_days_as_second_therapy_stand_apart(tell: Tell) -> None:
    line = _line(tell("A second therapy is second only on the days that it shares with the first"), 2)
    assert line.steps[1].arithmetic == ("4 days x 150.00 x 100% + 3 days x 150.00 x 80% = 960.00, which is 90.00 less")
    assert _reason(line, "concurrent_therapy").details == (
        "On shared days it comes after line 1 (S9500, 2026-03-01 to 2026-03-05).",
    )
    assert _reason(line, "concurrent_therapy").recommendation == 7


def test_a_charge_below_the_price_is_what_is_paid(tell: Tell) -> None:
    step = _line(tell("The lesser of charge and rate, then the rest of the deductible, then a fifth")).steps[0]
    assert step.amount == Decimal("240.00")
    assert step.arithmetic == "2 days x 130.00 = 260.00; charged 240.00"


# --- why


def test_all_reasons_are_told_the_deciding_one_first(tell: Tell) -> None:
    contract = PLAIN | {"claims": {"timely_filing_days": 5}, "effective": {"from": "2026-01-01"}}
    line = _line(tell(_case(contract, WEEK | {"place": "11", "modifiers": ["EY"]})))
    assert [reason.edit for reason in line.reasons] == ["filed_late", "no_order", "place_not_home"]
    assert [reason.decides for reason in line.reasons] == [True, False, False]
    assert line.summary.endswith("2 more reasons were found.")
    assert line.reasons[0].details == ("Received on 2026-03-17, 10 days after the line's last day, 2026-03-07.",)
    assert line.reasons[0].clause is not None
    assert line.reasons[0].clause.words == "A claim must arrive within 5 days of service."
    assert line.reasons[2].details == ("The line was billed with place of service 11 (Physician office).",)


def test_an_ended_code_names_its_successor_with_the_units_turned(tell: Tell) -> None:
    line = _line(tell("Vancomycin by its ended code is pointed to the new one and its units"))
    assert _reason(line, "code_not_in_force").send == (
        "Send J3373 with 200 units: 4 x J3370 (500 mg) are 200 x J3373 (10 mg)."
    )


def test_a_successor_that_did_not_hold_yet_is_not_named(tell: Tell) -> None:
    line = _line(tell(_case(PLAIN, WEEK | {"code": "J3373", "from": "2020-03-01", "to": "2020-03-01", "units": "4"})))
    assert "J3373 with" not in _reason(line, "code_not_in_force").send


def test_a_duplicate_names_the_earlier_line(tell: Tell) -> None:
    again = _line(tell(_case(PLAIN, WEEK, WEEK | {"claim": "B"}), "B"))
    assert _reason(again, "duplicate").details == (
        "The earlier line is line 1 of claim A (S9500, 2026-03-01 to 2026-03-07).",
    )


def test_the_approvals_looked_at_are_named_with_what_each_lacks(tell: Tell) -> None:
    contract = PLAIN | {"authorization": {"rules": [{"for": "everything", "needed": "yes"}]}}
    items = [
        {"hcpcs_code": "S9500", "start_date": "2026-02-01", "end_date": "2026-03-05"},
        {"hcpcs_code": "J1569", "start_date": "2026-03-01", "status": "pended"},
    ]
    line = _line(tell(_case(contract, WEEK | {"claim_authorization_number": "PA9"}, authorization_item=items)))
    assert _reason(line, "authorization_wrong").details == (
        "The claim names authorization PA9; none of the member's approvals has that number.",
        (
            "Looked at AUTH1 item 1, for S9500, 2026-02-01 to 2026-03-05, approved; it ends before the line's last day,"
            " 2026-03-07."
        ),
        (
            "Looked at AUTH2 item 1, for J1569, from 2026-03-01 on, pended; it is not approved, it is for another code"
            " than S9500."
        ),
    )


def test_a_pair_names_the_line_in_the_way(tell: Tell) -> None:
    line = _line(tell("The hourly pharmacy code never goes with a per diem"), 2)
    assert _reason(line, "general_beside_specific").details == ("In the way stands line 1 (S9500, 2026-03-01).",)


def test_days_in_hospital_are_named(tell: Tell) -> None:
    stay = [{"encounter_start_date": "2026-03-03", "encounter_end_date": "2026-03-05"}]
    line = _line(tell(_case(PLAIN, WEEK, encounter=stay)))
    assert _reason(line, "inpatient_day").details == (
        "Days that do not count: 2026-03-03 to 2026-03-04.",
        "In hospital from 2026-03-03, discharged on 2026-03-05.",
    )
    assert line.steps[1].words == "Less 2 days: the patient was in hospital"
    assert line.steps[1].arithmetic == "2 days x 130.00 = 260.00"


def test_coverage_is_told(tell: Tell) -> None:
    spans = [{"enrollment_start_date": "2025-01-01", "enrollment_end_date": "2026-03-04"}]
    line = _line(tell(_case(PLAIN, WEEK, eligibility=spans)))
    assert _reason(line, "after_coverage").details == ("The member is covered 2025-01-01 to 2026-03-04.",)


def test_a_replaced_claim_names_the_later_one(tell: Tell) -> None:
    later = WEEK | {"claim": "A", "claim_key": "A2", "claim_frequency_code": "7", "received_date": "2026-04-01"}
    stories = tell(_case(PLAIN, WEEK, later))
    assert [story.claim_key for story in stories] == ["A", "A2"]
    assert _reason(stories[0].lines[0], "superseded_claim").details == ("The later claim is A.",)


# --- which lines are decided


def test_only_the_members_lines_bear_on_it_and_none_of_them_is_left_out(tell: Tell) -> None:
    other = {**WEEK, "claim": "C", "member_id": "M2"}
    story = tell(_case(PLAIN, WEEK, WEEK | {"claim": "B"}, other), "B")[0]
    assert story.lines[0].disposition == "denied"
    assert WHOLE_BOOK not in story.notes
    assert story.first_day == date(2026, 3, 1)


def test_a_contract_that_counts_billings_has_every_line_decided_and_says_so(tell: Tell) -> None:
    contract = {"unlisted": {"percent_of_charge": "80%", "first_billings": "1", "then": "median_of_first_billings"}}
    earlier = {**WEEK, "claim": "A", "charge": "1000.00", "member_id": "M2", "received_date": "2026-03-09"}
    later = {**WEEK, "claim": "B", "charge": "2000.00", "received_date": "2026-03-10"}
    story = tell(_case(contract, earlier, later), "B")[0]
    assert story.lines[0].paid == Decimal("800.00")  # 80% of the first billing, which is another member's
    assert WHOLE_BOOK in story.notes


def test_what_a_story_keeps_of_the_plan_are_stages_of_it() -> None:
    assert {stage.name for stage in stages()} >= KEPT


def test_an_unknown_number_is_answered_with_near_ones(tell: Tell) -> None:
    case = _case(PLAIN, *(WEEK | {"claim": name} for name in ("HI-1001", "HI-1002", "ZZ-9")))
    with pytest.raises(UsageError, match=r"there is no claim 'HI-1003' among the claims; near it: HI-1001, HI-1002$"):
        tell(case, "HI-1003")


def test_the_claim_is_found_by_the_payors_number_too(tell: Tell) -> None:
    case = _case(PLAIN, WEEK)
    number = tell(case)[0].payer_claim_number
    assert re.fullmatch(r"P[0-9A-F]{15}", number)
    assert tell(case, number)[0].claim_id == "A"


def test_the_story_holds_no_persons_name(tell: Tell) -> None:
    named = WEEK | {"patient_last_name": "DOE", "patient_first_name": "JANE", "subscriber_last_name": "DOE"}
    assert "DOE" not in repr(tell(_case(PLAIN, named)))


def test_a_line_outside_the_contracts_days_is_told_which_days_those_are(tell: Tell, tmp_path: Path) -> None:
    case = _case(PLAIN | {"effective": {"from": "2026-04-01", "to": "2026-12-31"}}, WEEK)
    assert _reason(_line(tell(case)), "contract_not_in_force").details == (
        "The line's first day is 2026-03-01; the last version holds 2026-04-01 to 2026-12-31.",
    )
    agreement, sets = agreement_of(case, tmp_path), packaged_code_sets()
    with book_on_engine(book_of(case)) as book:
        notes = summarize(agreement, adjudicate(agreement, book, sets), sets).notes
    assert notes[0] == (
        "1 line lies outside the days of the contract, which holds 2026-04-01 to 2026-12-31: no term of it is asked."
    )
