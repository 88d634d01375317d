"""Patient satisfaction with services: best answers of all, by whom the national benchmarks take."""

from __future__ import annotations

from perdiem.model.measures import Direction, Kind, MeasureDefinition
from perdiem.rules.measures.definition import Counted, Measure

MEASURE = Measure(
    definition=MeasureDefinition(
        name="satisfaction_services",
        title="Patient satisfaction with services",
        topic="satisfaction",
        population="Answers to satisfaction surveys by patients whom the national benchmarks take.",
        numerator="Answers that are the best of their scale.",
        denominator="Answers to questions about services.",
        exclusions=(
            "answers left empty",
            (
                "patients of a suite, tube-fed patients, those who inject alone and those beside hospice,"
                " who are reported apart"
            ),
            "patients less than seven days on service, or without an infusion at home",
            "patients who are neither discharged nor six months on service",
        ),
        kind=Kind.PROPORTION,
        unit="percent",
        scale=100,
        direction=Direction.HIGHER,
        recommendations=(
            1,
            2,
            5,
            6,
            7,
        ),
        sources=(
            ("NHIA, Home and Alternate Site Infusion Contracting Recommendations for Payors, recommendation 1"),
            ("NHIA, Home and Alternate Site Infusion Contracting Recommendations for Payors, recommendation 2"),
            ("NHIA, Home and Alternate Site Infusion Contracting Recommendations for Payors, recommendation 5"),
            ("NHIA, Home and Alternate Site Infusion Contracting Recommendations for Payors, recommendation 6"),
            ("NHIA, Home and Alternate Site Infusion Contracting Recommendations for Payors, recommendation 7"),
            (
                "NHIF Uniform Patient Satisfaction Survey: top-box percent; benchmark population as in "
                "the NHIF draft policy"
            ),
        ),
        tables=("survey_response",),
        version="1",
        evidence_unit="answer",
        category="question",
        limits=(
            "The bounds allow for a patient's answers being alike. The national benchmarks compare "
            "question by question."
        ),
    ),
    counted=(
        Counted("survey", numerator="is_best", denominator="1", where="subject = 'services'", aside="not_eligible"),
    ),
    category="category",
    clustered=True,
)
