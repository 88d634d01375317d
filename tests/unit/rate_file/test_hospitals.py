"""Hospitals' standard charges: the three layouts give a row for each amount, and placeholders are marked."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from perdiem.model.rate_reading import RateFileKind
from perdiem.readers.rate_file import Wanted
from tests.unit.rate_file.files import faults, read

HEAD = (
    "hospital_name,last_updated_on,version,hospital_location,hospital_address,license_number|OH,affirmation\n"
    'Example Hospital,2026-01-05,2.0.0,Main,"1 Street, Town",12345,true\n'
)
TALL = HEAD + (
    "description,code|1,code|1|type,code|2,code|2|type,modifiers,setting,standard_charge|gross,"
    "standard_charge|discounted_cash,payer_name,plan_name,standard_charge|negotiated_dollar,"
    "standard_charge|negotiated_percentage,standard_charge|negotiated_algorithm,estimated_amount,"
    "standard_charge|min,standard_charge|max,standard_charge|methodology,additional_generic_notes\n"
)
WIDE = HEAD.replace("2026-01-05,2.0.0", "1/5/2026,3.0.0") + (
    "description,code|1,code|1|type,setting,standard_charge|gross,standard_charge|discounted_cash,"
    "standard_charge|Aetna|PPO|negotiated_dollar,standard_charge|Aetna|PPO|methodology,median_amount|Aetna|PPO,"
    "additional_payer_notes|Aetna|PPO,standard_charge|Mutual, Inc.|All|negotiated_percentage,".replace(
        "standard_charge|Mutual, Inc.|All|negotiated_percentage",
        '"standard_charge|Mutual, Inc.|All|negotiated_percentage"',
    )
    + "standard_charge|min,standard_charge|max,additional_generic_notes\n"
)
COLUMNS = "code, modifiers, payor, plan, rate_kind, negotiated_type, rate, rate_unit, additional_information"


def written(folder: Path, content: str | bytes, name: str = "a.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_a_tall_row_gives_a_row_for_each_amount(tmp_path: Path) -> None:
    row = 'PN,S9365,HCPCS,77,CDM,SH,outpatient,"$1,234.50",600,Aetna,PPO,438.40,,,,100,900,per diem,"note, a"\n'
    rows, (file,) = read(written(tmp_path, TALL + row), columns=COLUMNS)
    assert rows == [
        ("S9365", "SH", "Aetna", "PPO", "negotiated", "per diem", Decimal("438.40"), "USD", "note, a"),
        ("S9365", "SH", None, None, "discounted_cash", None, Decimal(600), "USD", "note, a"),
        ("S9365", "SH", None, None, "gross", None, Decimal("1234.50"), "USD", "note, a"),
        ("S9365", "SH", None, None, "maximum", None, Decimal(900), "USD", "note, a"),
        ("S9365", "SH", None, None, "minimum", None, Decimal(100), "USD", "note, a"),
    ]
    assert (file.kind, file.version, file.payor, file.wanted) == (
        RateFileKind.HOSPITAL_TALL,
        "2.0.0",
        "Example Hospital",
        1,
    )


def test_a_wide_row_gives_the_charge_once_and_each_payor(tmp_path: Path) -> None:
    row = (
        "PN,S9365,HCPCS,outpatient,500,250,438.40,per diem,438.40,n,65.5,1,900,g\nKnee,27447,CPT,inpatient,1,,,,,,,,,\n"
    )
    rows, (file,) = read(written(tmp_path, WIDE + row), columns=COLUMNS)
    assert rows == [
        ("S9365", None, "Aetna", "PPO", "median", "per diem", Decimal("438.40"), "USD", "n; g"),
        ("S9365", None, "Aetna", "PPO", "negotiated", "per diem", Decimal("438.40"), "USD", "n; g"),
        ("S9365", None, "Mutual, Inc.", "All", "negotiated", None, Decimal("65.5"), "percent", "g"),
        ("S9365", None, None, None, "discounted_cash", None, Decimal(250), "USD", "g"),
        ("S9365", None, None, None, "gross", None, Decimal(500), "USD", "g"),
        ("S9365", None, None, None, "maximum", None, Decimal(900), "USD", "g"),
        ("S9365", None, None, None, "minimum", None, Decimal(1), "USD", "g"),
    ]
    assert (file.kind, str(file.file_date)) == (RateFileKind.HOSPITAL_WIDE, "2026-01-05")


@pytest.mark.parametrize("amount", ["2739849.30", "1.00", "0.22", "25798", "999999999"])
def test_a_placeholder_is_marked(tmp_path: Path, amount: str) -> None:
    row = f"PN,S9365,HCPCS,,,,outpatient,,,Aetna,PPO,{amount},,,,,,per diem,\n"
    ((mark,),), _ = read(written(tmp_path, TALL + row), columns="rate_mark")
    assert mark.startswith("placeholder: ")


def test_a_price_near_a_placeholder_is_not_marked(tmp_path: Path) -> None:
    row = "PN,S9365,HCPCS,,,,outpatient,,,Aetna,PPO,1.01,,,,,,per diem,\n"
    assert read(written(tmp_path, TALL + row), columns="rate_mark")[0] == [(None,)]


def test_an_algorithm_without_an_amount_is_a_row_without_a_rate(tmp_path: Path) -> None:
    row = "PN,S9365,HCPCS,,,,outpatient,,,Aetna,PPO,,,see section 4,,,,other,\n"
    rows, _ = read(written(tmp_path, TALL + row), columns="rate_kind, rate, additional_information")
    assert rows == [("negotiated", None, "see section 4")]


def test_faults_of_rows_are_counted_with_their_rows(tmp_path: Path) -> None:
    rows = (
        "PN,S9365,HCPCS,,,,outpatient,,,Aetna,PPO,45%,,,,,,other,\n"
        "PN,S9366,HCPCS,,,,somewhere,abc,,Aetna,PPO,12,,,,,,guess,\n"
        "PN,S9367,HCPCS,,,,outpatient,,,Aetna,PPO,,,,,,,other,\n"
    )
    found, (file,) = read(written(tmp_path, TALL + rows), columns="code, rate, rate_unit")
    assert found == [("S9365", Decimal(45), "percent"), ("S9366", Decimal(12), "USD")]
    assert {name: fault.first_position for name, fault in file.faults.items()} == {
        "percent-in-dollars": 4, "amount-not-one": 5, "setting-unknown": 5, "methodology-unknown": 5,
        "charge-missing": 6,
    }  # fmt: skip


def test_a_file_of_the_western_code_page_is_read(tmp_path: Path) -> None:
    row = "Café,S9365,HCPCS,,,,outpatient,5,,,,,,,,,,,\n"
    rows, _ = read(written(tmp_path, (TALL + row).encode("cp1252")), columns="description")
    assert rows == [("Café",)]


def test_json_gives_a_row_for_each_amount(tmp_path: Path) -> None:
    payers = [
        {"payer_name": "Aetna", "plan_name": "PPO", "standard_charge_dollar": 438.40, "methodology": "per diem"},
        {"payer_name": "BCBS", "plan_name": "HMO", "standard_charge_percentage": 65.5, "methodology": "other"},
    ]
    service = {
        "description": "PN",
        "code_information": [{"code": "S9365", "type": "HCPCS"}, {"code": "77", "type": "CDM"}],
        "standard_charges": [
            {"setting": "outpatient", "gross_charge": 500.1, "modifiers": ["SH"], "payers_information": payers}
        ],
    }
    other = {"description": "K", "code_information": [{"code": "27447", "type": "CPT"}], "standard_charges": []}
    document = {
        "hospital_name": "Example Hospital", "last_updated_on": "2026-01-05", "version": "2.2.0",
        "standard_charge_information": [other, service],
    }  # fmt: skip
    rows, (file,) = read(written(tmp_path, json.dumps(document), "a.json"), columns=COLUMNS)
    assert rows == [
        ("S9365", "SH", "Aetna", "PPO", "negotiated", "per diem", Decimal("438.4"), "USD", None),
        ("S9365", "SH", "BCBS", "HMO", "negotiated", "other", Decimal("65.5"), "percent", None),
        ("S9365", "SH", None, None, "gross", None, Decimal("500.1"), "USD", None),
    ]
    assert (file.kind, file.objects, file.wanted, file.is_whole) == (RateFileKind.HOSPITAL_JSON, 2, 1, True)
    assert faults(file) == {}


@pytest.mark.parametrize(("stated", "npi"), [("2999000007", "2999000007"), ("2999000007|2999000015", None), ("", None)])
def test_the_hospitals_npi_is_given_where_it_is_one(tmp_path: Path, stated: str, npi: str | None) -> None:
    head = HEAD.replace("affirmation", "type_2_npi").replace("true", stated).replace("2.0.0", "3.0.0")
    row = "PN,S9365,HCPCS,,,,outpatient,5,,,,,,,,,,,\n"
    ((found,),), (file,) = read(written(tmp_path, TALL.replace(HEAD, head) + row), columns="npi")
    assert (found, file.version) == (npi, "3.0.0")
    service = {"description": "x", "code_information": [{"code": "S9365", "type": "HCPCS"}],
               "standard_charges": [{"setting": "both", "gross_charge": 1}]}  # fmt: skip
    made = {"hospital_name": "H", "last_updated_on": "2026-01-05", "version": "3.0.0",
            "type_2_npi": stated.split("|"), "standard_charge_information": [service]}  # fmt: skip
    assert read(written(tmp_path, json.dumps(made), "a.json"), columns="npi")[0] == [(npi,)]


def test_all_codes_are_read_when_all_are_wanted(tmp_path: Path) -> None:
    row = "Knee,27447,CPT,0360,RC,,inpatient,100,,,,,,,,,,,\n"
    rows, _ = read(written(tmp_path, TALL + row), columns="code_system, code", wanted=Wanted(None))
    assert sorted(rows) == [("CPT", "27447"), ("RC", "0360")]
