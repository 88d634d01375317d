"""What adjudication says of each claim line: its disposition, its money, its adjustments, and why."""

from __future__ import annotations

from perdiem.model.book.declaration import DATE, INTEGER, MONEY, QUANTITY, TEXT, UNIT_PRICE, Column, Table
from perdiem.model.book.shared_columns import CLAIM_KEY, LINE_NUMBER

RULES = ("perdiem adjudicate",)

DECIDED_LINE = Table(
    name="decided_line",
    grain="One row is one claim line with its one disposition.",
    sources=RULES,
    key=("claim_key", "claim_line_number"),
    columns=(
        CLAIM_KEY,
        LINE_NUMBER,
        Column("claim_id", TEXT, "The provider's own number of the claim."),
        Column("member_id", TEXT, "The subscriber's number with the payor."),
        Column("billing_npi", TEXT, "The NPI that bills."),
        Column("received_date", DATE, "The day that the claim was received."),
        Column("claim_line_start_date", DATE, "The line's first service day."),
        Column("claim_line_end_date", DATE, "The line's last service day."),
        Column("hcpcs_code", TEXT, "The code billed."),
        Column("modifiers", TEXT, "The modifiers billed, in order, with spaces between; empty where there are none.",
               required=True),
        Column("place_of_service_code", TEXT, "The place of service billed."),
        Column("service_unit_quantity", QUANTITY, "The units billed.", unit="units"),
        Column("charge_amount", MONEY, "What the provider charges.", unit="USD", required=True),
        Column("line_of_business", TEXT, "The line of business that the rules looked at; empty where unknown."),
        Column("therapy", TEXT, "The family of codes that the line belongs to; empty where Perdiem has not the code."),
        Column("contract_version", INTEGER, "Which version of the contract decided, from 1; empty: none is in force."),
        Column("disposition", TEXT, "What became of the line.", required=True,
               constraint="paid, denied, pended or rejected; paid also where the amount is 0.00"),
        Column("edit", TEXT, "The edit that decided, where the line is not paid."),
        Column("paid_quantity", QUANTITY, "How many units are paid: for a per diem its days.", unit="units",
               required=True),
        Column("unit_price", UNIT_PRICE, "What one unit pays before any share; empty where no unit is priced.",
               unit="USD a unit"),
        Column("price_basis", TEXT, "What the price is: rate, charge, asp, awp, wac, acquisition_cost, medicare, "
                                    "schedule, unlisted, capitation; empty where there is none."),
        Column("allowed_amount", MONEY, "What the contract allows.", unit="USD", required=True),
        Column("paid_amount", MONEY, "What the payor pays.", unit="USD", required=True),
        Column("member_responsibility_amount", MONEY, "What the member owes: the sum of the PR adjustments.",
               unit="USD", required=True),
        Column("deductible_amount", MONEY, "The part of it that goes to the deductible.", unit="USD", required=True),
        Column("copay_amount", MONEY, "The part of it that is a copay.", unit="USD", required=True),
        Column("coinsurance_amount", MONEY, "The part of it that is coinsurance.", unit="USD", required=True),
        Column("remark_codes", TEXT, "The remarks (RARC), with spaces between; empty where there are none.",
               required=True),
        Column("authorization_number", TEXT, "The authorization that carried the line, where one was needed."),
        Column("term", TEXT, "The contract's term that decided or priced the line, such as rates.3."),
        Column("term_place", TEXT, "Where that term stands: file and line."),
        Column("recommendation", INTEGER, "The recommendation that the deciding edit or cut concerns."),
        Column("reason", TEXT, "Why, in a sentence.", required=True),
    ),
)  # fmt: skip

LINE_ADJUSTMENT = Table(
    name="line_adjustment",
    grain="One row is one adjustment of one line; a line's adjustments sum to charge less paid.",
    sources=RULES,
    key=("claim_key", "claim_line_number", "sequence"),
    columns=(
        CLAIM_KEY,
        LINE_NUMBER,
        Column("sequence", INTEGER, "The adjustment's ordinal within the line, from 1.", required=True),
        Column("group_code", TEXT, "CO, PR, OA or PI.", required=True),
        Column("reason_code", TEXT, "The CARC.", required=True),
        Column(
            "amount",
            MONEY,
            "By how much; negative where the contract pays above the charge.",
            unit="USD",
            required=True,
        ),
        Column("edit", TEXT, "The edit, cut or price that made it.", required=True),
    ),
)

LINE_FINDING = Table(
    name="line_finding",
    grain="One row is one thing that a rule found on one line: what refused it, cut it, or could not be checked.",
    sources=RULES,
    key=("claim_key", "claim_line_number", "edit"),
    columns=(
        CLAIM_KEY,
        LINE_NUMBER,
        Column("edit", TEXT, "The edit, by its name in the table of edits.", required=True),
        Column("outcome", TEXT, "What it did.", required=True,
               constraint="refused, cut, noted, or unchecked where the book lacks what it asks for"),
        Column("quantity", QUANTITY, "How many units or days a cut took.", unit="units"),
        Column("term", TEXT, "The contract's term behind it, such as per_diem.day_rule; empty: a rule of the codes."),
        Column("term_place", TEXT, "Where that term stands: file and line."),
        Column("recommendation", INTEGER, "The recommendation that it concerns."),
    ),
)  # fmt: skip

ADJUDICATION: tuple[Table, ...] = (DECIDED_LINE, LINE_ADJUSTMENT, LINE_FINDING)

REMITTANCE_COMPARED = Table(
    name="remittance_compared",
    grain="One row is one claim line beside what remittances (835) paid for it, over all of them together; or what a "
          "claim was paid without naming a line.",
    sources=("perdiem adjudicate, where the book has remittances",),
    key=("claim_id", "billing_npi", "reference"),
    columns=(
        Column("claim_id", TEXT, "The provider's own number of the claim.", required=True),
        Column("billing_npi", TEXT, "The NPI that bills; of a claim that the book has not, the payee's."),
        Column("reference", TEXT, "What tells the line from its neighbours: # and the provider's number of the line; "
                                  "or code, charge and place among those alike; or `claim`.", required=True),
        Column("claim_key", TEXT, "The decided line's claim; empty where no such line was decided."),
        Column("claim_line_number", INTEGER, "The decided line's number."),
        Column("hcpcs_code", TEXT, "The code billed."),
        Column("claim_line_start_date", DATE, "The first service day."),
        Column("charge_amount", MONEY, "What was charged.", unit="USD"),
        Column("disposition", TEXT, "What became of the line under the contract."),
        Column("edit", TEXT, "The edit that decided it, where it is not paid."),
        Column("contract_paid_amount", MONEY, "What the contract pays.", unit="USD"),
        Column("contract_member_amount", MONEY, "What the member owes under the contract.", unit="USD"),
        Column("remitted_paid_amount", MONEY, "What was paid, reversals taken off.", unit="USD"),
        Column("remitted_patient_amount", MONEY, "What remittances leave to the patient: their PR adjustments.",
               unit="USD"),
        Column("remitted_reasons", TEXT, "Their adjustments: group, CARC and amount each."),
        Column("difference_amount", MONEY, "Paid less what the contract pays; empty where the two cannot be held "
                                           "against each other.", unit="USD"),
        Column("outcome", TEXT, "How the two compare.", required=True,
               constraint="as_contract, paid_less, paid_more, not_decided, not_remitted, not_billed, by_claim, "
                          "on_claim or other_claim"),
        Column("reason", TEXT, "Why the contract decides so, in a sentence."),
        Column("term", TEXT, "The contract's term behind it."),
        Column("term_place", TEXT, "Where that term stands: file and line."),
    ),
)  # fmt: skip
