"""The file that claims are written into: envelopes, levels, transactions, and what it tells beside."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from perdiem.readers.book import open_book
from perdiem.readers.x12 import read_all_claims
from perdiem.writers.x12.claims import Address, ClaimsWritten, Sending, levels, write_claims
from tests.unit.writers_x12_claims.test_refusals import INSTITUTIONAL_CLAIM, PROFESSIONAL_CLAIM
from tests.unit.x12.claim_files import PROVIDER, SUBSCRIBER, one

SENDING = Sending(datetime(2026, 3, 1, 8, 30, tzinfo=UTC), "S1", "R1", "NORTH", "SUMMIT", phone="8145550100")


def written(folder: Path, *data: bytes, sending: Sending = SENDING) -> tuple[list[str], ClaimsWritten]:
    paths = [folder / f"{number}.837" for number in range(len(data))]
    for path, each in zip(paths, data, strict=True):
        path.write_bytes(each)
    stream = io.BytesIO()
    with open_book(paths) as opened:
        result = write_claims(opened.book, stream, sending)
    tables, (file,) = read_all_claims(io.BytesIO(stream.getvalue()))
    assert file.faults == []
    assert tables["claim_line"].num_rows == result.lines
    return stream.getvalue().decode().split("~\n"), result


def test_both_forms_stand_in_groups_of_their_own_in_one_interchange(tmp_path: Path) -> None:
    text, result = written(tmp_path, INSTITUTIONAL_CLAIM, PROFESSIONAL_CLAIM)
    assert text[0] == f"ISA*00*{'':10}*00*{'':10}*ZZ*{'S1':15}*ZZ*{'R1':15}*260301*0830*^*00501*000000001*0*T*>"
    assert [each for each in text if each.startswith(("GS", "ST", "GE", "IEA"))] == [
        "GS*HC*S1*R1*20260301*0830*1*X*005010X222A1", "ST*837*0001*005010X222A1", "GE*1*1",
        "GS*HC*S1*R1*20260301*0830*2*X*005010X223A2", "ST*837*0001*005010X223A2", "GE*1*2", "IEA*2*000000001",
    ]  # fmt: skip
    assert "PER*IC*CLAIMS*TE*8145550100" in text
    assert (result.claims, result.lines) == (2, 4)


def test_the_claims_of_a_provider_share_its_level_and_dependents_have_their_own(tmp_path: Path) -> None:
    dependent = ["HL*2*1*22*1", "SBR*P**GRP1******CI", *SUBSCRIBER[2:], "HL*3*2*23*0", "PAT*19", "NM1*QC*1*DOE*TIM",
                 "DMG*D8*20100304*M"]  # fmt: skip
    other = [each.replace("1234567893", "1111111112") for each in PROVIDER]
    text, _ = written(tmp_path, one(subscriber=dependent), one(), one(provider=other))
    assert [each for each in text if each.startswith("HL")] == [
        "HL*1**20*1", "HL*2*1*22*0", "HL*3**20*1", "HL*4*3*22*1", "HL*5*4*23*0", "HL*6*3*22*0",
    ]  # fmt: skip
    assert "SBR*P**GRP1******CI" in text


def test_a_transaction_holds_so_many_claims_and_counts_its_segments(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(levels, "MOST_CLAIMS", 2)
    text, result = written(tmp_path, one(), one(), one())
    assert result.claims == 3
    assert [each for each in text if each.startswith(("ST", "GE", "HL"))] == [
        "ST*837*0001*005010X222A1", "HL*1**20*1", "HL*2*1*22*0", "HL*3*1*22*0",
        "ST*837*0002*005010X222A1", "HL*1**20*1", "HL*2*1*22*0", "GE*2*1",
    ]  # fmt: skip


def test_an_address_is_written_where_it_is_known_and_told_where_it_is_not(tmp_path: Path) -> None:
    _, result = written(tmp_path, one())
    assert any("1 billing providers have no address" in note for note in result.notes)
    known = replace(SENDING, addresses={"1234567893": Address("1 MAIN ST", "ERIE", "PA", "165010000")}, is_test=False)
    text, result = written(tmp_path, one(), sending=known)
    assert result.notes == ()
    assert text[text.index("N3*1 MAIN ST") + 1] == "N4*ERIE*PA*165010000"
    assert text[0].endswith("*P*>")


def test_providers_that_all_lines_share_are_named_once(tmp_path: Path) -> None:
    claim = ["CLM*C1*150***12:B:1*Y*A*Y*Y", "HI*ABK:A419", "NM1*82*1*A*B****XX*2222222223"]
    lines = ["LX*1", "SV1*HC:S9500*100*UN*2***1", "DTP*472*D8*20250106", "LX*2", "SV1*HC:99601*50*UN*1***1",
             "DTP*472*D8*20250106", "NM1*DK*1*DOC*CY****XX*5555555556"]  # fmt: skip
    text, _ = written(tmp_path, one(claim, lines))
    assert text.count("NM1*82*1******XX*2222222223") == 1
    assert text.index("NM1*82*1******XX*2222222223") < text.index("LX*1")
    assert text.index("NM1*DK*1******XX*5555555556") > text.index("LX*2")
