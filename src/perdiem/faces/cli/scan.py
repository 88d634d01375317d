"""`perdiem scan`: the codes that policy documents name, and what that means for the recommendations."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from perdiem.errors import UnreadableFile, UnwritableFile, UsageError
from perdiem.faces.cli.words import read_date, today
from perdiem.model.scan import RefusedDocument, ScanReport

if TYPE_CHECKING:
    from collections.abc import Sequence


_PATTERN_SIGNS = "*?["  # shells that leave patterns to the program, such as the Windows prompt


class ScanFormat(StrEnum):
    """How the result is written."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"


_ENDINGS = {".json": ScanFormat.JSON, ".csv": ScanFormat.CSV, ".txt": ScanFormat.TEXT}


def scan_command(
    documents: Annotated[
        list[str],
        typer.Argument(
            metavar="DOCUMENT",
            help="Policies in PDF, Word (.docx), HTML, Markdown or plain text; folders and patterns "
            "(policies/*.pdf) too.",
        ),
    ],
    output_format: Annotated[
        ScanFormat | None,
        typer.Option(
            "--format",
            "-f",
            help="text for a person; json and csv for programs. Default: the ending of the -o file, else text.",
        ),
    ] = None,
    on: Annotated[
        date | None,
        typer.Option(
            "--on",
            parser=read_date,
            metavar="DATE",
            help="Tell ended codes as of this service day (YYYY-MM-DD). Default: today.",
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write here instead of to the screen."),
    ] = None,
) -> None:
    """Find every code that a payor's policy documents name, with page and line, ranges spelled out.

    For each document: what its codes mean for recommendations 2 (S codes, Medicare G codes), 3 (de-clotting),
    14 (nursing) and 15 (home-mix codes), and every place with the words of authorization, limit or exclusion
    near it.
    A range names the codes between its ends too: `B4164-B4180` names six home-mix codes and writes two.

    Every document is tried. Those that cannot be read are listed at the end, with exit code 3.

    Example:  perdiem scan policies/ --format csv -o codes.csv
    """
    from perdiem.codes import code_sets
    from perdiem.readers.policy_text import read_policy
    from perdiem.rules.scanning import scan

    day = on or today()
    paths, refused, skipped = _documents(documents)
    if output is not None and any(_is_same(output, path) for path in paths):
        raise UsageError(f"{output} is one of the documents to be scanned; name another file with -o")
    sets = code_sets()
    scans = []
    for path in paths:
        try:
            scans.append(scan(read_policy(path), sets, day))
        except UnreadableFile as error:
            refused.append(RefusedDocument(error.path, error.reason))
    report = ScanReport(day, tuple(scans), tuple(refused))
    _write(report, output_format or _format_of(output), output)
    if skipped:
        typer.echo(f"Not looked at in the folders: {skipped} files of other kinds.", err=True)
    if refused:
        typer.echo(f"{len(refused)} of {len(refused) + len(scans)} documents could not be read:", err=True)
        for one in refused:
            typer.echo(f"  {one.file}: {one.reason}", err=True)
        raise typer.Exit(UnreadableFile.exit_code)


def _documents(words: Sequence[str]) -> tuple[list[Path], list[RefusedDocument], int]:
    """The documents that the words name, each once; words that name none; and files of folders left aside."""
    from perdiem.readers.policy_text import POLICY_SUFFIXES

    found: dict[Path, None] = {}
    refused: list[RefusedDocument] = []
    skipped = 0
    for word in words:
        path = Path(word)
        if path.is_dir():
            inside = sorted(one for one in path.rglob("*") if one.is_file() and not _is_hidden(one, path))
            policies = [one for one in inside if one.suffix.lower() in POLICY_SUFFIXES]
            skipped += len(inside) - len(policies)
            if not policies:
                refused.append(RefusedDocument(word, "the folder holds no PDF, Word, HTML, Markdown or text file"))
            found.update(dict.fromkeys(policies))
        elif any(sign in word for sign in _PATTERN_SIGNS) and not path.exists():
            matches = _matches(path)
            if not matches:
                refused.append(RefusedDocument(word, "no file matches this pattern"))
            found.update(dict.fromkeys(matches))
        else:
            found[path] = None
    return list(found), refused, skipped


def _matches(pattern: Path) -> list[Path]:
    try:
        found = Path(pattern.anchor).glob(str(pattern.relative_to(pattern.anchor)))
        return sorted(path for path in found if path.is_file())
    except ValueError:  # such as `**x`, which is no pattern
        return []


def _is_hidden(path: Path, folder: Path) -> bool:
    """Whether a file is hidden, or the lock that Word keeps beside an open document."""
    return any(part.startswith((".", "~$")) for part in path.relative_to(folder).parts)


def _format_of(output: Path | None) -> ScanFormat:
    """The format that a file's ending names; text for the screen and for other endings."""
    return _ENDINGS.get(output.suffix.lower(), ScanFormat.TEXT) if output else ScanFormat.TEXT


def _is_same(output: Path, document: Path) -> bool:
    return output.resolve() == document.resolve()


def _write(report: ScanReport, output_format: ScanFormat, output: Path | None) -> None:
    import sys

    from perdiem.writers.scan import print_scan, scan_csv, scan_json, scan_text

    if output is None and output_format is ScanFormat.TEXT and sys.stdout.isatty():
        from rich.console import Console

        print_scan(report, Console())
        return
    text = {ScanFormat.TEXT: scan_text, ScanFormat.JSON: scan_json, ScanFormat.CSV: scan_csv}[output_format](report)
    if output is None:
        typer.echo(text, nl=False)
        return
    encoding = "utf-8-sig" if output_format is ScanFormat.CSV else "utf-8"  # Excel needs the mark
    try:
        output.write_text(text, encoding=encoding, newline="")
    except OSError as error:
        raise UnwritableFile(output, error.strerror or str(error)) from error
