"""Values of envelopes, safe to print in a message."""

from __future__ import annotations


def plain_value(values: list[str], place: int, limit: int = 9) -> str:
    """A control value as it may be printed: short, of printable ASCII; else nothing of it but question marks."""
    value = values[place].strip() if place < len(values) else ""
    if len(value) <= limit and value.isascii() and value.isprintable():
        return value
    return "?" * min(len(value), limit)


def number_of(value: str) -> int | None:
    """A count; None when it is none."""
    return int(value) if value.isascii() and value.isdigit() else None
