"""The account of reading rate files: what each file was, what was found in it, and its faults."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

EXAMPLE = 200  # characters of what stood at the first fault of a kind


class RateFileKind(StrEnum):
    """What a file turned out to be."""

    IN_NETWORK = "in-network rates"
    CONTENTS = "table of contents"
    PROVIDERS = "provider reference"
    ALLOWED_AMOUNTS = "allowed amounts"
    HOSPITAL_JSON = "hospital standard charges, JSON"
    HOSPITAL_TALL = "hospital standard charges, CSV tall"
    HOSPITAL_WIDE = "hospital standard charges, CSV wide"
    TABLE = "table of rates read before"
    UNKNOWN = "not a rate file"


@dataclass(slots=True)
class RateFault:
    """One kind of fault of one file: how often, and where and what first."""

    fault: str
    faults: int
    first_position: int | None
    example: str | None


@dataclass(slots=True)
class RateFileReading:
    """What was met in one file.

    `objects` counts the codes that the file prices, `wanted` those that were asked for, `broken` those of them that
    could not be read. `bytes_read` counts unpacked bytes. `is_whole` is False when the file broke off or is no rate
    file. `number` is the file's in the working tables.
    """

    name: str
    kind: RateFileKind = RateFileKind.UNKNOWN
    version: str | None = None
    payor: str | None = None
    file_date: date | None = None
    bytes_read: int = 0
    objects: int = 0
    wanted: int = 0
    broken: int = 0
    rows: int = 0
    is_whole: bool = True
    faults: dict[str, RateFault] = field(default_factory=dict)
    number: int = 0

    def count(self, fault: str, position: int | None, example: object = None, times: int = 1) -> None:
        """Counts a fault; the one that stands first in the file is kept as its example."""
        if times <= 0:
            return
        shown = None if example is None else str(example)[:EXAMPLE]
        known = self.faults.get(fault)
        if known is None:
            self.faults[fault] = RateFault(fault, times, position, shown)
            return
        known.faults += times
        if position is not None and (known.first_position is None or position < known.first_position):
            known.first_position, known.example = position, shown


@dataclass(slots=True)
class RateReading:
    """The account of a run over several files."""

    files: list[RateFileReading] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """How many rates were read."""
        return sum(file.rows for file in self.files)

    @property
    def is_whole(self) -> bool:
        """Whether every file was read to its end."""
        return all(file.is_whole for file in self.files)

    def faults(self) -> Iterator[tuple[str, RateFault]]:
        """Every fault with its file's name, in the order of the files and of their first places."""
        for file in self.files:
            for fault in _by_place(file.faults.values()):
                yield file.name, fault


def _by_place(faults: Iterable[RateFault]) -> list[RateFault]:
    return sorted(faults, key=lambda each: (each.first_position is None, each.first_position or 0, each.fault))
