"""A portfolio of seven invented contracts, built by hand: what the writers' tests and the browser tests render."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

from perdiem.model.faults import Fault, Severity
from perdiem.model.positions import Position
from perdiem.model.results import (
    Basis,
    Citation,
    Comparison,
    Finding,
    Portfolio,
    RecommendationResult,
    Review,
    Status,
    TermChange,
)
from tests.web.sample_pages import sample_pages

DAY = date(2025, 9, 15)
_LETTERS = dict(zip("MPNS-", Status, strict=True))  # how sample_contracts.csv writes a verdict


def sample_portfolio() -> Portfolio:
    """Seven contracts, from a model one to one that is silent on nearly everything."""
    return Portfolio(tuple(_review(row) for row in _rows("sample_contracts.csv")))


def sample_sources() -> dict[str, str]:
    """The text of each contract file, such that the findings' positions fall on their terms."""
    return {review.file: _source(review) for review in sample_portfolio().reviews}


def large_portfolio(contracts: int) -> Portfolio:
    """So many contracts, each a copy of one of the seven under a name of its own."""
    seven = sample_portfolio().reviews
    return Portfolio(
        tuple(
            replace(seven[index % 7], contract=f"contract-{index + 1}", title=f"Plan {index + 1}, home infusion")
            for index in range(contracts)
        )
    )


def sample_comparison() -> Comparison:
    """The first contract before and after it adopts two recommendations."""
    before = sample_portfolio().reviews[0]
    adopted = {7, 11}
    results = tuple(
        replace(result, status=Status.MET, findings=(_finding(result.number, Status.MET, before.file),))
        if result.number in adopted
        else result
        for result in before.results
    )
    after = replace(before, file="northern-prairie-2026.yaml", title="Northern Prairie, amended", results=results)
    place = Position(before.file, 47, 11)
    changes = (
        TermChange(
            "concurrent_therapies.second", "0.50", "1.00", "Second therapies are paid at 50% of the per diem.",
            "Second therapies are paid at 100% of the per diem.", "asked for by the recommendation", 7, place,
        ),
        TermChange("medicare.gy", None, "direct", "", "Lines with GY are decided directly.", "", 11),
        TermChange("timely_filing.days", "=90", "180"),
    )  # fmt: skip
    return Comparison(before, after, changes)


def _review(row: Mapping[str, str]) -> Review:
    contract = row["contract"]
    file = f"{contract}.yaml"
    results = []
    for number, letter in enumerate(row["verdicts"], start=1):
        status = _LETTERS[letter]
        findings = [_finding(number, status, file)]
        if number == 7 and status is Status.NOT_MET:
            findings.append(_remark(file))
        results.append(RecommendationResult(number, _title(number), status, tuple(findings)))
    first = contract == "northern-prairie-2025"
    ended = Fault(
        Position(file, 12, 5), "rates.3.code", "code ended on 2023-12-31", "J1642", "name its successor",
        Severity.WARNING,
    )  # fmt: skip
    return Review(
        contract=contract,
        title=row["title"],
        payor=row["payor"],
        provider=row["provider"],
        file=file,
        on=DAY,
        lines_of_business=tuple(row["lines_of_business"].split()),
        results=tuple(results),
        faults=(ended,) if first else (),
        about="Rates of the provider manual, with the 2025 amendment applied." if first else "",
    )


def _finding(number: int, status: Status, file: str) -> Finding:
    row = _rows("sample_sentences.csv")[number - 1]
    element, sentence = row["element"], row[status.value]
    if status in {Status.SILENT, Status.NOT_APPLICABLE}:
        return Finding(number, element, status, sentence)
    manual = "https://plan.example/manual.pdf"
    citation = Citation(Basis.PRINTED, "Provider manual, chapter 12", manual, "2025-01-01")
    if number % 4 == 0:
        citation = Citation(Basis.INFERRED, "Fee schedule, 2025", note="the schedule prices the code")
    return Finding(number, element, status, sentence, _term(number), Position(file, 5 + 6 * number, 11), citation)


def _remark(file: str) -> Finding:
    sentence = "The modifiers SH and SJ are kept, so a second therapy is not denied as a duplicate."
    return Finding(
        7,
        "modifiers",
        Status.MET,
        sentence,
        "concurrent_therapies.modifiers",
        Position(file, 49, 14),
        warning=True,
    )


def _source(review: Review) -> str:
    lines = [
        f"# {review.title}", "perdiem: 1", f"payor: {review.payor}", f"provider: {review.provider}",
        f"lines_of_business: [{', '.join(review.lines_of_business)}]", "effective: 2025-01-01", "",
    ]  # fmt: skip
    while len(lines) < 9:
        lines.append("")
    for result in review.results:
        finding = result.findings[0]
        lines.append(f"# {result.title}")
        if not finding.term:
            lines += ["", "", "", "", ""]
            continue
        head, _, tail = finding.term.partition(".")
        lines += [
            f"{head}:",
            f"  {tail or 'says'}: '{finding.sentence}'",
            "  from: 2025-01-01",
            "  source: manual",
            "",
        ]
    return "\n".join(lines) + "\n"


def _title(number: int) -> str:
    return sample_pages()[number].title


def _term(number: int) -> str:
    return sample_pages()[number].terms[0]


@cache
def _rows(name: str) -> tuple[Mapping[str, str], ...]:
    with Path(__file__).with_name(name).open(encoding="utf-8", newline="") as table:
        return tuple(csv.DictReader(table))
