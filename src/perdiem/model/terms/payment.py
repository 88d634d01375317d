"""What is paid: rates, unlisted services, drugs, capitation, and the rules of the claim form."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Literal, Self

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from perdiem.model.terms.base import Section, term
from perdiem.model.terms.types import (
    Codes,
    Day,
    Factor,
    LineOfBusiness,
    ModifierCode,
    Money,
    Percent,
    Place,
    PricePercent,
    Several,
    Words,
    YesNo,
)

CENT = Decimal("0.01")


class Rate(Section):
    """One row of the rate schedule: which codes, what is paid for one unit, and under which conditions.

    Exactly one of `rate` (dollars), `base` times `factor`, or `percent` `of` a price is stated.
    """

    codes: Codes | None = term(
        "codes", "{value}", meaning="A code, a range (S9373-S9377), a family (pn_per_diem), or several of them."
    )
    rate: Money | None = term("rate", "{value} dollars", unit="dollars a unit")
    base: Money | None = term("base rate", "a base of {value} dollars", unit="dollars a unit")
    factor: Factor | Words | None = term(
        "factor",
        "times {value}",
        meaning="The multiplier of the base: a number, or a name listed under `factors`.",
        union_mode="left_to_right",
    )
    percent: PricePercent | None = term("percent", "{value}", unit="percent")
    of: Literal["charge", "asp", "awp", "wac", "acquisition_cost", "medicare", "schedule"] | None = term(
        "percent of",
        {
            "charge": "of the charge",
            "asp": "of the average sales price (ASP)",
            "awp": "of the average wholesale price (AWP)",
            "wac": "of the wholesale acquisition cost (WAC)",
            "acquisition_cost": "of the acquisition cost",
            "medicare": "of the Medicare amount",
            "schedule": "of a named schedule",
        },
    )
    schedule: Words | None = term("schedule", "the schedule {value}")
    per: Literal["day", "visit", "hour", "unit", "kit", "item", "month", "course"] | None = term(
        "per", "a {value}", meaning="What one rate pays for."
    )
    modifiers: Several[ModifierCode] | None = term("modifiers", "with modifier {value}")
    site: Literal["pharmacy", "suite"] | None = term("kind of site", "at a {value}")
    places_of_service: Several[Place] | None = term("places of service", "at place of service {value}")
    lines_of_business: Several[LineOfBusiness] | None = term("lines of business", "for {value}")
    lesser_of_charge: YesNo | None = term(
        "lesser of charge", {"yes": "the lesser of the charge and the rate", "no": "the rate whatever the charge"}
    )
    most: Money | None = term("most paid", "at most {value} dollars", unit="dollars a unit")
    from_: Day | None = term("first day", "from {value}", alias="from")
    to: Day | None = term("last day", "to {value}")

    @model_validator(mode="after")
    def _one_way_to_pay(self) -> Self:
        if self.codes is None:
            raise PydanticCustomError("rate", "a rate needs `codes`: a code, a range or a family")
        ways = [self.rate is not None, self.base is not None, self.percent is not None]
        if sum(ways) != 1:
            raise PydanticCustomError(
                "rate", "a rate states one of: `rate`, `base` with `factor`, or `percent` with `of`"
            )
        if (self.base is None) != (self.factor is None):
            raise PydanticCustomError("rate", "`base` and `factor` go together: the rate is base x factor")
        if (self.percent is None) != (self.of is None):
            raise PydanticCustomError("rate", "`percent` and `of` go together, such as percent: 85% with of: awp")
        if (self.of == "schedule") != (self.schedule is not None):
            raise PydanticCustomError("rate", "`schedule` names the schedule when `of` is schedule, and only then")
        if self.from_ and self.to and self.from_ > self.to:
            raise PydanticCustomError("rate", "the rate's first day is after its last day")
        return self

    def amount(self, factors: dict[str, Decimal]) -> Decimal | None:
        """Dollars for one unit, or None for a percent of a price.

        Base times factor keeps full scale and is rounded once, half up, to the cent: there the contract fixes it.
        """
        if self.rate is not None:
            return self.rate
        if self.base is None:
            return None
        factor = self.factor if isinstance(self.factor, Decimal) else factors.get(str(self.factor))
        return None if factor is None else (self.base * factor).quantize(CENT, ROUND_HALF_UP)


class Unlisted(Section):
    """What is paid for a service that the rate schedule does not list."""

    percent_of_charge: Percent | None = term(
        "unlisted services", "A service without a rate is paid at {value} of the charge.", unit="percent"
    )
    first_billings: int | None = term(
        "first billings",
        "The percent of charge holds for the first {value} billings.",
        unit="billings",
        ge=1,
        le=1000,
    )
    then: Literal["median_of_first_billings"] | None = term(
        "afterwards", {"median_of_first_billings": "Afterwards the median of the first billings is paid."}
    )
    pay: Literal["acquisition_cost", "individual_consideration", "not_paid"] | None = term(
        "unlisted services",
        {
            "acquisition_cost": "A service without a rate is paid at acquisition cost.",
            "individual_consideration": "A service without a rate is priced case by case.",
            "not_paid": "A service without a rate is not paid.",
        },
    )
    median_of: int | None = term(
        "billings of the median",
        "The median is that of the first {value} billings.",
        meaning="Over how many billings the median is taken; where silent, over the first billings.",
        unit="billings",
        ge=1,
        le=1000,
    )
    in_state_only: YesNo | None = term(
        "unlisted services in the state",
        {
            "yes": "The percent of charge holds for sites in the payor's state only.",
            "no": "The percent of charge holds for sites in every state.",
        },
    )


class Drugs(Section):
    """How drugs are billed and priced beside the per diem."""

    benefit: Literal["medical", "pharmacy", "split"] | None = term(
        "drug benefit",
        {
            "medical": "Drugs are paid under the medical benefit.",
            "pharmacy": "Drugs are paid under the pharmacy benefit, apart from the services.",
            "split": "Some drugs are paid under the medical benefit, others under the pharmacy benefit.",
        },
        recommendations=(8,),
    )
    schedule: Words | None = term("drug schedule", "Drugs are priced by {value}.")
    price_updates: Literal["monthly", "quarterly", "yearly"] | None = term(
        "price updates",
        {
            "monthly": "Drug prices are updated each month.",
            "quarterly": "Drug prices are updated each quarter.",
            "yearly": "Drug prices are updated each year.",
        },
    )
    ndc_price_updates: Literal["monthly", "quarterly", "yearly"] | None = term(
        "price updates by NDC",
        {
            "monthly": "Prices by NDC are updated each month.",
            "quarterly": "Prices by NDC are updated each quarter.",
            "yearly": "Prices by NDC are updated each year.",
        },
        meaning="Where prices by NDC have another rhythm than those by code.",
    )
    ndc_quantity: Literal["as_given", "rounded_up"] | None = term(
        "quantity of an NDC",
        {
            "as_given": "A price by NDC is multiplied by the quantity given, in parts of a unit too.",
            "rounded_up": "A price by NDC is multiplied by the quantity rounded up to whole units.",
        },
        meaning="Default where silent: as_given.",
    )
    unlisted_code_needs_ndc: YesNo | None = term(
        "NDC with unlisted codes",
        {"yes": "A drug without a code of its own is billed with its NDC.", "no": "No NDC is asked for."},
    )
    quantity: Literal["administered", "dispensed"] | None = term(
        "quantity paid",
        {
            "administered": "Only the quantity given to the patient is paid.",
            "dispensed": "The dispensed quantity is paid.",
        },
    )
    waste: Literal["paid", "unforeseen_only", "not_paid"] | None = term(
        "waste",
        {
            "paid": "Drug that could not be used is paid.",
            "unforeseen_only": "Unused drug is paid only where the reason was unforeseen.",
            "not_paid": "Unused drug is not paid.",
        },
    )


class Capitation(Section):
    """A fixed payment a member a month that takes the place of rates for some codes."""

    codes: Codes | None = term("codes", "{value} are paid by capitation.")
    per_member_per_month: Money | None = term(
        "capitation", "{value} dollars a member a month.", unit="dollars a member a month"
    )
    lines_of_business: Several[LineOfBusiness] | None = term("lines of business", "Capitation holds for {value}.")


class Claims(Section):
    """How a claim must reach the payor, and what bounds its payment."""

    form: Literal["professional", "institutional", "either"] | None = term(
        "claim form",
        {
            "professional": "Claims are professional (837P or CMS-1500).",
            "institutional": "Claims are institutional (837I or UB-04).",
            "either": "Claims may be professional or institutional.",
        },
    )
    home_places: Several[Place] | None = term(
        "home places of service",
        "The home is billed with place of service {value}.",
        meaning="Default where silent: the places that the code table calls home or home-like, such as 12 and 13.",
    )
    timely_filing_days: int | None = term(
        "timely filing", "A claim must arrive within {value} days of service.", unit="days", ge=1, le=1100
    )
    corrected_claim_days: int | None = term(
        "corrected claims",
        "A corrected claim must arrive within {value} days of the first remittance.",
        unit="days",
        ge=1,
        le=1100,
    )
    lesser_of_charge: YesNo | None = term(
        "lesser of charge",
        {
            "yes": "The lesser of the charge and the rate is paid.",
            "no": "The rate is paid whatever the charge.",
        },
    )
