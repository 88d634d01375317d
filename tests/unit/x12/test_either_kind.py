"""Claims and remittances in one heap of files are told apart by what is in them, not by their names."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import pytest

from perdiem.readers.x12 import FileReading, read_files
from tests.unit.x12 import remittance_files
from tests.unit.x12.claim_files import one


def counted(reading: FileReading) -> dict[str, int]:
    found: dict[str, int] = {}
    for batch in reading:
        for name, rows in batch.tables.items():
            found[name] = found.get(name, 0) + rows.num_rows
    return found


def test_a_folder_of_both_in_any_dress(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(one())
    (tmp_path / "b.dat").write_bytes(remittance_files.one())
    (tmp_path / "c.gz").write_bytes(gzip.compress(remittance_files.one(element="|", terminator="\n"), mtime=0))
    with zipfile.ZipFile(tmp_path / "d.zip", "w") as archive:
        archive.writestr("inside.835", remittance_files.one())
    reading = read_files(tmp_path)
    rows = counted(reading)
    assert [Path(file.name.replace("!", "/")).name for file in reading.claim_files] == ["a.txt"]
    assert [Path(file.name.replace("!", "/")).name for file in reading.remittance_files] == [
        "b.dat", "c.gz", "inside.835",
    ]  # fmt: skip
    assert (rows["claim_line"], rows["remittance"], rows["remittance_claim"]) == (2, 3, 6)
    assert not any(file.faults for file in (*reading.claim_files, *reading.remittance_files))


@pytest.mark.parametrize("data", [b"", b"ST", b"ISA*00*", b"a text that says ST*8", one()[:106], b"\0" * 9000])
def test_what_does_not_say_that_it_is_a_remittance_is_read_as_claims(data: bytes) -> None:
    reading = read_files(io.BytesIO(data))
    counted(reading)
    assert (len(reading.claim_files), len(reading.remittance_files)) == (1, 0)
    assert reading.claim_files[0].faults


def test_a_stream_that_breaks_in_its_first_bytes_is_named_and_what_came_before_is_read(tmp_path: Path) -> None:
    packed = gzip.compress(remittance_files.one(), mtime=0)
    (tmp_path / "cut.gz").write_bytes(packed[: len(packed) * 3 // 4])
    reading = read_files(tmp_path / "cut.gz")
    counted(reading)
    (file,) = (*reading.claim_files, *reading.remittance_files)
    assert "file-cut" in file.rules
    assert file.bytes > 0
