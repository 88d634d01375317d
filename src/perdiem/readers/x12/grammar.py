"""The kinds of transaction that are read, as data: which segments each has, and where its parts begin."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from perdiem.readers.x12 import names
from perdiem.readers.x12.segments import Bools

PROFESSIONAL, INSTITUTIONAL, REMITTANCE = 1, 2, 3
_OF_ENVELOPES = (names.ISA, names.IEA, names.GS, names.GE, names.ST, names.SE)
_OF_REMITTANCES = (
    names.BPR, names.TRN, names.DTM, names.N1, names.RDM, names.TS2, names.TS3, names.CLP, names.SVC, names.PLB,
)  # fmt: skip
_OF_BOTH = (
    *names.ENVELOPES, names.LX, names.CAS, names.NM1, names.REF, names.AMT, names.MOA, names.CUR, names.PER, names.QTY,
    names.LQ, names.N3, names.N4, names.MIA,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Grammar:
    """One kind of transaction.

    `transaction` is what ST01 says, `group` what GS01 says. `versions` give, for the beginnings of ST03, the form that
    is read. `claim` is the segment with which a claim begins, `services` those with which a line begins. `borders`
    end whatever claim stands before them; `parts` begin another part of a claim. `regions` are what each begins.
    """

    transaction: str
    group: str
    versions: tuple[tuple[str, int], ...]
    claim: int
    services: tuple[int, ...]
    borders: tuple[int, ...]
    parts: tuple[int, ...]
    regions: dict[int, int]
    known: tuple[int, ...]
    _is_border: Bools = field(init=False)
    _is_part: Bools = field(init=False)
    _is_known: Bools = field(init=False)
    _region: npt.NDArray[np.uint8] = field(init=False)

    def __post_init__(self) -> None:
        numbers = np.arange(len(names.NAMES))
        for name, chosen in (("_is_border", self.borders), ("_is_part", self.parts), ("_is_known", self.known)):
            object.__setattr__(self, name, np.isin(numbers, chosen))
        region = np.zeros(len(names.NAMES), dtype=np.uint8)
        region[list(self.regions)] = list(self.regions.values())
        object.__setattr__(self, "_region", region)

    def is_border(self, kinds: npt.NDArray[np.uint8]) -> Bools:
        """Whether each segment ends whatever claim stands before it."""
        return self._is_border[kinds]

    def is_part(self, kinds: npt.NDArray[np.uint8]) -> Bools:
        """Whether each segment, inside a claim, begins another part of it."""
        return self._is_part[kinds]

    def is_known(self, kinds: npt.NDArray[np.uint8]) -> Bools:
        """Whether this kind of transaction has such a segment."""
        return self._is_known[kinds]

    def region_of(self, kinds: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
        """The region that each border or part begins."""
        return self._region[kinds]

    def form_of(self, version: str) -> int:
        """The form in which a version is read; 0 for one that is not read."""
        return next((form for begins, form in self.versions if version.startswith(begins)), 0)


CLAIM_GRAMMAR = Grammar(
    transaction="837",
    group="HC",
    versions=(("005010X222", PROFESSIONAL), ("005010X223", INSTITUTIONAL)),
    claim=names.CLM,
    services=(names.SV1, names.SV2),
    borders=(*_OF_ENVELOPES, names.HL, names.CLM),
    parts=(names.SBR, names.LX, names.SV1, names.SV2),
    regions={
        names.ST: names.HEADER, names.HL: names.LEVEL, names.CLM: names.CLAIM, names.SBR: names.OTHER,
        names.LX: names.BARE_LINE, names.SV1: names.SERVICE, names.SV2: names.SERVICE,
    },
    known=tuple(each for each in range(1, len(names.NAMES)) if each not in _OF_REMITTANCES),
)  # fmt: skip
REMITTANCE_GRAMMAR = Grammar(
    transaction="835",
    group="HP",
    versions=(("005010X221", REMITTANCE),),
    claim=names.CLP,
    services=(names.SVC,),
    borders=(*_OF_ENVELOPES, names.LX, names.CLP, names.PLB),
    parts=(names.SVC,),
    regions={
        names.ST: names.HEADER, names.LX: names.LEVEL, names.PLB: names.LEVEL, names.CLP: names.CLAIM,
        names.SVC: names.SERVICE,
    },
    known=(*_OF_BOTH, *_OF_REMITTANCES),
)  # fmt: skip
