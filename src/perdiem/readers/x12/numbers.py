"""Amounts, quantities and dates out of the text: exact, all rows at once, and each bad one known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from perdiem.readers.x12.segments import Bools, Ints, Segments, Spans

LONGEST = 22  # characters that a number may have: sign, 16 digits, point, and zeros to spare
DIGITS = 18  # that a decimal(18, s) holds
_YEARS = (1800, 2300)  # from and before; no birth and no service lies outside
_NO_DAY = -(2**31)


def _calendar() -> npt.NDArray[np.int32]:
    """For each year, month and day up to 31, the days since 1970-01-01; _NO_DAY where a month has no such day."""
    months = np.arange(f"{_YEARS[0]}-01", f"{_YEARS[1]}-01", dtype="datetime64[M]")
    begin = months.astype("datetime64[D]").astype(np.int64)[:, None]
    end = (months + 1).astype("datetime64[D]").astype(np.int64)[:, None]
    days = begin + np.arange(31)
    return np.where(days < end, days, _NO_DAY).astype(np.int32).ravel()


_DAYS = _calendar()


@dataclass(frozen=True, slots=True)
class Decimals:
    """Exact numbers as integers of 10^-scale. `bad` is there but no number; what is neither good nor bad is missing."""

    value: Ints
    good: Bools
    bad: Bools

    def __getitem__(self, rows: Ints) -> Decimals:
        return Decimals(self.value[rows], self.good[rows], self.bad[rows])

    @property
    def missing(self) -> Bools:
        """Whether each number is not there at all."""
        return ~(self.good | self.bad)


def decimals(segments: Segments, spans: Spans, scale: int) -> Decimals:
    """Numbers with or without sign and point. A comma, an exponent, or digits beyond the scale that say something: bad.

    Zeros beyond the scale are let go; nothing is rounded.
    """
    value = np.zeros(len(spans), dtype=np.int64)
    good, bad = np.zeros(len(spans), dtype=bool), np.zeros(len(spans), dtype=bool)
    rows = np.flatnonzero(spans.length)
    if len(rows):
        value[rows], bad[rows] = _read(segments, spans[rows], scale)
        good[rows] = ~bad[rows]
    return Decimals(value, good, bad)


def _read(segments: Segments, spans: Spans, scale: int) -> tuple[Ints, Bools]:
    """The numbers, and which are none; every value is there."""
    count, length = len(spans), spans.length
    value = np.zeros(count, dtype=np.int64)
    whole = np.zeros(count, dtype=np.int8)
    fraction = np.zeros(count, dtype=np.int8)
    after_point = np.zeros(count, dtype=bool)
    negative = np.zeros(count, dtype=bool)
    bad = length > LONGEST
    for place in range(int(min(length.max(), LONGEST))):
        live = place < length
        mark = segments.bytes[spans.start + place]
        digit = mark - np.uint8(48)
        is_digit = (digit <= 9) & live
        odd = live & ~is_digit
        if odd.any():
            point = odd & (mark == 46) & ~after_point
            sign = odd & ((mark == 45) | (mark == 43)) if place == 0 else np.zeros_like(odd)
            negative |= sign & (mark == 45)
            bad |= odd & ~point & ~sign
            after_point |= point
        kept = is_digit & (~after_point | (fraction < scale))
        lost = is_digit & ~kept
        if lost.any():
            bad |= lost & (digit != 0)
        np.copyto(value, value * 10 + digit, where=kept)
        whole += is_digit & ~after_point
        fraction += is_digit & after_point
    value *= (10 ** np.arange(scale + 1, dtype=np.int64))[scale - np.minimum(fraction, scale)]
    bad |= (whole > DIGITS - scale) | (whole + fraction == 0)
    return np.where(negative, -value, value), bad


@dataclass(frozen=True, slots=True)
class Dates:
    """Days since 1970-01-01. `good` says whether each is a day; `bad` that something is there which is none."""

    day: npt.NDArray[np.int32]
    good: Bools
    bad: Bools

    def __getitem__(self, rows: Ints) -> Dates:
        return Dates(self.day[rows], self.good[rows], self.bad[rows])

    def otherwise(self, other: Dates) -> Dates:
        """These days, and the other's where these are not good."""
        return Dates(np.where(self.good, self.day, other.day), self.good | other.good, self.bad & ~other.good)

    def only(self, keep: Bools) -> Dates:
        """These days where `keep`, else nothing."""
        return Dates(self.day, self.good & keep, self.bad & keep)


def _eight_digits(values: npt.NDArray[np.uint64]) -> tuple[Ints, Bools]:
    """Eight characters as a number, all at once in one word, and whether each of them is a digit."""
    digits = values - np.uint64(0x3030303030303030)
    good = ((digits | (digits + np.uint64(0x7676767676767676))) & np.uint64(0x8080808080808080)) == 0
    pairs = (digits * np.uint64(10) + (digits >> np.uint64(8))) & np.uint64(0x00FF00FF00FF00FF)
    fours = (pairs * np.uint64(100) + (pairs >> np.uint64(16))) & np.uint64(0x0000FFFF0000FFFF)
    number = (fours * np.uint64(10_000) + (fours >> np.uint64(32))) & np.uint64(0xFFFFFFFF)
    return number.astype(np.int64), good


def dates(segments: Segments, spans: Spans, offset: int = 0) -> Dates:
    """The day that stands as CCYYMMDD at `offset` of each value."""
    day = np.zeros(len(spans), dtype=np.int32)
    good = np.zeros(len(spans), dtype=bool)
    rows = np.flatnonzero(spans.length >= offset + 8)
    if len(rows):
        number, is_number = _eight_digits(segments.eights[spans.start[rows] + offset])
        year, rest = number // 10_000, number % 10_000
        month, ordinal = rest // 100 - 1, rest % 100 - 1
        known = is_number & (year >= _YEARS[0]) & (year < _YEARS[1]) & (month >= 0) & (month < 12)
        known &= (ordinal >= 0) & (ordinal < 31)
        found = _DAYS[np.where(known, ((year - _YEARS[0]) * 12 + month) * 31 + ordinal, 0)]
        day[rows] = found
        good[rows] = known & (found != _NO_DAY)
    return Dates(day, good, spans.is_there & ~good)


@dataclass(frozen=True, slots=True)
class Ranges:
    """First and last days; `backward` where the last comes before the first, which then are not good."""

    first: Dates
    last: Dates
    backward: Bools


def ranges(segments: Segments, spans: Spans) -> Ranges:
    """Days or ranges of days: CCYYMMDD, CCYYMMDDHHMM, or CCYYMMDD-CCYYMMDD."""
    if not spans.is_there.any():
        none = dates(segments, spans)
        return Ranges(none, none, none.bad)
    single = (spans.length == 8) | (spans.length == 12)
    double = (spans.length == 17) & (segments.bytes[spans.start + 8] == 45)
    first = dates(segments, spans)
    shape = spans.is_there & ~(single | double)
    first = Dates(first.day, first.good & ~shape, first.bad | shape)
    last = first
    if double.any():
        second = dates(segments, spans.only(double), 9)
        good = first.good & (second.good | single)
        last = Dates(np.where(double, second.day, first.day), good, spans.is_there & ~good)
    backward = first.good & last.good & (last.day < first.day)
    keep = first.good & last.good & ~backward
    bad = spans.is_there & ~keep & ~backward
    return Ranges(Dates(first.day, keep, bad), Dates(last.day, keep, bad), backward)
