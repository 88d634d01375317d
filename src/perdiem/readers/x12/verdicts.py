"""Which claims are set aside, and by which rule and segment: the first that was found decides."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from perdiem.model.interchange_rules import RULES
from perdiem.readers.x12 import names
from perdiem.readers.x12.faults import Faults
from perdiem.readers.x12.segments import Bools, Ints
from perdiem.readers.x12.shape import Shape
from perdiem.readers.x12.stretch import AnyStretch

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

    def judge_places(self, stretch: AnyStretch[Shape]) -> None:
        """Sets aside a last claim without end, claims in no transaction, and those in one that is refused."""
        loops, inside = stretch.loops, stretch.loops.transaction_of_claim
        if stretch.last_claim and stretch.is_in_claim_at_end:
            self.reject(stretch.last_claim, np.array([len(loops.claims) - 1]), loops.claims[-1:])
        self.reject_where("claim-outside", inside < 0)
        for rule in dict.fromkeys(each.refused for each in stretch.transactions if each.refused):
            refused = np.array([each.refused == rule for each in stretch.transactions], dtype=bool)
            claims = np.flatnonzero((inside >= 0) & refused[inside])
            self.reject(rule, claims, loops.claims[claims], told=True)

    def judge_lengths(self, stretch: AnyStretch[Shape]) -> None:
        """Sets aside claims that are longer than any can be, or that hold such a segment."""
        loops, count = stretch.loops, stretch.segments.count
        if not len(loops.claims):
            return
        long = stretch.too_long[loops.region[stretch.too_long] >= names.CLAIM]
        self.reject("claim-too-long", loops.claim_of(long), long, told=True)
        borders = np.append(loops.borders, count)
        end = np.minimum(
            np.append(loops.claims[1:], count), borders[np.searchsorted(loops.borders, loops.claims, "right")]
        )
        size = stretch.segments.end[end - 1] - stretch.segments.start[loops.claims]
        self.reject_where("claim-too-long", size > stretch.claim_limit)


def count_claims(stretch: AnyStretch[Shape], kept: Bools, line_counts: Ints) -> None:
    """Counts claims and lines, met and set aside, into the file and its transactions."""
    file, loops = stretch.file, stretch.loops
    file.claims += len(kept)
    file.claims_rejected += int((~kept).sum())
    file.lines += int(line_counts.sum()) + len(loops.orphans)
    file.lines_rejected += int(line_counts[~kept].sum()) + len(loops.orphans)
    inside = loops.transaction_of_claim
    mine = inside >= 0
    for into, weights in (
        ("claims", mine),
        ("claims_rejected", mine & ~kept),
        ("lines", np.where(mine, line_counts, 0)),
    ):
        counts = np.zeros(len(stretch.transactions), dtype=np.int64)
        np.add.at(counts, inside[mine], weights[mine].astype(np.int64))
        for opened, count in zip(stretch.transactions, counts.tolist(), strict=True):
            setattr(opened.transaction, into, getattr(opened.transaction, into) + count)
