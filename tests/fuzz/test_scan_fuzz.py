"""Whatever bytes a document holds, the scan gives a result or one of Perdiem's own errors."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from perdiem.codes import packaged_code_sets
from perdiem.errors import UnreadableFile
from perdiem.model.scan import PolicyLine, PolicyText, ScanReport
from perdiem.readers.policy_text import read_policy
from perdiem.rules.scanning import scan
from perdiem.writers.scan import scan_csv, scan_json, scan_text
from tests.unit.scan.documents import PICTURE, pdf, word

ON = date(2026, 1, 1)
SEEDS = [
    pdf(["Codes B4164-B4180 and 99601", "need prior authorization"], PICTURE),
    word("Codes S9364-68", table=[["99601", "PA"], ["J3370", "no"]], header="Head"),
    b"<!doctype html><table><tr><td>99601<td>PA</table><del>x</del>",
    "\ufeffS9364 – S9368".encode("utf-16"),
    b"%PDF-1.4\n",
    b"PK\x03\x04",
]
CODES = ["B4164", "B4180", "99601", "S9373", "77", "SH", "modifier ", "x", "$", "é", "#", "(", "\x00", "\u2028"]
JOINTS = ["-", "–", " to ", "/", ", ", "\n", "\n\n", " | ", ". ", ":"]
WORDS = ["prior authorization", " not ", " required", "three visits per week"]
PIECES = st.sampled_from([*CODES, *JOINTS, *WORDS])


def check(data: bytes, suffix: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"policy{suffix}"
        path.write_bytes(data)
        try:
            policy = read_policy(path)
        except UnreadableFile:
            return
    write_all(policy)


def write_all(policy: PolicyText) -> None:
    found = scan(policy, packaged_code_sets(), ON)
    report = ScanReport(ON, (found,))
    assert scan_text(report)
    assert scan_json(report)
    assert scan_csv(report)
    for reference in found.references:
        assert set(reference.written_out) <= set(reference.codes)
        assert reference.position.line


suffixes = st.sampled_from([".pdf", ".docx", ".html", ".md", ".txt", ""])


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300), suffixes)
def test_any_bytes(data: bytes, suffix: str) -> None:
    check(data, suffix)


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(SEEDS),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), max_size=8),
    st.floats(0, 1),
    suffixes,
)
def test_documents_with_bytes_changed_or_cut_off(
    seed: bytes, changes: list[tuple[float, int]], length: float, suffix: str
) -> None:
    data = bytearray(seed)
    for place, value in changes:
        data[int(place * (len(data) - 1))] = value
    check(bytes(data[: max(1, int(length * len(data) * 1.3))]), suffix)


@settings(max_examples=200, deadline=None)
@given(st.lists(PIECES, min_size=1, max_size=40), st.booleans())
def test_any_run_of_codes_and_words(pieces: list[str], paged: bool) -> None:
    lines = tuple(
        PolicyLine(text, number, page=1 + number // 3 if paged else None, block=number // 2 if paged else None)
        for number, text in enumerate("".join(pieces).split("\n"), start=1)
        if text.strip()
    )
    if lines:
        write_all(PolicyText("policy.txt", "text", lines))


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_any_html_body(text: str) -> None:
    check(f"<html><body>{text}<p>99601".encode(errors="replace"), ".html")
