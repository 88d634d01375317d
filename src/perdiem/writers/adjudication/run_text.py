"""A run's reconciliation, and two contracts over the same claims, for the terminal and as plain text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from perdiem.model.claim_run import ClaimComparison, Moved, ReasonMoved, RunSummary, Share
from perdiem.writers.adjudication.figures import money, signed, terms_unused
from perdiem.writers.adjudication.remitted_text import remitted_lines
from perdiem.writers.adjudication.rows import row
from perdiem.writers.lines import Lines, as_text
from perdiem.writers.wording import counted, label

if TYPE_CHECKING:
    from rich.console import Console

MOST_REASONS, MOST_CODES, MOST_LINES = 12, 12, 15  # printed; the page, the workbook and JSON have all
_NAME = 24  # columns
_OWN_PRICE = "contract_rate"  # the charge above the price: no reason that a biller can mend


def run_text(summary: RunSummary, *, width: int | None = None) -> str:
    """The reconciliation of a run as plain text."""
    return as_text(lambda out: _run(summary, out), width)


def print_run(summary: RunSummary, console: Console) -> None:
    """Writes the reconciliation of a run."""
    _run(summary, Lines.on(console))


def claims_compared_text(comparison: ClaimComparison, *, width: int | None = None) -> str:
    """The same claims under two contracts, as plain text."""
    return as_text(lambda out: _compared(comparison, out), width)


def print_claims_compared(comparison: ClaimComparison, console: Console) -> None:
    """Writes how the same claims come out under two contracts."""
    _compared(comparison, Lines.on(console))


def _run(summary: RunSummary, out: Lines) -> None:
    out.line(f"{summary.contract} ({summary.file})", "bold")
    out.line(
        f"Lines: {summary.lines_read:,} read = {summary.lines:,} decided + {summary.lines_rejected:,} rejected;"
        f" {summary.claims:,} claim{'' if summary.claims == 1 else 's'} decided."
    )
    out.line(
        f"Dollars: {money(summary.charge)} charged = {money(summary.paid)} paid"
        f" + {money(summary.adjustments)} adjusted; the members owe {money(summary.member_owes)}."
    )
    out.line()
    _shares("Disposition", summary.dispositions, out)
    taken = [reason for reason in summary.reasons if reason.edit != _OWN_PRICE]
    if taken:
        out.line()
        out.line("What was not paid, and why", "bold")
        for reason in taken[:MOST_REASONS]:
            codes = f"{reason.group} {reason.code}"
            row(f"{codes:<7} {reason.lines:>11,} {money(reason.amount):>18}  {reason.words} [{reason.edit}]", out)
        _more(len(taken) - MOST_REASONS, "reason", out)
    if summary.recommendations:
        out.line()
        out.line("What terms took that a recommendation is about", "bold")
        for each in summary.recommendations:
            row(f"{label(each.number):<7} {each.findings:>11,} {money(each.amount):>18}  {each.title}", out)
    if summary.codes:
        out.line()
        _shares("Code", summary.codes[:MOST_CODES], out)
        _more(len(summary.codes) - MOST_CODES, "code", out)
    if summary.remitted is not None:
        out.line()
        remitted_lines(summary.remitted, out)
    _notes(summary, out)


def _notes(summary: RunSummary, out: Lines) -> None:
    if summary.notes or summary.unchecked:
        out.line()
        out.line("Not looked at", "bold")
        for note in summary.notes:
            out.line(note)
        for each in summary.unchecked:
            out.line(f"{each.words} ({counted(each.lines, 'line')}, {money(each.amount)} charged) [{each.edit}]")
    if summary.unused_terms:
        names = ", ".join(dict.fromkeys(term.term for term in summary.unused_terms))
        out.line()
        out.line(f"{terms_unused(len(summary.unused_terms))} no claim line; summary.html says why: {names}", "dim")


def _shares(head: str, shares: Sequence[Share], out: Lines) -> None:
    row(f"{head:<{_NAME}}{'lines':>12}{'charged':>18}{'allowed':>18}{'paid':>18}{'members owe':>16}", out, "bold")
    for share in shares:
        row(
            f"{share.name:<{_NAME}}{share.lines:>12,}{money(share.charge):>18}{money(share.allowed):>18}"
            f"{money(share.paid):>18}{money(share.member_owes):>16}",
            out,
        )


def _more(count: int, noun: str, out: Lines) -> None:
    if count > 0:
        out.line(f"and {count:,} more {noun}{'s' if count > 1 else ''}", "dim")


def _compared(comparison: ClaimComparison, out: Lines) -> None:
    total = comparison.total
    out.line(f"{comparison.before} -> {comparison.after}", "bold")
    out.line(f"{comparison.before_file} -> {comparison.after_file}", "dim")
    out.line(
        f"{total.lines:,} lines; {total.changed:,} are paid otherwise. Paid {money(total.paid_before)} ->"
        f" {money(total.paid_after)} ({signed(total.difference)})."
    )
    changed = f"{len(comparison.changes)} terms differ" if len(comparison.changes) != 1 else "1 term differs"
    out.line(f"{changed} between the contracts.", "dim")
    if comparison.dispositions:
        out.line()
        out.line("Lines that end otherwise", "bold")
        for turn in comparison.dispositions[:MOST_REASONS]:
            names = " -> ".join(
                _ending(*pair) for pair in _endings(turn.before, turn.after, turn.edit_before, turn.edit_after)
            )
            row(f"{turn.lines:>11,} {signed(turn.paid_after - turn.paid_before):>18}  {names}: {turn.words}", out)
        _more(len(comparison.dispositions) - MOST_REASONS, "way", out)
    _reasons("Reason", comparison.reasons, out)
    _reasons("Recommendation", comparison.recommendations, out)
    _moved("Therapy", comparison.therapies, out)
    _moved("Code", comparison.codes, out)
    if comparison.lines_changed:
        out.line()
        out.line("The lines that change most", "bold")
        for line in comparison.lines_changed[:MOST_LINES]:
            out.line(
                f"claim {line.claim_id} line {line.number} {line.code}: {line.disposition_before}"
                f" {money(line.paid_before)} -> {line.disposition_after} {money(line.paid_after)}. {line.reason_after}"
            )
        _more(len(comparison.lines_changed) - MOST_LINES, "line", out)
    for note in comparison.notes:
        out.line(note, "dim")


def _endings(before: str, after: str, edit_before: str, edit_after: str) -> Iterator[tuple[str, str]]:
    yield before, edit_before
    yield after, edit_after


def _ending(disposition: str, edit: str) -> str:
    return f"{disposition} [{edit}]" if edit else disposition


def _reasons(head: str, rows: Sequence[ReasonMoved], out: Lines) -> None:
    if not rows:
        return
    out.line()
    row(f"{head:<{_NAME}}{'lines':>20}{'taken before':>18}{'taken after':>18}", out, "bold")
    for each in rows[:MOST_REASONS]:
        lines = f"{each.lines_before:,} -> {each.lines_after:,}"
        taken = f"{money(each.amount_before):>18}{money(each.amount_after):>18}"
        row(f"{each.edit:<{_NAME}}{lines:>20}{taken}  {each.words}", out)
    _more(len(rows) - MOST_REASONS, "reason", out)


def _moved(head: str, rows: Sequence[Moved], out: Lines) -> None:
    changed = [each for each in rows if each.changed]
    if not changed:
        return
    out.line()
    heads = f"{'lines':>12}{'changed':>12}{'paid before':>18}{'paid after':>18}{'difference':>18}"
    row(f"{head:<{_NAME}}{heads}", out, "bold")
    for each in changed[:MOST_CODES]:
        paid = f"{money(each.paid_before):>18}{money(each.paid_after):>18}{signed(each.difference):>18}"
        row(f"{each.name:<{_NAME}}{each.lines:>12,}{each.changed:>12,}{paid}", out)
    _more(len(changed) - MOST_CODES, head.lower(), out)
