"""A policy's lines as one running text, divided into paragraphs, rows and sentences."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from perdiem.model.positions import Position
from perdiem.model.scan import PolicyLine, PolicyText

_BULLET = re.compile(r"\s*(?:[•●▪◦‣·*+–-]|\(?[0-9a-zA-Z]{1,2}[.)])\s+\S")
_CODE_FIRST = re.compile(
    r"\s*(?:[A-Va-v]\d{4}|\d{5})(?:\s*(?:[/,&–—-]|and|or|to|through)\s*(?:[A-Va-v]\d{4}|\d{2,5})\b)*"
    r"(?:\s*$|\s*[-–—:|\t]|\s+[A-Z(])"
)
_UNFINISHED = re.compile(
    r"(?:[,(/&-]|[–—]|\b(?:and|or|to|through|thru|codes?|of|for|with|the|by|in|as|under|is|are))\s*$"
)
_NUMBERED = re.compile(r"\s*(?:[IVX]+\.|\d{1,2}(?:\.\d{1,2})*\.?)\s+[A-Z][^.;]{2,70}$")
_MARKDOWN_HEADING = re.compile(r"\s*#{1,6}\s")
_SENTENCE_END = re.compile(r"(?<=[.!?])[”\"')\]]*\s+(?=[\"“'(\[]?[A-Z0-9•])")
_ABBREVIATION = re.compile(r"(?:\b(?:e\.g|i\.e|Nos?|vs|etc|approx|incl|Dr|Inc|St|Sec|Ref|max|min)|\b[A-Z])\.$")
_SMALL_WORDS = frozenset(
    {"a", "an", "and", "as", "at", "by", "for", "from", "in", "of", "on", "or", "per", "the", "to"}
)
_LONGEST_HEADING = 80  # characters


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the running text, from `start` up to `end`."""

    start: int
    end: int

    def holds(self, place: int) -> bool:
        """Whether the place lies inside."""
        return self.start <= place < self.end


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, list item, table row or heading, with its sentences."""

    span: Span
    sentences: tuple[Span, ...]
    is_heading: bool
    is_row: bool
    is_item: bool

    @property
    def stands_in_a_list(self) -> bool:
        """Whether it is one of several items or rows under a common lead-in."""
        return self.is_row or self.is_item


class Passages:
    """The running text of a policy and its division."""

    def __init__(self, policy: PolicyText) -> None:
        self.policy = policy
        self._starts: list[int] = []
        parts: list[str] = []
        length = 0
        before: PolicyLine | None = None
        for line in policy.lines:
            if before is not None:
                joint = "\n\n" if _is_apart(before, line) else "\n"
                parts.append(joint)
                length += len(joint)
            self._starts.append(length)
            parts.append(line.text)
            length += len(line.text)
            before = line
        self.text = "".join(parts)
        self.paragraphs = tuple(self._divide())
        self._paragraph_starts = [paragraph.span.start for paragraph in self.paragraphs]

    def line_at(self, place: int) -> tuple[PolicyLine, int]:
        """The line that holds the place, and the column there, counted from 1."""
        index = max(0, bisect_right(self._starts, place) - 1)
        return self.policy.lines[index], place - self._starts[index] + 1

    def position(self, place: int) -> Position:
        """The place as file, page, line and column."""
        line, column = self.line_at(place)
        return Position(self.policy.file, line.number, column if self.policy.has_columns else None, page=line.page)

    def context(self, start: int, end: int) -> str:
        """The text of the lines that the stretch from `start` up to `end` touches."""
        first = max(0, bisect_right(self._starts, start) - 1)
        last = max(first, bisect_right(self._starts, end - 1) - 1)
        return " ".join(" ".join(line.text.split()) for line in self.policy.lines[first : last + 1])

    def paragraph_index(self, place: int) -> int:
        """The number of the paragraph that holds the place."""
        return max(0, bisect_right(self._paragraph_starts, place) - 1)

    def headings_above(self, index: int) -> Iterator[Paragraph]:
        """What a paragraph stands under: its table's head row, its list's lead-in, the nearest heading."""
        inside_list = self.paragraphs[index].stands_in_a_list
        for paragraph in reversed(self.paragraphs[max(0, index - 80) : index]):
            if paragraph.is_heading:
                yield paragraph
                if not paragraph.is_row:
                    return
            elif inside_list and not paragraph.stands_in_a_list:
                if self.text[paragraph.span.start : paragraph.span.end].rstrip().endswith(":"):
                    yield paragraph
                    return
                inside_list = False

    def _divide(self) -> Iterator[Paragraph]:
        group: list[int] = []
        for index, line in enumerate(self.policy.lines):
            if group and self._begins(group, line):
                yield self._paragraph(group)
                group = []
            group.append(index)
        if group:
            yield self._paragraph(group)

    def _begins(self, group: Sequence[int], line: PolicyLine) -> bool:
        """Whether a line opens a new paragraph after the lines of `group`."""
        before = self.policy.lines[group[-1]]
        if line.page != before.page:
            return before.text.rstrip()[-1:] in ".:;!?" or not line.text.lstrip()[:1].islower()
        if line.block != before.block:
            return True
        if line.block is not None and line.page is None:
            return False
        if _is_apart(before, line) or _looks_like_heading(before.text) or before.is_heading or line.is_heading:
            return True
        if _BULLET.match(line.text) or "|" in line.text or line.text.count("\t") > 1:
            return True
        unfinished = bool(_UNFINISHED.search(before.text))
        if _CODE_FIRST.match(line.text) and not unfinished:
            return True
        in_item = line.page is not None or bool(_CODE_FIRST.match(self.policy.lines[group[0]].text))
        return not unfinished and _looks_like_heading(line.text, strictly=in_item)

    def _paragraph(self, group: Sequence[int]) -> Paragraph:
        lines = self.policy.lines
        first, last = lines[group[0]], lines[group[-1]]
        span = Span(self._starts[group[0]], self._starts[group[-1]] + len(last.text))
        is_row = first.is_row or (first.block is None and first.text.count("|") > 1)
        told = first.block is not None and first.page is None
        guessed = len(group) == 1 and not is_row and _looks_like_heading(first.text, strictly=told)
        opens_item = _BULLET.match(first.text) or _CODE_FIRST.match(first.text)
        is_item = not is_row and not guessed and bool(opens_item)
        sentences = (span,) if is_row else tuple(self._sentences(span))
        return Paragraph(span, sentences, first.is_heading or guessed, is_row, is_item)

    def _sentences(self, span: Span) -> Iterator[Span]:
        text = self.text[span.start : span.end]
        start = 0
        for end in _SENTENCE_END.finditer(text):
            if not _ABBREVIATION.search(text[max(0, end.start() - 12) : end.start()]):
                yield Span(span.start + start, span.start + end.end())
                start = end.end()
        yield Span(span.start + start, span.end)


def _is_apart(before: PolicyLine, line: PolicyLine) -> bool:
    if before.page != line.page:
        return False  # a sentence or a range may run on
    return before.block != line.block or (line.block is None and line.number > before.number + 1)


def _looks_like_heading(text: str, *, strictly: bool = False) -> bool:
    """Whether a line of a file that does not mark headings reads like one."""
    text = text.strip()
    if _MARKDOWN_HEADING.match(text):
        return True
    if not text or len(text) > _LONGEST_HEADING or text[-1] in ".,;|" or re.search(r"[A-Va-v]\d{4}|\d{5}", text):
        return False
    letters = [character for character in text if character.isalpha()]
    words = text.rstrip(":").split()
    if len(letters) > 5 and all(letter.isupper() for letter in letters) and len(words) > 1:
        return True
    if _NUMBERED.match(text):
        return True
    if strictly or not 0 < len(words) <= 10 or not words[0][0].isupper():
        return False
    if text.endswith(":"):
        return len(words) <= 6
    weighty = [word for word in words if word.lower() not in _SMALL_WORDS and word[0].isalpha()]
    return len(weighty) > 1 and all(word[0].isupper() for word in weighty)
