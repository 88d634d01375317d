"""Every place in JSON where a certain key stands, with its value; found by a search for bytes, not by parsing.

In JSON a quote that is not escaped, followed by a letter, can only open a text, and what follows a text by a colon is
a key: so these places are exactly the keys. A key that is spelled with escapes is not found; nobody writes one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST = 4096  # bytes from a key to the end of its value; codes are short
BACKSLASH = 0x5C


@dataclass(frozen=True, slots=True)
class Key:
    """Where a key stands in the text searched, and its value; None for a list, object, null, true or false."""

    at: int
    value: str | None


class KeyFinder:
    """Finds one key. `find` gives what was met; `decided` is the offset up to which the text needs no second look."""

    def __init__(self, key: str) -> None:
        self.quoted = json.dumps(key).encode()
        self._entry = re.compile(
            re.escape(self.quoted) + rb'\s*:\s*(?:"((?:[^"\\]|\\.)*)"|(-?[0-9][-+.0-9eE]*)(?=[^-+.0-9eE])|[\[{A-Za-z])',
            re.DOTALL,
        )
        self._named = re.compile(re.escape(self.quoted) + rb"\s*:")
        self.decided = 0

    def find(self, text: bytes, first: int, *, is_last: bool) -> Iterator[Key]:
        """The keys in the text from `first` on; `is_last` says that the file has no more."""
        quoted, entry = self.quoted, self._entry.match
        at = first
        while (at := text.find(quoted, at)) >= 0:
            found = entry(text, at)
            if found is None and not is_last and len(text) - at < LONGEST:
                self.decided = at
                return
            if found is not None and not (at and text[at - 1] == BACKSLASH):
                yield Key(at, _read(found))
            elif found is None and self._named.match(text, at) and not (at and text[at - 1] == BACKSLASH):
                yield Key(at, None)
            at += len(quoted)
        self.decided = max(first, len(text) - len(quoted) + 1)


def _read(found: re.Match[bytes]) -> str | None:
    text, number = found.groups()
    if number is not None:
        return number.decode()
    if text is None:
        return None
    if BACKSLASH in text:
        try:
            return str(json.loads(b'"' + text + b'"'))
        except ValueError:
            return text.decode(errors="replace")
    return text.decode(errors="replace")
