"""What published rates show together: distributions, what payors publish, where a contract stands. Plain data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

NO_PAYOR = "not named"
"""The payor of rows that name none."""


class LeftOut(StrEnum):
    """Why a published row is in no distribution."""

    NO_AMOUNT = "no amount"
    PLACEHOLDER = "placeholder"
    NOT_NEGOTIATED = "not negotiated"
    PERCENT = "percent"
    BUNDLE = "bundle or capitation"
    ALL_CODES = "all codes at once"
    DERIVED = "derived"
    ZERO = "zero or less"
    ENDED = "ended"


LEFT_OUT_WORDS: dict[LeftOut, str] = {
    LeftOut.NO_AMOUNT: "The row has no amount: an algorithm in words, or one that could not be read.",
    LeftOut.PLACEHOLDER: "The amount is a placeholder and not a price.",
    LeftOut.NOT_NEGOTIATED: "The amount is a hospital's own: gross charge, cash price, least, greatest, estimate.",
    LeftOut.PERCENT: "The amount is a percent of a charge that the file does not state.",
    LeftOut.BUNDLE: "The amount pays for several services together, or for members and not for services.",
    LeftOut.ALL_CODES: "The row prices every code of a system at once.",
    LeftOut.DERIVED: "The amount is assigned by the payor for its own accounts and not agreed with the provider.",
    LeftOut.ZERO: "The amount is zero or less.",
    LeftOut.ENDED: "The rate had expired on the day of its file.",
}


@dataclass(frozen=True, slots=True)
class Spread:
    """A distribution of dollars over `points`: one for each payor and provider."""

    points: int
    least: Decimal
    tenth: Decimal
    quarter: Decimal
    median: Decimal
    three_quarters: Decimal
    ninetieth: Decimal
    most: Decimal


@dataclass(frozen=True, slots=True)
class CodeSpread:
    """The distribution of one code's rates with one set of modifiers, within a group or over everything.

    `group` is a payor, a state or a line of business; empty over everything. `modifiers` are separated by spaces,
    none for the plain rate.
    """

    code: str
    words: str
    modifiers: str
    group: str
    payors: int
    providers: int
    spread: Spread


@dataclass(frozen=True, slots=True)
class CodePoint:
    """What one payor pays one provider for a code: the median of its rates where it has several."""

    code: str
    modifiers: str
    payor: str
    provider: str
    name: str
    states: str
    npis: int
    rate: Decimal
    rates: int
    least: Decimal
    most: Decimal


@dataclass(frozen=True, slots=True)
class Published:
    """How many payors publish something that a recommendation turns on, and which."""

    feature: str
    words: str
    recommendation: int | None
    payors: tuple[str, ...]
    rows: int


@dataclass(frozen=True, slots=True)
class PayorFile:
    """What one payor publishes: rows read, rows in the distributions, codes and providers, and its newest file."""

    payor: str
    rows: int
    used: int
    codes: int
    providers: int
    file_date: date | None


@dataclass(frozen=True, slots=True)
class RowsLeftOut:
    """Rows in no distribution, by reason."""

    reason: LeftOut
    rows: int


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a contract's rate for a code stands: the percent of points below it, those equal counting half."""

    code: str
    words: str
    modifiers: str
    rate: Decimal
    percentile: Decimal
    spread: Spread


@dataclass(frozen=True, slots=True)
class RateMarket:
    """The market in what was read. `rows` is the sum of `used` and of what was left out."""

    rows: int
    used: int
    payors: tuple[PayorFile, ...]
    codes: tuple[CodeSpread, ...]
    by_payor: tuple[CodeSpread, ...]
    by_state: tuple[CodeSpread, ...]
    by_business: tuple[CodeSpread, ...]
    published: tuple[Published, ...]
    left_out: tuple[RowsLeftOut, ...]
    contract: str = ""
    standings: tuple[Standing, ...] = ()
    not_placed: tuple[str, ...] = ()

    @property
    def named_payors(self) -> tuple[PayorFile, ...]:
        """The payors without those rows of hospitals that are of none: charges, cash prices, least and greatest."""
        return tuple(each for each in self.payors if each.payor != NO_PAYOR)


class Sight(StrEnum):
    """What rates alone can say of a recommendation. A row that is missing proves nothing by itself."""

    PROVED = "proved"
    DENIED = "denied"
    IN_PART = "seen in part"
    NOT_OBSERVED = "not observed"
    NOT_LOOKED_FOR = "not looked for"
    CANNOT_BE_SEEN = "cannot be seen"


SIGHT_WORDS: dict[Sight, str] = {
    Sight.PROVED: "the rates show that it is met",
    Sight.DENIED: "the rates show that it is not met",
    Sight.IN_PART: "the rates show a part; the rest is not in a rate file",
    Sight.NOT_OBSERVED: "no rate speaks of it, which proves nothing",
    Sight.NOT_LOOKED_FOR: "only other codes were read than those that it turns on",
    Sight.CANNOT_BE_SEEN: "a rate file does not speak of it",
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the rates of one contract show of one recommendation."""

    number: int
    title: str
    sight: Sight
    sentence: str


@dataclass(frozen=True, slots=True)
class ObservedRate:
    """One rate of one payor with one provider: dollars, or a percent of the charge.

    `places` is empty where the rate is bound to no place; `npis` are those that it is published for. `base` is the
    whole-dollar base where the amount is one times the `factor` of that name.
    """

    code: str
    modifiers: tuple[str, ...]
    places: tuple[str, ...]
    amount: Decimal
    is_percent: bool
    npis: tuple[str, ...]
    base: Decimal | None = None
    factor: str = ""


@dataclass(frozen=True, slots=True)
class FoundFactor:
    """A multiplier that turns whole-dollar bases into the published rates of a group of codes."""

    name: str
    words: str
    factor: Decimal
    fitting: int
    rates: int


@dataclass(frozen=True, slots=True)
class FoundShare:
    """What a modifier pays, as a percent of the plain rate of the same code, and on how many codes that was seen."""

    modifier: str
    percent: Decimal | None
    fitting: int
    codes: int


@dataclass(frozen=True, slots=True)
class ImpliedContract:
    """The contract that one payor's rates for one provider imply.

    `several` are codes whose rates the file does not tell apart, with those rates; they are in no row. `notes` are
    sentences on what else was left out or discovered. `rows` are the published rows that it rests on.
    """

    payor: str
    plans: tuple[str, ...]
    provider: str
    name: str
    npis: tuple[str, ...]
    wrong_npis: int
    sources: tuple[str, ...]
    dated: date | None
    last_day: date | None
    rows: int
    rates: tuple[ObservedRate, ...]
    factors: tuple[FoundFactor, ...]
    shares: tuple[FoundShare, ...]
    unlisted_percent: Decimal | None
    has_same_terms: bool | None
    several: tuple[tuple[str, str, tuple[Decimal, ...]], ...]
    notes: tuple[str, ...]
