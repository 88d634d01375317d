"""Families: named groups of codes that contracts and rate sheets speak of (`pn_per_diem`, `home_mix`).

Source: `families.csv`. A row without members is a category: its codes are those whose category has its name.
Drug classes are families too, with `_drugs` after the class (`factor_drugs`).
"""

from __future__ import annotations

from collections.abc import Mapping

from perdiem.codes import tables
from perdiem.model.codes import Code

DRUG_SUFFIX = "_drugs"
EVERYTHING = "everything"


def expand(codes: Mapping[str, Code]) -> dict[str, tuple[str, ...]]:
    """Family name to its codes, in code order. Raises ValueError when the table names an unknown member."""
    found: dict[str, list[str]] = {}
    for code in codes.values():
        found.setdefault(code.category, []).append(code.code)
        if code.drug_class:
            found.setdefault(code.drug_class + DRUG_SUFFIX, []).append(code.code)
    for row in tables.rows("families.csv"):
        if row["members"]:
            members = row["members"].split()
            found[row["name"]] = sorted({code for item in members for code in _member(item, found, codes)})
    found[EVERYTHING] = list(codes)
    return {name: tuple(members) for name, members in sorted(found.items())}


def _member(item: str, found: Mapping[str, list[str]], codes: Mapping[str, Code]) -> list[str]:
    if item in codes:
        return [item]
    if item in found:
        return found[item]
    raise ValueError(f"families.csv: {item!r} is neither a code nor a family of an earlier row")


def descriptions(codes: Mapping[str, Code]) -> dict[str, str]:
    """Family name to one sentence about it."""
    said = {row["name"]: row["description"] for row in tables.rows("families.csv")}
    for code in codes.values():
        said.setdefault(code.category, "Codes learned by an update, not yet in a family.")
    return said
