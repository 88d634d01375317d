"""Runs the steps of one page in the current folder, in a process of its own, on a fixed day.

Standard input: JSON, a list of steps. Standard output: JSON, the printed text and exit code of each step that runs a
command. The day is fixed so that a page reads the same whenever it is checked.
"""

from __future__ import annotations

import io
import json
import shlex
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

TODAY = date(2026, 7, 1)


def main() -> None:
    steps: list[dict[str, Any]] = json.load(sys.stdin)
    screen = sys.stdout
    results = []
    for step in steps:
        try:
            results.append(do(step))
        except ValueError as wrong:
            results.append({"printed": f"{wrong}\n", "code": 0, "wrong": str(wrong)})
    screen.write(json.dumps(results))


def do(step: dict[str, Any]) -> dict[str, Any]:
    if "run" in step:
        printed, code = run(shlex.split(step["run"]))
        return {"printed": printed, "code": code}
    path = Path(step["file"])
    if "write" in step:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(step["write"], encoding="utf-8")
    else:
        text = path.read_text("utf-8")
        if text.count(step["old"]) != 1:
            raise ValueError(f"{path}: the lines to be changed stand in it {text.count(step['old'])} times, not once")
        path.write_text(text.replace(step["old"], step["new"]), encoding="utf-8")
    return {"printed": "", "code": 0}


def run(words: list[str]) -> tuple[str, int]:
    """What a command prints on both streams, and its exit code."""
    import perdiem.faces.cli.words as shared

    shared.today = lambda: TODAY
    from perdiem.faces.cli import main as cli

    if words[0] != "perdiem":
        raise ValueError(f"{words[0]}: only `perdiem` and `echo $?` are run in examples")
    paper = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
    before = sys.stdout, sys.stderr, sys.argv
    sys.stdout = sys.stderr = paper
    sys.argv = words
    code: Any = 0
    try:
        cli.run()
    except SystemExit as end:
        code = end.code or 0
    finally:
        sys.stdout, sys.stderr, sys.argv = before
    paper.seek(0)
    now = datetime.now().astimezone().date()
    return paper.read().replace(now.isoformat(), TODAY.isoformat()).replace(str(Path.cwd()), "."), int(code)


if __name__ == "__main__":
    main()
