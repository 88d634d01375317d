"""What a remittance says: its payment, the claims and lines that it pays, and why it pays less than was charged."""

from __future__ import annotations

from dataclasses import replace

from perdiem.model.book.declaration import DATE, INTEGER, MONEY, QUANTITY, TEXT, Column, Table, numbered
from perdiem.model.book.intake import REJECT
from perdiem.model.book.shared_columns import ENVELOPE

REMITTANCE_FILES = ("835",)
_KEY = Column(
    "payment_key", TEXT, "Tells one payment of the book from every other: the file and the place of its transaction.",
    required=True, constraint="source_file, a number sign and payment_offset",
)  # fmt: skip
_CLAIM = Column(
    "claim_position", INTEGER, "The claim's ordinal within its payment, from 1.", required=True, x12="2100 CLP"
)
_LINE = Column(
    "claim_line_number", INTEGER, "The line's ordinal within its claim, counted from 1 as the lines stand.",
    required=True, x12="2110 SVC",
)  # fmt: skip

REMITTANCE = Table(
    name="remittance",
    grain="One row is one payment of a payor to a provider: one transaction of a remittance file.",
    sources=REMITTANCE_FILES,
    key=("payment_key",),
    columns=(
        _KEY,
        Column("payment_amount", MONEY, "What is paid in all.", unit="USD", required=True, x12="BPR02"),
        Column("handling_code", TEXT, "What comes with the advice: I payment, H notice only …", x12="BPR01"),
        Column("credit_debit_code", TEXT, "C for a credit to the provider, D for a debit.", x12="BPR03"),
        Column("payment_method_code", TEXT, "ACH, CHK, FWT, BOP, or NON for no payment.", x12="BPR04"),
        Column("payment_date", DATE, "The day of the check, or on which the money moves.", x12="BPR16"),
        Column("trace_number", TEXT, "The number of the check or of the transfer.", x12="TRN02"),
        Column("payer_trace_id", TEXT, "Who gave that number: the payor's tax number after a 1.", x12="TRN03"),
        Column("currency_code", TEXT, "The currency, where it is said; amounts are USD otherwise.", x12="CUR02"),
        Column("receiver_number", TEXT, "Who receives the file, if not the payee.", x12="REF EV"),
        Column("production_date", DATE, "The last day of the adjudication that is paid.", x12="DTM 405"),
        Column("payer_name", TEXT, "The payor's name.", x12="1000A N102"),
        Column("payer_id", TEXT, "The payor's identifier.", x12="1000A N104, else REF 2U"),
        Column("payee_name", TEXT, "The provider's name.", x12="1000B N102"),
        Column("payee_npi", TEXT, "The provider's NPI.", x12="1000B N104 where N103 is XX"),
        Column("payee_tin", TEXT, "The provider's tax number.", x12="1000B N104 where N103 is FI, else REF TJ"),
        Column("payee_number", TEXT, "The payor's own number of the provider.", x12="1000B REF PQ"),
        *ENVELOPE,
        Column("payment_offset", INTEGER, "Where the transaction begins in the unpacked file.", unit="bytes",
               required=True, x12="ST"),
    ),
)  # fmt: skip

REMITTANCE_CLAIM = Table(
    name="remittance_claim",
    grain="One row is one claim of one payment; a reversal and its correction are two.",
    sources=REMITTANCE_FILES,
    key=("payment_key", "claim_position"),
    columns=(
        _KEY,
        _CLAIM,
        Column("claim_id", TEXT, "The provider's own number of the claim.", required=True, x12="2100 CLP01"),
        Column("claim_status_code", TEXT, "1 primary, 2 secondary, 4 denied, 22 reversal …", x12="2100 CLP02"),
        Column("charge_amount", MONEY, "What was charged.", unit="USD", required=True, x12="2100 CLP03"),
        Column("paid_amount", MONEY, "What is paid; less than zero takes back.", unit="USD", required=True,
               x12="2100 CLP04"),
        Column("patient_responsibility_amount", MONEY, "What is left for the patient.", unit="USD", x12="2100 CLP05"),
        Column("claim_filing_indicator_code", TEXT, "The kind of coverage: 12, 16, HM, MB, MC …", x12="2100 CLP06"),
        Column("payer_claim_control_number", TEXT, "The payor's own number of the claim.", x12="2100 CLP07"),
        Column("facility_type_code", TEXT, "Place of service, or the first of the type of bill.", x12="2100 CLP08"),
        Column("claim_frequency_code", TEXT, "1 original, 7 replacement, 8 void.", x12="2100 CLP09"),
        Column("drg_code", TEXT, "The group by which a stay is paid.", x12="2100 CLP11"),
        Column("patient_last_name", TEXT, "The patient's last name.", x12="2100 NM1 QC 03"),
        Column("patient_first_name", TEXT, "The patient's first name.", x12="2100 NM1 QC 04"),
        Column("patient_id", TEXT, "The patient's number with the payor.", x12="2100 NM1 QC 09"),
        Column("subscriber_last_name", TEXT, "The subscriber's last name, if not the patient.", x12="2100 NM1 IL 03"),
        Column("subscriber_first_name", TEXT, "The subscriber's first name.", x12="2100 NM1 IL 04"),
        Column("member_id", TEXT, "The subscriber's number with the payor.", x12="2100 NM1 IL 09"),
        Column("corrected_last_name", TEXT, "The insured's last name as the payor has it.", x12="2100 NM1 74 03"),
        Column("corrected_first_name", TEXT, "The insured's first name as the payor has it.", x12="2100 NM1 74 04"),
        Column("corrected_member_id", TEXT, "The insured's number as the payor has it.", x12="2100 NM1 74 09"),
        Column("rendering_npi", TEXT, "Who rendered the service.", x12="2100 NM1 82 09"),
        Column("crossover_payer_name", TEXT, "Who gets the claim next.", x12="2100 NM1 TT 03"),
        Column("crossover_payer_id", TEXT, "Its identifier.", x12="2100 NM1 TT 09"),
        Column("priority_payer_name", TEXT, "Who should have paid first.", x12="2100 NM1 PR 03"),
        Column("priority_payer_id", TEXT, "Its identifier.", x12="2100 NM1 PR 09"),
        *numbered(5, "remark_code", "Remark {n} on the claim.", "2100 MOA0{n+2}, else MIA05 and MIA20 to 23"),
        Column("claim_start_date", DATE, "The claim's first day.", x12="2100 DTM 232"),
        Column("claim_end_date", DATE, "The claim's last day.", x12="2100 DTM 233, else 232"),
        Column("received_date", DATE, "The day on which the payor received it.", x12="2100 DTM 050"),
        Column("coverage_end_date", DATE, "The day on which coverage ended.", x12="2100 DTM 036"),
        Column("covered_amount", MONEY, "What coverage extends to.", unit="USD", x12="2100 AMT AU"),
        Column("patient_paid_amount", MONEY, "What the patient paid.", unit="USD", x12="2100 AMT F5"),
        Column("interest_amount", MONEY, "Interest on a late payment.", unit="USD", x12="2100 AMT I"),
        Column("discount_amount", MONEY, "A discount for prompt payment.", unit="USD", x12="2100 AMT D8"),
        Column("authorization_number", TEXT, "The authorization.", x12="2100 REF G1"),
        Column("group_number", TEXT, "The number of the group.", x12="2100 REF 1L"),
        Column("original_claim_control_number", TEXT, "The payor's number of the claim before.", x12="2100 REF F8"),
        Column("contract_class", TEXT, "The class of contract.", x12="2100 REF CE"),
        *ENVELOPE,
        Column("claim_offset", INTEGER, "Where the claim begins in the unpacked file.", unit="bytes", required=True,
               x12="2100 CLP"),
    ),
)  # fmt: skip

REMITTANCE_LINE = Table(
    name="remittance_line",
    grain="One row is one service line of one claim of one payment.",
    sources=REMITTANCE_FILES,
    key=("payment_key", "claim_position", "claim_line_number"),
    columns=(
        _KEY,
        _CLAIM,
        _LINE,
        Column("service_code_type", TEXT, "HC for HCPCS, NU for a revenue code, N4 for an NDC …", x12="2110 SVC01-1"),
        Column("service_code", TEXT, "The code that was decided on, of the type beside it.", x12="2110 SVC01-2"),
        Column("hcpcs_code", TEXT, "The same where it is a HCPCS code.", x12="2110 SVC01-2"),
        *numbered(4, "hcpcs_modifier", "Modifier {n}.", "2110 SVC01-{n+2}"),
        Column("charge_amount", MONEY, "What was charged.", unit="USD", required=True, x12="2110 SVC02"),
        Column("paid_amount", MONEY, "What is paid.", unit="USD", required=True, x12="2110 SVC03"),
        Column("revenue_center_code", TEXT, "The revenue code.", x12="2110 SVC04"),
        Column("paid_quantity", QUANTITY, "The units that are paid; where nothing is said, one.", unit="units",
               x12="2110 SVC05"),
        Column("submitted_code", TEXT, "The code that was billed, where another was decided on.", x12="2110 SVC06-2"),
        *numbered(4, "submitted_modifier", "Modifier {n} that was billed with it.", "2110 SVC06-{n+2}"),
        Column("billed_quantity", QUANTITY, "The units that were billed, where other than paid.", unit="units",
               x12="2110 SVC07"),
        Column("claim_line_start_date", DATE, "The line's first day.", x12="2110 DTM 472, else 150"),
        Column("claim_line_end_date", DATE, "The line's last day.", x12="2110 DTM 472, else 151"),
        Column("line_control_number", TEXT, "The provider's own number of the line.", x12="2110 REF 6R"),
        Column("authorization_number", TEXT, "The authorization.", x12="2110 REF G1"),
        Column("policy_number", TEXT, "The payor's policy by which the line was decided.", x12="2110 REF 0K"),
        Column("rendering_npi", TEXT, "Who rendered the service.", x12="2110 REF HPI"),
        Column("allowed_amount", MONEY, "What the contract allows.", unit="USD", x12="2110 AMT B6"),
        *numbered(5, "remark_code", "Remark {n} on the line.", "2110 LQ HE"),
        Column("line_offset", INTEGER, "Where the line begins in the unpacked file.", unit="bytes", required=True,
               x12="2110 SVC"),
    ),
)  # fmt: skip

REMITTANCE_ADJUSTMENT = Table(
    name="remittance_adjustment",
    grain="One row is one reason for which a claim or a line is paid less, or more, than was charged.",
    sources=REMITTANCE_FILES,
    key=("payment_key", "claim_position", "sequence"),
    columns=(
        _KEY,
        _CLAIM,
        Column("sequence", INTEGER, "The adjustment's ordinal within the claim, from 1.", required=True, x12="CAS"),
        replace(_LINE, meaning="The line of a line's adjustment; null for a claim's.", required=False),
        Column("group_code", TEXT, "CO, PR, OA or PI.", x12="CAS01"),
        Column("reason_code", TEXT, "The CARC.", x12="CAS02, 05, 08, 11, 14, 17"),
        Column("amount", MONEY, "By how much less; less than zero is more.", unit="USD",
               x12="CAS03, 06, 09, 12, 15, 18"),
        Column("quantity", QUANTITY, "By how many units.", unit="units", x12="CAS04, 07, 10, 13, 16, 19"),
    ),
)  # fmt: skip

PROVIDER_ADJUSTMENT = Table(
    name="provider_adjustment",
    grain="One row is one adjustment of a payment that belongs to no claim: interest, a levy, money taken back.",
    sources=REMITTANCE_FILES,
    key=("payment_key", "sequence"),
    columns=(
        _KEY,
        Column("sequence", INTEGER, "The adjustment's ordinal within the payment, from 1.", required=True, x12="PLB"),
        Column("provider_id", TEXT, "The provider.", x12="PLB01"),
        Column("fiscal_period_date", DATE, "The last day of the provider's fiscal year.", x12="PLB02"),
        Column("reason_code", TEXT, "Why: WO, FB, L6, 72 …", x12="PLB03-1, 05-1, 07-1, 09-1, 11-1, 13-1"),
        Column("reference", TEXT, "What it refers to, often the payor's number of a claim.",
               x12="PLB03-2, 05-2, 07-2, 09-2, 11-2, 13-2"),
        Column("amount", MONEY, "By how much less is paid; less than zero is more.", unit="USD",
               x12="PLB04, 06, 08, 10, 12, 14"),
    ),
)  # fmt: skip

REMITTANCE_TABLES: tuple[Table, ...] = (
    REMITTANCE,
    REMITTANCE_CLAIM,
    REMITTANCE_LINE,
    REMITTANCE_ADJUSTMENT,
    PROVIDER_ADJUSTMENT,
    REJECT,
)
"""What a remittance file is read into."""
