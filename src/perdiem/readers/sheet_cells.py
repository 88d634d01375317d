"""Cells as payors fill them, read as the contract writes them: codes, units, dates, percents of a price."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

UNITS: Mapping[str, str] = {
    "day": "day", "days": "day", "daily": "day", "diem": "day", "per diem": "day", "per day": "day",
    "24 hours": "day", "per 24 hours": "day", "each 24 hours": "day", "24 hrs": "day", "per 24 hrs": "day",
    "additional hour": "hour", "addl hour": "hour", "each additional hour": "hour", "each addl hour": "hour",
    "each add l hour": "hour", "mg": "unit", "per mg": "unit",
    "visit": "visit", "per visit": "visit", "hour": "hour", "hr": "hour", "per hour": "hour", "each hour": "hour",
    "unit": "unit", "each": "unit", "ea": "unit", "per unit": "unit", "kit": "kit", "per kit": "kit",
    "item": "item", "month": "month", "per month": "month", "monthly": "month", "course": "course",
}  # fmt: skip
PRICES: Mapping[str, str] = {
    "asp": "asp", "average sales price": "asp", "awp": "awp", "average wholesale price": "awp", "wac": "wac",
    "wholesale acquisition cost": "wac", "charge": "charge", "charges": "charge", "billed": "charge",
    "billed charge": "charge", "billed charges": "charge", "acquisition cost": "acquisition_cost",
    "medicare": "medicare",
}  # fmt: skip
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_CODE = r"(?:[A-Z][0-9]{4}|[0-9]{4}[A-Z0-9])"
_MODIFIER = r"(?:[A-Z][A-Z0-9]|[0-9][A-Z])"
_CODE_AND_MODIFIERS = re.compile(rf"({_CODE})((?:\s*[-/ ]\s*{_MODIFIER})+)", re.I)
_CODE_AND_WORDS = re.compile(rf"({_CODE})(?:\s*[-\u2013\u2014:]\s+|\s+[-\u2013\u2014:]\s*)(.+)", re.I | re.S)
_PERCENT = r"([0-9]+(?:\.[0-9]+)?)\s*%"
_PRICE_AND_CHANGE = re.compile(rf"([a-z ]+?)\s*(plus|minus|less|[-+\u2013\u2212])\s*{_PERCENT}", re.I)
_SHARE_OF_PRICE = re.compile(rf"{_PERCENT}\s*(?:of\s+|x\s*|\*\s*)?([a-z ]+)", re.I)
_PRICE_TIMES_SHARE = re.compile(rf"([a-z ]+?)\s*(?:[x*\u00d7@]|at)\s*{_PERCENT}", re.I)


def plain(text: str) -> str:
    """A heading or a unit in lower case without punctuation."""
    return re.sub(r"[^a-z0-9]+", " ", text.lower().replace("(s)", "s")).strip()


def named(text: str) -> str:
    """A name as the contract writes it: AWP is awp, Medicare Advantage is medicare_advantage."""
    return re.sub(r"[\s_-]+", "_", text.strip().lower())


def code_and_modifiers(text: str) -> tuple[str, list[str]]:
    """`S9500-SH`, `S9500 SJ` or `S9500 - Anti-infective` as the code and its modifiers; any other text as it is."""
    if found := _CODE_AND_MODIFIERS.fullmatch(text):
        return found[1], re.findall(_MODIFIER, found[2].upper())
    found = _CODE_AND_WORDS.fullmatch(text)
    if found and not re.match(rf"{_CODE}\b|.*[,;]\s*{_CODE}\b", found[2], re.I):  # a range or a list stays one
        return found[1], []
    return text, []


def day_of(text: str) -> str:
    """A date as 2026-01-31: US dates have the month first (1/31/2026), and two digits of a year are of this century.

    `31-Jan-26` and `Jan 31, 2026` are read as well. A text that is no such date stays as it is.
    """
    numbers = re.fullmatch(r"([0-9]{1,2})[/-]([0-9]{1,2})[/-]([0-9]{4}|[0-9]{2})(?: 0?0:00(?::00)?)?", text)
    day_first = re.fullmatch(r"([0-9]{1,2})[- ]([A-Za-z]{3,9})\.?,?[- ]([0-9]{4}|[0-9]{2})", text)
    month_first = re.fullmatch(r"([A-Za-z]{3,9})\.? ([0-9]{1,2}),? ([0-9]{4})", text)
    if numbers:
        month, day, year = int(numbers[1]), int(numbers[2]), numbers[3]
    elif day_first:
        month, day, year = _month(day_first[2]), int(day_first[1]), day_first[3]
    elif month_first:
        month, day, year = _month(month_first[1]), int(month_first[2]), month_first[3]
    else:
        return text.removesuffix(" 00:00:00")
    try:
        return date(int(year) if len(year) == 4 else 2000 + int(year), month, day).isoformat()
    except ValueError:
        return text


def _month(word: str) -> int:
    """The month's number, or 0, which no date has."""
    start = word[:3].lower()
    return MONTHS.index(start) + 1 if start in MONTHS else 0


def percent_of_price(text: str) -> tuple[str, str] | None:
    """The percent and the price of `85% of AWP`, `AWP - 15%` or `ASP + 6%`: (85%, awp); None for any other text."""
    if found := _PRICE_AND_CHANGE.fullmatch(text):
        price, change = found[1], Decimal(found[3])
        percent = 100 + change if found[2].lower() in {"plus", "+"} else 100 - change
    elif found := _SHARE_OF_PRICE.fullmatch(text):
        price, percent = found[2], Decimal(found[1])
    elif found := _PRICE_TIMES_SHARE.fullmatch(text):
        price, percent = found[1], Decimal(found[2])
    else:
        return None
    of = PRICES.get(plain(price))
    return (f"{percent:f}%", of) if of else None
