"""The lines of one PDF page as its letters lie on the paper: which stand together, and which are large."""

from __future__ import annotations

import ctypes
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

_LINE_END = frozenset("\r\n")
_HYPHEN_AT_END = frozenset("\ufffe\x02")  # how PDFium writes a hyphen behind which a line ends
_WIDER = 1.25  # times the page's usual line step; paragraphs and table rows stand at least that far apart
_LEAST_WIDE = 1.3  # font sizes; closer lines are never parted
_TALLEST_ROW = 6  # lines; a cell set in the middle of its row begins so much lower than its neighbour at most
_LARGE = 1.12  # times the page's usual size; a heading is at least that much larger
_SPACES = re.compile(r"[ \t\u00a0]+")


@dataclass(frozen=True, slots=True)
class PageLine:
    """One line of a page; `block` counts the groups of lines that stand close together."""

    text: str
    block: int
    is_large: bool


@dataclass(slots=True)
class _Line:
    text: str
    left: float
    bottom: float
    size: float


def page_lines(textpage: Any) -> list[PageLine]:
    """The lines of a page in reading order, empty ones left out."""
    lines = [line for line in _lines(textpage) if line.text.strip()]
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size, 1)] += len(line.text)
    usual = sizes.most_common(1)[0][0] if sizes else 0.0
    return [
        PageLine(_SPACES.sub(" ", line.text).strip(), block, 0 < usual * _LARGE < line.size)
        for line, block in zip(lines, _blocks(lines), strict=True)
    ]


def _lines(textpage: Any) -> Iterator[_Line]:
    from pypdfium2 import raw

    box = (ctypes.c_double * 4)()
    left, right, bottom, top = (
        ctypes.cast(ctypes.addressof(box) + 8 * n, ctypes.POINTER(ctypes.c_double)) for n in range(4)
    )
    characters: list[str] = []
    start, low, size = 0.0, 0.0, 0.0
    for index in range(textpage.count_chars()):
        character = chr(raw.FPDFText_GetUnicode(textpage, index) or 32)
        if character in _LINE_END:
            if characters:
                yield _Line("".join(characters), start, low, size)
            characters = []
            continue
        if not characters or not any(not one.isspace() for one in characters):
            if raw.FPDFText_GetCharBox(textpage, index, left, right, bottom, top):
                start, low = box[0], box[2]
            size = float(raw.FPDFText_GetFontSize(textpage, index)) or abs(box[3] - box[2])
        if character in _HYPHEN_AT_END:
            yield _Line("".join(characters) + "-", start, low, size)
            characters = []
            continue
        characters.append(character)
    if characters:
        yield _Line("".join(characters), start, low, size)


def _blocks(lines: Sequence[_Line]) -> Iterator[int]:
    """A number for each line: it stays the same in a paragraph, and through the cells of a table row."""
    widest = _widest_step(lines)
    block = 0
    left = top = bottom = 0.0
    for index, line in enumerate(lines):
        size = max(line.size, 1.0)
        is_higher = line.bottom > top + size / 2
        is_beside = is_higher and line.left > left + size and line.bottom < top + _TALLEST_ROW * size
        is_below = bottom - line.bottom > widest * size
        if index == 0 or is_below or (is_higher and not is_beside):
            block += index > 0
            left, top, bottom = line.left, line.bottom, line.bottom
        else:
            left, top, bottom = min(left, line.left), max(top, line.bottom), min(bottom, line.bottom)
        yield block


def _widest_step(lines: Sequence[_Line]) -> float:
    """The widest step from line to line inside a paragraph, in font sizes: from the page's closer steps."""
    steps = sorted(
        step
        for before, line in pairwise(lines)
        if 0.8 < (step := (before.bottom - line.bottom) / max(line.size, 1.0)) < 3
    )
    return max(_LEAST_WIDE, _WIDER * steps[len(steps) // 4]) if steps else _LEAST_WIDE
