"""Plain text with light marks (empty lines, list dashes, blanks in brackets) as parts for a template."""

from __future__ import annotations

import re
from dataclasses import dataclass

from perdiem.writers.wording import unwrapped

_BLANK = re.compile(r"(\[[^\[\]\n]{1,120}\])")
_ITEM = re.compile(r"^\s*[-*•]\s+")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or a list of items."""

    text: str = ""
    items: tuple[str, ...] = ()


def blocks(text: str) -> tuple[Block, ...]:
    """Paragraphs and lists of a plain text.

    An empty line parts paragraphs; a line that begins with a dash is an item.
    A line of an item that wraps is joined to it.
    """
    found: list[Block] = []
    for chunk in re.split(r"\n\s*\n", text.strip()):
        words: list[str] = []
        items: list[str] = []
        for line in chunk.splitlines():
            if _ITEM.match(line):
                items.append(_ITEM.sub("", line).strip())
            elif items:
                items[-1] += f" {line.strip()}"
            else:
                words.append(line.strip())
        if words:
            found.append(Block(text=" ".join(words)))
        if items:
            found.append(Block(items=tuple(items)))
    return tuple(block for block in found if block.text or block.items)


def clause_parts(clause: str) -> tuple[tuple[str, bool], ...]:
    """A clause, its lines joined, cut at its blanks: each part with whether it is one, such as `[amount]`."""
    return tuple((part, bool(_BLANK.fullmatch(part))) for part in _BLANK.split(unwrapped(clause)) if part)
