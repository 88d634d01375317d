"""The reference of the command line: each command's real help, and the exit codes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import docs_process
from docs_markdown import anchor, code, folded, page, table
from typer.main import get_command

from perdiem import errors
from perdiem.faces.cli.main import BUG, app
from perdiem.faces.cli.start import INTERRUPTED

WIDTH = "90"


def commands_page() -> str:
    """The page `commands.md`."""
    names = [name for name, _ in commands()]
    contents = "\n".join(f"- [`{name}`](#{anchor(name)})" for name in names)
    return page(
        "Commands",
        "Every command explains itself with `--help`; that text is shown here. What a command prints as its result "
        "goes to standard output, remarks and faults to standard error.\n\n"
        f"{contents}\n- [Exit codes](#exit-codes)",
        *(f"## {name}\n\n```text\n{helps()[name]}\n```" for name in names),
        "## Exit codes\n\nA script can tell what happened from the exit code alone.\n\n" + exit_codes(),
    )


def commands() -> Iterator[tuple[str, Any]]:
    """Every command by its full name, groups among them, in the order of `--help`."""
    yield from _below("perdiem", get_command(app))


def _below(name: str, command: Any) -> Iterator[tuple[str, Any]]:
    yield name, command
    for key, inner in getattr(command, "commands", {}).items():
        yield from _below(f"{name} {key}", inner)


def options_of(command: Any) -> list[str]:
    """Every option of a command, as it is written."""
    return [option for parameter in command.params for option in parameter.opts if option.startswith("-")]


@cache
def helps() -> Mapping[str, str]:
    """What `NAME --help` prints for each command, in a plain terminal of a fixed width."""
    names = [name for name, _ in commands()]
    steps = [{"run": f"{name} --help"} for name in names]
    texts = [
        answer["printed"].strip("\n").splitlines()
        for answer in docs_process.answers(steps, Path.cwd(), {"COLUMNS": WIDTH})
    ]
    return {name: "\n".join(line.rstrip() for line in text) for name, text in zip(names, texts, strict=True)}


def errors_with_codes() -> list[type[errors.PerdiemError]]:
    """Every class of error, by its exit code."""
    found = [errors.PerdiemError]
    for one in found:
        found.extend(one.__subclasses__())
    ours = [one for one in dict.fromkeys(found) if one.__module__ == errors.__name__]
    return sorted(ours, key=lambda one: one.exit_code)


def exit_codes() -> str:
    rows = [("0", "", "Success. For `check`: every file can be used, though warnings may remain.")]
    rows += [(str(one.exit_code), code(one.__name__), folded(one.__doc__)[0]) for one in errors_with_codes()]
    rows += [
        (str(BUG), "", "A fault of Perdiem itself; the message says how to report it."),
        (str(INTERRUPTED), "", "The command was interrupted, with Ctrl-C."),
    ]
    return table(("exit code", "error in Python", "meaning"), rows)
