"""`perdiem explain --claim`: why a claim was decided so, as text, JSON or a page."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from perdiem.faces.cli.claim_inputs import agreement_of, opened_book
from perdiem.faces.cli.words import console, keep_apart, write_text

if TYPE_CHECKING:
    from perdiem.model.claim_story import ClaimStory


@dataclass(frozen=True)
class ClaimStories:
    """The claims with one number, for JSON."""

    claims: tuple[ClaimStory, ...]


def explain_claim(
    claim: str,
    contract: Path,
    inputs: list[str],
    tables: list[str] | None,
    mapping: Path | None,
    time_zone: str | None,
    *,
    form: str,
    output: Path | None,
) -> None:
    """Decides what is needed of the book and writes the claim's story in the form: text, json or html."""
    from perdiem.codes import code_sets
    from perdiem.rules.claims.story import explain_claim as stories_of

    keep_apart(output, [contract, *inputs])
    agreement = agreement_of(contract, quiet=True)
    with opened_book(inputs, tables, mapping, time_zone) as opened:
        stories = stories_of(agreement, opened.book, code_sets(), claim)
    if form == "text" and output is None:
        from perdiem.writers.adjudication.story_text import print_stories

        print_stories(stories, console())
        return
    text = _text(stories, form)
    if output:
        write_text(output, text)
    else:
        typer.echo(text, nl=False)


def _text(stories: tuple[ClaimStory, ...], form: str) -> str:
    if form == "json":
        from perdiem.writers.json import to_json

        return to_json(ClaimStories(stories))
    if form == "html":
        from perdiem.writers.html.claims import story_html

        return story_html(stories)
    from perdiem.writers.adjudication.story_text import story_text

    return story_text(stories)
