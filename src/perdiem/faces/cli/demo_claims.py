"""The claims of `perdiem demo`: a small invented book, decided, explained and compared."""

from __future__ import annotations

from pathlib import Path

DATA = Path(__file__).resolve().parents[2] / "demo"
CONTRACT, BOOK, CLAIM = "meridian.yaml", "march", "R-1001"
ADOPTED, FIRST_DAY = "7,14", "2026-01-01"


def demo_claims(folder: Path) -> tuple[str, ...]:
    """Decides the book in the folder, whose files `DATA` has; gives the reports, by their place in the folder.

    The reports are the account of the run, one claim's story, the same claims with recommendations adopted, and what
    that would cost and save in a year.
    """
    from perdiem.faces.cli.adjudicate import PAGE, adjudicate_command
    from perdiem.faces.cli.amend import amend_command
    from perdiem.faces.cli.compare import compare_command
    from perdiem.faces.cli.explain import explain_command
    from perdiem.faces.cli.impact import impact_command
    from perdiem.faces.cli.words import read_date

    contract, book, amended = folder / CONTRACT, str(folder / BOOK), folder / "amended.yaml"
    adjudicate_command(contract, [book], output=folder / "decided", force=True, quiet=True)
    explain_command([book], contract=contract, claim=CLAIM, output=folder / f"{CLAIM}.html")
    amend_command(
        contract, adopt=ADOPTED, effective=read_date(FIRST_DAY), output=amended, word=folder / "amendment.docx",
        force=True, quiet=True,
    )  # fmt: skip
    compare_command(contract, amended, output=folder / "compared.html", book=[book], quiet=True)
    impact_command(contract, ADOPTED, book=[book], horizon=1, draws=1000, output=folder / "impact.html", quiet=True)
    return f"decided/{PAGE}", f"{CLAIM}.html", "compared.html", "impact.html"
