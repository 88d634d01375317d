"""What the commands share: their common options, dates, and where results go."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Generic, TypeVar

import typer

from perdiem.errors import UnwritableFile, UsageError

if TYPE_CHECKING:
    from rich.console import Console


def read_date(text: str) -> date:
    """A date of the command line, written 2026-01-31."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a date; write it as 2026-01-31") from None


def today() -> date:
    """Today where the user sits."""
    return datetime.now(tz=UTC).astimezone().date()


OnDate = Annotated[
    date | None,
    typer.Option(
        "--on",
        parser=read_date,
        metavar="DATE",
        help="Judge the terms in force on this day (YYYY-MM-DD). Default: today, or the contract's nearest day.",
    ),
]
Output = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write here instead of to the screen.")
]
Suppress = Annotated[
    int | None,
    typer.Option(
        "--suppress",
        min=0,
        metavar="N",
        help="Withhold what rests on 1 to N-1 people or events; 0: nothing. Default: 11.",
    ),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but the result and faults.")]


def numbers(text: str, option: str) -> tuple[int, ...]:
    """Recommendation numbers of an option: `3,7,14`, `1-15` or `all`. Raises UsageError."""
    if text.strip().lower() == "all":
        return tuple(range(1, 16))
    found: list[int] = []
    wrong: list[str] = []
    for part in text.replace(" ", ",").split(","):
        if not part:
            continue
        first, dash, last = part.upper().removeprefix("R").partition("-")
        last = last.removeprefix("R")
        if not first.isdigit() or (dash and not last.isdigit()):
            wrong.append(f"{part!r} is not a recommendation")
            continue
        named = range(int(first), int(last or first) + 1)
        outside = [number for number in named if not 1 <= number <= 15]
        wrong += [f"there is no recommendation {number}" for number in outside[:3]]
        found += [number for number in named if number not in outside]
    if wrong:
        raise UsageError(f"{option}: {'; '.join(wrong)}; write numbers from 1 to 15, such as 3,7")
    if not found:
        raise UsageError(f"{option}: name at least one recommendation, such as 3,7")
    return tuple(dict.fromkeys(found))


Form = TypeVar("Form", bound=StrEnum)
Result = TypeVar("Result")
_OTHER_ENDINGS = {"htm": "html", "txt": "text", "md": "text"}


def chosen_format(forms: type[Form], named: Form | None, output: Path | None) -> Form:
    """The format that --format names, else the one of the output's ending, else text.

    Raises UsageError where the ending names none of the formats.
    """
    if named is not None:
        return named
    ending = output.suffix.lower().removeprefix(".") if output else "text"
    by_ending = _OTHER_ENDINGS.get(ending, ending)
    if by_ending not in list(forms):
        *others, last = forms
        raise UsageError(f"{output}: the ending names no format; add --format {', '.join(others)} or {last}")
    return forms(by_ending)


@dataclass(frozen=True)
class Shown(Generic[Result]):
    """How a result of one kind is shown: as plain text, on a console, and as a workbook."""

    text: Callable[[Result], str]
    printed: Callable[[Result, Console], None]
    workbook: Callable[[Result, Path], None]


def write_result(found: Result, form: StrEnum, output: Path | None, shown: Shown[Result]) -> None:
    """Writes a result as text, JSON or a workbook to a file, or to the screen. Raises UnwritableFile.

    A workbook needs a file: see `format_for`.
    """
    if form == "xlsx" and output is not None:
        make_room(output)
        shown.workbook(found, output)
    elif form == "json":
        from perdiem.writers.json import to_json

        text = to_json(found)
        write_text(output, text) if output else typer.echo(text, nl=False)
    elif output:
        write_text(output, shown.text(found))
    else:
        shown.printed(found, console())


def format_for(forms: type[Form], named: Form | None, output: Path | None, example: str) -> Form:
    """The chosen format. Raises UsageError also where a workbook or a brief is asked for and no file is named."""
    chosen = chosen_format(forms, named, output)
    if chosen in {"xlsx", "pdf"} and output is None:
        raise UsageError(f"--format {chosen} needs a file: -o {example}.{chosen}")
    return chosen


def console(*, to_stderr: bool = False) -> Console:
    """A console as wide as the terminal, or 100 columns in a pipe."""
    from rich.console import Console

    made = Console(stderr=to_stderr, highlight=False)
    if not made.is_terminal:
        made = Console(stderr=to_stderr, highlight=False, width=100, no_color=True)
    return made


def keep_apart(output: Path | None, inputs: Iterable[Path | str]) -> None:
    """Refuse to write a result over a file that it is made from. Raises UsageError."""
    if output is None:
        return
    for path in inputs:
        if output.resolve() == Path(path).resolve():
            raise UsageError(f"{output} is a file that the result is made from; name another with --output")


def make_room(path: Path) -> None:
    """Make the folder that a result goes into. Raises UnwritableFile."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UnwritableFile(path, f"its folder cannot be made: {error.strerror}") from None


def write_text(path: Path, text: str) -> None:
    """Write a result. Raises UnwritableFile."""
    make_room(path)
    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise UnwritableFile(path, f"cannot be written: {error.strerror}") from None


def tell(message: str, *, quiet: bool = False) -> None:
    """A remark about the work, apart from the result."""
    if not quiet:
        typer.echo(message, err=True)
