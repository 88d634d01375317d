"""The per diem: which code system, which days count, what it holds, and concurrent therapies."""

from __future__ import annotations

from typing import Literal

from perdiem.model.terms.base import Section, term
from perdiem.model.terms.types import Codes, ModifierCode, Percent, Several, YesNo

Component = Literal[
    "supplies",
    "equipment",
    "pumps",
    "poles",
    "tubing",
    "dressings",
    "delivery",
    "pharmacy_services",
    "care_coordination",
    "administrative_services",
    "iv_solutions",
    "nursing",
]


class Coding(Section):
    """Which codes the contract uses for home infusion (R2, R15)."""

    system: Literal["s_codes", "hit_g_codes", "s_codes_and_hit_g_codes", "component_codes"] | None = term(
        "code system",
        {
            "s_codes": "Home infusion is billed with the S-code per diems.",
            "hit_g_codes": "Home infusion is billed with the Medicare home infusion G codes.",
            "s_codes_and_hit_g_codes": "Home infusion is billed with S-code per diems or with Medicare G codes.",
            "component_codes": "Each supply, pump and service is billed with a code of its own.",
        },
        recommendations=(2,),
    )
    accepted: Codes | None = term("codes accepted", "The codes {value} are accepted.", recommendations=(2, 15))
    refused: Codes | None = term("codes refused", "The codes {value} are not accepted.", recommendations=(2, 15))


class PerDiem(Section):
    """Which days a per diem pays, what it holds, and what is paid beside it (R2)."""

    day_rule: Literal["access_days", "infusion_days", "infusion_or_nursing_days", "hours_24"] | None = term(
        "per-diem days",
        {
            "access_days": "A per diem is paid for each day on which the patient has access to the therapy.",
            "infusion_days": "A per diem is paid only for days on which an infusion is given.",
            "infusion_or_nursing_days": "A per diem is paid only for days with an infusion or a nursing visit.",
            "hours_24": "Per diems are counted in blocks of 24 infusion hours.",
        },
        meaning="Which days count. NHIA's own definition is access_days; payors differ.",
    )
    longest_interval_hours: int | None = term(
        "longest dosing interval",
        "The per diem serves therapies dosed up to every {value} hours.",
        unit="hours",
        ge=1,
        le=8760,
    )
    inpatient_days: Literal["excluded", "included"] | None = term(
        "inpatient days",
        {"excluded": "Days in hospital are not paid.", "included": "Days in hospital are paid."},
    )
    early_stop_days: int | None = term(
        "early stop",
        "After an unplanned stop, supply already dispensed is paid for up to {value} days.",
        unit="days",
        ge=0,
        le=60,
    )
    early_stop_codes: Codes | None = term("early stop holds for", "The early-stop rule holds for {value}.")
    month_per_line: YesNo | None = term(
        "one month a line",
        {"yes": "A claim line stays within one calendar month.", "no": "A claim line may cross a month's end."},
    )
    least_days_per_line: int | None = term(
        "least days a line", "A claim line holds at least {value} days.", unit="days", ge=1, le=31
    )
    units_over_days: Literal["cut", "deny"] | None = term(
        "units beyond days",
        {
            "cut": "Units beyond the days of the line are not paid; the rest is.",
            "deny": "A line with more units than days is denied.",
        },
        meaning="Default where silent: cut.",
    )
    includes: Several[Component] | None = term(
        "inside the per diem", "The per diem includes {value}.", recommendations=(2,)
    )
    paid_beside: Codes | None = term("paid beside the per diem", "{value} are paid beside the per diem.")
    not_paid_beside: Codes | None = term(
        "not paid beside the per diem", "{value} are not paid beside the per diem.", recommendations=(2,)
    )
    supplied_by: Literal["infusion_pharmacy", "several_suppliers"] | None = term(
        "who supplies",
        {
            "infusion_pharmacy": "The infusion pharmacy provides drug, supplies, equipment and services together.",
            "several_suppliers": "Drug, supplies and equipment may come from several suppliers.",
        },
        recommendations=(2,),
    )
    sterile_compounding: Literal["usp_required", "not_stated"] | None = term(
        "sterile compounding",
        {
            "usp_required": "Sterile preparations meet the USP chapters on compounding.",
            "not_stated": "No standard is set for sterile preparations.",
        },
        recommendations=(2,),
    )


class Pair(Section):
    """Two groups of codes that may not be billed on the same days."""

    codes: Codes | None = term("codes", "{value}")
    beside: Codes | None = term("beside", "beside {value}")


class ConcurrentTherapies(Section):
    """What is paid for the first, second, third and later therapy of the same day (R7)."""

    first: Percent | None = term(
        "first therapy", "The first therapy is paid at {value} of its per diem.", unit="percent"
    )
    second: Percent | None = term(
        "second therapy",
        "The second concurrent therapy is paid at {value} of its per diem.",
        unit="percent",
        recommendations=(7,),
    )
    third: Percent | None = term(
        "third and later therapies",
        "The third and each later concurrent therapy is paid at {value} of its per diem.",
        unit="percent",
        recommendations=(7,),
    )
    first_is: Literal["as_billed", "highest_rate"] | None = term(
        "which therapy is first",
        {
            "as_billed": "The first therapy is the one billed without SH or SJ.",
            "highest_rate": "The first therapy is the one with the highest rate.",
        },
    )
    sh_sj: Literal["required", "accepted", "not_used"] | None = term(
        "modifiers SH and SJ",
        {
            "required": "The second therapy carries modifier SH, later ones SJ.",
            "accepted": "Modifiers SH and SJ are accepted and not required.",
            "not_used": "Modifiers SH and SJ are not used.",
        },
        recommendations=(7,),
    )
    also_modifier: ModifierCode | None = term("further modifier", "Modifier {value} is required beside SH or SJ.")
    not_together: Several[Pair] | None = term(
        "pairs not paid together", "Not paid together: {value}.", recommendations=(7,)
    )
