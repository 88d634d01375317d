"""What differs between two wordings, word by word, as a person would mark it with a pen."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from enum import Enum
from itertools import groupby
from operator import itemgetter

# A word with the space after it. An amount stays whole ($1,250.00 or 50%), so does a word with its apostrophes,
# hyphens and accents; any other character stands alone.
_TOKEN = re.compile(
    r"(\$?\d+(?:[.,:/]\d+)*(?:%|(?!\w))|[\w\u0300-\u036f]+(?:['’\-][\w\u0300-\u036f]+)*|\S|(?=\s))(\s*)"
)
_FORBIDDEN = re.compile("[\x00-\x08\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # XML 1.0, section 2.2
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c]")

_Token = tuple[str, str]  # a word, and the space after it

_ISLAND = 4  # fewer letters than this between two changes ("of", "the") read as noise, not as kept words
_KEPT_SHARE = 0.3  # with less of the shorter wording kept, all of it is replaced: a patchwork reads worse
_MOST_PAIRS = 4_000_000  # of words to compare; beyond them only the common ends are kept


class Change(Enum):
    """What happens to a stretch of text."""

    KEPT = "kept"
    DELETED = "deleted"
    INSERTED = "inserted"


def printable(text: str) -> str:
    """The text as Word can hold it.

    Line ends of every kind become one line feed; characters that XML forbids (controls, lone surrogates)
    become U+FFFD, so that a reader sees that something stood there.
    """
    return _FORBIDDEN.sub("\ufffd", _LINE_ENDS.sub("\n", text))


def differences(before: str, after: str) -> list[tuple[Change, str]]:
    """The stretches kept, deleted and inserted that lead from `before` to `after`, in reading order.

    Kept and deleted stretches joined give `before`; kept and inserted ones give `after`. A deletion stands
    before the insertion that replaces it, two stretches of one kind never meet, and none is empty.
    """
    pieces = _without_islands(_compared(_TOKEN.findall(before), _TOKEN.findall(after)))
    kept = sum(len(was) for was, is_now in pieces if was == is_now)
    if before and after and kept < _KEPT_SHARE * min(len(before), len(after)):
        pieces = [(before, after)]
    stretches = []
    for was, is_now in pieces:
        if was == is_now:
            stretches.append((Change.KEPT, was))
            continue
        space = _common_end(was, is_now)
        stretches.append((Change.DELETED, was.removesuffix(space)))
        stretches.append((Change.INSERTED, is_now.removesuffix(space)))
        stretches.append((Change.KEPT, space))
    grouped = groupby((stretch for stretch in stretches if stretch[1]), key=itemgetter(0))
    return [(change, "".join(text for _, text in group)) for change, group in grouped]


def _compared(old: list[_Token], new: list[_Token]) -> list[tuple[str, str]]:
    """The two texts in step, as pairs (before, after) that are equal where the text is kept."""
    start = _common(old, new)
    end = _common(old[start:][::-1], new[start:][::-1])
    old_middle, new_middle = old[start : len(old) - end], new[start : len(new) - end]
    pieces = [(_joined(old[:start]), _joined(new[:start]))]
    if len(old_middle) * len(new_middle) > _MOST_PAIRS:
        pieces.append((_joined(old_middle), _joined(new_middle)))
    else:
        words = SequenceMatcher(None, [word for word, _ in old_middle], [word for word, _ in new_middle])
        for kind, i, j, k, m in words.get_opcodes():
            if kind != "equal":
                pieces.append((_joined(old_middle[i:j]), _joined(new_middle[k:m])))
                continue
            for (word, space), (_, new_space) in zip(old_middle[i:j], new_middle[k:m], strict=True):
                pieces += [(word, word), (space, new_space)]
    pieces.append((_joined(old[len(old) - end :]), _joined(new[len(new) - end :])))
    return _merged(piece for piece in pieces if piece != ("", ""))


def _common(old: list[_Token], new: list[_Token]) -> int:
    """How many tokens the two begin with in common."""
    pairs = enumerate(zip(old, new, strict=False))
    return next((number for number, (one, other) in pairs if one != other), min(len(old), len(new)))


def _common_end(was: str, is_now: str) -> str:
    """The space that both end with, which the change need not touch."""
    space, other = (text[len(text.rstrip()) :] for text in (was, is_now))
    return space if space == other else ""


def _joined(tokens: list[_Token]) -> str:
    return "".join(word + space for word, space in tokens)


def _merged(pieces: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The pieces with neighbours of one kind, kept or changed, joined."""
    return [
        ("".join(was for was, _ in together), "".join(is_now for _, is_now in together))
        for _, group in groupby(pieces, key=lambda piece: piece[0] == piece[1])
        for together in [list(group)]
    ]


def _without_islands(pieces: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The pieces with short kept runs between two changes taken into the change around them."""
    joined: list[tuple[str, str]] = []
    for number, (was, is_now) in enumerate(pieces):
        between = 0 < number < len(pieces) - 1
        letters = sum(character.isalnum() for character in was)
        changed = was != is_now or (between and letters < _ISLAND)
        if joined and changed and joined[-1][0] != joined[-1][1]:
            joined[-1] = (joined[-1][0] + was, joined[-1][1] + is_now)
        else:
            joined.append((was, is_now))
    return joined
