"""What became of each claim when it was read: a receipt a claim, and the rejects with their reasons."""

from __future__ import annotations

from perdiem.model.book.declaration import BOOLEAN, DATE, INTEGER, MONEY, TEXT, Column, Table
from perdiem.model.book.shared_columns import CLAIM_KEY, CLAIM_PLACE, ENVELOPE

RULE = Column("rule", TEXT, "The rule that the claim breaks, as faults name it.")

CLAIM_RECEIPT = Table(
    name="claim_receipt",
    grain="One row is one claim that was met in a file, kept or set aside; a claim acknowledgment is written from it.",
    sources=("837P", "837I"),
    key=("claim_key",),
    columns=(
        CLAIM_KEY,
        Column("claim_id", TEXT, "The provider's own number of the claim.", x12="2300 CLM01"),
        Column("is_accepted", BOOLEAN, "Whether the claim's lines are in claim_line.", required=True),
        RULE,
        Column("reason", TEXT, "Why the claim was set aside, in a sentence."),
        Column("fault_count", INTEGER, "How many faults were found in the claim.", required=True),
        Column("line_count", INTEGER, "How many service lines stand under the claim.", required=True),
        Column("claim_charge_amount", MONEY, "What the provider says the claim comes to.", unit="USD",
               x12="2300 CLM02"),
        Column("claim_start_date", DATE, "The claim's first service day."),
        Column("claim_end_date", DATE, "The claim's last service day."),
        Column("bill_type_code", TEXT, "Facility, care and frequency; institutional claims."),
        Column("clearinghouse_claim_number", TEXT, "The number that a clearinghouse gave.", x12="2300 REF D9"),
        Column("member_id", TEXT, "The subscriber's number with the payor.", x12="2010BA NM109"),
        Column("patient_last_name", TEXT, "The patient's last name."),
        Column("patient_first_name", TEXT, "The patient's first name."),
        Column("billing_npi", TEXT, "The NPI that bills.", x12="2010AA NM109"),
        Column("billing_name", TEXT, "The name that bills.", x12="2010AA NM103"),
        Column("payer", TEXT, "The payor that receives the claim.", x12="2010BB NM103"),
        Column("payer_id", TEXT, "Its identifier.", x12="2010BB NM109"),
        *CLAIM_PLACE,
    ),
)  # fmt: skip

REJECT = Table(
    name="reject",
    grain="One row is one claim, or one stretch of a file without a readable claim, that was set aside.",
    sources=("837P", "837I", "tables"),
    key=("source_file", "segment_offset", "rule"),
    columns=(
        *ENVELOPE,
        Column("claim_position", INTEGER, "The claim's ordinal within its transaction, if there is a claim."),
        Column("claim_id", TEXT, "The provider's own number of the claim, if it could be read."),
        Column("segment_position", INTEGER, "The segment's ordinal within its transaction, ST is 1."),
        Column("segment_id", TEXT, "The segment where the fault stands."),
        Column("element_position", INTEGER, "The element where the fault stands."),
        Column("segment_offset", INTEGER, "Where that segment begins in the unpacked file.", unit="bytes",
               required=True),
        Column("rule", TEXT, "The rule that is broken, as faults name it.", required=True),
        Column("reason", TEXT, "Why it was set aside, in a sentence.", required=True),
        Column("line_count", INTEGER, "How many service lines were set aside with it.", required=True),
        Column("what_was_read", TEXT, "The segment as it stands, its first 200 characters. May name a person."),
    ),
)  # fmt: skip
