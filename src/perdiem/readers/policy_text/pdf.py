"""PDF files: the text of each page, line by line, and the pages that hold pictures in its place."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from typing import Any

from perdiem.errors import UnreadableFile
from perdiem.model.scan import PolicyLine, PolicyText
from perdiem.readers.policy_text.pdf_lines import PageLine, page_lines

_FEWEST_LETTERS = 80  # on a page that a picture fills; a fax header or print footer is shorter, a real page longer
_FILLED = 0.5  # of the page's area; a scan covers all of it, a logo a few percent
_WRONG_PASSWORD = 4  # FPDF_ERR_PASSWORD
_UNKNOWN_SECURITY = 5  # FPDF_ERR_SECURITY
_XFA_FORMS = frozenset({2, 3})  # FORMTYPE_XFA_FULL, FORMTYPE_XFA_FOREGROUND
_UNMAPPED = re.compile("[\ufffd\ue000-\uf8ff\x00-\x08\x0e-\x1f]")


def read_pdf(path: Path, data: bytes) -> PolicyText:
    """The text of a PDF; line numbers count the lines of each page, from the top.

    Pages that hold pictures in place of text, beside a line or two at most, are named in a warning.
    Raises UnreadableFile when the file is damaged, locked by a password, or holds no text on any page.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code == _WRONG_PASSWORD:
            reason = "is locked by a password; save a copy without one"
        elif error.err_code == _UNKNOWN_SECURITY:
            reason = "is locked by a rights-management scheme; save a copy without it"
        else:
            reason = "is a damaged PDF; open it in a viewer and print it to PDF again"
        raise UnreadableFile(path, reason) from error
    try:
        return _read_document(path, document)
    finally:
        document.close()


def _read_document(path: Path, document: Any) -> PolicyText:
    lines: list[PolicyLine] = []
    pictured: list[int] = []
    garbled: list[int] = []
    damaged: list[int] = []
    stamped = False
    pages = len(document)
    for number in range(1, pages + 1):
        found = _page(document, number)
        if found is None:
            damaged.append(number)
            continue
        text = "".join(line.text for line in found)
        letters = sum(character.isalnum() for character in text)
        if letters < _FEWEST_LETTERS and _is_picture(document[number - 1], letters):
            pictured.append(number)
            stamped = stamped or letters > 0
        elif len(_UNMAPPED.findall(text)) > letters // 3:
            garbled.append(number)
        first_block = lines[-1].block or 0 if lines else 0
        for index, line in enumerate(found, start=1):
            words = _UNMAPPED.sub(" ", line.text).strip()
            if words:
                block = first_block + 1 + line.block
                lines.append(PolicyLine(words, index, number, block, is_heading=line.is_large and len(words) < 120))
    if not lines:
        raise UnreadableFile(path, _no_text(pages, pictured, damaged))
    warnings = []
    if pictured:
        text = "with a line or two of text at most" if stamped else "no text"
        warnings.append(
            f"{_pages(pictured)} of {pages} hold{_s(pictured)} pictures, {text}: "
            "codes there are missed; run the file through OCR first."
        )
    if garbled:
        warnings.append(
            f"The letters on {_pages(garbled).lower()} cannot be told from the file's fonts: "
            "codes there may be missed; print it to PDF again or run it through OCR."
        )
    if damaged:
        warnings.append(f"{_pages(damaged)} could not be read: the file is damaged there.")
    unread = tuple(sorted([*pictured, *garbled, *damaged]))
    if document.get_formtype() in _XFA_FORMS:
        warnings.append("The file is an XFA form: what only a PDF program fills in is missed; print it to PDF first.")
    return PolicyText(str(path), "PDF", tuple(lines), pages=pages, warnings=tuple(warnings), unread_pages=unread)


def _page(document: Any, number: int) -> list[PageLine] | None:
    import pypdfium2

    try:
        return page_lines(document[number - 1].get_textpage())
    except (pypdfium2.PdfiumError, ValueError):
        return None


def _is_picture(page: Any, letters: int) -> bool:
    """Whether the page shows a picture in place of text: one that fills it, or any marks without a letter."""
    from pypdfium2 import PdfiumError
    from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE, FPDF_PAGEOBJ_PATH, FPDF_PAGEOBJ_SHADING

    try:
        shown = list(page.get_objects(max_depth=4))
        width, height = page.get_size()
        if letters == 0:
            return any(item.type in {FPDF_PAGEOBJ_IMAGE, FPDF_PAGEOBJ_PATH, FPDF_PAGEOBJ_SHADING} for item in shown)
        boxes = [item.get_bounds() for item in shown if item.type == FPDF_PAGEOBJ_IMAGE]
    except PdfiumError:
        return False
    covered = sum(abs(right - left) * abs(top - bottom) for left, bottom, right, top in boxes)
    return bool(covered > _FILLED * width * height)


def _no_text(pages: int, pictured: list[int], damaged: list[int]) -> str:
    if pictured:
        return f"{_pages(pictured).lower()} hold{_s(pictured)} pictures, no text: run it through OCR first"
    if damaged:
        return "is a damaged PDF; open it in a viewer and print it to PDF again"
    return f"holds no text: its {pages} pages are blank" if pages != 1 else "holds no text: its only page is blank"


def _pages(numbers: list[int]) -> str:
    """`Page 3`, `Pages 1 to 3`, `Pages 1, 4 to 6 and 9`."""
    runs: list[list[int]] = [[numbers[0]]]
    for before, number in pairwise(numbers):
        if number == before + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    words = [str(run[0]) if len(run) == 1 else f"{run[0]} to {run[-1]}" for run in runs]
    text = words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
    return f"Page {text}" if len(numbers) == 1 else f"Pages {text}"


def _s(numbers: list[int]) -> str:
    return "s" if len(numbers) == 1 else ""
