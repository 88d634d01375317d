"""Which of the rates that were read are looked at: those of a plan, a network, or certain providers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from perdiem.engine.duckdb import Engine, literal

SHOWN = 8  # names told where none fits


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What rates must be of. Names are met by a part of them, in capitals or not; numbers as a whole.

    `plan` is also met by the plan's identifier, and by every rate of a file that a table of contents names for it.
    Hyphens in tax numbers do not count.
    """

    plan: str = ""
    network: str = ""
    npis: tuple[str, ...] = ()
    tins: tuple[str, ...] = ()

    def conditions(self, plans: str) -> dict[str, str]:
        """SQL for each that is asked for, by what is left out without it. `plans` is SQL for rate_file_plan's rows."""
        plan = f"contains(lower(plan), lower({literal(self.plan)})) OR plan_id = {literal(self.plan)}"
        asked = {
            "of other plans": self.plan
            and f"({plan} OR source_file IN (SELECT rates_file FROM ({plans}) WHERE {plan}))",
            "of other networks": self.network and f"contains(lower(network), lower({literal(self.network)}))",
            "of other NPIs": self.npis and f"npi IN ({_texts(self.npis)})",
            "of other tax numbers": self.tins
            and f"replace(tin, '-', '') IN ({_texts([each.replace('-', '') for each in self.tins])})",
        }
        return {words: f"coalesce({condition}, false)" for words, condition in asked.items() if condition}


@dataclass(frozen=True, slots=True)
class Narrowed:
    """How many rates were kept, and how many were left out, each by the first of the reasons that holds for it.

    `names` are the plans and networks that there are, a few of them, where none was kept.
    """

    kept: int
    left_out: dict[str, int]
    names: dict[str, list[str]]


def counted(engine: Engine, rates: str, conditions: dict[str, str], plans: str) -> Narrowed:
    """Counts what the conditions keep of the rates and what they leave out; `rates` is their SQL."""
    figures = []
    passed = "true"
    for condition in conditions.values():
        figures.append(f"count(*) FILTER (WHERE {passed} AND NOT {condition})")
        passed += f" AND {condition}"
    figures.append(f"count(*) FILTER (WHERE {passed})")
    *left, kept = (int(str(each)) for each in engine.one(f"SELECT {', '.join(figures)} FROM ({rates})"))
    names = {}
    if not kept:
        held = f"SELECT plan FROM ({rates}) UNION SELECT plan FROM ({plans})"
        for what, query in (("plan", held), ("network", f"SELECT network FROM ({rates})")):
            found = engine.run(
                f"SELECT DISTINCT {what} FROM ({query}) WHERE {what} IS NOT NULL ORDER BY 1 LIMIT {SHOWN}"
            )
            names[what] = [str(row[0]) for row in found.fetchall()]
    return Narrowed(kept, dict(zip(conditions, left, strict=True)), names)


def _texts(values: Sequence[str]) -> str:
    return ", ".join(map(literal, values))
