"""What happened to the patient, as far as adjudication asks: hospital stays, orders, and what was given."""

from __future__ import annotations

from perdiem.model.book.coverage import MEMBER
from perdiem.model.book.declaration import DATE, QUANTITY, TEXT, Column, Table

CLINICAL_SOURCES = ("tables", "FHIR")

ENCOUNTER = Table(
    name="encounter",
    grain="One row is one stay or visit of one patient.",
    sources=("tables in the Tuva Project's columns", "FHIR"),
    key=("encounter_id",),
    columns=(
        Column("encounter_id", TEXT, "Tells one encounter from every other.", required=True),
        MEMBER,
        Column("person_id", TEXT, "The person across payors and time."),
        Column("encounter_type", TEXT, "The kind, in Tuva's words; `acute inpatient` is a hospital stay.",
               required=True),
        Column("encounter_start_date", DATE, "The day of admission, or of the visit.", required=True),
        Column("encounter_end_date", DATE, "The day of discharge; empty while the stay goes on.",
               constraint="not before encounter_start_date"),
    ),
)  # fmt: skip

PRESCRIPTION = Table(
    name="prescription",
    grain="One row is one order of one drug for one patient over a span of days.",
    sources=CLINICAL_SOURCES,
    key=("prescription_id",),
    columns=(
        Column("prescription_id", TEXT, "Tells one order from every other.", required=True),
        MEMBER,
        Column("hcpcs_code", TEXT, "The drug's code."),
        Column("per_diem_code", TEXT, "The per diem that goes with the drug; empty: every per diem of the patient."),
        Column("start_date", DATE, "The first day of the order.", required=True),
        Column("end_date", DATE, "The last day of the order; empty: until stopped.",
               constraint="not before start_date"),
        Column("dose_interval_hours", QUANTITY, "Hours from one dose to the next.", unit="hours"),
    ),
)  # fmt: skip

ADMINISTRATION = Table(
    name="administration",
    grain="One row is one dose given, or one day of a continuous infusion.",
    sources=CLINICAL_SOURCES,
    key=("administration_id",),
    columns=(
        Column("administration_id", TEXT, "Tells one administration from every other.", required=True),
        MEMBER,
        Column("administration_date", DATE, "The day on which it was given.", required=True),
        Column("hcpcs_code", TEXT, "The drug's code."),
        Column("per_diem_code", TEXT, "The per diem that goes with it; empty: every per diem of the patient."),
        Column("infusion_hours", QUANTITY, "How long the infusion ran on that day.", unit="hours"),
    ),
)
