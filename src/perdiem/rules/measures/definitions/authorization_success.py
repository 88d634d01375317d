"""Authorizations granted, of those requested."""

from __future__ import annotations

from perdiem.model.measures import Direction, Kind, MeasureDefinition
from perdiem.rules.measures.definition import Counted, Measure

MEASURE = Measure(
    definition=MeasureDefinition(
        name="authorization_success",
        title="Authorization success rate",
        topic="authorization",
        population="Items that authorization was asked for; drugs and services apart.",
        numerator="Items approved.",
        denominator="Items decided.",
        exclusions=(
            "items taken back",
            "items not decided",
        ),
        kind=Kind.PROPORTION,
        unit="percent",
        scale=100,
        direction=Direction.HIGHER,
        recommendations=(8,),
        sources=(("NHIA, Home and Alternate Site Infusion Contracting Recommendations for Payors, recommendation 8"),),
        tables=("authorization_item|authorization",),
        version="1",
        evidence_unit="item",
        category="component",
    ),
    counted=(
        Counted(
            "authorization",
            numerator="status = 'approved'",
            denominator="1",
            where="true",
            aside="case when status = 'pended' then 'not decided' end",
        ),
    ),
    category="component",
)
