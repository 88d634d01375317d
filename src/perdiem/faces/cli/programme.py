"""`perdiem programme`: the PN programme of a contract, scored, or tried before it is signed."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from perdiem.errors import UsageError
from perdiem.faces.cli.claim_inputs import BookPaths, Mapping, MemoryLimit, NamedTables, Threads, TimeZone
from perdiem.faces.cli.words import (
    Output,
    Quiet,
    Shown,
    format_for,
    keep_apart,
    read_date,
    today,
    write_result,
)

if TYPE_CHECKING:
    from perdiem.model.programme import ProgrammeScore, ProgrammeSimulation

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


MOST_PATIENTS = 20_000  # far above any provider of nutrition; exact sums over all counts of so many still take seconds


class ProgrammeFormat(StrEnum):
    """How a result is written."""

    TEXT = "text"
    JSON = "json"
    EXCEL = "xlsx"


Format = Annotated[
    ProgrammeFormat | None,
    typer.Option("--format", "-f", help="Default: what the ending of --output says, else text."),
]


@app.command("score")
def score_command(
    contract: Annotated[Path, typer.Argument(metavar="CONTRACT", help="The contract file.")],
    book: BookPaths = None,
    since: Annotated[
        date | None,
        typer.Option("--since", parser=read_date, metavar="DATE", help="Default: by the programme's months."),
    ] = None,
    until: Annotated[
        date | None, typer.Option("--until", parser=read_date, metavar="DATE", help="Default: the book's last PN day.")
    ] = None,
    output_format: Format = None,
    output: Output = None,
    table: NamedTables = None,
    mapping: Mapping = None,
    time_zone: TimeZone = None,
    memory_limit: MemoryLimit = None,
    threads: Threads = None,
    quiet: Quiet = False,
) -> None:
    """Score each provider by the contract's PN programme: results with intervals, and what they earn.

    No provider below the contract's least volume is scored, and no measure below its least count.

    Example:  perdiem programme score my-contract.yaml --book claims/

    Example:  perdiem programme score my-contract.yaml --book claims/ --until 2026-12-31 -o scores.xlsx
    """
    from perdiem.codes import code_sets
    from perdiem.faces.cli.claim_inputs import agreement_of, opened_book
    from perdiem.faces.cli.convert_report import Progress
    from perdiem.rules.impact.programme.score import score_programme

    form = format_for(ProgrammeFormat, output_format, output, "programme")
    if not book and not table:
        raise UsageError("name the claims and records with --book: their files or folders, such as --book claims/")
    if since and until and since > until:
        raise UsageError(f"--since {since} is after --until {until}")
    keep_apart(output, [contract, *(book or [])])
    agreement = agreement_of(contract, quiet=quiet)
    with opened_book(
        book or [], table, mapping, time_zone, memory_limit=memory_limit, threads=threads, quiet=quiet
    ) as opened:  # fmt: skip
        progress = Progress(quiet=quiet)
        found = score_programme(agreement, opened.book, code_sets(), since=since, until=until, progress=progress)
        progress.end()
    _write(found, form, output)


def score_by_measures(
    contract: Path | None, book: list[str] | None, since: date | None, until: date | None, form: StrEnum | None,
    output: Path | None, table: list[str] | None, mapping: Path | None, time_zone: str | None,
    memory_limit: str | None, threads: int | None, *, unfit: list[str], quiet: bool,
) -> None:  # fmt: skip
    """`perdiem measure --programme`. Raises UsageError for words of `measure` that a score has no use for."""
    if contract is None:
        raise UsageError("--programme scores what a contract promises: name it with --contract")
    if unfit:
        raise UsageError(f"--programme counts by the contract's own terms: leave out {', '.join(unfit)}")
    if form is not None and form not in [each.value for each in ProgrammeFormat]:
        raise UsageError(f"--format {form}: a programme's score is written as text, json or xlsx")
    chosen = None if form is None else ProgrammeFormat(form.value)
    score_command(contract, book, since, until, chosen, output, table, mapping, time_zone, memory_limit, threads, quiet)


@app.command("simulate")
def simulate_command(
    contract: Annotated[Path, typer.Argument(metavar="CONTRACT", help="The contract file, signed or not.")],
    patients: Annotated[
        str, typer.Option("--patients", metavar="NUMBERS", help="Sizes of providers, in patients a period.")
    ] = "10,20,50,100,200,500",
    true: Annotated[
        list[str] | None,
        typer.Option(
            "--true", metavar="MEASURE=RESULT", help="A true result to try, in the measure's unit. Repeatable."
        ),
    ] = None,
    days: Annotated[float | None, typer.Option("--days", min=1, help="Days on PN a patient. Default: 214.")] = None,
    discharges: Annotated[
        float | None, typer.Option("--discharges", min=0.01, help="Discharges a patient. Default: 1.")
    ] = None,
    per_diem: Annotated[
        float | None, typer.Option("--per-diem", min=0.01, help="USD a day of PN. Default: the contract's rate.")
    ] = None,
    seed: Annotated[int, typer.Option("--seed", min=0, help="For shared savings, which are drawn.")] = 20_260,
    output_format: Format = None,
    output: Output = None,
    quiet: Quiet = False,
) -> None:
    """Try the contract's PN programme before it is signed: what chance pays, and what a true improvement earns.

    For providers of several sizes: how often a target is reached with a true result no better than the baseline, and
    how often with one that is truly at the target.

    Example:  perdiem programme simulate my-contract.yaml

    Example:  perdiem programme simulate my-contract.yaml --patients 30,60 --true readmission_pn_all_cause=28
    """
    from perdiem.codes import code_sets
    from perdiem.faces.cli.claim_inputs import agreement_of
    from perdiem.rules.impact.programme.simulate import Exposure, per_diem_of, simulate_programme
    from perdiem.rules.impact.programme.terms import programme_of

    form = format_for(ProgrammeFormat, output_format, output, "programme")
    keep_apart(output, [contract])
    agreement = agreement_of(contract, quiet=quiet)
    terms = agreement.on(agreement.period.nearest(today()))
    rate = per_diem or per_diem_of(terms, code_sets())
    if rate is None:
        raise UsageError(f"{contract} has no PN per diem in dollars; state one with --per-diem 250.00")
    usual = Exposure()
    exposure = Exposure(days or usual.days, discharges or usual.discharges, usual.occlusions_per_1000_days)
    found = simulate_programme(
        programme_of(terms, str(contract)), rate, sizes=_sizes(patients), exposure=exposure, asked=_true(true or []),
        seed=seed,
    )  # fmt: skip
    _write(found, form, output)


def _sizes(text: str) -> tuple[int, ...]:
    parts = [part for part in text.replace(",", " ").split() if part]
    if not parts or not all(part.isdigit() and 1 <= int(part) <= MOST_PATIENTS for part in parts):
        raise UsageError(f"--patients {text!r}: write whole numbers from 1 to {MOST_PATIENTS:,}, such as 20,50,100")
    return tuple(dict.fromkeys(int(part) for part in parts))


def _true(words: list[str]) -> dict[str, float]:
    found = {}
    for word in words:
        name, sign, figure = word.partition("=")
        try:
            found[name.strip()] = float(figure.strip().removesuffix("%"))
        except ValueError:
            sign = ""
        if not sign:
            raise UsageError(f"--true {word!r}: write MEASURE=RESULT, such as readmission_pn_all_cause=28")
    return found


def _write(found: ProgrammeScore | ProgrammeSimulation, form: ProgrammeFormat, output: Path | None) -> None:
    from perdiem.writers.impact.programme import print_programme, programme_text, programme_xlsx

    write_result(found, form, output, Shown(programme_text, print_programme, programme_xlsx))
