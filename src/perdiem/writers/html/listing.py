"""A contract file's text with numbered lines, and the findings that stand on each line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from perdiem.writers.html.views import FindingView, ReportView, ResultView, file_anchors


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its text, its anchor (empty when no finding stands on it), the verdicts that rest on it."""

    text: str
    anchor: str
    verdicts: tuple[ResultView, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """A file with its lines."""

    file: str
    anchor: str
    lines: tuple[Line, ...]


def listings_of(report: ReportView, sources: Mapping[str, str]) -> tuple[Listing, ...]:
    """The files in the order given, each line with the verdicts that rest on it."""
    marks: dict[str, list[ResultView]] = {}
    for contract in report.contracts:
        for result in contract.results:
            for view in result.findings:
                _mark(marks, view, result)
    listings = []
    for file, anchor in file_anchors(sources).items():
        lines = []
        for number, text in enumerate(sources[file].splitlines(), start=1):
            place = f"{anchor}-{number}"
            verdicts = tuple(marks.get(f"#{place}", ()))
            lines.append(Line(text, place if verdicts else "", verdicts))
        listings.append(Listing(file, anchor, tuple(lines)))
    return tuple(listings)


def _mark(marks: dict[str, list[ResultView]], view: FindingView, result: ResultView) -> None:
    if view.line_href and result not in marks.setdefault(view.line_href, []):
        marks[view.line_href].append(result)
