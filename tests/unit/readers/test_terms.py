"""Each kind of value as people write it, rightly and wrongly, with the exact sentence that answers it."""

# the exact sentences stand whole, to be found by a search
# ruff: noqa: E501

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tests.unit.readers.files import HEAD, contract, faults

AMOUNT = "should be an amount in dollars, such as 130.00"
SLIP = "should be below 10,000,000.00 dollars; a larger amount is taken for a slip"
PERCENT = "should be a percent, such as 80%"
DAY = "should be a date written year-month-day, such as 2026-01-31"
CALENDAR = "should be a day of the calendar, such as 2026-01-31"
STATE = "should be a US state by its two letters, such as TX"
CHECK = "is not an NPI: its check digit does not fit; one digit may be mistyped"


def rates(*rows: str) -> str:
    held = "effective: {from: 2026-01-01, to: 2026-12-31}\n"
    return HEAD + held + "rates:\n" + "".join(f"  - {{{row}}}\n" for row in rows)


@pytest.mark.parametrize(
    ("written", "amount"),
    [("130", "130"), ("$130", "130"), ("1,250.00", "1250"), ('"$ 1,250.50"', "1250.50"), ("1.234567", "1.234567"),
     ("1.2345670", "1.234567"), ("-0", "0"), ("1e2", "100"), (".5", "0.5"), ("9999999.99", "9999999.99")],
)  # fmt: skip
def test_an_amount_is_read_exactly(written: str, amount: str, tmp_path: Path) -> None:
    agreement = contract(tmp_path, HEAD + f"rates:\n  - codes: S9500\n    rate: {written}\n").agreement
    assert agreement is not None
    (rate,) = agreement.versions[0][1].rates or ()
    assert rate.rate == Decimal(amount)


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("ten", AMOUNT), ("-1", "should not be negative: an amount in dollars, such as 130.00"), ("1e9", SLIP),
        ("1e400", SLIP), ("10000000", SLIP), ("NaN", AMOUNT), ("Infinity", AMOUNT), ("1e999999999", AMOUNT),
        ("1E-999999999", AMOUNT), ("1.2345678", "should have at most six decimals"), ("1_000", AMOUNT),
        ("１３０", AMOUNT), ("0x10", AMOUNT), ("yes", AMOUNT), ("12,34.5", AMOUNT), ("130 dollars", AMOUNT),
        ("0.123456000000000000000000000000000000001", "should have at most six decimals"),
    ],
)  # fmt: skip
def test_what_is_no_amount_is_told_so(written: str, sentence: str, tmp_path: Path) -> None:
    text = HEAD + f"rates:\n  - codes: S9500\n    rate: {written}\n"
    assert faults(tmp_path, text) == [f"c.yaml:4:11: rates.1.rate: {sentence} (got {written!r})"]


@pytest.mark.parametrize(
    ("written", "sentence"),
    [("0.5", f"{PERCENT}; a share such as 0.8 is not accepted"), ("150%", "should be between 0% and 100%"),
     ("-1%", "should be between 0% and 100%"), ("abc%", PERCENT), ("50%%", PERCENT), ("NaN%", PERCENT), ("½", PERCENT)],
)  # fmt: skip
def test_what_is_no_percent_is_told_so(written: str, sentence: str, tmp_path: Path) -> None:
    text = HEAD + f"concurrent_therapies:\n  second: {written}\n"
    assert faults(tmp_path, text) == [f"c.yaml:3:11: concurrent_therapies.second: {sentence} (got {written!r})"]


@pytest.mark.parametrize(
    ("written", "sentence"),
    [("2026-02-30", CALENDAR), ("02/01/2026", DAY), ("2026-1-1", DAY), ("20260101", DAY), ("2026-01-01T00:00", DAY),
     ("٢٠٢٦-٠١-٠١", DAY), ("0026-01-01", "should be a day of 1900 or later, such as 2026-01-31")],
)  # fmt: skip
def test_what_is_no_day_is_told_so(written: str, sentence: str, tmp_path: Path) -> None:
    text = HEAD + f"effective:\n  from: {written}\n"
    assert faults(tmp_path, text) == [f"c.yaml:3:9: effective.from: {sentence} (got {written!r})"]


TERMS = {
    "effective: {from: 2026-02-01, to: 2026-01-01}": "2:12: effective: the first day is after the last day",
    "sites: {locations: [{npi: 1234567890}]}": f"2:27: sites.locations.1.npi: {CHECK} (got '1234567890')",
    "sites: {locations: [{npi: 12345}]}": "2:27: sites.locations.1.npi: should be an NPI: ten digits (got '12345')",
    "payor: {state: ZZ}": f"2:16: payor.state: {STATE} (got 'ZZ')",
    "service_area: {states: [TX, NO]}": f"2:29: service_area.states.2: {STATE} (got 'NO')",
    "nursng: {unlimited: yes}": "2:1: nursng: is not a term of a contract; did you mean 'nursing'?",
    "foo: 1": "2:1: foo: is not a term of a contract; see `perdiem new` or the contract reference",
    "nursing: {unlimitd: yes}": "2:11: nursing.unlimitd: is not a term of nursing; did you mean 'unlimited'?",
    "sites: {locations: [{nip: 1}]}": "2:22: sites.locations.1.nip: is not a term of this row; did you mean 'npi'?",
    "claims: {timely_filing_days: {is: 5, sorce: x}}": "2:38: claims.timely_filing_days.sorce: does not belong to the "
    "long form of a term: is, source, basis, note, from, to; did you mean 'source'?",
    "claims: {timely_filing_days: {is: 5, source: dok}}": "2:46: claims.timely_filing_days.source: names no document "
    "of `sources`: there are none (got 'dok')",
    "claims: {timely_filing_days: {is: 5, basis: printd}}": "2:45: claims.timely_filing_days.basis: should be printed, "
    "inferred, observed, proposed (got 'printd'); did you mean 'printed'?",
    "claims: {timely_filing_days: {is: 5, from: 2026-02-30}}": f"2:44: claims.timely_filing_days.from: {CALENDAR} "
    "(got '2026-02-30')",
    "claims: {timely_filing_days: {is: 5, from: 2026-07-01, to: 2026-01-01}}": "2:30: claims.timely_filing_days: "
    "the first day 2026-07-01 is after the last day 2026-01-01",
    "claims: {timely_filing_days: 0}": "2:30: claims.timely_filing_days: should be a whole number of days, at least 1 "
    "(got '0')",
    "claims: {timely_filing_days: 5.5}": "2:30: claims.timely_filing_days: should be a whole number of days (got '5.5')",
    "nursing: {unlimited: maybe}": "2:22: nursing.unlimited: should be yes or no (got 'maybe')",
    "title: {a: b}": "2:8: title: should be a text",
    'title: " "': "2:8: title: should not be blank (got ' ')",
    "rates: {codes: S9500, rate: 1}": "2:8: rates: should be a list; begin each row with a dash: `- `",
    "rates: [{codes: [], rate: 1}]": "2:17: rates.1.codes: no code is named; write a code, range, prefix or family",
    "rates: [{codes: S9377-S9373, rate: 1}]": "2:17: rates.1.codes: 'S9377-S9373' is written backwards "
    "(got 'S9377-S9373'); write S9373-S9377",
    "rates: [{codes: hydratoin, rate: 1}]": "2:17: rates.1.codes: no family is called 'hydratoin' (got 'hydratoin'); "
    "did you mean hydration or hydration_therapy?",
    "rates: [{codes: S9500, rat: 1, rate: 2}]": "2:24: rates.1.rat: is not a term of this row; did you mean 'rate'?",
    "rates: [{codes: S9500, percent: 85%, of: AWP}]": "2:42: rates.1.of: should be 'charge', 'asp', 'awp', 'wac', "
    "'acquisition_cost', 'medicare' or 'schedule' (got 'AWP'); did you mean 'awp'?",
    "authorization: {rules: [{for: nursing, needed: 01}]}": "2:48: authorization.rules.1.needed: should be 'yes', "
    "'no' or 'listed_only' (got '01')",
    "rates: [{is: {codes: S9500, rate: 1}, from: 2026-01-01}]": "2:9: rates.1: cannot have days of its own; a rate "
    "and a location state `from` and `to` as terms of their own; date any other list as a whole",
    "lines_of_business: [{is: exchange, to: 2026-01-01}]": "2:21: lines_of_business.1: cannot have days of its own; a "
    "rate and a location state `from` and `to` as terms of their own; date any other list as a whole",
    "effective: {is: {to: 2026-01-01}, from: 2026-01-01}": "2:12: effective: cannot have days of its own",
}  # fmt: skip


@pytest.mark.parametrize("written", TERMS)
def test_a_wrong_term_is_told_with_its_place_and_the_way_out(written: str, tmp_path: Path) -> None:
    assert f"c.yaml:{TERMS[written]}" in faults(tmp_path, f"{HEAD}{written}\n")


def test_each_wrong_term_gives_one_fault(tmp_path: Path) -> None:
    for written in TERMS:
        if not any(part in written for part in ("hydratoin", "effective: {is")):
            assert len(faults(tmp_path, f"{HEAD}{written}\n")) == 1, written


def test_all_faults_are_told_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = f"{HEAD}payor: {{state: ZZ}}\nnursng: 1\nrates:\n  - {{codes: S9500, rate: ten}}\nclaims: {{form: x}}\n"
    assert [fault.split(":")[1] for fault in faults(tmp_path, text)] == ["2", "3", "5", "6"]


@pytest.mark.parametrize(
    ("written", "value"),
    [("yes", True), ("no", False), ("on", True), ("off", False), ("Yes", True), ("true", True), ("null", None),
     ("~", None), ("", None)],
)  # fmt: skip
def test_yes_no_and_blank_mean_what_they_say(written: str, value: bool | None, tmp_path: Path) -> None:
    agreement = contract(tmp_path, f"{HEAD}nursing:\n  unlimited: {written}\n").agreement
    assert agreement is not None
    assert agreement.versions[0][1].nursing.unlimited is value


def test_codes_places_and_days_need_no_quotes(tmp_path: Path) -> None:
    text = f"{HEAD}effective: {{from: 2026-01-01}}\nsuite: {{places_of_service: [01, 12]}}\nrates: [{{codes: 99601, rate: 1}}]\n"
    agreement = contract(tmp_path, text).agreement
    assert agreement is not None
    found = agreement.versions[0][1]
    assert found.suite.places_of_service == ("01", "12")
    assert found.rates is not None
    assert found.rates[0].codes == ("99601",)
    assert str(found.effective.from_) == "2026-01-01"


ALREADY = "S9500 already has a rate for these days at c.yaml:{}; delete one, or give each its days (`from`, `to`) or its conditions (modifiers, site)"
OUTSIDE = "its days lie outside the contract's own"


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (("codes: hydration, rate: 1", "codes: S9374, rate: 2"), ["5:13: rates.2.codes: " + ALREADY.replace("S9500", "S9374").format("4:5")]),
        (("codes: S9500, rate: 1, to: 2026-06-30", "codes: S9500, rate: 2, from: 2026-06-30"), ["5:13: rates.2.codes: " + ALREADY.format("4:5")]),
        (("codes: S9500, rate: 1, to: 2026-06-30", "codes: S9500, rate: 2, from: 2026-07-01"), []),
        (("codes: S9500, rate: 1, to: 2026-06-30", "codes: S9500, rate: 2, from: 2026-07-05"),
         ["5:35: warning: rates.2.from: S9500 has no rate from 2026-07-01 to 2026-07-04"]),
        (("codes: S9500, rate: 1", "codes: S9500, rate: 2, from: 2026-02-01, to: 2026-02-28", "codes: S9500, rate: 3, from: 2026-05-01"),
         ["5:13: rates.2.codes: " + ALREADY.format("4:5"), "6:13: rates.3.codes: " + ALREADY.format("4:5")]),
        (("codes: S9500, rate: 1, modifiers: [SH, SS]", "codes: S9500, rate: 2, modifiers: [SS, SH]"), ["5:13: rates.2.codes: " + ALREADY.format("4:5")]),
        (("codes: S9500, rate: 1", "codes: S9500, rate: 2, site: suite"), []),
        (("codes: S9500, rate: 1, from: 2027-01-01",), [f"4:5: rates.1: {OUTSIDE}"]),
        (("codes: S9500, rate: 1, to: 2025-12-31",), [f"4:5: rates.1: {OUTSIDE}"]),
        (("codes: S9500, rate: 1, from: 2025-01-01, to: 2025-12-31",), [f"4:5: rates.1: {OUTSIDE}"]),
        (("codes: B9000, rate: 1",), ["4:13: rates.1.codes: B9000 ended on 2016-12-31: it is not in force on any day of this rate (got 'B9000')"]),
        (("codes: S9500, rate: 1, to: 9999-12-31",), []),
    ],
)  # fmt: skip
def test_rates_that_overlap_leave_a_gap_or_end_are_told(rows: tuple[str, ...], told: list[str], tmp_path: Path) -> None:
    assert faults(tmp_path, rates(*rows)) == [f"c.yaml:{sentence}" for sentence in told]


def test_a_code_that_ends_within_the_rate_is_a_warning(tmp_path: Path) -> None:
    text = f"{HEAD}effective: {{from: 2025-01-01, to: 2026-12-31}}\nrates: [{{codes: J0171, rate: 1}}]\n"
    (told,) = faults(tmp_path, text)
    assert told.startswith(
        "c.yaml:3:17: warning: rates.1.codes: J0171 ended on 2025-06-30, within the days of this rate"
    )
