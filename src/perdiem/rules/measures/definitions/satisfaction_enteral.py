"""Satisfaction of tube-fed patients, whom the national benchmarks leave out."""

from __future__ import annotations

from perdiem.model.measures import Direction, Kind, MeasureDefinition
from perdiem.rules.measures.definition import Counted, Measure

MEASURE = Measure(
    definition=MeasureDefinition(
        name="satisfaction_enteral",
        title="Satisfaction of tube-fed patients",
        topic="satisfaction",
        population="Answers by tube-fed patients.",
        numerator="Answers that are the best of their scale.",
        denominator="Answers about services or the site of care.",
        exclusions=("answers left empty",),
        kind=Kind.PROPORTION,
        unit="percent",
        scale=100,
        direction=Direction.HIGHER,
        recommendations=(10,),
        sources=("NHIF draft policy: these patients are not in the benchmarks; they are reported apart",),
        tables=("survey_response",),
        version="1",
        evidence_unit="answer",
        category="question",
        limits="There is no national benchmark to hold it against.",
        is_from_source=False,
    ),
    counted=(Counted("survey", numerator="is_best", denominator="1", where="is_enteral"),),
    category="category",
    clustered=True,
)
