"""Every way in which a file can fail to be a contract, and the sentence that answers it."""

# the exact sentences stand whole, to be found by a search
# ruff: noqa: E501

from __future__ import annotations

import time
from pathlib import Path

import pytest

from perdiem.errors import UnreadableFile
from perdiem.readers.contract_file import read_contract_file
from tests.unit.readers.files import contract, faults

NOT_TEXT = "has a character that a text file may not hold; delete it"
ANCHOR = "an anchor (`&{}`) is not part of a contract file; write the value out"
TAG = "a tag (`{}`) is not part of a contract file; delete the tag"
NO_TERMS = "holds no terms, only comments or blanks"
NOT_LINES = "is not a contract: a contract file is a list of `key: value` lines"
INDENT = "an indent that does not fit; line keys up with their neighbours: two spaces for each level"
COLON = (
    "a second `: ` on the line, or an indent that does not fit; "
    "put text with a colon in quotes, and line keys up with their neighbours"
)
NO_CONTRACT = "contract: is missing; give the contract a short name, such as `contract: meridian-2026`"

CASES = {
    "empty": (b"", "c.yaml: is empty; `perdiem new --help` tells what files it writes to start from"),
    "blanks": (b" \n\n", "c.yaml: is empty; `perdiem new --help` tells what files it writes to start from"),
    "comments": (b"# a\n# b\n", f"c.yaml:1:1: {NO_TERMS}"),
    "a mark of a document": (b"---\n", f"c.yaml:1:1: {NO_TERMS}"),
    "null": (b"null\n", f"c.yaml:1:1: {NO_TERMS}"),
    "a byte order mark": (b"\xef\xbb\xbf\n", f"c.yaml:1:1: {NO_TERMS}"),
    "a word": (b"hello\n", f"c.yaml:1:1: {NOT_LINES}"),
    "a list": (b"- a\n", f"c.yaml:1:1: {NOT_LINES}"),
    "no keys": (b"{}\n", f"c.yaml:1:1: {NO_CONTRACT}"),
    "a key twice": (
        b"contract: a\ncontract: b\n",
        "c.yaml:2:1: contract: is stated twice, first on line 1; keep one of the two",
    ),
    "an inner key twice": (
        b"contract: a\nnursing:\n  unlimited: yes\n  unlimited: no\n",
        "c.yaml:4:3: nursing.unlimited: is stated twice, first on line 3; keep one of the two",
    ),
    "an inner key twice on a line": (
        b"contract: a\nnursing: {unlimited: yes, unlimited: no}\n",
        "c.yaml:2:27: nursing.unlimited: is stated twice, first on line 2; keep one of the two",
    ),
    "an anchor": (b"contract: a\ntitle: &x T\n", "c.yaml:2:8: title: " + ANCHOR.format("x")),
    "an anchor on a key": (b"&k contract: a\n", "c.yaml:1:1: contract: " + ANCHOR.format("k")),
    "an alias without an anchor": (
        b"contract: a\nabout: *x\n",
        "c.yaml:2:8: an alias (`*name`) is not part of a contract file; write the value out",
    ),
    "an anchor that holds itself": (b"contract: a\namendments: &a [*a]\n", "c.yaml:2:13: amendments: " + ANCHOR.format("a")),
    "a tag of Python": (
        b"contract: !!python/object:os.system a\n",
        "c.yaml:1:11: contract: " + TAG.format("!!python/object:os.system"),
    ),
    "a tag": (b"contract: !!str a\n", "c.yaml:1:11: contract: " + TAG.format("!!str")),
    "a tag on a section": (b"contract: a\nnursing: !foo {unlimited: yes}\n", "c.yaml:2:10: nursing: " + TAG.format("!foo")),
    "a list as key": (b"contract: a\n? [a, b]\n: c\n", "c.yaml:2:3: a key should be a word"),
    "a tab as indent": (b"contract: a\nnursing:\n\tunlimited: yes\n", "c.yaml:3:1: a tab cannot indent; use spaces: two for each level"),
    "a tab behind a colon": (b"contract:\ta\n", "c.yaml:1:10: a tab cannot stand here; use a space"),
    "two documents": (b"contract: a\n---\ncontract: b\n", "c.yaml:2:1: a second document begins here (`---`); keep one contract a file"),
    "an open quote": (b'contract: "a\n', "c.yaml:2:1: something opened on line 1 is not closed; close the quote or the bracket"),
    "an open bracket": (b"contract: a\nrates: [\n", "c.yaml:3:1: a quote or a bracket is not closed; close the quote or the bracket"),
    "a second colon": (b"contract: a\ntitle: a: b\n", f"c.yaml:2:9: {COLON}"),
    "an indent too far": (b"contract: a\n  title: b\n", f"c.yaml:2:8: {COLON}"),
    "an indent too near": (b"contract: a\nnursing:\n  unlimited: yes\n payment: separate\n", f"c.yaml:4:2: {INDENT}"),
    "a key beside a row": (b"contract: a\nrates:\n  - codes: a\n  rate: 1\n", f"c.yaml:4:3: {INDENT}"),
    "no colon": (b"contract: a\ntitle\nabout: x\n", "c.yaml:3:1: a key without `:`; write `key: value`"),
    "an at sign": (b"contract: @a\n", "c.yaml:1:11: a value cannot begin with '@'; put it in quotes"),
    "a percent sign": (b"contract: %a\n", "c.yaml:1:11: a value cannot begin with '%'; put it in quotes"),
    "Latin-1": (
        b"contract: a\ntitle: caf\xe9\n",
        "c.yaml: line 2 is not UTF-8 text; save the file as UTF-8 (in Excel or Notepad: Save as, UTF-8)",
    ),
    "UTF-16 without its mark": ("contract: a\n".encode("utf-16-le"), "c.yaml: is not a text file; a contract is YAML text"),
    "NUL": (b"contract: a\0\n", "c.yaml: is not a text file; a contract is YAML text"),
    "a bell": (b"contract: a\ntitle: a\x07b\n", f"c.yaml:2:9: {NOT_TEXT}"),
    "an escaped NUL": (b'contract: a\ntitle: "a\\0b"\n', f"c.yaml:2:8: title: {NOT_TEXT}"),
    "an escaped escape": (b'contract: a\ntitle: "\\e[31m"\n', f"c.yaml:2:8: title: {NOT_TEXT}"),
    "half a character": (b'contract: a\ntitle: "\\ud800"\n', f"c.yaml:2:8: title: {NOT_TEXT}"),
    "beyond the last character": (b'contract: "\\U00110000"\n', "c.yaml:1:1: is not valid YAML: chr() arg not in range(0x110000)"),
    "a row without a value": (
        b"contract: a\nservice_area:\n  states:\n    - TX\n    -\n    - ZZ\n",
        "c.yaml:5:6: service_area.states.2: a row without a value; fill it in, or delete its dash",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_what_is_no_contract_is_answered_in_one_sentence_with_its_place(name: str, tmp_path: Path) -> None:
    content, sentence = CASES[name]
    assert faults(tmp_path, content)[0] == sentence


@pytest.mark.parametrize("opening", [b"[", b"{a: ", b"- "], ids=["brackets", "braces", "dashes"])
def test_deep_nesting_is_refused_at_once(opening: bytes, tmp_path: Path) -> None:
    begun = time.process_time()
    (sentence,) = faults(tmp_path, opening * 20_000)
    assert sentence.endswith(": is nested too deeply to be a contract")
    assert time.process_time() - begun < 2


def test_a_billion_laughs_are_refused_at_once(tmp_path: Path) -> None:
    lines = ["contract: a", "a: &a [x, x, x, x, x, x, x, x, x]"]
    lines += [f"{chr(98 + i)}: &{chr(98 + i)} [{', '.join(['*' + chr(97 + i)] * 9)}]" for i in range(12)]
    begun = time.process_time()
    found = faults(tmp_path, "\n".join(lines))
    assert "c.yaml:2:4: a: " + ANCHOR.format("a") in found
    assert time.process_time() - begun < 2


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbfcontract: a\ntitle: caf\xc3\xa9\n",
        "contract: a\ntitle: café\n".encode("utf-16"),
        b"\xfe\xff" + "contract: a\ntitle: café\n".encode("utf-16-be"),
        b"contract: a\r\ntitle: caf\xc3\xa9\r\n",
        b"contract: a\rtitle: caf\xc3\xa9\r",
        b"---\ncontract: a\ntitle: caf\xc3\xa9\n...\n",
        b"%YAML 1.2\n---\ncontract: a\ntitle: caf\xc3\xa9",
    ],
    ids=["UTF-8 with mark", "UTF-16", "UTF-16 big end first", "Windows lines", "old Mac lines", "marks", "directive"],
)
def test_every_usual_encoding_and_line_end_reads_the_same(content: bytes, tmp_path: Path) -> None:
    agreement = contract(tmp_path, content).agreement
    assert agreement is not None
    assert agreement.versions[0][1].title == "café"


def test_lines_are_counted_alike_with_line_ends_of_windows(tmp_path: Path) -> None:
    sentence = "c.yaml:3:3: nursing.unlimitd: is not a term of nursing; did you mean 'unlimited'?"
    for end in ("\n", "\r\n", "\r"):
        assert faults(tmp_path, f"contract: a{end}nursing:{end}  unlimitd: yes{end}".encode()) == [sentence]


def test_a_file_of_50_megabytes_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "c.yaml"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    with pytest.raises(UnreadableFile, match=r"is 50,000 kB; a contract file may have 200 kB at most\. Put long rate"):
        read_contract_file(path)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("missing.yaml", "there is no such file"),
        ("missing/c.yaml", "there is no such file"),
        (".", "is a folder; name a file"),
        ("c\0.yaml", "is not the name of a file"),
        ("x" * 300, "cannot be read: File name too long"),
    ],
)
def test_a_path_that_leads_to_no_file_is_told_why(name: str, sentence: str, tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile) as told:
        read_contract_file(tmp_path / name)
    assert told.value.reason == sentence


def test_a_device_without_end_is_not_read_for_ever() -> None:
    with pytest.raises(UnreadableFile, match="is not a plain file"):
        read_contract_file(Path("/dev/zero"))
