"""Whatever a file holds, the readers give a result or one of Perdiem's own errors, and soon."""

# the exact sentences stand whole, to be found by a search
# ruff: noqa: E501

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from perdiem.errors import PerdiemError
from perdiem.readers.contract_file import check_rate_sheet, read_contract_file
from perdiem.readers.rate_sheet import read_rate_sheet
from tests.unit.readers.files import workbook

CONTRACTS = Path(__file__).parents[2] / "contracts"
MODEL = (CONTRACTS / "model.yaml").read_bytes()
PIECES = [part for part in MODEL.split(b"\n\n") if len(part) < 1500]  # a second is for small files
BOOK = workbook(
    ("Code", "Rate", "Percent", "Of", "From"), ("S9500", 130.5, None, None, None), (99601, None, 0.85, "awp")
)
YAML = st.sampled_from(
    ["contract: a\n", "rates:\n", "  - ", "codes: ", "S9500", "rate: ", "1", "{", "}", "[", "]", ": ", ", ", "\n", "  ", "\t",
     "is: ", "from: ", "2026-01-01", "effective: ", "sources: ", "file: ", "amends: ", "removed", "~", "&a ", "*a", "!!x ",
     "|\n", ">-\n", "'", '"', "#", "---\n", "? ", "<<: ", "\0", "\\", "é", "factors: ", "nursing: ", "authorization: ",
     "for: ", "needed: ", "everything", "not_together: ", "amendments: ", "columns: ", "sheet: "]
)  # fmt: skip
CSV = st.sampled_from(
    ["Code", "Rate", "Percent", "Of", "Per", "From", ",", ";", "\t", "\n", '"', "S9500", "99601", "1", "-1", "85%", "TBD", "awp",
     "day", "$", "\0", "é", "\x85", "Description", "hydration", "S9373-S9377", "=1+1", "sep=;"]
)  # fmt: skip
CALM = settings(max_examples=60, deadline=None, derandomize=True)


def contract(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "contract.yaml"
        path.write_bytes(content)
        begun = time.process_time()
        try:
            for fault in read_contract_file(path).faults:
                str(fault).encode()
        except PerdiemError as error:
            str(error).encode()
        assert time.process_time() - begun < 1


def rate_sheet(content: bytes, name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        begun = time.process_time()
        try:
            read_rate_sheet(path, columns={"rate": "1"})
            for fault in check_rate_sheet(path):
                str(fault).encode()
        except PerdiemError as error:
            str(error).encode()
        assert time.process_time() - begun < 2


@st.composite
def mutated(draw: st.DrawFn, content: bytes) -> bytes:
    data = bytearray(content)
    for _ in range(draw(st.integers(1, 6))):
        if not data:
            break
        at = draw(st.integers(0, len(data) - 1))
        size = draw(st.integers(0, 20))
        way = draw(st.sampled_from(["flip", "cut", "double", "insert"]))
        if way == "flip":
            data[at] = draw(st.integers(0, 255))
        elif way == "cut":
            del data[at : at + size]
        elif way == "double":
            data[at:at] = data[at : at + size]
        else:
            data[at:at] = draw(st.binary(max_size=8))
    return bytes(data)


read_contract_file(CONTRACTS / "model.yaml")  # the tables of codes are loaded once, before anything is timed


@CALM
@given(st.binary(max_size=200))
def test_random_bytes_as_a_contract(content: bytes) -> None:
    contract(content)


@CALM
@given(st.text(max_size=200))
def test_random_text_as_a_contract(content: str) -> None:
    contract(content.encode("utf-8", "surrogatepass"))


@CALM
@given(st.lists(YAML, max_size=40).map("".join))
def test_pieces_of_contracts_in_any_order(content: str) -> None:
    contract(("contract: a\n" + content).encode())


@CALM
@given(st.sampled_from(PIECES).flatmap(lambda piece: mutated(b"contract: a\n" + piece)))
def test_a_section_of_the_model_contract_with_slips(content: bytes) -> None:
    contract(content)


@CALM
@given(st.lists(CSV, max_size=40).map("".join))
def test_pieces_of_rate_sheets_in_any_order(content: str) -> None:
    rate_sheet(content.encode(), "rates.csv")


@CALM
@given(st.binary(max_size=200))
def test_random_bytes_as_a_rate_sheet(content: bytes) -> None:
    rate_sheet(content, "rates.csv")


@CALM
@given(mutated(BOOK), st.sampled_from([".xlsx", ".xls", ".xlsb", ".ods", ".csv"]))
def test_a_workbook_with_slips(content: bytes, suffix: str) -> None:
    rate_sheet(content, f"rates{suffix}")
