"""Our own reading of tracked changes: what a document says once all are accepted, or all rejected."""

from __future__ import annotations

from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

_PIECES = {qn("w:tab"): "\t", qn("w:br"): "\n"}
_WORDS = {qn("w:t"), qn("w:delText")}


def paragraphs(document: Document, *, accepted: bool) -> list[str]:
    """The body's paragraphs outside of tables; one whose mark goes is joined to the next, as Word does it."""
    return _texts(document.element.body, _gone(accepted))


def rows(document: Document, *, accepted: bool) -> list[list[str]]:
    """The rows of all tables; each cell is its paragraphs, joined by a bar, its marks of places to break left out."""
    gone = _gone(accepted)
    return [
        ["|".join(_texts(cell, gone)).replace("\u200b", "") for cell in row.findall(qn("w:tc"))]
        for row in document.element.body.iter(qn("w:tr"))
        if row.find(f"{qn('w:trPr')}/{gone}") is None
    ]


def _gone(accepted: bool) -> str:
    return qn("w:del") if accepted else qn("w:ins")


def _texts(block: BaseOxmlElement, gone: str) -> list[str]:
    texts, carried = [], ""
    for paragraph in block.findall(qn("w:p")):
        carried += "".join(
            _PIECES.get(piece.tag) or piece.text or ""
            for run in paragraph.iter(qn("w:r"))
            if run.getparent().tag != gone
            for piece in run
            if piece.tag in _WORDS or piece.tag in _PIECES
        )
        if paragraph.find(f"{qn('w:pPr')}/{qn('w:rPr')}/{gone}") is None:
            texts.append(carried)
            carried = ""
    return texts
