"""Denials that the contract and eligibility settle."""

from __future__ import annotations

from datetime import date

import pytest

from perdiem.model.authorization import (
    Action,
    CoverageSpan,
)
from tests.unit.authorization.deciding import (
    START,
    actions_of,
    decided,
)
from tests.unit.authorization.requests import item, request


@pytest.mark.parametrize(
    ("terms", "code", "term"),
    [
        ("coding: {refused: [hit_g_codes]}\n", "G0068", "coding.refused"),
        ("parenteral_nutrition: {home_mix: not_covered}\n", "B4168", "parenteral_nutrition.home_mix"),
        ("de_clotting: {kit: not_covered}\n", "S5517", "de_clotting.kit"),
        ("enteral: {per_diem: not_covered}\n", "S9341", "enteral.per_diem"),
    ],
)
def test_what_the_contract_does_not_cover_is_denied_with_its_term(terms, code, term):
    found = decided(terms, request(item(1, code))).items[0]
    assert found.action is Action.DENY
    assert found.reason.term == term
    assert ":" in found.reason.place


def test_an_ended_code_is_denied_with_the_one_that_took_its_place():
    found = decided("", request(item(1, "J3370"))).items[0]
    assert found.action is Action.DENY
    assert "J3373" in found.reason.sentence


def test_a_member_who_is_not_covered_is_told_so_and_eligibility_gives_the_line_of_business():
    terms = "authorization: {rules: [{for: drug, needed: yes, lines_of_business: [medicare_advantage]}]}\n"
    asked = request(START[0])
    assert decided(terms, asked, coverage=()).items[0].reason.code == "member_unknown"
    ended = CoverageSpan(date(2025, 1, 1), date(2026, 2, 28))
    assert decided(terms, asked, coverage=[ended]).items[0].reason.code == "after_coverage"
    covered = CoverageSpan(date(2025, 1, 1), None, "medicare_advantage")
    assert actions_of(decided(terms, asked, coverage=[covered])) == [Action.PEND]
    assert actions_of(decided(terms, asked)) == [Action.NOT_REQUIRED]


def test_days_outside_the_contract_are_denied():
    free = "authorization: {rules: [{for: nursing, needed: no}]}\n"
    assert actions_of(decided(free, request(item(1, "99601")))) == [Action.NOT_REQUIRED]
    outside = item(1, "99601", first_day=date(2027, 1, 1), last_day=date(2027, 1, 3))
    assert decided(free, request(outside)).items[0].reason.code == "contract_not_in_force"
