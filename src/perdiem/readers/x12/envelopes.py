"""Groups and transactions: opened, closed, counted, and their control numbers compared."""

from __future__ import annotations

from perdiem.model.interchange import Group, Interchange, Transaction, fault_of
from perdiem.readers.x12 import names
from perdiem.readers.x12.faults import Faults
from perdiem.readers.x12.loops import INSTITUTIONAL, PROFESSIONAL
from perdiem.readers.x12.stretch import OpenTransaction, Stretch

_HEAD_SEGMENTS = 20  # BHT, two names, and their contacts


class Envelopes:
    """What is open in one interchange from stretch to stretch."""

    def __init__(self, interchange: Interchange) -> None:
        self.interchange = interchange
        self.group: Group | None = None
        self.transaction: OpenTransaction | None = None
        self.is_ended = False
        self._controls: set[str] = set()

    def follow(self, stretch: Stretch, faults: Faults) -> None:
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

    def end(self, stretch: Stretch, faults: Faults) -> None:
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
        self._faults.add_made(row, fault_of(rule, position, detail), self.group, inside.transaction if inside else None)

    def _open(self, row: int, values: list[str]) -> None:
        self._end_transaction(row)
        if self.group is None:
            self._fault("gs-missing", row)
            self.group = Group("", "", "", "", "", "")
            self.interchange.groups.append(self.group)
        kind, control, version = _plain(values, 1, 3), _plain(values, 2), _plain(values, 3, 12) or self.group.version
        refused = None
        form = PROFESSIONAL if version.startswith("005010X222") else 0
        form = INSTITUTIONAL if version.startswith("005010X223") else form
        if kind != "837":
            refused, form = "st-type", 0
        elif not form:
            refused = "st-version"
        found = Transaction(control, kind, version)
        number = int(self._stretch.number[row])
        self.transaction = OpenTransaction(found, self.group, form, number, refused)
        self._read_head(row, found)
        self.group.transactions.append(found)
        self._stretch.transactions.append(self.transaction)
        self._stretch.ends.append(self._stretch.segments.count)
        if refused:
            self._fault(refused, row, 1 if refused == "st-type" else 3, f"{kind} {version}".strip())
        if control in self._controls:
            self._fault("st-repeat", row, 2)
        self._controls.add(control)

    def _read_head(self, row: int, found: Transaction) -> None:
        """What stands between ST and the first level: the batch's reference, who submits and who receives it."""
        segments = self._stretch.segments
        for at, kind in enumerate(segments.kinds[row + 1 : row + _HEAD_SEGMENTS].tolist(), row + 1):
            if kind in names.BORDERS:
                return
            if kind == names.BHT:
                found.reference = _plain(segments.values(at), 3, 50)
            elif kind == names.NM1:
                values = segments.values(at)
                if values[1:2] == ["41"]:
                    found.submitter, found.submitter_id = _plain(values, 3, 60), _plain(values, 9, 80)
                elif values[1:2] == ["40"]:
                    found.receiver, found.receiver_id = _plain(values, 3, 60), _plain(values, 9, 80)

    def _close(self, row: int, values: list[str]) -> None:
        if self.transaction is None:
            self._fault("outside-transaction", row)
            return
        found = self.transaction
        found.transaction.segments = int(self._stretch.number[row]) - found.number + 1
        stated, control = _plain(values, 1, 10), _plain(values, 2)
        if _number(stated) != found.transaction.segments:
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
        plain = [_plain(values, place, 15) for place in range(9)]
        self.group = Group(plain[1], plain[2], plain[3], plain[4], plain[6], plain[8])
        self.interchange.groups.append(self.group)
        self._controls = set()
        if self.group.kind != "HC":
            self._fault("gs-type", row, 1)

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
        stated, control = _plain(values, 1, 10), _plain(values, 2)
        self.group.stated = _number(stated)
        if self.group.stated != len(self.group.transactions):
            detail = f"{stated or 'nothing'}, and there are {len(self.group.transactions)}"
            self._fault("ge-count", row, 1, detail)
        if control != self.group.control:
            self._fault("ge-control", row, 2, f"{control or 'nothing'}, not {self.group.control}")
        self.group = None

    def _close_interchange(self, row: int, values: list[str]) -> None:
        self._end_group(row)
        stated, control = _plain(values, 1, 10), _plain(values, 2)
        if _number(stated) != len(self.interchange.groups):
            detail = f"{stated or 'nothing'}, and there are {len(self.interchange.groups)}"
            self._fault("iea-count", row, 1, detail)
        if control != self.interchange.control:
            self._fault("iea-control", row, 2, f"{control or 'nothing'}, not {self.interchange.control}")
        self.is_ended = True


def _plain(values: list[str], place: int, limit: int = 9) -> str:
    """A control value as it may be printed: short, of printable ASCII; else nothing of it but question marks."""
    value = values[place].strip() if place < len(values) else ""
    if len(value) <= limit and value.isascii() and value.isprintable():
        return value
    return "?" * min(len(value), limit)


def _number(value: str) -> int | None:
    return int(value) if value.isascii() and value.isdigit() else None
