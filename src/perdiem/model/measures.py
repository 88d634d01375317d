"""What measuring gives: definitions, values with intervals, comparisons, changes. Plain data for every face."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from perdiem.model.measure_settings import MeasureSettings


class Kind(StrEnum):
    """What sort of number a measure is; it decides how the value and its interval are calculated."""

    PROPORTION = "proportion"  # units that have it, of the units that could
    RATE = "rate"  # events over time at risk
    RATIO = "ratio"  # one total over another; may exceed 1
    MEAN = "mean"
    MEDIAN = "median"
    COUNT = "count"
    ESTIMATE = "estimate"  # what happened against what is supposed to have happened otherwise


class Direction(StrEnum):
    """Which way is better."""

    HIGHER = "higher is better"
    LOWER = "lower is better"
    NEITHER = "neither way is better by itself"


class DataSource(StrEnum):
    """What a value rests on. A proxy is never shown as if it were the clinical measure."""

    CLINICAL = "clinical records"
    CLAIMS = "claims"
    PROXY = "claims proxy"
    CONTRACTS = "contracts"


class Dimension(StrEnum):
    """By what a measure can be broken down."""

    PAYOR = "payor"
    CONTRACT = "contract"
    SITE = "site"  # the infusion provider's NPI
    LINE_OF_BUSINESS = "line_of_business"
    THERAPY = "therapy"
    AGE_BAND = "age_band"
    MONTH = "month"  # 2026-03
    CATEGORY = "category"  # what the measure itself sorts by, such as the reason of a denial; given without being asked


class IntervalMethod(StrEnum):
    """How the bounds of a value were calculated. None of them is Wald's, which fails at small counts."""

    WILSON = "Wilson score"
    EXACT_POISSON = "exact Poisson (Garwood)"
    RATIO_OF_TOTALS = "ratio of totals, linearised by patient, on the log scale"
    STUDENT = "Student's t"
    ORDER_STATISTICS = "order statistics"
    SCENARIO = "low and high of the assumption"
    NONE = "none"


class Standing(StrEnum):
    """Whether there is a number, and if not, why."""

    GIVEN = "given"
    SUPPRESSED = "suppressed"
    NOT_ENOUGH_DATA = "not enough data"
    NOTHING_TO_MEASURE = "nothing to measure"


Stratum = tuple[tuple[Dimension, str], ...]
"""What a value is of, such as ((Dimension.SITE, "1234567893"), (Dimension.MONTH, "2026-03")); empty: all."""

UNKNOWN = "not known"
"""The stratum of what the book does not say, such as a member without a birth date."""


@dataclass(frozen=True, slots=True)
class ProxyDefinition:
    """What stands in for a measure where its clinical tables are missing, and how far it can be trusted."""

    numerator: str
    denominator: str
    tables: tuple[str, ...]
    limits: str


@dataclass(frozen=True, slots=True)
class MeasureDefinition:
    """One measure: in words for its readers, and what it needs.

    `scale` is what numerator over denominator is multiplied with to be in `unit` (100 for percent, 1000 for a rate
    per 1,000). `recommendations` are the numbers that it serves; `is_from_source` says whether the recommendations
    propose it or Perdiem adds it. `tables` are what the book must have; `a|b` asks for one of them. `counterfactual`
    says what an estimate is held against. `category` says what the measure sorts its values by, of itself; empty: by
    nothing. `version` changes whenever a number could change.
    """

    name: str
    title: str
    topic: str
    population: str
    numerator: str
    denominator: str
    exclusions: tuple[str, ...]
    kind: Kind
    unit: str
    scale: int
    direction: Direction
    recommendations: tuple[int, ...]
    sources: tuple[str, ...]
    tables: tuple[str, ...]
    version: str
    evidence_unit: str
    proxy: ProxyDefinition | None = None
    category: str = ""
    counterfactual: str = ""
    limits: str = ""
    is_from_source: bool = True
    data_source: DataSource = DataSource.CLINICAL

    @property
    def is_estimate(self) -> bool:
        """Whether the value rests on an assumption about what did not happen."""
        return self.kind is Kind.ESTIMATE


@dataclass(frozen=True, slots=True)
class MeasureValue:
    """One measure in one stratum over one period.

    `value` is in the unit of the definition and None where there is none: `standing` and `reason` say why. `lower` and
    `upper` bound it at the confidence of the settings; where a value has none, `reason` says why. `numerator` and
    `denominator` are in their own units and None where suppressed. `units` counts the rows of evidence behind the
    denominator, `members` the different people, `excluded` the rows set aside. `missing` names the tables that the book
    lacks.
    """

    measure: str
    source: DataSource
    stratum: Stratum
    since: date | None
    until: date | None
    numerator: float | None
    denominator: float | None
    value: float | None
    lower: float | None
    upper: float | None
    interval: IntervalMethod
    standing: Standing
    reason: str = ""
    missing: tuple[str, ...] = ()
    units: int | None = None
    members: int | None = None
    excluded: int | None = None

    @property
    def is_proxy(self) -> bool:
        """Whether claims stand in for clinical records."""
        return self.source is DataSource.PROXY

    def of(self, dimension: Dimension) -> str | None:
        """The value's place in a dimension; None where it is not broken down by it."""
        return dict(self.stratum).get(dimension)


@dataclass(frozen=True, slots=True)
class Exclusion:
    """How many rows of evidence a measure set aside for one reason."""

    reason: str
    rows: int


@dataclass(frozen=True, slots=True)
class EvidenceCount:
    """What became of the evidence of one measure: rows = counted + outside the period + set aside.

    `table` is where the rows stand on the book's engine, one row a `unit`.
    """

    measure: str
    table: str
    unit: str
    rows: int
    counted: int
    outside_period: int
    exclusions: tuple[Exclusion, ...] = ()

    @property
    def is_balanced(self) -> bool:
        """Whether every row is accounted for."""
        return self.rows == self.counted + self.outside_period + sum(each.rows for each in self.exclusions)

    def set_aside(self, reason: str) -> int:
        """How many rows were set aside for a reason."""
        return sum(each.rows for each in self.exclusions if each.reason == reason)


@dataclass(frozen=True, slots=True)
class TableCount:
    """How many rows of a table of the book were read, and how many of them could not be used and why."""

    table: str
    rows: int
    unused: tuple[Exclusion, ...] = ()


class ChangeMethod(StrEnum):
    """How a change was estimated."""

    INTERRUPTED_TIME_SERIES = "interrupted time series"
    DIFFERENCE_IN_DIFFERENCES = "difference in differences"


@dataclass(frozen=True, slots=True)
class Change:
    """How far a measure moved at a date, such as an amendment's first day.

    `estimate` is in the unit of the measure: for a time series the step at the date beside the trend that was there
    (`slope` is how far the trend by month changed), for difference in differences what the changed group moved beyond
    the comparison. `before` and `after` are the pooled values. `estimate` is None where `reason` says why.
    """

    measure: str
    method: ChangeMethod
    on: date
    before: float | None
    after: float | None
    estimate: float | None
    lower: float | None
    upper: float | None
    p_value: float | None
    months_before: int
    months_after: int
    units_before: int
    units_after: int
    slope: float | None = None
    slope_lower: float | None = None
    slope_upper: float | None = None
    group: str = ""
    comparison: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Trend:
    """How far a measure moves from one month to the next, in its unit, with bounds; over so many months.

    `slope` is None where `reason` says why.
    """

    measure: str
    slope: float | None
    lower: float | None
    upper: float | None
    p_value: float | None
    months: int
    reason: str = ""


class Unusual(StrEnum):
    """Where a provider lies in the funnel."""

    USUAL = "within the limits"
    HIGH = "above the 95% limits"
    VERY_HIGH = "above the 99.8% limits"
    LOW = "below the 95% limits"
    VERY_LOW = "below the 99.8% limits"
    NOT_JUDGED = "not judged"


@dataclass(frozen=True, slots=True)
class FunnelLimits:
    """The limits, in the unit of the measure, within which a provider of this size falls by chance alone."""

    lower_95: float
    upper_95: float
    lower_998: float
    upper_998: float


@dataclass(frozen=True, slots=True)
class ProviderComparison:
    """One provider beside all: observed, expected by its own case mix, their ratio with bounds, funnel limits.

    `expected` is by indirect standardisation over `adjusted_for`; `average` is the value of all providers.
    """

    measure: str
    site: str
    observed: float | None
    expected: float | None
    ratio: float | None
    ratio_lower: float | None
    ratio_upper: float | None
    denominator: float | None
    value: float | None
    average: float | None
    limits: FunnelLimits | None
    unusual: Unusual
    adjusted_for: tuple[Dimension, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Scorecard:
    """Every measure of one book over one period.

    `values` has for each measure the value of all (stratum empty) first, then by its own category where it has one, by
    each dimension asked, and by all of them together where there are several. `schema` names where the evidence stands
    on the book's engine, `scope` is SQL for the rows of it that concern the contract. `labels` has names for sites and
    contracts. `infection_definition` is the one by which bloodstream infections were counted. `trends` has the slope of
    each measure where values by month are asked.
    """

    definitions: Mapping[str, MeasureDefinition]
    values: tuple[MeasureValue, ...]
    settings: MeasureSettings
    by: tuple[Dimension, ...]
    since: date | None
    until: date | None
    notes: tuple[str, ...] = ()
    tables: tuple[TableCount, ...] = ()
    evidence: tuple[EvidenceCount, ...] = ()
    changes: tuple[Change, ...] = ()
    comparisons: tuple[ProviderComparison, ...] = ()
    contract: str = ""
    schema: str = ""
    labels: Mapping[tuple[Dimension, str], str] = field(default_factory=dict)
    infection_definition: str = ""
    scope: str = "true"
    trends: tuple[Trend, ...] = ()

    def of(self, measure: str, *dimensions: Dimension) -> tuple[MeasureValue, ...]:
        """The values of a measure broken down by exactly these dimensions; without any, the one of all."""
        asked = frozenset(dimensions)
        return tuple(
            each for each in self.values if each.measure == measure and frozenset(d for d, _ in each.stratum) == asked
        )

    def overall(self, measure: str) -> MeasureValue:
        """The value of all. Raises KeyError where the scorecard does not have the measure."""
        found = self.of(measure)
        if not found:
            raise KeyError(f"the scorecard has no measure {measure}")
        return found[0]
