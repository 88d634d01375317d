"""Every place in JSON where a certain key stands, with its value; found by a search for bytes, not by parsing.

In JSON a quote that is not escaped, followed by a letter or an escape, can only open a text, and what follows a text
by a colon is a key: so these places are exactly the keys, also those that are spelled with escapes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import NamedTuple

import stringzilla  # type: ignore[import-not-found]  # it ships no types

LONGEST = 4096  # bytes from a key to the end of its value; codes are short
BACKSLASH = 0x5C
ESCAPE = b"\\u00"  # how the escape of each letter that a key has begins
_VALUE = rb'\s*:\s*(?:"((?:[^"\\]|\\.)*)"|(-?[0-9][-+.0-9eE]*)(?=[^-+.0-9eE])|[\[{A-Za-z])'
_LETTER = re.compile(rb"(?<!\\)((?:\\\\)*)\\u00([46][1-9A-Fa-f]|[57][0-9Aa]|5[Ff])")


class Key(NamedTuple):
    """Where a key stands in the text searched, and its value; None for a list, object, null, true or false."""

    at: int
    value: str | None


def spelled(key: str) -> bytes:
    """A pattern for a key in its quotes, each of its letters as it is or as an escape."""
    letters = (rb"(?:%s|\\u00%s)" % (re.escape(each).encode(), _digits(each)) for each in key)
    return b'"' + b"".join(letters) + b'"'


def plain_letters(text: bytes) -> bytes:
    """JSON in which letters are not escaped."""
    if ESCAPE not in text:
        return text
    return _LETTER.sub(lambda found: found[1] + bytes.fromhex(found[2].decode()), text)


class KeyFinder:
    """Finds one key. `find` gives what was met; `decided` is the offset up to which the text needs no second look."""

    def __init__(self, key: str) -> None:
        self.quoted = json.dumps(key).encode()
        name, spelling = re.escape(self.quoted), spelled(key)
        self._entry, self._spelled_entry = (re.compile(each + _VALUE, re.DOTALL) for each in (name, spelling))
        self._spelling, self._named = re.compile(spelling), re.compile(spelling + rb"\s*:")
        self._escape = re.compile(rb"\\u00(?:" + b"|".join({_digits(each) for each in key}) + b")")
        self._longest = len(ESCAPE + b"00") * len(key) + 2  # bytes of the key alone
        self.decided = 0

    def places(self, text: bytes, first: int, last: int) -> Iterator[int]:
        """Where the key stands between two places, in its quotes, in order; what comes around it is not looked at."""
        quoted, search = self.quoted, stringzilla.find
        if search(text, ESCAPE, first, last) >= 0 and self._escape.search(text, first, last):
            yield from (each.start() for each in self._spelling.finditer(text, first, last))
            return
        at = first
        while (at := search(text, quoted, at, last)) >= 0:
            yield at
            at += len(quoted)

    def find(self, text: bytes, first: int, *, is_last: bool) -> Iterator[Key]:
        """The keys in the text from `first` on; `is_last` says that the file has no more."""
        end = len(text) if is_last else max(first, len(text) - self._longest)
        self.decided = end
        for at in self.places(text, first, min(end + self._longest, len(text))):
            if at >= end:
                return
            if at and text[at - 1] == BACKSLASH:
                continue
            found = self._entry.match(text, at) or self._spelled_entry.match(text, at)
            if found is None and not is_last and len(text) - at < LONGEST:
                self.decided = at
                return
            if found is not None:
                yield Key(at, _read(found))
            elif self._named.match(text, at):
                yield Key(at, None)


def _digits(letter: str) -> bytes:
    """A pattern for the two hexadecimal digits of a letter."""
    return "".join(f"[{each}{each.upper()}]" for each in f"{ord(letter):02x}").encode()


def _read(found: re.Match[bytes]) -> str | None:
    text, number = found.groups()
    if number is not None:
        return str(number, "ascii")
    if text is None:
        return None
    if BACKSLASH in text:
        try:
            return str(json.loads(b'"' + text + b'"'))
        except ValueError:
            return str(text, errors="replace")
    return str(text, errors="replace")
