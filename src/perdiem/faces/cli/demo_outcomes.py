"""The outcomes of `perdiem demo`: a synthetic book in which something changed on a day, and its measures."""

from __future__ import annotations

from datetime import date
from pathlib import Path

MEMBERS, SEED = 2_500, 7  # enough that most measures have a value; measured in some seconds
FIRST_DAY, CHANGED, LAST_DAY = date(2024, 10, 1), date(2025, 10, 1), date(2026, 6, 30)
CHANGES = (
    f"standard_hours=0.6@{CHANGED}",  # authorizations are decided sooner, as recommendation 8 asks
    f"item_denied=0.4@{CHANGED}",
    f"occlusion=4@{FIRST_DAY}@1000000038",  # one site has more occlusions than chance would give it
)
PAGE = "measures.html"


def demo_outcomes(folder: Path) -> tuple[Path, date]:
    """Makes the book in the folder and measures it; gives the page, and the day on which something changed."""
    from perdiem.faces.cli.measure import measure_command
    from perdiem.faces.cli.new_synthetic import Wanted, new_synthetic

    book = folder / "book"
    wanted = Wanted(MEMBERS, SEED, FIRST_DAY, LAST_DAY, CHANGES)
    new_synthetic(book, None, wanted, force=True, quiet=True)
    measure_command([str(book)], amended_on=CHANGED, output=folder / PAGE, quiet=True)
    return folder / PAGE, CHANGED
