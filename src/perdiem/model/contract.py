"""A home-infusion contract: what one file (with its amendments) says about one period."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from perdiem.model.marks import Mark, Marks
from perdiem.model.periods import Period
from perdiem.model.terms.authorization import Authorization
from perdiem.model.terms.base import Section, term
from perdiem.model.terms.government import Medicare, MedicareAdvantage
from perdiem.model.terms.member import MemberCost
from perdiem.model.terms.nutrition import Enteral, ParenteralNutrition, PnProgramme
from perdiem.model.terms.parties import Credentialing, Network, Payor, Provider, ServiceArea, Sites
from perdiem.model.terms.payment import Capitation, Claims, Drugs, Rate, Unlisted
from perdiem.model.terms.per_diem import Coding, ConcurrentTherapies, PerDiem
from perdiem.model.terms.services import CatheterCare, CatheterInsertion, DeClotting, Nursing, Suite
from perdiem.model.terms.types import Day, Factor, LineOfBusiness, Several, Slug, Words


class Effective(Section):
    """The contract's first and last day; a missing last day means until further notice."""

    from_: Day | None = term("first day", "The contract holds from {value}.", alias="from")
    to: Day | None = term("last day", "The contract holds to {value}.")

    @model_validator(mode="after")
    def _first_before_last(self) -> Self:
        if self.from_ and self.to and self.from_ > self.to:
            raise PydanticCustomError("period", "the first day is after the last day")
        return self

    @property
    def period(self) -> Period:
        """The contract's days."""
        return Period(self.from_, self.to)


class Source(Section):
    """A document that terms come from."""

    title: Words | None = term("title", "{value}")
    publisher: Words | None = term("publisher", "{value}")
    url: Words | None = term("address", "{value}", pattern=r"^https?://")
    dated: Words | None = term("date of the document", "{value}")
    seen: Words | None = term("how much was seen", "{value}")


class Contract(Section):
    """The terms between a payor and an infusion provider that hold together over one period.

    Sections are always present; a term that is None is one on which the contract is silent.
    """

    contract: Slug = Field(title="contract", description="The contract's short name: lower-case letters, digits, - . _")
    title: Words | None = term("title", "{value}")
    about: Words | None = term("about", "{value}", meaning="What this file is, for its readers.")
    amends: Slug | None = term(
        "amends", "This amends {value}.", meaning="In an amendment: the contract that it changes."
    )
    amendments: Several[Words] | None = term(
        "amendments", "Amended by {value}.", meaning="Files of the amendments, in order, beside this file."
    )
    payor: Payor = Payor()
    provider: Provider = Provider()
    effective: Effective = Effective()
    lines_of_business: Several[LineOfBusiness] | None = term(
        "lines of business", "The contract covers {value}.", recommendations=(6, 12)
    )
    sources: dict[str, Source] = Field(
        default_factory=dict, title="sources", description="Documents that terms cite with `source`."
    )
    sites: Sites = Sites()
    service_area: ServiceArea = ServiceArea()
    credentialing: Credentialing = Credentialing()
    networks: Several[Network] | None = term(
        "networks",
        "Networks: {value}.",
        meaning="Networks of pharmacies and the kinds of drug that each serves (R1).",
        recommendations=(1,),
    )
    coding: Coding = Coding()
    factors: dict[str, Factor] = Field(
        default_factory=dict, title="factors", description="Named multipliers of base rates, such as per_diem: 1.37."
    )
    rates: Several[Rate] | None = term(
        "rates",
        "The rate schedule has {value}.",
        meaning="Rows of rates; a row {file: rates.xlsx} stands for a sheet beside this file.",
    )
    unlisted: Unlisted = Unlisted()
    drugs: Drugs = Drugs()
    capitation: Several[Capitation] | None = term("capitation", "{value}")
    per_diem: PerDiem = PerDiem()
    concurrent_therapies: ConcurrentTherapies = ConcurrentTherapies()
    nursing: Nursing = Nursing()
    catheter_care: CatheterCare = CatheterCare()
    de_clotting: DeClotting = DeClotting()
    catheter_insertion: CatheterInsertion = CatheterInsertion()
    suite: Suite = Suite()
    enteral: Enteral = Enteral()
    parenteral_nutrition: ParenteralNutrition = ParenteralNutrition()
    authorization: Authorization = Authorization()
    medicare: Medicare = Medicare()
    medicare_advantage: MedicareAdvantage = MedicareAdvantage()
    member_cost: Several[MemberCost] | None = term("member cost share", "{value}")
    claims: Claims = Claims()
    pn_programme: PnProgramme = PnProgramme()
    perdiem: Literal["1"] | None = Field(default=None, title="format", description="The version of this file's format.")
    marks: Marks = Field(default_factory=Marks, exclude=True, repr=False)

    def mark(self, *path: str | int) -> Mark:
        """Where a term stands and comes from: `contract.mark("nursing", "unlimited")`."""
        return self.marks.at(*path)

    def amount_of(self, rate: Rate) -> Decimal | None:
        """Dollars for one unit of a rate row, or None where it is a percent of a price."""
        return rate.amount(self.factors)

    def covers(self, *lines: LineOfBusiness) -> bool:
        """Whether the contract names one of these lines of business."""
        return any(line in (self.lines_of_business or ()) for line in lines)


class Agreement(Section):
    """A contract over time: its versions, each with the period in which exactly its terms hold, in order.

    A contract without amendments or dated terms has one version.
    """

    versions: tuple[tuple[Period, Contract], ...]
    file: str

    def on(self, day: date) -> Contract:
        """The contract on a day; before the first version or after the last, the nearest one."""
        for period, contract in self.versions:
            if day in period:
                return contract
        first_period, first = self.versions[0]
        return first if first_period.first and day < first_period.first else self.versions[-1][1]

    @property
    def period(self) -> Period:
        """All days that the contract holds."""
        return Period(self.versions[0][0].first, self.versions[-1][0].last)
