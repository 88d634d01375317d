"""The contract that rates imply: what is discovered, what is told apart, and what stays out."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from perdiem.codes import packaged_code_sets
from perdiem.codes.compress import compress
from perdiem.errors import UsageError
from perdiem.model.contract import Contract
from perdiem.model.rate_market import Evidence, ImpliedContract, Sight
from perdiem.model.results import Basis
from perdiem.readers.contract_file import read_contract_file
from perdiem.readers.rate_file import Wanted, open_rates
from perdiem.rules.coverage import coverage_of
from perdiem.rules.rates.evidence import evidence_of, summed
from perdiem.rules.rates.implied import implied_contract
from perdiem.rules.rates.stages import rate_rows
from perdiem.writers.implied_contract import implied_contract_yaml
from tests.unit.rate_file.payors import (
    BASES,
    LAKESIDE,
    MERIDIAN,
    NPIS,
    PAYORS,
    PRAIRIE,
    Payor,
    amount,
    document,
    item,
    price,
    written,
)

SETS = packaged_code_sets()


def implied(*paths: Path, payor: str = "", provider: str = "") -> ImpliedContract:
    """The contract that files imply."""
    with open_rates(paths, wanted=Wanted(None)) as opened:
        rate_rows(opened.book)
        return implied_contract(opened.book, SETS, payor=payor, provider=provider)


def contract_of(found: ImpliedContract, folder: Path) -> Contract:
    """The contract as its file says it; there is no fault in it."""
    path = folder / "contract.yaml"
    path.write_text(implied_contract_yaml(found, SETS.get, lambda codes: compress(codes, SETS)))
    file = read_contract_file(path)
    assert file.errors == ()
    assert file.agreement is not None
    return file.agreement.versions[0][1]


def seen(found: ImpliedContract) -> dict[int, Evidence]:
    """The evidence by number."""
    return {each.number: each for each in evidence_of(found, SETS)}


def one(folder: Path, *items: dict[str, Any]) -> ImpliedContract:
    """The contract that one payor's file with these codes implies for its first provider."""
    path = folder / "one.json"
    path.write_text(json.dumps(document(MERIDIAN, list(items))))
    return implied(path, provider="10-1000000")


def paid(code: str, *prices: dict[str, Any]) -> dict[str, Any]:
    """A code with prices for the first provider."""
    return item(code, [{"provider_references": [0], "negotiated_prices": list(prices)}])


@pytest.mark.parametrize("payor", PAYORS, ids=lambda payor: payor.name)
def test_the_payors_terms_are_found_in_its_rates(payor: Payor, tmp_path: Path) -> None:
    found = implied(*written(tmp_path, payor), provider="10-1000000")
    assert [(each.name, each.factor, each.fitting) for each in found.factors] == [
        ("schedule", payor.factor, len(BASES) + payor.has_suite)
    ]
    assert {each.modifier: each.percent for each in found.shares} == dict(zip(("SH", "SJ"), payor.shares, strict=True))
    contract = contract_of(found, tmp_path)
    for code in BASES:
        assert coverage_of(contract, SETS, code).amount == amount(payor, 0, code)
    for code, rate in payor.others:
        assert coverage_of(contract, SETS, code).amount == Decimal(rate)
    assert (contract.concurrent_therapies.second, contract.concurrent_therapies.third) == payor.shares


def test_every_term_is_marked_observed_or_inferred_and_the_rest_is_absent(tmp_path: Path) -> None:
    contract = contract_of(implied(*written(tmp_path, LAKESIDE), provider="Alder"), tmp_path)
    assert contract.mark("concurrent_therapies", "second").citation.basis is Basis.OBSERVED  # type: ignore[union-attr]
    assert contract.mark("factors", "schedule").citation.basis is Basis.INFERRED  # type: ignore[union-attr]
    assert all(
        contract.mark("rates", row).citation.basis is Basis.OBSERVED  # type: ignore[union-attr]
        for row in range(len(contract.rates or ()))
    )
    for section in ("authorization", "nursing", "claims", "medicare", "per_diem", "networks", "coding", "suite"):
        stated = getattr(contract, section)
        assert stated is None or stated.is_silent
    assert contract.sites.locations is None  # one NPI is no proof of one site


def test_one_rate_for_all_intervals_is_found(tmp_path: Path) -> None:
    found = implied(*written(tmp_path, MERIDIAN), provider="10-1000000")
    codes = "S9494, S9500, S9501, S9502, S9503, S9504"
    assert f"One rate for all dosing intervals of anti-infectives: 260.30 for {codes}." in found.notes
    assert "2 rates for the volumes of parenteral nutrition (4 codes)." in found.notes


def test_what_rates_can_prove_deny_and_not_see(tmp_path: Path) -> None:
    meridian = seen(implied(*written(tmp_path, MERIDIAN), provider="10-1000000"))
    lakeside = seen(implied(*written(tmp_path, LAKESIDE), provider="11-1000000"))
    prairie = seen(implied(*written(tmp_path, PRAIRIE), provider="10-1000000"))
    assert {number: each.sight for number, each in meridian.items() if each.sight is Sight.DENIED} == {
        2: Sight.DENIED, 7: Sight.DENIED, 15: Sight.DENIED,
    }  # fmt: skip
    assert meridian[4].sight is lakeside[4].sight is lakeside[5].sight is lakeside[7].sight is Sight.PROVED
    assert meridian[3].sight is Sight.IN_PART
    assert "S5517 at 137.00" in meridian[3].sentence
    assert "Not observed: alteplase (J2997)" in prairie[3].sentence
    assert meridian[5].sight is lakeside[15].sight is meridian[13].sight is Sight.NOT_OBSERVED
    assert lakeside[13].sight is Sight.IN_PART
    for number in (1, 6, 8, 9, 11, 12, 14):
        assert lakeside[number].sight is Sight.CANNOT_BE_SEEN
    assert sorted(number for _, numbers in summed(list(meridian.values())) for number in numbers) == list(range(1, 16))


def test_rates_that_differ_by_place_are_told_apart(tmp_path: Path) -> None:
    found = one(tmp_path, paid("S9500", price("100"), price("80", places=("49", "11"))))
    expected = [(Decimal(80), ("11", "49")), (Decimal(100), ("12",))]
    assert [(each.amount, each.places) for each in found.rates] == expected
    assert found.several == ()
    rates = contract_of(found, tmp_path).rates or ()
    assert [(rate.rate, rate.places_of_service) for rate in rates] == expected


@pytest.mark.parametrize("places", [("12",), ("CSTM-00",), ("49", "12")])
def test_rates_that_nothing_tells_apart_are_in_no_row_and_named(tmp_path: Path, places: tuple[str, ...]) -> None:
    found = one(tmp_path, paid("S5517", price("100"), price("80", places=places)), paid("S9365", price("7")))
    assert found.several == (("S5517", "", (Decimal(80), Decimal(100))),)
    assert [each.code for each in found.rates] == ["S9365"]
    assert "S5517 at 80.00 to 100.00" in seen(found)[3].sentence
    contract_of(found, tmp_path)
    assert "Not told apart, so without a rate here: S5517 at 80.00, 100.00." in (tmp_path / "contract.yaml").read_text()


def test_a_list_of_every_place_binds_to_none(tmp_path: Path) -> None:
    every = tuple(f"{n:02}" for n in range(11, 25))
    found = one(tmp_path, paid("S9500", price("100", places=every)), paid("S9501", price("9", places=("CSTM-00",))))
    assert [each.places for each in found.rates] == [(), ()]


def test_shares_that_differ_from_code_to_code_stay_rates(tmp_path: Path) -> None:
    shares = {"S9500": "50", "S9501": "70", "S9502": "90"}
    items = [paid(code, price("100"), price(share, "SH")) for code, share in shares.items()]
    found = one(tmp_path, *items)
    assert [(each.modifier, each.percent, each.codes) for each in found.shares] == [("SH", None, 3)]
    assert sum("SH" in each.modifiers for each in found.rates) == 3
    assert seen(found)[7].sight is Sight.DENIED
    assert contract_of(found, tmp_path).concurrent_therapies.is_silent


def test_a_percent_of_the_charge_and_a_rate_for_all_codes_are_terms(tmp_path: Path) -> None:
    percent = {"negotiated_type": "percentage"}
    found = one(tmp_path, paid("J2997", price("85", **percent)), paid("CSTM-00", price("60", **percent)))
    contract = contract_of(found, tmp_path)
    assert contract.unlisted.percent_of_charge == 60
    (rate,) = contract.rates or ()
    assert (rate.percent, rate.of) == (Decimal(85), "charge")


def test_what_is_left_out_is_said(tmp_path: Path) -> None:
    found = one(
        tmp_path, paid("S9500", price("100"), price("5", negotiated_type="derived")), paid("27447", price("9")),
        paid("S9365", price("0")), paid("S9366", price("8", expiration_date="2020-01-01")),
    )  # fmt: skip
    assert [each.code for each in found.rates] == ["S9500"]
    said = " ".join(found.notes)
    for words in ("1 row with amounts that the payor derives", "carry: 27447", "zero for S9365", "had expired"):
        assert words in said


def test_npis_that_are_paid_differently_deny_the_same_terms(tmp_path: Path) -> None:
    tin = {"type": "ein", "value": "10-1000000"}
    rates = [
        {"provider_groups": [{"npi": [npi], "tin": tin}], "negotiated_prices": [price(rate, places=(place,))]}
        for npi, rate, place in ((NPIS[0], "100", "12"), (NPIS[1], "90", "12"), (NPIS[2], "90", "12"))
    ]
    path = tmp_path / "a.json"
    path.write_text(json.dumps(document(MERIDIAN, [item("S9500", rates)])))
    found = implied(path)
    assert found.has_same_terms is False
    assert seen(found)[13].sight is Sight.DENIED


def test_who_is_meant_must_be_clear(tmp_path: Path) -> None:
    paths = written(tmp_path)
    with pytest.raises(UsageError, match=r"3 payors: .*name one with --payor"):
        implied(*paths)
    with pytest.raises(UsageError, match=r"12 providers fit; name one with --provider .*1\d-1000000 .* and 2 more"):
        implied(*paths, payor="lakeside")
    with pytest.raises(UsageError, match="no rate of Meridian Health Plan is for Zebra; there are"):
        implied(*paths, payor="meridian", provider="Zebra")
    with pytest.raises(UsageError, match=r"no payor is called Zebra; there are: .*Lakeside Mutual"):
        implied(*paths, payor="Zebra", provider="Birch")
    by_npi = implied(*paths, payor="PRAIRIE", provider=str(NPIS[3]))
    assert (by_npi.payor, by_npi.provider, by_npi.name) == ("Prairie Health", "11-1000000", "Birch Home Infusion")


def test_npis_that_fail_their_check_digit_are_counted_and_left_out(tmp_path: Path) -> None:
    groups = [{"npi": [NPIS[0], 1234567890, NPIS[1]], "tin": {"type": "ein", "value": "10-1000000"}}]
    path = tmp_path / "a.json"
    rates = [{"provider_groups": groups, "negotiated_prices": [price("100")]}]
    path.write_text(json.dumps(document(MERIDIAN, [item("S9500", rates)])))
    found = implied(path)
    assert (found.npis, found.wrong_npis) == ((str(NPIS[0]), str(NPIS[1])), 1)
    assert [site.npi for site in contract_of(found, tmp_path).sites.locations or ()] == list(found.npis)


def test_a_payor_by_its_whole_name_is_not_another_whose_name_holds_it(tmp_path: Path) -> None:
    (tmp_path / "ohio").mkdir()
    paths = written(tmp_path, MERIDIAN)
    paths += written(tmp_path / "ohio", replace(MERIDIAN, name="Meridian Health Plan of Ohio"))
    assert implied(*paths, payor="Meridian Health Plan", provider="10-1000000").payor == "Meridian Health Plan"
    with pytest.raises(UsageError, match="2 payors"):
        implied(*paths, payor="Meridian", provider="10-1000000")


def test_of_codes_that_were_not_read_it_is_not_said_that_they_were_not_observed(tmp_path: Path) -> None:
    asked = frozenset({"S9500", "S5517"})
    with open_rates(written(tmp_path, MERIDIAN), wanted=Wanted(asked)) as opened:
        rate_rows(opened.book)
        found = implied_contract(opened.book, SETS, provider="10-1000000", asked=asked)
    assert found.notes[0] == "Only these codes were read: S5517, S9500. Rates of others may be published."
    told = {each.number: each for each in evidence_of(found, SETS, asked)}
    for number, codes in ((4, "S5520 and S5522"), (15, "B4164, B4168, B4172, B4176, B4178 and 2 more"), (10, "")):
        assert told[number].sight is Sight.NOT_LOOKED_FOR
        assert told[number].sentence.startswith(f"The codes that it turns on were not read: {codes}")
    assert told[3].sight is Sight.IN_PART
    assert told[3].sentence == (
        "Priced: the de-clotting kit, S5517 at 137.00. Authorization and the member's cost are not in a rate file. "
        "Not read: J2997 and 99601."
    )
    assert told[7].sight is Sight.DENIED
    assert told[2].sentence.startswith("1 of 29 therapies have an S-code per diem. What a per diem holds")
    assert "Not observed" not in told[2].sentence
