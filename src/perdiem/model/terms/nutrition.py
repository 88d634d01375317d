"""Nutrition: enteral, parenteral, and the value-based programme for parenteral nutrition."""

from __future__ import annotations

from typing import Literal

from perdiem.model.terms.base import Section, term
from perdiem.model.terms.types import Codes, Coverage, Figure, Money, Percent, Several, Words


class Enteral(Section):
    """Tube feeding: per diem S9340-S9343, pump, kits and formula (R10)."""

    per_diem: Coverage | None = term(
        "enteral per diem",
        {"covered": "The enteral per diems are covered.", "not_covered": "The enteral per diems are not covered."},
        recommendations=(10,),
    )
    pump: Coverage | None = term(
        "enteral pump",
        {"covered": "The enteral pump is covered.", "not_covered": "The enteral pump is not covered."},
        recommendations=(10,),
    )
    kits: Coverage | None = term(
        "enteral kits and tubes",
        {
            "covered": "Enteral kits, tubes and supplies are covered.",
            "not_covered": "Enteral kits, tubes and supplies are not covered.",
        },
        recommendations=(10,),
    )
    formula: Coverage | None = term(
        "enteral formula",
        {"covered": "Enteral formula is covered.", "not_covered": "Enteral formula is not covered."},
        recommendations=(10,),
    )
    covered_for: Literal["all_tube_fed", "some_tube_fed"] | None = term(
        "who is covered",
        {
            "all_tube_fed": "Enteral nutrition is covered for every tube-fed patient.",
            "some_tube_fed": "Enteral nutrition is covered only for some tube-fed patients.",
        },
        recommendations=(10,),
    )
    only_when: Words | None = term(
        "condition of enteral coverage", "Enteral nutrition is covered only when {value}.", recommendations=(10,)
    )


class ParenteralNutrition(Section):
    """Parenteral nutrition beside its per diem: formula, lipids, home mix (R2, R15)."""

    formula: Literal["inside_per_diem", "paid_separately"] | None = term(
        "standard formula",
        {
            "inside_per_diem": "Standard PN formula is inside the PN per diem.",
            "paid_separately": "PN solution is paid beside the PN per diem.",
        },
        meaning="By their wording S9364-S9368 hold standard formula; some payors pay a B code beside them.",
        recommendations=(2,),
    )
    home_mix: Coverage | None = term(
        "home-mix codes",
        {
            "covered": "Home-mixed parenteral nutrition is covered.",
            "not_covered": "Home-mixed parenteral nutrition is not covered; its codes are not accepted.",
        },
        recommendations=(15,),
    )
    solution_codes: Codes | None = term(
        "solution codes", "PN solutions are identified by {value}.", recommendations=(15,)
    )


class ProgrammeMeasure(Section):
    """One measure of the PN programme with its target (R9)."""

    measure: Words | None = term("measure", "{value}")
    target: Words | None = term("target", "target {value}", meaning="In words: at most 25%, 0.87 per 1,000 days.")
    baseline: Words | None = term("baseline", "baseline {value}")
    better: Literal["lower", "higher"] | None = term(
        "better is", {"lower": "lower is better", "higher": "higher is better"}
    )
    weight: Percent | None = term("weight", "weight {value}", unit="percent")
    scored_by: (
        Literal[
            "readmission_pn_all_cause",
            "readmission_pn_hospital_wide",
            "occlusions",
            "occlusions_without_hospital",
            "occlusions_resolved_by_provider",
            "occlusions_to_emergency",
            "occlusions_to_replacement",
            "catheter_bloodstream_infections",
            "catheter_site_infections",
        ]
        | None
    ) = term(
        "scored by",
        "scored as {value}",
        meaning="Which of Perdiem's measures counts it; its page says numerator, denominator and unit.",
    )
    target_figure: Figure | None = term(
        "target as a figure",
        "target figure {value}",
        meaning="In the unit of the measure it is scored by: 25% of discharges, 0.60 per 1,000 catheter days.",
    )
    baseline_figure: Figure | None = term(
        "baseline as a figure",
        "baseline figure {value}",
        meaning="The provider's result before the programme, by the same definition, in the unit of the measure.",
    )
    least_count: int | None = term(
        "least count",
        "scored from {value} on",
        meaning="With a smaller denominator (discharges, occlusions, catheter days) this measure is not scored.",
        unit="of the denominator",
        ge=1,
        le=10_000_000,
    )
    event_saving: Money | None = term(
        "saving of one event less",
        "{value} dollars for each event less",
        meaning="What an event avoided is agreed to save, for shared savings.",
        unit="dollars an event",
    )


class ProgrammePayment(Section):
    """How the PN programme pays (R9)."""

    kind: Literal["bonus", "shared_saving", "withhold"] | None = term(
        "kind of payment",
        {
            "bonus": "Reaching the targets pays a bonus.",
            "shared_saving": "Savings against the baseline are shared.",
            "withhold": "Part of the payment is withheld until the targets are reached.",
        },
        recommendations=(9,),
    )
    percent: Percent | None = term("share", "It is {value} of the PN per diems.", unit="percent")
    amount: Money | None = term("amount", "It is {value} dollars a patient.", unit="dollars a patient")
    scale: Literal["each_measure", "in_proportion", "all_or_nothing"] | None = term(
        "how results earn it",
        {
            "each_measure": "Each target reached earns its weight.",
            "in_proportion": "Each measure earns its weight in proportion to the way from baseline to target.",
            "all_or_nothing": "It is earned only when every target is reached.",
        },
        meaning="Silent: each target reached earns its weight.",
        recommendations=(9,),
    )
    met_by: Literal["result", "interval"] | None = term(
        "when a target is reached",
        {
            "result": "A target is reached by the result itself.",
            "interval": "A target is reached only when the whole interval of the result is on its good side.",
        },
        meaning="Silent: by the result itself. By the interval, chance alone hardly pays.",
        recommendations=(9,),
    )
    most: Percent | None = term(
        "most that is paid", "At most {value} of the PN per diems is paid.", unit="percent", recommendations=(9,)
    )


class PnProgramme(Section):
    """A value-based programme for parenteral nutrition: measures, targets, payment (R9)."""

    measures: Several[ProgrammeMeasure] | None = term(
        "measures of the PN programme", "The PN programme measures {value}.", recommendations=(9,)
    )
    payment: ProgrammePayment = ProgrammePayment()
    period_months: int | None = term(
        "measurement period", "Results are measured over {value} months.", unit="months", ge=1, le=60
    )
    least_patients: int | None = term(
        "least volume",
        "A provider with fewer than {value} PN patients is not scored.",
        unit="patients",
        ge=1,
        le=100000,
    )
    risk_adjustment: Words | None = term("risk adjustment", "Results are risk-adjusted by {value}.")
    adjusted_for: Several[Literal["age_band", "line_of_business"]] | None = term(
        "adjusted for",
        "Results are adjusted for {value}, by indirect standardization.",
        meaning="What Perdiem adjusts for: observed over expected by the mix of patients, times the result of all.",
        recommendations=(9,),
    )
    codes: Codes | None = term("codes of the programme", "The programme looks at {value}.")
