"""`perdiem demo`: the worked example, on real payors' published terms, and on a small invented book of claims."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Annotated

import typer

from perdiem.errors import UnwritableFile
from perdiem.faces.cli.words import Quiet, console, today

ADOPTED = "3,7,14"
AMENDED = "bcbs-texas-2015.yaml"


def demo_command(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="Where to write. Default: ./perdiem-demo")] = Path(
        "perdiem-demo"
    ),
    quiet: Quiet = False,
) -> None:
    """Write real payors' published terms as contracts, review them, amend one, and leave the reports.

    And a small book of invented claims: decided under an invented contract, one claim explained, and decided again
    with two recommendations adopted, with an estimate of what that would cost and save. And the outcomes of 2,500
    invented patients: measured, with pictures.

    Example:  perdiem demo
    """
    from perdiem.faces.cli.amend import amend_command
    from perdiem.faces.cli.demo_claims import DATA, demo_claims
    from perdiem.faces.cli.demo_outcomes import MEMBERS, demo_outcomes
    from perdiem.faces.cli.review import reviewed
    from perdiem.model.results import Portfolio
    from perdiem.rules.recommendations.registry import pages
    from perdiem.writers.excel import review_xlsx
    from perdiem.writers.html import review_html
    from perdiem.writers.text import print_portfolio
    from perdiem.writers.word.review import review_docx

    source = contracts_folder()
    contracts, claims = folder / "contracts", folder / "claims"
    try:
        kept = [*_copy_new(source, contracts), *_copy_new(DATA, claims)]
    except OSError as error:
        raise UnwritableFile(folder, f"cannot be written: {error.strerror}") from None
    paths = [*sorted((contracts / "published").glob("*.yaml")), contracts / "model.yaml"]
    _say(f"{len(paths)} contracts: six payors' published terms, one real rate schedule, and a model.\n", quiet)
    if kept:
        _say(f"Kept as you changed them: {', '.join(str(path) for path in kept)}\n", quiet)
    reviews, texts = reviewed(paths, None, quiet=True)
    portfolio = Portfolio(tuple(reviews))
    if not quiet:
        print_portfolio(portfolio, console())
    report = folder / "review.html"
    report.write_text(review_html(portfolio, pages(), sources=texts, on=today()), encoding="utf-8")
    review_xlsx(portfolio, pages(), folder / "review.xlsx")
    review_docx(portfolio, pages(), folder / "review.docx")
    _say(f"\nAdopting recommendations {ADOPTED} in {AMENDED}:", quiet)
    amend_command(
        contracts / "published" / AMENDED,
        adopt=ADOPTED,
        output=folder / "amended.yaml",
        word=folder / "amendment.docx",
        force=True,
        quiet=True,
    )
    _say("Deciding invented claims under an invented contract, and again with recommendations adopted.", quiet)
    account, story, compared, impact = demo_claims(claims)
    _say(f"Measuring the outcomes of {MEMBERS:,} invented patients.", quiet)
    page, changed = demo_outcomes(folder / "outcomes")
    _say(
        f"\nOpen {report} in a browser. Beside it: review.xlsx, review.docx, amended.yaml, and amendment.docx "
        "with tracked changes.\n"
        f"In {claims}: {account} accounts for every line and dollar, {story} tells one claim's story, {compared} shows "
        f"what other terms would have paid, {impact} what they would cost and save in a year.\n"
        f"{page} measures outcomes: what changed on {changed}, and which site is unusual.\n"
        f"Next:  perdiem review {contracts}/published/hmsa.yaml   or   perdiem new my-contract.yaml",
        quiet,
    )


def _copy_new(source: Path, target: Path) -> list[Path]:
    """Copy the example contracts; those that the user has changed are kept, and named."""
    kept: list[Path] = []
    for path in sorted(p for p in source.rglob("*") if p.is_file()):
        copy = target / path.relative_to(source)
        if copy.exists() and copy.read_bytes() != path.read_bytes():
            kept.append(copy)
            continue
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
    return kept


def _say(text: str, quiet: bool) -> None:
    if not quiet:
        typer.echo(text)


def contracts_folder() -> Path:
    """The example contracts: inside the installed package, or at the top of a source checkout."""
    package = Path(__file__).resolve().parents[2]
    for folder in (package / "contracts", package.parents[1] / "contracts"):
        if (folder / "model.yaml").is_file():
            return folder
    raise UnwritableFile(package / "contracts", "the example contracts are missing from this installation")
