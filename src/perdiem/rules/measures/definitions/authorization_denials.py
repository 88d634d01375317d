"""Denials of authorization by their reason."""

from __future__ import annotations

from perdiem.model.measures import Direction, Kind, MeasureDefinition
from perdiem.rules.measures.definition import Counted, Measure

MEASURE = Measure(
    definition=MeasureDefinition(
        name="authorization_denials",
        title="Authorizations denied, by reason",
        topic="authorization",
        population="Items that authorization was asked for.",
        numerator="Items denied.",
        denominator="None: a count.",
        exclusions=("items taken back",),
        kind=Kind.COUNT,
        unit="denials",
        scale=1,
        direction=Direction.LOWER,
        recommendations=(8,),
        sources=("CMS-0057-F: a specific reason for each denial",),
        tables=("authorization_item|authorization",),
        version="1",
        evidence_unit="item",
        category="reason",
        is_from_source=False,
    ),
    counted=(Counted("authorization", numerator="1", denominator="1", where="status = 'denied'"),),
    category="coalesce(reason, 'no reason given')",
)
