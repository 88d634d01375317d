"""The remittances of `perdiem adjudicate --835`: the decided claims paid, one file a payee."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from perdiem.errors import UnwritableFile
from perdiem.faces.cli.words import tell, today

if TYPE_CHECKING:
    from perdiem.model.contract import Contract
    from perdiem.rules.claims.adjudicate import Adjudication


def refuse_remittances(folder: Path) -> None:
    """Raises UnwritableFile for a folder that holds remittances, which may be sent already, and for a file."""
    if folder.exists() and not folder.is_dir():
        raise UnwritableFile(folder, "is a file; name a folder with --835")
    if folder.is_dir() and any(folder.glob("*.835")):
        raise UnwritableFile(folder, "holds remittances already; name another folder with --835")


def write_835(run: Adjudication, contract: Contract, folder: Path, paid_on: date | None, *, quiet: bool) -> None:
    """Settles a run and writes its 835 files; tells what they hold and what was held back.

    The payor is named as the contract names it. Raises FaultsFound where an amount does not
    add up, UnwritableFile.
    """
    from perdiem.rules.claims.payment import settle
    from perdiem.writers.x12.remittance import write_remittances
    from perdiem.writers.x12.remittance_head import Payor, RemittanceSending

    settlement = settle(run, payment_date=paid_on or today())
    written = write_remittances(
        settlement,
        folder,
        RemittanceSending(created=datetime.now(tz=UTC).astimezone()),
        Payor(name=contract.payor.name) if contract.payor.name else None,
    )
    found = written.reconciliation
    tell(
        f"Wrote {folder}: {len(written.files):,} remittance files (835), {written.payments:,} payments,"
        f" {written.claims:,} claims; {found.held_back.claims:,} claims held back",
        quiet=quiet,
    )
    for note in written.notes:
        tell(f"Note: {note}", quiet=quiet)
