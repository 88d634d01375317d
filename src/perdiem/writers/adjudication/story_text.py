"""A claim's story for the terminal, and as plain text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from perdiem.model.claim_story import ClaimStory, Clause, LineStory, Reason
from perdiem.writers.adjudication.figures import days, money
from perdiem.writers.adjudication.rows import row
from perdiem.writers.lines import Lines, as_text
from perdiem.writers.wording import label

if TYPE_CHECKING:
    from rich.console import Console

_STYLE = {"paid": "green", "denied": "bold red", "pended": "yellow", "rejected": "magenta"}
_UNDER, _DEEP = 4, 8  # columns of indent


def story_text(stories: Sequence[ClaimStory], *, width: int | None = None) -> str:
    """The stories as plain text. With a width, long lines break."""
    return as_text(lambda out: _stories(stories, out), width)


def print_stories(stories: Sequence[ClaimStory], console: Console) -> None:
    """Writes the stories of the claims with one number, one below the other."""
    _stories(stories, Lines.on(console))


def _stories(stories: Sequence[ClaimStory], out: Lines) -> None:
    for place, story in enumerate(stories):
        if place:
            out.line()
        _story(story, out)


def _story(story: ClaimStory, out: Lines) -> None:
    provider = " ".join(
        part for part in (story.provider, f"NPI {story.billing_npi}" if story.billing_npi else "") if part
    )
    out.line(f"Claim {story.claim_id}", "bold")
    facts = [
        f"our number {story.payer_claim_number}",
        f"member {story.member_id or 'not given'}",
        provider,
        f"service {days(story.first_day, story.last_day)}",
        f"received {story.received}" if story.received else "",
    ]
    out.line(" | ".join(fact for fact in facts if fact), "dim")
    version = f", version {story.contract_version}" if story.contract_version else ", no version in force"
    out.line(f"{story.contract} ({story.contract_file}{version})", "dim")
    out.line(story.summary)
    for line in story.lines:
        out.line()
        _line(line, out)
    if story.notes:
        out.line()
        out.line("Not looked at", "bold")
        for note in story.notes:
            out.line(note, indent=_UNDER)


def _line(line: LineStory, out: Lines) -> None:
    modifiers = " ".join(modifier for modifier, _ in line.modifiers)
    name = " ".join(part for part in (line.code or "no code", modifiers) if part)
    out.line(f"Line {line.number}  {name}  {line.disposition.upper()}", _STYLE[line.disposition])
    if line.code_words:
        out.line(line.code_words, indent=_UNDER)
    for modifier, words in line.modifiers:
        if words:
            out.line(f"{modifier}: {words}", indent=_UNDER)
    place = f", place {line.place}" if line.place else ""
    out.line(
        f"Billed {line.quantity}, {days(line.first_day, line.last_day)}{place}, charged {money(line.charge)}.",
        indent=_UNDER,
    )
    out.line(line.summary, "bold", indent=_UNDER)
    for step in line.steps:
        formula = f"  [{step.arithmetic}]" if step.arithmetic else ""
        row(f"{money(step.amount):>12}  {step.words}{formula}", out, "bold" if step.is_total else "", _UNDER)
    if line.steps and line.clause:
        out.line(_clause(line.clause), "dim", indent=_UNDER)
    for reason in line.reasons:
        _reason(reason, out)
    if line.adjustments:
        out.line("On the remittance:", "dim", indent=_UNDER)
    for adjustment in line.adjustments:
        codes = f"{adjustment.group} {adjustment.code}"
        row(f"{money(adjustment.amount):>12}  {codes:<6}  {adjustment.words}", out, "dim", _UNDER)


def _reason(reason: Reason, out: Lines) -> None:
    head = {"refused": "Refused", "cut": "Cut", "unchecked": "Not checked"}.get(reason.outcome, reason.outcome)
    about = f" ({label(reason.recommendation)} {reason.recommendation_title})" if reason.recommendation else ""
    out.line(f"{head}: {reason.sentence}{about}", "bold" if reason.decides else "", indent=_UNDER)
    for detail in reason.details:
        out.line(detail, indent=_DEEP)
    if reason.clause:
        out.line(_clause(reason.clause), "dim", indent=_DEEP)
    if reason.send:
        out.line(f"What to do: {reason.send}", "cyan", indent=_DEEP)


def _clause(clause: Clause) -> str:
    place = f"{clause.place} " if clause.place else ""
    return f"Contract: {place}{clause.term}: {clause.words}"
