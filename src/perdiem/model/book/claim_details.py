"""What a claim says more than once: its diagnoses, a line's drugs, and what other payors did."""

from __future__ import annotations

from perdiem.model.book.declaration import DATE, INTEGER, MONEY, QUANTITY, TEXT, Column, Table, numbered
from perdiem.model.book.shared_columns import CLAIM_KEY, LINE_NUMBER

CLAIM_FILES = ("837P", "837I")

# A table of its own beside claim_line's twelve columns: an institutional claim has up to 25 with
# present-on-admission marks, and its admitting diagnosis and reasons for the visit are not among the twelve.
CLAIM_DIAGNOSIS = Table(
    name="claim_diagnosis",
    grain="One row is one diagnosis of one claim, in the claim's order.",
    sources=CLAIM_FILES,
    key=("claim_key", "sequence"),
    columns=(
        CLAIM_KEY,
        Column("sequence", INTEGER, "The diagnosis' ordinal within the claim, from 1.", required=True, x12="2300 HI"),
        Column("diagnosis_code", TEXT, "The code, without a point.", required=True, x12="2300 HI, part 2"),
        Column(
            "role", TEXT, "Why the diagnosis is given.", required=True,
            constraint="principal, other, admitting, reason for visit or external cause", x12="2300 HI, part 1",
        ),
        Column("diagnosis_code_type", TEXT, "The code system.", required=True, constraint="icd-10-cm or icd-9-cm"),
        Column("present_on_admission", TEXT, "Y, N, U or W.", x12="2300 HI, part 9"),
    ),
)  # fmt: skip

CLAIM_LINE_DRUG = Table(
    name="claim_line_drug",
    grain="One row is one drug package named on one line; a line of a compound may name several.",
    sources=CLAIM_FILES,
    key=("claim_key", "claim_line_number", "sequence"),
    columns=(
        CLAIM_KEY,
        LINE_NUMBER,
        Column("sequence", INTEGER, "The drug's ordinal within the line, from 1.", required=True, x12="2410 LIN"),
        Column("ndc", TEXT, "The package, 11 digits.", x12="2410 LIN03"),
        Column("ndc_quantity", QUANTITY, "How much of the drug.", unit="see ndc_unit", x12="2410 CTP04"),
        Column("ndc_unit", TEXT, "UN, ML, GR, ME or F2.", x12="2410 CTP05-1"),
        Column("prescription_number", TEXT, "The number of the prescription.", x12="2410 REF XZ"),
        Column("compound_link", TEXT, "What ties the drugs of one compound together.", x12="2410 REF VY"),
    ),
)

PAYER_SEQUENCE = Column(
    "payer_sequence", INTEGER, "The other payor's ordinal within the claim, from 1.", required=True, x12="2320 SBR"
)

OTHER_PAYER = Table(
    name="other_payer",
    grain="One row is one other payor of one claim, and what it did with the claim.",
    sources=CLAIM_FILES,
    key=("claim_key", "payer_sequence"),
    columns=(
        CLAIM_KEY,
        PAYER_SEQUENCE,
        Column("payer_responsibility_code", TEXT, "P primary, S secondary …", x12="2320 SBR01"),
        Column("patient_relationship_code", TEXT, "The patient's relation to that subscriber.", x12="2320 SBR02"),
        Column("group_number", TEXT, "The number of the group with that payor.", x12="2320 SBR03"),
        Column("claim_filing_indicator_code", TEXT, "The kind of coverage: MB, MA, CI, BL …", x12="2320 SBR09"),
        Column("payer_name", TEXT, "The other payor's name.", x12="2330B NM103"),
        Column("payer_id", TEXT, "The other payor's identifier.", x12="2330B NM109"),
        Column("member_id", TEXT, "The subscriber's number with the other payor.", x12="2330A NM109"),
        Column("paid_amount", MONEY, "What the other payor paid on the claim.", unit="USD", x12="2320 AMT D"),
        Column("allowed_amount", MONEY, "What it allowed, where a sender says so.", unit="USD", x12="2320 AMT B6"),
        Column("non_covered_amount", MONEY, "What it did not cover.", unit="USD", x12="2320 AMT A8"),
        Column("patient_liability_amount", MONEY, "What is left for the patient.", unit="USD", x12="2320 AMT EAF"),
        Column("remittance_date", DATE, "The day on which it decided.", x12="2330B DTP 573"),
        Column("authorization_number", TEXT, "The authorization with that payor.", x12="2330B REF G1"),
        Column("payer_claim_control_number", TEXT, "Its own number of the claim.", x12="2330B REF F8"),
        *numbered(5, "remark_code", "Remark {n} of its decision.", "2320 MOA0{n+2}"),
    ),
)

OTHER_PAYER_LINE = Table(
    name="other_payer_line",
    grain="One row is one other payor's decision on one line.",
    sources=CLAIM_FILES,
    key=("claim_key", "claim_line_number", "sequence"),
    columns=(
        CLAIM_KEY,
        LINE_NUMBER,
        Column("sequence", INTEGER, "The decision's ordinal within the line, from 1.", required=True, x12="2430 SVD"),
        Column("payer_id", TEXT, "The other payor, as other_payer names it.", x12="2430 SVD01"),
        Column("paid_amount", MONEY, "What it paid on the line.", unit="USD", x12="2430 SVD02"),
        Column("hcpcs_code", TEXT, "The code that it decided on.", x12="2430 SVD03-2"),
        Column("paid_quantity", QUANTITY, "The units that it paid.", unit="units", x12="2430 SVD05"),
        Column("remittance_date", DATE, "The day on which it decided.", x12="2430 DTP 573"),
        Column("patient_liability_amount", MONEY, "What is left for the patient.", unit="USD", x12="2430 AMT EAF"),
    ),
)

OTHER_PAYER_ADJUSTMENT = Table(
    name="other_payer_adjustment",
    grain="One row is one adjustment that another payor made, to a claim or to a line of it.",
    sources=CLAIM_FILES,
    key=("claim_key", "sequence"),
    columns=(
        CLAIM_KEY,
        Column("sequence", INTEGER, "The adjustment's ordinal within the claim.", required=True, x12="CAS"),
        Column("payer_sequence", INTEGER, "The other payor of a claim's adjustment; null for a line's.", x12="2320"),
        Column("claim_line_number", INTEGER, "The line of a line's adjustment; null for a claim's.", x12="2400"),
        Column("line_payer_sequence", INTEGER, "The decision of other_payer_line; null for a claim's.", x12="2430 SVD"),
        Column("payer_id", TEXT, "The payor that adjusted.", x12="2330B NM109, 2430 SVD01"),
        Column("group_code", TEXT, "CO, PR, OA or PI.", x12="CAS01"),
        Column("reason_code", TEXT, "The CARC.", x12="CAS02, 05, 08, 11, 14, 17"),
        Column("amount", MONEY, "By how much.", unit="USD", x12="CAS03, 06, 09, 12, 15, 18"),
        Column("quantity", QUANTITY, "By how many units.", unit="units", x12="CAS04, 07, 10, 13, 16, 19"),
    ),
)
