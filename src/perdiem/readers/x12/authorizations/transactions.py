"""The transactions of a 278 file as lists of segments with their places. Requests are few, so they are simply split."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from perdiem.model.faults import Fault, Severity
from perdiem.model.interchange import Interchange, X12Position
from perdiem.readers.x12.delimiters import Delimiters, find_isa, read_isa

KIND = "278"
GUIDES = ("005010X217", "005010X217E1", "005010X217E2")  # the guide and its errata


@dataclass(frozen=True, slots=True)
class Segment:
    """One segment: its name, its elements as text (element 1 first), and its place."""

    name: str
    elements: tuple[str, ...]
    place: X12Position
    component: str

    def __getitem__(self, number: int) -> str:
        """Element `number`, from 1; empty where it is not there."""
        return self.elements[number - 1].strip() if number <= len(self.elements) else ""

    def parts(self, number: int) -> tuple[str, ...]:
        """Element `number` as a composite."""
        return tuple(part.strip() for part in self[number].split(self.component)) if self[number] else ()

    def at(self, element: int) -> X12Position:
        """The place of an element."""
        here = self.place
        return X12Position(
            here.file,
            interchange=here.interchange,
            group=here.group,
            transaction=here.transaction,
            segment=here.segment,
            segment_id=here.segment_id,
            element=element,
            offset=here.offset,
        )


@dataclass(slots=True)
class Transaction:
    """One ST to SE of a 278, who sent it, and what is wrong with its envelope. `is_whole` is False where SE lacks."""

    sender: str
    sender_qualifier: str
    receiver: str
    receiver_qualifier: str
    usage: str
    version: str
    segments: list[Segment] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    is_whole: bool = False


def transactions_of(data: bytes, name: str, faults: list[Fault]) -> Iterator[Transaction]:
    """Every transaction of every interchange; faults of the envelopes around them go to `faults`."""
    start = find_isa(data)
    if start < 0:
        faults.append(Fault(X12Position(name, offset=0), "", "holds no interchange: no ISA could be read"))
    while start >= 0:
        following = find_isa(data, start + 3)
        end = following if following >= 0 else len(data)
        header = read_isa(data, start)
        place = X12Position(name, interchange=header.interchange.control, offset=start)
        if header.delimiters is None:
            faults.append(Fault(place, "", "the delimiters cannot be told from ISA; the interchange is left out"))
        else:
            yield from _interchange(data[start:end], start, header.delimiters, header.interchange, name, faults)
        start = following


def _interchange(
    data: bytes, start: int, marks: Delimiters, isa: Interchange, name: str, faults: list[Fault]
) -> Iterator[Transaction]:
    open_: Transaction | None = None
    group, version, control, ordinal = "", "", "", 0
    has_end = False
    for offset, text in _split(data, start, marks):
        elements = tuple(text.split(chr(marks.element)))
        tag, values = elements[0].strip().upper(), elements[1:]
        ordinal = 1 if tag == "ST" else ordinal + 1
        if tag == "ST":
            control = values[1].strip() if len(values) > 1 else ""
        place = X12Position(
            name,
            interchange=isa.control,
            group=group or None,
            transaction=control or None,
            segment=ordinal,
            segment_id=tag if tag.isalnum() and len(tag) <= 3 else "",
            offset=offset,
        )
        segment = Segment(tag, values, place, chr(marks.component))
        if open_ is not None and any(mark < " " for mark in text):
            open_.faults.append(Fault(place, tag if tag.isalnum() else "", "holds a control character"))
        if tag == "GS":
            group, version = segment[6], segment[8]
        elif tag == "ST":
            if open_ is not None:
                yield _cut(open_, place)
            open_ = Transaction(
                isa.sender, isa.sender_qualifier, isa.receiver, isa.receiver_qualifier, isa.usage, segment[3] or version
            )
            open_.segments.append(segment)
        elif tag == "SE" and open_ is not None:
            open_.segments.append(segment)
            open_.is_whole = True
            _check_end(open_, segment)
            yield open_
            open_, control = None, ""
        elif tag == "IEA":
            has_end = True
        elif open_ is not None:
            open_.segments.append(segment)
    end = X12Position(name, interchange=isa.control, offset=start + len(data))
    if open_ is not None:
        yield _cut(open_, end)
    if not has_end:
        faults.append(
            Fault(end, "", "the interchange has no end (IEA); the file may be cut", severity=Severity.WARNING)
        )


def _split(data: bytes, start: int, marks: Delimiters) -> Iterator[tuple[int, str]]:
    place = 0
    for piece in data.split(bytes([marks.terminator])):
        plain = piece.translate(None, marks.noise).decode("utf-8", "replace")
        if plain.strip():
            yield start + place, plain
        place += len(piece) + 1


def _cut(transaction: Transaction, place: X12Position) -> Transaction:
    transaction.faults.append(Fault(place, "SE", "the transaction has no end (SE); what came of it is set aside"))
    return transaction


def _check_end(transaction: Transaction, end: Segment) -> None:
    """SE01 and SE02. A wrong count is common and is told; what is there is read."""
    begin = transaction.segments[0]
    if end[1] != str(len(transaction.segments)):
        text = f"counts {len(transaction.segments)} segments otherwise than SE01 says"
        transaction.faults.append(Fault(end.at(1), "SE", text, end[1], severity=Severity.WARNING))
    if end[2] != begin[2]:
        text = "is not the control number of ST"
        transaction.faults.append(Fault(end.at(2), "SE", text, end[2], severity=Severity.WARNING))
