"""The claim files beside the project, in unusual dress and damaged, and a generated one held against its truth."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from perdiem.readers.x12 import read_all_claims, read_all_remittances
from perdiem.writers.x12 import write_277ca, write_999, write_ta1

SHARED = Path(os.environ.get("PERDIEM_SHARED", Path(__file__).parents[2].parent / "shared"))
FILES, GENERATOR = SHARED / "x12", SHARED / "tools" / "gen837.py"
RULES = {
    "ok_13_latin1.837": {"control-text"},
    "bad_01_truncated.837": {"claim-cut", "interchange-cut", "se-missing", "ge-missing", "iea-missing"},
    "bad_02_se_count.837": {"se-count"},
    "bad_02b_se_count_big.837": {"se-count"},
    "bad_03_no_se.837": {"se-missing"},
    "bad_05_short_isa.837": {"isa-padding"},
    "bad_06_repeat_ref.837": {"reference-repeated"},
    "bad_08_hl_parent.837": {"hl-parent", "hl-sequence"},
    "bad_09_no_lx.837": {"lx-missing"},
    "bad_10_unknown_seg.837": {"segment-unknown", "segment-lower-case"},
    "bad_12_total.837": {"claim-total"},
    "bad_13_empty.837": {"file-empty"},
    "bad_14_html.837": {"file-not-x12"},
}


def _expected() -> dict[str, Any]:
    file = FILES / "expected.json"
    found: dict[str, Any] = json.loads(file.read_text("utf-8")) if file.is_file() else {}
    return found


EXPECTED = _expected()
needs_files = pytest.mark.skipif(not EXPECTED, reason=f"no files at {FILES}; PERDIEM_SHARED names their folder")


@needs_files
@pytest.mark.parametrize("name", EXPECTED)
def test_every_file_gives_its_claims_and_lines(name: str) -> None:
    tables, (file,) = read_all_claims(FILES / name)
    assert (file.claims, file.lines) == (EXPECTED[name]["claims"], EXPECTED[name]["lines"])
    assert set(file.rules) == RULES.get(name, set())
    cut = name == "bad_01_truncated.837"  # its third claim is named as cut, with its two lines, and not paid
    assert (file.claims_rejected, file.lines_rejected) == ((1, 2) if cut else (0, 0))
    assert tables["claim_line"].num_rows == file.lines - file.lines_rejected


@needs_files
@pytest.mark.parametrize("name", EXPECTED)
def test_the_answers_to_every_file_hold_against_our_own_reader(name: str) -> None:
    tables, (file,) = read_all_claims(FILES / name)
    created = datetime(2025, 4, 2, 9, 15, tzinfo=UTC)
    out = {"277CA": io.StringIO(), "999": io.StringIO(), "TA1": io.StringIO()}
    assert write_277ca(file, [tables["claim_receipt"]], out["277CA"], created=created) == file.claims
    assert write_999(file, out["999"], created=created) == file.groups
    assert write_ta1(file, out["TA1"], created=created) == len(file.interchanges)
    for kind, answer in out.items():
        again = read_all_claims(io.BytesIO(answer.getvalue().encode()))[1][0]
        expected = {"file-no-transactions"} if kind == "TA1" else {"st-type", "gs-type"}
        assert set(again.rules) == (expected if answer.getvalue() else {"file-empty"})


@needs_files
@pytest.mark.parametrize("name", EXPECTED)
def test_claims_given_as_remittances_are_named_and_nothing_is_made_of_them(name: str) -> None:
    tables, (file,) = read_all_remittances(FILES / name)
    assert sum(table.num_rows for table in tables.values()) == tables["reject"].num_rows
    is_x12 = name not in ("bad_13_empty.837", "bad_14_html.837")
    assert ("837 is claims, which read_claims reads" in "\n".join(map(str, file.faults))) == is_x12


@pytest.mark.skipif(not GENERATOR.is_file(), reason=f"no generator at {GENERATOR}; PERDIEM_SHARED names its folder")
@pytest.mark.parametrize("dress", [[], ["--crlf", "--element", "|", "--component", ">", "--terminator", "!"]])
def test_a_generated_file_gives_its_truth_on_every_line(tmp_path: Path, dress: list[str]) -> None:
    out, truth = tmp_path / "made.837", tmp_path / "truth.csv"
    command = [sys.executable, str(GENERATOR), "--claims", "2000", "--interchanges", "3", "--claims-per-st", "70"]
    subprocess.run([*command, "--out", str(out), "--truth", str(truth), *dress], check=True)
    tables, (file,) = read_all_claims(out, block=200_000)
    assert not file.faults
    with truth.open(encoding="ascii", newline="") as opened:
        expected = list(csv.DictReader(opened))
    separators = {mark for row in expected for mark in row["modifiers"] if not mark.isalnum()}
    assert len(separators) <= 1
    found = [_truth(row, "".join(separators)) for row in tables["claim_line"].to_pylist()]
    assert len(found) == len(expected)
    for mine, row in zip(found, expected, strict=True):
        assert mine == {name: _number(value) if name in NUMBERS else value for name, value in row.items()}


NUMBERS = {"claim_charge", "line_charge", "units", "ndc_quantity", "line"}


def _number(value: str) -> Decimal | None:
    return Decimal(value) if value else None


def _truth(row: dict[str, Any], separator: str) -> dict[str, Any]:
    """A line as the generator's truth writes it."""
    modifiers = [row[f"hcpcs_modifier_{place}"] for place in range(1, 5)]
    found = {
        "interchange": row["interchange_control_number"],
        "st": row["transaction_control_number"],
        "billing_npi": row["billing_npi"],
        "billing_name": row["billing_name"],
        "payer_id": row["payer_id"],
        "subscriber_id": row["member_id"],
        "patient_last": row["patient_last_name"],
        "patient_first": row["patient_first_name"],
        "claim_id": row["claim_id"],
        "claim_charge": row["claim_charge_amount"],
        "claim_auth": row["claim_authorization_number"],
        "line": Decimal(row["claim_line_number"]),
        "procedure": row["hcpcs_code"],
        "modifiers": separator.join(modifier for modifier in modifiers if modifier),
        "line_charge": row["charge_amount"],
        "units": row["service_unit_quantity"],
        "from_date": f"{row['claim_line_start_date']:%Y%m%d}",
        "thru_date": f"{row['claim_line_end_date']:%Y%m%d}",
        "ndc": row["ndc"],
        "ndc_quantity": row["ndc_quantity"],
        "ndc_unit": row["ndc_unit"],
        "line_auth": row["line_authorization_number"],
        "rendering_npi": row["rendering_npi"],
    }
    return {name: "" if value is None and name not in NUMBERS else value for name, value in found.items()}
