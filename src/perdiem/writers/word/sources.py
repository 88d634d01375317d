"""A contract's sources as a numbered list, and their numbers in a table's cells."""

from __future__ import annotations

from docx.document import Document
from docx.table import _Cell

from perdiem.model.results import Citation, Review
from perdiem.writers.word.differences import printable
from perdiem.writers.word.tables import add_link, write, write_small
from perdiem.writers.wording import source_words


class Sources:
    """The documents that a review's findings cite, numbered from 1 in the order of the findings."""

    def __init__(self, review: Review) -> None:
        cited = (finding.citation for result in review.results for finding in result.findings)
        names = dict.fromkeys(_name(citation) for citation in cited if citation and source_words(citation))
        self._numbers = {name: number for number, name in enumerate(names, 1)}

    def cite(self, cell: _Cell, citation: Citation | None) -> None:
        """Writes a source's number and how the term is known; a dash without a source."""
        if citation is None:
            write(cell, "–")
            return
        number = self._numbers.get(_name(citation))
        write(cell, f"[{number}]" if number else citation.basis.value)
        if number:
            write_small(cell, citation.basis.value)

    def write_list(self, document: Document) -> None:
        """Writes the list, each source once with a link to it; nothing without a source."""
        if not self._numbers:
            return
        document.add_paragraph("Sources", style="Heading 2")
        for (words, url), number in self._numbers.items():
            paragraph = document.add_paragraph(style="Table Text")
            paragraph.add_run(printable(f"[{number}] "))
            add_link(paragraph, words, url)


def _name(citation: Citation) -> tuple[str, str]:
    return source_words(citation), citation.url
