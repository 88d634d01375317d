"""Single codes in running text: what is a code, and what only looks like one."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace

from perdiem.codes import CodeSets
from perdiem.model.codes import CodeSystem

_LETTERED = re.compile(r"(?<![A-Za-z0-9])([A-Va-v])([ \u00a0]?)(\d{4})(?![0-9])")
_CPT = re.compile(r"(?<![A-Za-z0-9])\d{5}(?![0-9])")
_TORN = re.compile(r"(?<![A-Za-z0-9-])([A-V])(\d{1,3})[-‐]\n(\d{1,3})(?![A-Za-z0-9])")
_ATTACHED = re.compile(r"(?:[ \u00a0]?[-‐‑–][ \u00a0]?|[ \u00a0])?([A-Z][A-Z0-9]|25|59|76)(?![A-Za-z0-9])")
_WORDS_OF_CODING = re.compile(r"\b(?:HCPCS|CPT|codes?|procedures?|modifiers?|bill(?:ed|ing)?)\b", re.IGNORECASE)
_MODIFIERS_AFTER_A_SPACE = frozenset(
    {
        "SH",
        "SJ",
        "SS",
        "SV",
        "SD",
        "GY",
        "GA",
        "GZ",
        "GX",
        "KX",
        "JW",
        "JZ",
        "JA",
        "JB",
        "TD",
        "TE",
        "NU",
        "RR",
    }
)  # TN is a state
_UNKNOWN_LETTERS = frozenset("ABCEGHJKLMPQRSTV")  # HCPCS level II; D is dental, the rest are not issued

_NUMBER_OF_SOMETHING = re.compile(
    r"(?:\b(?:part|model|serial|lot|catalog(?:ue)?|invoice|room|suite|box|ext(?:ension)?|zip(?: code)?|phone|fax|tel"
    r"|ndc|icd-?10(?:-cm)?)\b"
    r"(?:\s*(?:code|codes|no\.?|nos\.?|number|num\.?|#))?"
    r"|\b(?:policy|form|document|order|item|claim|member|group|account|reference|contract|license|npi"
    r"|tax id)\b"
    r"\s*(?:no\.?|number|num\.?|#|id)|#)\s*[:.]?\s*$",
    re.IGNORECASE,
)
_NOT_A_SPACED_CODE = re.compile(
    r"\b(?:part|parts|plan|appendix|section|table|exhibit|schedule|vitamin|group|type|category|class|hepatitis|factor|grade|tier"
    r"|level|option|box|column|figure|attachment|phase|building|unit)\s*$",
    re.IGNORECASE,
)
_STATE_BEFORE_ZIP = re.compile(r"\b(?:AK|AL|AP|WA|Alaska|Alabama|Washington),?\s+$")
_COUNTED = re.compile(
    r"\s*(?:%|percent\b|members?\b|patients?\b|people\b|persons\b|dollars\b|USD\b|mg\b|mcg\b|ml\b|g\b|kg\b|miles\b|beds\b"
    r"|employees\b|enrollees\b|calories\b|kcal\b"
    r"|(?:[NSEW]\.?\s+)?[A-Z][a-z]+\s+(?:Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Drive|Dr|Highway|Hwy|Lane|Ln|Way)\b)",
    re.IGNORECASE,
)
_LARGER_NUMBER_FOLLOWS = re.compile(r"-\n?\d{4}(?!\d)|-\d{1,3}-|[.]\d|,\d{3}(?!\d)|/\d{1,2}/\d")
_GLUED_TO_NUMBER = re.compile(r"\d[-‐‑–/.,]$")
_HYPHENATED_BEFORE = re.compile(r"([A-Za-z0-9]+)[-_]$")
_DECIMALS_FOLLOW = re.compile(r"\.\d")
_HYPHEN_AND_DIGIT = re.compile(r"[-_]\d")
_WEB_AFTER = re.compile(r"\.(?:pdf|html?|docx?|aspx?|php)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Token:
    """One code as it stands in the text; `end` lies behind its modifiers, `code_end` behind the code."""

    start: int
    code_end: int
    end: int
    code: str
    is_known: bool
    modifiers: tuple[str, ...] = ()

    @property
    def is_lettered(self) -> bool:
        """Whether it is an HCPCS level II code."""
        return self.code[0].isalpha()


def find_tokens(text: str, sets: CodeSets) -> list[Token]:
    """Every single code in the text, in order.

    An HCPCS code is a letter and four digits; a CPT code counts only when Perdiem carries it. Left out are
    parts of larger numbers, ICD-10 codes with a dot, part numbers, postal codes, phone numbers and amounts.
    A code that Perdiem does not carry counts only near words of coding.
    """
    found = [*_lettered(text, sets), *_torn(text, sets), *_numeric(text, sets)]
    tokens = sorted(found, key=lambda token: token.start)
    known_places = [token.start for token in tokens if token.is_known]
    return [token for token in tokens if token.is_known or _is_in_coding_words(text, token.start, known_places)]


def _lettered(text: str, sets: CodeSets) -> Iterator[Token]:
    for match in _LETTERED.finditer(text):
        letter, gap, digits = match.groups()
        code = letter.upper() + digits
        known = sets.get(code)
        is_known = known is not None and known.system is CodeSystem.HCPCS
        before = text[max(0, match.start() - 40) : match.start()]
        if not is_known and (gap or letter.islower() or letter not in _UNKNOWN_LETTERS):
            continue
        if gap and (letter.islower() or _NOT_A_SPACED_CODE.search(before)):
            continue
        if _NUMBER_OF_SOMETHING.search(before) or _is_part_number(text, match.end(), before, code):
            continue
        token = Token(match.start(), match.end(), match.end(), code, is_known)
        with_modifiers = _with_modifiers(text, token, sets)
        after = text[with_modifiers.end : with_modifiers.end + 1]
        if with_modifiers.end == token.end and after.isalpha():
            continue
        yield with_modifiers


def _torn(text: str, sets: CodeSets) -> Iterator[Token]:
    """Codes that a line's end broke in two with a hyphen."""
    for match in _TORN.finditer(text):
        code = "".join(match.groups())
        if len(code) == 5 and sets.get(code) is not None:
            yield Token(match.start(), match.end(), match.end(), code, is_known=True)


def _numeric(text: str, sets: CodeSets) -> Iterator[Token]:
    ends: set[int] = set()
    for match in _CPT.finditer(text):
        known = sets.get(match.group())
        if known is None or known.system is not CodeSystem.CPT:
            continue
        start, end = match.span()
        before = text[max(0, start - 40) : start]
        if text[max(0, start - 1) : start] in set("$€£") or before.endswith("$ "):
            continue
        glued = bool(_GLUED_TO_NUMBER.search(before))
        if (start - 1 not in ends) if glued else _is_tied(before):
            continue
        if _LARGER_NUMBER_FOLLOWS.match(text, end) or _COUNTED.match(text, end):
            continue
        if _NUMBER_OF_SOMETHING.search(before) or _STATE_BEFORE_ZIP.search(before):
            continue
        token = _with_modifiers(text, Token(start, end, end, match.group(), is_known=True), sets)
        if token.end == end and text[end : end + 1].isalpha():
            continue
        ends.add(token.end)
        yield token


def _is_part_number(text: str, end: int, before: str, code: str) -> bool:
    """Whether hyphens, dots or a file's ending tie the would-be code into something longer."""
    if _DECIMALS_FOLLOW.match(text, end) or _WEB_AFTER.match(text, end):
        return True
    if _HYPHEN_AND_DIGIT.match(text, end) and not _may_continue(code, text[end + 1 : end + 6]):
        return True
    return _is_tied(before)


def _is_tied(before: str) -> bool:
    """Whether the words before end in a hyphen that belongs to a part number or file name, not to a range."""
    hyphenated = _HYPHENATED_BEFORE.search(before)
    if hyphenated is None:
        return False
    run = hyphenated.group(1)
    if re.fullmatch(r"[A-Va-v]?\d{4}(?:[A-Z]{2})?|\d{5}", run):  # a range's first half
        return run.isdigit() and len(run) == 4
    return any(character.isdigit() for character in run) or (run.isupper() and run not in {"HCPCS", "CPT", "HIT"})


def _may_continue(code: str, digits: str) -> bool:
    """Whether digits behind a hyphen can be a modifier or the short second half of a range."""
    number = re.match(r"\d+", digits)
    if number is None or re.match(r"-\d", digits[number.end() :]):
        return False
    half = number.group()
    if half in {"25", "59", "76", "77", "91"}:
        return True
    return len(half) <= 4 and half > code[-len(half) :]


def _with_modifiers(text: str, token: Token, sets: CodeSets) -> Token:
    """The token with the modifiers that are written right behind it, such as `S9501-SH` or `99601 SS GY`."""
    end, modifiers = token.end, list(token.modifiers)
    while len(modifiers) < 4 and (match := _ATTACHED.match(text, end)) and match.group(1) in sets.modifiers:
        joint = match.group()[: -len(match.group(1))]
        if not joint.strip() and match.group(1) not in _MODIFIERS_AFTER_A_SPACE and (joint or match.group(1).isdigit()):
            break  # `99601 59 minutes`, `S9364 PN`
        modifiers.append(match.group(1))
        end = match.end()
    return replace(token, end=end, modifiers=tuple(modifiers))


def _is_in_coding_words(text: str, place: int, known_places: list[int]) -> bool:
    line_before = text.rfind("\n", 0, max(0, text.rfind("\n", 0, place)))
    first = max(line_before, place - 300, 0)
    nearest = bisect_left(known_places, first)
    if nearest < len(known_places) and known_places[nearest] < place + 120:
        return True
    return _WORDS_OF_CODING.search(text, first, place + 120) is not None
