"""The examples of the hand-written pages: found, run, compared, and written anew.

A page is run from top to bottom in one temporary folder. What counts:

    ```console                     lines that begin with `$ perdiem` are run; what follows them is what they print.
                                   `...` on a line of its own stands for any lines. `$ echo $?` is the exit code.
    ```console fails               the same, where a command is meant to end with another exit code than 0
    ```yaml file=my-contract.yaml  the block is written as a file
    ```diff file=my-contract.yaml  the file's lines with `-` are replaced by those with `+`
    <!-- sheet: rates.xlsx -->     the table below becomes a workbook; `claims.xlsx!claim_line` names its sheet
    <!-- with: demo contracts -->  files that the page needs, see docs_files.py
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path
from typing import Any

import docs_files
import docs_process
from docs_markdown import DOCS, ROOT

from perdiem.faces.cli.main import BUG

ANY = "..."
CONSOLE = ("console", "console fails")
_FENCE = re.compile(r"^```(?P<info>\S[^\n]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
_REMARK = re.compile(r"^<!-- (?P<kind>sheet|with): (?P<words>.+) -->$", re.MULTILINE)
_TABLE = re.compile(r"\s*((?:^\|.*\|\n)+)", re.MULTILINE)


@dataclass(frozen=True)
class Example:
    """One command of a page, and the lines that the page shows as its output."""

    page: Path
    line: int
    command: str
    shown: tuple[str, ...]
    printed: tuple[str, ...]
    code: int
    may_fail: bool


def pages_with_examples() -> list[Path]:
    """README, tutorial, how-to and explanation pages that show a command."""
    found = [ROOT / "README.md", *sorted(DOCS.glob("*.md"))]
    found += [path for folder in ("how-to", "explanation") for path in sorted((DOCS / folder).glob("*.md"))]
    return [path for path in found if path.is_file() and "```console" in path.read_text("utf-8")]


def matches(shown: Sequence[str], printed: Sequence[str]) -> bool:
    """Whether the shown lines are the printed ones, `...` standing for any."""
    if ANY not in shown:
        return list(shown) == list(printed)
    cut = list(shown).index(ANY)
    if list(shown[:cut]) != list(printed[:cut]):
        return False
    rest = shown[cut + 1 :]
    return not rest or any(matches(rest, printed[start:]) for start in range(cut, len(printed) + 1))


@cache
def examples(page: Path) -> tuple[Example, ...]:
    """Every command of a page with what it shows and what it prints now."""
    text = page.read_text("utf-8")
    steps = list(_steps(text))
    if page.parent == ROOT:  # its readers stand in the repository
        steps.insert(0, (1, {"with": "contracts"}, ()))
    results = _run([step for _, step, _ in steps])
    found = []
    code = 0
    for (line, step, shown), result in zip(steps, results, strict=True):
        if "wrong" in result:
            raise ValueError(f"{page}:{line}: {result['wrong']}")
        if "run" not in step:
            continue
        printed = tuple(part.rstrip() for part in result["printed"].strip("\n").splitlines())
        if step["run"] == "echo $?":
            printed = (str(code),)
        code = result["code"]
        found.append(Example(page, line, step["run"], shown, printed, code, step["may_fail"]))
    return tuple(found)


def files_needed(page: Path) -> list[str]:
    """The names of the files that a page asks for."""
    return [step["with"] for _, step, _ in _steps(page.read_text("utf-8")) if "with" in step]


def rewritten(page: Path) -> str:
    """The page with its outputs as they are now; abbreviated ones stay abbreviated.

    Raises ValueError for a command that ends otherwise than its block says, so that no page shows a crash.
    """
    for example in examples(page):
        if example.code == BUG or (example.code and not example.may_fail):
            raise ValueError(f"{page}:{example.line}: $ {example.command} ends with {example.code}: {example.printed}")
    done = iter(examples(page))
    return _FENCE.sub(lambda fence: _rewritten_fence(fence, done), page.read_text("utf-8"))


def _rewritten_fence(fence: re.Match[str], done: Iterator[Example]) -> str:
    if fence["info"] not in CONSOLE:
        return fence[0]
    lines: list[str] = []
    for command, _, written in _commands(fence["body"]):
        example = next(done)
        assert example.command == command
        lines += [*written, *abbreviated(example.shown, example.printed)]
    return "\n".join([f"```{fence['info']}", *lines, "```"])


def abbreviated(shown: Sequence[str], printed: Sequence[str]) -> list[str]:
    """The printed lines, cut where the shown ones are: each shown piece is looked for by its first line."""
    if ANY not in shown or matches(shown, printed):
        return list(shown) if ANY in shown else list(printed)
    pieces: list[list[str]] = [[]]
    for line in shown:
        if line == ANY:
            pieces.append([])
        else:
            pieces[-1].append(line)
    kept = list(printed[: len(pieces[0])])
    place = len(kept)
    for number, piece in enumerate(pieces[1:], start=1):
        kept.append(ANY)
        if not piece:
            continue
        last = number == len(pieces) - 1
        start = len(printed) - len(piece) if last else _nearest(piece[0], printed, place)
        kept += printed[max(start, place) : max(start, place) + len(piece)]
        place = max(start, place) + len(piece)
    return kept


def _nearest(line: str, printed: Sequence[str], place: int) -> int:
    likeness = [SequenceMatcher(None, line, other).ratio() for other in printed[place:]]
    return place + likeness.index(max(likeness)) if likeness else place


def _steps(text: str) -> Iterator[tuple[int, dict[str, Any], tuple[str, ...]]]:
    found = sorted([*_FENCE.finditer(text), *_REMARK.finditer(text)], key=lambda match: match.start())
    for match in found:
        line = text[: match.start()].count("\n") + 1
        if match.re is _REMARK:
            if match["kind"] == "with":
                for name in match["words"].split(","):
                    yield line, {"with": name.strip()}, ()
            else:
                table = _TABLE.match(text, match.end() + 1)
                yield line, {"sheet": match["words"], "rows": _rows(table[1] if table else "")}, ()
        elif match["info"] in CONSOLE:
            for command, shown, _ in _commands(match["body"]):
                yield line, {"run": command, "may_fail": match["info"] != CONSOLE[0]}, shown
        elif "file=" in match["info"]:
            language, _, file = match["info"].partition(" file=")
            yield line, _written(language, file.strip(), match["body"]), ()


def _commands(body: str) -> list[tuple[str, tuple[str, ...], list[str]]]:
    """Each command of a console block, the lines shown below it, and its own lines as written."""
    found: list[tuple[str, list[str], list[str]]] = []
    continued = False
    for line in body.splitlines():
        if continued:
            command, shown, written = found.pop()
            found.append((f"{command} {line.strip().removesuffix(chr(92)).strip()}", shown, [*written, line]))
        elif line.startswith("$ "):
            found.append((line[2:].removesuffix("\\").strip(), [], [line]))
        elif found:
            found[-1][1].append(line.rstrip())
        continued = line.endswith("\\") and (continued or line.startswith("$ "))
    return [(command, tuple(shown), written) for command, shown, written in found]


def _written(language: str, file: str, body: str) -> dict[str, Any]:
    if language != "diff":
        return {"file": file, "write": body}
    lines = body.splitlines()
    old = "".join(f"{line[1:]}\n" for line in lines if line[:1] in {" ", "-"})
    new = "".join(f"{line[1:]}\n" for line in lines if line[:1] in {" ", "+"})
    return {"file": file, "old": old, "new": new}


def _rows(table: str) -> list[list[str]]:
    lines = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in table.splitlines()]
    return [line for line in lines if not all(re.fullmatch(r":?-+:?", cell) for cell in line)]


def _run(steps: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name, "work")
        folder.mkdir()
        for step in steps:
            if "with" in step:
                docs_files.prepare(step["with"], folder)
            elif "sheet" in step:
                docs_files.workbook(folder / step["sheet"], step["rows"])
        asked = [step for step in steps if not {"with", "sheet"} & set(step) and step.get("run") != "echo $?"]
        environment = {"PERDIEM_DATA": str(Path(name, "data")), "COLUMNS": "100"}
        results = iter(docs_process.answers(asked, folder, environment))
        return [next(results) if step in asked else {"printed": "", "code": 0} for step in steps]
