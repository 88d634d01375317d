"""What happened to the patient: stays and visits, procedures, conditions."""

from __future__ import annotations

from perdiem.model.book.declaration import BOOLEAN, DATE, INTEGER, MONEY, TEXT, Column, Table
from perdiem.model.book.shared_columns import MEMBER_OR_PERSON, PERSON_OR_MEMBER

CLINICAL_SOURCES = ("tables", "FHIR")
CLINICAL_IN_TUVA = ("tables in the Tuva Project's columns", "FHIR")

ENCOUNTER = Table(
    name="encounter",
    grain="One row is one stay or visit of one patient.",
    sources=CLINICAL_IN_TUVA,
    key=("encounter_id",),
    columns=(
        Column("encounter_id", TEXT, "Tells one encounter from every other.", required=True),
        MEMBER_OR_PERSON,
        PERSON_OR_MEMBER,
        Column("encounter_type", TEXT, "The kind, in Tuva's words; `acute inpatient` is a hospital stay, "
               "`emergency department` a visit there, `outpatient hospital or clinic` one to a hospital's outpatient "
               "department, `home health`, `office visit`, `urgent care` and `telehealth` what they say.",
               required=True),
        Column("encounter_start_date", DATE, "The day of admission, or of the visit.", required=True),
        Column("encounter_end_date", DATE, "The day of discharge; empty while the stay goes on.",
               constraint="not before encounter_start_date"),
        Column("admit_type_code", TEXT, "The type of admission: 1 emergency, 2 urgent, 3 elective."),
        Column("admit_source_code", TEXT, "Where the patient came from."),
        Column("discharge_disposition_code", TEXT, "Where the patient went; 01 is home, 07 against advice, 20 died."),
        Column("facility_id", TEXT, "The facility's number in its source."),
        Column("facility_npi", TEXT, "The facility's NPI."),
        Column("attending_provider_npi", TEXT, "Who had charge of the patient."),
        Column("drg_code_type", TEXT, "The grouping that the DRG is of.", constraint="ms-drg or apr-drg"),
        Column("drg_code", TEXT, "The diagnosis-related group of the stay."),
        Column("primary_diagnosis_code_type", TEXT, "The code system.", constraint="icd-10-cm or icd-9-cm"),
        Column("primary_diagnosis_code", TEXT, "The principal diagnosis, without a point."),
        Column("paid_amount", MONEY, "What was paid for it.", unit="USD"),
        Column("allowed_amount", MONEY, "What was allowed for it.", unit="USD"),
        Column("charge_amount", MONEY, "What was charged for it.", unit="USD"),
        Column("is_related", BOOLEAN, "Whether it came of the infusion therapy or its catheter; empty: not known."),
        Column("data_source", TEXT, "The extract that the row comes from."),
    ),
)  # fmt: skip

PROCEDURE = Table(
    name="procedure",
    grain="One row is one procedure on one patient on one day.",
    sources=CLINICAL_IN_TUVA,
    key=("procedure_id",),
    columns=(
        Column("procedure_id", TEXT, "Tells one procedure from every other.", required=True),
        Column("encounter_id", TEXT, "The encounter that it belongs to."),
        MEMBER_OR_PERSON,
        PERSON_OR_MEMBER,
        Column("procedure_date", DATE, "The day of the procedure."),
        Column("normalized_code_type", TEXT, "The code system: icd-10-pcs, hcpcs (CPT too) or snomed-ct.",
               required=True),
        Column("normalized_code", TEXT, "The code, without a point.", required=True),
        Column("outcome", TEXT, "How it ended; empty: not known, taken for completed by no measure.",
               constraint="completed, failed or stopped"),
        Column("outcome_reason", TEXT, "Why it failed or was stopped."),
        Column("practitioner_npi", TEXT, "Who did it."),
        Column("data_source", TEXT, "The extract that the row comes from."),
    ),
)  # fmt: skip

CONDITION = Table(
    name="condition",
    grain="One row is one diagnosis of one patient, as it was recorded once.",
    sources=CLINICAL_IN_TUVA,
    key=("condition_id",),
    columns=(
        Column("condition_id", TEXT, "Tells one record from every other.", required=True),
        MEMBER_OR_PERSON,
        PERSON_OR_MEMBER,
        Column("encounter_id", TEXT, "The encounter in which it was recorded."),
        Column("onset_date", DATE, "The day on which it began."),
        Column("recorded_date", DATE, "The day on which it was recorded."),
        Column("resolved_date", DATE, "The day on which it ended.", constraint="not before onset_date"),
        Column("normalized_code_type", TEXT, "The code system: icd-10-cm, icd-9-cm or snomed-ct.", required=True),
        Column("normalized_code", TEXT, "The code, without a point.", required=True),
        Column("condition_rank", INTEGER, "1 is the principal diagnosis of the encounter."),
        Column("present_on_admission", BOOLEAN, "Whether it was there on admission; empty: not known."),
        Column("data_source", TEXT, "The extract that the row comes from."),
    ),
)
