"""What the reader says of damage, what it sets aside, and that the neighbours stay."""

from __future__ import annotations

import gzip
import io
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from perdiem.errors import UnreadableFile
from perdiem.model.interchange import ClaimFile
from perdiem.readers.x12 import read_all_claims, read_claims
from perdiem.readers.x12.raw_text import SEGMENT_LIMIT
from tests.unit.x12.claim_files import (
    CLAIM,
    LINES,
    PROVIDER,
    SUBSCRIBER,
    group,
    interchange,
    one,
    read,
    rules_of,
    transaction,
)

NEXT = ["HL*3*1*22*0", "SBR*P*18*G2******BL", "NM1*IL*1*ROE*RITA****MI*M2", "NM1*PR*2*BLUE*****PI*BL1",
        "CLM*C2*150***12:B:1", *LINES]  # fmt: skip


def two(claim: list[str], lines: list[str] = LINES, subscriber: list[str] = SUBSCRIBER) -> bytes:
    """A claim that may be damaged, and a sound one of the next subscriber."""
    return one(claim, [*lines, *NEXT], subscriber=subscriber)


def claims_in(tables: dict[str, list[dict[str, Any]]]) -> list[str]:
    return list(dict.fromkeys(line["claim_id"] for line in tables["claim_line"]))


@pytest.mark.parametrize(
    ("claim", "lines", "rule"),
    [
        (["CLM*C1*1,500***12:B:1"], LINES, "claim-charge"),
        (["CLM*C1*1.5E2***12:B:1"], LINES, "claim-charge"),
        (["CLM*C1*1.505***12:B:1"], LINES, "claim-charge"),
        (["CLM*C1****12:B:1"], LINES, "claim-charge-missing"),
        (["CLM**150***12:B:1"], LINES, "claim-id"),
        (CLAIM, [LINES[0], "SV1*HC:S9500*1,00*UN*2", *LINES[2:]], "line-charge"),
        (CLAIM, [LINES[0], "SV1*HC:S9500**UN*2", *LINES[2:]], "line-charge-missing"),
        (CLAIM, [], "claim-no-lines"),
        (CLAIM, [*LINES, "LX*3", "SX1*HC:S9500*1*UN*1"], "line-no-service"),
    ],
)
def test_a_claim_that_cannot_be_priced_is_set_aside_and_its_neighbour_stays(
    claim: list[str], lines: list[str], rule: str
) -> None:
    tables, file = read(two(claim, lines))
    assert claims_in(tables) == ["C2"]
    assert [row["rule"] for row in tables["reject"]] == [rule]
    assert rule in [fault.rule for fault in file.faults]
    assert (file.claims, file.claims_rejected) == (2, 1)
    assert file.lines - file.lines_rejected == 2
    assert [(row["is_accepted"], row["rule"]) for row in tables["claim_receipt"]] == [(False, rule), (True, None)]


@pytest.mark.parametrize(
    ("claim", "lines", "rule"),
    [
        (["CLM*C1*151***12:B:1"], LINES, "claim-total"),
        ([*CLAIM, "REF*G1*PA2"], LINES, "reference-repeated"),
        (CLAIM, LINES[1:], "lx-missing"),
        (CLAIM, [*LINES[:3], "LX*7", *LINES[4:]], "lx-order"),
        ([*CLAIM, "ZZZ*1"], LINES, "segment-unknown"),
        ([CLAIM[0], "ref*G1*PA1"], LINES, "segment-lower-case"),
        (CLAIM, [LINES[0], "SV1*HC:S9500*100*UN**", *LINES[2:]], "quantity-missing"),
        (CLAIM, [LINES[0], "SV1*HC:S9500*100*UN*1E3", *LINES[2:]], "number"),
        (CLAIM, [LINES[0], "SV1**100*UN*1", *LINES[2:]], "procedure-missing"),
        (CLAIM, [*LINES[:2], "DTP*472*D8*20250230", *LINES[3:]], "date"),
        (CLAIM, [*LINES[:2], "DTP*472*RD8*20250107-20250106", *LINES[3:]], "date-order"),
        (CLAIM, [*LINES[:2], *LINES[3:]], "line-date-missing"),
        (CLAIM, [LINES[0], "SV2*0640*HC:S9500*100*UN*1", *LINES[2:]], "service-other-form"),
    ],
)
def test_a_lesser_fault_is_told_with_its_place_and_the_claim_is_kept(
    claim: list[str], lines: list[str], rule: str
) -> None:
    tables, file = read(two(claim, lines))
    assert claims_in(tables) == ["C1", "C2"]
    assert [fault.rule for fault in file.faults] == [rule]
    assert ":ISA 000000001:GS 1:ST 0001:segment " in str(file.faults[0])
    assert tables["claim_receipt"][0]["fault_count"] == 1
    assert tables["claim_receipt"][1]["fault_count"] == 0


def test_a_fault_names_segment_and_element() -> None:
    fault = read(two(["CLM*C1*1,500***12:B:1"]))[1].faults[0]
    place = "stream:ISA 000000001:GS 1:ST 0001:segment 16 CLM02"
    action = "ask the provider for a corrected claim; the 277CA says so too"
    assert str(fault) == f"{place}: CLM02 is not an amount; {action}"


def test_faults_never_hold_what_stands_in_a_persons_segment() -> None:
    data = two(["CLM*SECRET1*9,9***12:B:1", "SECRET*2", "SEC*3"], [*LINES, "DTP*472*D8*SECRET"])
    file = read(data)[1]
    assert len(file.faults) >= 4
    assert "SEC" not in "\n".join(str(fault) for fault in file.faults)


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("SE*{n}*0001", "SE*{n1}*0001", "se-count"),
        ("SE*{n}*0001", "SE*{n}*0002", "se-control"),
        ("SE*{n}*0001~", "", "se-missing"),
        ("GE*1*1", "GE*2*1", "ge-count"),
        ("GE*1*1", "GE*1*2", "ge-control"),
        ("GE*1*1~", "", "ge-missing"),
        ("IEA*1*000000001", "IEA*2*000000001", "iea-count"),
        ("IEA*1*000000001", "IEA*1*000000002", "iea-control"),
        ("IEA*1*000000001~", "", "iea-missing"),
        ("GS*HC*", "GS*HB*", "gs-type"),
        ("HL*2*1*22", "HL*2*9*22", "hl-parent"),
        ("HL*2*1*22", "HL*5*1*22", "hl-sequence"),
        ("NM1*85*2*NORTH INFUSION*****XX*1234567893~", "", "billing-missing"),
        ("****MI*M1", "", "member-missing"),
        ("NM1*PR*2*SUMMIT PLAN*****PI*SVHP1~", "", "payer-missing"),
    ],
)
def test_a_fault_of_envelopes_and_levels_is_told_and_the_claims_are_kept(old: str, new: str, rule: str) -> None:
    text = one().decode()
    count = text.count("~") - 4  # without ISA, GS, GE, IEA
    damaged = text.replace(old.format(n=count), new.format(n=count, n1=count + 1))
    assert damaged != text
    tables, file = read(damaged.encode())
    assert claims_in(tables) == ["C1"]
    assert rule in [fault.rule for fault in file.faults]


def test_repeated_transaction_numbers_are_told_and_both_are_read() -> None:
    inside = transaction([*PROVIDER, *SUBSCRIBER, *CLAIM, *LINES])
    tables, file = read(interchange(group(inside, inside)))
    assert [fault.rule for fault in file.faults] == ["st-repeat"]
    assert file.claims == 2
    assert len({line["claim_key"] for line in tables["claim_line"]}) == 2


def test_a_270_in_place_of_an_837_is_set_aside_and_its_neighbour_stays() -> None:
    inquiry = ["ST*270*0001*005010X279A1", "BHT*0022*13*1*20250401*0830", "HL*1**20*1", "EQ*30", "SE*5*0001"]
    claims = transaction([*PROVIDER, *SUBSCRIBER, *CLAIM, *LINES], "0002")
    tables, file = read(interchange(group(inquiry, claims)))
    assert claims_in(tables) == ["C1"]
    assert [fault.rule for fault in file.faults] == ["st-type"]
    said = "the transaction is of another kind; it was set aside (270 is a question about coverage; 837 was asked for)"
    assert f"ST 0001:segment 1 ST01: {said}" in str(file.faults[0])
    assert [(row["rule"], row["segment_id"]) for row in tables["reject"]] == [("st-type", "ST")]


def test_a_claim_of_another_version_is_set_aside() -> None:
    tables, file = read(one(version="004010X098A1"))
    assert not tables["claim_line"]
    assert (file.claims, file.claims_rejected, file.lines_rejected) == (1, 1, 2)
    assert {row["rule"] for row in tables["reject"]} == {"st-version"}


@pytest.mark.parametrize("lost", ["HL*3*1*22*0", "HL*3*1*22*0~SBR*P*18*G2******BL"])
def test_a_claim_whose_level_lost_its_head_is_not_given_to_the_subscriber_before(lost: str) -> None:
    damaged = two(CLAIM).decode().replace(lost + "~", "").encode()
    tables, _ = read(damaged)
    assert claims_in(tables) == ["C1"]
    assert [row["rule"] for row in tables["reject"]] == ["claim-level"]


def test_a_provider_whose_level_lost_its_head_keeps_its_claims_from_the_provider_before() -> None:
    second = ["HL*3**20*1", "NM1*85*2*SOUTH*****XX*1111111112", "HL*4*3*22*0", *SUBSCRIBER[1:], "CLM*C2*150***12:B:1"]
    data = one(lines=[*LINES, *second, *LINES]).decode().replace("HL*3**20*1~", "").encode()
    tables, _ = read(data)
    assert claims_in(tables) == ["C1"]


def test_a_cut_file_gives_its_whole_claims_and_names_the_cut_one() -> None:
    data = two(CLAIM)
    cut = data[: data.rindex(b"DTP*472") + 9]
    tables, file = read(cut)
    assert claims_in(tables) == ["C1"]
    assert [(row["rule"], row["claim_id"], row["line_count"]) for row in tables["reject"]] == [("claim-cut", "C2", 2)]
    rules = [fault.rule for fault in file.faults]
    assert rules == ["claim-cut", "interchange-cut", "se-missing", "ge-missing", "iea-missing"]


def test_a_last_segment_without_its_terminator_is_no_cut() -> None:
    assert rules_of(one().rstrip(b"~")) == []


def test_an_interchange_that_is_cut_by_the_next_one() -> None:
    data = two(CLAIM)
    tables, file = read(data[:-120] + interchange(group(transaction([*PROVIDER, *SUBSCRIBER, "CLM*C3*150***12:B:1",
        *LINES])), control="000000002", element="|", component=">", terminator="!"))  # fmt: skip
    assert claims_in(tables) == ["C1", "C3"]
    assert len(file.interchanges) == 2


@pytest.mark.parametrize("size", [1, 7, 64, 1000, 2 << 20])
def test_dress_does_not_matter(size: int) -> None:
    want = [(line["claim_id"], line["hcpcs_code"], line["charge_amount"]) for line in read(one())[0]["claim_line"]]
    plain = one()
    wrapped = b"\r\n".join(plain[place : place + 80] for place in range(0, len(plain), 80))
    for data in (
        b"\xef\xbb\xbf\n" + plain,
        one(after="\n"),
        one(after="\r\n"),
        one(terminator="\n"),
        one(terminator="\r\n"),
        one(element="|", component=">", terminator="!"),
        one(element="\x1d", component="\x1f", terminator="\x1c"),
        wrapped,
        plain + b"\n\n\x1a",
        plain.replace(b"~", b"~ \n"),
    ):
        tables, file = read(data, block=size)
        found = [(line["claim_id"], line["hcpcs_code"], line["charge_amount"]) for line in tables["claim_line"]]
        assert found == want
        assert not file.faults
        offset = tables["claim_line"][0]["claim_offset"]
        assert data[offset:].replace(b"\r\n", b"").startswith(b"CLM")


def test_other_delimiters_in_the_second_interchange() -> None:
    second = one([c.replace("C1", "C2") for c in CLAIM], element="|", component=">", terminator="\n")
    tables, file = read(one() + second)
    assert claims_in(tables) == ["C1", "C2"]
    assert not file.faults


def test_an_isa_that_is_not_padded_is_read_and_told() -> None:
    assert rules_of(one().replace(b"SENDER         ", b"SENDER")) == ["isa-padding"]


def test_delimiters_that_cannot_be_told_set_the_interchange_aside_and_not_the_next() -> None:
    broken = one().replace(b"*T*:~", b"*T*~A")
    tables, file = read(broken + one([c.replace("C1", "C2") for c in CLAIM]))
    assert claims_in(tables) == ["C2"]
    assert "isa-delimiters" in [fault.rule for fault in file.faults]


@pytest.mark.parametrize(
    ("data", "rule"),
    [(b"", "file-empty"), (b"<!doctype html><p>Log in", "file-not-x12"), (b"claim,code\n1,2\n", "file-not-x12"),
     (b"ISA", "file-not-x12"), (b"\0" * 5000, "file-not-x12")],
)  # fmt: skip
def test_what_is_no_x12_is_told(data: bytes, rule: str) -> None:
    assert rules_of(data) == [rule]


def test_inputs_of_every_kind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = one()
    (tmp_path / "b.837").write_bytes(data)
    (tmp_path / "a.837.gz").write_bytes(gzip.compress(data[:500]) + gzip.compress(data[500:]))
    with zipfile.ZipFile(tmp_path / "c.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("one.837", data)
        archive.writestr("two.837.gz", gzip.compress(data))
    (tmp_path / ".hidden").write_bytes(b"x")
    tables, files = read_all_claims(tmp_path)
    names = [Path(file.name).name for file in files]
    assert names == ["a.837.gz", "b.837", "c.zip!one.837", "c.zip!two.837.gz"]
    assert [file.claims for file in files] == [1, 1, 1, 1]
    assert tables["claim_line"].num_rows == 8

    class Input:
        buffer = io.BytesIO((tmp_path / "c.zip").read_bytes())

    monkeypatch.setattr("sys.stdin", Input)
    assert [file.claims for file in read_all_claims("-")[1]] == [1, 1]


def test_a_missing_path_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="there is no such file"):
        read_all_claims(tmp_path / "none.837")


def test_a_cut_gz_gives_what_came_before() -> None:
    data = one(lines=[*LINES, *NEXT * 200])
    packed = gzip.compress(data, 1)
    file = read(packed[: len(packed) // 2])[1]
    assert 0 < file.claims_kept < 201
    assert not file.is_complete
    assert file.faults[0].rule == "file-cut" or "file-cut" in file.rules


def test_a_zip_with_a_password_or_cut_is_told(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("one.837", one())
    assert rules_of(buffer.getvalue()[:-30]) == ["file-cut"]


class Repeated:
    """A stream that never stands in memory: a head, one block over and over, a tail."""

    name = "long.837"

    def __init__(self, head: bytes, block: bytes, times: int, tail: bytes) -> None:
        self.parts = iter([head, *[block] * times, tail])
        self.left = b""

    def read(self, size: int = -1, /) -> bytes:
        if not self.left:
            self.left = next(self.parts, b"")
        found, self.left = self.left[:size], self.left[size:]
        return found


def _long_segment(megabytes: int) -> ClaimFile:
    whole = two([*CLAIM, "NTE*ADD*@@@"])
    head, tail = whole.split(b"@@@")
    reading = read_claims(Repeated(head, b"X" * (1 << 20), megabytes, tail))
    kept = [
        line for batch in reading if "claim_line" in batch.tables for line in batch.tables["claim_line"].to_pylist()
    ]
    assert [line["claim_id"] for line in kept] == ["C2", "C2"]
    return reading.files[0]


def test_a_segment_of_300_megabytes_is_passed_over_in_flat_memory() -> None:
    import resource

    _long_segment(8)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    file = _long_segment(300)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 60 << 10
    assert (file.claims, file.claims_rejected, file.lines, file.lines_rejected) == (2, 1, 4, 2)
    assert [fault.rule for fault in file.faults] == ["segment-too-long"]
    assert file.faults[0].position.segment_id == "NTE"  # type: ignore[attr-defined]


@pytest.mark.parametrize("block", [1000, 100_000, 4 << 20])
def test_a_segment_too_long_is_the_same_in_any_block(block: int) -> None:
    whole = two([*CLAIM, "NTE*ADD*@@@"])
    data = whole.replace(b"@@@", b"X" * (SEGMENT_LIMIT + 5))
    tables, file = read(data, block=block)
    assert claims_in(tables) == ["C2"]
    assert [row["rule"] for row in tables["reject"]] == ["claim-too-long"]
    assert data[tables["claim_line"][0]["claim_offset"] :].startswith(b"CLM*C2")
    assert file.charges == Decimal("150.00")


def test_a_claim_without_end_is_set_aside_and_reading_goes_on() -> None:
    lines = LINES * 75_000  # 9 MB
    tables, file = read(two(CLAIM, lines), block=1 << 20)
    assert claims_in(tables) == ["C2"]
    assert (file.claims, file.claims_rejected, file.lines) == (2, 1, 150_002)
    assert file.lines_rejected == 150_000


def test_counts_are_those_of_each_transaction() -> None:
    first = transaction([*PROVIDER, *SUBSCRIBER, *CLAIM, *LINES, *NEXT])
    second = transaction([*PROVIDER, *SUBSCRIBER, "CLM**1", *LINES], "0002")
    file = read(interchange(group(first, second)), block=100)[1]
    found = [(each.control, each.claims, each.claims_rejected, each.lines) for each in
             file.interchanges[0].groups[0].transactions]  # fmt: skip
    assert found == [("0001", 2, 0, 4), ("0002", 1, 1, 2)]
    assert str(file).startswith("stream: 1 interchanges, 1 groups, 2 transactions, 3 claims (1 set aside), 6 lines")
