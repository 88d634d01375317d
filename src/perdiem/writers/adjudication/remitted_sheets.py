"""What remittances paid beside what the contract pays, as sheets of a run's workbook."""

from __future__ import annotations

from perdiem.model.claim_run import PaidShare, RemittanceCheck
from perdiem.writers.adjudication.figure_sheets import FigureBook, Head

_MONEY = [Head("Contract pays", 16), Head("Paid", 16), Head("Difference", 16)]


def remitted_sheets(check: RemittanceCheck, made: FigureBook) -> None:
    """Adds the sheets Remitted, Remitted by code, Reasons given, and Paid otherwise."""
    made.table(
        "Remitted",
        [Head("Outcome"), Head("Meaning", 60), Head("Lines"), *_MONEY],
        [_row(each) for each in check.outcomes],
    )
    made.table(
        "Remitted by code",
        [Head("Code"), Head("What it is", 60), Head("Lines"), *_MONEY],
        [_row(each) for each in check.codes],
    )
    made.table(
        "Reasons given",
        [Head("Group", 8), Head("CARC", 8), Head("Reason", 70), Head("Lines"), Head("Taken", 18)],
        [(each.group, each.code, each.words, each.lines, each.amount) for each in check.reasons],
    )
    made.table(
        "Paid otherwise",
        [Head("Claim", 18), Head("Line", 7), Head("Code", 9), *_MONEY, Head("Reasons given", 40),
         Head("By the contract", 60), Head("Stands at", 34)],
        [(line.claim_id, line.number or None, line.code, line.contract_paid, line.remitted_paid, line.difference,
          line.remitted_reasons, line.reason, line.place) for line in check.lines],
    )  # fmt: skip


def _row(share: PaidShare) -> tuple[object, ...]:
    return share.name, share.words, share.lines, share.contract_paid, share.remitted_paid, share.difference
