"""What the report's templates show: reviews with their anchors, links and words worked out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath

from perdiem.model.faults import Fault
from perdiem.model.results import (
    Finding,
    Portfolio,
    RecommendationPage,
    RecommendationResult,
    Review,
    Status,
)
from perdiem.writers.html.anchors import distinct_slugs
from perdiem.writers.wording import citation_words, counted, label, lines_of_business, place_of, short_title, titles_of

_PRESSING = (Status.NOT_MET, Status.PARTLY)
_LEADING = 2  # more that lead together stand out no longer


@dataclass(frozen=True, slots=True)
class FindingView:
    """A finding with its place, the address of its line in the listing (or empty), and its source."""

    finding: Finding
    place: str
    line_href: str
    source: str
    source_url: str
    note: str


@dataclass(frozen=True, slots=True)
class ResultView:
    """A verdict with its anchor and findings."""

    result: RecommendationResult
    anchor: str
    label: str
    short: str
    has_page: bool
    findings: tuple[FindingView, ...]

    @property
    def status(self) -> Status:
        """The verdict's status."""
        return self.result.status

    @property
    def open(self) -> bool:
        """Whether something is left to negotiate."""
        return self.status not in {Status.MET, Status.NOT_APPLICABLE}


@dataclass(frozen=True, slots=True)
class ContractView:
    """A contract's section: its review, verdicts, and the terms that speak against a recommendation."""

    review: Review
    anchor: str
    results: tuple[ResultView, ...]

    @property
    def pressing(self) -> tuple[tuple[ResultView, FindingView], ...]:
        """Findings that rest on a printed term and are not met, then those that are partly met."""
        rows = [(result, view) for result in self.results for view in result.findings]
        return tuple(
            (result, view)
            for status in _PRESSING
            for result, view in rows
            if view.finding.status is status and view.finding.term and not view.finding.warning
        )

    @property
    def silent(self) -> tuple[ResultView, ...]:
        """The verdicts on which the contract is silent."""
        return tuple(result for result in self.results if result.status is Status.SILENT)

    @property
    def lines_of_business(self) -> str:
        """The contract's lines of business in words."""
        return lines_of_business(self.review)

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What the reader noted in the file."""
        return self.review.faults


@dataclass(frozen=True, slots=True)
class RecommendationView:
    """A recommendation's page, with where the contracts stand; `page` is None where none was given."""

    number: int
    label: str
    anchor: str
    title: str
    short: str
    page: RecommendationPage | None
    standing: Mapping[Status, tuple[tuple[ContractView, ResultView], ...]]


@dataclass(frozen=True, slots=True)
class ReportView:
    """The whole report."""

    title: str
    lead: str
    contracts: tuple[ContractView, ...]
    recommendations: tuple[RecommendationView, ...]
    totals: Mapping[Status, int]

    @property
    def single(self) -> bool:
        """Whether it reports on one contract only."""
        return len(self.contracts) == 1

    @property
    def sum(self) -> str:
        """The counts in a sentence; for several contracts also what stands out."""
        counts = [f"{count} {status.value}" for status, count in self.totals.items() if count]
        words = f"Of {sum(self.totals.values())} verdicts, {', '.join(counts)}."
        if not self.single:
            for name, status in (("met", Status.MET), ("not met", Status.NOT_MET), ("silent", Status.SILENT)):
                words += self._most(name, status)
        return words

    def _most(self, name: str, status: Status) -> str:
        most = max(len(view.standing[status]) for view in self.recommendations)
        leading = [view for view in self.recommendations if len(view.standing[status]) == most]
        if most < 2 or len(leading) > _LEADING:
            return ""
        which = " and ".join(f"{view.label} {view.short}" for view in leading)
        return f" Most often {name}: {which} ({most} of {len(self.contracts)})."


def report_view(
    portfolio: Portfolio, pages: Mapping[int, RecommendationPage], sources: Mapping[str, str], title: str
) -> ReportView:
    """The report's content in the order of its page."""
    anchors = distinct_slugs((review.contract or review.title for review in portfolio.reviews), "c")
    files = file_anchors(sources)
    contracts = tuple(
        _contract(review, anchors[index], pages, sources, files) for index, review in enumerate(portfolio.reviews)
    )
    titles = titles_of(portfolio)
    recommendations = tuple(
        RecommendationView(
            number=number,
            label=label(number),
            anchor=label(number).lower(),
            title=pages[number].title if number in pages else name,
            short=short_title(number, name, pages),
            page=pages.get(number),
            standing=_standing(contracts, number),
        )
        for number, name in titles.items()
    )
    totals = {status: sum(review.counts[status] for review in portfolio.reviews) for status in Status}
    return ReportView(title or _title(portfolio), _lead(portfolio), contracts, recommendations, totals)


def file_anchors(sources: Mapping[str, str]) -> Mapping[str, str]:
    """The anchor of each listed file; a line's anchor is this, a dash and its number."""
    slugs = distinct_slugs((PurePath(file).stem for file in sources), "f")
    return {file: slugs[index] for index, file in enumerate(sources)}


def _contract(
    review: Review,
    anchor: str,
    pages: Mapping[int, RecommendationPage],
    sources: Mapping[str, str],
    files: Mapping[str, str],
) -> ContractView:
    results = tuple(
        ResultView(
            result=result,
            anchor=f"{anchor}-{label(result.number).lower()}",
            label=label(result.number),
            short=short_title(result.number, result.title, pages),
            has_page=result.number in pages,
            findings=tuple(_finding(finding, review, sources, files) for finding in result.findings),
        )
        for result in review.results
    )
    return ContractView(review, anchor, results)


def _finding(finding: Finding, review: Review, sources: Mapping[str, str], files: Mapping[str, str]) -> FindingView:
    position, citation = finding.position, finding.citation
    href = ""
    if position and position.line and position.file in files:
        lines = len(sources[position.file].splitlines())
        href = f"#{files[position.file]}-{position.line}" if position.line <= lines else ""
    url = citation.url if citation and citation.url.startswith(("https://", "http://")) else ""
    return FindingView(
        finding=finding,
        place=place_of(finding, review) if position else "",
        line_href=href,
        source=citation_words(citation),
        source_url=url,
        note=citation.note if citation else "",
    )


def _standing(
    contracts: tuple[ContractView, ...], number: int
) -> Mapping[Status, tuple[tuple[ContractView, ResultView], ...]]:
    rows = [(contract, result) for contract in contracts for result in contract.results]
    return {
        status: tuple(pair for pair in rows if pair[1].result.number == number and pair[1].status is status)
        for status in Status
    }


def _title(portfolio: Portfolio) -> str:
    first = portfolio.reviews[0]
    if len(portfolio.reviews) == 1:
        return first.title
    contracts = counted(len(portfolio.reviews), "home-infusion contract")
    return f"{contracts} against {len(first.results)} recommendations"


def _lead(portfolio: Portfolio) -> str:
    number = len(portfolio.reviews[0].results)
    what = "this contract" if len(portfolio.reviews) == 1 else f"{len(portfolio.reviews)} contracts"
    return (
        f"This report holds {what} against {number} recommendations for home and alternate-site infusion. "
        "Each verdict rests on the terms as they are written, and a contract that does not speak of a thing "
        "is shown as silent, never as meeting it."
    )
