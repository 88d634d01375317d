"""Small remittance files, put together from segments; every name and number in them is made up."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from perdiem.model.interchange import RemittanceFile
from perdiem.readers.x12 import read_all_remittances
from tests.unit.x12.claim_files import interchange

VERSION = "005010X221A1"
PAYER = ["N1*PR*SUMMIT PLAN", "N3*9 HIGH ST", "N4*ERIE*PA*16501", "REF*2U*SVHP1", "PER*BL*DESK*TE*8145550100"]
PAYEE = ["N1*PE*NORTH INFUSION*XX*1234567893", "N3*1 MAIN ST", "N4*ERIE*PA*16501", "REF*PQ*P77", "REF*TJ*123456789"]
CLAIM = ["CLP*C1*1*250*195*30*12*ICN1*12*1", "CAS*OA*23*5", "NM1*QC*1*DOE*JANE****MI*M1",
         "MOA***MA01*N130", "REF*1L*GRP1", "DTM*232*20250106", "DTM*233*20250107", "DTM*050*20250110",
         "AMT*AU*240"]  # fmt: skip
LINES = ["SVC*HC:S9500:SH*200*165**2**7", "DTM*472*20250106", "CAS*CO*45*10*5", "CAS*PR*1*20**2*5", "REF*6R*L1",
         "AMT*B6*190", "LQ*HE*N19", "LQ*HE*M15",
         "SVC*HC:99601*50*35*0551*1", "DTM*150*20250106", "DTM*151*20250107", "CAS*PR*3*5", "CAS*CO*45*10"]  # fmt: skip
DENIED = ["CLP*C2*4*100*0**12*ICN2", "NM1*QC*1*ROE*RITA****MI*M2", "NM1*IL*1*ROE*RAY****MI*M3",
          "SVC*HC:J0696:JZ*100*0**0*HC:J0697*4", "DTM*472*20250108", "CAS*CO*197*100"]  # fmt: skip
PLB = ["PLB*1234567893*20251231*WO:ICN0*20*L6:ICN1*-1.5"]


def head(amount: str = "176.5", trace: str = "T1") -> list[str]:
    return [f"BPR*I*{amount}*C*ACH*CCP*01*011000015*DA*1*1512345678**01*011000028*DA*2*20250115",
            f"TRN*1*{trace}*1512345678", "REF*EV*RCV1", "DTM*405*20250114", *PAYER, *PAYEE]  # fmt: skip


def payment(segments: Sequence[str], control: str = "0001", *, start: Sequence[str] | None = None) -> list[str]:
    inside = [f"ST*835*{control}", *(head() if start is None else start), *segments]
    return [*inside, f"SE*{len(inside) + 1}*{control}"]


def group(*payments: Sequence[str], control: str = "1", version: str = VERSION) -> list[str]:
    inside = [segment for each in payments for segment in each]
    return [f"GS*HP*SENDER*RECEIVER*20250401*0830*{control}*X*{version}", *inside, f"GE*{len(payments)}*{control}"]


def one(segments: Sequence[str] = ("LX*1", *CLAIM, *LINES, *DENIED, *PLB), *, version: str = VERSION,
        start: Sequence[str] | None = None, **marks: str) -> bytes:  # fmt: skip
    """One payment in one transaction: 195 and 0 for its claims, 20 taken back, 1.50 of interest."""
    return interchange(group(payment(segments, start=start), version=version), **marks)


def read(data: bytes, **options: Any) -> tuple[dict[str, list[dict[str, Any]]], RemittanceFile]:
    """The tables as lists of rows, and what the file held."""
    tables, files = read_all_remittances(io.BytesIO(data), **options)
    for table in tables.values():
        table.validate(full=True)
    return {name: table.to_pylist() for name, table in tables.items()}, files[0]


def rules_of(data: bytes) -> list[str]:
    return [fault.rule for fault in read(data)[1].faults]
