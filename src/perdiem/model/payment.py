"""What adjudication pays: payments, the claims and lines in each, their adjustments, and the claims held back."""

from __future__ import annotations

from perdiem.model.book.declaration import BOOLEAN, DATE, INTEGER, MONEY, QUANTITY, TEXT, Column, Table, numbered
from perdiem.model.book.shared_columns import CLAIM_KEY, LINE_NUMBER

RULES = ("perdiem adjudicate",)

UNWRITABLE = r"[*~^>\x00-\x1f\x7f]"
"""What no value of a remittance may hold: the delimiters, which X12 cannot escape, and control characters."""

LONGEST = {
    "claim_id": 38, "member_id": 80, "payee_npi": 80, "payee_tin": 50, "group_number": 50, "rendering_npi": 80,
    "facility_type_code": 2, "claim_frequency_code": 1, "hcpcs_code": 48, "revenue_center_code": 48,
    "hcpcs_modifier_1": 2, "hcpcs_modifier_2": 2, "hcpcs_modifier_3": 2, "hcpcs_modifier_4": 2,
    "line_control_number": 50, "authorization_number": 50,
}  # fmt: skip
"""How many characters a remittance (005010X221A1) has room for, for each text that comes from a claim. A longer name is
cut; a claim with another value that is too long is held back."""

_PAYMENT = Column("payment_number", INTEGER, "The payment's ordinal within the run, from 1.", required=True)
_POSITION = Column("claim_position", INTEGER, "The claim's ordinal within its payment, from 1.", required=True,
                   x12="2100 CLP")  # fmt: skip
_REVERSAL = Column("is_reversal", BOOLEAN, "Whether it takes back what an earlier remittance said.", required=True)
_PAYEE = (
    Column("payee_npi", TEXT, "The NPI that bills and is paid.", x12="1000B N104"),
    Column("payee_tin", TEXT, "The tax number that bills and is paid.", x12="1000B REF TJ"),
)

PAYMENT = Table(
    name="payment",
    grain="One row is one payment to one payee: one transaction of a remittance file.",
    sources=RULES,
    key=("payment_number",),
    columns=(
        _PAYMENT,
        *_PAYEE,
        Column("payee_name", TEXT, "The name that bills; of several the first in the alphabet.", x12="1000B N102"),
        Column("payment_date", DATE, "The day on which it is paid.", required=True, x12="BPR16"),
        Column("trace_number", TEXT, "The number of the check or transfer.", required=True, x12="TRN02"),
        Column("claim_count", INTEGER, "The claims in it; a reversal and its correction are two.", required=True),
        Column("claims_amount", MONEY, "What its claims come to; reversals may bring it below 0.", unit="USD",
               required=True),
        Column("recovered_amount", MONEY, "What is kept of it for a debt of an earlier payment.", unit="USD",
               required=True, x12="PLB FB"),
        Column("recovered_reference", TEXT, "The trace number of the payment that left the debt.", x12="PLB03-2"),
        Column("forwarded_amount", MONEY, "The debt that it leaves for a later payment.", unit="USD", required=True,
               x12="PLB FB"),
        Column("payment_amount", MONEY, "What is paid: claims less recovered, plus forwarded.", unit="USD",
               required=True, constraint="0 or more", x12="BPR02"),
    ),
)  # fmt: skip

PAYMENT_CLAIM = Table(
    name="payment_claim",
    grain="One row is one claim of one payment; a reversal and its correction are two.",
    sources=RULES,
    key=("payment_number", "claim_position"),
    columns=(
        _PAYMENT,
        _POSITION,
        CLAIM_KEY,
        _REVERSAL,
        Column("claim_id", TEXT, "The provider's own number of the claim.", required=True, x12="2100 CLP01"),
        Column("claim_status_code", TEXT, "1 processed as primary, 2 as secondary, 3 as tertiary, 4 the member is not "
                                          "known, 22 reversal.", required=True, x12="2100 CLP02"),
        Column("charge_amount", MONEY, "The sum of its lines' charges.", unit="USD", required=True, x12="2100 CLP03"),
        Column("paid_amount", MONEY, "What is paid.", unit="USD", required=True, x12="2100 CLP04"),
        Column("patient_responsibility_amount", MONEY, "The sum of its PR adjustments.", unit="USD", required=True,
               x12="2100 CLP05"),
        Column("claim_filing_indicator_code", TEXT, "The kind of coverage.", required=True, x12="2100 CLP06"),
        Column("payer_claim_number", TEXT, "Our number of the claim.", required=True, x12="2100 CLP07"),
        Column("facility_type_code", TEXT, "Place of service, or the first of the type of bill.", x12="2100 CLP08"),
        Column("claim_frequency_code", TEXT, "1 original, 7 replacement, 8 void.", x12="2100 CLP09"),
        Column("patient_last_name", TEXT, "The patient's last name.", x12="2100 NM1 QC 03"),
        Column("patient_first_name", TEXT, "The patient's first name.", x12="2100 NM1 QC 04"),
        Column("member_id", TEXT, "The subscriber's number with the payor.", x12="2100 NM1 QC 09, IL 09"),
        Column("subscriber_last_name", TEXT, "The subscriber's last name, if not the patient.", x12="2100 NM1 IL 03"),
        Column("subscriber_first_name", TEXT, "The subscriber's first name.", x12="2100 NM1 IL 04"),
        Column("rendering_npi", TEXT, "Who gave the services, if one for all and not the payee.", x12="2100 NM1 82 09"),
        *numbered(5, "remark_code", "Remark {n} of the claim's lines that begins with MA.", "2100 MOA0{n+2}"),
        Column("group_number", TEXT, "The number of the member's group.", x12="2100 REF 1L"),
        Column("claim_start_date", DATE, "The first day of its lines.", x12="2100 DTM 232"),
        Column("claim_end_date", DATE, "The last day of its lines.", x12="2100 DTM 233"),
        Column("received_date", DATE, "The day that the claim was received.", x12="2100 DTM 050"),
        Column("covered_amount", MONEY, "The charges of the lines that are not denied.", unit="USD", required=True,
               x12="2100 AMT AU"),
        Column("line_count", INTEGER, "How many lines it has.", required=True),
    ),
)  # fmt: skip

PAYMENT_LINE = Table(
    name="payment_line",
    grain="One row is one service line of one claim of one payment.",
    sources=RULES,
    key=("payment_number", "claim_position", "claim_line_number"),
    columns=(
        _PAYMENT,
        _POSITION,
        LINE_NUMBER,
        CLAIM_KEY,
        Column("hcpcs_code", TEXT, "The code billed.", x12="2110 SVC01-2"),
        *numbered(4, "hcpcs_modifier", "Modifier {n}.", "2110 SVC01-{n+2}"),
        Column("charge_amount", MONEY, "What was charged.", unit="USD", required=True, x12="2110 SVC02"),
        Column("paid_amount", MONEY, "What is paid.", unit="USD", required=True, x12="2110 SVC03"),
        Column("revenue_center_code", TEXT, "The revenue code, institutional claims.", x12="2110 SVC04"),
        Column("paid_quantity", QUANTITY, "The units that are paid.", unit="units", required=True, x12="2110 SVC05"),
        Column("billed_quantity", QUANTITY, "The units that were billed.", unit="units", x12="2110 SVC07"),
        Column("claim_line_start_date", DATE, "The line's first day.", x12="2110 DTM 472, 150"),
        Column("claim_line_end_date", DATE, "The line's last day.", x12="2110 DTM 472, 151"),
        Column("authorization_number", TEXT, "The authorization that carried the line.", x12="2110 REF G1"),
        Column("line_control_number", TEXT, "The provider's own number of the line, else its ordinal.",
               x12="2110 REF 6R"),
        Column("allowed_amount", MONEY, "What the contract allows; empty where the line is not paid.", unit="USD",
               x12="2110 AMT B6"),
        Column("remark_codes", TEXT, "The remarks (RARC), with spaces between.", required=True, x12="2110 LQ HE"),
    ),
)  # fmt: skip

PAYMENT_ADJUSTMENT = Table(
    name="payment_adjustment",
    grain="One row is one group and reason of one line, its amounts added up; 0 in all is left out.",
    sources=RULES,
    key=("payment_number", "claim_position", "sequence"),
    columns=(
        _PAYMENT,
        _POSITION,
        Column("sequence", INTEGER, "The adjustment's ordinal within the claim, from 1.", required=True,
               constraint="by line; within it those of one group together"),
        Column("claim_line_number", INTEGER, "The line; empty where an earlier remittance adjusted the whole claim."),
        Column("group_code", TEXT, "CO, PR, OA or PI.", required=True, x12="CAS01"),
        Column("reason_code", TEXT, "The CARC.", required=True, x12="CAS02, 05, 08, 11, 14, 17"),
        Column("amount", MONEY, "By how much.", unit="USD", required=True, x12="CAS03, 06, 09, 12, 15, 18"),
        Column("quantity", QUANTITY, "How many units it takes, where cuts take all that is not paid.", unit="units",
               x12="CAS04, 07, 10, 13, 16, 19"),
    ),
)  # fmt: skip

HELD_CLAIM = Table(
    name="held_claim",
    grain="One row is one decided claim that no payment has, with the first reason for that.",
    sources=RULES,
    key=("claim_key",),
    columns=(
        CLAIM_KEY,
        Column("claim_id", TEXT, "The provider's own number of the claim."),
        Column("billing_npi", TEXT, "The NPI that bills."),
        Column("member_id", TEXT, "The subscriber's number with the payor."),
        Column("received_date", DATE, "The day that the claim was received."),
        Column("cause", TEXT, "Why it is held back.", required=True,
               constraint="rejected, pended, mixed, no_payee, unwritable or remitted_before"),
        Column("claim_line_number", INTEGER, "The first line concerned; empty: the claim as a whole."),
        Column("edit", TEXT, "The edit that rejected or pended that line, or the column that cannot be written."),
        Column("reason", TEXT, "Why, in a sentence, and what comes next.", required=True),
        Column("line_count", INTEGER, "How many lines the claim has.", required=True),
        Column("charge_amount", MONEY, "What its lines charge.", unit="USD", required=True),
        Column("paid_amount", MONEY, "What its lines are decided to pay, and no payment pays.", unit="USD",
               required=True),
    ),
)  # fmt: skip

PAYMENT_TABLES: tuple[Table, ...] = (PAYMENT, PAYMENT_CLAIM, PAYMENT_LINE, PAYMENT_ADJUSTMENT, HELD_CLAIM)
"""What a run pays and holds back."""
