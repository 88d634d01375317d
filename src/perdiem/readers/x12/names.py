"""The segments that claims and remittances may hold, each as a small number, and the regions they stand in."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

NAMES = (
    "", "ISA", "IEA", "GS", "GE", "ST", "SE", "HL", "CLM", "SBR", "LX", "SV1", "SV2", "SVD", "LIN", "CTP", "CAS",
    "NM1", "REF", "DTP", "AMT", "HI", "NTE", "DMG", "PAT", "PRV", "CL1", "MOA", "BHT", "TA1", "N2", "N3", "N4", "PER",
    "CUR", "OI", "MIA", "PWK", "CN1", "K3", "CR1", "CR2", "CR3", "CRC", "CR5", "CR6", "CR7", "CR8", "HCP", "SV5", "SV3",
    "TOO", "QTY", "MEA", "PS1", "HSD", "SV4", "SV6", "SV7", "LQ", "FRM", "UM", "DN1", "DN2", "ISB", "ISE",
    "BPR", "TRN", "DTM", "N1", "RDM", "TS2", "TS3", "CLP", "SVC", "PLB",
)  # fmt: skip
(
    UNKNOWN, ISA, IEA, GS, GE, ST, SE, HL, CLM, SBR, LX, SV1, SV2, SVD, LIN, CTP, CAS,
    NM1, REF, DTP, AMT, HI, NTE, DMG, PAT, PRV, CL1, MOA, BHT, TA1,
) = range(30)  # fmt: skip
BPR, TRN, DTM, N1, RDM, TS2, TS3, CLP, SVC, PLB = range(len(NAMES) - 10, len(NAMES))
CUR, PER, QTY, LQ, N3, N4, MIA = (NAMES.index(each) for each in ("CUR", "PER", "QTY", "LQ", "N3", "N4", "MIA"))

OUTSIDE, HEADER, LEVEL, CLAIM, OTHER, SERVICE, BARE_LINE = range(7)

ENVELOPES = (ISA, IEA, GS, GE, ST, SE, TA1)

_BITS = 11
_FACTORS = range(0x9E3779B1, 0x9E3779B1 + 200_000, 2)


def _packed(name: str) -> int:
    return int.from_bytes(name.encode("ascii").ljust(4, b"\0"), "big")


def _table() -> tuple[np.uint32, npt.NDArray[np.uint8]]:
    """A factor that sends every name to a slot of its own, and the slots."""
    packed = np.array([_packed(name) for name in NAMES[1:]], dtype=np.uint32)
    for factor in _FACTORS:
        slots = (packed * np.uint32(factor & 0xFFFFFFFF)) >> np.uint32(32 - _BITS)
        if len(set(slots.tolist())) == len(packed):
            numbers = np.zeros(1 << _BITS, dtype=np.uint8)
            numbers[slots] = np.arange(1, len(NAMES), dtype=np.uint8)
            return np.uint32(factor & 0xFFFFFFFF), numbers
    raise AssertionError("two segment names share a slot under every factor tried")


_FACTOR, _SLOTS = _table()
_PACKED = np.array([_packed(name) for name in NAMES], dtype=np.uint32)


def numbers_of(packed: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint8]:
    """The number of each name, given as four bytes packed into one integer; 0 for a name that no claim has."""
    found = _SLOTS[(packed * _FACTOR) >> np.uint32(32 - _BITS)]
    return np.where(_PACKED[found] == packed, found, np.uint8(0))
