"""The contracts that are measured, and the patients who were referred under them."""

from __future__ import annotations

from perdiem.model.book.clinical import CLINICAL_SOURCES
from perdiem.model.book.declaration import DATE, TEXT, Column, Table
from perdiem.model.book.shared_columns import LINE_OF_BUSINESS, MEMBER_OR_PERSON, PERSON_OR_MEMBER, THERAPY

PORTFOLIO_CONTRACT = Table(
    name="contract",
    grain="One row is one site of one contract over a span of days.",
    sources=("tables",),
    key=("contract_id", "site_npi", "start_date"),
    columns=(
        Column("contract_id", TEXT, "Tells one contract from every other.", required=True),
        Column("site_npi", TEXT, "The site's NPI: the one that bills under the contract.", required=True),
        Column("start_date", DATE, "The first day on which the site is under the contract.", required=True),
        Column("end_date", DATE, "The last day; empty: no end is agreed.", constraint="not before start_date"),
        Column("payer", TEXT, "The payor, as eligibility calls it."),
        LINE_OF_BUSINESS,
        Column("provider_name", TEXT, "The infusion pharmacy that the contract is with."),
        Column("site_kind", TEXT, "What the site is.", constraint="pharmacy or suite"),
        Column("state", TEXT, "The state where the site is."),
        Column("base_contract_id", TEXT, "The contract that this one amends or was copied from."),
        Column("file", TEXT, "The contract file, for a review beside the figures."),
    ),
)

REFERRAL = Table(
    name="referral",
    grain="One row is one patient who was referred to the infusion provider for one therapy.",
    sources=CLINICAL_SOURCES,
    key=("referral_id",),
    columns=(
        Column("referral_id", TEXT, "Tells one referral from every other.", required=True),
        MEMBER_OR_PERSON,
        PERSON_OR_MEMBER,
        Column("payer", TEXT, "The payor; empty: see eligibility."),
        LINE_OF_BUSINESS,
        Column("referral_date", DATE, "The day of the referral.", required=True),
        Column("decision", TEXT, "Whether the patient was taken; empty: not decided.",
               constraint="accepted or declined"),
        Column("decision_date", DATE, "The day of the decision.", constraint="not before referral_date"),
        Column("decline_reason", TEXT, "Why the patient was not taken; home_health_certification is a payor's rule "
               "that nursing must come from a certified home health agency.",
               constraint="home_health_certification, out_of_network, no_authorization, no_coverage, "
                          "rate_too_low, no_nurse, out_of_area, patient_choice, clinical or other"),
        THERAPY,
        Column("start_of_care_date", DATE, "The first day of the therapy.", constraint="not before referral_date"),
        Column("site_npi", TEXT, "The site that was asked."),
    ),
)  # fmt: skip
