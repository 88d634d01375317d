"""What `perdiem rates` says: each file with what was found in it, and the faults with their first places."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from perdiem.model.rate_reading import RateReading

SHOWN = 80  # characters of an example


def print_files(reading: RateReading, *, quiet: bool) -> None:
    """A line for each file: kind, version, date, publisher, and the counts."""
    from perdiem.model.rate_reading import RateFileKind

    if quiet:
        return
    for file in reading.files:
        facts = [file.kind.value, file.version and f"version {file.version}", file.payor, file.file_date]
        typer.echo(f"{file.name}: {', '.join(str(fact) for fact in facts if fact)}")
        counts = f"  {file.wanted:,} of {file.objects:,} codes wanted" if file.objects else "  no codes"
        if file.kind in {RateFileKind.PROVIDERS, RateFileKind.ALLOWED_AMOUNTS}:
            counts = "  it holds no negotiated rates"
        elif file.kind is RateFileKind.CONTENTS:
            counts = "  which file holds for which plan"
        typer.echo(f"{counts}; {file.rows:,} rows" + (f"; {file.broken:,} broken" if file.broken else ""))
    typer.echo(f"{reading.rows:,} rows in all")


def print_faults(reading: RateReading, *, quiet: bool) -> None:
    """A line for each kind of fault of each file; with `quiet`, only of files that could not be read whole."""
    from perdiem.model.rate_faults import RATE_FAULTS

    for file in reading.files:
        if quiet and file.is_whole and not file.broken:
            continue
        for fault in file.faults.values():
            place = "" if fault.first_position is None else f":{fault.first_position}"
            times = "once" if fault.faults == 1 else f"{fault.faults:,} times"
            shown = "" if fault.example is None else f" (such as {' '.join(fault.example.split())[:SHOWN]})"
            typer.echo(
                f"{file.name}{place}: {fault.fault}, {times}: {RATE_FAULTS[fault.fault]}{shown}",
                err=True,
            )
