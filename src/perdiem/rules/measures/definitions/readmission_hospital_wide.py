"""Unplanned readmission within 30 days, all patients (cms_hwr)."""

from __future__ import annotations

from perdiem.model.measures import Direction, Kind, MeasureDefinition
from perdiem.rules.measures.definition import Counted, Measure

MEASURE = Measure(
    definition=MeasureDefinition(
        name="readmission_hospital_wide",
        title="Unplanned readmission within 30 days, all patients (cms_hwr)",
        topic="hospital",
        population="Stays in acute hospitals.",
        numerator="Stays whose first return within 30 days of discharge was not planned.",
        denominator="Index stays.",
        exclusions=(
            "stays without sound days",
            "stays that went on in another (transfer, overlap, same-day return for the same condition)",
            "stays that ended in death",
            "stays sent to another hospital that is not in the book",
            "stays of which it is not known how they ended",
            "discharges in the last 30 days of the data",
            "stays that the patient left against advice",
            "stays for cancer treatment, psychiatric care or rehabilitation",
            "stays whose principal diagnosis is missing or of no group",
        ),
        kind=Kind.PROPORTION,
        unit="percent",
        scale=100,
        direction=Direction.LOWER,
        recommendations=(9,),
        sources=(
            ("NHIA, Home and Alternate Site Infusion Contracting Recommendations for Payors, recommendation 9"),
            ("CMS hospital-wide readmission measure with the planned-admission algorithm, as the 2021 tables state it"),
        ),
        tables=(
            "encounter",
            "procedure",
        ),
        version="1",
        evidence_unit="stay",
        limits=(
            "The rule of the hospital-wide measure, which leaves out cancer stays; many patients on "
            "parenteral nutrition have cancer. Coverage in the year before is not asked. Only the "
            "first return counts, and none after a planned one."
        ),
        is_from_source=False,
    ),
    counted=(Counted("stay", numerator="is_readmitted_unplanned", denominator="1", aside="not_hospital_wide"),),
)
