"""By when each component of a request must be decided, and from which rule that time comes.

Items and services in Medicare Advantage and Medicaid: CMS-0057-F (89 FR 8758), 72 hours expedited and 7 calendar days
standard, which may be extended to 14 days in all. Drugs are outside that rule, and so are commercial and self-funded
plans; its times do not hold for issuers on the federal exchange (CMS's questions and answers on the rule). There the
contract's clocks hold, else a setting. A contract may be stricter than the rule, never laxer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from perdiem.model.authorization import Component, Due, Priority
from perdiem.model.authorization_settings import AuthorizationSettings, ClockSettings
from perdiem.model.contract import Contract
from perdiem.model.terms.authorization import Clocks
from perdiem.model.terms.types import LineOfBusiness

MEDICAID = frozenset({"managed_medicaid", "medicaid_ffs"})
NO_CLOCK = "Neither a rule, the contract nor a setting gives a time."


@dataclass(frozen=True, slots=True)
class Allowance:
    """How long a component may take: `hours`, or calendar `days`; and in all with an extension, where there is one."""

    rule: str
    hours: int | None = None
    days: int | None = None
    days_when_extended: int | None = None

    @property
    def length(self) -> timedelta:
        """The plain length, to compare two allowances."""
        return timedelta(hours=self.hours or 0, days=self.days or 0)


def due_of(
    component: Component,
    submitted_at: datetime,
    priority: Priority,
    line: LineOfBusiness | None,
    contract: Contract,
    settings: AuthorizationSettings,
    *,
    extended_days: int = 0,
    is_appeal: bool = False,
) -> Due:
    """The clock of one component of a request that came at `submitted_at`, an aware instant.

    Where a federal rule and the contract both speak the shorter holds, and `rule` names it. `extended_days` are
    calendar days added, cut to what the rule allows; where it allows none, none are added.
    """
    if is_appeal:
        found = [_for_appeals(settings, is_expedited=priority is Priority.EXPEDITED)]
    else:
        found = _allowances(component, priority, line, contract.authorization.clocks, settings)
    if not found:
        return Due(component, None, NO_CLOCK)
    shortest = min(found, key=lambda allowance: allowance.length)
    clocks = settings.clocks
    plain = _end(submitted_at, shortest, clocks)
    latest = None
    if shortest.days_when_extended is not None:
        latest = _end(submitted_at, Allowance("", days=shortest.days_when_extended), clocks)
    at, added = plain, 0
    if extended_days and latest is not None:
        zone = ZoneInfo(clocks.time_zone)
        at = min(_days_later(plain, extended_days, zone), latest)
        added = (at.astimezone(zone).date() - plain.astimezone(zone).date()).days
    warn_at = at - (at - submitted_at) * clocks.warn_percent / 100
    return Due(component, at, shortest.rule, warn_at, added, latest)


def _end(start: datetime, allowance: Allowance, clocks: ClockSettings) -> datetime:
    """Hours are counted as they pass; calendar days by the payor's local calendar, whatever daylight saving does."""
    if allowance.days is None:
        return start + timedelta(hours=allowance.hours or 0)
    zone = ZoneInfo(clocks.time_zone)
    local = start.astimezone(zone)
    if clocks.calendar_days_end == "end_of_day":
        midnight = datetime.combine(local.date(), time(0), zone)
        return _days_later(midnight, allowance.days + 1, zone)
    return _days_later(start, allowance.days, zone)


def _days_later(start: datetime, days: int, zone: ZoneInfo) -> datetime:
    """The same time of day so many calendar days later."""
    local = start.astimezone(zone)
    return datetime.combine(local.date() + timedelta(days=days), local.time(), zone).astimezone(UTC)


def _allowances(
    component: Component,
    priority: Priority,
    line: LineOfBusiness | None,
    terms: Clocks,
    settings: AuthorizationSettings,
) -> list[Allowance]:
    is_expedited = priority is Priority.EXPEDITED
    if component is Component.DRUG:
        found = [*_law_for_drugs(line, settings.clocks, is_expedited=is_expedited)]
        stated = terms.drug_expedited_hours if is_expedited else terms.drug_standard_hours
        name = "drug_expedited_hours" if is_expedited else "drug_standard_hours"
        if stated is not None:
            found.append(Allowance(f"{stated} hours, by authorization.clocks.{name} of the contract", hours=stated))
    else:
        found = [*_law_for_services(line, settings, is_expedited=is_expedited)]
        if is_expedited and terms.expedited_hours is not None:
            hours = terms.expedited_hours
            found.append(
                Allowance(f"{hours} hours, by authorization.clocks.expedited_hours of the contract", hours=hours)
            )
        elif not is_expedited and terms.standard_days is not None:
            days = terms.standard_days
            found.append(
                Allowance(f"{days} calendar days, by authorization.clocks.standard_days of the contract", days=days)
            )
    return found or _by_setting(settings.clocks, is_expedited=is_expedited)


def _law_for_services(
    line: LineOfBusiness | None, settings: AuthorizationSettings, *, is_expedited: bool
) -> list[Allowance]:
    by_setting = line == "exchange" and settings.exchange_clocks == "cms"
    if line not in settings.cms_lines_of_business and not by_setting:
        return []
    clocks = settings.clocks
    total = clocks.total_days_when_extended
    if is_expedited:
        return [
            Allowance(
                f"{clocks.expedited_hours} hours, CMS-0057-F", hours=clocks.expedited_hours, days_when_extended=total
            )
        ]
    return [
        Allowance(
            f"{clocks.standard_days} calendar days, CMS-0057-F", days=clocks.standard_days, days_when_extended=total
        )
    ]


def _law_for_drugs(line: LineOfBusiness | None, clocks: ClockSettings, *, is_expedited: bool) -> list[Allowance]:
    """Part B drugs in Medicare Advantage and drugs in Medicaid: by settings, without an extension."""
    if line == "medicare_advantage":
        hours = clocks.part_b_drug_expedited_hours if is_expedited else clocks.part_b_drug_standard_hours
        return [Allowance(f"{hours} hours, the setting for Part B drugs", hours=hours)]
    if line in MEDICAID:
        hours = clocks.medicaid_drug_hours
        return [Allowance(f"{hours} hours, the setting for Medicaid drugs", hours=hours)]
    return []


def _by_setting(clocks: ClockSettings, *, is_expedited: bool) -> list[Allowance]:
    if is_expedited and clocks.other_expedited_hours is not None:
        hours = clocks.other_expedited_hours
        return [Allowance(f"{hours} hours, the setting where no rule and no term speaks", hours=hours)]
    if not is_expedited and clocks.other_standard_days is not None:
        days = clocks.other_standard_days
        return [Allowance(f"{days} calendar days, the setting where no rule and no term speaks", days=days)]
    return []


def _for_appeals(settings: AuthorizationSettings, *, is_expedited: bool) -> Allowance:
    if is_expedited:
        hours = settings.appeal_expedited_hours
        return Allowance(f"{hours} hours, the setting for expedited appeals", hours=hours)
    days = settings.appeal_standard_days
    return Allowance(f"{days} calendar days, the setting for appeals", days=days)
