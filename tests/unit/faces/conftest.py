from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from perdiem.faces.cli import main

CONTRACTS = Path(__file__).resolve().parents[3] / "contracts"


class Ran(NamedTuple):
    """What a command printed and its exit code."""

    code: int
    out: str
    err: str


Perdiem = Callable[..., Ran]


@pytest.fixture
def perdiem(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Perdiem:
    """Runs a command as the shell would, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PERDIEM_DATA", str(tmp_path / "data"))

    def ran(*words: object) -> Ran:
        monkeypatch.setattr(sys, "argv", ["perdiem", *map(str, words)])
        capsys.readouterr()
        try:
            main.run()
            code = 0
        except SystemExit as ended:
            code = int(ended.code or 0)
        printed = capsys.readouterr()
        return Ran(code, printed.out, printed.err)

    return ran
