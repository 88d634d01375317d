"""The TA1: for each interchange of a file that was read, whether its envelope was accepted, and what was wrong with it.

Written after the interchange acknowledgment of the 005 control standards. An interchange is refused (R) only where
nothing of it could be read; where its envelope has a fault and its groups were read it is accepted with errors (E),
so that the TA1 never denies what the 999 and the 277CA answer.
"""

from __future__ import annotations

from datetime import datetime
from typing import TextIO

from perdiem.model.interchange import Interchange, X12File
from perdiem.model.interchange_rules import RULES
from perdiem.writers.x12.interchange_text import X12Text

SOUND = "A", "000"


def write_ta1(file: X12File, stream: TextIO, *, created: datetime, control_number: int = 1) -> int:
    """Writes an interchange with a TA1 for each interchange of a file; gives how many were written.

    `control_number` is that of the first interchange that is written. An interchange whose control number (ISA13)
    was not read cannot be answered and gets none. Several faults of an envelope: the one that refuses goes first,
    then the first of the file, as TA1 has room for one note.
    """
    text = X12Text(stream, created, control_number)
    answered = [interchange for interchange in file.interchanges if interchange.control]
    for interchange in answered:
        verdict, note = verdict_of(interchange)
        with text.interchange(interchange):
            text.segment("TA1", interchange.control, interchange.date, interchange.time, verdict, note)
    return len(answered)


def verdict_of(interchange: Interchange) -> tuple[str, str]:
    """TA104 and TA105: A, E or R, and the note's code."""
    found = [tuple(code.split(":")) for name in interchange.rules if (code := RULES[name].interchange)]
    verdict, note = next((each for each in found if each[0] == "R"), found[0] if found else SOUND)
    return verdict, note
