"""What the member pays."""

from __future__ import annotations

from typing import Literal

from perdiem.model.terms.base import Section, term
from perdiem.model.terms.types import Codes, LineOfBusiness, Money, Percent, Several


class MemberCost(Section):
    """The member's cost share for some codes. The plan's accumulators come with the eligibility data.

    Among entries that fit, the one that names fewest codes decides.
    """

    for_: Codes | None = term("for", "{value}", alias="for")
    copay: Money | None = term("copay", "a copay of {value} dollars", unit="dollars a visit or a day")
    coinsurance: Percent | None = term("coinsurance", "coinsurance of {value}", unit="percent")
    deductible: Literal["applies", "waived"] | None = term(
        "deductible", {"applies": "the deductible applies", "waived": "the deductible is waived"}
    )
    lines_of_business: Several[LineOfBusiness] | None = term("lines of business", "for {value}")
