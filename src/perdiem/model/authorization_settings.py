"""What a payor settles about authorization outside any contract, with a documented default for each."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from perdiem.model.terms.base import Section
from perdiem.model.terms.types import Codes, LineOfBusiness, Several, Words, read_state

Information = Literal["diagnosis", "first_day", "quantity", "prescriber", "birth_date", "place_of_service"]


class AutoApproval(Section):
    """Codes that are approved without a person where the request is complete, up to a quantity and a number of days."""

    for_: Codes = Field(alias="for", title="codes", description="Codes, ranges or families.")
    up_to_quantity: int | None = Field(default=None, ge=1, title="most units", description="More waits for a person.")
    up_to_days: int | None = Field(default=None, ge=1, title="most days", description="A longer span waits.")


class Document(Section):
    """What must come with a request for some codes: a document or a questionnaire's answers."""

    for_: Codes = Field(alias="for", title="codes", description="Codes, ranges or families.")
    code: Words = Field(title="short name", description="Such as order, lab_results, site_of_care.")
    asks: Words = Field(title="question", description="The sentence that asks for it.")
    questionnaire: Words | None = Field(default=None, title="questionnaire", description="Its canonical address.")


def read_time_zone(value: Any) -> str:
    """A time zone of the IANA table, such as America/Chicago."""
    text = str(value).strip()
    try:
        ZoneInfo(text)
    except (KeyError, ValueError, OSError):
        raise PydanticCustomError("zone", "should be a time zone such as America/New_York") from None
    return text


def read_holidays(value: Any) -> str:
    """A calendar of public holidays: `US`, a state as `US-OH`, or `none`."""
    text = str(value).strip()
    if text.lower() == "none":
        return "none"
    country, _, state = text.upper().partition("-")
    try:
        if country != "US":
            raise ValueError
        if state:
            read_state(state)
    except (ValueError, PydanticCustomError):
        raise PydanticCustomError("holidays", "should be US, a state such as US-OH, or none") from None
    return f"US-{state}" if state else "US"


class ClockSettings(Section):
    """Times to decide where the contract is silent, and how they are counted.

    CMS-0057-F (89 FR 8758) gives 72 hours and 7 calendar days for items and services in Medicare Advantage, Medicaid
    and CHIP; it leaves out drugs, and its times do not hold for issuers on the federal exchange. The clocks of drugs
    are defaults to be confirmed by the payor's counsel: the text of the drug rules was not among the sources read.
    """

    time_zone: Annotated[str, BeforeValidator(read_time_zone)] = Field(
        default="America/New_York", title="time zone", description="Where days begin and end."
    )
    calendar_days_end: Literal["same_time", "end_of_day"] = Field(
        default="same_time",
        title="end of a calendar day",
        description="Seven days end at the time of day of the request (the stricter reading), or at midnight after.",
    )
    expedited_hours: int = Field(default=72, ge=1, title="expedited, items and services (CMS-0057-F)")
    standard_days: int = Field(default=7, ge=1, title="standard, items and services (CMS-0057-F)")
    total_days_when_extended: int = Field(default=14, ge=1, title="all days with an extension (CMS-0057-F)")
    part_b_drug_expedited_hours: int = Field(default=24, ge=1, title="expedited Part B drug, Medicare Advantage")
    part_b_drug_standard_hours: int = Field(default=72, ge=1, title="standard Part B drug, Medicare Advantage")
    medicaid_drug_hours: int = Field(default=24, ge=1, title="drug, Medicaid")
    other_expedited_hours: int | None = Field(default=None, ge=1, title="expedited, where no rule and no term speaks")
    other_standard_days: int | None = Field(default=None, ge=1, title="standard, where no rule and no term speaks")
    warn_percent: int = Field(default=25, ge=1, le=90, title="share of the time left at which the worklist warns")


class AuthorizationSettings(Section):
    """Everything about authorization that is neither in the contract nor in the request.

    Read from a YAML file with these keys; whatever is left out has the default.
    """

    payor_names: Several[Words] = Field(
        default=(), title="payor's names and ids", description="Accepted in a request beside the contract's payor name."
    )
    auto_approve: Several[AutoApproval] = Field(
        default=(), title="approved without a person", description="Where the request is complete."
    )
    required_information: Several[Information] = Field(
        default=("diagnosis", "first_day"),
        title="what a reviewed item must say",
        description="A request for review without it is pended for it.",
    )
    documents: Several[Document] = Field(default=(), title="what must come with a request for some codes")
    late_request: Literal["deny", "from_first_day_in_time"] = Field(
        default="deny",
        title="a late request",
        description="Denied as a whole, or approved from the first day on which it was in time.",
    )
    holidays: Annotated[str, BeforeValidator(read_holidays)] = Field(
        default="US",
        title="public holidays",
        description="Not counted among working days: of the federal government (US), of a state (US-OH), or none.",
    )
    most_days: int = Field(
        default=366, ge=1, title="longest approval", description="Days of an approval whose request gives no end."
    )
    appeal_expedited_hours: int = Field(default=72, ge=1, title="expedited appeal, to be confirmed by counsel")
    appeal_standard_days: int = Field(default=30, ge=1, title="standard appeal, to be confirmed by counsel")
    exchange_clocks: Literal["none", "cms"] = Field(
        default="none", title="clocks of exchange plans", description="CMS-0057-F's times do not hold for them."
    )
    cms_lines_of_business: Several[LineOfBusiness] = Field(
        default=("medicare_advantage", "managed_medicaid", "medicaid_ffs"),
        title="lines of business under CMS-0057-F's times",
    )
    publish_withhold_below: int = Field(
        default=0,
        ge=0,
        le=1000,
        title="small published figures",
        description="Of fewer requests or items than this they are withheld. 0: none is, for CMS-0057-F asks for all.",
    )
    clocks: ClockSettings = Field(default=ClockSettings(), title="clocks")
