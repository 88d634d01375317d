"""Satisfaction of patients infused in a suite, whom the national benchmarks leave out."""

from __future__ import annotations

from perdiem.model.measures import Direction, Kind, MeasureDefinition
from perdiem.rules.measures.definition import Counted, Measure

MEASURE = Measure(
    definition=MeasureDefinition(
        name="satisfaction_suite",
        title="Satisfaction of patients infused in a suite",
        topic="satisfaction",
        population="Answers by patients infused in a suite.",
        numerator="Answers that are the best of their scale.",
        denominator="Answers about services or the site of care.",
        exclusions=("answers left empty",),
        kind=Kind.PROPORTION,
        unit="percent",
        scale=100,
        direction=Direction.HIGHER,
        recommendations=(5,),
        sources=("NHIF draft policy: these patients are not in the benchmarks; they are reported apart",),
        tables=("survey_response",),
        version="1",
        evidence_unit="answer",
        category="question",
        limits="There is no national benchmark to hold it against.",
        is_from_source=False,
    ),
    counted=(Counted("survey", numerator="is_best", denominator="1", where="is_suite"),),
    category="category",
    clustered=True,
)
