"""Columns that several tables share: the member, the therapy, the site; a claim's key and its place in its file."""

from __future__ import annotations

from perdiem.model.book.declaration import INTEGER, TEXT, Column

MEMBER = Column("member_id", TEXT, "The subscriber's number with the payor, as claims carry it.", required=True)
PERSON = Column("person_id", TEXT, "The person across payors and time.")
MEMBER_OR_PERSON = Column(
    "member_id", TEXT, "The subscriber's number with the payor, as claims carry it; adjudication asks for it.",
    constraint="filled where person_id is empty",
)  # fmt: skip
PERSON_OR_MEMBER = Column(
    "person_id", TEXT, "The person across payors and time; the Tuva Project's tables may have this only.",
)  # fmt: skip
LINE_OF_BUSINESS = Column(
    "line_of_business", TEXT, "The line of business in the words of contracts.",
    constraint="commercial, self_funded, exchange, medicare_advantage, medicare_supplement, managed_medicaid, "
               "medicaid_ffs, workers_compensation or tricare",
)  # fmt: skip
THERAPY = Column(
    "therapy", TEXT, "The therapy: the family of its per diem, such as anti_infective, pn_per_diem or "
    "enteral_per_diem (`perdiem codes` lists them).",
)  # fmt: skip
SITE = Column("site_npi", TEXT, "The infusion provider's site.")

CLAIM_KEY = Column(
    "claim_key", TEXT, "Tells one claim of the book from every other: the file and the claim's place in it.",
    required=True, constraint="source_file, a number sign and claim_offset for claims from X12",
)  # fmt: skip
LINE_NUMBER = Column(
    "claim_line_number", INTEGER, "The line's ordinal within its claim, counted from 1 as the lines stand.",
    required=True, constraint="at least 1; counted, because LX01 may be missing or repeated", x12="2400 SV1, SV2",
)  # fmt: skip

ENVELOPE = (
    Column("source_file", TEXT, "The file read; a member of a zip follows the zip's name and a `!`.", required=True),
    Column("interchange_control_number", TEXT, "The number of the interchange.", x12="ISA13"),
    Column("group_control_number", TEXT, "The number of the functional group.", x12="GS06"),
    Column("transaction_control_number", TEXT, "The number of the transaction set.", x12="ST02"),
)
CLAIM_PLACE = (
    *ENVELOPE,
    Column("claim_position", INTEGER, "The claim's ordinal within its transaction, from 1.", x12="2300 CLM"),
    Column("claim_offset", INTEGER, "Where the claim begins in the unpacked file.", unit="bytes", x12="2300 CLM"),
)
