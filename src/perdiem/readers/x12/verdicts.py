"""Which claims are set aside, and by which rule and segment: the first that was found decides."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from perdiem.model.interchange_rules import RULES
from perdiem.readers.x12.faults import Faults
from perdiem.readers.x12.segments import Bools, Ints

RULE_NAMES = tuple(RULES)


class Verdicts:
    """For each claim of a stretch the rule that sets it aside, the row of the fault and the element; or none."""

    def __init__(self, claims: Ints, faults: Faults) -> None:
        self._claims, self._faults = claims, faults
        self.rule: npt.NDArray[np.int16] = np.full(len(claims), -1, dtype=np.int16)
        self.row: Ints = claims.copy()
        self.element: npt.NDArray[np.int16] = np.zeros(len(claims), dtype=np.int16)

    @property
    def kept(self) -> Bools:
        """Whether each claim is kept."""
        found: Bools = self.rule < 0
        return found

    def reject(self, rule: str, claims: Ints, rows: Ints, element: int = 0, *, told: bool = False) -> None:
        """Sets claims aside for faults at rows, which are reported unless they were `told` before."""
        if not len(claims):
            return
        if not told:
            self._faults.add(rule, rows, element or None)
        fresh = self.rule[claims] < 0
        claims, rows = claims[fresh][::-1], rows[fresh][::-1]  # of several faults of a claim the first stays
        self.rule[claims] = RULE_NAMES.index(rule)
        self.row[claims] = rows
        self.element[claims] = element

    def reject_where(self, rule: str, chosen: Bools, element: int = 0) -> None:
        """Sets aside the chosen claims, with the fault at CLM."""
        claims = np.flatnonzero(chosen)
        self.reject(rule, claims, self._claims[claims], element)
