"""The stages of measuring in their order: each a query that makes one table, read from the files under `sql/`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

FILE_NAME = re.compile(r"(\d{3})_([a-z_]+)\.sql")
READS = re.compile(r"\b(?:from|join)\s+\(?(\w+)")
EVIDENCE = "ev_"
COUNTED, DRESSED = "counted_ev_", "d_ev_"  # how evidence is seen: with the strata that a run asks for, and with all
AFTER_DRESSING = 800  # stages from this number on read dressed evidence
DRESSED_BY = frozenset({"covered", "covered_member", "treated", "place"})  # what dressing looks strata up in

SEEN = frozenset(
    {"standing_line", "line", "dose"}
)  # stages that cost less to ask again than to keep: views, and not tables


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage: its number, the table that it makes, and the query."""

    number: int
    name: str
    query: str

    @property
    def is_evidence(self) -> bool:
        """Whether its rows are what measures are counted from."""
        return self.name.startswith(EVIDENCE)

    def reads(self, names: Iterable[str]) -> frozenset[str]:
        """Which of these tables the query names."""
        return frozenset(READS.findall(self.query.lower())).intersection(names)

    @property
    def counted(self) -> frozenset[str]:
        """The evidence, by its name without the prefix, that the query reads with its strata."""
        found = READS.findall(self.query.lower())
        return frozenset(name.removeprefix(COUNTED) for name in found if name.startswith(COUNTED))


@lru_cache(maxsize=1)
def stages() -> tuple[Stage, ...]:
    """Every stage in order."""
    found = []
    for file in sorted(files(__package__).joinpath("sql").iterdir(), key=lambda each: each.name):
        match = FILE_NAME.fullmatch(file.name)
        if match:
            found.append(Stage(int(match[1]), match[2], file.read_text(encoding="utf-8")))
    return tuple(found)


def needed(evidence: Iterable[str]) -> tuple[Stage, ...]:
    """The stages that the named evidence rests on, in order."""
    plan = stages()
    names = {stage.name for stage in plan}
    wanted = {EVIDENCE + name for name in evidence} | DRESSED_BY
    for stage in reversed(plan):
        if stage.name in wanted:
            wanted |= stage.reads(names) | {EVIDENCE + name for name in stage.counted}
    return tuple(stage for stage in plan if stage.name in wanted)


def last_uses(plan: Sequence[Stage]) -> dict[str, int]:
    """Up to which place in the plan each table is read, by its name; what a view reads is read whenever it is."""
    names = [stage.name for stage in plan]
    last = {name: place for place, stage in enumerate(plan) for name in stage.reads(names)}
    for stage in reversed(plan):
        if stage.name in SEEN:
            last |= {name: max(last[name], last.get(stage.name, 0)) for name in stage.reads(names)}
    return last
