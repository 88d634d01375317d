"""Tables that print and read aloud well: a marked, repeated header row, set widths, rows that stay whole."""

from __future__ import annotations

import re
from collections.abc import Sequence

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Inches, RGBColor
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

from perdiem.model.results import Status
from perdiem.writers.statuses import with_symbol
from perdiem.writers.word.differences import printable
from perdiem.writers.word.styles import set_style

_JOINTS = re.compile(r"[._/](?=\w)")
_SHADES = {  # fill and ink, beside the symbol and the word: a status is never told by its colour alone
    Status.MET: ("DCEBE5", "24594D"),
    Status.PARTLY: ("EBD9AE", "4A3706"),
    Status.NOT_MET: ("F8E4DF", "8F2C20"),
    Status.SILENT: ("ECEEEE", "46525C"),
    Status.NOT_APPLICABLE: ("FFFFFF", "59626A"),
}


def add_table(document: Document, headings: Sequence[str], widths: Sequence[float], described: str) -> Table:
    """Adds a table with its header row; `widths` in inches, `described` is its text for screen readers."""
    table: Table = document.add_table(rows=1, cols=len(headings), style="Contract Table")
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Inches(width)
    properties = table._tbl.tblPr
    for look in properties.findall(qn("w:tblLook")):
        properties.remove(look)
    properties.append(
        parse_xml(
            f'<w:tblLook {nsdecls("w")} w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" '
            'w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
        )
    )
    properties.append(OxmlElement("w:tblDescription", attrs={qn("w:val"): described}))
    header = table.rows[0]
    _keep_whole(header)
    header._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for cell, width, heading in zip(header.cells, widths, headings, strict=True):
        cell.width = Inches(width)
        write(cell, heading).paragraph_format.keep_with_next = True
    return table


def add_row(table: Table) -> _Row:
    """Adds an empty row that is not broken over two pages, its cells in the style Table Text."""
    row: _Row = table.add_row()  # type: ignore[no-untyped-call]  # python-docx leaves this one untyped
    _keep_whole(row)
    for cell in row.cells:
        set_style(cell.paragraphs[0], "Table Text")
    return row


def write(cell: _Cell, text: str, *, bold: bool = False, style: str = "Table Text") -> Paragraph:
    """Writes a paragraph into a cell: its first if that is empty, else a new one."""
    paragraph: Paragraph = cell.paragraphs[-1]
    if paragraph.text:
        paragraph = cell.add_paragraph()
    set_style(paragraph, style)
    paragraph.add_run(printable(text)).bold = bold or None
    return paragraph


def write_small(cell: _Cell, text: str) -> Paragraph:
    """Writes a paragraph in small print, close under the one before it."""
    paragraph = write(cell, text, style="Term Source")
    paragraph.paragraph_format.space_after = Inches(0)
    return paragraph


def keep_together(table: Table) -> None:
    """Keeps a table that fits on a page on one: each row with the next, the last of them free."""
    for row in table.rows[:-1]:
        for cell in row.cells:
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.keep_with_next = True


def breakable(text: str) -> str:
    """A term, file or address that may break after its points, underscores and slashes, never inside a word.

    The marks are zero-width spaces; Word has no other mark for a break that shows nothing.
    """
    return _JOINTS.sub("\\g<0>\u200b", text)


def write_status(cell: _Cell, status: Status) -> None:
    """Writes a status as symbol and word, on its shade."""
    fill, ink = _SHADES[status]
    paragraph = write(cell, with_symbol(status))
    paragraph.runs[0].font.color.rgb = RGBColor.from_string(ink)
    shade = {qn("w:val"): "clear", qn("w:color"): "auto", qn("w:fill"): fill}
    cell._tc.get_or_add_tcPr().append(OxmlElement("w:shd", attrs=shade))


def add_link(paragraph: Paragraph, text: str, address: str) -> None:
    """Appends a link to a web address, underlined; of any other kind of address only the text is written."""
    if not address.startswith(("https://", "http://")):
        paragraph.add_run(printable(text))
        return
    relation = paragraph.part.relate_to(printable(address), RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link = OxmlElement("w:hyperlink", attrs={qn("r:id"): relation})
    run = paragraph.add_run(printable(text))
    run.underline = True
    link.append(run._r)
    paragraph._p.append(link)


def _keep_whole(row: _Row) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
