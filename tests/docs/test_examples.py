"""Every command that a page shows is run, and prints what the page shows."""

from __future__ import annotations

from pathlib import Path

import docs_examples
import docs_files
import pytest

from perdiem.readers.contract_file import read_contract_file
from tests.docs.markdown import FILES, blocks, name

PAGES = docs_examples.pages_with_examples()


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_the_page_shows_what_its_commands_print_and_only_meant_failures(page: Path) -> None:
    wrong = []
    may_fail: dict[int, list[int]] = {}
    for example in docs_examples.examples(page):
        place = f"{name(page)}:{example.line}: $ {example.command}"
        if not docs_examples.matches(example.shown, example.printed):
            wrong.append("\n    ".join([place, *example.printed]))
        if example.may_fail:
            may_fail.setdefault(example.line, []).append(example.code)
        elif example.code:
            wrong.append(f"{place} ends with {example.code}; is it meant to? Then the block is `console fails`")
    wrong += [f"{name(page)}:{line}: nothing fails there" for line, codes in may_fail.items() if not any(codes)]
    assert not wrong, "\n".join([*wrong, "python tools/docs.py --outputs writes outputs anew"])


def test_the_tutorial_and_every_guide_have_examples() -> None:
    guides = {path for path in FILES if path.parent.name == "how-to" or path.name == "tutorial.md"}
    assert guides <= set(PAGES)
    assert len(guides) >= 9


@pytest.mark.parametrize("page", FILES, ids=name)
def test_blocks_that_are_contracts_can_be_read(page: Path, tmp_path: Path) -> None:
    for number, (info, text) in enumerate(blocks(page)):
        if info != "yaml contract":
            continue
        file = tmp_path / f"{number}.yaml"
        head = "" if "\ncontract:" in f"\n{text}" else "contract: example\n"
        file.write_text(head + text, encoding="utf-8")
        assert not read_contract_file(file).faults, text


@pytest.mark.parametrize("page", [page for page in FILES if "```python" in page.read_text("utf-8")], ids=name)
def test_blocks_of_python_run(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for needed in docs_examples.files_needed(page):
        docs_files.prepare(needed, tmp_path)
    for info, text in blocks(page):
        if info == "python":
            exec(compile(text, str(page), "exec"), {})
    assert capsys.readouterr().out


@pytest.mark.parametrize(
    ("shown", "printed", "expected"),
    [
        (["a", "b"], ["a", "b"], True),
        (["a"], ["a", "b"], False),
        (["..."], ["a", "b"], True),
        (["a", "...", "d"], ["a", "b", "c", "d"], True),
        (["a", "...", "d"], ["a", "d"], True),
        (["...", "b", "..."], ["a", "b", "c"], True),
        (["...", "x", "..."], ["a", "b", "c"], False),
        (["a", "..."], ["b"], False),
    ],
)
def test_an_ellipsis_stands_for_any_lines(shown: list[str], printed: list[str], expected: bool) -> None:
    assert docs_examples.matches(shown, printed) is expected


def test_no_page_is_written_with_a_command_that_failed(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("```console\n$ perdiem review missing.yaml\n```\n")
    with pytest.raises(ValueError, match=r"page.md:1: \$ perdiem review missing.yaml ends with [1-9]"):
        docs_examples.rewritten(page)


def test_new_output_is_cut_where_the_old_one_was() -> None:
    shown = ["head 1", "...", "middle: 3 terms", "...", "tail 1"]
    printed = ["head 2", "x", "middle: 4 terms", "y", "z", "tail 2"]
    assert docs_examples.abbreviated(shown, printed) == ["head 2", "...", "middle: 4 terms", "...", "tail 2"]
    assert docs_examples.abbreviated(["old"], ["new", "lines"]) == ["new", "lines"]
