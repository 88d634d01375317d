"""Cuts a stream into stretches: each of one interchange, ending where a claim ends, of bounded size."""

from __future__ import annotations

from collections.abc import Iterator

from perdiem.model.interchange import X12File, X12Position, fault_of
from perdiem.readers.x12.delimiters import ISA_ROOM, Header, find_isa, read_isa
from perdiem.readers.x12.form import Form
from perdiem.readers.x12.interchange_reader import InterchangeReader, Step
from perdiem.readers.x12.raw_text import RawText
from perdiem.readers.x12.source import Source, SourceFault

BLOCK = 3 << 20  # bytes; larger blocks are little faster and use more memory
_BLANK = b" \t\r\n\0\x1a\x0b\x0c"
_MARKS = b"\xef\xbb\xbf"


class Interchanges:
    """The interchanges of one source, read a block at a time."""

    def __init__(self, source: Source, file: X12File, block: int, form: Form) -> None:
        self._source, self._file, self._block, self._form = source, file, block, form
        self._raw = RawText()
        self._at_end = False
        self._reader: InterchangeReader | None = None
        self._has_strays = False

    def steps(self) -> Iterator[Step]:
        """Each stretch with its faults, in the order of the file."""
        while not self._at_end:
            self._read()
            yield from self._use()
        if self._has_strays and self._file.interchanges:
            self._fault("outside-interchange")
        if not self._file.interchanges and not self._file.rules:
            self._fault("file-not-x12" if self._file.bytes else "file-empty")
        if not self._file.transactions and not self._file.rules:
            self._fault("file-no-transactions")

    def _fault(self, rule: str, offset: int | None = None) -> None:
        self._file.add(fault_of(rule, X12Position(self._file.name, offset=offset)))

    def _read(self) -> None:
        try:
            found = self._source.stream.read(self._block)
        except SourceFault as fault:
            self._fault(fault.rule, self._file.bytes)
            self._file.is_complete = False
            found = b""
        except OSError:
            self._fault("file-unreadable", self._file.bytes)
            self._file.is_complete = False
            found = b""
        self._at_end = not found
        self._file.bytes += len(found)
        self._raw.append(found)

    def _use(self) -> Iterator[Step]:
        """Takes out of the buffer all that can be taken."""
        while True:
            if self._reader is None and not self._begin():
                return
            reader, raw = self._reader, self._raw
            assert reader is not None
            following = find_isa(raw.text, 3 if reader.is_fresh else 0)
            is_last = following >= 0 or self._at_end
            limit = following if following >= 0 else len(raw.text)
            hold = limit if is_last else limit - ISA_ROOM
            if hold <= 0 and not is_last:
                return
            step = reader.take(raw, limit, hold, is_last)
            if step is not None:
                yield step
            if is_last:
                self._has_strays |= reader.has_strays
                self._reader = None
                continue
            return

    def _begin(self) -> bool:
        """Finds the next ISA; False when there is none yet."""
        raw = self._raw
        place = find_isa(raw.text)
        if place < 0 or (len(raw.text) - place < ISA_ROOM and not self._at_end):
            end = place if place >= 0 else len(raw.text) if self._at_end else max(0, len(raw.text) - ISA_ROOM)
            self._pass_over(end)
            return False
        self._pass_over(place)
        header: Header = read_isa(raw.text, 0)
        offset = raw.offset(0)
        self._file.interchanges.append(header.interchange)
        if header.delimiters is None:
            position = X12Position(self._file.name, interchange=header.interchange.control, offset=offset)
            self._file.add(fault_of("isa-delimiters", position), header.interchange)
            self._file.is_complete = False
            raw.drop(3)
            return self._begin()
        if not header.is_padded:
            position = X12Position(
                self._file.name, interchange=header.interchange.control, segment=1, segment_id="ISA", offset=offset
            )
            self._file.add(fault_of("isa-padding", position), header.interchange)
        self._reader = InterchangeReader(self._file, header.interchange, header.delimiters, self._form)
        return True

    def _pass_over(self, end: int) -> None:
        passed = self._raw.text[:end]
        self._has_strays |= bool(passed.removeprefix(_MARKS).strip(_BLANK))
        self._raw.drop(end)
