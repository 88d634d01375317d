"""The mapping file: what it may say, and every fault of it at its place."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from perdiem.errors import FaultsFound
from perdiem.readers.book import open_book
from perdiem.readers.tables.mapping import PACKAGED, read_mapping
from tests.unit.tables.samples import rows, table_file


def test_columns_constants_dates_and_words(tmp_path: Path) -> None:
    source = table_file(tmp_path, "extract.csv", "clm,ln,amt,dos,st\nA,1,3,03/01/2026,NEW\nB,1,4,03/02/2026,what\n")
    mapping = table_file(tmp_path, "map.yaml", """
claim_line:
  source: extract
  claim_id: clm
  claim_line_number: LN
  charge_amount: amt
  claim_type: {is: institutional}
  claim_line_start_date: {from: dos, date: MM/DD/YYYY}
  claim_frequency_code: {from: st, words: {new: "1"}}
""")  # fmt: skip
    with open_book([source], mapping=mapping) as opened:
        first, second = rows(opened.book)["claim_line"]
    assert (first["claim_id"], first["claim_type"]) == ("A", "institutional")
    assert first["claim_line_start_date"] == date(2026, 3, 1)
    assert (first["claim_frequency_code"], second["claim_frequency_code"]) == ("1", "what")


def test_every_fault_is_told_at_its_place(tmp_path: Path) -> None:
    path = table_file(tmp_path, "map.yaml", """claim_lines:
  claim_id: a
claim_line:
  clam_id: a
  claim_id: {form: a}
  claim_type: {is: x, from: y}
  claim_start_date: {from: a, date: soon}
  payer: {from: a, date: MM/DD/YYYY}
  plan: {from: a, words: [b]}
  member_id: [a]
eligibility: none
""")  # fmt: skip
    with pytest.raises(FaultsFound) as caught:
        read_mapping(path)
    told = [(fault.position.line, fault.term) for fault in caught.value.faults]
    assert told == [
        (1, "claim_lines"), (4, "claim_line.clam_id"), (5, "claim_line.claim_id.form"), (5, "claim_line.claim_id"),
        (6, "claim_line.claim_type"), (7, "claim_line.claim_start_date.date"), (8, "claim_line.payer.date"),
        (9, "claim_line.plan.words"), (10, "claim_line.member_id"), (11, "eligibility"),
    ]  # fmt: skip
    assert "did you mean 'claim_line'?" in str(caught.value.faults[0])
    assert "did you mean 'claim_id'?" in str(caught.value.faults[1])
    assert "did you mean 'from'?" in str(caught.value.faults[2])


def test_a_column_that_the_source_does_not_have_is_told_at_the_mapping(tmp_path: Path) -> None:
    source = table_file(tmp_path, "claim_line.csv", "claim_id,claim_line_number,amount\nA,1,3\n")
    mapping = table_file(tmp_path, "map.yaml", "claim_line:\n  charge_amount: amuont\n")
    with pytest.raises(FaultsFound) as caught:
        open_book([source], mapping=mapping)
    (fault,) = caught.value.faults
    assert (fault.position.file, fault.position.line) == (str(mapping), 2)
    assert fault.suggestion == "did you mean 'amount'?"


def test_columns_joined_numbers_from_zero_words_that_mean_none_and_rows_of_another_kind(tmp_path: Path) -> None:
    source = table_file(tmp_path, "tx.csv", "kind,batch,clm,ln,amt,to\nCHARGE,1,A,0,3,2026-03-01\n"
                        "charge,1,A,1,4,never\nPAYMENT,1,A,2,,\n,1,A,3,,\n")  # fmt: skip
    mapping = table_file(tmp_path, "map.yaml", """
claim_line:
  source: tx
  only: {KIND: [CHARGE]}
  claim_key: {from: [batch, clm]}
  claim_id: clm
  claim_line_number: {from: ln, plus: 1}
  claim_line_end_date: {from: to, words: {never: ""}}
  charge_amount: amt
""")  # fmt: skip
    with open_book([source], mapping=mapping) as opened:
        found = rows(opened.book)
        (reading,) = opened.reading.tables
    assert [(each["claim_key"], each["claim_line_number"]) for each in found["claim_line"]] == [("1|A", 1), ("1|A", 2)]
    assert [each["claim_line_end_date"] for each in found["claim_line"]] == [date(2026, 3, 1), None]
    assert [(each["row_number"], each["rule"], each["value"]) for each in found["table_reject"]] == [
        (4, "not_used", "PAYMENT"), (5, "not_used", None)]  # fmt: skip
    assert found["table_reject"][0]["reason"] == "the mapping takes rows where KIND is CHARGE"
    assert (reading.rows_read, reading.rows_kept, reading.rows_rejected) == (4, 2, 2)


def test_columns_that_the_source_has_not_are_told_wherever_the_mapping_names_them(tmp_path: Path) -> None:
    source = table_file(tmp_path, "claim_line.csv", "clm,ln,amt\nA,0,3\n")
    mapping = table_file(tmp_path, "map.yaml", "claim_line:\n  claim_id: {from: [clm, batch]}\n"
                         "  claim_line_number: ln\n  charge_amount: amt\n")  # fmt: skip
    with pytest.raises(FaultsFound, match="has no column 'batch'"):
        open_book([source], mapping=mapping)
    mapping.write_text("claim_line:\n  only: {knd: [x]}\n  claim_id: clm\n")
    with pytest.raises(FaultsFound, match="has no column 'knd'"):
        open_book([source], mapping=mapping)


def test_wrong_uses_of_only_and_plus_are_told(tmp_path: Path) -> None:
    path = table_file(tmp_path, "map.yaml", "claim_line:\n  only: [x]\n  claim_id: {from: a, plus: 1}\n"
                      "  claim_line_number: {from: a, plus: x}\n")  # fmt: skip
    with pytest.raises(FaultsFound) as caught:
        read_mapping(path)
    assert [fault.term for fault in caught.value.faults] == [
        "claim_line.only", "claim_line.claim_id.plus", "claim_line.claim_line_number.plus"]  # fmt: skip


@pytest.mark.parametrize("name", sorted(PACKAGED))
def test_a_mapping_that_perdiem_brings_along_is_called_by_its_name(name: str) -> None:
    assert read_mapping(Path(name))
