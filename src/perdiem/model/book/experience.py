"""What patients say: answers to satisfaction surveys, and outcomes that they report themselves."""

from __future__ import annotations

from perdiem.model.book.clinical import CLINICAL_SOURCES
from perdiem.model.book.declaration import BOOLEAN, DATE, INTEGER, QUANTITY, TEXT, Column, Table
from perdiem.model.book.shared_columns import MEMBER, SITE, THERAPY

SURVEY_RESPONSE = Table(
    name="survey_response",
    grain="One row is one patient's answer to one question of a satisfaction survey.",
    sources=CLINICAL_SOURCES,
    key=("response_id", "question_id"),
    columns=(
        Column("response_id", TEXT, "Tells one filled survey from every other.", required=True),
        Column("question_id", TEXT, "The question within the survey.", required=True),
        MEMBER,
        Column("survey_date", DATE, "The day on which it was answered.", required=True),
        Column("survey_id", TEXT, "Which survey was asked, with its version."),
        Column("subject", TEXT, "What the question asks about.", required=True,
               constraint="services or site_of_care"),
        Column("topic", TEXT, "The question's topic, such as delivery, instructions or overall."),
        Column("score", QUANTITY, "The answer on the question's scale.", unit="points of the scale"),
        Column("highest_score", QUANTITY, "The best answer of the scale.", unit="points of the scale"),
        Column("is_top_box", BOOLEAN, "Whether the answer is the best of the scale; empty: score against "
               "highest_score."),
        Column("care_setting", TEXT, "Where the patient is infused.", constraint="home, suite or other"),
        THERAPY,
        Column("days_on_service", INTEGER, "Days of service until the survey.", unit="days"),
        Column("home_infusions", INTEGER, "Infusions at home until the survey.", unit="infusions"),
        Column("is_discharged", BOOLEAN, "Whether the patient was discharged from service."),
        Column("is_self_injected", BOOLEAN, "Whether the therapy is one that patients inject themselves."),
        Column("is_with_hospice", BOOLEAN, "Whether the infusion is secondary to hospice."),
        SITE,
    ),
)  # fmt: skip

OUTCOME_REPORT = Table(
    name="outcome_report",
    grain="One row is one value of one instrument that a patient reported.",
    sources=CLINICAL_SOURCES,
    key=("report_id", "measure"),
    columns=(
        Column("report_id", TEXT, "Tells one report from every other.", required=True),
        MEMBER,
        Column("report_date", DATE, "The day of the report.", required=True),
        Column("instrument", TEXT, "The instrument, such as PROMIS-10 or EQ-5D-5L.", required=True),
        Column("measure", TEXT, "The score or item of the instrument.", required=True),
        Column("value", QUANTITY, "The value that was reported.", unit="points of the instrument"),
        THERAPY,
        SITE,
    ),
)
