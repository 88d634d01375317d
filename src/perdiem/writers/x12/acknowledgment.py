"""The 999: for each group and transaction of a file that was read, whether it was accepted, and what was wrong where.

Written after version 005010X231A1. A transaction is refused (IK5*R) for what makes its envelope untrustworthy, such
as a wrong count in SE01, also where its claims could be read; it is accepted with errors (IK5*E) when single
segments or claims are wrong.
"""

from __future__ import annotations

from datetime import datetime
from itertools import groupby
from typing import TextIO

from perdiem.model.faults import Severity
from perdiem.model.interchange import Group, Transaction, X12Fault, X12File, X12Position
from perdiem.model.interchange_rules import RULES
from perdiem.writers.x12.interchange_text import X12Text

VERSION = "005010X231A1"
MOST_CODES = 5  # that IK5 and AK9 have room for
NAMELESS = "ZZZ"  # in place of a segment's name that no claim has


def write_999(file: X12File, stream: TextIO, *, created: datetime, control_number: int = 1) -> int:
    """Writes an interchange with a 999 a group, for each interchange of a file; gives how many 999 were written.

    `control_number` is that of the first interchange. A file in which no group could be read gets none.
    """
    text = X12Text(stream, created, control_number)
    written = 0
    for interchange in file.interchanges:
        groups = [group for group in interchange.groups if group.control]
        if not groups:
            continue
        with text.interchange(interchange), text.group("FA", groups[0].receiver, groups[0].sender, VERSION):
            for group in groups:
                with text.transaction("999", VERSION):
                    _answer(text, group)
                written += 1
    return written


def _answer(text: X12Text, group: Group) -> None:
    text.segment("AK1", group.kind, group.control, group.version)
    verdicts = [_answer_transaction(text, transaction) for transaction in group.transactions]
    codes = [rule.group for name in group.rules if (rule := RULES[name]).group][:MOST_CODES]
    accepted = sum(verdict != "R" for verdict in verdicts)
    if codes or (verdicts and not accepted):
        verdict, accepted = "R", 0
    elif accepted < len(verdicts):
        verdict = "P"
    else:
        verdict = "E" if "E" in verdicts else "A"
    received = len(group.transactions)
    text.segment("AK9", verdict, received if group.stated is None else group.stated, received, accepted, *codes)


def _answer_transaction(text: X12Text, transaction: Transaction) -> str:
    text.segment("AK2", transaction.kind, transaction.control, transaction.version)
    told = False
    for _, faults in groupby(transaction.faults, key=_segment_of):
        told |= _answer_segment(text, list(faults))
    rules = [RULES[name] for name in transaction.rules]
    codes = [rule.transaction for rule in rules if rule.transaction]
    is_refused = any(rule.transaction and rule.severity is Severity.ERROR for rule in rules)
    of_segments = (rule for rule in rules if not rule.transaction)
    if told or any(rule.segment or rule.element or rule.rejects_claim for rule in of_segments):
        codes.append("5")
    verdict = "R" if is_refused else "E" if codes else "A"
    text.segment("IK5", verdict, *codes[:MOST_CODES])
    return verdict


def _segment_of(fault: X12Fault) -> int | None:
    position = fault.position
    return position.segment if isinstance(position, X12Position) else None


def _answer_segment(text: X12Text, faults: list[X12Fault]) -> bool:
    """The faults of one segment: one IK3 for each code, and one for all its elements."""
    position = faults[0].position
    assert isinstance(position, X12Position)
    where = (position.segment_id or NAMELESS, position.segment, None)
    codes = {fault.named_rule.segment for fault in faults if not fault.named_rule.element}
    for code in sorted(code for code in codes if code):
        text.segment("IK3", *where, code)
    elements = [fault for fault in faults if fault.named_rule.element]
    if elements:
        text.segment("IK3", *where, "8")
    for fault in elements:
        place = fault.position.element if isinstance(fault.position, X12Position) else None
        text.segment("IK4", place or 1, None, fault.named_rule.element)
    return bool(elements or any(codes))
