"""Amendments and dated terms: which terms hold on which day, and what an amendment may not do."""

# the exact sentences stand whole, to be found by a search
# ruff: noqa: ISC004

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perdiem.model.contract import Contract
from perdiem.model.periods import Period
from tests.unit.readers.files import HEAD, contract, faults

BASE = """\
contract: base
effective: {from: 2026-01-01, to: 2027-12-31}
claims: {timely_filing_days: 90}
factors: {per_diem: 1.5}
rates:
  - {codes: hydration, rate: 100, per: day}
  - {codes: S9490, rate: 50, per: day}
"""
AMENDS = "contract: am\namends: base\neffective: {from: 2026-07-01}\n"
ALL_HYDRATION = ("S9373", "S9374", "S9375", "S9376", "S9377")


def days_of(found: object) -> list[tuple[Period, Contract]]:
    agreement = found.agreement  # type: ignore[attr-defined]
    assert agreement is not None, [str(fault) for fault in found.faults]  # type: ignore[attr-defined]
    return list(agreement.versions)


def amount(terms: Contract, code: str) -> str | None:
    from perdiem.codes import code_sets
    from perdiem.codes.expand import expand

    found = [str(rate.rate) for rate in terms.rates or () if code in expand(rate.codes or (), code_sets())]
    assert len(found) <= 1
    return found[0] if found else None


@pytest.mark.parametrize(
    ("amendment", "told"),
    [
        (AMENDS.replace("base", "bsae"), "a1.yaml:2:9: amends: amends another contract than 'base' (got 'bsae')"),
        (
            "contract: am\namends: base\n",
            "a1.yaml:1:1: effective.from: an amendment states its first day: `effective: {from: 2026-07-01}`",
        ),
        (
            "contract: am\neffective: {from: 2026-07-01}\n",
            "a1.yaml:1:11: amends: an amendment names its contract: `amends: base`",
        ),
        (
            AMENDS.replace("2026", "2029"),
            "a1.yaml:3:12: effective: lies outside the contract's own days (got 'from 2029-07-01')",
        ),
        (
            AMENDS + "amendments: [x.yaml]\n",
            "a1.yaml:4:13: amendments: an amendment has no amendments of its own; name them in c.yaml",
        ),
        (AMENDS + "nursng: removed\n", "a1.yaml:4:1: nursng: is not a term of a contract; did you mean 'nursing'?"),
        (
            AMENDS + "claims: {timely_filing_days: remvoed}\n",
            "a1.yaml:4:30: claims.timely_filing_days: should be a whole number of days (got 'remvoed')",
        ),
        (
            AMENDS + "rates: [{codes: S9490, base: 1, factor: nowhere}]\n",
            "a1.yaml:4:41: rates.2.factor: names no factor of `factors`: per_diem (got 'nowhere'); "
            "write a number, such as 1.37, or add the name under `factors`",
        ),
    ],
)
def test_a_wrong_amendment_is_told_so(amendment: str, told: str, tmp_path: Path) -> None:
    assert faults(tmp_path, BASE, amendment) == [told]


def test_a_contract_does_not_remove_terms_of_its_own(tmp_path: Path) -> None:
    told = "c.yaml:2:30: claims.timely_filing_days: should be a whole number of days (got 'removed')"
    assert faults(tmp_path, HEAD + "claims: {timely_filing_days: removed}\n") == [told]


@pytest.mark.parametrize(
    "removal",
    ["claims: removed", "claims: {timely_filing_days: removed}", "claims: {timely_filing_days: {is: removed}}"],
)
def test_an_amendment_removes_a_term(removal: str, tmp_path: Path) -> None:
    (_, before), (_, after) = days_of(contract(tmp_path, BASE, f"{AMENDS}{removal}\n"))
    assert (before.claims.timely_filing_days, after.claims.timely_filing_days) == (90, None)


def test_an_amendment_may_remove_what_is_not_there_and_all_rates_and_a_factor(tmp_path: Path) -> None:
    amendment = AMENDS + "nursing: {unlimited: removed}\nrates: removed\nfactors: {per_diem: removed}\n"
    _, (_, after) = days_of(contract(tmp_path, BASE, amendment))
    assert (after.nursing.unlimited, after.rates, after.factors) == (None, None, {})


def test_a_rate_for_one_code_of_a_family_leaves_the_others(tmp_path: Path) -> None:
    amendment = AMENDS + "rates: [{codes: S9374, rate: 7, per: day}]\n"
    (_, before), (_, after) = days_of(contract(tmp_path, BASE, amendment))
    assert [amount(before, code) for code in ALL_HYDRATION] == ["100"] * 5
    assert [amount(after, code) for code in ALL_HYDRATION] == ["100", "7", "100", "100", "100"]
    assert str(after.mark("rates", 2, "rate").position).endswith("a1.yaml:4:30")
    assert str(after.mark("rates", 1, "rate").position).endswith("c.yaml:7:26")


def test_a_rate_of_an_amendment_with_days_of_its_own_holds_on_these_days_only(tmp_path: Path) -> None:
    amendment = AMENDS + "rates: [{codes: S9374, rate: 7, per: day, from: 2026-09-01, to: 2026-10-31}]\n"
    found = [(str(days), amount(terms, "S9374")) for days, terms in days_of(contract(tmp_path, BASE, amendment))]
    assert found == [
        ("2026-01-01 to 2026-06-30", "100"),
        ("2026-07-01 to 2026-08-31", "100"),
        ("2026-09-01 to 2026-10-31", "7"),
        ("2026-11-01 to 2027-12-31", "100"),
    ]


def test_an_amendment_may_use_a_factor_of_its_contract(tmp_path: Path) -> None:
    _, (_, after) = days_of(contract(tmp_path, BASE, AMENDS + "rates: [{codes: S9490, base: 10, factor: per_diem}]\n"))
    assert after.rates is not None
    assert str(after.amount_of(after.rates[-1])) == "15.00"


def test_amendments_lie_over_each_other_in_their_order(tmp_path: Path) -> None:
    first = AMENDS + "rates: [{codes: S9374, rate: 7, per: day}]\nclaims: {timely_filing_days: 60}\n"
    second = AMENDS.replace("07-01", "10-01") + "rates: [{codes: S9374, rate: 8, per: day}]\n"
    found = days_of(contract(tmp_path, BASE, first, second))
    assert [(amount(terms, "S9374"), terms.claims.timely_filing_days) for _, terms in found] == [
        ("100", 90),
        ("7", 60),
        ("8", 60),
    ]


def test_an_amendment_for_a_time_ends(tmp_path: Path) -> None:
    amendment = AMENDS.replace("}", ", to: 2026-08-31}") + "claims: {timely_filing_days: 10}\n"
    found = days_of(contract(tmp_path, BASE, amendment))
    assert [terms.claims.timely_filing_days for _, terms in found] == [90, 10, 90]


def test_an_amended_term_is_not_cited_from_the_sources_of_its_contract(tmp_path: Path) -> None:
    base = BASE.replace("claims: {", "sources: {doc: {title: Manual}}\nclaims: {source: doc, ")
    (_, before), (_, after) = days_of(contract(tmp_path, base, AMENDS + "claims: {timely_filing_days: 10}\n"))
    cited = [terms.mark("claims", "timely_filing_days").citation for terms in (before, after)]
    assert [citation and citation.title for citation in cited] == ["Manual", "am"]


def test_a_dated_term_makes_versions(tmp_path: Path) -> None:
    text = f"{HEAD}claims: {{timely_filing_days: {{is: 5, from: 2026-07-01, to: 2026-08-31}}}}\n"
    found = [(str(days), terms.claims.timely_filing_days) for days, terms in days_of(contract(tmp_path, text))]
    assert found == [("to 2026-06-30", None), ("2026-07-01 to 2026-08-31", 5), ("from 2026-09-01", None)]


def test_a_term_dated_to_the_end_of_the_calendar_holds_for_ever(tmp_path: Path) -> None:
    text = f"{HEAD}claims: {{timely_filing_days: {{is: 5, from: 2026-07-01, to: 9999-12-31}}}}\n"
    found = [(str(days), terms.claims.timely_filing_days) for days, terms in days_of(contract(tmp_path, text))]
    assert found == [("to 2026-06-30", None), ("from 2026-07-01", 5)]


DAYS = st.dates(date(2025, 1, 1), date(2028, 12, 31))
PERIODS = st.tuples(DAYS, DAYS).map(sorted)
OPEN = st.tuples(st.booleans(), st.booleans())


def written(period: list[date], ends: tuple[bool, bool]) -> str:
    stated = [("from", period[0], ends[0]), ("to", period[1], ends[1])]
    return ", ".join(f"{key}: {day}" for key, day, said in stated if said)


@settings(deadline=None, max_examples=40, derandomize=True)
@given(PERIODS, OPEN, st.lists(PERIODS, max_size=3), st.lists(st.tuples(PERIODS, OPEN), max_size=3))
def test_versions_meet_and_cover_exactly_the_days_of_the_contract(
    whole: list[date],
    ends: tuple[bool, bool],
    amended: list[list[date]],
    dated: list[tuple[list[date], tuple[bool, bool]]],
) -> None:
    keys = ["timely_filing_days", "corrected_claim_days", "lesser_of_charge"]
    terms = [
        f"{key}: {{is: 1, {written(*period)}}}" for key, period in zip(keys, dated, strict=False) if any(period[1])
    ]
    text = f"contract: base\neffective: {{{written(whole, ends)}}}\nclaims: {{{', '.join(terms)}}}\n"
    held = Period(whole[0] if ends[0] else None, whole[1] if ends[1] else None)
    amendments = [
        f"contract: a\namends: base\neffective: {{from: {first}, to: {last}}}\ntitle: x\n"
        for first, last in amended
        if Period(first, last).overlaps(held)
    ]
    with TemporaryDirectory() as folder:
        versions = days_of(contract(Path(folder), text, *amendments))
    assert (versions[0][0].first, versions[-1][0].last) == (held.first, held.last)
    for (before, _), (after, _) in pairwise(versions):
        assert before.last is not None
        assert after.first == before.last + timedelta(days=1)
    for days, terms_then in versions:
        for key, (period, said) in zip(keys, dated, strict=False):
            on = days.first or days.last or date(2026, 1, 1)
            holds = Period(period[0] if said[0] else None, period[1] if said[1] else None)
            assert (getattr(terms_then.claims, key) is not None) == (any(said) and on in holds)
