"""The closing notes of an amendment: what is to be settled, and what the amendment leaves as it is."""

from __future__ import annotations

from docx.document import Document

from perdiem.model.results import AdoptedRecommendation, AmendmentDraft, Status
from perdiem.writers.sentences import as_sentence
from perdiem.writers.word.redline import add_text
from perdiem.writers.wording import label


def has_article(adopted: AdoptedRecommendation) -> bool:
    """Whether the amendment needs an article for it: not when the terms stay and it is met or not applicable."""
    return bool(adopted.changes) or adopted.status_after not in {Status.MET, Status.NOT_APPLICABLE}


def write_notes(document: Document, draft: AmendmentDraft) -> None:
    """Writes the notes on their own page, where there are any; they are no part of the amendment."""
    without = [adopted for adopted in draft.adopted if not has_article(adopted)]
    sections = [
        (title, lead, style, sentences)
        for title, lead, style, sentences in (
            (
                "Figures to settle",
                "The draft proposes these amounts; the parties have yet to agree on them.",
                "List Number",
                [as_sentence(figure) for figure in draft.open_figures],
            ),
            (
                "Terms left unchanged",
                "The parts of the Agreement that this Amendment touches also hold these terms, and they stay.",
                "List Bullet",
                [as_sentence(sentence) for sentence in draft.unchanged],
            ),
            (
                "Adopted without change",
                "The Agreement already says what these recommendations ask for, so they have no article.",
                "List Bullet",
                [_line(adopted) for adopted in without if adopted.status_after is Status.MET],
            ),
            (
                "Not applicable to this Agreement",
                "The Agreement does not cover what these recommendations are about, so they have no article.",
                "List Bullet",
                [_line(adopted) for adopted in without if adopted.status_after is Status.NOT_APPLICABLE],
            ),
        )
        if sentences
    ]
    if not sections:
        return
    heading = document.add_paragraph(style="Heading 1")
    add_text(heading, "Notes for the negotiation")
    heading.paragraph_format.page_break_before = True
    _write(document, "Drafting Note", "These notes are no part of the Amendment; remove them before signing.")
    for title, lead, style, sentences in sections:
        _write(document, "Heading 2", title)
        _write(document, "Normal", lead, keep=True)
        for sentence in sentences:
            _write(document, style, sentence)


def _line(adopted: AdoptedRecommendation) -> str:
    return as_sentence(f"{label(adopted.number)} {adopted.title}")


def _write(document: Document, style: str, text: str, *, keep: bool = False) -> None:
    paragraph = document.add_paragraph(style=style)
    add_text(paragraph, text)
    if keep:
        paragraph.paragraph_format.keep_with_next = True
