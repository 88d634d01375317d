"""What a run of measuring takes in, what it leaves out, and what it says about both."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import perdiem
from perdiem.codes import packaged_code_sets
from perdiem.engine.book import Book
from perdiem.engine.duckdb import Engine, open_engine
from perdiem.errors import UsageError
from perdiem.model.measure_settings import MeasureSettings
from perdiem.model.measures import UNKNOWN, DataSource, Dimension, Scorecard, Standing
from perdiem.readers.contract_file import read_contract
from perdiem.rules.measures.evidence import evidence_rows
from perdiem.rules.measures.measure import measure
from tests.adjudicating import load_rows

NORTH, SOUTH = "1111111112", "2222222228"
ALL = MeasureSettings(suppress_below=0)


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with open_engine(threads=1) as opened:
        yield opened


def visits(site: str, count: int, *, month: int = 1, payer: str = "Blue") -> list[dict[str, Any]]:
    return [
        {
            "claim_key": f"{site}-{month}-{at}",
            "claim_id": f"{site}-{month}-{at}",
            "claim_line_number": 1,
            "claim_type": "professional",
            "charge_amount": Decimal(100),
            "claim_charge_amount": Decimal(100),
            "source_file": "made",
            "member_id": f"M{site}{at}",
            "payer": payer,
            "hcpcs_code": "99601",
            "service_unit_quantity": Decimal(1),
            "claim_line_start_date": date(2026, month, 1 + at % 28),
            "billing_npi": site,
            "claim_filing_indicator_code": "CI",
        }
        for at in range(count)
    ]


def card(engine: Engine, tables: dict[str, list[dict[str, Any]]], *names: str, **asked: Any) -> Scorecard:
    book = Book(engine)
    load_rows(book, tables)
    return measure(book, measures=names, settings=asked.pop("settings", ALL), sets=packaged_code_sets(), **asked)


def test_a_contract_narrows_to_its_sites_and_its_period(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "north.yaml"
    path.write_text(
        f"contract: north\ntitle: North\neffective: {{from: 2026-02-01, to: 2026-12-31}}\n"
        f"sites:\n  locations:\n    - {{npi: '{NORTH}', name: North site}}\n"
    )
    lines = [*visits(NORTH, 3), *visits(NORTH, 5, month=2), *visits(SOUTH, 7, month=2)]
    found = card(engine, {"claim_line": lines}, "nursing_visits", agreement=read_contract(path), by=["site"])
    value = found.overall("nursing_visits")
    assert (value.numerator, value.since, value.until) == (5, date(2026, 2, 1), date(2026, 12, 31))
    assert found.contract == "north"
    assert found.labels[Dimension.SITE, NORTH] == "North site"
    (count,) = found.evidence
    assert (count.rows, count.counted, count.outside_period) == (15, 5, 3)
    assert {each.reason: each.rows for each in count.exclusions} == {"not of this agreement": 7}


def denied(number: str, site: str | None) -> dict[str, Any]:
    return {
        "authorization_number": number,
        "item_number": 1,
        "member_id": f"M{number}",
        "hcpcs_code": "S9500",
        "billing_npi": site,
        "start_date": date(2026, 1, 5),
        "requested_date": date(2026, 1, 5),
        "decided_date": date(2026, 1, 6),
        "status": "denied",
    }


def of_north(engine: Engine, tmp_path: Path, rows: list[dict[str, Any]]) -> Scorecard:
    path = tmp_path / "north.yaml"
    path.write_text(f"contract: north\nsites:\n  locations:\n    - npi: '{NORTH}'\n")
    book = Book(engine)
    load_rows(book, {"authorization_item": rows})
    return measure(
        book, agreement=read_contract(path), measures=["authorization_denials"], settings=ALL, sets=packaged_code_sets()
    )


def test_records_that_name_no_site_are_no_zero_of_a_contract(engine: Engine, tmp_path: Path) -> None:
    value = of_north(engine, tmp_path, [denied("A", None), denied("B", None)]).overall("authorization_denials")
    assert (value.standing, value.value) == (Standing.NOT_ENOUGH_DATA, None)
    assert value.reason == "not enough data: needs the site of each item"


def test_records_that_name_no_site_beside_others_are_told(engine: Engine, tmp_path: Path) -> None:
    found = of_north(engine, tmp_path, [denied("A", None), denied("B", NORTH), denied("C", SOUTH)])
    assert found.overall("authorization_denials").numerator == 1
    assert "Of no contract, because they name no site, and not counted: rows of authorization 1." in found.notes, (
        found.notes
    )


def line_of(number: str, placed: date, removed: date | None) -> dict[str, Any]:
    named = {"catheter_id": number, "member_id": f"M{number}", "line_type": "picc"}
    return named | {"placed_date": placed, "removed_date": removed}


@pytest.mark.parametrize(("few", "shown"), [(0, "2"), (11, "fewer than 11")])
def test_a_day_far_from_all_others_is_told(engine: Engine, few: int, shown: str) -> None:
    usual = [line_of(f"K{at}", date(2026, 1, 5), date(2026, 2, 1)) for at in range(5)]
    slips = [line_of("K8", date(1926, 1, 5), date(2026, 1, 5)), line_of("K9", date(2026, 1, 5), date(2099, 1, 5))]
    tables = {"catheter": [*usual, *slips], "claim_line": visits(NORTH, 3)}
    found = card(engine, tables, "nursing_visits", settings=MeasureSettings(suppress_below=few))
    told = [each for each in found.notes if each.startswith("Days far from all others")]
    assert told
    assert f"which count as they stand: catheter {shown} (1926, 2099)." in told[0]


def test_a_port_of_nine_years_is_not_far(engine: Engine) -> None:
    tables = {"catheter": [line_of("K1", date(2017, 1, 5), None)], "claim_line": visits(NORTH, 3)}
    assert not any("far from" in each for each in card(engine, tables, "nursing_visits").notes)


def test_a_contract_without_sites_goes_by_its_lines_of_business(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "ma.yaml"
    path.write_text("contract: ma\nlines_of_business: [medicare_advantage]\n")
    found = card(engine, {"claim_line": visits(NORTH, 3)}, "nursing_visits", agreement=read_contract(path))
    assert found.overall("nursing_visits").numerator == 0  # CI is commercial
    assert any("lists no sites" in note for note in found.notes)


def test_of_two_contracts_at_a_site_the_one_that_names_the_payor_counts(engine: Engine) -> None:
    contracts = [
        {"contract_id": "any", "site_npi": NORTH, "start_date": date(2025, 1, 1)},
        {"contract_id": "blue", "site_npi": NORTH, "start_date": date(2024, 1, 1), "payer": "BLUE"},
        {"contract_id": "ended", "site_npi": SOUTH, "start_date": date(2024, 1, 1), "end_date": date(2025, 12, 31)},
    ]
    lines = [*visits(NORTH, 2), *visits(NORTH, 3, month=2, payer="Green"), *visits(SOUTH, 4)]
    found = card(engine, {"claim_line": lines, "contract": contracts}, "nursing_visits", by=["contract"])
    by_contract = {each.stratum[0][1]: each.value for each in found.of("nursing_visits", Dimension.CONTRACT)}
    assert by_contract == {"any": 3, "blue": 2, UNKNOWN: 4}


def test_each_dimension_and_all_together_come_after_the_total(engine: Engine) -> None:
    lines = [*visits(NORTH, 2), *visits(NORTH, 3, month=2), *visits(SOUTH, 4)]
    found = card(engine, {"claim_line": lines}, "nursing_visits", by=["site", "month"])
    assert [tuple(dimension for dimension, _ in each.stratum) for each in found.values] == [
        (),
        *[(Dimension.SITE,)] * 2,
        *[(Dimension.MONTH,)] * 2,
        *[(Dimension.SITE, Dimension.MONTH)] * 3,
    ]
    assert [each.value for each in found.values] == [9, 5, 4, 6, 3, 2, 3, 4]


def test_ages_are_whole_years_on_the_day(engine: Engine) -> None:
    people = [
        {"member_id": "M1", "enrollment_start_date": date(2025, 1, 1), "birth_date": date(2008, 1, 2)},
        {"member_id": "M2", "enrollment_start_date": date(2025, 1, 1), "birth_date": date(2008, 1, 1)},
        {"member_id": "M3", "enrollment_start_date": date(2025, 1, 1)},
    ]
    referrals = [
        {"referral_id": at, "member_id": at, "referral_date": date(2026, 1, 1), "decision": "accepted",
         "start_of_care_date": date(2026, 1, 3)}
        for at in ("M1", "M2", "M3")
    ]  # fmt: skip
    tables = {"eligibility": people, "referral": referrals}
    found = card(engine, tables, "referral_to_start_days", by=["age_band"])
    bands = {each.stratum[0][1]: each.denominator for each in found.values[1:]}
    assert bands == {"00-17": 1, "18-44": 1, UNKNOWN: 1}


def test_two_runs_stand_side_by_side(engine: Engine) -> None:
    book = Book(engine)
    load_rows(book, {"claim_line": [*visits(NORTH, 2), *visits(NORTH, 3, month=2)]})
    cards = [
        measure(book, measures=["nursing_visits"], settings=ALL, schema=schema, since=since, sets=packaged_code_sets())
        for schema, since in (("first", None), ("second", date(2026, 2, 1)))
    ]
    opened = [
        sum(row["adds_numerator"] for row in evidence_rows(book, each, each.values[0]) if row["set_aside"] is None)
        for each in cards
    ]
    assert opened == [5, 3]


def test_what_is_withheld_shows_in_no_count(engine: Engine) -> None:
    lines = [*visits(NORTH, 3), *visits(SOUTH, 30)]
    found = card(engine, {"claim_line": lines[:3]}, "nursing_visits", settings=MeasureSettings(), by=["site"])
    assert {each.standing for each in found.values} == {Standing.SUPPRESSED}
    assert found.evidence == found.comparisons == ()
    assert any("withheld" in note for note in found.notes)
    shown = card(engine, {"claim_line": lines}, "nursing_visits", settings=MeasureSettings(), by=["site"])
    assert [each.standing for each in shown.values] == [Standing.GIVEN, Standing.SUPPRESSED, Standing.SUPPRESSED]


def test_a_proxy_is_named_in_the_notes(engine: Engine) -> None:
    found = card(engine, {"claim_line": visits(NORTH, 3)}, "occlusions")
    assert found.overall("occlusions").source is DataSource.PROXY
    assert any(note.startswith("From claims, in place of clinical records: occlusions.") for note in found.notes)


def test_rows_read_are_told_table_by_table(engine: Engine) -> None:
    lines = visits(NORTH, 3)
    found = card(engine, {"claim_line": [*lines, lines[0]]}, "nursing_visits")
    (table,) = found.tables
    assert (table.table, table.rows, [each.rows for each in table.unused]) == ("claim_line", 4, [1])
    assert found.overall("nursing_visits").numerator == 3


def test_an_empty_book_gives_no_number_at_all(engine: Engine) -> None:
    found = measure(Book(engine), settings=ALL, sets=packaged_code_sets())
    assert len(found.values) == len(found.definitions)
    assert {each.standing for each in found.values} == {Standing.NOT_ENOUGH_DATA}
    assert all(each.missing and each.value is None for each in found.values)


def test_wrong_names_are_told_with_those_there_are(engine: Engine) -> None:
    with pytest.raises(UsageError, match="'region' is nothing that measures are broken down by; there are payor,"):
        measure(Book(engine), by=["region"])
    with pytest.raises(UsageError, match="'adherance' is no measure; did you mean 'adherence'"):
        measure(Book(engine), measures=["adherance"])


def test_steps_are_told_one_by_one(engine: Engine) -> None:
    told: list[tuple[int, int]] = []
    card(engine, {"claim_line": visits(NORTH, 3)}, "nursing_visits", progress=lambda *step: told.append(step))
    assert [done for done, _ in told] == list(range(1, len(told) + 1))
    assert told[-1][0] == told[-1][1]


def test_programs_measure_by_the_public_name(engine: Engine) -> None:
    book = Book(engine)
    load_rows(book, {"claim_line": visits(NORTH, 12)})
    assert perdiem.measure(book, by=["site"]).overall("nursing_visits").value == 12
