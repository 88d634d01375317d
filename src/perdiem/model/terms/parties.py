"""Who contracts: payor, provider, its sites, what it must hold, and which networks serve which drugs."""

from __future__ import annotations

from typing import Literal

from perdiem.model.terms.base import Section, term
from perdiem.model.terms.types import Day, Npi, Several, State, Words, YesNo


class Payor(Section):
    """The payor: the plan or agency that pays."""

    name: Words | None = term("payor", "The payor is {value}.")
    plan: Words | None = term("plan", "The plan is {value}.")
    state: State | None = term("payor's state", "The payor's state is {value}.")


class Provider(Section):
    """The provider: the infusion pharmacy that contracts, with all its sites."""

    name: Words | None = term("provider", "The provider is {value}.")
    tin: Words | None = term("tax number", "The provider's tax number is {value}.", pattern=r"^\d{2}-?\d{7}$")


class Site(Section):
    """One location of the provider: one NPI."""

    npi: Npi | None = term("NPI", "The site's NPI is {value}.", recommendations=(13,))
    name: Words | None = term("site", "The site is {value}.")
    state: State | None = term("site's state", "The site stands in {value}.", recommendations=(13,))
    kind: Literal["pharmacy", "suite"] | None = term(
        "kind of site", {"pharmacy": "The site is an infusion pharmacy.", "suite": "The site is an infusion suite."}
    )
    from_: Day | None = term("first day", "The site takes part from {value}.", alias="from")
    to: Day | None = term("last day", "The site takes part to {value}.")


class Sites(Section):
    """The provider's locations, and whether all of them work under the same terms (R13)."""

    same_terms: YesNo | None = term(
        "same terms at all sites",
        {"yes": "All sites work under the same terms.", "no": "Sites work under different terms."},
        recommendations=(13,),
    )
    out_of_state: Literal["included", "excluded"] | None = term(
        "out-of-state sites",
        {
            "included": "Affiliated sites in other states are included.",
            "excluded": "Affiliated sites in other states are excluded.",
        },
        recommendations=(13,),
    )
    added_by_notice: YesNo | None = term(
        "further sites by notice",
        {
            "yes": "Further affiliated sites join on written notice of their NPI.",
            "no": "A further site needs an amendment of its own.",
        },
        recommendations=(13,),
    )
    locations: Several[Site] | None = term(
        "locations", "The contract lists {value}.", meaning="One entry a location, with its NPI.", recommendations=(13,)
    )


class ServiceArea(Section):
    """Where the provider may serve members."""

    states: Several[State] | None = term("states served", "The service area is {value}.")
    description: Words | None = term("service area", "The service area is {value}.")


class Credentialing(Section):
    """What a provider must hold to contract and to give nursing (R6)."""

    accreditation: Several[Words] | None = term(
        "accreditation accepted", "Accreditation by {value} is accepted.", recommendations=(6,)
    )
    home_health_certification: Literal["required", "not_required", "accreditation_accepted"] | None = term(
        "home-health certification",
        {
            "required": "A provider of nursing must be a certified home health agency.",
            "not_required": "A provider of nursing need not be a certified home health agency.",
            "accreditation_accepted": "Accreditation is accepted in place of home-health certification for nursing.",
        },
        recommendations=(6,),
    )
    enrolled_as: Words | None = term("enrolment", "The provider enrols as {value}.")


class Network(Section):
    """A network of pharmacies and the kinds of drug that it serves (R1)."""

    name: Words | None = term("network", "The network is {value}.", recommendations=(1,))
    drugs: Several[Literal["infused", "provider_administered", "self_injected"]] | None = term(
        "drugs served", "The network serves {value} drugs.", recommendations=(1,)
    )
    local: YesNo | None = term(
        "local pharmacies",
        {"yes": "Its pharmacies are local.", "no": "Its pharmacies need not be local."},
        recommendations=(1,),
    )
    full_service: YesNo | None = term(
        "full-service pharmacies",
        {
            "yes": "Its pharmacies give the full service: drug, supplies, equipment and nursing.",
            "no": "Its pharmacies need not give the full service.",
        },
        recommendations=(1,),
    )
