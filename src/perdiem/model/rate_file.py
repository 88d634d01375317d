"""The tables of published rates: what payors and hospitals must publish, one row a rate and provider.

Sources: the price transparency guide's schemas 1.x and 2.x for payors (45 CFR 147.212), and the hospital price
transparency layouts 2.x and 3.x (45 CFR 180.50).
"""

from __future__ import annotations

from perdiem.model.book.declaration import DATE, INTEGER, TEXT, UNIT_PRICE, Column, Table

SOURCE_FILE = Column("source_file", TEXT, "The file, or its name within an archive.", required=True)
POSITION = Column(
    "position", INTEGER,
    "Where the rate stands: in a payor's file the byte of the unpacked file where the object of its code begins; in a "
    "hospital's JSON the ordinal of the service, from 1; in its CSV the number of the row, the file's first being 1.",
    unit="bytes, services or rows",
)  # fmt: skip

PLACE = (
    SOURCE_FILE,
    Column("file_date", DATE, "The day on which the file says that it was last updated."),
    POSITION,
    Column("rate_number", INTEGER, "The ordinal of the rate within the object of its code, from 1.", required=True),
    Column("price_number", INTEGER, "The ordinal of the price within the rate, from 1.", required=True),
)  # fmt: skip

WHO = (
    Column("payor", TEXT, "Who publishes the rate, or, in a hospital's file, the payor that the rate is agreed with."),
    Column(
        "plan", TEXT,
        "The plan's name, where the file is of one plan, a table of contents read with it says so, or the rate "
        "names one.",
    ),
    Column("plan_id", TEXT, "The plan's identifier: an employer's number (EIN) or a marketplace number (HIOS)."),
    Column("plan_market_type", TEXT, "The plan's market.", constraint="group or individual"),
    Column("network", TEXT, "The networks that the provider is in, separated by semicolons; schema 2 only."),
    Column(
        "provider_reference", TEXT,
        "The number of the file's provider reference; null for providers that stand at the rate itself.",
    ),
    Column("npi", TEXT, "One of the providers that the rate holds for; null where the file names none that was found."),
    Column("tin_type", TEXT, "What the tax number is.", constraint="ein or npi"),
    Column("tin", TEXT, "The tax number of the providers' business, as written."),
    Column("business_name", TEXT, "The name of that business, or of the hospital."),
)  # fmt: skip

WHAT = (
    Column("arrangement", TEXT, "How the rate pays.", constraint="ffs, bundle or capitation"),
    Column("code_system", TEXT, "The code's system: HCPCS, CPT, NDC, RC …, as the file names it."),
    Column("code_system_version", TEXT, "The edition of that system."),
    Column("code", TEXT, "The code; CSTM-00 stands for every code of the system.", required=True),
    Column("name", TEXT, "The item's name, in the file's words."),
    Column("description", TEXT, "The item's description, in the file's words."),
    Column(
        "contained_codes", TEXT,
        "The codes of a bundle or of a capitated service, as SYSTEM:CODE, separated by spaces.",
    ),
    Column("modifiers", TEXT, "The modifiers that the rate holds with, separated by spaces, as written."),
    Column("places_of_service", TEXT, "The places of service, separated by spaces; CSTM-00 stands for all."),
    Column("billing_class", TEXT, "The form of the claim.", constraint="professional, institutional or both"),
    Column("setting", TEXT, "Where the patient is.", constraint="inpatient, outpatient or both"),
)  # fmt: skip

PRICED = (
    Column(
        "rate_kind", TEXT, "What the amount is.", required=True,
        constraint="negotiated for payors; for hospitals also gross, discounted_cash, minimum, maximum, estimated, "
        "median, percentile_10, percentile_90",
    ),
    Column(
        "negotiated_type", TEXT,
        "How the amount was arrived at, as written: negotiated, derived, fee schedule, percentage, per diem; for "
        "hospitals the methodology.",
    ),
    Column("rate", UNIT_PRICE, "The amount; six places, half up.", unit="as rate_unit says"),
    Column("rate_unit", TEXT, "What the amount counts.", required=True, constraint="USD or percent"),
    Column("rate_mark", TEXT, "Why the amount must not be averaged: a placeholder, not a price; null for a price."),
    Column("expiration_date", DATE, "The last day of the rate; 9999-12-31 where it has none."),
    Column("additional_information", TEXT, "What the file adds in words: a formula, an algorithm, a note."),
)  # fmt: skip

PUBLISHED_RATE = Table(
    name="published_rate",
    grain="One row is one price for one code and one provider (NPI within a tax number), as a file publishes it.",
    sources=("in-network rates JSON, schema 1.x and 2.x", "hospital standard charges, CSV and JSON, 2.x and 3.x"),
    key=(
        "source_file",
        "position",
        "code",
        "rate_number",
        "price_number",
        "rate_kind",
        "provider_reference",
        "tin",
        "npi",
    ),
    columns=(*WHO, *WHAT, *PRICED, *PLACE),
)

RATE_FAULT = Table(
    name="rate_fault",
    grain="One row is one kind of fault of one file, with how often it was met and where it was met first.",
    sources=("every rate file",),
    key=("source_file", "fault"),
    columns=(
        SOURCE_FILE,
        Column("fault", TEXT, "The kind of fault.", required=True),
        Column("meaning", TEXT, "The fault in a sentence, and what was done.", required=True),
        Column("faults", INTEGER, "How often it was met in what was read.", required=True),
        Column("first_position", INTEGER, "Where it was met first, as published_rate.position.", unit="bytes or rows"),
        Column("example", TEXT, "What stood there, the first 200 characters."),
    ),
)

RATE_FILE_PLAN = Table(
    name="rate_file_plan",
    grain="One row is one file that a table of contents names for one plan.",
    sources=("table of contents JSON, schema 1.x and 2.x",),
    key=("source_file", "structure_number", "plan_number", "file_kind", "file_number"),
    columns=(
        Column("payor", TEXT, "Who publishes the files."),
        Column("plan", TEXT, "The plan's name."),
        Column("plan_id_type", TEXT, "What the plan's identifier is.", constraint="ein or hios"),
        Column("plan_id", TEXT, "The plan's identifier."),
        Column("plan_market_type", TEXT, "The plan's market.", constraint="group or individual"),
        Column("issuer", TEXT, "The insurer; schema 2 only."),
        Column("plan_sponsor", TEXT, "The employer that sponsors the plan; schema 2 only."),
        Column("file_kind", TEXT, "What the file holds.", required=True, constraint="in_network or allowed_amount"),
        Column("file_description", TEXT, "The file's description."),
        Column("file_location", TEXT, "Where the file can be had."),
        Column("rates_file", TEXT, "The file among those read that the location names; null where it was not read."),
        SOURCE_FILE,
        Column("file_date", DATE, "The day on which the table of contents was last updated."),
        Column("structure_number", INTEGER, "The ordinal of the entry that names both, from 1.", required=True),
        Column("plan_number", INTEGER, "The ordinal of the plan within the entry, from 1.", required=True),
        Column("file_number", INTEGER, "The ordinal of the file within the entry and kind, from 1.", required=True),
    ),
)

RATE_TABLES: tuple[Table, ...] = (PUBLISHED_RATE, RATE_FAULT, RATE_FILE_PLAN)
"""What rate files are read into."""
