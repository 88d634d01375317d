"""Fifteen invented recommendation pages, long enough to look like the real ones."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

from perdiem.model.results import RecommendationPage

_TABLE = Path(__file__).with_name("sample_pages.csv")


def sample_pages() -> dict[int, RecommendationPage]:
    """All 15 pages by number."""
    with _TABLE.open(encoding="utf-8", newline="") as table:
        return {int(row["number"]): _page(row) for row in csv.DictReader(table)}


def _page(row: Mapping[str, str]) -> RecommendationPage:
    number, slug, title = int(row["number"]), row["slug"], row["title"]
    terms, codes, measures = (tuple(row[name].split()) for name in ("terms", "codes", "measures"))
    subject = slug.replace("_", " ")
    return RecommendationPage(
        number=number,
        slug=slug,
        title=title,
        summary=(
            f"A plan that settles {subject} in the contract itself spares both sides a query on every "
            "referral. The term should say what is covered, under which codes, at which amount, and who decides."
        ),
        section=f"Table row {number}",
        codes=codes,
        measures=measures,
        terms=terms,
        looks_for=(
            f"The review reads the terms {', '.join(terms)} and asks three things:\n\n"
            "- whether the contract speaks of the matter at all\n"
            "- whether an amount or a rule stands beside it, in force on the day\n"
            "- whether another term takes it back"
        ),
        why=(
            "Without the term, the pharmacy declines the patient or the patient goes to an emergency "
            "department; both cost the plan more than the service does. A written term also ends the debate "
            "on each claim."
        ),
        met_when="Every code named is covered with an amount, and no approval is asked for.",
        silent_when="The file holds none of the terms.",
        limits="Provider manuals that the contract refers to are not read.",
        clause=(
            f"{number}.1 Plan shall cover the services described in this section ({title.lower()}) when they "
            "are ordered by a treating physician and furnished by Provider in the Member's home or in "
            "Provider's ambulatory infusion suite.\n\n"
            f"{number}.2 Plan shall pay [amount per unit] for each unit of service billed with "
            f"{', '.join(codes) or 'the codes of Exhibit [exhibit]'}, effective [date], without reduction for "
            "other therapies furnished on the same day.\n\n"
            f"{number}.3 Plan shall not require authorization for these services. Member cost share shall "
            "not exceed [amount]."
        ),
    )
