"""A recommendation's page for the terminal, with a contract's standing where one is given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from perdiem.model.results import RecommendationPage, RecommendationResult
from perdiem.writers.wording import measure_words, unwrapped

if TYPE_CHECKING:
    from rich.console import Console


def print_page(page: RecommendationPage, result: RecommendationResult | None, console: Console) -> None:
    """Print the page; `result` puts the contract's findings first."""
    from rich.padding import Padding
    from rich.text import Text

    console.print(Text(f"Recommendation {page.number}: {page.title}", style="bold"))
    console.print(Text(page.section, style="dim"))
    if result is not None:
        console.print()
        console.print(Text(f"This contract: {result.status}", style="bold"))
        for finding in result.findings:
            place = str(finding.position) if finding.position else "not stated"
            mark = "remark" if finding.warning else finding.status.value
            console.print(Padding(Text(f"{mark:<14}  {finding.sentence}"), (0, 0, 0, 2)))
            console.print(Padding(Text(f"{place}  {finding.term}", style="dim"), (0, 0, 0, 18)))
    for heading, text in (
        ("In short", page.summary),
        ("What is looked for", page.looks_for),
        ("Why it matters", page.why),
        ("Met when", page.met_when),
        ("Silent when", page.silent_when),
        ("Limits", page.limits),
    ):
        console.print()
        console.print(Text(heading, style="bold"))
        console.print(Padding(Text(unwrapped(text)), (0, 0, 0, 2)))
    for heading, items in (
        ("Codes", [", ".join(page.codes)] if page.codes else []),
        ("What to measure", [measure_words(measure) for measure in page.measures]),
        ("Terms of the contract", list(page.terms)),
    ):
        if items:
            console.print()
            console.print(Text(heading, style="bold"))
            for item in items:
                console.print(Padding(Text(item), (0, 0, 0, 2)))
    console.print()
    console.print(Text("Model clause", style="bold"))
    console.print(Padding(Text(unwrapped(page.clause)), (0, 0, 0, 2)))
