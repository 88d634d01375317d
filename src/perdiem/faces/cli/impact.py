"""`perdiem impact`: what adopting recommendations costs and saves."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from perdiem.errors import UsageError
from perdiem.faces.cli.claim_inputs import BookPaths, Mapping, MemoryLimit, NamedTables, Threads, TimeZone
from perdiem.faces.cli.words import (
    Output,
    Quiet,
    console,
    format_for,
    keep_apart,
    make_room,
    numbers,
    tell,
    write_text,
)

if TYPE_CHECKING:
    from perdiem.model.estimate import Estimate
    from perdiem.model.scenario import Scenario


class ImpactFormat(StrEnum):
    """How an estimate is written."""

    TEXT = "text"
    JSON = "json"
    HTML = "html"
    EXCEL = "xlsx"
    PDF = "pdf"


class Perspective(StrEnum):
    """Whose money counts."""

    PAYOR = "payor"
    PROVIDER = "provider"
    MEMBER = "member"


class Attribution(StrEnum):
    """How the difference in payments is divided among recommendations."""

    AUTO = "auto"
    SHAPLEY = "shapley"
    ORDER = "order"
    TOGETHER = "together"


def impact_command(
    contract: Annotated[Path, typer.Argument(metavar="CONTRACT", help="The contract file.")],
    adopt: Annotated[str, typer.Option("--adopt", metavar="NUMBERS", help="Recommendations to adopt: 3,7 or all.")],
    book: BookPaths = None,
    scenario: Annotated[
        Path | None,
        typer.Option("--scenario", metavar="FILE", help="Your own figures; perdiem new --scenario writes one."),
    ] = None,
    horizon: Annotated[int, typer.Option("--horizon", min=1, max=3, help="Years.")] = 3,
    perspective: Annotated[Perspective, typer.Option("--perspective", help="Whose money counts.")] = Perspective.PAYOR,
    draws: Annotated[int, typer.Option("--draws", min=1000, help="Draws of the figures in doubt.")] = 10_000,
    seed: Annotated[int, typer.Option("--seed", min=0, help="The same seed, the same draws.")] = 20_260,
    attribution: Annotated[
        Attribution,
        typer.Option(
            "--attribution",
            help="How payments are divided: shapley (no order), order (as named), together (not divided); auto: "
            "shapley where that is quick.",
        ),
    ] = Attribution.AUTO,
    retrospective: Annotated[
        bool,
        typer.Option(
            "--retrospective",
            help="Take payments as the book's own, without an interval. Default: its members are a sample of years to"
            " come.",
        ),
    ] = False,
    output_format: Annotated[
        ImpactFormat | None,
        typer.Option("--format", "-f", help="Default: what the ending of --output says, else text."),
    ] = None,
    output: Output = None,
    table: NamedTables = None,
    mapping: Mapping = None,
    time_zone: TimeZone = None,
    memory_limit: MemoryLimit = None,
    threads: Threads = None,
    quiet: Quiet = False,
) -> None:
    """Estimate what adopting recommendations costs and saves: payments exact, outcomes by a model you can open.

    The book's claims are decided under the contract and under the amended one. What then happens otherwise (emergency
    visits, hospital infusions, days of waiting) is a model of levers, each with its formula, ranges and sources; the
    book's own figures take the place of published ones, yours of both. What is not known counts as nothing, and is
    said.

    Example:  perdiem impact my-contract.yaml --adopt 3,7,14 --book claims/

    Example:  perdiem impact my-contract.yaml --adopt 3 --book claims/ --scenario own.yaml --horizon 1 -o impact.xlsx
    """
    from perdiem.codes import code_sets
    from perdiem.faces.cli.claim_inputs import agreement_of, opened_book
    from perdiem.faces.cli.convert_report import Progress
    from perdiem.rules.impact.estimate import Asked, estimate

    form = format_for(ImpactFormat, output_format, output, "impact")
    chosen = numbers(adopt, "--adopt")
    if not book and not table:
        raise UsageError("name the claims with --book: their files or folders, such as --book claims/")
    keep_apart(output, [contract, *(book or []), *([scenario] if scenario else [])])
    agreement = agreement_of(contract, quiet=quiet)
    assumed = _scenario(scenario)
    asked = Asked(chosen, horizon, perspective.value, draws, seed, attribution.value, retrospective)
    with opened_book(
        book or [], table, mapping, time_zone, memory_limit=memory_limit, threads=threads, quiet=quiet
    ) as opened:  # fmt: skip
        progress = Progress(quiet=quiet)
        found = estimate(agreement, opened.book, code_sets(), asked, assumed, progress)
        progress.end()
        if opened.reading.lines_rejected:
            tell(f"{opened.reading.lines_rejected:,} claim lines could not be read and are not counted")
    _write(found, form, output)


def _scenario(path: Path | None) -> Scenario:
    from perdiem.readers.scenario import read_scenario
    from perdiem.rules.impact.levers import default_scenario

    return default_scenario() if path is None else read_scenario(path, default_scenario())


def _write(found: Estimate, form: ImpactFormat, output: Path | None) -> None:
    if form is ImpactFormat.TEXT and output is None:
        from perdiem.writers.impact.text import print_estimate

        print_estimate(found, console())
        return
    if output is not None and form in {ImpactFormat.EXCEL, ImpactFormat.PDF}:
        make_room(output)
        if form is ImpactFormat.EXCEL:
            from perdiem.writers.impact.workbook import estimate_xlsx

            estimate_xlsx(found, output)
        else:
            from perdiem.writers.impact.brief import estimate_pdf

            estimate_pdf(found, output)
        return
    text = _text(found, form)
    if output:
        write_text(output, text)
    else:
        typer.echo(text, nl=False)


def _text(found: Estimate, form: ImpactFormat) -> str:
    if form is ImpactFormat.JSON:
        from perdiem.writers.json import to_json

        return to_json(found)
    if form is ImpactFormat.HTML:
        from perdiem.writers.impact.page import estimate_html

        return estimate_html(found)
    from perdiem.writers.impact.text import estimate_text

    return estimate_text(found)
