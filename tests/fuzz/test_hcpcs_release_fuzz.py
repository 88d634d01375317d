from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perdiem.errors import FaultsFound, UnreadableFile
from perdiem.readers.hcpcs_release import read_release
from tests.unit.codes.releases import NEWER, fixed_width, workbook, zipped

TEXT = fixed_width(NEWER)
BOOK = workbook(NEWER)
SEEDS = (TEXT, BOOK, zipped({"HCPC2026_ANWEB.txt": TEXT}), zipped({"HCPC2026_ANWEB.xlsx": BOOK}))


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A release with bytes changed, cut out or doubled."""
    content = bytearray(draw(st.sampled_from(SEEDS)))
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, max(len(content) - 1, 0)))
        match draw(st.sampled_from(["change", "cut", "double", "truncate"])):
            case "change" if content:
                content[at] = draw(st.integers(0, 255))
            case "cut":
                del content[at : at + draw(st.integers(1, 50))]
            case "double":
                content[at:at] = content[at : at + 50]
            case _:
                del content[at:]
    return bytes(content)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("releases")


@settings(max_examples=250, deadline=None)
@given(content=st.one_of(damaged(), st.binary(max_size=400)), name=st.sampled_from(["a.zip", "a.xlsx", "a.txt", "a"]))
def test_any_bytes_give_codes_or_one_of_our_errors(folder: Path, content: bytes, name: str) -> None:
    path = folder / name
    path.write_bytes(content)
    try:
        release = read_release(path)
    except (UnreadableFile, FaultsFound):
        return
    assert release.rows
    assert all(code == row.code for code, row in release.rows.items())
