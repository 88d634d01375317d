"""The words that all writers of a review share: labels, places, citations, dates, short titles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from importlib.metadata import PackageNotFoundError, version

from perdiem.model.results import (
    Citation,
    Finding,
    Portfolio,
    RecommendationPage,
    RecommendationResult,
    Review,
)
from perdiem.model.wording import joined, value_words

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)  # not strftime: its names follow the machine's language
_ACRONYMS = frozenset({"ais", "gy", "iv", "ma", "pa", "picc", "pn", "vbp"})
_NAMES = frozenset({"advantage", "medicaid", "medicare"})
_ITEM = re.compile(r"\s*(?:[-*•#]|\d+[.)]|\([a-z0-9]{1,4}\))\s")  # such a line begins anew
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")


def label(number: int) -> str:
    """A recommendation's label, the same in every output: `R07`."""
    return f"R{number:02d}"


def one_line(text: str) -> str:
    """The text on one line, without control characters: fit for a terminal, a table cell, a picture."""
    return " ".join(_CONTROL.sub(" ", text).split())


def unwrapped(text: str) -> str:
    """The text with the lines of each paragraph joined; empty lines and the lines of a list stay apart."""
    lines: list[str] = []
    for line in text.strip().splitlines():
        joins = lines and lines[-1] and line.strip() and not _ITEM.match(line)
        if joins:
            lines[-1] += f" {line.strip()}"
        else:
            lines.append(line.strip())
    return "\n".join(lines)


def long_date(day: date) -> str:
    """A date as American readers write it: `March 1, 2025`."""
    return f"{_MONTHS[day.month - 1]} {day.day}, {day.year}"


def made_with() -> str:
    """Perdiem and its version, as a report's foot says it; the name alone where it is not installed."""
    try:
        return f"Perdiem {version('perdiem-infusion')}"
    except PackageNotFoundError:
        return "Perdiem"


def counted(number: int, noun: str) -> str:
    """A number with its noun: `1 contract`, `7 contracts`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def place_of(finding: Finding, review: Review) -> str:
    """Where the finding stands; the file alone when the contract is silent."""
    return str(finding.position) if finding.position is not None else review.file


def source_words(citation: Citation) -> str:
    """A source and its date: `Provider manual, dated 2025-01`."""
    dated = f"dated {citation.dated}" if citation.dated[:1].isdigit() else citation.dated
    return ", ".join(part for part in (citation.title, dated) if part)


def citation_words(citation: Citation | None) -> str:
    """Source, its date and how the term is known: `Provider manual, dated 2025-01, printed`; empty without one."""
    if citation is None:
        return ""
    return ", ".join(part for part in (source_words(citation), citation.basis.value) if part)


def lines_of_business(review: Review) -> str:
    """The contract's lines of business as people write them: `commercial and Medicare Advantage`."""
    return joined([value_words(line) for line in review.lines_of_business]) if review.lines_of_business else ""


def short_title(number: int, title: str, pages: Mapping[int, RecommendationPage]) -> str:
    """A few words for a column's head, from the page's slug; the title itself where there is no page."""
    page = pages.get(number)
    words = re.sub(r"^r?\d+[_-]", "", page.slug).replace("_", " ").replace("-", " ").split() if page else []
    if not words:
        return one_line(title)
    words = [word.upper() if word in _ACRONYMS else word for word in words]
    words = [word.capitalize() if word in _NAMES else word for word in words]
    return " ".join([words[0][:1].upper() + words[0][1:], *words[1:]])


def measure_words(name: str) -> str:
    """A measure's name as words: `doses_given` becomes `Doses given`; a name with spaces stays as it is."""
    if " " in name.strip():
        return name.strip()
    words = name.replace("_", " ").replace("-", " ").strip()
    return words[:1].upper() + words[1:]


def titles_of(portfolio: Portfolio) -> Mapping[int, str]:
    """Number and title of the recommendations, as the first review has them; empty without a review."""
    return {result.number: result.title for review in portfolio.reviews[:1] for result in review.results}


def every_finding(portfolio: Portfolio) -> Iterator[tuple[Review, RecommendationResult, Finding]]:
    """Each finding with the review and the verdict that it belongs to, in the order of the contracts."""
    for review in portfolio.reviews:
        for result in review.results:
            for finding in result.findings:
                yield review, result, finding
