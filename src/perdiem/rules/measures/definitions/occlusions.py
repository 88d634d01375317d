"""Occlusions of catheters over the days that lines lie."""

from __future__ import annotations

from perdiem.model.measures import Direction, Kind, MeasureDefinition, ProxyDefinition
from perdiem.rules.measures.definition import Counted, Measure

MEASURE = Measure(
    definition=MeasureDefinition(
        name="occlusions",
        title="Catheter occlusions",
        topic="catheters",
        population="Vascular access devices, on days outside hospital.",
        numerator="Occlusions found.",
        denominator=("Catheter days: each day from placement to removal, once a line, without whole days in hospital."),
        exclusions=(
            "occlusions recorded twice",
            "occlusions that began on the third day of a hospital stay or later",
            "occlusions of a line that the book has not, or that did not lie on the day or the day before",
        ),
        kind=Kind.RATE,
        unit="per 1,000 catheter days",
        scale=1000,
        direction=Direction.LOWER,
        recommendations=(3,),
        sources=(
            ("NHIA, Home and Alternate Site Infusion Contracting Recommendations for Payors, recommendation 3"),
            "Catheter day: PMC6329378, table 1",
        ),
        tables=(
            "catheter",
            "catheter_event",
        ),
        version="1",
        evidence_unit="event, or line and month",
        proxy=ProxyDefinition(
            numerator=(
                "Days in a row with a de-clotting billed (S5517, J2997 or 36593) for a person who is "
                "likely to carry a line."
            ),
            denominator=(
                "Days of therapies that are usually given through a central line (anti-infective, "
                "parenteral nutrition, chemotherapy, hydration, inotropic, pulmonary hypertension) and of"
                " catheter care, by their claims."
            ),
            tables=("claim_line",),
            limits=(
                "Occlusion has no diagnosis code of its own. An occlusion that nobody billed is not seen,"
                " and line days are guessed from therapies: to be followed over time, not compared with "
                "clinical rates."
            ),
        ),
        category="kind of line",
        limits="Rates differ by the kind of line: compare providers by kind, or with the case mix adjusted.",
    ),
    counted=(
        Counted("catheter_event", numerator="1", where="event_type = 'occlusion'", aside="line_gap"),
        Counted("catheter_month", denominator="days"),
    ),
    proxy=(
        Counted("claimed_occlusion", numerator="1"),
        Counted("claimed_line_month", denominator="days"),
    ),
    category="category",
)
