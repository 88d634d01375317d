"""Runs the steps of pages, each page in its folder, in a process of its own, on a fixed day.

Standard input: a line a page, JSON: its `folder`, what its environment has besides, its `steps`, and `answers`, the
file for the printed text and exit code of each step. Standard output: a line when they are written. The day is fixed
so that a page reads the same whenever it is checked.

What commands import is imported once, before the first page; a page's process is a copy of this one (a fork), in which
no command has run.
"""

from __future__ import annotations

import importlib
import io
import json
import os
import pkgutil
import shlex
import sys
import traceback
from datetime import date, datetime
from pathlib import Path
from typing import Any

TODAY = date(2026, 7, 1)
MIGRATIONS = "perdiem.store.migrations."  # run by Alembic, never imported
ASKED_LATER = (
    "altair", "docx", "holidays", "jinja2", "openpyxl", "pandas", "pyarrow.compute", "pyarrow.dataset",
    "pyarrow.parquet", "scipy.stats", "statsmodels.regression.linear_model", "vl_convert", "xlsxwriter",
)  # fmt: skip


def main() -> None:
    import_all()
    for line in sys.stdin:
        page: dict[str, Any] = json.loads(line)
        child = os.fork()
        if not child:
            run_page(page)
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def import_all() -> None:
    """Every module of the program, and what its commands import when they need it."""
    import perdiem
    import perdiem.faces.cli.words as shared

    shared.today = lambda: TODAY  # before others take it from there
    for module in pkgutil.walk_packages(perdiem.__path__, "perdiem."):
        if not module.name.startswith(MIGRATIONS):
            importlib.import_module(module.name)
    for name in ASKED_LATER:
        importlib.import_module(name)
    from perdiem.faces.cli.main import command_line

    command_line()


def run_page(page: dict[str, Any]) -> None:
    """Runs the steps and ends the process; what goes wrong in one that is no command is told with its answer."""
    code = 1
    try:
        os.dup2(os.open(os.devnull, os.O_RDONLY), sys.stdin.fileno())  # the pages to come are not for commands to read
        os.chdir(page["folder"])
        os.environ.update(page["environment"])
        results = []
        for step in page["steps"]:
            try:
                results.append(do(step))
            except ValueError as wrong:
                results.append({"printed": f"{wrong}\n", "code": 0, "wrong": str(wrong)})
        Path(page["answers"]).write_text(json.dumps(results), encoding="utf-8")
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)  # the loop above and what is written at the end are the other process's


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
