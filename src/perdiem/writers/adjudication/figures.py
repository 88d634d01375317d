"""Amounts and counts as adjudication's writers show them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal


def money(amount: Decimal) -> str:
    """An amount in dollars: `2,240.00`, `-12.50`."""
    return f"{amount:,.2f}"


def signed(amount: Decimal) -> str:
    """A difference, with its sign: `+455.00`, `-12.50`, `0.00`."""
    return f"{amount:+,.2f}" if amount else "0.00"


def days(first: date | None, last: date | None) -> str:
    """A day, or days from first to last."""
    if first is None:
        return "no day"
    return str(first) if last in {None, first} else f"{first} to {last}"


def terms_unused(count: int) -> str:
    """How many stated terms decide nothing, as the beginning of a sentence."""
    return "1 stated term decides" if count == 1 else f"{count} stated terms decide"
