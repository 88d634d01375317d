"""The shipped contracts held against the notes outside the project that they were written from: stances and rates."""

from __future__ import annotations

import csv
import os
import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from perdiem.codes import packaged_code_sets
from perdiem.codes.expand import expand
from perdiem.readers.contract_file import read_contract
from tests.cases.test_published_contracts import CONTRACTS, stances

SHARED = Path(os.environ.get("PERDIEM_SHARED", Path(__file__).parents[2].parent / "shared"))
NOTES = {
    "hmsa": "hmsa.md",
    "bcbs-texas-2015": "bcbs-texas.md",
    "alaska-medicaid": "alaska-medicaid.md",
    "oregon-health-plan": "oregon-medicaid.md",
    "bcbs-north-dakota": "bcbs-north-dakota.md",
    "bcbs-nebraska": "bcbs-nebraska.md",
}


def _outside(*parts: str) -> Path:
    file = SHARED.joinpath(*parts)
    if not file.is_file():
        pytest.skip(f"no notes at {file}; PERDIEM_SHARED names their folder")
    return file


@pytest.mark.parametrize("payor", NOTES)
def test_the_stances_are_those_of_the_notes(payor: str) -> None:
    text = _outside("policies", NOTES[payor]).read_text("utf-8")
    noted = {int(n): stance for n, stance in re.findall(r"^\| (\d+) \| [^|]+ \| (\S+)", text, re.MULTILINE)}
    assert noted == {number: stance for (name, number), stance in stances().items() if name == payor}


def test_the_rates_are_the_published_ones_to_the_cent() -> None:
    with _outside("domain", "contract_rates_sample.csv").open(encoding="utf-8", newline="") as opened:
        published = {
            row["code"]: Decimal(row["min_negotiated"])
            for row in csv.DictReader(opened)
            if row["hospital"] == "Cleveland Clinic main campus"
            and row["payer_entries"] == "1"
            and row["min_negotiated"] == row["max_negotiated"]
        }
    contract = read_contract(CONTRACTS / "published" / "cleveland-clinic-one-payor-2026.yaml").on(date(2026, 8, 12))
    ours = {
        code: contract.amount_of(rate)
        for rate in contract.rates or ()
        for code in expand(rate.codes or (), packaged_code_sets())
    }
    assert len(published) == 122
    assert ours == published
