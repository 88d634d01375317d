"""A claim that cannot be written as it stands is refused whole, with its line, column and reason."""

from __future__ import annotations

import copy
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from perdiem.engine.book import Book
from perdiem.engine.duckdb import open_engine
from perdiem.model.book import CLAIM_TABLES, table
from perdiem.readers.x12 import read_all_claims
from perdiem.writers.x12.claims import ClaimsWritten, Sending, write_claims
from tests.unit.tables.samples import DRUG, OTHER
from tests.unit.x12.claim_files import CLAIM, INSTITUTIONAL, LINES, one

SENDING = Sending(datetime(2026, 3, 1, tzinfo=UTC))
DECISION = ["SVD*MCR1*60*HC:S9500**2", "CAS*CO*45*40", "DTP*573*D8*20250302"]
PROFESSIONAL_CLAIM = one([*CLAIM, *OTHER], [*LINES[:3], *DRUG, *DECISION, *LINES[3:]])
INSTITUTIONAL_CLAIM = one(
    [
        "CLM*I1*300***34:A:1*Y*A*Y*Y",
        "DTP*434*RD8*20250101-20250131",
        "CL1*9*1*30",
        "HI*ABK:A419:::::::Y",
        "HI*ABF:Z452",
    ],
    ["LX*1", "SV2*0640*HC:S9500:SH*250*UN*2**10", "DTP*472*D8*20250106", "LX*2", "SV2*0250**50*UN*1"],
    version=INSTITUTIONAL,
)
Rows = dict[str, list[dict[str, Any]]]
Change = Callable[[Rows], object]


def put(name: str, row: int, **values: Any) -> Change:
    return lambda rows: rows[name][row].update(values)


def put_all(**values: Any) -> Change:
    return lambda rows: [row.update(values) for row in rows["claim_line"]]


PROFESSIONAL_CASES: list[tuple[Change, int | None, str]] = [
    (put_all(subscriber_last_name="D~OE", patient_last_name="D~OE"), 1, "subscriber_last_name"),
    (put("claim_line", 1, line_note="a*b"), 2, "line_note"),
    (put("claim_line", 1, line_note="a>b"), 2, "line_note"),
    (put("claim_line", 1, line_note="a\nb"), 2, "line_note"),
    (put("claim_line", 1, line_note="x" * 81), 2, "line_note"),
    (put("claim_line", 1, line_note=" x"), 2, "line_note"),
    (put("claim_line", 1, line_note=""), 2, "line_note"),
    (put("other_payer", 0, payer_name="A~B"), None, "payer_name"),
    (put_all(member_id=None), None, "member_id"),
    (put_all(claim_frequency_code=None), None, "claim_frequency_code"),
    (put_all(patient_sex="M"), None, "patient_sex"),
    (put("claim_line", 1, payer="OTHER"), None, "claim_key"),
    (put("claim_line", 1, claim_line_number=3), None, "claim_line_number"),
    (put("claim_line", 1, hcpcs_code=None), 2, "hcpcs_code"),
    (put("claim_line", 1, hcpcs_modifier_5="XX"), 2, "hcpcs_modifier_5"),
    (put("claim_line", 1, place_of_service_code=None), 2, "place_of_service_code"),
    (put("claim_line", 1, service_unit_code=None), 2, "service_unit_code"),
    (put("claim_line", 1, revenue_center_code="0250"), 2, "revenue_center_code"),
    (put("claim_line", 1, diagnosis_pointer_1=None), 2, "diagnosis_pointer_1"),
    (put("claim_line", 1, claim_line_start_date=None, claim_line_end_date=None), 2, "claim_line_start_date"),
    (put_all(claim_start_date=date(2025, 1, 1)), None, "claim_start_date"),
    (put_all(claim_charge_amount=Decimal("151")), None, "claim_charge_amount"),
    (put_all(attending_npi="1234567893"), None, "attending_npi"),
    (put_all(diagnosis_code_2="Z999"), None, "diagnosis_code_1"),
    (put("claim_diagnosis", 1, role="admitting"), None, "role"),
    (put("claim_diagnosis", 1, sequence=3), None, "sequence"),
    (put("claim_diagnosis", 1, present_on_admission="Y"), None, "present_on_admission"),
    (lambda rows: (rows["claim_diagnosis"].clear(), put_all(diagnosis_code_1=None, diagnosis_code_2=None)(rows)),
     None, "diagnosis_code_1"),
    (put("claim_line_drug", 0, ndc=None), 1, "ndc"),
    (put("claim_line_drug", 0, ndc_unit=None), 1, "ndc_unit"),
    (put("claim_line_drug", 0, sequence=2), 1, "sequence"),
    (put("claim_line_drug", 0, claim_line_number=7), 7, "claim_line_number"),
    (put("claim_line", 0, ndc="00000000000"), 1, "ndc"),
    (put("claim_line", 1, prescription_number="RX9"), 2, "ndc"),
    (put("other_payer", 0, payer_sequence=2), None, "payer_sequence"),
    (put("other_payer", 0, member_id=None), None, "member_id"),
    (put("other_payer_line", 0, paid_quantity=None), 1, "paid_quantity"),
    (put("other_payer_adjustment", 0, group_code=None), None, "group_code"),
    (put("other_payer_adjustment", 0, payer_id="X"), None, "payer_id"),
    (put("other_payer_adjustment", 0, payer_sequence=None), None, "payer_sequence"),
    (put("other_payer_adjustment", 0, sequence=9), None, "sequence"),
    (put("other_payer", 0, claim_key="nowhere"), None, "claim_key"),
]  # fmt: skip
INSTITUTIONAL_CASES: list[tuple[Change, int | None, str]] = [
    (put_all(bill_type_code="342"), None, "bill_type_code"),
    (put_all(bill_type_code=None), None, "bill_type_code"),
    (put_all(claim_end_date=None), None, "claim_start_date"),
    (put_all(accident_date=date(2025, 1, 1)), None, "accident_date"),
    (put("claim_line", 0, facility_npi="1234567893"), None, "facility_npi"),
    (put("claim_line", 0, revenue_center_code=None), 1, "revenue_center_code"),
    (put("claim_line", 0, ordering_npi="1234567893"), 1, "ordering_npi"),
    (put("claim_line", 0, line_authorization_number="1"), 1, "line_authorization_number"),
    (put("claim_line", 1, hcpcs_modifier_1="SH"), 2, "hcpcs_code"),
    (put("claim_diagnosis", 1, role="principal"), None, "role"),
]


@dataclass(frozen=True)
class Written:
    """One file of many claims, the same claim changed in as many ways: what it holds, and what is refused by claim."""

    text: bytes
    result: ClaimsWritten
    refused: dict[str, set[tuple[int | None, str]]]

    def has(self, case: int) -> bool:
        return f"CLM*C{case}*".encode() in self.text

    def told(self, case: int) -> set[tuple[int | None, str]]:
        return {each for key, found in self.refused.items() if key.startswith(f"{case}:") for each in found}


def written(data: bytes, changes: Sequence[Change]) -> Written:
    """The file's claim once for each change, each a claim of its own, all written at once."""
    tables, _ = read_all_claims(io.BytesIO(data))
    base = {name: rows.to_pylist() for name, rows in tables.items()}
    together: Rows = {name: [] for name in base}
    for case, change in enumerate(changes):
        rows = copy.deepcopy(base)
        change(rows)
        for name, found in rows.items():
            together[name] += [_of_case(row, case) for row in found]
    with Book(open_engine(memory_limit="300MB", threads=1)) as book:
        for each in CLAIM_TABLES:
            book.load(each, pa.Table.from_pylist(together[each.name], table(each.name).arrow_schema()))
        stream = io.BytesIO()
        result = write_claims(book, stream, SENDING)
        told = book.engine.run("SELECT claim_key, claim_line_number, column_name FROM w_refusal").fetchall()
    refused: dict[str, set[tuple[int | None, str]]] = {}
    for key, line, column in told:
        refused.setdefault(key, set()).add((line, column))
    return Written(stream.getvalue(), result, refused)


def _of_case(row: dict[str, Any], case: int) -> dict[str, Any]:
    named = {"claim_key": f"{case}:{row['claim_key']}"}
    if "claim_id" in row:
        named["claim_id"] = f"C{case}"
    return row | named


@pytest.fixture(scope="module")
def professional() -> Written:
    return written(PROFESSIONAL_CLAIM, [change for change, _, _ in PROFESSIONAL_CASES])


@pytest.fixture(scope="module")
def institutional() -> Written:
    return written(INSTITUTIONAL_CLAIM, [change for change, _, _ in INSTITUTIONAL_CASES])


@pytest.mark.parametrize("data", [PROFESSIONAL_CLAIM, INSTITUTIONAL_CLAIM])
def test_the_claims_that_the_cases_start_from_are_written(data: bytes) -> None:
    found = written(data, [lambda _: None])
    assert (found.result.claims, found.result.claims_refused, found.refused) == (1, 0, {})
    assert read_all_claims(io.BytesIO(found.text))[1][0].faults == []


@pytest.mark.parametrize("case", range(len(PROFESSIONAL_CASES)))
def test_a_professional_claim_is_refused(professional: Written, case: int) -> None:
    _, line, column = PROFESSIONAL_CASES[case]
    assert (line, column) in professional.told(case)
    assert not professional.has(case)


@pytest.mark.parametrize("case", range(len(INSTITUTIONAL_CASES)))
def test_an_institutional_claim_is_refused(institutional: Written, case: int) -> None:
    _, line, column = INSTITUTIONAL_CASES[case]
    assert (line, column) in institutional.told(case)
    assert not institutional.has(case)


def test_what_is_refused_is_counted_with_its_lines_and_charges(institutional: Written) -> None:
    assert institutional.result.refused
    cases = len(INSTITUTIONAL_CASES)
    result = institutional.result
    assert (result.claims, result.claims_refused, result.lines_refused) == (0, cases, 2 * cases)
    assert result.charges_refused == Decimal("300.00") * cases
