"""In-network files: providers wherever they stand, parts of bundles, and every fault with its place."""

from __future__ import annotations

import gzip
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from perdiem.codes import packaged_code_sets
from perdiem.model.rate_faults import RATE_FAULTS
from perdiem.readers.rate_file import Wanted, open_rates, wanted_codes
from tests.unit.rate_file.files import GROUP, PRICE, document, faults, item, read

RATE = Decimal("260.30")
NAMED = {"provider_references": [1], "negotiated_prices": [PRICE]}


def written(folder: Path, content: Any, name: str = "a.json") -> Path:
    path = folder / name
    path.write_text(json.dumps(content))
    return path


@pytest.mark.parametrize("comes_first", [True, False])
def test_a_reference_is_found_before_and_after_the_rates(tmp_path: Path, comes_first: bool) -> None:
    made = document(item(negotiated_rates=[NAMED]))
    references = {"provider_references": [{"provider_group_id": 1.0, "provider_groups": [GROUP]}]}
    path = written(tmp_path, references | made if comes_first else made | references)
    rows, (file,) = read(path, columns="provider_reference, npi, tin, rate")
    assert rows == [("1", "1234567893", "11-1111111", RATE)]
    assert file.payor == "Example Plan"


@pytest.mark.parametrize("ending", ["", ".gz"])
def test_a_reference_to_another_file_is_found_in_the_folder(tmp_path: Path, ending: str) -> None:
    there = {"provider_group_id": 1, "location": "https://plan.example/groups/one.json?x=1"}
    path = written(tmp_path, document(item(negotiated_rates=[NAMED]), provider_references=[there]))
    folder = tmp_path / "providers"
    folder.mkdir()
    text = json.dumps({"provider_groups": [GROUP], "version": "1.0"}).encode()
    (folder / f"one.json{ending}").write_bytes(gzip.compress(text) if ending else text)
    assert read(path, columns="npi", references=folder)[0] == [("1234567893",)]


def test_a_reference_to_a_file_that_is_not_here_is_counted_and_its_rate_kept(tmp_path: Path) -> None:
    there = {"provider_group_id": 1, "location": "https://plan.example/groups/one.json"}
    path = written(tmp_path, document(item(negotiated_rates=[NAMED]), provider_references=[there]))
    rows, (file,) = read(path, columns="provider_reference, npi, rate")
    assert rows == [("1", None, RATE)]
    assert faults(file)["reference-not-here"] == 1


def test_a_bundle_is_read_for_the_codes_that_it_holds(tmp_path: Path) -> None:
    part = {"billing_code_type": "HCPCS", "billing_code_type_version": "2025", "billing_code": "S9500"}
    bundle = item("X0001", negotiation_arrangement="bundle", bundled_codes=[part | {"billing_code": "X2"}, part, part])
    rows, (file,) = read(written(tmp_path, document(bundle)), columns="code, contained_codes, rate")
    assert rows == [("X0001", "HCPCS:X2 HCPCS:S9500 HCPCS:S9500", RATE)]
    assert file.wanted == 1


FAULTY: list[tuple[str, dict[str, Any]]] = [
    ("arrangement-unknown", item(negotiation_arrangement="barter")),
    ("item-key-missing", item(name=None)),
    ("code-system-unknown", item(billing_code_type="XYZ")),
    ("rate-without-providers", item(negotiated_rates=[{"negotiated_prices": [PRICE]}])),
    ("rate-without-prices", item(negotiated_rates=[{"provider_groups": [GROUP], "negotiated_prices": []}])),
    ("reference-unknown", item(negotiated_rates=[NAMED])),
    *(
        (fault, item(negotiated_rates=[{"provider_groups": [GROUP], "negotiated_prices": [PRICE | change]}]))
        for fault, change in [
            ("negotiated-type-unknown", {"negotiated_type": "per_diem"}),
            ("billing-class-unknown", {"billing_class": "prof"}),
            ("expiration-missing", {"expiration_date": None}),
            ("expiration-wrong", {"expiration_date": "12/31/2026"}),
            ("percentage-over-100", {"negotiated_type": "percentage", "negotiated_rate": 260}),
            ("place-missing", {"service_code": []}),
            ("place-unknown", {"service_code": ["12", "1A"]}),
        ]
    ),
    *(
        (fault, item(negotiated_rates=[{"provider_groups": [GROUP | change], "negotiated_prices": [PRICE]}]))
        for fault, change in [
            ("npi-wrong", {"npi": [1234567890]}),
            ("npi-wrong", {"npi": [12345]}),
            ("tin-wrong", {"tin": {"type": "ssn", "value": "1"}}),
        ]
    ),
]


@pytest.mark.parametrize(("fault", "faulty"), FAULTY, ids=[f"{name}-{at}" for at, (name, _) in enumerate(FAULTY)])
def test_a_fault_is_counted_where_it_stands(tmp_path: Path, fault: str, faulty: dict[str, Any]) -> None:
    path = written(tmp_path, document(item("S9365"), faulty))
    _, (file,) = read(path)
    assert {name: each.faults for name, each in file.faults.items()} == {fault: 1}
    assert file.faults[fault].first_position == path.read_bytes().index(b'{"negotiation_arrangement"', 200)


@pytest.mark.parametrize("size", [1, 200], ids=["alone", "among many"])
@pytest.mark.parametrize(
    "key",
    ["billing_code", "provider_group_id", "negotiated_rates", "reporting_entity_name", "in_network", "bundled_codes"],
)
def test_keys_that_are_spelled_with_escapes_are_keys(tmp_path: Path, key: str, size: int) -> None:
    bundle = item("X1", bundled_codes=[{"billing_code_type": "HCPCS", "billing_code": "S9365"}])
    items = [item(negotiated_rates=[NAMED]), bundle, *[item("27447")] * size]
    made = document(*items, provider_references=[{"provider_group_id": 1, "provider_groups": [GROUP]}])
    expected = read(written(tmp_path, made))[0]
    path = tmp_path / "a.json"
    path.write_text(path.read_text().replace(f'"{key}"', f'"{key[:3]}\\u{ord(key[3]):04X}{key[4:]}"'))
    found, (file,) = read(path)
    assert found == expected
    assert (file.payor, file.faults) == ("Example Plan", {})


def test_a_sound_file_has_no_fault(tmp_path: Path) -> None:
    _, (file,) = read(written(tmp_path, document(item())))
    assert faults(file) == {}


def test_a_code_that_had_ended_on_the_files_day_is_counted(tmp_path: Path) -> None:
    sets = packaged_code_sets()
    ended = next(code for code in sets.codes.values() if code.in_force.last is not None)
    day = f"{ended.in_force.last.year + 1}-06-30"
    path = written(tmp_path, document(item(ended.code), last_updated_on=day))
    _, (file,) = read(path)
    assert faults(file)["code-ended"] == 1


def test_schema_2_asks_for_the_setting_and_knows_fewer_places(tmp_path: Path) -> None:
    price = PRICE | {"service_code": ["35"]}
    made = item(negotiated_rates=[{"provider_groups": [GROUP], "negotiated_prices": [price]}])
    assert faults(read(written(tmp_path, document(made)))[1][0]) == {}
    second = faults(read(written(tmp_path, document(made, version="2.0.0")))[1][0])
    assert second == {"place-unknown": 1, "setting-unknown": 1}


def test_the_head_is_judged(tmp_path: Path) -> None:
    path = written(tmp_path, document(item(), last_updated_on="soon", plan_name="P", version="3"))
    _, (file,) = read(path)
    assert faults(file) == {"file-date-wrong": 1, "plan-incomplete": 1, "version-unknown": 1}


def test_home_infusions_codes_are_wanted_and_what_prices_all_codes() -> None:
    wanted = wanted_codes(packaged_code_sets())
    assert all(map(wanted, ["S9500", " s9365 ", "99601", "CSTM-00"]))
    assert not any(map(wanted, ["27447", "0250", "36568"]))
    assert Wanted(None)("27447")


def test_every_fault_has_its_row_with_a_sentence(tmp_path: Path) -> None:
    with open_rates([written(tmp_path, document(item(name=None)))]) as opened:
        rows = opened.book.engine.run("SELECT fault, meaning, faults, example FROM book.rate_fault").fetchall()
    assert rows == [("item-key-missing", RATE_FAULTS["item-key-missing"], 1, "name")]
