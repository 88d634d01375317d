"""`perdiem check`: every fault of contracts and rate sheets, each with its place."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from perdiem.errors import FaultsFound, UnreadableFile
from perdiem.faces.cli.words import Quiet, tell

if TYPE_CHECKING:
    from perdiem.model.faults import Fault

SHEETS = {".csv", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"}


class CheckFormat(StrEnum):
    """How faults are written."""

    TEXT = "text"
    JSON = "json"


def check_command(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE", help="Contracts and amendments (.yaml), rate sheets (.csv, .xlsx), folders."),
    ],
    output_format: Annotated[
        CheckFormat, typer.Option("--format", "-f", help="text for a person, json for programs.")
    ] = (CheckFormat.TEXT),
    quiet: Quiet = False,
) -> None:
    """Check contracts and rate sheets: every fault at once, with file, line and column, or sheet and cell.

    Exit code 0: all files can be used (warnings may remain). Exit code 1: at least one cannot.

    Example:  perdiem check contracts/*.yaml rates.xlsx
    """
    from perdiem.faces.cli.contracts import ENDINGS
    from perdiem.model.faults import Fault, Severity
    from perdiem.model.positions import Position

    paths = _without_sheets_of_contracts(files, [p for path in files for p in _files_in(path, (*ENDINGS, *SHEETS))])
    faults: list[Fault] = []
    for path in paths:
        try:
            faults.extend(_faults_of(path))
        except UnreadableFile as error:
            faults.append(Fault(Position(error.path), "", error.reason))
    faults = list(dict.fromkeys(faults))
    errors = [fault for fault in faults if fault.severity is Severity.ERROR]
    if output_format is CheckFormat.JSON:
        _print_json(paths, faults)
    else:
        for fault in faults:
            typer.echo(str(fault))
    wrong = len({fault.position.file for fault in errors})
    warnings = len(faults) - len(errors)
    tell(
        f"{len(paths)} file{'s' if len(paths) != 1 else ''} checked: {len(errors)} "
        f"fault{'s' if len(errors) != 1 else ''} in {wrong}, {warnings} warning{'s' if warnings != 1 else ''}.",
        quiet=quiet,
    )
    if errors:
        raise typer.Exit(FaultsFound.exit_code)


def _files_in(path: Path, endings: tuple[str, ...]) -> list[Path]:
    if not path.is_dir():
        return [path]
    found = sorted(inside for inside in path.iterdir() if inside.suffix.lower() in endings)
    if not found:
        raise UnreadableFile(path, "holds no contract (.yaml) and no rate sheet (.csv, .xlsx)")
    return found


def _without_sheets_of_contracts(named: list[Path], paths: list[Path]) -> list[Path]:
    """The files to check, each once: a sheet in a folder whose contract names it is checked through the contract."""
    from perdiem.readers.contract_file import sheets_named_in

    taken = {sheet.resolve() for path in paths if path.suffix.lower() not in SHEETS for sheet in sheets_named_in(path)}
    asked_for = {path.resolve() for path in named}
    kept = [path for path in paths if path.resolve() in asked_for or path.resolve() not in taken]
    return list(dict.fromkeys(kept))


def _faults_of(path: Path) -> list[Fault]:
    if path.suffix.lower() not in SHEETS:
        from perdiem.readers.contract_file import read_contract_file

        return list(read_contract_file(path).faults)
    from perdiem.readers.contract_file import check_rate_sheet

    return check_rate_sheet(path)


def _print_json(paths: list[Path], faults: list[Fault]) -> None:
    import json

    rows: list[dict[str, Any]] = [
        {
            "file": fault.position.file,
            "line": fault.position.line,
            "column": fault.position.column,
            "sheet": fault.position.sheet,
            "cell": fault.position.cell,
            "term": fault.term,
            "message": fault.message,
            "found": fault.found,
            "suggestion": fault.suggestion,
            "severity": fault.severity.value,
        }
        for fault in faults
    ]
    shape = {"format": "perdiem-check/1", "files": [str(path) for path in paths], "faults": rows}
    typer.echo(json.dumps(shape, indent=2, ensure_ascii=False))
