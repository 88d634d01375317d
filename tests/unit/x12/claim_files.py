"""Small claim files, put together from segments; every name and number in them is made up."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from perdiem.model.interchange import ClaimFile
from perdiem.readers.x12 import read_all_claims

PROFESSIONAL, INSTITUTIONAL = "005010X222A1", "005010X223A2"
PROVIDER = ["HL*1**20*1", "PRV*BI*PXC*3336H0001X", "NM1*85*2*NORTH INFUSION*****XX*1234567893", "N3*1 MAIN ST",
            "N4*ERIE*PA*165010000", "REF*EI*123456789"]  # fmt: skip
SUBSCRIBER = ["HL*2*1*22*0", "SBR*P*18*GRP1*PLAN A*****CI", "NM1*IL*1*DOE*JANE****MI*M1", "DMG*D8*19700102*F",
              "NM1*PR*2*SUMMIT PLAN*****PI*SVHP1"]  # fmt: skip
CLAIM = ["CLM*C1*150***12:B:1*Y*A*Y*Y", "REF*G1*PA1", "HI*ABK:A419*ABF:Z452"]
LINES = ["LX*1", "SV1*HC:S9500:SH*100*UN*2***1:2", "DTP*472*RD8*20250106-20250107",
         "LX*2", "SV1*HC:99601*50*UN*1***1", "DTP*472*D8*20250106"]  # fmt: skip


def isa(control: str = "000000001", element: str = "*", component: str = ":", terminator: str = "~") -> str:
    parts = ["ISA", "00", " " * 10, "00", " " * 10, "ZZ", f"{'SENDER':<15}", "ZZ", f"{'RECEIVER':<15}", "250401",
             "0830", "^", "00501", control, "0", "T", component]  # fmt: skip
    return element.join(parts) + terminator


def transaction(segments: Sequence[str], control: str = "0001", version: str = PROFESSIONAL) -> list[str]:
    head = [f"ST*837*{control}*{version}", "BHT*0019*00*B1*20250401*0830*CH", "NM1*41*2*SENDER*****46*S1",
            "NM1*40*2*RECEIVER*****46*R1"]  # fmt: skip
    return [*head, *segments, f"SE*{len(head) + len(segments) + 2 - 1}*{control}"]


def group(*transactions: Sequence[str], control: str = "1", version: str = PROFESSIONAL) -> list[str]:
    inside = [segment for each in transactions for segment in each]
    count = len(transactions)
    return [f"GS*HC*SENDER*RECEIVER*20250401*0830*{control}*X*{version}", *inside, f"GE*{count}*{control}"]


def interchange(
    *groups: Sequence[str], control: str = "000000001", element: str = "*", component: str = ":",
    terminator: str = "~", after: str = "",
) -> bytes:  # fmt: skip
    segments = [segment for each in groups for segment in each] + [f"IEA*{len(groups)}*{control}"]
    text = isa(control, element, component, terminator) + after
    for segment in segments:
        marked = segment.translate(str.maketrans({"*": element, ":": component}))
        text += marked + terminator + after
    return text.encode()


def one(
    claim: Sequence[str] = CLAIM, lines: Sequence[str] = LINES, *, provider: Sequence[str] = PROVIDER,
    subscriber: Sequence[str] = SUBSCRIBER, version: str = PROFESSIONAL, **marks: str,
) -> bytes:  # fmt: skip
    """One claim in one transaction."""
    inside = transaction([*provider, *subscriber, *claim, *lines], version=version)
    return interchange(group(inside, version=version), **marks)


def read(data: bytes, **options: Any) -> tuple[dict[str, list[dict[str, Any]]], ClaimFile]:
    """The tables as lists of rows, and what the file held."""
    tables, files = read_all_claims(io.BytesIO(data), **options)
    return {name: table.to_pylist() for name, table in tables.items()}, files[0]


def lines_of(data: bytes) -> list[dict[str, Any]]:
    return read(data)[0]["claim_line"]


def rules_of(data: bytes) -> list[str]:
    return [fault.rule for fault in read(data)[1].faults]
