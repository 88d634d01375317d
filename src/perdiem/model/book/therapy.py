"""The infusion therapy itself: what was ordered, what the pharmacy sent, what was given."""

from __future__ import annotations

from perdiem.model.book.clinical import CLINICAL_SOURCES
from perdiem.model.book.declaration import DATE, INTEGER, MONEY, QUANTITY, TEXT, Column, Table
from perdiem.model.book.shared_columns import MEMBER, SITE

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
        Column("dose_interval_hours", QUANTITY, "Hours from one dose to the next.", unit="hours",
               constraint="at least 0"),
        Column("doses_ordered", QUANTITY, "How many doses the order comes to, from its first to its last day.",
               unit="doses", constraint="at least 0"),
        Column("ndc", TEXT, "The drug's package, 11 digits."),
        Column("prescriber_npi", TEXT, "Who ordered it."),
        SITE,
    ),
)  # fmt: skip

DISPENSE = Table(
    name="dispense",
    grain="One row is one drug that the pharmacy sent to one patient on one day.",
    sources=CLINICAL_SOURCES,
    key=("dispense_id",),
    columns=(
        Column("dispense_id", TEXT, "Tells one dispense from every other.", required=True),
        Column("prescription_id", TEXT, "The order that it fills."),
        MEMBER,
        Column("dispense_date", DATE, "The day on which it left the pharmacy.", required=True),
        Column("hcpcs_code", TEXT, "The drug's code."),
        Column("per_diem_code", TEXT, "The per diem that goes with the drug."),
        Column("ndc", TEXT, "The drug's package, 11 digits."),
        Column("doses_dispensed", QUANTITY, "How many doses were sent.", unit="doses", constraint="at least 0"),
        Column("days_supply", INTEGER, "How many days the doses are for.", unit="days", constraint="at least 0"),
        Column("quantity", QUANTITY, "How much of the drug was sent.", unit="see unit"),
        Column("unit", TEXT, "What the quantity counts: UN units, ML millilitres, GR grams, ME milligrams."),
        Column("cost_amount", MONEY, "What the pharmacy paid for the drug.", unit="USD"),
        SITE,
    ),
)

ADMINISTRATION = Table(
    name="administration",
    grain="One row is one dose given or not given, or one day of a continuous infusion.",
    sources=CLINICAL_SOURCES,
    key=("administration_id",),
    columns=(
        Column("administration_id", TEXT, "Tells one administration from every other.", required=True),
        MEMBER,
        Column("administration_date", DATE, "The day on which it was given, or should have been.", required=True),
        Column("hcpcs_code", TEXT, "The drug's code."),
        Column("per_diem_code", TEXT, "The per diem that goes with it; empty: every per diem of the patient."),
        Column("infusion_hours", QUANTITY, "How long the infusion ran on that day.", unit="hours",
               constraint="at least 0"),
        Column("prescription_id", TEXT, "The order under which it was given."),
        Column("dispense_id", TEXT, "The dispense that it was taken from."),
        Column("doses", QUANTITY, "How many doses the row stands for; empty: one.", unit="doses",
               constraint="at least 0"),
        Column("status", TEXT, "Whether it was given; empty: completed. A dose not done was due and counts for no "
               "infusion day.", constraint="completed, partly or not_done"),
        Column("status_reason", TEXT, "Why it was given in part or not at all."),
        Column("place_of_service_code", TEXT, "Where it was given: 12 the home, 49 a suite."),
        Column("discarded_quantity", QUANTITY, "How much of the drug was thrown away.", unit="units of hcpcs_code",
               constraint="at least 0"),
        SITE,
    ),
)  # fmt: skip
