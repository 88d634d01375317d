"""Names of places within a page: every one different, made of letters, digits and dashes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

_LONGEST = 24  # characters; the anchors of a large portfolio are a good part of its page


def slug(text: str) -> str:
    """The beginning of the text as lower-case words with dashes; `x` when nothing of it is left."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST].strip("-") or "x"


def distinct_slugs(texts: Iterable[str], prefix: str) -> Mapping[int, str]:
    """A slug for each text by its place in the row, with the prefix; a text met again gets a number."""
    taken: set[str] = set()
    chosen: dict[int, str] = {}
    for index, text in enumerate(texts):
        base = candidate = f"{prefix}-{slug(text)}"
        again = 1
        while candidate in taken:
            again += 1
            candidate = f"{base}-{again}"
        taken.add(candidate)
        chosen[index] = candidate
    return chosen
