"""Amounts, days and lines in words, as a claim's story prints them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

Row = dict[str, Any]
MOST_NAMED = 3  # of other lines or approvals; more are counted
CENTS = 2


def money(amount: Decimal) -> str:
    """An amount in dollars with its cents: `2,240.00`."""
    return f"{amount:,.2f}"


def price(amount: Decimal) -> str:
    """A price of a unit, with its cents and no more decimals than it has: `320.00`, `0.0125`."""
    plain = amount.normalize()
    exponent = plain.as_tuple().exponent
    decimals = max(CENTS, -exponent if isinstance(exponent, int) else CENTS)
    return f"{plain:,.{decimals}f}"


def number(quantity: Decimal | int) -> str:
    """A quantity without needless decimals: `7`, `1.5`, `1,200`."""
    return f"{Decimal(quantity).normalize():,f}"


def counted(quantity: Decimal | int, noun: str) -> str:
    """A quantity with its noun: `1 day`, `7 days`."""
    return f"{number(quantity)} {noun}" if quantity == 1 else f"{number(quantity)} {noun}s"


def noun_of(fact: Row) -> str:
    """What one unit of the line is: a day, a visit, an added hour, or a unit."""
    if fact["is_by_days"]:
        return "day"
    return {"99601": "visit", "99602": "added hour"}.get(fact["code"] or "", "unit")


def span(first: date | None, last: date | None) -> str:
    """A day, or days from first to last: `2026-03-01 to 2026-03-07`."""
    if first is None:
        return "no day"
    return str(first) if last in {None, first} else f"{first} to {last}"


def day_runs(days: Sequence[date]) -> str:
    """Days in a row joined: `2026-03-01 to 2026-03-03 and 2026-03-06`."""
    runs: list[list[date]] = []
    for day in sorted(days):
        if runs and day - runs[-1][1] == timedelta(days=1):
            runs[-1][1] = day
        else:
            runs.append([day, day])
    return and_more([span(first, last) for first, last in runs], "stretch of days", most=2 * MOST_NAMED)


def and_more(words: Sequence[str], noun: str, most: int = MOST_NAMED) -> str:
    """Words joined by commas and `and`; beyond the first ones they are counted."""
    shown = list(words)
    if len(words) > most:
        more = len(words) - most
        shown = [*words[:most], f"{more} more {noun}" + ("s" if more > 1 and not noun.endswith("s") else "")]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}" if shown else ""


def line_name(other: Row, claim_key: str) -> str:
    """Another line, by its claim and number: `line 2 of claim B (S9365, 2026-03-01 to 2026-03-07)`."""
    of = "" if other["claim_key"] == claim_key else f" of claim {other['claim_id']}"
    return f"line {other['other_line']}{of} ({other['code']}, {span(other['first_day'], other['last_day'])})"


def line_names(others: Iterable[Row], claim_key: str) -> str:
    """Other lines joined; those of the same claim need no name of a claim."""
    return and_more([line_name(other, claim_key) for other in others], "line")


def percent(value: Decimal) -> str:
    """A percent without needless decimals: `50%`, `37.5%`."""
    return f"{value.normalize():f}%"
