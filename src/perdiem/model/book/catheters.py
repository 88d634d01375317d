"""The patient's lines: when each lay, and what happened to it."""

from __future__ import annotations

from perdiem.model.book.clinical import CLINICAL_SOURCES
from perdiem.model.book.declaration import BOOLEAN, DATE, INTEGER, TEXT, Column, Table
from perdiem.model.book.shared_columns import MEMBER, SITE

CATHETER = Table(
    name="catheter",
    grain="One row is one vascular access device of one patient, from its placement to its removal; a placement that "
          "failed is a row too.",
    sources=CLINICAL_SOURCES,
    key=("catheter_id",),
    columns=(
        Column("catheter_id", TEXT, "Tells one device from every other.", required=True),
        MEMBER,
        Column("line_type", TEXT, "The kind of line.", required=True,
               constraint="peripheral, midline, picc, non_tunneled, tunneled, port or other"),
        Column("lumens", INTEGER, "How many lumens; days are counted once a line, not once a lumen.",
               constraint="at least 1"),
        Column("placed_date", DATE, "The day on which it was placed.", required=True),
        Column("placed_by", TEXT, "Who placed it; empty: not known.",
               constraint="infusion_provider, hospital, physician_office or other"),
        Column("is_insertion_successful", BOOLEAN, "Whether the placement succeeded; empty: not known."),
        Column("removed_date", DATE, "The day of its removal; empty while it lies.",
               constraint="not before placed_date"),
        Column("removal_reason", TEXT, "Why it was removed.",
               constraint="therapy_complete, occlusion, infection, dislodgement, damage, replaced, died or other"),
        SITE,
    ),
)  # fmt: skip

CATHETER_EVENT = Table(
    name="catheter_event",
    grain="One row is one thing that went wrong with one line.",
    sources=CLINICAL_SOURCES,
    key=("event_id",),
    columns=(
        Column("event_id", TEXT, "Tells one event from every other.", required=True),
        Column("catheter_id", TEXT, "The line; empty: not known which."),
        MEMBER,
        Column("event_date", DATE, "The day on which it was found.", required=True),
        Column("event_type", TEXT, "What happened.", required=True,
               constraint="occlusion, bloodstream_infection, site_infection, dislodgement, thrombosis, damage, "
                          "phlebitis, infiltration or other"),
        Column("definition", TEXT, "The definition by which it was counted, such as nhsn, modified_nhsn, "
               "all_bacteremia or nhia; rates by different definitions are never compared."),
        Column("is_resolved_by_provider", BOOLEAN, "Whether the infusion provider put it right; not exclusive with "
               "what follows. Empty: not known."),
        Column("is_sent_to_emergency", BOOLEAN, "Whether the patient went to an emergency department for it; empty: "
               "not known."),
        Column("is_sent_to_outpatient_hospital", BOOLEAN, "Whether the patient went to a hospital's outpatient "
               "department for it; empty: not known."),
        Column("is_catheter_replaced", BOOLEAN, "Whether the line was replaced for it; empty: not known."),
        Column("resolved_date", DATE, "The day on which it was put right.", constraint="not before event_date"),
        SITE,
    ),
)  # fmt: skip
