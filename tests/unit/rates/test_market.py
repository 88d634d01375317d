"""The market: distributions agree with loops over rows, every row is in one or left out with a reason."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from perdiem.codes import packaged_code_sets
from perdiem.model.contract import Contract
from perdiem.model.rate_file import PUBLISHED_RATE
from perdiem.model.rate_market import LeftOut, RateMarket
from perdiem.model.terms.payment import Rate
from perdiem.readers.rate_file import Wanted, open_rates, read_providers
from perdiem.rules.rates.market import points, rate_market
from perdiem.rules.rates.stages import rate_rows
from tests.oracle_rates import market as oracle
from tests.unit.rate_file.payors import NPIS, PAYORS, document, item, price, written

SETS = packaged_code_sets()


def made(*paths: Path, contract: Contract | None = None, providers: Path | None = None) -> tuple[RateMarket, list[Any]]:
    """The market in files, and the rows that were read."""
    with open_rates(paths, wanted=Wanted(None)) as opened:
        if providers is not None:
            read_providers(opened.book.engine, providers)
        rate_rows(opened.book, are_providers_known=providers is not None)
        found = rate_market(opened.book, SETS, contract, "mine" if contract else "")
        batches = list(opened.book.batches(PUBLISHED_RATE))
        return found, [row for batch in batches for row in batch.to_pylist()]


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> tuple[RateMarket, list[Any]]:
    rates = (
        Rate(codes=("S9500",), rate="260.30"),
        Rate(codes=("S9365",), percent="80%", of="charge"),
        Rate(codes=("S9338",), rate="1", modifiers=("SS",)),
    )
    mine = Contract(contract="mine", rates=rates)
    return made(*written(tmp_path_factory.mktemp("three")), contract=mine)


def test_every_distribution_is_that_of_the_slow_reference(three: tuple[RateMarket, list[Any]]) -> None:
    market, rows = three
    expected = oracle.points(rows)
    assert {(each.code, each.modifiers) for each in market.codes} == set(expected)
    for each in market.codes:
        amounts = expected[each.code, each.modifiers]
        assert each.spread.points == len(amounts)
        assert (each.payors, each.providers) == tuple(len(set(names)) for names in zip(*amounts, strict=True))
        for name, value in oracle.spread(amounts.values()).items():
            assert abs(getattr(each.spread, name) - value) <= Decimal("0.01"), (each.code, each.modifiers, name)


def test_rows_are_in_the_distributions_or_left_out_with_a_reason(three: tuple[RateMarket, list[Any]]) -> None:
    market, rows = three
    assert {each.reason.value: each.rows for each in market.left_out} == dict(oracle.reasons(rows))
    assert market.rows == len(rows) == market.used + sum(each.rows for each in market.left_out)
    assert sum(each.rows for each in market.payors) == market.rows


def test_a_contract_stands_where_the_slow_reference_says(three: tuple[RateMarket, list[Any]]) -> None:
    market, rows = three
    (standing,) = market.standings
    amounts = list(oracle.points(rows)["S9500", ""].values())
    assert (standing.code, standing.rate) == ("S9500", Decimal("260.30"))
    assert standing.percentile == oracle.percentile(amounts, Decimal("260.30"))
    assert market.not_placed == ("S9365 (a percent)", "S9338 SS")


def test_it_is_counted_which_payors_publish_what_recommendations_turn_on(three: tuple[RateMarket, list[Any]]) -> None:
    found = {each.feature: each.payors for each in three[0].published}
    everyone = tuple(sorted(payor.name for payor in PAYORS))
    assert found["de_clotting_kit"] == found["picc_insertion"] == found["second_therapy"] == everyone
    assert found["g_codes"] == found["home_mix"] == ("Meridian Health Plan",)
    assert found["suite_modifier"] == found["suite_place"] == ("Lakeside Mutual",)
    assert found["third_therapy"] == ("Lakeside Mutual", "Prairie Health")  # a third therapy at nothing is no rate
    assert found["alteplase"] == ("Lakeside Mutual", "Meridian Health Plan")


def test_of_codes_that_were_not_read_nothing_is_said(tmp_path: Path) -> None:
    asked = frozenset({"S5517"})
    with open_rates(written(tmp_path), wanted=Wanted(asked)) as opened:
        rate_rows(opened.book)
        found = rate_market(opened.book, SETS, asked=asked)
    assert [each.feature for each in found.published] == ["de_clotting_kit"]


LEFT = {
    LeftOut.NO_AMOUNT: price("1", negotiated_rate=None),
    LeftOut.PERCENT: price("60", negotiated_type="percentage"),
    LeftOut.DERIVED: price("60", negotiated_type="derived"),
    LeftOut.ZERO: price("0"),
    LeftOut.ENDED: price("60", expiration_date="2026-09-30"),
}


@pytest.mark.parametrize("reason", LEFT)
def test_what_is_no_negotiated_amount_is_left_out(tmp_path: Path, reason: LeftOut) -> None:
    path = tmp_path / "a.json"
    rates = [{"provider_references": [0], "negotiated_prices": [price("99"), LEFT[reason]]}]
    path.write_text(json.dumps(document(PAYORS[0], [item("S9500", rates)])))
    market, _ = made(path)
    assert [(each.reason, each.rows) for each in market.left_out] == [(reason, 1)]
    assert market.codes[0].spread.most == Decimal("99.00")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"negotiation_arrangement": "bundle"}, LeftOut.BUNDLE),
        ({"negotiation_arrangement": "capitation"}, LeftOut.BUNDLE),
        ({"billing_code": "CSTM-00"}, LeftOut.ALL_CODES),
    ],
)
def test_what_pays_for_more_than_one_service_is_left_out(
    tmp_path: Path, changes: dict[str, Any], reason: LeftOut
) -> None:
    path = tmp_path / "a.json"
    rates = [{"provider_references": [0], "negotiated_prices": [price("99")]}]
    path.write_text(json.dumps(document(PAYORS[0], [item("S9500", rates, **changes)])))
    market, _ = made(path)
    assert ([each.reason for each in market.left_out], market.codes) == ([reason], ())


def test_a_hospitals_placeholders_and_own_charges_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "h.csv"
    path.write_text(
        "hospital_name,last_updated_on,version\nExample Hospital,2026-01-05,2.0.0\n"
        "description,code|1,code|1|type,setting,standard_charge|gross,standard_charge|Aetna|PPO|negotiated_dollar,"
        "standard_charge|BCBS|PPO|negotiated_dollar,standard_charge|min,standard_charge|max\n"
        "x,S9500,HCPCS,outpatient,500,2739849.30,260.30,,\n"
    )
    market, _ = made(path)
    assert {each.reason: each.rows for each in market.left_out} == {LeftOut.PLACEHOLDER: 1, LeftOut.NOT_NEGOTIATED: 1}
    (code,) = market.codes
    assert (code.payors, code.spread.median) == (1, Decimal("260.30"))


def test_a_list_of_providers_gives_names_and_states(tmp_path: Path) -> None:
    providers = tmp_path / "providers.csv"
    providers.write_text(f"NPI,Name,State\n{NPIS[0]},Alder of Toledo,oh\n{NPIS[2]},Birch,MI\n,nobody,TX\n")
    with open_rates(written(tmp_path), wanted=Wanted(frozenset({"S9500"}))) as opened:
        assert read_providers(opened.book.engine, providers) == 2
        rate_rows(opened.book, are_providers_known=True)
        market = rate_market(opened.book, SETS)
        found = {each.provider: each for each in points(opened.book) if not each.modifiers}
    assert (found["10-1000000"].name, found["10-1000000"].states) == ("Alder of Toledo", "OH")
    states = {each.group: (each.payors, each.providers) for each in market.by_state if not each.modifiers}
    assert states == {"MI": (3, 1), "OH": (3, 1)}


def test_a_business_without_a_tax_number_is_told_by_its_npi(tmp_path: Path) -> None:
    groups = [{"npi": [NPIS[0], NPIS[1]], "tin": {}}]
    rates = [{"provider_groups": groups, "negotiated_prices": [price("99"), price("101"), price("400")]}]
    path = tmp_path / "a.json"
    path.write_text(json.dumps(document(PAYORS[0], [item("S9500", rates)])))
    with open_rates([path]) as opened:
        rate_rows(opened.book)
        rate_market(opened.book, SETS)
        found = [(each.provider, each.rate, each.rates, each.least, each.most) for each in points(opened.book)]
    amounts = (Decimal(101), 3, Decimal(99), Decimal(400))
    assert found == [(str(NPIS[0]), *amounts), (str(NPIS[1]), *amounts)]


def test_of_a_contracts_codes_only_those_that_were_read_are_placed_or_not(tmp_path: Path) -> None:
    asked = frozenset({"S9500", "S9504"})
    rates = (Rate(codes=("S9500",), rate="200"), Rate(codes=("S5517",), rate="9"))
    with open_rates(written(tmp_path), wanted=Wanted(asked)) as opened:
        rate_rows(opened.book)
        found = rate_market(opened.book, SETS, Contract(contract="mine", rates=rates), "Mine", asked)
    assert [each.code for each in found.standings] == ["S9500"]
    assert found.not_placed == ()
