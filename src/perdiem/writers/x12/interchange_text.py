"""Writes X12: interchanges, groups and transactions with their counts, and values without a delimiter in them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from typing import TextIO

from perdiem.model.interchange import Interchange

_DELIMITERS = str.maketrans(dict.fromkeys("*~:^\r\n", " "))  # X12 cannot escape a delimiter inside a value

Value = str | int | Decimal | None


class X12Text:
    """Writes segments to a stream, `*` between elements, `:` between components, `~` and a line feed after each."""

    def __init__(self, stream: TextIO, created: datetime, control_number: int) -> None:
        self._stream, self._created, self._control = stream, created, control_number
        self._segments = self._transactions = self._groups = 0

    def segment(self, *values: Value | tuple[Value, ...]) -> None:
        """Writes one segment; a tuple is a composite. Nothing is written for what is empty at the end."""
        texts = [_composite(value) if isinstance(value, tuple) else plain(value) for value in values]
        while texts[-1] == "":
            texts.pop()
        self._stream.write("*".join(texts) + "~\n")
        self._segments += 1

    @contextmanager
    def interchange(self, answered: Interchange) -> Iterator[None]:
        """An interchange back to the sender of the one that is answered."""
        control = f"{self._control:09d}"
        self._control += 1
        self._groups = 0
        ends = (answered.receiver_qualifier, answered.receiver, answered.sender_qualifier, answered.sender)
        qualifier, sender, to_qualifier, receiver = (plain(each) for each in ends)
        self._stream.write(
            f"ISA*00*{'':10}*00*{'':10}*{qualifier:2.2}*{sender:15.15}*{to_qualifier:2.2}*{receiver:15.15}*"
            f"{self._created:%y%m%d}*{self._created:%H%M}*^*00501*{control}*0*{plain(answered.usage) or 'P':1.1}*:~\n"
        )
        yield
        self.segment("IEA", self._groups, control)

    @contextmanager
    def group(self, kind: str, sender: str, receiver: str, version: str) -> Iterator[None]:
        """A functional group."""
        self._groups += 1
        self._transactions = 0
        moment = self._created
        control = self._groups
        self.segment("GS", kind, sender, receiver, f"{moment:%Y%m%d}", f"{moment:%H%M}", control, "X", version)
        yield
        self.segment("GE", self._transactions, control)

    @contextmanager
    def transaction(self, kind: str, version: str) -> Iterator[None]:
        """A transaction set."""
        self._transactions += 1
        control = f"{self._transactions:04d}"
        self._segments = 0
        self.segment("ST", kind, control, version)
        yield
        self.segment("SE", self._segments + 1, control)


def day(value: date) -> str:
    """A day as X12 writes it."""
    return f"{value:%Y%m%d}"


def plain(value: Value) -> str:
    """A value that holds no delimiter; amounts without zeros at the end."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return str(value).translate(_DELIMITERS).strip()


def _composite(values: tuple[Value, ...]) -> str:
    return ":".join(plain(value) for value in values).rstrip(":")
