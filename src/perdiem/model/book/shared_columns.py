"""Columns that several claim tables share: the claim's key and where a claim stands in its file."""

from __future__ import annotations

from perdiem.model.book.declaration import INTEGER, TEXT, Column

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
