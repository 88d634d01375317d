"""Groups and transactions: opened, closed, counted, and their control numbers compared."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from perdiem.model.interchange import Group, Interchange, Transaction, fault_of
from perdiem.readers.x12 import names
from perdiem.readers.x12.faults import Faults
from perdiem.readers.x12.grammar import Grammar
from perdiem.readers.x12.other_kinds import what_it_is
from perdiem.readers.x12.plain_values import number_of, plain_value
from perdiem.readers.x12.shape import Shape
from perdiem.readers.x12.stretch import AnyStretch, OpenTransaction

ReadHead = Callable[[AnyStretch[Any], int, OpenTransaction], str | None]
"""Reads what follows ST at a row into the transaction; gives the rule for which it is refused, if it is."""


class Envelopes:
    """What is open in one interchange from stretch to stretch."""

    def __init__(self, interchange: Interchange, grammar: Grammar, read_head: ReadHead) -> None:
        self.interchange = interchange
        self._grammar, self._read_head = grammar, read_head
        self.group: Group | None = None
        self.transaction: OpenTransaction | None = None
        self.is_ended = False
        self._controls: set[str] = set()

    def follow(self, stretch: AnyStretch[Shape], faults: Faults) -> None:
        """Goes through the envelope segments of a stretch; gives it its transactions."""
        self._stretch, self._faults = stretch, faults
        kinds = stretch.segments.kinds
        for row in stretch.segments.where(*names.ENVELOPES).tolist():
            kind = int(kinds[row])
            if row < stretch.first:
                if kind == names.ST and self.transaction:
                    stretch.transactions.append(self.transaction)
                    stretch.ends.append(stretch.segments.count)
                continue
            values = stretch.segments.values(row)
            if kind == names.ST:
                self._open(row, values)
            elif kind == names.SE:
                self._close(row, values)
            elif kind == names.GS:
                self._end_group(row)
                self._begin_group(row, values)
            elif kind == names.GE:
                self._close_group(row, values)
            elif kind == names.IEA:
                self._close_interchange(row, values)

    def end(self, stretch: AnyStretch[Shape], faults: Faults) -> None:
        """Nothing follows: reports what was not closed."""
        self._stretch, self._faults = stretch, faults
        row = stretch.segments.count - 1
        self._end_group(row)
        if stretch.ends and stretch.ends[-1] == row - 1 and stretch.segments.kinds[row] not in names.ENVELOPES:
            stretch.ends[-1] = row  # the last segment shows that nothing follows; it is still of the transaction
        if not self.is_ended:
            self._fault("iea-missing", row)

    def _fault(self, rule: str, row: int, element: int | None = None, detail: str | None = None) -> None:
        inside = self.transaction
        position = self._stretch.position_in(
            row, self.group, inside.transaction if inside else None, inside.number if inside else 0, element
        )
        holders = (self.interchange, self.group, inside.transaction if inside else None)
        self._faults.add_made(row, fault_of(rule, position, detail), *holders)

    def _open(self, row: int, values: list[str]) -> None:
        self._end_transaction(row)
        if self.group is None:
            self._fault("gs-missing", row)
            self.group = Group("", "", "", "", "", "")
            self.interchange.groups.append(self.group)
        kind, control, version = (
            plain_value(values, 1, 3),
            plain_value(values, 2),
            plain_value(values, 3, 12) or self.group.version,
        )
        form = self._grammar.form_of(version) if kind == self._grammar.transaction else 0
        refused = None
        if kind != self._grammar.transaction:
            refused = "st-type"
        elif not form:
            refused = "st-version"
        found = Transaction(control, kind, version)
        number = int(self._stretch.number[row])
        self.transaction = OpenTransaction(found, self.group, form, number, refused)
        self.group.transactions.append(found)
        self._stretch.transactions.append(self.transaction)
        self._stretch.ends.append(self._stretch.segments.count)
        if refused:
            element, said = (1, what_it_is(kind, self._grammar)) if refused == "st-type" else (3, version or "nothing")
            self._fault(refused, row, element, said)
        elif refused := self._read_head(self._stretch, row, self.transaction):
            self.transaction.refused, self.transaction.form = refused, 0
            self._fault(refused, row)
        if control in self._controls:
            self._fault("st-repeat", row, 2)
        self._controls.add(control)

    def _close(self, row: int, values: list[str]) -> None:
        if self.transaction is None:
            self._fault("outside-transaction", row)
            return
        found = self.transaction
        found.transaction.segments = int(self._stretch.number[row]) - found.number + 1
        stated, control = plain_value(values, 1, 10), plain_value(values, 2)
        if number_of(stated) != found.transaction.segments:
            self._fault("se-count", row, 1, f"{stated or 'nothing'}, and there are {found.transaction.segments}")
        if control != found.transaction.control:
            self._fault("se-control", row, 2, f"{control or 'nothing'}, not {found.transaction.control}")
        self.transaction = None
        self._stretch.ends[-1] = row

    def _end_transaction(self, row: int) -> None:
        """Ends a transaction that SE does not end; `row` is the segment that shows it."""
        if self.transaction is None:
            return
        found = self.transaction
        found.transaction.segments = int(self._stretch.number[row]) - found.number
        self._fault("se-missing", row)
        self.transaction = None
        self._stretch.ends[-1] = row - 1

    def _begin_group(self, row: int, values: list[str]) -> None:
        plain = [plain_value(values, place, 15) for place in range(9)]
        self.group = Group(plain[1], plain[2], plain[3], plain[4], plain[6], plain[8])
        self.interchange.groups.append(self.group)
        self._controls = set()
        if self.group.kind != self._grammar.group:
            self._fault("gs-type", row, 1, f"{self.group.kind or 'nothing'}, not {self._grammar.group}")

    def _end_group(self, row: int) -> None:
        self._end_transaction(row)
        if self.group is not None:
            self._fault("ge-missing", row)
            self.group = None

    def _close_group(self, row: int, values: list[str]) -> None:
        self._end_transaction(row)
        if self.group is None:
            self._fault("outside-transaction", row)
            return
        stated, control = plain_value(values, 1, 10), plain_value(values, 2)
        self.group.stated = number_of(stated)
        if self.group.stated != len(self.group.transactions):
            detail = f"{stated or 'nothing'}, and there are {len(self.group.transactions)}"
            self._fault("ge-count", row, 1, detail)
        if control != self.group.control:
            self._fault("ge-control", row, 2, f"{control or 'nothing'}, not {self.group.control}")
        self.group = None

    def _close_interchange(self, row: int, values: list[str]) -> None:
        self._end_group(row)
        stated, control = plain_value(values, 1, 10), plain_value(values, 2)
        if number_of(stated) != len(self.interchange.groups):
            detail = f"{stated or 'nothing'}, and there are {len(self.interchange.groups)}"
            self._fault("iea-count", row, 1, detail)
        if control != self.interchange.control:
            self._fault("iea-control", row, 2, f"{control or 'nothing'}, not {self.interchange.control}")
        self.is_ended = True
