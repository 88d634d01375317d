"""Segments as SQL: each function gives an expression whose value is the text of one segment, or of a part of it."""

from __future__ import annotations

TERMINATOR = "~\\n"
COMPONENT = ">"  # rarer than `:` in notes and names; stated in ISA16
FORBIDDEN = r"[*~^>\x00-\x1f\x7f]"
"""What no value may hold: the delimiters, which X12 cannot escape, and control characters."""


def segment(name: str, *elements: str | None) -> str:
    """A segment; an element is SQL for a text, None for an empty one. What is empty at the end is left out."""
    parts = ", '*', ".join(["''" if element is None else element for element in elements])
    return f"concat(rtrim(concat('{name}*', {parts}), '*'), E'{TERMINATOR}')"


def composite(*parts: str | None) -> str:
    """An element of several parts."""
    joined = f", '{COMPONENT}', ".join(["''" if part is None else part for part in parts])
    return f"rtrim(concat({joined}), '{COMPONENT}')"


def word(text: str) -> str:
    """A fixed element."""
    return f"'{text}'"


def amount(column: str) -> str:
    """A decimal without zeros at the end: 100.00 is 100, 0.50 is 0.5."""
    return f"rtrim(rtrim(CAST({column} AS VARCHAR), '0'), '.')"


def day(column: str) -> str:
    """A day as 20260301."""
    return f"strftime({column}, '%Y%m%d')"


def days(qualifier: str, first: str, last: str) -> str:
    """DTP of one day or of a range; nothing without a first day."""
    is_range = f"coalesce({last} <> {first}, false)"
    text = f"CASE WHEN {is_range} THEN concat({day(first)}, '-', {day(last)}) ELSE {day(first)} END"
    kind = f"CASE WHEN {is_range} THEN 'RD8' ELSE 'D8' END"
    return where(f"{first} IS NOT NULL", segment("DTP", word(qualifier), kind, text))


def where(condition: str, *texts: str) -> str:
    """The texts where the condition holds, else nothing."""
    return f"CASE WHEN {condition} THEN {joined(*texts)} ELSE '' END"


def joined(*texts: str) -> str:
    """Texts one after the other; a null is nothing."""
    return f"concat({', '.join(texts)})" if len(texts) > 1 else texts[0]


def given(column: str, name: str, *elements: str | None) -> str:
    """The segment where the column has a value."""
    return where(f"{column} IS NOT NULL", segment(name, *elements))


def npi(qualifier: str, kind: str, column: str) -> str:
    """NM1 of a provider that is known by its NPI only: the book has no names of them."""
    return given(column, "NM1", word(qualifier), word(kind), *([None] * 5), word("XX"), column)


def count(text: str) -> str:
    """How many segments a text has."""
    return f"(length({text}) - length(replace({text}, '~', '')))"
