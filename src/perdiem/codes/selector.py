"""Selectors: how contracts and rate sheets name codes (`S9500, S9373-S9377, J*, pn_per_diem`)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

from perdiem.codes.catalogue import CodeSets

ItemKind = Literal["code", "range", "prefix", "family"]

_DIGITS = "0123456789"
_CODE = re.compile(r"[A-Z]\d{4}|\d{5}|\d{4}[A-Z]?")
_CODE_LIKE = re.compile(r"[A-Z]{0,2}\d[A-Z\d]*")
_PREFIX = re.compile(r"[A-Z\d]{0,4}\*")
_DASHES = "\\-\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{FIGURE DASH}\N{EN DASH}\N{EM DASH}\N{MINUS SIGN}"
_JOIN = rf"(?:\s*[{_DASHES}]\s*|\s+(?:to|through|thru)\s+)"
_WORD = rf"[^\s,;{_DASHES}]+"
_ITEM = re.compile(rf"{_WORD}(?:{_JOIN}{_WORD})*|[{_DASHES}]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SelectionItem:
    """One item of a selector: its text as written, what it is, and the codes that it stands for."""

    text: str
    kind: ItemKind
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Selection:
    """What a selector stands for."""

    items: tuple[SelectionItem, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """Every code of the items, in their order, none twice."""
        return tuple(dict.fromkeys(code for item in self.items for code in item.codes))


@dataclass(frozen=True, slots=True)
class SelectorProblem:
    """One item that cannot be read: its text, where it starts (from 0), why, and a way out."""

    text: str
    start: int
    message: str
    suggestion: str | None = None

    def __str__(self) -> str:
        return f"{self.message}; {self.suggestion}" if self.suggestion else self.message


class SelectorError(ValueError):
    """A selector that cannot be read. Carries every problem, not only the first."""

    def __init__(self, problems: Iterable[SelectorProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class _Unreadable(Exception):
    """One item's fault, before it knows its place."""

    def __init__(self, message: str, suggestion: str | None = None) -> None:
        self.message = message
        self.suggestion = suggestion
        super().__init__(message)


def parse_selector(text: str, sets: CodeSets) -> Selection:
    """The codes that a selector names.

    Items stand apart by commas, semicolons, spaces or lines. An item is a code (`S9500`), a range
    (`S9373-S9377`, `S9373 to S9377`, `S9373-77`), a prefix with a star (`J*`) or a family (`pn_per_diem`).
    A range stands for the known codes between its ends; the ends need not be known themselves.
    Raises SelectorError with all problems.
    """
    items: list[SelectionItem] = []
    problems: list[SelectorProblem] = []
    for match in _ITEM.finditer(text):
        try:
            items.append(_item(match[0], sets))
        except _Unreadable as fault:
            problems.append(SelectorProblem(match[0], match.start(), fault.message, fault.suggestion))
    if not items and not problems:
        problems.append(SelectorProblem(text, 0, "no code is named", "write a code, range, prefix or family"))
    if problems:
        raise SelectorError(problems)
    return Selection(tuple(items))


def suggest(word: str, choices: Iterable[str], limit: int = 3) -> tuple[str, ...]:
    """The choices spelled most like the word, nearest first; empty when none is near."""
    return tuple(get_close_matches(word, choices, n=limit, cutoff=0.6))


def nearest_codes(code: str, sets: CodeSets) -> tuple[str, ...]:
    """Up to three known codes that one slip of the keyboard turns into this one; the last character first.

    A slip is one wrong character, two swapped, one too many or one too few. Looked up, not searched for: a sheet may
    hold thousands of unknown codes.
    """
    upper = code.strip().upper()
    for slips in (_wrong_character(upper, _DIGITS), _moved_characters(upper), _wrong_first_letter(upper)):
        found = {slip for slip in slips if slip in sets.codes and slip != upper}
        if found:
            last_only = {known for known in found if known[:-1] == upper[:-1]} or found
            return tuple(sorted(last_only, key=lambda known: (abs(_value(known) - _value(upper)), known))[:3])
    return ()


def _wrong_character(code: str, characters: str) -> Iterator[str]:
    for place in range(len(code)):
        for character in characters:
            yield code[:place] + character + code[place + 1 :]


def _moved_characters(code: str) -> Iterator[str]:
    for place in range(len(code)):
        yield code[:place] + code[place + 1 :]
        yield code[:place] + code[place + 1 : place + 2] + code[place : place + 1] + code[place + 2 :]
    for place in range(len(code) + 1):
        for character in _DIGITS:
            yield code[:place] + character + code[place:]


def _wrong_first_letter(code: str) -> Iterator[str]:
    for letter in "ABCEGJKQST":
        yield letter + code[1:]


def _value(code: str) -> int:
    digits = "".join(character for character in code if character.isdecimal())
    return int(digits or 0)


def _item(text: str, sets: CodeSets) -> SelectionItem:
    upper = text.upper()
    if upper in sets.codes:
        return SelectionItem(text, "code", (upper,))
    name = text.lower()
    if name in sets.families:
        return SelectionItem(text, "family", sets.families[name])
    if text.endswith("*"):
        return SelectionItem(text, "prefix", _prefixed(upper, sets))
    ends = re.split(_JOIN, upper, flags=re.IGNORECASE)
    if len(ends) > 1 and any(_CODE_LIKE.fullmatch(end) for end in ends):
        return SelectionItem(text, "range", _between(text, ends, sets))
    raise _unknown(text, sets)


def _prefixed(upper: str, sets: CodeSets) -> tuple[str, ...]:
    if not _PREFIX.fullmatch(upper):
        raise _Unreadable(f"{upper!r} is not a prefix", "write a star after its start, such as J*")
    found = tuple(code for code in sets.codes if code.startswith(upper[:-1]))
    if not found:
        raise _Unreadable(f"no known code begins with {upper[:-1]}")
    return found


def _between(text: str, ends: list[str], sets: CodeSets) -> tuple[str, ...]:
    if len(ends) != 2:
        raise _Unreadable(f"{text!r} has more than two ends", "write one range at a time")
    first, last = ends[0], ends[1]
    if last.isdigit() and len(last) < len(first):
        last = first[: len(first) - len(last)] + last
    for end in (first, last):
        if not _CODE.fullmatch(end):
            message = f"{text!r}: {end or 'an end that is missing'} is not written like a code"
            raise _Unreadable(message, "a code is a letter and four digits, or five digits")
    if _shape(first) != _shape(last):
        raise _Unreadable(f"{text!r} runs from one kind of code to another", "write a range for each")
    if first > last:
        raise _Unreadable(f"{text!r} is written backwards", f"write {last}-{first}")
    shape = _shape(first)
    found = tuple(code for code in sets.codes if first <= code <= last and _shape(code) == shape)
    if not found:
        raise _Unreadable(f"no known code lies in {first}-{last}")
    return found


def _shape(code: str) -> tuple[str, int, str]:
    """What two codes must share to be the ends of one range: letters in front and behind, and length."""
    return ("" if code[0].isdigit() else code[0], len(code), "" if code[-1].isdigit() else code[-1])


def _unknown(text: str, sets: CodeSets) -> _Unreadable:
    upper = text.upper()
    if not any(character.isalnum() for character in text):
        return _Unreadable(f"{text!r} stands between no two codes", "write a range as S9373-S9377")
    if _CODE_LIKE.fullmatch(upper):
        near = nearest_codes(upper, sets)
        return _Unreadable(f"{upper} is not a code that Perdiem carries", _meant(near))
    name = re.sub(r"[^a-z\d]+", "_", text.lower()).strip("_")
    near = (name,) if name in sets.families else suggest(name, sets.families)
    return _Unreadable(f"no family is called {text!r}", _meant(near) or "`perdiem codes families` lists them")


def _meant(near: tuple[str, ...]) -> str | None:
    if not near:
        return None
    return "did you mean " + (near[0] if len(near) == 1 else f"{', '.join(near[:-1])} or {near[-1]}") + "?"
