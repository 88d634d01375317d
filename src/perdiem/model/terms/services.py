"""Services beside the per diem: nursing, catheter care, de-clotting, catheter insertion, the infusion suite."""

from __future__ import annotations

from typing import Literal

from perdiem.model.terms.base import Section, term
from perdiem.model.terms.types import (
    Codes,
    Coverage,
    DiagnosisPrefix,
    ModifierCode,
    Percent,
    Place,
    Setting,
    Several,
    YesNo,
)


class NursingLimits(Section):
    """Caps on infusion nursing (R14)."""

    hours_per_day: int | None = term(
        "hours a day", "Nursing is limited to {value} hours a day.", unit="hours", ge=1, le=24, recommendations=(14,)
    )
    hours_per_week: int | None = term(
        "hours a week",
        "Nursing is limited to {value} hours in seven days.",
        unit="hours",
        ge=1,
        le=168,
        recommendations=(14,),
    )
    visits_per_day: int | None = term(
        "visits a day", "Nursing is limited to {value} visits a day.", unit="visits", ge=1, le=24, recommendations=(14,)
    )
    visits_per_week: int | None = term(
        "visits a week",
        "Nursing is limited to {value} visits in seven days.",
        unit="visits",
        ge=1,
        le=50,
        recommendations=(14,),
    )
    visits_per_course: int | None = term(
        "visits a course",
        "Nursing is limited to {value} visits a course of therapy.",
        unit="visits",
        ge=1,
        le=1000,
        recommendations=(14,),
    )
    visits_per_year: int | None = term(
        "visits a year",
        "Nursing is limited to {value} visits a year.",
        unit="visits",
        ge=1,
        le=1000,
        recommendations=(14,),
    )


class Nursing(Section):
    """Infusion nursing visits (99601, 99602): who bills, how time counts, which caps hold (R2, R6, R14).

    Whether nursing needs authorization stands under `authorization.rules`.
    """

    payment: Literal["separate", "inside_per_diem", "not_covered"] | None = term(
        "payment of nursing",
        {
            "separate": "Nursing visits are paid beside the per diem.",
            "inside_per_diem": "Nursing visits are inside the per diem.",
            "not_covered": "Nursing visits are not paid.",
        },
        recommendations=(2, 3, 14),
    )
    billed_by: Several[Literal["infusion_provider", "home_health_agency"]] | None = term(
        "who bills nursing", "Nursing is billed by the {value}.", recommendations=(2, 6)
    )
    credential: Several[Literal["rn", "lpn", "np"]] | None = term("credential", "Nursing is given by {value}.")
    time_basis: Literal["on_site", "with_travel_and_documentation"] | None = term(
        "nursing time",
        {
            "on_site": "Nursing time is the time with the patient.",
            "with_travel_and_documentation": "Nursing time counts preparation, travel, care and documentation.",
        },
    )
    added_hour_needs_minutes: int | None = term(
        "added hour",
        "An added hour (99602) needs at least {value} minutes.",
        unit="minutes",
        ge=1,
        le=60,
    )
    second_visit_same_day: Literal["first_visit_code", "added_hour_code"] | None = term(
        "second visit of a day",
        {
            "first_visit_code": "A second visit of a day is billed as a visit (99601).",
            "added_hour_code": "A second visit of a day is billed as added hours (99602).",
        },
    )
    nursing_only_percent: Percent | None = term(
        "nursing alone",
        "Where nursing is the only service, at most {value} of the physician amount is paid a visit.",
        unit="percent",
    )
    assessment_codes: Codes | None = term("assessment visit", "An assessment visit is billed with {value}.")
    not_paid_in_places: Several[Place] | None = term(
        "places without nursing", "Nursing is not paid at place of service {value}."
    )
    limits: NursingLimits = NursingLimits()
    unlimited: YesNo | None = term(
        "no limit of visits",
        {
            "yes": "The number and length of nursing visits are not limited.",
            "no": "The number or length of nursing visits may be limited.",
        },
        recommendations=(14,),
    )


class CatheterCare(Section):
    """Catheter care per diems (S5497, S5498, S5501, S5502)."""

    coverage: Coverage | None = term(
        "catheter care",
        {"covered": "Catheter care is covered.", "not_covered": "Catheter care is not covered."},
    )
    beside_other_per_diem: Literal["not_paid", "paid"] | None = term(
        "beside another per diem",
        {
            "not_paid": "Catheter care is paid only on days without another per diem.",
            "paid": "Catheter care is paid beside another per diem.",
        },
        meaning="Default where silent: not_paid, the stand-alone rule (unverified in the NHIA standard).",
    )
    weeks_on_hold: int | None = term(
        "weeks on hold",
        "While therapy is on hold, catheter care is paid for up to {value} weeks.",
        unit="weeks",
        ge=1,
        le=104,
    )


class DeClotting(Section):
    """Clearing an occluded catheter: kit S5517, alteplase J2997, nursing (R3).

    Whether it needs authorization stands under `authorization.rules` (`for: de_clotting`).
    """

    kit: Coverage | None = term(
        "de-clotting kit",
        {"covered": "The de-clotting kit is covered.", "not_covered": "The de-clotting kit is not covered."},
        recommendations=(3,),
    )
    drug: Coverage | None = term(
        "de-clotting drug",
        {"covered": "The de-clotting drug is covered.", "not_covered": "The de-clotting drug is not covered."},
        recommendations=(3,),
    )
    nursing: Coverage | None = term(
        "de-clotting visit",
        {
            "covered": "The nursing visit for de-clotting is covered.",
            "not_covered": "The nursing visit for de-clotting is not covered.",
        },
        recommendations=(3,),
    )
    member_cost: Literal["none", "standard"] | None = term(
        "member cost of de-clotting",
        {
            "none": "De-clotting costs the member nothing.",
            "standard": "De-clotting carries the member's usual cost share.",
        },
        recommendations=(3,),
    )
    settings: Several[Setting] | None = term(
        "where de-clotting is covered",
        "De-clotting is covered for patients served in the {value}.",
        recommendations=(3,),
    )


class CatheterInsertion(Section):
    """Placing PICCs and midlines: kits S5520, S5521 and nursing S5522, S5523 (R4)."""

    picc_kit: Coverage | None = term(
        "PICC kit",
        {"covered": "The PICC kit is covered.", "not_covered": "The PICC kit is not covered."},
        recommendations=(4,),
    )
    picc_insertion: Coverage | None = term(
        "PICC insertion",
        {
            "covered": "PICC insertion by the provider's nurse is covered.",
            "not_covered": "PICC insertion is not covered.",
        },
        recommendations=(4,),
    )
    midline_kit: Coverage | None = term(
        "midline kit", {"covered": "The midline kit is covered.", "not_covered": "The midline kit is not covered."}
    )
    midline_insertion: Coverage | None = term(
        "midline insertion",
        {"covered": "Midline insertion is covered.", "not_covered": "Midline insertion is not covered."},
    )
    settings: Several[Setting] | None = term(
        "where insertion is covered", "Catheter insertion is covered in the {value}.", recommendations=(4,)
    )
    visit_beside_insertion: Literal["not_paid", "paid"] | None = term(
        "visit beside insertion",
        {
            "not_paid": "A nursing visit (99601) is not paid for the insertion itself.",
            "paid": "A nursing visit (99601) is paid beside the insertion.",
        },
        meaning="Default where silent: not_paid, because S5522 and S5523 are nursing by their wording.",
    )


class Suite(Section):
    """The provider's ambulatory infusion suite (AIS) as a site of care (R5)."""

    status: Literal["accepted", "billed_as_home", "separate_contract", "excluded"] | None = term(
        "infusion suite",
        {
            "accepted": "Services in the provider's infusion suite are covered.",
            "billed_as_home": "Suite services are billed as if given in the home.",
            "separate_contract": "Suite services need a contract of their own.",
            "excluded": "Suite services are not covered.",
        },
        recommendations=(5,),
    )
    modifier: ModifierCode | None = term(
        "suite modifier", "Suite services carry modifier {value}.", recommendations=(5,)
    )
    places_of_service: Several[Place] | None = term(
        "suite's place of service", "Suite services are billed with place of service {value}.", recommendations=(5,)
    )
    only_for: Codes | None = term("suite only for", "The suite is covered only for {value}.", recommendations=(5,))
    only_for_diagnoses: Several[DiagnosisPrefix] | None = term(
        "suite only for diagnoses",
        "The suite is covered only for diagnoses that begin with {value}.",
        meaning="The first characters of ICD-10-CM codes, without a point: O21 for every O21 code.",
        recommendations=(5,),
    )
