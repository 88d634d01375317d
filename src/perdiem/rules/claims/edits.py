"""The table of edits, read once: what can refuse a line or cut it, in the order in which it is asked."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal

from ruamel.yaml import YAML

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
    does: Literal["denied", "rejected", "pended", "cut", "paid"]
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
    text = files(__package__).joinpath("edits.yaml").read_text(encoding="utf-8")
    rows: list[dict[str, Any]] = YAML(typ="safe", pure=True).load(text)
    found: list[EditRule] = []
    counts: dict[str, int] = {}
    for row in rows:
        fields = {key: value for key, value in row.items() if key not in {"edit", "order"}}
        counted = "refusing" if row["wave"] in REFUSING else row["wave"]
        found.append(EditRule(name=row["edit"], order=counts.get(counted, 0), **fields))
        counts[counted] = counts.get(counted, 0) + 1
    return tuple(found)


EDITS: tuple[EditRule, ...] = _read()
BY_NAME: dict[str, EditRule] = {edit.name: edit for edit in EDITS}


def of_wave(wave: Wave) -> tuple[EditRule, ...]:
    """The edits of one wave, in order."""
    return tuple(edit for edit in EDITS if edit.wave == wave)


def early_bits() -> int:
    """The bits of all edits that are asked before duplicates are looked for."""
    return sum(edit.bit for edit in EDITS if edit.wave in REFUSING and edit.step <= LAST_STEP_BEFORE_DUPLICATES)
