"""What `perdiem rates` says: each file with what was found in it, and the faults with their first places."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from perdiem.codes import CodeSets
    from perdiem.model.contract import Contract
    from perdiem.model.rate_market import Evidence, FoundShare, ImpliedContract
    from perdiem.model.rate_reading import RateReading
    from perdiem.readers.rate_file import Narrowed

SHOWN = 80  # characters of an example


def print_files(reading: RateReading, *, quiet: bool) -> None:
    """A line for each file: kind, version, date, publisher, and the counts."""
    from perdiem.model.rate_reading import RateFileKind

    if quiet:
        return
    for file in reading.files:
        if file.is_whole and file.kind is RateFileKind.UNKNOWN:
            continue  # a folder that was read already; the faults tell it
        facts = [file.kind.value, file.version and f"version {file.version}", file.payor, file.file_date]
        typer.echo(f"{file.name}: {_printed(', '.join(str(fact) for fact in facts if fact))}")
        counts = f"  {file.wanted:,} of {file.objects:,} codes wanted" if file.objects else "  no codes"
        if file.kind in {RateFileKind.PROVIDERS, RateFileKind.ALLOWED_AMOUNTS}:
            counts = "  it holds no negotiated rates"
        elif file.kind is RateFileKind.CONTENTS:
            counts = "  which file holds for which plan"
        typer.echo(
            f"{counts}; {file.rows:,} row{'s' if file.rows != 1 else ''}"
            + (f"; {file.broken:,} broken" if file.broken else "")
        )
    rates = sum(file.rows for file in reading.files if file.kind is not RateFileKind.CONTENTS)
    typer.echo(f"{rates:,} rate{'s' if rates != 1 else ''} in all")


def _printed(text: str) -> str:
    """What stood in a file, in one line and without what would steer the screen; packed bytes are full of it."""
    return "".join(each if each.isprintable() else "?" for each in " ".join(text.split()))


def print_narrowed(narrowed: Narrowed | None, *, quiet: bool) -> None:
    """What --plan, --network, --npi and --tin kept and left out; with `quiet`, only when they kept nothing."""
    if narrowed is None or (quiet and narrowed.kept):
        return
    left = ", ".join(f"{count:,} {words}" for words, count in narrowed.left_out.items())
    typer.echo(f"{narrowed.kept:,} of them kept; left out: {left}", err=quiet)
    for what, names in narrowed.names.items():
        typer.echo(f"  {what}s there are: {'; '.join(names) or 'none is named'}", err=quiet)


def print_faults(reading: RateReading, *, quiet: bool) -> None:
    """A line for each kind of fault of each file; with `quiet`, only of files that could not be read whole."""
    from perdiem.model.rate_faults import RATE_FAULTS

    for file in reading.files:
        if quiet and file.is_whole and not file.broken:
            continue
        for fault in file.faults.values():
            place = "" if fault.first_position is None else f":{fault.first_position}"
            times = "once" if fault.faults == 1 else f"{fault.faults:,} times"
            shown = "" if fault.example is None else f" (such as {_printed(fault.example)[:SHOWN]})"
            typer.echo(
                f"{file.name}{place}: {fault.fault}, {times}: {RATE_FAULTS[fault.fault]}{shown}",
                err=True,
            )


def print_evidence(implied: ImpliedContract, evidence: Sequence[Evidence], contract: Contract, sets: CodeSets) -> None:
    """What one contract's rates show of each recommendation, beside the verdict on the contract that they imply."""
    from perdiem.faces.cli.words import today
    from perdiem.rules.rates.evidence import summed
    from perdiem.rules.recommendations.review import review_contract
    from perdiem.writers.wording import label

    review = review_contract(contract, sets, implied.dated or today())
    who = f"{implied.name} ({implied.provider})" if implied.name else implied.provider
    typer.echo(f"\n{implied.payor} and {who}: {implied.rows:,} rows, {len(implied.rates):,} rates told")
    for share in implied.shares:
        typer.echo(f"  {share.modifier}: {_share(share)}")
    for factor in implied.factors:
        typer.echo(
            f"  {factor.fitting} of {factor.rates} rates of {factor.words}: a whole-dollar base x {factor.factor}"
        )
    for note in implied.notes:
        typer.echo(f"  {note}")
    if implied.several:
        codes = ", ".join(f"{code} {modifiers}".strip() for code, modifiers, _ in implied.several[:8])
        more = f" and {len(implied.several) - 8} more" if len(implied.several) > 8 else ""
        typer.echo(f"  Several rates that nothing tells apart, so none in the contract: {codes}{more}.")
    if implied.wrong_npis:
        typer.echo(f"  {implied.wrong_npis:,} NPIs fail their check digit and are not in the contract.")
    typer.echo("\nWhat the rates show, and the verdict on the contract that they imply:")
    for each in evidence:
        verdict = review.status_of(each.number).value
        typer.echo(f"{label(each.number)}  {each.sight.value}; {verdict}: {each.title}")
        typer.echo(f"     {each.sentence}")
    typer.echo("")
    for sight, numbers in summed(evidence):
        typer.echo(f"{sight.value}: {', '.join(map(label, numbers))}")


def _share(share: FoundShare) -> str:
    if share.percent is None:
        return f"no one share of the plain rate holds on the {share.codes} codes that have both rows"
    return f"{share.percent}% of the plain rate on {share.fitting} of {share.codes} codes"
