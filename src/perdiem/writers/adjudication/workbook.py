"""A run, and two contracts over the same claims, as Excel workbooks for an analyst."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from perdiem.engine.book import Book
from perdiem.model.claim_run import ClaimComparison, Moved, ReasonMoved, RunSummary, Share
from perdiem.writers.adjudication.figure_sheets import FigureBook, Head
from perdiem.writers.adjudication.remitted_sheets import remitted_sheets
from perdiem.writers.wording import label, made_with

MOST_LINES = 50_000  # of the sheet of lines: some seconds to write; the tables beside it have every line
_LINES = {
    "Claim": ("claim_id", 18), "Line": ("claim_line_number", 7), "Member": ("member_id", 16),
    "Billing NPI": ("billing_npi", 13), "Code": ("hcpcs_code", 9),
    "Modifiers": ("modifiers", 11), "First day": ("claim_line_start_date", 12),
    "Last day": ("claim_line_end_date", 12), "Place": ("place_of_service_code", 7),
    "Units": ("service_unit_quantity", 9),
    "Charged": ("charge_amount", 13), "Disposition": ("disposition", 12), "Units paid": ("paid_quantity", 9),
    "Unit price": ("unit_price", 12), "Allowed": ("allowed_amount", 13), "Paid": ("paid_amount", 13),
    "Member owes": ("member_responsibility_amount", 13), "Reason": ("reason", 60), "Edit": ("edit", 24),
    "Term": ("term", 30), "Stands at": ("term_place", 34), "Recommendation": ("recommendation", 15),
    "Received": ("received_date", 12), "Line of business": ("line_of_business", 18), "Claim key": ("claim_key", 40),
}  # fmt: skip
_PRINTED = 1 + list(_LINES).index("Reason")  # the rest is for filters, and too wide for paper
_MONEY = [Head("Charged", 16), Head("Allowed", 16), Head("Paid", 16), Head("Members owe", 16)]


def run_xlsx(summary: RunSummary, book: Book, decided_line: str, path: Path) -> None:
    """Writes the workbook of a run: Summary, By disposition, code, therapy and reason, Recommendations, Lines, Terms.

    `decided_line` is the table's name on the book's engine. Of more than 50,000 lines the sheet has those with the
    greatest part not paid; the summary says so. Raises UnwritableFile.
    """
    with FigureBook(path, "Adjudication") as made:
        made.table("Summary", [Head("What", 34), Head("Amount", 20), Head("Says", 90)], _facts(summary), frozen=0)
        made.table(
            "By disposition",
            [Head("Disposition"), Head("Meaning", 60), Head("Lines"), *_MONEY],
            _shares(summary.dispositions),
        )
        made.table("By code", [Head("Code"), Head("What it is", 60), Head("Lines"), *_MONEY], _shares(summary.codes))
        made.table(
            "By therapy",
            [Head("Family", 26), Head("What it is", 60), Head("Lines"), *_MONEY],
            _shares(summary.therapies),
        )
        reasons = [(each.edit, each.words, each.group, each.code, each.lines, each.amount) for each in summary.reasons]
        made.table(
            "By reason",
            [Head("Edit", 28), Head("Reason", 70), Head("Group", 8), Head("CARC", 8), Head("Lines"), Head("Taken", 18)],
            reasons,
        )
        recommended = [(label(each.number), each.title, each.findings, each.amount) for each in summary.recommendations]
        heads = [Head("Recommendation", 16), Head("Title", 60), Head("Findings"), Head("Taken", 18)]
        made.table("Recommendations", heads, recommended)
        made.table(
            "Lines",
            [Head(name, width) for name, (_, width) in _LINES.items()],
            _lines(book, decided_line),
            frozen=2,
            printed=_PRINTED,
        )
        if summary.remitted is not None:
            remitted_sheets(summary.remitted, made)
        terms = [(term.term, term.words, term.reason, term.place) for term in summary.unused_terms]
        made.table(
            "Terms",
            [Head("Term", 34), Head("Says", 60), Head("Decides no line because", 60), Head("Stands at", 34)],
            terms,
        )


def _facts(summary: RunSummary) -> Iterator[tuple[object, ...]]:
    yield "Contract", None, f"{summary.contract} ({summary.file})"
    yield "Lines read", summary.lines_read, "lines decided and lines rejected by the readers"
    yield "Lines decided", summary.lines, f"of {summary.claims:,} claims"
    yield "Lines rejected", summary.lines_rejected, "they are in claims_rejected and rows_rejected"
    yield "Charged", summary.charge, "paid and adjustments"
    yield "Paid", summary.paid, ""
    yield "Adjustments", summary.adjustments, "By reason has each"
    yield "Allowed", summary.allowed, ""
    yield "Members owe", summary.member_owes, "a part of the adjustments: group PR"
    if summary.lines > MOST_LINES:
        yield "Lines shown", MOST_LINES, "of the lines, those with the greatest part not paid; decided_line has all"
    for note in summary.notes:
        yield "Not looked at", None, note
    for each in summary.unchecked:
        yield "Not looked at", each.amount, f"{each.words} ({each.lines:,} lines)"
    yield "Made with", None, made_with()


def _shares(shares: Sequence[Share]) -> Iterator[tuple[object, ...]]:
    for share in shares:
        yield share.name, share.words, share.lines, share.charge, share.allowed, share.paid, share.member_owes


def _lines(book: Book, decided_line: str) -> Iterator[Sequence[object]]:
    columns = ", ".join(column for column, _ in _LINES.values())
    order = "claim_id, claim_key, claim_line_number"
    query = (
        f"SELECT {columns} FROM (SELECT * FROM {decided_line}"
        f" ORDER BY charge_amount - paid_amount DESC, {order} LIMIT {MOST_LINES}) ORDER BY {order}"
    )
    found = book.engine.connection.cursor().execute(query)
    while rows := found.fetchmany(1000):
        yield from rows


def claims_compared_xlsx(comparison: ClaimComparison, path: Path) -> None:
    """Writes the workbook of two contracts over the same claims. Raises UnwritableFile."""
    total = comparison.total
    with FigureBook(path, "Claims under two contracts") as made:
        facts: list[tuple[object, ...]] = [
            ("Before", None, f"{comparison.before} ({comparison.before_file})"),
            ("After", None, f"{comparison.after} ({comparison.after_file})"),
            ("Lines", total.lines, ""),
            ("Lines paid otherwise", total.changed, ""),
            ("Paid before", total.paid_before, ""),
            ("Paid after", total.paid_after, ""),
            ("Difference", total.difference, ""),
            *(("Not looked at", None, note) for note in comparison.notes),
            ("Made with", None, made_with()),
        ]
        made.table("Summary", [Head("What", 30), Head("Amount", 20), Head("Says", 90)], facts, frozen=0)
        for name, rows in (("By code", comparison.codes), ("By therapy", comparison.therapies)):
            made.table(name, _moved_heads(name), _moved(rows))
        for name, reasons in (("By reason", comparison.reasons), ("Recommendations", comparison.recommendations)):
            made.table(name, _reason_heads(), _reasons(reasons))
        made.table(
            "Dispositions",
            [Head("Before"), Head("After"), Head("Edit before", 26), Head("Edit after", 26), Head("Reason", 60),
             Head("Lines"), Head("Paid before", 16), Head("Paid after", 16)],
            [(turn.before, turn.after, turn.edit_before, turn.edit_after, turn.words, turn.lines, turn.paid_before,
              turn.paid_after) for turn in comparison.dispositions],
        )  # fmt: skip
        made.table(
            "Lines",
            [Head("Claim", 18), Head("Line"), Head("Code"), Head("Before"), Head("After"), Head("Paid before", 16),
             Head("Paid after", 16), Head("Difference", 16), Head("Why before", 60), Head("Why after", 60)],
            [(line.claim_id, line.number, line.code, line.disposition_before, line.disposition_after, line.paid_before,
              line.paid_after, line.paid_after - line.paid_before, line.reason_before, line.reason_after)
             for line in comparison.lines_changed],
        )  # fmt: skip
        made.table(
            "Terms",
            [Head("Term", 36), Head("Before", 40), Head("After", 40)],
            [(change.term, change.before, change.after) for change in comparison.changes],
        )


def _moved_heads(name: str) -> list[Head]:
    return [Head("Code" if name == "By code" else "Family", 24), Head("What it is", 60), Head("Lines"), Head("Changed"),
            Head("Allowed before", 16), Head("Allowed after", 16), Head("Paid before", 16), Head("Paid after", 16),
            Head("Difference", 16)]  # fmt: skip


def _moved(rows: Sequence[Moved]) -> Iterator[tuple[object, ...]]:
    for row in rows:
        yield (row.name, row.words, row.lines, row.changed, row.allowed_before, row.allowed_after, row.paid_before,
               row.paid_after, row.difference)  # fmt: skip


def _reason_heads() -> list[Head]:
    return [Head("Name", 28), Head("Reason", 70), Head("Lines before"), Head("Lines after"), Head("Taken before", 18),
            Head("Taken after", 18)]  # fmt: skip


def _reasons(rows: Sequence[ReasonMoved]) -> Iterator[tuple[object, ...]]:
    for row in rows:
        yield row.edit, row.words, row.lines_before, row.lines_after, row.amount_before, row.amount_after
