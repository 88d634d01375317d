"""The findings as one flat table, the same for Excel and CSV.

Grain: one row a finding. A row stands in the order of the contracts, then of the recommendations.
"""

from __future__ import annotations

from collections.abc import Iterator

from perdiem.model.results import Portfolio
from perdiem.writers.wording import every_finding, label

PRINTED = 8  # the first columns, which say the most: they go on paper, the others only on the screen
FINDING_COLUMNS = (
    "Contract",
    "Recommendation",
    "Recommendation title",
    "Element",
    "Status",
    "Sentence",
    "Place",
    "Source",
    "Verdict",
    "Remark only",
    "Term",
    "Title",
    "Payor",
    "File",
    "Line",
    "Basis",
    "URL",
    "Dated",
    "Note",
)


def finding_rows(portfolio: Portfolio) -> Iterator[tuple[str | int | None, ...]]:
    """One row a finding, in the order of FINDING_COLUMNS; None where there is nothing to say."""
    for review, result, finding in every_finding(portfolio):
        position, citation = finding.position, finding.citation
        yield (
            review.contract,
            label(finding.recommendation),
            result.title,
            finding.element,
            finding.status.value,
            finding.sentence,
            str(position) if position else None,
            citation.title or None if citation else None,
            result.status.value,
            "yes" if finding.warning else None,
            finding.term or None,
            review.title,
            review.payor,
            position.file if position else review.file,
            position.line if position else None,
            citation.basis.value if citation else None,
            citation.url or None if citation else None,
            citation.dated or None if citation else None,
            citation.note or None if citation else None,
        )
