"""Whatever is done to a file: no crash, no claim lost in silence, and the same tables from blocks of any size."""

from __future__ import annotations

import io
import json
from itertools import pairwise
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from perdiem.model.interchange import ClaimFile
from perdiem.readers.x12 import read_all_claims
from tests.unit.x12 import remittance_files
from tests.unit.x12.claim_files import (
    CLAIM,
    INSTITUTIONAL,
    LINES,
    PROVIDER,
    SUBSCRIBER,
    group,
    interchange,
    isa,
    one,
    transaction,
)
from tests.unit.x12.test_claims import OTHER

DEPENDENT = ["HL*3*1*22*1", *SUBSCRIBER[1:], "HL*4*3*23*0", "PAT*19", "NM1*QC*1*DOE*TIM", "DMG*D8*20100304*M"]
DRUG = ["LIN**N4*00409733501", "CTP****2.5*ML", "REF*XZ*RX1"]
DECISION = ["SVD*MCR1*60*HC:S9500**2", "CAS*CO*45*40", "DTP*573*D8*20250302"]
SEED = interchange(
    group(
        transaction([
            *PROVIDER, *SUBSCRIBER, *CLAIM, *OTHER, *LINES, *DRUG, "CLM*C2*150***12:B:7", "REF*F8*ICN1", *LINES,
            *DECISION, *DEPENDENT, "CLM*C3*150***12:B:1", *LINES, "HL*5**20*1", "NM1*85*2*SOUTH*****XX*1111111112",
            "HL*6*5*22*0", *SUBSCRIBER[1:], "CLM*C4*150***12:B:1", *LINES,
        ]),
        transaction([*PROVIDER, *SUBSCRIBER, *CLAIM, *LINES], "0002"),
    ),
    group(
        transaction([*PROVIDER, *SUBSCRIBER, "CLM*I1*50***34:A:1", "HI*ABK:A419", "LX*1", "SV2*0640**50*UN*1"],
                    version=INSTITUTIONAL),
        control="2", version=INSTITUTIONAL,
    ),
)  # fmt: skip
HEAD = len(isa())
PIECES = st.sampled_from(
    [b"~", b"*", b":", b"\n", b"\r\n", b" ", b"CLM*X*1***12:B:1~", b"HL*9*1*22*0~", b"SE*1*0001~", b"ST*837*9~",
     b"LX*1~", b"SV1*HC:1*1*UN*1~", b"SBR*P~", b"NM1*IL*1~", b"IEA*1*1~", b"GE*1*1~", b"GS*HC~", b"clm*Y~", b"\xff",
     "é".encode(),
     b"1,0", b"9" * 30, b"-", b"", b"\0"]
)  # fmt: skip
CHANGES = st.lists(
    st.tuples(st.integers(HEAD, len(SEED)), st.integers(0, 40), PIECES | st.binary(max_size=4)), min_size=1, max_size=4
)


def changed(changes: list[tuple[int, int, bytes]], data: bytes = SEED) -> bytes:
    for place, cut, piece in changes:
        data = data[:place] + piece + data[max(place + cut, HEAD) :]
    return data


def counted(data: bytes) -> tuple[int, int]:
    """Claims and lines, by a scanner that knows nothing but terminators and names."""
    pieces = data.replace(b"\r", b"").replace(b"\n", b"").split(b"~")
    blanks = bytes(range(33))
    names = [piece.lstrip(blanks).split(b"*")[0].upper() for piece in pieces]
    if b"IEA" in names[:-1] or not pieces[-1].strip(b" \t\r\n\0\x1a\x0b\x0c"):
        names.pop()
    return names.count(b"CLM"), names.count(b"SV1") + names.count(b"SV2")


def read(data: bytes, **options: Any) -> tuple[dict[str, list[dict[str, Any]]], ClaimFile]:
    tables, files = read_all_claims(io.BytesIO(data), **options)
    for table in tables.values():
        table.validate(full=True)
    return {name: table.to_pylist() for name, table in tables.items()}, files[0]


def as_text(tables: dict[str, list[dict[str, Any]]], file: ClaimFile) -> str:
    faults = [str(fault) for fault in file.faults]
    counts = [file.claims, file.claims_rejected, file.lines, file.lines_rejected, file.charges, file.segments]
    return json.dumps([tables, faults, counts], default=str, indent=1)


@given(changes=CHANGES)
@settings(max_examples=150, deadline=None)
@example(changes=[(1920, 40, b"ISA")])  # a value that ends like ISA begins no interchange
def test_no_claim_is_lost_in_silence(changes: list[tuple[int, int, bytes]]) -> None:
    data = changed(changes)
    tables, file = read(data)
    assert (file.claims, file.lines) == counted(data)
    assert len(tables["claim_receipt"]) == file.claims
    assert sum(row["is_accepted"] for row in tables["claim_receipt"]) == file.claims_kept
    assert len(tables["claim_line"]) == file.lines - file.lines_rejected
    assert sum(row["line_count"] for row in tables["reject"]) == file.lines_rejected
    claims = [row for row in tables["reject"] if row["rule"] != "service-outside" and row["segment_id"] != "ST"]
    assert len(claims) == file.claims_rejected
    keys = {row["claim_key"] for row in tables["claim_receipt"]}
    assert len(keys) == file.claims
    for name in ("claim_line", "claim_diagnosis", "other_payer", "other_payer_adjustment", "claim_line_drug"):
        assert {row["claim_key"] for row in tables[name]} <= keys


@given(changes=CHANGES, block=st.integers(40, 1500))
@settings(max_examples=35, deadline=None)
@example(changes=[(475, 40, b"*")], block=40)  # lines under a level, whose claim was lost
@example(changes=[(161, 0, b"~")], block=40)  # a transaction without its number
@example(changes=[(106, 0, b"\0")], block=40)  # a NUL where a block ends
def test_blocks_of_any_size_give_the_same_of_damaged_files(changes: list[tuple[int, int, bytes]], block: int) -> None:
    data = changed(changes)
    assert as_text(*read(data)) == as_text(*read(data, block=block))


@given(block=st.integers(30, 5000))
@settings(max_examples=20, deadline=None)
@example(block=1)
def test_blocks_of_any_size_give_the_same(block: int) -> None:
    assert as_text(*read(SEED, block=block)) == as_text(*read(SEED))


@given(cut=st.integers(0, len(SEED)), block=st.integers(100, 3000))
@settings(max_examples=50, deadline=None)
def test_a_cut_anywhere_keeps_every_claim_that_was_whole(cut: int, block: int) -> None:
    whole = {row["claim_offset"]: row for row in read(SEED)[0]["claim_line"]}
    tables, file = read(SEED[:cut], block=block)
    assert {row["claim_offset"] for row in tables["claim_line"]} <= set(whole)
    ends = sorted([*whole, len(SEED)])
    sure = {place for place, end in pairwise(ends) if end <= cut - 10}
    assert sure <= {row["claim_offset"] for row in tables["claim_line"]}
    assert cut >= len(SEED) - 1 or file.faults  # the last terminator alone is not missed


DRESSES = [SEED, one(element="|", component=">", terminator="!"), one(terminator="\n"), SEED[:900]]
PLACE = ("claim_key", "claim_offset", "line_offset", "segment_offset", "source_file", "interchange_control_number")


@given(
    parts=st.lists(st.sampled_from(DRESSES), min_size=1, max_size=4),
    block=st.integers(200, 5000),
)
@settings(max_examples=15, deadline=None)
def test_files_put_together_are_the_union(parts: list[bytes], block: int) -> None:
    together, _ = read(b"".join(parts), block=block)
    apart: dict[str, list[dict[str, Any]]] = {name: [] for name in together}
    for part in parts:
        for name, rows in read(part)[0].items():
            apart[name] += rows

    def placeless(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [{name: value for name, value in row.items() if name not in PLACE} for row in rows]

    for name, rows in together.items():
        assert placeless(rows) == placeless(apart[name])


@given(data=st.binary(max_size=300), after=st.booleans())
@settings(max_examples=70, deadline=None)
def test_any_bytes_are_read_or_refused(data: bytes, after: bool) -> None:
    _, file = read(isa().encode() + data if after else data)
    assert file.faults or file.claims == 0


def segments(claims: int, form: str) -> list[str]:
    """A transaction of one to three claims."""
    if form == "835":
        inside = [each for n in range(claims) for each in
                  [*remittance_files.CLAIM, *remittance_files.LINES] + remittance_files.DENIED * (n % 2)]  # fmt: skip
        plb = [*remittance_files.PLB, "PLB*1*20251231*72:X*-1"]
        return remittance_files.payment(["LX*1", *inside, *plb], start=remittance_files.head(str(195 * claims - 17.5)))
    return transaction([*PROVIDER, *SUBSCRIBER, *[each for _ in range(claims) for each in [*CLAIM, *OTHER, *LINES]]])


READERS = {"837": (read, group), "835": (remittance_files.read, remittance_files.group)}


@given(
    form=st.sampled_from(["837", "835"]),
    claims=st.lists(st.integers(1, 3), min_size=2, max_size=6),
    border=st.integers(1, 5),
    block=st.integers(100, 5000),
)
@settings(max_examples=25, deadline=None)
def test_a_file_cut_in_two_between_transactions_gives_the_rows_of_the_whole(
    form: str, claims: list[int], border: int, block: int
) -> None:
    reader, into_group = READERS[form]
    border = min(border, len(claims) - 1)
    sets = [segments(count, form) for count in claims]
    whole, file = reader(interchange(into_group(*sets)), block=block)
    halves = [reader(interchange(into_group(*part)), block=block) for part in (sets[:border], sets[border:])]
    assert set(file.rules) <= {"st-repeat"}
    apart = {name: halves[0][0][name] + halves[1][0][name] for name in whole}
    keys = {"payment_key", "payment_offset"}

    def placeless(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [{name: value for name, value in row.items() if name not in {*PLACE, *keys}} for row in rows]

    for name, rows in whole.items():
        assert placeless(rows) == placeless(apart[name])
    assert (file.claims, file.lines) == tuple(
        sum(getattr(half, count) for _, half in halves) for count in ("claims", "lines")
    )


REMITTANCE = interchange(
    remittance_files.group(
        remittance_files.payment(["LX*1", *remittance_files.CLAIM, *remittance_files.LINES, *remittance_files.DENIED,
                                  *remittance_files.PLB]),
        remittance_files.payment(["LX*1", *remittance_files.DENIED], "0002", start=remittance_files.head("0")),
    ),
)  # fmt: skip
PAID_PIECES = st.sampled_from(
    [b"~", b"*", b":", b"\n", b" ", b"CLP*X*1*5*5~", b"SVC*HC:1*1*1~", b"CAS*CO*45*1~", b"PLB*1*20251231*72:X*1~",
     b"SE*1*0001~", b"ST*835*9~", b"BPR*I*1~", b"TRN*1*9~", b"N1*PR*X~", b"LX*1~", b"NM1*QC*1*X~", b"IEA*1*1~",
     b"GE*1*1~", b"GS*HP~", b"clp*Y~", b"\xff", "é".encode(), b"1,0", b"9" * 30, b"-", b"", b"\0"]
)  # fmt: skip
PAID_CHANGES = st.lists(
    st.tuples(st.integers(HEAD, len(REMITTANCE)), st.integers(0, 40), PAID_PIECES | st.binary(max_size=4)),
    min_size=1, max_size=4,
)  # fmt: skip


@given(changes=PAID_CHANGES, block=st.integers(40, 1500))
@settings(max_examples=80, deadline=None)
def test_no_paid_claim_is_lost_in_silence_in_blocks_of_any_size(
    changes: list[tuple[int, int, bytes]], block: int
) -> None:
    data = changed(changes, REMITTANCE)
    tables, file = remittance_files.read(data)
    met, lines = paid_counted(data)
    assert (file.claims, file.lines) == (met, lines)
    assert len(tables["remittance_claim"]) == file.claims_kept
    assert len(tables["remittance_line"]) == file.lines - file.lines_rejected
    assert sum(row["line_count"] for row in tables["reject"]) == file.lines_rejected
    keys = {row["payment_key"] for row in tables["remittance"]}
    claims = {(row["payment_key"], row["claim_position"]) for row in tables["remittance_claim"]}
    assert {key for key, _ in claims} <= keys
    for name in ("remittance_line", "remittance_adjustment"):
        assert {(row["payment_key"], row["claim_position"]) for row in tables[name]} <= claims
    assert {row["payment_key"] for row in tables["provider_adjustment"]} <= keys
    again, as_blocks = remittance_files.read(data, block=block)
    assert paid_text(again, as_blocks) == paid_text(tables, file)


def paid_counted(data: bytes) -> tuple[int, int]:
    """Claims and lines, by a scanner that knows nothing but terminators and names."""
    pieces = data.replace(b"\r", b"").replace(b"\n", b"").split(b"~")
    names = [piece.lstrip(bytes(range(33))).split(b"*")[0].upper() for piece in pieces]
    if b"IEA" in names[:-1] or not pieces[-1].strip(b" \t\r\n\0\x1a\x0b\x0c"):
        names.pop()
    return names.count(b"CLP"), names.count(b"SVC")


def paid_text(tables: dict[str, list[dict[str, Any]]], file: Any) -> str:
    faults = [str(fault) for fault in file.faults]
    counts = [file.claims, file.claims_rejected, file.lines, file.lines_rejected, file.payments, file.paid]
    return json.dumps([tables, faults, counts], default=str, indent=1)


@given(cut=st.integers(HEAD, len(REMITTANCE)), block=st.integers(100, 3000))
@settings(max_examples=60, deadline=None)
def test_a_remittance_cut_anywhere_gives_nothing_that_the_whole_does_not(cut: int, block: int) -> None:
    whole = remittance_files.read(REMITTANCE)[0]
    tables, file = remittance_files.read(REMITTANCE[:cut], block=block)
    for name, rows in tables.items():
        assert name == "reject" or all(row in whole[name] for row in rows), name
    assert cut >= len(REMITTANCE) - 1 or file.faults
