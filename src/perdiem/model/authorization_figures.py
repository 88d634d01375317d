"""The figures on prior authorization that a payor publishes each year (CMS-0057-F), and the measures of R8."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from perdiem.model.authorization import Component, Need, Priority

ONE_DECIMAL, TWO_DECIMALS = Decimal("0.1"), Decimal("0.01")
SECONDS_A_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Share:
    """A share with both of its numbers, None where they are withheld. `of` says what the denominator counts."""

    numerator: int | None
    denominator: int | None
    of: str

    @property
    def percent(self) -> Decimal | None:
        """The share in percent with one decimal, half up; None where nothing is counted."""
        if not self.denominator or self.numerator is None:
            return None
        return (Decimal(100 * self.numerator) / self.denominator).quantize(ONE_DECIMAL, ROUND_HALF_UP)

    @property
    def is_withheld(self) -> bool:
        """Whether its numbers are withheld because they are small."""
        return self.denominator is None


@dataclass(frozen=True, slots=True)
class Times:
    """How long decisions took from request to decision, in seconds over all that were decided; None for none.

    `count` None: withheld, for few were decided.
    """

    count: int | None
    mean_seconds: Decimal | None
    median_seconds: Decimal | None

    @property
    def mean_days(self) -> Decimal | None:
        """The mean in days with two decimals."""
        return _days(self.mean_seconds)

    @property
    def median_days(self) -> Decimal | None:
        """The median in days with two decimals."""
        return _days(self.median_seconds)


def _days(seconds: Decimal | None) -> Decimal | None:
    return None if seconds is None else (seconds / SECONDS_A_DAY).quantize(TWO_DECIMALS, ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class PriorityFigures:
    """Requests of one priority that were decided in the year, appeals apart."""

    priority: Priority
    approved: Share
    denied: Share
    times: Times


@dataclass(frozen=True, slots=True)
class ComponentFigures:
    """The figures of one component. Only those of services are CMS's; drugs are outside its rule and told apart.

    `after_appeal` is of the appeals decided in the year; `after_extension` of all standard requests decided in it.
    `open` were received by the end of the year and not decided in it; `not_required` are items that were asked for
    although nothing was required, and are in no share. Counts that are None are withheld.
    """

    component: Component
    standard: PriorityFigures
    expedited: PriorityFigures
    after_appeal: Share
    after_extension: Share
    open: int | None
    not_required: int | None


@dataclass(frozen=True, slots=True)
class ComponentMeasures:
    """R8's two measures over all items of a component: granted of those decided, and the time to the decision."""

    component: Component
    granted: Share
    times: Times


@dataclass(frozen=True, slots=True)
class DenialReason:
    """How many items of a component were denied for one reason, None: withheld; `sentence` says it in general words."""

    component: Component
    code: str
    sentence: str
    count: int | None


@dataclass(frozen=True, slots=True)
class NeededCodes:
    """Codes that need authorization by one term, written short, and in which lines of business (empty: in all)."""

    need: Need
    codes: tuple[str, ...]
    count: int
    is_drug: bool
    lines_of_business: tuple[str, ...]
    term: str
    place: str
    words: str


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """The figures of one group that reports: a contract, a line of business, a payor."""

    group: str
    services: ComponentFigures
    drugs: ComponentFigures
    measures: tuple[ComponentMeasures, ...]
    denial_reasons: tuple[DenialReason, ...]


@dataclass(frozen=True, slots=True)
class PublishedFigures:
    """What is published for one year. `counted` is `requests` or `items`: what a one is in the shares.

    `grouped_by` is contract, line_of_business or payor. `needed` is the list of what needs authorization, by the
    contract as of `on`. `withheld_below`: figures of fewer are withheld; 0: none is.
    """

    year: int
    contract: str
    title: str
    on: date
    counted: str
    grouped_by: str
    time_zone: str
    groups: tuple[GroupFigures, ...]
    needed: tuple[NeededCodes, ...]
    withheld_below: int = 0
