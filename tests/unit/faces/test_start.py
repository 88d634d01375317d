"""The program's first moment: Ctrl-C ends it in a sentence, whenever it comes."""

from __future__ import annotations

import sys
from types import ModuleType

import pytest

from perdiem.faces.cli.start import INTERRUPTED, start


class WhileLoading(ModuleType):
    """A module of which nothing can be had, because Ctrl-C comes while it is loaded."""

    def __getattr__(self, name: str) -> object:
        raise KeyboardInterrupt


def while_running() -> None:
    raise KeyboardInterrupt


def within_the_library_of_commands() -> None:
    sys.exit(INTERRUPTED)


@pytest.mark.parametrize("run", [None, while_running, within_the_library_of_commands])
def test_an_interrupt_ends_in_a_sentence(
    run: object, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    module = WhileLoading("perdiem.faces.cli.main") if run is None else ModuleType("perdiem.faces.cli.main")
    if run is not None:
        module.run = run  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "perdiem.faces.cli.main", module)
    with pytest.raises(SystemExit) as ended:
        start()
    assert ended.value.code == INTERRUPTED
    assert capsys.readouterr() == ("", "Interrupted.\n")


def test_other_ends_are_left_alone(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    module = ModuleType("perdiem.faces.cli.main")
    module.run = lambda: sys.exit(2)  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "perdiem.faces.cli.main", module)
    with pytest.raises(SystemExit) as ended:
        start()
    assert (ended.value.code, capsys.readouterr().err) == (2, "")
