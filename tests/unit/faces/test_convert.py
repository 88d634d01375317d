"""`perdiem convert`: every way in and out, and every row accounted for."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq

from tests.unit.faces.conftest import Perdiem
from tests.unit.tables.samples import claim_file, table_file
from tests.unit.x12.claim_files import CLAIM, one


def test_claims_go_round_through_every_form_to_the_same_file(perdiem: Perdiem, tmp_path: Path) -> None:
    source = claim_file(tmp_path)
    places = ["folder", "csv", "book.xlsx", "book.duckdb", "again.837", "folder2"]
    for place in places:
        ran = perdiem("convert", source, place, *(["--to", "csv"] if place == "csv" else []))
        assert ran.code == 0, ran
        assert "read                 1              2                150.00" in ran.out
        source = Path(place)
    assert (tmp_path / "csv" / "claim_line.csv").exists()
    assert pq.read_table("folder2/claim_line.parquet").num_rows == 2
    assert perdiem("convert", "folder2", "last.837").code == 0
    first, last = (Path(name).read_text().split("GS*", 1)[1] for name in ("again.837", "last.837"))
    assert first.split("BHT", 1)[1].split("*CH~")[1] == last.split("BHT", 1)[1].split("*CH~")[1]


def test_what_is_set_aside_is_counted_written_and_ends_with_1(perdiem: Perdiem, tmp_path: Path) -> None:
    table_file(tmp_path, "claim_line.csv", "claim_id,claim_line_number,charge_amount\nA,1,3\nB,1,x\n")
    ran = perdiem("convert", "claim_line.csv", "out")
    assert ran.code == 1
    assert "kept                 1              1                  3.00" in ran.out
    assert "rejected             1              1                  0.00" in ran.out
    (reject,) = pq.read_table("out/table_reject.parquet").to_pylist()
    assert (reject["row_number"], reject["column_name"]) == (3, "charge_amount")
    quiet = perdiem("convert", "claim_line.csv", "out", "--force", "--quiet")
    assert quiet.code == 1
    assert quiet.err.startswith("claim_line.csv:row 3: charge_amount should be a number")
    assert "rejected" in quiet.out


def test_claims_that_cannot_be_written_stand_beside_the_file(perdiem: Perdiem, tmp_path: Path) -> None:
    claim_file(tmp_path, "good.837")
    (tmp_path / "bad.837").write_bytes(one([*CLAIM, "NTE*ADD*A>B"]))
    ran = perdiem("convert", "good.837", "bad.837", "out.837")
    assert ran.code == 1
    assert "refused: 1 claims: claim_note" in ran.out
    assert Path("out.837").read_text().count("CLM*") == 1
    assert "claim_note holds one of" in Path("out.837.refused.csv").read_text()
    ran = perdiem("convert", "bad.837", "none.837")
    assert (ran.code, Path("none.837").exists(), Path("none.837.refused.csv").exists()) == (1, False, True)
    assert "was not written" in ran.out


def test_sender_and_addresses_go_into_the_file(perdiem: Perdiem, tmp_path: Path) -> None:
    claim_file(tmp_path)
    table_file(tmp_path, "where.csv", "NPI,street,city,state,zip_code\n1234567893,1 MAIN ST,ERIE,PA,165010000\n")
    words = ["--sender", "S1", "--receiver", "R1", "--submitter", "NORTH", "--addresses", "where.csv", "--production"]
    assert perdiem("convert", "claims.837", "out.837", *words).code == 0
    text = Path("out.837").read_text()
    assert "NM1*41*2*NORTH*****46*S1~" in text
    assert "N3*1 MAIN ST~\nN4*ERIE*PA*165010000~" in text
    assert "*P*>~" in text
    assert perdiem("convert", "claims.837", "x.837", "--sender", "A*B").code == 2
    table_file(tmp_path, "bad.csv", "npi,street,city,state,zip_code\n1,a~b,c,,e\n")
    ran = perdiem("convert", "claims.837", "x.837", "--addresses", "bad.csv")
    assert (ran.code, ran.err.count("bad.csv:2:")) == (1, 2)


def test_answers_to_claim_files(perdiem: Perdiem, tmp_path: Path) -> None:
    claim_file(tmp_path)
    assert perdiem("convert", "claims.837", "--acknowledge", "answers").code == 0
    found = {path.name: path.read_text() for path in Path("answers").iterdir()}
    assert {"claims.837.999", "claims.837.277ca"} <= found.keys()
    assert "AK9*A" in found["claims.837.999"]
    assert "STC*A2>20" in found["claims.837.277ca"] or "STC*A2:20" in found["claims.837.277ca"]
    assert not Path("claims_line").exists()
    table_file(tmp_path, "eligibility.csv", "member_id,enrollment_start_date\nM,2026-01-01\n")
    assert perdiem("convert", "eligibility.csv", "--acknowledge", "answers").code == 2


def test_tables_and_mappings_are_named_on_the_command_line(perdiem: Perdiem, tmp_path: Path) -> None:
    table_file(tmp_path, "x.csv", "clm,claim_line_number,charge_amount\nA,1,3\n")
    table_file(tmp_path, "map.yaml", "claim_line:\n  claim_id: clm\n")
    ran = perdiem("convert", "--table", "claim_line=x.csv", "-m", "map.yaml", "out.parquet")
    assert ran.code == 0, ran
    assert pq.read_table("out.parquet").column("claim_id").to_pylist() == ["A"]


def test_words_that_do_not_fit_together(perdiem: Perdiem, tmp_path: Path) -> None:
    claim_file(tmp_path)
    for words, code, told in (
        (["claims.837"], 2, "name what to read and, last, where to write"),
        (["claims.837", "out.pdf"], 2, "--to"),
        (["claims.837", "claims.837"], 2, "name another"),
        (["nothing.837", "out"], 3, "no such file"),
        (["claims.837", "out", "--table", "x"], 2, "TABLE=FILE"),
        (["claims.837", "out", "--memory-limit", "lots"], 2, "DuckDB"),
        (["eligibility.csv", "out.837"], 2, "no claim_line"),
    ):
        table_file(tmp_path, "eligibility.csv", "member_id,enrollment_start_date\nM,2026-01-01\n")
        ran = perdiem("convert", *words)
        assert ran.code == code, (words, ran)
        assert told in ran.err, (words, ran)
    assert perdiem("convert", "claims.837", "out").code == 0
    assert perdiem("convert", "claims.837", "out").code == 4
