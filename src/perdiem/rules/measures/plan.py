"""The stages of measuring in their order: each a query that makes one table, read from the files under `sql/`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

FILE_NAME = re.compile(r"(\d{3})_([a-z_]+)\.sql")
READS = re.compile(r"\b(?:from|join)\s+\(?(\w+)")
EVIDENCE = "ev_"
AFTER_DRESSING = 800  # stages from this number on read dressed evidence
DRESSED_BY = frozenset({"member_span", "covered", "covered_member", "treated"})  # what dressing looks strata up in


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
            dressed = {name[2:] for name in READS.findall(stage.query.lower()) if name.startswith("d_ev_")}
            wanted |= stage.reads(names) | (dressed & names)
    return tuple(stage for stage in plan if stage.name in wanted)
