"""What `perdiem convert` says: progress while it works, and the account of claims, lines and charges."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from decimal import Decimal

    from perdiem.engine.reading import Reading
    from perdiem.writers.x12.claims import ClaimsWritten

FIRST, EACH = 1.0, 0.5  # seconds: before anything is shown, and between two lines
MOST_REASONS = 20  # printed; the files have all


class Progress:
    """One line on the terminal that is written over; nothing for work under a second, or when not on a terminal."""

    def __init__(self, *, quiet: bool) -> None:
        self._is_shown = not quiet and sys.stderr.isatty()
        self._last = time.monotonic() + FIRST - EACH
        self._width = 0

    def __call__(self, message: str) -> None:
        """Shows what is being done."""
        now = time.monotonic()
        if self._is_shown and now - self._last >= EACH:
            self._last = now
            sys.stderr.write(f"\r{message:<{self._width}}")
            sys.stderr.flush()
            self._width = len(message)

    def end(self) -> None:
        """Takes the line away."""
        if self._width:
            sys.stderr.write(f"\r{'':{self._width}}\r")
            self._width = 0


def print_reading(reading: Reading, *, quiet: bool) -> None:
    """The account of what was read, source by source and in sum; with `quiet`, only when something was rejected."""
    if quiet and not reading.rows_rejected:
        return
    for file in reading.x12_files:
        typer.echo(str(file))
    rows = [each for each in reading.tables if each.kind != "X12"]
    if rows:
        width = max(len(each.source) for each in rows)
        typer.echo(f"\n{'source':<{width}}  {'table':<22}  {'read':>13}  {'kept':>13}  {'rejected':>13}")
        for each in rows:
            typer.echo(
                f"{each.source:<{width}}  {each.table:<22}  {each.rows_read:>13,}  {each.rows_kept:>13,}  "
                f"{each.rows_rejected:>13,}"
            )
    if reading.lines_read or reading.claims_read:
        typer.echo()
        _account([
            ("read", reading.claims_read, reading.lines_read, reading.charges_read),
            ("kept", reading.claims_read - reading.claims_rejected, reading.lines_read - reading.lines_rejected,
             reading.charges_read - reading.charges_rejected),
            ("rejected", reading.claims_rejected, reading.lines_rejected, reading.charges_rejected),
        ])  # fmt: skip
    if reading.claims_in_part:
        typer.echo(f"{reading.claims_in_part:,} of the claims kept lack lines that were rejected.")
    for note in [] if quiet else reading.notes:
        typer.echo(f"Note: {note}.")


def print_written(written: ClaimsWritten, output: str, beside: Sequence[Path], *, quiet: bool) -> None:
    """The account of a claim file; with `quiet`, only when claims were refused."""
    if quiet and not written.claims_refused:
        return
    typer.echo()
    _account([
        ("written", written.claims, written.lines, written.charges),
        ("refused", written.claims_refused, written.lines_refused, written.charges_refused),
    ])  # fmt: skip
    for each in written.refused[:MOST_REASONS]:
        typer.echo(f"refused: {each.claims:,} claims: {each.column}: {each.reason}")
    if len(written.refused) > MOST_REASONS:
        typer.echo(f"refused: {len(written.refused) - MOST_REASONS} more reasons")
    for note in [] if quiet else written.notes:
        typer.echo(f"Note: {note}.")
    for path in (*([output] if written.claims else []), *beside):
        typer.echo(f"Wrote {path}")
    if not written.claims:
        typer.echo(f"{output} was not written: there is no claim to write.")


def _account(rows: Sequence[tuple[str, int, int, Decimal]]) -> None:
    typer.echo(f"{'':<9}{'claims':>13}{'lines':>15}{'charges, USD':>22}")
    for name, claims, lines, charges in rows:
        typer.echo(f"{name:<9}{claims:>13,}{lines:>15,}{charges:>22,}")
