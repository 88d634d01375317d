"""What remittances paid beside what the contract pays, as lines of text."""

from __future__ import annotations

from collections.abc import Sequence

from perdiem.model.claim_run import PaidShare, RemittanceCheck
from perdiem.writers.adjudication.figures import money, signed
from perdiem.writers.adjudication.rows import row
from perdiem.writers.lines import Lines
from perdiem.writers.wording import counted

MOST = 8  # codes, reasons and lines that are printed; the page, the workbook and the table have more


def remitted_lines(check: RemittanceCheck, out: Lines) -> None:
    """Writes the comparison."""
    out.line("What was paid beside what the contract pays", "bold")
    others = f" + {money(check.on_others)} on other claims" if check.on_others else ""
    apart = f"; {signed(-check.provider_adjustments)} beside claims" if check.provider_adjustments else ""
    out.line(
        f"Remittances: {counted(check.payments, 'payment')}, {counted(check.claims, 'claim')}; {money(check.paid)} paid"
        f" = {money(check.on_these)} on these claims{others}{apart}."
    )
    _shares("Outcome", check.outcomes, out, has_words=True)
    if check.codes:
        out.line()
        _shares("Code", check.codes[:MOST], out)
    if check.reasons:
        out.line()
        out.line("Reasons given for lines paid less", "bold")
        for reason in check.reasons[:MOST]:
            codes = f"{reason.group} {reason.code}"
            row(f"{codes:<7} {reason.lines:>11,} {money(reason.amount):>18}  {reason.words}", out)
    if check.lines:
        out.line()
        out.line("The lines that differ most", "bold")
        for line in check.lines[:MOST]:
            what = f"claim {line.claim_id} line {line.number} {line.code}" if line.number else f"claim {line.claim_id}"
            said = f" ({line.remitted_reasons})" if line.remitted_reasons else ""
            row(
                f"{signed(line.difference):>14}  {what}: the contract pays {money(line.contract_paid)}, paid"
                f" {money(line.remitted_paid)}{said}",
                out,
            )


def _shares(head: str, shares: Sequence[PaidShare], out: Lines, *, has_words: bool = False) -> None:
    row(f"{head:<16}{'lines':>10}{'contract pays':>18}{'paid':>18}{'difference':>18}", out, "bold")
    for share in shares:
        words = f"  {share.words}" if has_words else ""
        row(
            f"{share.name:<16}{share.lines:>10,}{money(share.contract_paid):>18}{money(share.remitted_paid):>18}"
            f"{signed(share.difference):>18}{words}",
            out,
        )
