"""A model clause's text as the paragraphs of a document."""

from __future__ import annotations

import re

_LIST_MARK = re.compile(r"(?=^(?:[-*•]|\(\w{1,4}\)|\d{1,2}\.)\s)", re.MULTILINE)


def clause_paragraphs(clause: str) -> list[str]:
    """A clause's paragraphs: parted by empty lines and before list marks like "(a)"; wrapped lines joined."""
    blocks = re.split(r"\n\s*\n", clause.replace("\r\n", "\n"))
    parts = (part for block in blocks for part in _LIST_MARK.split(block))
    return [text for part in parts if (text := " ".join(part.split()))]
