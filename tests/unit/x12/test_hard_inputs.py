"""Inputs that break readers: cut, endless, of another kind, empty, full of NULs; each is named with what to do."""

from __future__ import annotations

import gzip
import io
import time
from pathlib import Path

import pytest

from perdiem.model.interchange import X12File
from perdiem.model.interchange_rules import RULES
from perdiem.readers.x12 import read_all_claims, read_all_remittances, read_claims, read_remittances
from perdiem.readers.x12.raw_text import RawText
from tests.unit.x12 import remittance_files
from tests.unit.x12.claim_files import CLAIM, LINES, PROVIDER, SUBSCRIBER, group, interchange, one, read, transaction
from tests.unit.x12.test_damage import NEXT, Repeated

ENDLESS = 12  # MB: four blocks of the reader, more than a claim may have, twelve times what a segment may


def said(file: X12File) -> str:
    return "\n".join(str(fault) for fault in file.faults)


def test_every_rule_says_what_to_do() -> None:
    assert [rule.name for rule in RULES.values() if not rule.action] == []


def test_a_cut_gz_is_read_up_to_the_cut_and_named(tmp_path: Path) -> None:
    data = one(lines=[*LINES, *NEXT * 3000])
    packed = gzip.compress(data)
    path = tmp_path / "march.837.gz"
    path.write_bytes(packed[: len(packed) // 2])
    tables, (file,) = read_all_claims(path)
    assert not file.is_complete
    assert 100 < file.claims_kept < 3001
    assert tables["claim_line"].num_rows == 2 * file.claims_kept
    cut = next(fault for fault in file.faults if fault.rule == "file-cut")
    assert str(cut).startswith(f"{path}: the compressed file is cut off or broken; what came before was read; ask")
    assert cut.position.offset == file.bytes  # type: ignore[attr-defined]


def _settles(head: bytes, block: bytes, times: int, tail: bytes = b"") -> X12File:
    """Reads what never ends; a hang would take minutes of the processor."""
    begun = time.process_time()
    reading = read_claims(Repeated(head, block, times, tail))
    for _ in reading:
        pass
    assert time.process_time() - begun < 30
    return reading.files[0]


@pytest.mark.parametrize("fill", [b"X", b" ", b"\0", b"*", b":", b"ISA", b"ISA*", b"\r\n", b"\xff", "é".encode()])
def test_one_endless_segment_is_named_and_what_follows_is_read(fill: bytes) -> None:
    head, tail = one([CLAIM[0], "NTE*ADD*@@@", *CLAIM[1:]], [*LINES, *NEXT]).split(b"@@@")
    file = _settles(head, fill * ((1 << 20) // len(fill)), ENDLESS, tail)
    assert file.claims == 2
    if fill not in (b"\r\n",):  # line breaks mean nothing, however many
        assert file.rules["segment-too-long"] == 1
        fault = next(each for each in file.faults if each.rule == "segment-too-long")
        assert ":ISA 000000001:GS 1:ST 0001:segment 17 NTE" in str(fault)
        assert file.claims_kept == 1


@pytest.mark.parametrize("fill", [b"\0", b" ", b"X", b"~", b"ISA", b"\n"])
@pytest.mark.parametrize("is_after_isa", [True, False])
def test_a_file_of_nothing_but_one_byte_is_named(fill: bytes, is_after_isa: bool) -> None:
    head = one()[: one().index(b"GS*")] if is_after_isa else b""
    file = _settles(head, fill * ((1 << 20) // len(fill)), ENDLESS)
    assert file.claims == 0
    assert file.faults
    assert ("iea-missing" in file.rules) == is_after_isa


@pytest.mark.parametrize("fill", [b"~", b" ~", b"\0~"])
def test_empty_segments_without_number_take_no_memory(fill: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    most = 0
    append = RawText.append

    def watched(self: RawText, found: bytes) -> None:
        nonlocal most
        append(self, found)
        most = max(most, len(self.text))

    monkeypatch.setattr(RawText, "append", watched)
    head, tail = one([*CLAIM, "@@@"], [*LINES, *NEXT]).split(b"@@@")
    file = _settles(head, fill * ((1 << 20) // len(fill)), 18, tail)
    assert (file.claims, most < 16 << 20) == (2, True)
    assert file.claims_kept >= 1


def test_blanks_by_the_million_before_a_name_or_after_a_value_cost_no_time() -> None:
    many = b" " * 900_000
    data = one().replace(b"~SV1*", b"~" + many + b"SV1*", 1).replace(b"NORTH INFUSION", b"NORTH INFUSION" + many)
    begun = time.process_time()
    tables, file = read(data)
    assert time.process_time() - begun < 5
    assert not file.faults
    assert (tables["claim_line"][0]["billing_name"], tables["claim_line"][0]["hcpcs_code"]) == (
        "NORTH INFUSION", "S9500",
    )  # fmt: skip


def test_a_remittance_among_claims_is_told_and_the_claims_are_read() -> None:
    claims = transaction([*PROVIDER, *SUBSCRIBER, *CLAIM, *LINES], "0002")
    data = interchange(remittance_files.group(remittance_files.payment([])), group(claims, control="2"))
    tables, file = read(data)
    assert len(tables["claim_line"]) == 2
    assert [fault.rule for fault in file.faults] == ["gs-type", "st-type"]
    assert "GS 1:segment 2 GS01: GS01 does not name the kind of transaction that is read (HP, not HC)" in said(file)
    assert "835 is a remittance, which read_remittances reads; 837 was asked for" in said(file)


def test_claims_given_as_remittances_are_told() -> None:
    tables, (file,) = read_all_remittances(io.BytesIO(one()))
    assert not any(tables[name].num_rows for name in tables if name != "reject")
    assert "837 is claims, which read_claims reads; 835 was asked for" in said(file)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("270", "a question about coverage"),
        ("278", "a request for authorization"),
        ("999", "an acknowledgment"),
        ("ZZZ", "no kind that is known"),
    ],
)
def test_any_other_kind_is_named(kind: str, words: str) -> None:
    for text, (_, (file,)) in (
        ("837", read_all_claims(io.BytesIO(one().replace(b"ST*837*", f"ST*{kind}*".encode())))),
        ("835", read_all_remittances(io.BytesIO(remittance_files.one().replace(b"ST*835*", f"ST*{kind}*".encode())))),
    ):
        assert f"{kind} is {words}" in said(file)
        assert f"; {text} was asked for" in said(file)
        assert ":ISA 000000001:GS 1:ST 0001:segment 1 ST01: " in said(file)


def test_a_folder_without_files_is_told(tmp_path: Path) -> None:
    for reading in (read_claims(tmp_path), read_remittances(tmp_path)):
        assert list(reading) == []
        assert [str(fault) for fault in reading.files[0].faults] == [
            f"{tmp_path}: the folder holds no file; check the path, or wait for the files"
        ]


def test_a_folder_without_claims_names_every_file(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("notes", encoding="ascii")
    (tmp_path / "b.edi").write_bytes(b"")
    (tmp_path / "c.edi").write_bytes(interchange())
    files = read_all_claims(tmp_path)[1]
    assert [[fault.rule for fault in file.faults] for file in files] == [
        ["file-not-x12"], ["file-empty"], ["file-no-transactions"],
    ]  # fmt: skip
    assert all(str(file.faults[0]).startswith(file.name) for file in files)


@pytest.mark.parametrize("name", ["MUÑOZ", "Åström", "李", "O'BRIEN-NÚÑEZ"])
def test_names_beyond_ascii_come_through(name: str) -> None:
    data = one(subscriber=[each.replace("DOE", name) for each in SUBSCRIBER]).decode()
    assert read(data.encode())[0]["claim_line"][0]["patient_last_name"] == name
    assert not read(data.encode())[1].faults
    if name != "李":  # which Latin-1 does not have
        tables, file = read(data.encode("latin-1"))
        assert tables["claim_line"][0]["patient_last_name"] == name
        assert [fault.rule for fault in file.faults] == ["control-text"]
        assert "segment 13 NM1" in str(file.faults[0])


def test_a_name_beyond_ascii_in_a_remittance_comes_through() -> None:
    claim = [each.replace("DOE", "PEÑA") for each in remittance_files.CLAIM]
    data = remittance_files.one([*claim, *remittance_files.LINES], start=remittance_files.head("195"))
    for text, rules in ((data, []), (data.decode().encode("latin-1"), ["control-text"])):
        tables, file = remittance_files.read(text)
        assert tables["remittance_claim"][0]["patient_last_name"] == "PEÑA"
        assert [fault.rule for fault in file.faults] == rules


def test_nul_bytes_inside_are_told_with_their_segment_and_the_neighbours_are_read() -> None:
    data = one(CLAIM, [*LINES, *NEXT]).replace(b"SV1*HC:S9500:SH*100*UN*2", b"SV1*HC:S9500:SH*1\0\0*UN*2", 1)
    tables, file = read(data)
    assert {row["claim_id"] for row in tables["claim_line"]} == {"C2"}
    assert [fault.rule for fault in file.faults] == ["nul-bytes", "line-charge"] or set(file.rules) == {
        "nul-bytes", "line-charge",
    }  # fmt: skip
    fault = next(each for each in file.faults if each.rule == "nul-bytes")
    assert ":ST 0001:segment 20 SV1: there are NUL bytes in the segment, as a failed transfer leaves them; " in str(
        fault
    )


def test_a_hole_of_nuls_in_the_middle_is_told() -> None:
    data = one(lines=[*LINES, *NEXT * 100])
    middle = len(data) // 2
    file = read(data[:middle] + b"\0" * 4096 + data[middle + 4096 :])[1]
    assert file.rules["nul-bytes"] >= 1
    assert file.claims_kept > 50


def test_nuls_after_the_end_are_padding() -> None:
    assert read(one() + b"\0" * 4096)[1].faults == []
