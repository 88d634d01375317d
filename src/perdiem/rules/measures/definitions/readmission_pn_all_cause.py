"""Unplanned readmission within 30 days, parenteral nutrition patients (all_cause_unplanned)."""

from __future__ import annotations

from perdiem.model.measures import Direction, Kind, MeasureDefinition
from perdiem.rules.measures.definition import Counted, Measure

MEASURE = Measure(
    definition=MeasureDefinition(
        name="readmission_pn_all_cause",
        title="Unplanned readmission within 30 days, parenteral nutrition patients (all_cause_unplanned)",
        topic="hospital",
        population=(
            "Stays in acute hospitals after which the patient is on parenteral nutrition at home: it "
            "runs on the day of discharge or begins within three days."
        ),
        numerator="Stays whose first return within 30 days of discharge was not planned.",
        denominator="Index stays.",
        exclusions=(
            "stays without sound days",
            "stays that went on in another (transfer, overlap, same-day return for the same condition)",
            "stays that ended in death",
            "stays sent to another hospital that is not in the book",
            "stays of which it is not known how they ended",
            "discharges in the last 30 days of the data",
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
            "claim_line|prescription",
        ),
        version="1",
        evidence_unit="stay",
        limits=(
            "All causes, with cancer, psychiatric and rehabilitation stays: the figure that is "
            "published for home parenteral nutrition. Coverage in the year before is not asked. Only "
            "the first return counts, and none after a planned one."
        ),
    ),
    counted=(Counted("stay", numerator="is_readmitted_unplanned", denominator="1", where="is_pn"),),
)
