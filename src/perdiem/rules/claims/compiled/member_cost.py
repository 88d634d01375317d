"""Which entry of the member's cost share holds for a code."""

from __future__ import annotations

from perdiem.codes import CodeSets
from perdiem.codes.expand import expand
from perdiem.model.contract import Contract
from perdiem.model.terms.member import MemberCost
from perdiem.rules.authorization.requirement import EVERYTHING


def entry_for(contract: Contract, sets: CodeSets, code: str, lob_key: str) -> tuple[int, MemberCost] | None:
    """The entry that decides, with its row: one made for the line of business first, then the one naming fewest codes.

    An entry for `everything`, or without codes, also holds for codes that Perdiem does not have.
    """
    best: tuple[tuple[int, int, int], MemberCost] | None = None
    for row, entry in enumerate(contract.member_cost or ()):
        if entry.lines_of_business and lob_key not in entry.lines_of_business:
            continue
        codes = expand(entry.for_ or (EVERYTHING,), sets)
        names_all = EVERYTHING in (entry.for_ or (EVERYTHING,))
        if code not in codes and not names_all:
            continue
        rank = (0 if entry.lines_of_business else 1, len(codes), row)
        if best is None or rank < best[0]:
            best = (rank, entry)
    return None if best is None else (best[0][2], best[1])
