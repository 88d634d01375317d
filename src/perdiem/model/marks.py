"""Where each term of a contract stands and where it comes from, kept beside the terms and apart from their meaning."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from perdiem.model.positions import Position
from perdiem.model.results import Citation

Path = tuple[str | int, ...]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Mark:
    """One term's place in its file and its citation, where the file gives one."""

    position: Position | None = None
    citation: Citation | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Marks:
    """The marks of a contract, by path: `("nursing", "limits", "hours_per_day")`, `("rates", 12, "rate")`.

    Any two are equal: a contract read from another place in another file is still the same contract.
    """

    positions: Mapping[Path, Position] = field(default_factory=dict)
    citations: Mapping[Path, Citation] = field(default_factory=dict)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Marks)

    def __hash__(self) -> int:
        return 0

    def at(self, *path: str | int) -> Mark:
        """The mark of a term; where the term has none, that of the nearest term that holds it."""
        return Mark(_nearest(self.positions, path), _nearest(self.citations, path))


def _nearest(known: Mapping[Path, T], path: Path) -> T | None:
    for length in range(len(path), -1, -1):
        if path[:length] in known:
            return known[path[:length]]
    return None


def dotted(path: Path) -> str:
    """A term's path as people write it: `rates.3.codes`, rows counted from 1."""
    return ".".join(str(step + 1) if isinstance(step, int) else step for step in path)
