"""The table of claim lines: one row a service, with all of its claim beside it."""

from __future__ import annotations

from perdiem.model.book.declaration import DATE, INTEGER, MONEY, QUANTITY, TEXT, Column, Table, numbered
from perdiem.model.book.shared_columns import CLAIM_KEY, CLAIM_PLACE, LINE_NUMBER

CLAIM = (
    CLAIM_KEY,
    Column(
        "claim_id", TEXT, "The provider's own number of the claim; a replacement may carry it again.",
        required=True, x12="2300 CLM01",
    ),
    LINE_NUMBER,
    Column(
        "claim_type", TEXT, "Which form the claim uses.", required=True,
        constraint="professional or institutional", x12="ST03, GS08",
    ),
    Column("claim_frequency_code", TEXT, "1 original, 7 replacement, 8 void.", x12="2300 CLM05-3"),
    Column(
        "payer_claim_control_number", TEXT, "The payor's number of the claim that this one replaces or voids.",
        x12="2300 REF F8",
    ),
    Column("clearinghouse_claim_number", TEXT, "The number that a clearinghouse gave the claim.", x12="2300 REF D9"),
)  # fmt: skip

COVERAGE = (
    Column("payer", TEXT, "The name of the payor that receives the claim.", x12="2010BB NM103"),
    Column("payer_id", TEXT, "The identifier of the payor that receives the claim.", x12="2010BB NM109"),
    Column("plan", TEXT, "The name of the member's group or plan.", x12="2000B SBR04"),
    Column("group_number", TEXT, "The number of the member's group.", x12="2000B SBR03"),
    Column("payer_responsibility_code", TEXT, "P primary, S secondary, T tertiary …", x12="2000B SBR01"),
    Column("claim_filing_indicator_code", TEXT, "The kind of coverage: CI, BL, MB, MC …", x12="2000B SBR09"),
    Column("person_id", TEXT, "The person across payors and time; a claim does not say it, a match to members does."),
    Column("member_id", TEXT, "The subscriber's number with the payor.", x12="2010BA NM109"),
    Column("patient_relationship_code", TEXT, "The patient's relation: 18 is the subscriber.", x12="SBR02, PAT01"),
    Column("subscriber_last_name", TEXT, "The subscriber's last name.", x12="2010BA NM103"),
    Column("subscriber_first_name", TEXT, "The subscriber's first name.", x12="2010BA NM104"),
    Column("subscriber_birth_date", DATE, "The subscriber's date of birth.", x12="2010BA DMG02"),
    Column("subscriber_sex", TEXT, "The subscriber's sex: F, M or U.", x12="2010BA DMG03"),
    Column("patient_last_name", TEXT, "The patient's last name.", x12="2010CA or 2010BA NM103"),
    Column("patient_first_name", TEXT, "The patient's first name.", x12="2010CA or 2010BA NM104"),
    Column("patient_birth_date", DATE, "The patient's date of birth.", x12="2010CA or 2010BA DMG02"),
    Column("patient_sex", TEXT, "The patient's sex: F, M or U.", x12="2010CA or 2010BA DMG03"),
)

DATES_AND_PLACES = (
    Column(
        "claim_start_date", DATE, "The claim's first service day.", x12="2300 DTP 434, else the least of DTP 472",
    ),
    Column("claim_end_date", DATE, "The claim's last service day.", x12="2300 DTP 434, else the greatest of DTP 472"),
    Column("claim_line_start_date", DATE, "The line's first service day.", x12="2400 DTP 472"),
    Column(
        "claim_line_end_date", DATE, "The line's last service day.", x12="2400 DTP 472",
        constraint="not before claim_line_start_date",
    ),
    Column("admission_date", DATE, "The day of admission.", x12="2300 DTP 435"),
    Column("admit_type_code", TEXT, "The type of admission, institutional claims.", x12="2300 CL101"),
    Column("admit_source_code", TEXT, "Where the patient came from, institutional claims.", x12="2300 CL102"),
    Column("discharge_disposition_code", TEXT, "The patient's status at discharge.", x12="2300 CL103"),
    Column(
        "place_of_service_code", TEXT, "Where the service was given: 12 is the home; professional claims.",
        x12="2400 SV105, else 2300 CLM05-1",
    ),
    Column(
        "bill_type_code", TEXT, "Facility, care and frequency, three digits; institutional claims.",
        x12="2300 CLM05-1 and CLM05-3",
    ),
)  # fmt: skip

SERVICE = (
    Column("revenue_center_code", TEXT, "The revenue code, institutional claims.", x12="2400 SV201"),
    Column("hcpcs_code", TEXT, "The code of the service.", x12="2400 SV101-2, SV202-2"),
    *numbered(4, "hcpcs_modifier", "Modifier {n} as it stands.", "2400 SV101-{n+2}, SV202-{n+2}"),
    Column("hcpcs_modifier_5", TEXT, "Modifier 5; X12 has room for four, tables may have more."),
    Column("hcpcs_description", TEXT, "The service in the biller's words, for unlisted codes.",
           x12="2400 SV101-7, SV202-7"),
    Column("service_unit_quantity", QUANTITY, "How much was given.", unit="see service_unit_code",
           x12="2400 SV104, SV205"),
    Column("service_unit_code", TEXT, "What the quantity counts: UN units, MJ minutes, DA days.",
           x12="2400 SV103, SV204"),
    Column("charge_amount", MONEY, "What the provider charges for the line.", unit="USD", required=True,
           x12="2400 SV102, SV203"),
    Column("non_covered_amount", MONEY, "The part of the charge that is not covered.", unit="USD", x12="2400 SV207"),
    Column("allowed_amount", MONEY, "What was allowed for the line; a bill does not say it.", unit="USD"),
    Column("paid_amount", MONEY, "What was paid for the line; a bill does not say it.", unit="USD"),
    Column("claim_charge_amount", MONEY, "What the provider says the whole claim comes to.", unit="USD",
           required=True, x12="2300 CLM02"),
    Column("patient_paid_amount", MONEY, "What the patient paid towards the claim.", unit="USD", x12="2300 AMT F5"),
    Column("ndc", TEXT, "The drug's package, 11 digits; the line's first, see claim_line_drug.", x12="2410 LIN03"),
    Column("ndc_quantity", QUANTITY, "How much of the drug.", unit="see ndc_unit", x12="2410 CTP04"),
    Column("ndc_unit", TEXT, "UN units, ML millilitres, GR grams, ME milligrams, F2 international units.",
           x12="2410 CTP05-1"),
    Column("prescription_number", TEXT, "The number of the prescription.", x12="2410 REF XZ"),
    Column("prescription_date", DATE, "The day of the prescription.", x12="2400 DTP 471"),
    Column("line_control_number", TEXT, "The provider's own number of the line.", x12="2400 REF 6R"),
    Column("line_note", TEXT, "The line's first note.", x12="2400 NTE02"),
)  # fmt: skip

AUTHORIZATION = (
    Column("claim_authorization_number", TEXT, "The authorization of the whole claim; the first, if it names several.",
           x12="2300 REF G1"),
    Column("line_authorization_number", TEXT, "The authorization of the line with this payor.",
           x12="2400 REF G1 without REF04"),
    Column("referral_number", TEXT, "The referral of the claim.", x12="2300 REF 9F"),
)  # fmt: skip

PROVIDERS = (
    Column("billing_npi", TEXT, "The NPI that bills.", x12="2010AA NM109"),
    Column("billing_name", TEXT, "The name that bills.", x12="2010AA NM103"),
    Column("billing_tin", TEXT, "The tax number that bills.", x12="2010AA REF EI or SY"),
    Column("billing_taxonomy_code", TEXT, "The biller's kind of provider.", x12="2000A PRV03"),
    Column("rendering_npi", TEXT, "Who gave the service, if the claim says.", x12="2420A, else 2310B NM109"),
    Column("referring_npi", TEXT, "Who referred the patient.", x12="2420F, else 2310A NM1 DN NM109"),
    Column("ordering_npi", TEXT, "Who ordered the service.", x12="2420E NM109"),
    Column("attending_npi", TEXT, "Who has charge of the patient, institutional claims.", x12="2310A NM1 71 NM109"),
    Column("facility_npi", TEXT, "Where the service was given, when it is not where the biller is.",
           x12="2420C, else 2310C or 2310E NM1 77 NM109"),
)  # fmt: skip

DIAGNOSES = (
    Column("diagnosis_code_type", TEXT, "The code system.", constraint="icd-10-cm or icd-9-cm", x12="2300 HI01-1"),
    *numbered(12, "diagnosis_code", "Diagnosis {n}, principal first, without a point.", "2300 HI ABK, ABF"),
    *numbered(4, "diagnosis_pointer", "Which diagnosis of the claim is the line's number {n}.", "2400 SV107-{n}"),
)

REST = (
    Column("related_cause_code", TEXT, "AA car accident, EM employment, OA other accident.", x12="2300 CLM11-1"),
    Column("accident_date", DATE, "The day of the accident.", x12="2300 DTP 439"),
    Column("claim_note", TEXT, "The claim's first note.", x12="2300 NTE02"),
    Column("received_date", DATE, "The day that the claim was received; the group's date unless the reader is told.",
           x12="GS04"),
    *CLAIM_PLACE,
    Column("line_offset", INTEGER, "Where the service begins in the unpacked file.", unit="bytes", x12="2400 SV1, SV2"),
)  # fmt: skip

CLAIM_LINE = Table(
    name="claim_line",
    grain="One row is one service line of one claim, with what its claim, patient and providers say beside it.",
    sources=("837P", "837I", "tables in the Tuva Project's medical_claim columns"),
    key=("claim_key", "claim_line_number"),
    columns=(
        *CLAIM, *COVERAGE, *DATES_AND_PLACES, *SERVICE, *AUTHORIZATION, *PROVIDERS, *DIAGNOSES, *REST,
    ),
)  # fmt: skip
