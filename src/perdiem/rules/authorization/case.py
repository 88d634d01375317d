"""One item of a request, put with all that its decision depends on: its days, line of business, versions, provider."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from perdiem.model.authorization import (
    AuthorizationRequest,
    Component,
    CoverageSpan,
    Need,
    Reason,
    Requester,
    RequestItem,
)
from perdiem.model.authorization_settings import AuthorizationSettings
from perdiem.model.contract import Contract
from perdiem.model.periods import Period
from perdiem.model.terms.types import LineOfBusiness
from perdiem.rules.authorization.version_answers import DE_CLOTTING_CODES, VersionAnswers

STRICTEST_FIRST = (Need.NEEDED, Need.CONDITION, Need.UNLISTED, Need.NOT_NEEDED, Need.SILENT)


@dataclass(frozen=True, slots=True)
class Case:
    """One item with what it is judged by.

    `days` are the days asked, an open end closed by the longest approval; `has_first_day` tells whether the request
    gives their beginning. `versions` are those of the agreement in force on some of the days, in order; `version` the
    one of the first day, None where none is. `de_clotting` lists the ways in which claims may be asked of a nursing
    visit: beside a cleared catheter or not.
    """

    request: AuthorizationRequest
    item: RequestItem
    asked_on: date
    days: Period
    has_first_day: bool
    line: LineOfBusiness | None
    version: VersionAnswers | None
    versions: tuple[VersionAnswers, ...]
    provider: str | None
    component: Component
    de_clotting: tuple[bool, ...]
    coverage: tuple[CoverageSpan, ...] | None

    @property
    def code(self) -> str:
        """The code, empty where the item has none."""
        return self.item.code or ""

    @property
    def contracts(self) -> tuple[Contract, ...]:
        """The terms in force on some of the days."""
        return tuple(version.contract for version in self.versions)

    @property
    def first_day(self) -> date:
        """The first day asked."""
        assert self.days.first is not None
        return self.days.first

    @property
    def need(self) -> tuple[Need, Reason]:
        """Whether authorization is needed on any of the days: the strictest answer of the versions in force."""
        answers = [
            version.need(self.code, self.line, for_de_clotting=way)
            for version in self.versions
            for way in self.de_clotting
        ]
        return min(answers, key=lambda answer: STRICTEST_FIRST.index(answer[0]))

    @property
    def is_carried(self) -> bool:
        """Whether a drug's approval carries the item on all its days."""
        return bool(self.versions) and all(version.is_carried(self.code) for version in self.versions)

    @property
    def span(self) -> CoverageSpan | None:
        """The member's coverage on the first day; None where there is none or it is not known."""
        return next((s for s in self.coverage or () if self.first_day in Period(s.first_day, s.last_day)), None)


def cases_of(
    request: AuthorizationRequest,
    versions: Sequence[VersionAnswers],
    settings: AuthorizationSettings,
    coverage: Sequence[CoverageSpan] | None,
) -> list[Case]:
    """A case for each item that is not taken back, in the request's order."""
    asked_on = request.submitted_at.astimezone(ZoneInfo(settings.clocks.time_zone)).date()
    items = [item for item in request.items if not item.is_cancelled]
    days = {item.sequence: _days(item, request, asked_on, settings) for item in items}
    return [_case(request, item, asked_on, days, versions, coverage) for item in items]


def _case(
    request: AuthorizationRequest,
    item: RequestItem,
    asked_on: date,
    days: dict[int, Period],
    versions: Sequence[VersionAnswers],
    coverage: Sequence[CoverageSpan] | None,
) -> Case:
    mine = days[item.sequence]
    first = mine.first or asked_on
    in_force = tuple(version for version in versions if version.period.overlaps(mine))
    version = next((version for version in versions if first in version.period), None)
    spans = None if coverage is None else tuple(coverage)
    by_code = bool(versions) and versions[0].is_drug(item.code)
    is_drug = item.is_drug if item.is_drug is not None else by_code or (item.code is None and item.ndc is not None)
    is_visit = bool(versions) and versions[0].is_nursing(item.code)
    asks = request.provider_npi if request.requester is not Requester.PRESCRIBER else None
    return Case(
        request=request,
        item=item,
        asked_on=asked_on,
        days=mine,
        has_first_day=bool(item.first_day or request.start_of_service),
        line=_line(request, first, spans, version or (in_force[0] if in_force else None)),
        version=version,
        versions=in_force,
        provider=item.servicing_npi or asks,
        component=Component.DRUG if is_drug else Component.SERVICE,
        de_clotting=_de_clotting(item, request.items, days) if is_visit else (False,),
        coverage=spans,
    )


def _days(item: RequestItem, request: AuthorizationRequest, asked_on: date, settings: AuthorizationSettings) -> Period:
    first = item.first_day or request.start_of_service or asked_on
    longest = first + timedelta(days=settings.most_days - 1)
    return Period(first, item.last_day if item.last_day is not None and item.last_day >= first else longest)


def _line(
    request: AuthorizationRequest, first: date, spans: tuple[CoverageSpan, ...] | None, version: VersionAnswers | None
) -> LineOfBusiness | None:
    """Eligibility's, else the request's, else the contract's where it has one only: as for a claim."""
    for span in spans or ():
        if first in Period(span.first_day, span.last_day) and span.line_of_business:
            return span.line_of_business
    if request.line_of_business:
        return request.line_of_business
    lines = version.contract.lines_of_business if version else None
    return lines[0] if lines and len(lines) == 1 else None


def _de_clotting(visit: RequestItem, items: Iterable[RequestItem], days: dict[int, Period]) -> tuple[bool, ...]:
    """How claims may be asked of a visit: as one that clears a catheter, as a plain one, or both.

    A visit of one day beside the kit or drug is one to clear the catheter, and so is every visit of a request that asks
    for nothing else, on the kit's days. Where other visits may be among those asked, the stricter answer counts.
    """
    mine = days[visit.sequence]
    others = [item for item in items if not item.is_cancelled and item.sequence in days and item is not visit]
    clearing = [days[item.sequence] for item in others if item.code in DE_CLOTTING_CODES]
    if not any(each.overlaps(mine) for each in clearing):
        return (False,)
    is_beside = any(each.intersection(mine) == mine for each in clearing)
    is_all = all(item.code in DE_CLOTTING_CODES or item.code in {"99601", "99602"} for item in others)
    return (True,) if is_beside and (mine.first == mine.last or is_all) else (True, False)
