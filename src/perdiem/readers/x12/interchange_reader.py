"""Reads one interchange out of the buffer: as far as the last claim that is whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from perdiem.model.interchange import Interchange, X12File, X12Position, fault_of
from perdiem.readers.x12 import names
from perdiem.readers.x12.carry import Carry
from perdiem.readers.x12.delimiters import ISA_ROOM, Delimiters
from perdiem.readers.x12.envelopes import Envelopes
from perdiem.readers.x12.faults import Faults
from perdiem.readers.x12.form import Form
from perdiem.readers.x12.oddities import report_oddities
from perdiem.readers.x12.plain_text import PlainText, plain
from perdiem.readers.x12.raw_text import SEGMENT_LIMIT, STUB, RawText
from perdiem.readers.x12.segments import Ints, Segments
from perdiem.readers.x12.stretch import AnyStretch

CLAIM_LIMIT = 8 << 20  # bytes; the longest claim, of 999 institutional lines, stays under one million
BLANK = b" \t\r\n\0\x1a\x0b\x0c"


@dataclass(frozen=True, slots=True)
class Step:
    """One stretch and the faults found so far in it."""

    stretch: AnyStretch[Any]
    faults: Faults


@dataclass(slots=True)
class _Parsed:
    """Segments of the carried text and the buffer; `places` are where the new ones begin in the buffer."""

    segments: Segments
    plain: PlainText
    places: Ints
    limit: int
    is_partial: bool = False


class InterchangeReader:
    """Reads one interchange, stretch by stretch."""

    def __init__(self, file: X12File, interchange: Interchange, delimiters: Delimiters, form: Form) -> None:
        self._file, self._interchange, self._delimiters = file, interchange, delimiters
        self._shape = form.shape
        self._envelopes = Envelopes(interchange, form.shape.grammar, form.read_head)
        self._carry = Carry()
        self._is_latin = False
        self.is_fresh = True
        self.has_strays = False

    def take(self, raw: RawText, limit: int, hold: int, is_last: bool) -> Step | None:
        """Takes what can be read of the first `limit` bytes; None when more must come first.

        What is cut off begins at or before `hold`. With `is_last` nothing of this interchange comes later.
        """
        parsed = self._parse(raw, limit, is_last)
        segments, first = parsed.segments, len(self._carry.number)
        is_forced = False
        if is_last:
            end, used = segments.count, parsed.limit
        else:
            hold -= limit - parsed.limit
            end, is_forced = self._end(parsed, hold)
            if end == first:
                self._drop_blanks(raw, parsed, first)
                return None
            used = self._before(parsed, end) if end < segments.count else self._end_of(parsed)
        segments.cut(end)
        step = self._step(raw, parsed, first, is_last, is_forced)
        raw.drop(used)
        self.is_fresh = False
        return step

    def _parse(self, raw: RawText, limit: int, is_last: bool) -> _Parsed:
        """Finds the segments, after those that are too long were cut short in the buffer."""
        added, is_partial = b"", False
        while True:
            found = plain(raw.text[:limit] + added, self._delimiters)
            segments = Segments(self._carry.text + found.text, self._delimiters)
            places = found.raw(segments.start[len(self._carry.number) :] - len(self._carry.text))
            before = len(raw.text)
            self._shorten(raw, segments, found, places, limit)
            if before != len(raw.text):
                limit -= before - len(raw.text)
                continue
            parsed = _Parsed(segments, found, places, limit, is_partial)
            rest = found.rest.strip(BLANK)
            if not (is_last and rest):
                return parsed
            if self._envelopes.is_ended or names.IEA in segments.kinds[len(self._carry.number) :]:
                self.has_strays = True
                return parsed
            added = bytes((self._delimiters.terminator,))  # the last segment has no end; it is read as if it had
            is_partial = not rest.startswith(b"IEA")

    def _shorten(self, raw: RawText, segments: Segments, found: PlainText, places: Ints, limit: int) -> None:
        first = len(self._carry.number)
        length = (segments.end - segments.start)[first:]
        offsets = raw.offsets(places) if raw.long else places
        long = (length > SEGMENT_LIMIT) | (np.isin(offsets, raw.long) & (length > STUB)) if raw.long else (
            length > SEGMENT_LIMIT
        )  # fmt: skip
        start = int(found.raw(np.array([len(found.text)]))[0])
        if len(found.rest) <= SEGMENT_LIMIT < limit - start:
            raw.drop_breaks(start, limit, self._delimiters.noise)
        elif len(found.rest) > SEGMENT_LIMIT and limit - ISA_ROOM > start + STUB:
            raw.leave_out(start, start + STUB, limit - ISA_ROOM)
        for row in np.flatnonzero(long)[::-1].tolist():
            start = int(places[row])
            end = int(found.raw(segments.end[first + row : first + row + 1] - len(self._carry.text))[0])
            if end > start + STUB:
                raw.leave_out(start, start + STUB, end)

    def _end(self, parsed: _Parsed, hold: int) -> tuple[int, bool]:
        """The row at which to stop: the last border that may be passed on, or, inside a claim too long, the last."""
        first = len(self._carry.number)
        within = int(np.searchsorted(parsed.places, hold, "right"))
        borders = np.flatnonzero(self._shape.grammar.is_border(parsed.segments.kinds[first + 1 : first + within]))
        if len(borders):
            return first + 1 + int(borders[-1]), False
        if within and len(parsed.plain.text) > CLAIM_LIMIT + int(parsed.places[0]):
            return first + max(1, within - 1), True
        return first, False

    def _drop_blanks(self, raw: RawText, parsed: _Parsed, first: int) -> None:
        """Lets go of blanks and empty segments without number, before anything that is said."""
        blank = int(parsed.places[0]) if parsed.segments.count > first else self._end_of(parsed)
        if blank <= SEGMENT_LIMIT:
            return
        if b"\0" in raw.text[:blank]:
            position = X12Position(self._file.name, interchange=self._interchange.control, offset=raw.offset(0))
            self._file.add(fault_of("nul-bytes", position), self._interchange)
        raw.drop(blank)

    def _before(self, parsed: _Parsed, row: int) -> int:
        """Where what belongs to the row's segment begins: NUL bytes before it are told with it."""
        end = parsed.segments.end[row - 1 : row] + 1 - len(self._carry.text)
        return int(parsed.plain.raw(end)[0])

    def _end_of(self, parsed: _Parsed) -> int:
        return int(parsed.plain.raw(np.array([len(parsed.plain.text)]))[0])

    def _step(self, raw: RawText, parsed: _Parsed, first: int, is_last: bool, is_forced: bool) -> Step | None:
        segments, carry = parsed.segments, self._carry
        new = segments.count - first
        if not segments.count:
            if is_last and not self._envelopes.is_ended:
                position = X12Position(self._file.name, interchange=self._interchange.control)
                self._file.add(fault_of("iea-missing", position), self._interchange)
            return None
        number = np.concatenate([carry.number, carry.next_number + np.arange(new)])
        offset = np.concatenate([carry.offset, raw.offsets(parsed.places[:new])])
        too_long = first + np.flatnonzero(np.isin(offset[first:], raw.long)) if raw.long else np.zeros(0, np.int64)
        loops = self._shape(
            segments, first, too_long, is_skipping=carry.skip,
            provider_broken=carry.provider_broken, level_broken=carry.level_broken,
        )  # fmt: skip
        stretch = AnyStretch(
            self._file, self._interchange, segments, loops, first, number, offset, too_long, CLAIM_LIMIT,
            last_claim="claim-too-long" if is_forced else "claim-cut" if is_last else None,
            is_partial=parsed.is_partial,
        )  # fmt: skip
        self._file.segments += new
        faults = Faults(stretch)
        self._envelopes.follow(stretch, faults)
        report_oddities(stretch, faults)
        self._report_latin(stretch, faults, parsed.plain, len(carry.text))
        if is_last:
            self._envelopes.end(stretch, faults)
        in_transaction = self._envelopes.transaction is not None
        self._carry = carry.after(stretch, self._envelopes.group is not None, in_transaction, is_forced)
        return Step(stretch, faults)

    def _report_latin(self, stretch: AnyStretch[Any], faults: Faults, found: PlainText, before: int) -> None:
        """Reports, once an interchange, the first segment that is not UTF-8."""
        place = found.first_transcoded
        if self._is_latin or place is None:
            return
        row = int(np.searchsorted(stretch.segments.start, place + before, "right")) - 1
        if row < stretch.segments.count - 1 or place + before <= int(stretch.segments.end[-1]):
            self._is_latin = True
            faults.add("control-text", np.array([row]))
