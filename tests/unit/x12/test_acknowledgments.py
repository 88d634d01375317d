"""The 999 and the 277CA for files that were read: who is accepted, who is not, and why."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest

from perdiem.readers.x12 import read_all_claims, read_all_remittances, read_claims
from perdiem.writers.x12 import write_277ca, write_999, write_ta1
from tests.unit.x12 import remittance_files
from tests.unit.x12.claim_files import (
    CLAIM,
    INSTITUTIONAL,
    LINES,
    PROVIDER,
    SUBSCRIBER,
    group,
    interchange,
    one,
    transaction,
)
from tests.unit.x12.test_damage import two

CREATED = datetime(2025, 4, 2, 9, 15, tzinfo=UTC)


def answer_999(data: bytes) -> list[str]:
    _, files = read_all_claims(io.BytesIO(data))
    out = io.StringIO()
    write_999(files[0], out, created=CREATED)
    return segments(out.getvalue())


def answer_277(data: bytes) -> list[str]:
    tables, files = read_all_claims(io.BytesIO(data))
    out = io.StringIO()
    assert write_277ca(files[0], [tables["claim_receipt"]], out, created=CREATED) == files[0].claims
    return segments(out.getvalue())


def segments(text: str) -> list[str]:
    """The segments, after the envelope's counts and numbers were checked."""
    found = text.replace("\n", "").split("~")[:-1]
    if not found:
        return []
    begins = [place for place, each in enumerate(found) if each.startswith("ST*")]
    ends = [place for place, each in enumerate(found) if each.startswith("SE*")]
    for begin, end in zip(begins, ends, strict=True):
        assert found[end] == f"SE*{end - begin + 1}*{found[begin].split('*')[2]}"
    for each in found:
        if each.startswith("ISA"):
            assert len(each) == 105
    assert sum(int(each.split("*")[1]) for each in found if each.startswith("GE*")) == len(begins)
    return found


def test_a_sound_file_is_accepted() -> None:
    assert answer_999(one()) == [
        "ISA*00*          *00*          *ZZ*RECEIVER       *ZZ*SENDER         *250402*0915*^*00501*000000001*0*T*:",
        "GS*FA*RECEIVER*SENDER*20250402*0915*1*X*005010X231A1",
        "ST*999*0001*005010X231A1",
        "AK1*HC*1*005010X222A1",
        "AK2*837*0001*005010X222A1",
        "IK5*A",
        "AK9*A*1*1*1",
        "SE*6*0001",
        "GE*1*1",
        "IEA*1*000000001",
    ]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (one().replace(b"SE*", b"SE*9"), ["IK5*R*4", "AK9*R*1*1*0"]),
        (one().replace(b"GE*1*1", b"GE*3*1"), ["IK5*A", "AK9*R*3*1*0*5"]),
        (two([*CLAIM, "REF*G1*X"]), ["IK3*REF*19**5", "IK5*E*5", "AK9*E*1*1*1"]),
        (two([*CLAIM, "ZZZ*X"]), ["IK3*ZZZ*19**1", "IK5*E*5", "AK9*E*1*1*1"]),
        (two(["CLM*C1*1,0***12:B:1"]), ["IK3*CLM*16**8", "IK4*2**6", "IK5*E*5", "AK9*E*1*1*1"]),
        (one(version="004010X098A1"), ["IK5*R*I6", "AK9*R*1*1*0"]),
        (one().replace(b"ST*837*", b"ST*270*"), ["IK5*R*1", "AK9*R*1*1*0"]),
    ],
)
def test_what_is_wrong_is_named_with_segment_and_element(data: bytes, expected: list[str]) -> None:
    found = answer_999(data)
    middle = found[found.index(next(each for each in found if each.startswith("AK2"))) + 1 : -3]
    assert [each for each in middle if not each.startswith("IK3*LX")] == expected


def test_one_transaction_of_two_is_refused() -> None:
    inside = [*PROVIDER, *SUBSCRIBER, *CLAIM, *LINES]
    found = answer_999(interchange(group(transaction(inside), [*transaction(inside, "0002")[:-1], "SE*1*0002"])))
    assert "AK9*P*2*2*1" in found


def test_a_file_of_no_x12_gets_no_answer() -> None:
    assert answer_999(b"<html>") == []
    assert answer_277(b"") == []


def test_each_claim_is_answered() -> None:
    found = answer_277(two(["CLM*C1*1,0***12:B:1", "REF*D9*CH1"]))
    start = next(place for place, each in enumerate(found) if each.startswith("BHT"))
    assert found[start:-3] == [
        "BHT*0085*08*B1*20250402*091500*TH",
        "HL*1**20*1",
        "NM1*AY*2*RECEIVER*****46*R1",
        "TRN*1*B1",
        "DTP*050*D8*20250402",
        "DTP*009*D8*20250402",
        "HL*2*1*21*1",
        "NM1*41*2*SENDER*****46*S1",
        "TRN*2*B1",
        "STC*A1:19:40*20250402*WQ*150",
        "QTY*90*1",
        "QTY*AA*1",
        "AMT*YU*150",
        "AMT*YY*0",
        "HL*3*2*19*1",
        "NM1*85*2*NORTH INFUSION*****XX*1234567893",
        "TRN*1*0",
        "QTY*QA*1",
        "QTY*QC*1",
        "AMT*YU*150",
        "AMT*YY*0",
        "HL*4*3*PT",
        "NM1*QC*1*DOE*JANE****MI*M1",
        "TRN*2*C1",
        "STC*A7:178*20250402*U*0",
        "REF*D9*CH1",
        "DTP*472*RD8*20250106-20250107",
        "HL*5*3*PT",
        "NM1*QC*1*ROE*RITA****MI*M2",
        "TRN*2*C2",
        "STC*A2:20*20250402*WQ*150",
        "DTP*472*RD8*20250106-20250107",
    ]


def test_an_institutional_claim_is_answered_with_its_bill_type() -> None:
    claim = ["CLM*I1*50***34:A:1", "LX*1", "SV2*0640**50*UN*1"]
    assert "REF*BLT*341" in answer_277(one(claim, [], version=INSTITUTIONAL))


def test_every_transaction_is_answered_by_its_own_also_when_numbers_repeat() -> None:
    inside = [*PROVIDER, *SUBSCRIBER, *CLAIM, *LINES]
    first = [each.replace("*B1*", "*BATCH1*") for each in transaction(inside)]
    second = [each.replace("*B1*", "*BATCH2*") for each in transaction(inside)]
    data = interchange(group(first, second)) + one(element="|", component=">", terminator="!")
    found = answer_277(data)
    assert [each for each in found if each.startswith("TRN*2*B")] == ["TRN*2*BATCH1", "TRN*2*BATCH2", "TRN*2*B1"]
    assert sum(each.startswith("ISA") for each in found) == 2


def test_claims_are_answered_while_the_file_is_read() -> None:
    data = one(lines=[*LINES, *[each for n in range(50) for each in (f"CLM*X{n}*150***12:B:1", *LINES)]])
    reading = read_claims(io.BytesIO(data), block=500)
    receipts = (batch.tables["claim_receipt"] for batch in reading if "claim_receipt" in batch.tables)
    first = next(receipts)
    out = io.StringIO()

    def all_of_them() -> object:
        yield first
        yield from receipts

    assert write_277ca(reading.files[0], all_of_them(), out, created=CREATED) == 51  # type: ignore[arg-type]
    assert sum(each.startswith("STC*A2:20") for each in segments(out.getvalue())) == 51


def test_a_claim_outside_of_any_transaction_is_answered_too() -> None:
    found = answer_277(one().replace(b"ST*837", b"SX*837"))
    assert "STC*A3:21*20250402*U*150" in found


def answer_ta1(data: bytes) -> list[str]:
    out = io.StringIO()
    _, files = read_all_claims(io.BytesIO(data))
    assert write_ta1(files[0], out, created=CREATED, control_number=7) == len(files[0].interchanges)
    return segments(out.getvalue())


def test_a_sound_envelope_is_accepted() -> None:
    assert answer_ta1(one()) == [
        "ISA*00*          *00*          *ZZ*RECEIVER       *ZZ*SENDER         *250402*0915*^*00501*000000007*0*T*:",
        "TA1*000000001*250401*0830*A*000",
        "IEA*0*000000007",
    ]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (one().replace(b"IEA*1*", b"IEA*4*"), "E*021"),
        (one().replace(b"IEA*1*000000001", b"IEA*1*000000009"), "E*001"),
        (one().replace(b"IEA*1*000000001~", b""), "E*023"),
        (one()[:-30], "E*023"),
        (one().replace(b"SENDER         ", b"SENDER"), "E*022"),
        (one().replace(b"*T*:~", b"*T*~A"), "R*027"),
        (two(["CLM*C1*1,0***12:B:1"]), "A*000"),  # what is wrong inside is for the 999
    ],
)
def test_a_fault_of_the_envelope_is_named(data: bytes, expected: str) -> None:
    assert answer_ta1(data)[1] == f"TA1*000000001*250401*0830*{expected}"


def test_each_interchange_of_a_file_is_answered_by_its_own() -> None:
    found = answer_ta1(one().replace(b"IEA*1*", b"IEA*4*") + one(element="|", component=">", terminator="!"))
    assert [each.split("*")[4:] for each in found if each.startswith("TA1")] == [["E", "021"], ["A", "000"]]
    assert [each for each in found if each.startswith("IEA")] == ["IEA*0*000000007", "IEA*0*000000008"]


def test_a_remittance_is_acknowledged_too() -> None:
    file = read_all_remittances(io.BytesIO(remittance_files.one(start=remittance_files.head("1"))))[1][0]
    out = io.StringIO()
    assert (write_999(file, out, created=CREATED), write_ta1(file, out, created=CREATED)) == (1, 1)
    found = segments(out.getvalue())
    assert "AK1*HP*1*005010X221A1" in found
    assert "IK5*A" in found  # sums that do not balance are no fault of syntax


DAMAGED = [
    one(),
    two(["CLM*C1*1,0***12:B:1", "ZZZ*1"]),
    one().replace(b"SE*", b"SE*9"),
    one()[:-60],
    one() + one(element="|", component=">", terminator="!"),
    one().replace(b"NORTH INFUSION", "NØRTH*~".encode()),
    one().replace(b"SENDER   ", b"S:^NDER  ", 1),
]


@pytest.mark.parametrize("data", DAMAGED)
def test_what_is_written_holds_against_our_own_reader(data: bytes) -> None:
    """Read back, nothing is wrong but that no claims are in it: counts, control numbers, envelopes, delimiters."""
    tables, files = read_all_claims(io.BytesIO(data))
    answers = {"277CA": io.StringIO(), "999": io.StringIO(), "TA1": io.StringIO()}
    write_277ca(files[0], [tables["claim_receipt"]], answers["277CA"], created=CREATED)
    write_999(files[0], answers["999"], created=CREATED)
    write_ta1(files[0], answers["TA1"], created=CREATED)
    expected = {"277CA": {"st-type", "gs-type"}, "999": {"st-type", "gs-type"}, "TA1": {"file-no-transactions"}}
    for name, out in answers.items():
        again = read_all_claims(io.BytesIO(out.getvalue().encode()))[1][0]
        assert set(again.rules) in ({"file-empty"} if not out.getvalue() else expected[name], expected[name]), name
    assert "a claim's status or acknowledgment" in str(
        read_all_claims(io.BytesIO(answers["277CA"].getvalue().encode()))[1][0].faults[1]
    )


def test_a_ta1_before_the_first_group_is_passed_over() -> None:
    answered = one().replace(b"GS*HC", b"TA1*000000009*250401*0830*A*000~GS*HC", 1)
    tables, files = read_all_claims(io.BytesIO(answered))
    assert not files[0].faults
    assert tables["claim_line"].num_rows == 2
