"""Authorization decisions within the time that CMS-0057-F allows."""

from __future__ import annotations

from perdiem.model.measures import Direction, Kind, MeasureDefinition
from perdiem.rules.measures.definition import Counted, Measure

MEASURE = Measure(
    definition=MeasureDefinition(
        name="authorization_within_clock",
        title="Authorizations decided in time (CMS-0057-F)",
        topic="authorization",
        population=(
            "Items other than drugs that authorization was asked for, under Medicare Advantage and "
            "Medicaid, to which the rule applies."
        ),
        numerator="Items decided within 72 hours where expedited, within 7 calendar days else.",
        denominator="Items decided, and items whose time is over.",
        exclusions=(
            "items taken back",
            "items not decided whose time runs",
            "requests whose time was extended",
            "expedited items whose hours decide and are not recorded",
            "items decided before they were asked for",
        ),
        kind=Kind.PROPORTION,
        unit="percent",
        scale=100,
        direction=Direction.HIGHER,
        recommendations=(8,),
        sources=(
            ("NHIA, Home and Alternate Site Infusion Contracting Recommendations for Payors, recommendation 8"),
            "CMS-0057-F, from 2026-01-01",
        ),
        tables=("authorization_item|authorization",),
        version="1",
        evidence_unit="item",
        category="component",
        limits=(
            "Drugs are outside the rule, and so are commercial plans. Requests before 2026 are held "
            "to the same time, though the rule did not bind then. Hours are counted where both "
            "instants are recorded."
        ),
    ),
    counted=(
        Counted(
            "authorization",
            numerator="is_in_time",
            denominator="1",
            where=(
                "component <> 'drug' and line_of_business in ('medicare_advantage', 'managed_medicaid', 'medicaid_ffs')"
            ),
            aside="clock_gap",
        ),
    ),
    category="component",
)
