"""One drafted amendment, two reviews and their pages, made by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime

from perdiem.model.faults import Fault, Severity
from perdiem.model.positions import Position
from perdiem.model.results import (
    AdoptedRecommendation,
    AmendmentDraft,
    Basis,
    Citation,
    Finding,
    Portfolio,
    RecommendationPage,
    RecommendationResult,
    Review,
    Status,
    TermChange,
)

WHEN = datetime(2026, 1, 15, 9, 30, tzinfo=UTC)
FILE = "harbor-commercial.yaml"

SECOND = TermChange(
    "concurrent_therapies.second",
    "50%",
    "100%",
    "The second concurrent therapy is paid at 50% of its per diem.",
    "The second concurrent therapy is paid at 100% of its per diem.",
    recommendation=7,
    position=Position(FILE, 16, 14),
)
THIRD = TermChange(
    "concurrent_therapies.third",
    "25%",
    "100%",
    "The third concurrent therapy is paid at 25% of its per diem, and any further therapy is not paid.",
    "The third concurrent therapy and any further one are paid at 100% of their per diem.",
    recommendation=7,
    position=Position(FILE, 17, 14),
)
NURSING = TermChange(
    "authorization.nursing",
    "required",
    "not required",
    "Infusion nursing needs prior authorization.",
    "Infusion nursing needs no prior authorization.",
    recommendation=14,
    position=Position(FILE, 41, 12),
)
VISIT_LIMIT = TermChange(
    "nursing.visit_limit",
    "20 a year",
    None,
    before_words="Infusion nursing is limited to 20 visits in a calendar year.",
    recommendation=14,
    position=Position(FILE, 42, 16),
)
DECLOTTING = TermChange(
    "catheter_care.declotting",
    None,
    "S5517 paid at $125.00 a kit",
    after_words="A de-clotting kit (S5517) is paid at $125.00, without prior authorization.",
    reason="the contract does not speak of de-clotting",
    recommendation=3,
)

SEVEN_CLAUSE = """\
Each concurrent therapy that the Provider furnishes to a member on the same day is paid at one
hundred percent (100%) of its per diem. The Provider continues to append modifier SH to the second
and modifier SJ to the third therapy, so that none is denied as a duplicate.

This section applies to:
(a) claims with dates of service on or after [date]; and
(b) every line of business listed in [Exhibit __].
"""
NURSING_CLAUSE = """\
The Payor requires no prior authorization for infusion nursing (99601, 99602), and sets no limit on
the number of visits that the member's plan of care calls for.
"""
DECLOT_CLAUSE = """\
The Payor pays the Provider for restoring the function of an occluded catheter in the home: the
de-clotting kit (S5517) at [$ amount] and the drug (J2997) at [rate].
"""

DRAFT = AmendmentDraft(
    contract="harbor-commercial",
    title="Home Infusion Services Agreement dated March 1, 2022",
    payor="Harbor Health Plan, Inc.",
    provider="Bayside Infusion Pharmacy, LLC",
    effective=None,
    adopted=(
        AdoptedRecommendation(
            3,
            "Pay for clearing occluded catheters at home",
            Status.SILENT,
            Status.MET,
            (DECLOTTING,),
            DECLOT_CLAUSE,
        ),
        AdoptedRecommendation(
            7,
            "Pay second and third therapies in full",
            Status.NOT_MET,
            Status.MET,
            (SECOND, THIRD),
            SEVEN_CLAUSE,
        ),
        AdoptedRecommendation(
            14,
            "No prior authorization and no visit limits for infusion nursing",
            Status.NOT_MET,
            Status.MET,
            (NURSING, VISIT_LIMIT),
            NURSING_CLAUSE,
        ),
    ),
    open_figures=(
        "The de-clotting kit (S5517) is proposed at $125.00 a kit; the contract has no amount for it.",
        "The drug for de-clotting (J2997) has no proposed rate.",
    ),
    unchanged=(
        "The first therapy of a day is paid at 100% of its per diem.",
        "Nursing visits are paid at $115.00 for up to two hours (99601) and $52.00 for each further hour (99602).",
    ),
)

TITLES = (
    "Cover the professional services of home infusion",
    "Pay supplies and equipment by the day",
    "Pay for clearing occluded catheters at home",
    "Cover care in the ambulatory infusion suite",
    "Accept the accreditation of the pharmacy",
    "Ask no home health certification for infusion nursing",
    "Pay second and third therapies in full",
    "One authorization for the drug and its services",
    "Reward fewer readmissions in parenteral nutrition",
    "Cover enteral nutrition and its support",
    "Take claims that Medicare excludes without its denial",
    "Say the codes for Medicare Advantage",
    "Contract every site of the pharmacy",
    "No prior authorization and no visit limits for infusion nursing",
    "Drop the home mix codes",
)
PRINTED = Citation(
    Basis.PRINTED,
    "Harbor provider manual, home infusion",
    "https://example.org/manual.pdf",
    "2025-01",
    "section 4.2",
)
_CYCLE = (Status.MET, Status.PARTLY, Status.NOT_MET, Status.SILENT, Status.NOT_APPLICABLE)


def _result(number: int, title: str, shift: int) -> RecommendationResult:
    status = _CYCLE[(number + shift) % 5]
    place = None if status is Status.SILENT else Position(FILE, 10 + number, 12)
    findings = [
        Finding(
            number,
            "the term as a whole",
            Status.MET if status is Status.PARTLY else status,
            "The contract does not speak of it."
            if status is Status.SILENT
            else "The second concurrent therapy is paid at 50% of its per diem.",
            "" if place is None else "concurrent_therapies.second",
            place,
            PRINTED if place else None,
        )
    ]
    if status is Status.PARTLY:
        findings.append(
            Finding(number, "third therapy", Status.NOT_MET, "The third concurrent therapy is paid at 25%.")
        )
    if number == 7:
        findings.append(Finding(number, "modifiers", status, "Modifiers SH and SJ are not named.", warning=True))
    return RecommendationResult(number, title, status, tuple(findings))


def review(shift: int = 0, title: str = "Harbor Health Plan, commercial") -> Review:
    return Review(
        contract=f"contract-{shift}",
        title=title,
        payor="Harbor Health Plan, Inc.",
        provider="Bayside Infusion Pharmacy, LLC",
        file=FILE,
        on=date(2026, 1, 15),
        lines_of_business=("commercial", "medicare_advantage"),
        results=tuple(_result(number, title, shift) for number, title in enumerate(TITLES, 1)),
        faults=(
            Fault(
                Position(FILE, 88, 5),
                "rates.S9365",
                "the code ended on 2025-12-31",
                severity=Severity.WARNING,
            ),
        ),
    )


ONE = Portfolio((review(),))
SEVERAL = Portfolio(
    (
        review(),
        review(1, "Summit Mutual, PPO"),
        review(2, "Prairie Care, managed Medicaid"),
        review(3, "Lakeshore Advantage"),
    )
)
PAGES = {
    number: RecommendationPage(
        number=number,
        slug=f"r{number:02d}-sample",
        title=title,
        summary="",
        section=f"Recommendation {number}",
        codes=(),
        measures=(),
        terms=(),
        looks_for="",
        why="",
        met_when="",
        silent_when="",
        limits="",
        clause=SEVEN_CLAUSE if number % 2 else NURSING_CLAUSE,
    )
    for number, title in enumerate(TITLES, 1)
}
