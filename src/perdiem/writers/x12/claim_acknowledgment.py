"""The 277CA: for each claim of a file that was read, whether it goes on to adjudication, and if not, why.

Written after version 005010X214. Claims stand under their provider, providers under the submitter. Categories and
statuses are those of the rules: A2:20 for a claim that is kept, A3 or A7 with a status for one that is set aside.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import Any, TextIO

from perdiem.model.interchange import ClaimFile, Interchange, Transaction
from perdiem.model.interchange_rules import RULES
from perdiem.writers.x12.interchange_text import X12Text, day

VERSION = "005010X214"
MOST_CLAIMS = 5_000  # in one transaction, so that a claim file of any size is answered in bounded memory
Receipt = dict[str, Any]


def write_277ca(
    file: ClaimFile, receipts: Iterable[Any], stream: TextIO, *, created: datetime, control_number: int = 1
) -> int:
    """Writes the answer to every claim of a file; gives how many claims were answered.

    `receipts` are record batches or tables of claim_receipt in the order of the file, as the reader gives them; they
    may be given while the file is read. `control_number` is that of the first interchange.
    """
    text = X12Text(stream, created, control_number)
    answered = 0
    rows = (row for batch in receipts for row in batch.to_pylist())
    for opened, found in groupby(_sets(file, rows), key=lambda each: each[0]):
        with text.interchange(opened), text.group("HN", opened.receiver, opened.sender, VERSION):
            for _, transaction, claims in found:
                with text.transaction("277", VERSION):
                    _answer(text, opened, transaction, claims, created)
                answered += len(claims)
    return answered


def _sets(file: ClaimFile, rows: Iterator[Receipt]) -> Iterator[tuple[Interchange, Transaction | None, list[Receipt]]]:
    """The claims of one transaction together, at most 5,000 of them, with the transaction and its interchange."""
    places = _transactions(file)
    held: list[Receipt] = []
    where: tuple[Interchange, Transaction | None] | None = None
    for row in rows:
        if held and (len(held) == MOST_CLAIMS or not _follows(row, held[-1])):
            assert where is not None
            yield *where, held
            held, where = [], where if _follows(row, held[-1]) else None
        if where is None:
            where = _place(file, places, row)
        held.append(row)
    if held and where is not None:
        yield *where, held


def _follows(row: Receipt, before: Receipt) -> bool:
    """Whether a claim stands in the same transaction as the one before it."""
    names = ("interchange_control_number", "group_control_number", "transaction_control_number")
    if any(row[name] != before[name] for name in names):
        return False
    return row["claim_position"] is None or row["claim_position"] > (before["claim_position"] or 0)


def _transactions(file: ClaimFile) -> Iterator[tuple[Interchange, Transaction]]:
    """Each transaction, also those that are added while the file is still read."""
    place = 0
    while place < len(file.interchanges):
        interchange = file.interchanges[place]
        at = [0, 0]
        while at[0] < len(interchange.groups):
            group = interchange.groups[at[0]]
            if at[1] < len(group.transactions):
                at[1] += 1
                yield interchange, group.transactions[at[1] - 1]
            else:
                at = [at[0] + 1, 0]
        place += 1


def _place(
    file: ClaimFile, places: Iterator[tuple[Interchange, Transaction]], row: Receipt
) -> tuple[Interchange, Transaction | None]:
    if row["transaction_control_number"] is not None:
        for interchange, transaction in places:
            if transaction.claims and transaction.control == row["transaction_control_number"]:
                return interchange, transaction
    control = row["interchange_control_number"]
    return next(each for each in reversed(file.interchanges) if each.control == control), None


def _answer(
    text: X12Text, interchange: Interchange, transaction: Transaction | None, claims: list[Receipt], created: datetime
) -> None:
    reference = transaction.reference if transaction and transaction.reference else interchange.control
    text.segment("BHT", "0085", "08", reference, day(created), f"{created:%H%M%S}", "TH")
    receiver = (transaction.receiver if transaction else "") or interchange.receiver or "RECEIVER"
    receiver_id = (transaction.receiver_id if transaction else "") or interchange.receiver
    text.segment("HL", 1, None, "20", 1)
    text.segment("NM1", "AY", "2", receiver, None, None, None, None, "46", receiver_id)
    text.segment("TRN", "1", reference)
    text.segment("DTP", "050", "D8", day(created))
    text.segment("DTP", "009", "D8", day(created))
    submitter = (transaction.submitter if transaction else "") or interchange.sender or "SUBMITTER"
    submitter_id = (transaction.submitter_id if transaction else "") or interchange.sender
    text.segment("HL", 2, 1, "21", 1)
    text.segment("NM1", "41", "2", submitter, None, None, None, None, "46", submitter_id)
    text.segment("TRN", "2", reference)
    any_kept = any(claim["is_accepted"] for claim in claims)
    text.segment("STC", ("A1", "19", "40"), day(created), "WQ" if any_kept else "U", _total(claims))
    _totals(text, claims, "90", "AA")
    level = 2
    providers = groupby(claims, key=lambda claim: (claim["billing_npi"], claim["billing_name"]))
    for (npi, name), of_provider in providers:
        level = _answer_provider(text, level, npi, name, list(of_provider), created)


def _answer_provider(
    text: X12Text, level: int, npi: str | None, name: str | None, claims: list[Receipt], created: datetime
) -> int:
    """The claims of one provider; gives the number of the last level."""
    level += 1
    parent = level
    text.segment("HL", parent, 2, "19", 1)
    text.segment("NM1", "85", "2", name or "UNKNOWN", None, None, None, None, "XX" if npi else None, npi)
    text.segment("TRN", "1", "0")
    _totals(text, claims, "QA", "QC")
    for claim in claims:
        level += 1
        text.segment("HL", level, parent, "PT")
        member = claim["member_id"]
        last, first = claim["patient_last_name"] or "UNKNOWN", claim["patient_first_name"]
        text.segment("NM1", "QC", "1", last, first, None, None, None, "MI" if member else None, member)
        text.segment("TRN", "2", claim["claim_id"] or "0")
        category, status = ("A2", "20") if claim["is_accepted"] else RULES[claim["rule"]].status.split(":")
        action = "WQ" if claim["is_accepted"] else "U"
        text.segment("STC", (category, status), day(created), action, claim["claim_charge_amount"] or Decimal(0))
        if claim["clearinghouse_claim_number"]:
            text.segment("REF", "D9", claim["clearinghouse_claim_number"])
        if claim["bill_type_code"]:
            text.segment("REF", "BLT", claim["bill_type_code"])
        _days(text, claim["claim_start_date"], claim["claim_end_date"])
    return level


def _days(text: X12Text, first: date | None, last: date | None) -> None:
    if first is None:
        return
    if last is None or first == last:
        text.segment("DTP", "472", "D8", day(first))
    else:
        text.segment("DTP", "472", "RD8", f"{day(first)}-{day(last)}")


def _total(claims: list[Receipt]) -> Decimal:
    return sum((claim["claim_charge_amount"] or Decimal(0) for claim in claims), Decimal(0))


def _totals(text: X12Text, claims: list[Receipt], kept_code: str, rejected_code: str) -> None:
    """How many claims are kept and set aside, and what they come to."""
    kept = [claim for claim in claims if claim["is_accepted"]]
    rejected = [claim for claim in claims if not claim["is_accepted"]]
    for code, found in ((kept_code, kept), (rejected_code, rejected)):
        if found:
            text.segment("QTY", code, len(found))
    for code, found in (("YU", kept), ("YY", rejected)):
        if found:
            text.segment("AMT", code, _total(found))
