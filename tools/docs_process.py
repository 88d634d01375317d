"""Runs commands of pages in a process of their own, each page from a fresh copy of one that has imported everything."""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

PLAIN = {"TERM": "dumb", "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"}
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1"}  # threads that wait do not outlive a fork


def answers(steps: Sequence[Mapping[str, Any]], folder: Path, environment: Mapping[str, str]) -> list[dict[str, Any]]:
    """What each step prints and its exit code, run in the folder. See docs_run.py.

    Raises RuntimeError where the process fails otherwise than a command may.
    """
    with tempfile.TemporaryDirectory() as name:
        written = Path(name, "answers.json")
        asked = {"folder": str(folder), "environment": environment, "steps": steps, "answers": str(written)}
        runner = _runner()
        assert runner.stdin is not None
        assert runner.stdout is not None
        runner.stdin.write(f"{json.dumps(asked)}\n")
        runner.stdin.flush()
        said = runner.stdout.readline()
        if said != "0\n":
            raise RuntimeError(f"the commands in {folder} could not be run to their end: {said!r}")
        found: list[dict[str, Any]] = json.loads(written.read_text("utf-8"))
        return found


@cache
def _runner() -> subprocess.Popen[str]:
    runner = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("docs_run.py"))],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8", env={**os.environ, **PLAIN, **ONE_THREAD},
    )  # fmt: skip
    atexit.register(_end, runner)
    return runner


def _end(runner: subprocess.Popen[str]) -> None:
    with runner:  # closes what it reads, at which it ends
        pass
