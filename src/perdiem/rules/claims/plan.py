"""The plan: the stages of staged SQL in their order, with the edits of the table put where a stage asks them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from perdiem.rules.claims.edits import EDITS, EditRule, early_bits, of_wave

FILE_NAME = re.compile(r"(\d{3})_([a-z_]+)\.sql")
READS = re.compile(r"\b(?:from|join)\s+\(?(\w+)")
MASK = re.compile(r"0 /\* mask: ([a-z]+) \*/")

RESULTS = ("decided_line", "line_adjustment", "line_finding")


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage: a query that makes one table. `reads` are the stages and compiled tables that it looks at."""

    number: int
    name: str
    query: str

    def reads(self, names: Iterable[str]) -> frozenset[str]:
        """Which of these tables the query names."""
        return frozenset(READS.findall(self.query.lower())).intersection(names)


@lru_cache(maxsize=2)
def stages(dialect: str = "duckdb") -> tuple[Stage, ...]:
    """Every stage in order: DuckDB's from the files beside this module, Spark's from those generated from them."""
    folder = files(__package__).joinpath("sql") if dialect == "duckdb" else files(__package__).joinpath("sql", dialect)
    found = []
    for file in sorted(folder.iterdir(), key=lambda each: each.name):
        match = FILE_NAME.fullmatch(file.name)
        if match:
            text = file.read_text(encoding="utf-8")
            found.append(Stage(int(match[1]), match[2], MASK.sub(lambda m: mask_of(m[1]), text)))
    return tuple(found)


def mask_of(wave: str) -> str:
    """SQL that sets one bit for each edit of the wave whose condition holds; a condition that is unknown does not."""
    asked = [edit for edit in EDITS if edit.wave == wave and edit.when]
    terms = "\n    + ".join(f"case when {edit.when} then cast({edit.bit} as bigint) else 0 end" for edit in asked)
    return f"(\n    {terms}\n  )"


def edit_rows() -> list[dict[str, object]]:
    """The table of edits as rows of `c_edit`."""
    return [_row(edit) for edit in EDITS]


def _row(edit: EditRule) -> dict[str, object]:
    return {
        "edit": edit.name,
        "asked_with": "refusing" if edit.wave in {"own", "authorization", "duplicate"} else edit.wave,
        "bit": edit.bit,
        "does": edit.does,
        "group_code": edit.group,
        "reason_code": edit.carc,
        "remark_code": edit.rarc,
        "recommendation": edit.recommendation,
        "says": edit.says,
    }


def run_facts(has: Callable[[str], bool]) -> dict[str, object]:
    """The one row of `run_facts`: which tables the book has, and the bits that stages ask for by name."""
    (duplicate,) = of_wave("duplicate")
    return {
        "is_eligibility_known": has("eligibility"),
        "has_authorizations": has("authorization_item"),
        "has_administrations": has("administration"),
        "early_bits": early_bits(),
        "duplicate_bit": duplicate.bit,
    }
