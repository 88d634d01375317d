"""Which codes are wanted: those of home infusion by default."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from perdiem.codes import CodeSets
from perdiem.model.codes import CodeSystem

EVERY_CODE = ("CSTM-00", "CSTM-ALL")  # how a file prices every code of a system at once


@dataclass(frozen=True, slots=True)
class Wanted:
    """The codes whose rates are read; None for all."""

    codes: frozenset[str] | None

    def __call__(self, code: str) -> bool:
        """Whether a code, as a file writes it, is wanted."""
        return self.codes is None or code in self.codes or code.strip().upper() in self.codes


def wanted_codes(sets: CodeSets, chosen: Iterable[str] | None = None) -> Wanted:
    """The codes that are chosen, by default home infusion's; with them what prices every code of a system.

    Home infusion's codes are those of our code sets, whether in force or ended, without the comparators of other
    sites of care and without revenue codes.
    """
    if chosen is None:
        others = set(sets.families.get("comparators", ()))
        chosen = [
            each.code
            for each in sets.codes.values()
            if each.system is not CodeSystem.REVENUE and each.code not in others
        ]
    return Wanted(frozenset((*(each.strip().upper() for each in chosen), *EVERY_CODE)))
