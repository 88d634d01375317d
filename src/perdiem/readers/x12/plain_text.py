"""One stretch of an interchange made plain: no stray line breaks, valid UTF-8, and each byte's place in the file."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from perdiem.readers.x12.delimiters import Delimiters

Places = npt.NDArray[np.int64]
_NONE: Places = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class PlainText:
    """Whole segments, and the rest that has no terminator yet. Offsets are relative to the raw text."""

    text: bytes
    rest: bytes
    _removed: Places
    _widened: Places

    @property
    def first_transcoded(self) -> int | None:
        """Where the first byte that was not UTF-8 stands, if there is one."""
        return int(self._widened[0]) - 1 if len(self._widened) else None

    def raw(self, places: npt.NDArray[np.integer]) -> Places:
        """Where bytes of `text` stand in the raw text."""
        found = places.astype(np.int64)
        if len(self._widened):
            found = found - np.searchsorted(self._widened, found, "left")
        if len(self._removed):
            found = found + np.searchsorted(self._removed, found, "right")
        return found


def plain(raw: bytes, delimiters: Delimiters) -> PlainText:
    """Takes out line breaks that mean nothing, and reads segments that are not UTF-8 as Latin-1, each for itself."""
    removed = _NONE
    text = raw
    noise = delimiters.noise
    if any(mark in raw for mark in noise):
        text = raw.translate(None, noise)
        if len(text) != len(raw):
            places = np.flatnonzero(np.isin(np.frombuffer(raw, np.uint8), np.frombuffer(noise, np.uint8)))
            removed = places - np.arange(len(places))
    end = text.rfind(bytes((delimiters.terminator,))) + 1
    body, rest = text[:end], text[end:]
    if body.isascii():
        return PlainText(body, rest, removed, _NONE)
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        wide, widened = _transcoded(body, delimiters.terminator)
        return PlainText(wide, rest, removed, widened)
    return PlainText(body, rest, removed, _NONE)


def _transcoded(text: bytes, terminator: int) -> tuple[bytes, Places]:
    """The text in UTF-8, and the places in it of the second bytes that Latin-1 did not have."""
    mark = bytes((terminator,))
    pieces: list[bytes] = []
    widened: list[Places] = []
    place = 0
    for segment in text.split(mark)[:-1]:
        piece = segment + mark
        try:
            segment.decode("utf-8")
        except UnicodeDecodeError:
            high = np.flatnonzero(np.frombuffer(piece, np.uint8) >= 0x80)
            widened.append(place + high + np.arange(1, len(high) + 1))
            piece = piece.decode("latin-1").encode("utf-8")
        pieces.append(piece)
        place += len(piece)
    return b"".join(pieces), np.concatenate(widened)
