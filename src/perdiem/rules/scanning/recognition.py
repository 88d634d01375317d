"""Mentions of codes in running text: single codes, ranges, short lists, prefixes and modifiers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from perdiem.codes import CodeSets
from perdiem.model.codes import CodeSystem
from perdiem.model.scan import ReferenceKind
from perdiem.rules.scanning.tokens import Token, find_tokens

_DASHES = "-‐‑‒–—―−~"
_MARKUP = "[*_`\"“”'’()]{0,3}"
_RANGE_GAP = re.compile(
    rf"{_MARKUP}(?:[ \t\u00a0]*[{_DASHES}]{{1,3}}[ \t\u00a0]*\n?[ \t\u00a0]*"
    rf"|[ \t\u00a0]*(?:\.\.\.?|…)[ \t\u00a0]*"
    rf"|\s+(?:up\s+)?(?:to|through|thru|thro|till|until)(?:\s+and\s+including|\s*,?\s*inclusive(?:\s+of)?)?\s+"
    rf"(?:(?:HCPCS|CPT)\s+)?(?:codes?\s+)?|\s+through\s+and\s+including\s+){_MARKUP}",
    re.IGNORECASE,
)
_AND_GAP = re.compile(r"\s+and\s+(?:codes?\s+)?", re.IGNORECASE)
_BETWEEN_BEFORE = re.compile(r"\bbetween\s+(?:(?:HCPCS|CPT)\s+)?(?:codes?\s+)?$", re.IGNORECASE)
_CHANGE_BEFORE = re.compile(
    r"\b(?:chang\w*|replac\w*|cross-?walk\w*|convert\w*|moved?|updated?|transition\w*|renumber\w*|mapped)\b[^.;\n]{0,60}$",
    re.IGNORECASE,
)
_SLASH_GAP = re.compile(rf"{_MARKUP}[ \t]*/[ \t]*\n?{_MARKUP}")
_COUNTED = (
    r"(?!\d|[A-Za-z]|[.,]\d|\s*%|\s*-\d|\s+(?:hours?|hrs?|days?|weeks?|months?|years?|units?|visits?"
    r"|minutes?|min|mg|mcg|ml|mL|g|kg|l|L|lit\w*|percent|doses?|vials?|patients?|members?|times?|calend\w*|grams?)\b)"
)
_SHORT_END = re.compile(
    rf"(?:[{_DASHES}](\d{{1,3}})|[ \t\u00a0]?[{_DASHES}][ \t\u00a0]?(\d{{2,4}})"
    rf"|\s+(?:to|through|thru)\s+(\d{{2,4}})){_COUNTED}"
)
_SHORT_MEMBER = re.compile(rf"(?:\s*/\s*(\d{{1,3}})|\s*,\s*(?:and\s+|or\s+)?(\d{{2,3}})){_COUNTED}")
_LAST_MEMBER = re.compile(rf"\s*(?:&|\band\b|\bor\b)\s*(\d{{2,3}}){_COUNTED}")
_PREFIX = re.compile(r"(?<![A-Za-z0-9*])([A-V])(\d{1,3})([xX]{1,3}|\*{1,3}|#{1,3})(?![A-Za-z0-9*#])")
_GROUP = re.compile(r"(?<![A-Za-z0-9&/.-])([SGB])[- ](?:codes?|series)\b")
_MODIFIER = re.compile(r"(?<![A-Za-z0-9])(SH|SJ|SS|GY)(?![A-Za-z0-9])")
_MODIFIER_WORD = re.compile(r"\bmodifiers?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mention:
    """One place where codes are named; `remark` says what looked wrong there."""

    start: int
    end: int
    kind: ReferenceKind
    codes: tuple[str, ...]
    written_out: tuple[str, ...]
    modifiers: tuple[str, ...] = ()
    remark: str = ""


def find_mentions(text: str, sets: CodeSets) -> list[Mention]:
    """Every mention of codes and of the modifiers SH, SJ, SS and GY, in the order of the text."""
    tokens = find_tokens(text, sets)
    mentions = list(_Grouping(text, sets).grouped(tokens))
    taken = {place for mention in mentions for place in range(mention.start, mention.end)}
    mentions += [mention for mention in _prefixes(text, sets) if mention.start not in taken]
    mentions += [mention for mention in _modifiers(text) if mention.start not in taken]
    return sorted(mentions, key=lambda mention: mention.start)


class _Grouping:
    """Joins single codes into the ranges and lists that they were written in."""

    def __init__(self, text: str, sets: CodeSets) -> None:
        self.text = text
        self.sets = sets
        self._by_letter = _numbers_by_letter(sets)

    def grouped(self, tokens: list[Token]) -> Iterator[Mention]:
        index = 0
        while index < len(tokens):
            first = tokens[index]
            second = tokens[index + 1] if index + 1 < len(tokens) else None
            if second is not None and self._is_range(first, second):
                if self._runs_upward(first, second):
                    yield self._range(first, second.code, second.end, first.modifiers + second.modifiers)
                    index += 2
                    continue
                remark = (
                    f"{_on_one_line(self.text[first.start : second.code_end])} is written as a range but does "
                    "not run from a lower to a higher code of one series; only its two ends were taken."
                )
                yield self._single(first, remark)
                index += 1
                continue
            mention = self._short_range(first) or self._short_list(first)
            if mention is not None:
                yield mention
                index += 1
                continue
            run = self._slash_run(tokens, index)
            yield self._listed(run) if len(run) > 1 else self._single(first)
            index += len(run)

    def _is_range(self, first: Token, second: Token) -> bool:
        gap = self.text[first.end : second.start]
        if len(gap) > 60 or "\n\n" in gap:
            return False
        before = self.text[max(0, first.start - 80) : first.start]
        if _AND_GAP.fullmatch(gap):
            return bool(_BETWEEN_BEFORE.search(before)) and self._runs_upward(first, second)
        if not _RANGE_GAP.fullmatch(gap):
            return False
        is_in_words = any(character.isalpha() for character in gap)
        return not (is_in_words and _CHANGE_BEFORE.search(before))

    @staticmethod
    def _runs_upward(first: Token, second: Token) -> bool:
        same_series = first.code[0] == second.code[0] if first.is_lettered else not second.is_lettered
        return same_series and first.code < second.code

    def _range(self, first: Token, last: str, end: int, modifiers: tuple[str, ...]) -> Mention:
        inside = self._between(first.code, last)
        codes = tuple(dict.fromkeys([first.code, *inside, last]))
        return Mention(first.start, end, ReferenceKind.RANGE, codes, (first.code, last), modifiers)

    def _between(self, first: str, last: str) -> list[str]:
        series = self._by_letter.get(first[0] if first[0].isalpha() else "", ())
        return [code for code in series if first <= code <= last]

    def _short_range(self, first: Token) -> Mention | None:
        match = _SHORT_END.match(self.text, first.code_end)
        if match is None:
            return None
        last = self._completed(first.code, next(filter(None, match.groups())))
        return self._range(first, last, match.end(), ()) if last else None

    def _short_list(self, first: Token) -> Mention | None:
        codes, end = [first.code], first.code_end
        while match := (_SHORT_MEMBER.match(self.text, end) or (len(codes) > 1 and _LAST_MEMBER.match(self.text, end))):
            code = self._completed(codes[-1], next(filter(None, match.groups())))
            if code is None:
                break
            codes.append(code)
            end = match.end()
        if len(codes) == 1:
            return None
        return Mention(first.start, end, ReferenceKind.LIST, tuple(codes), tuple(codes))

    def _completed(self, before: str, digits: str) -> str | None:
        """The code that a short second half stands for: `S9373` and `77` give S9377; None if it is none."""
        code = before[: 5 - len(digits)] + digits
        return code if code > before and self.sets.get(code) is not None else None

    def _slash_run(self, tokens: list[Token], index: int) -> list[Token]:
        run = [tokens[index]]
        for token in tokens[index + 1 : index + 50]:
            gap = self.text[run[-1].end : token.start]
            if len(gap) > 10 or not _SLASH_GAP.fullmatch(gap):
                break
            run.append(token)
        return run

    @staticmethod
    def _listed(run: list[Token]) -> Mention:
        codes = tuple(dict.fromkeys(token.code for token in run))
        modifiers = tuple(dict.fromkeys(modifier for token in run for modifier in token.modifiers))
        return Mention(run[0].start, run[-1].end, ReferenceKind.LIST, codes, codes, modifiers)

    @staticmethod
    def _single(token: Token, remark: str = "") -> Mention:
        return Mention(
            token.start, token.end, ReferenceKind.CODE, (token.code,), (token.code,), token.modifiers, remark
        )


def _numbers_by_letter(sets: CodeSets) -> Mapping[str, list[str]]:
    """HCPCS codes by their letter, CPT codes under the empty letter, each sorted."""
    series: dict[str, list[str]] = {}
    for number, code in sets.codes.items():
        if code.system is CodeSystem.HCPCS:
            series.setdefault(number[0], []).append(number)
        elif code.system is CodeSystem.CPT:
            series.setdefault("", []).append(number)
    return {letter: sorted(numbers) for letter, numbers in series.items()}


def _prefixes(text: str, sets: CodeSets) -> Iterator[Mention]:
    for match in _PREFIX.finditer(text):
        letter, digits, blanks = match.groups()
        if len(digits) + len(blanks) != 4:
            continue
        codes = tuple(
            sorted(
                number
                for number, code in sets.codes.items()
                if code.system is CodeSystem.HCPCS and number.startswith(letter + digits)
            )
        )
        if codes:
            yield Mention(match.start(), match.end(), ReferenceKind.PREFIX, codes, ())
    for match in _GROUP.finditer(text):
        yield Mention(match.start(), match.end(), ReferenceKind.PREFIX, (), ())


def _modifiers(text: str) -> Iterator[Mention]:
    for match in _MODIFIER.finditer(text):
        around = text[max(0, match.start() - 70) : match.end() + 50]
        if _MODIFIER_WORD.search(around):
            yield Mention(match.start(), match.end(), ReferenceKind.MODIFIER, (), (), (match.group(),))


def _on_one_line(text: str) -> str:
    return " ".join(text.split())
