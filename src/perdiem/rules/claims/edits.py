"""The table of edits, read once: what can refuse a line or cut it, in the order in which it is asked.

The table is `edits.csv`, to be read as a list. `wave` says when an edit is asked: own (of a line by itself),
authorization, duplicate; pair and cut (of standing lines beside each other); money and price. `when` is SQL over the
columns of the stage that asks. `says` is for the provider's biller, `send` what to send instead.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Literal, cast

Does = Literal["denied", "rejected", "pended", "cut", "paid"]
Wave = Literal["own", "authorization", "duplicate", "pair", "cut", "money", "price"]
REFUSING: tuple[Wave, ...] = ("own", "authorization", "duplicate")
LAST_STEP_BEFORE_DUPLICATES = 10


@dataclass(frozen=True, slots=True)
class EditRule:
    """One edit. `bit` is its place in the mask of its wave; `when` is SQL over the stage that asks it.

    `group`, `carc` and `rarc` go to the remittance; `term` is the contract's term, `recommendation` the one that it
    concerns; `says` and `send` are sentences for the provider's biller.
    """

    name: str
    step: int
    wave: Wave
    does: Does
    group: str
    carc: str
    says: str
    order: int
    rarc: str | None = None
    when: str | None = None
    term: str | None = None
    recommendation: int | None = None
    send: str | None = None

    @property
    def bit(self) -> int:
        """The edit's bit in the mask of its wave."""
        return 1 << self.order


@lru_cache(maxsize=1)
def _read() -> tuple[EditRule, ...]:
    text = files(__package__).joinpath("edits.csv").read_text(encoding="utf-8")
    found: list[EditRule] = []
    counts: dict[str, int] = {}
    for row in csv.DictReader(text.splitlines()):
        counted = "refusing" if row["wave"] in REFUSING else row["wave"]
        order = counts.get(counted, 0)
        counts[counted] = order + 1
        found.append(
            EditRule(
                name=row["edit"],
                step=int(row["step"]),
                wave=cast("Wave", row["wave"]),
                does=cast("Does", row["does"]),
                group=row["group"],
                carc=row["carc"],
                rarc=row["rarc"] or None,
                when=row["when"] or None,
                term=row["term"] or None,
                recommendation=int(row["recommendation"]) if row["recommendation"] else None,
                says=row["says"],
                send=row["send"] or None,
                order=order,
            )
        )
    return tuple(found)


EDITS: tuple[EditRule, ...] = _read()
BY_NAME: dict[str, EditRule] = {edit.name: edit for edit in EDITS}


def of_wave(wave: Wave) -> tuple[EditRule, ...]:
    """The edits of one wave, in order."""
    return tuple(edit for edit in EDITS if edit.wave == wave)


def early_bits() -> int:
    """The bits of all edits that are asked before duplicates are looked for."""
    return sum(edit.bit for edit in EDITS if edit.wave in REFUSING and edit.step <= LAST_STEP_BEFORE_DUPLICATES)
