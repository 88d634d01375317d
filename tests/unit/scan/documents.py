"""Documents made in memory: PDFs written by hand, Word files made with python-docx, in all the wrong kinds too."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from typing import Any

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

Page = Sequence[str] | bytes  # lines of text, or a ready content stream

PICTURE = b"q 600 0 0 780 6 6 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x80 EI Q"


def pdf(*pages: Page, encrypted: bool = False) -> bytes:
    """A PDF in Helvetica 11 with a line step of 13 points; a blank line leaves one out."""
    objects: dict[int, bytes] = {
        3: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    }
    kids = []
    for index, page in enumerate(pages):
        stream = page if isinstance(page, bytes) else text_stream(page)
        number = 10 + 2 * index
        kids.append(f"{number} 0 R")
        objects[number] = (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> >> "
            b"/Contents %d 0 R >>" % (number + 1)
        )
        objects[number + 1] = b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream)
    objects[1] = b"<< /Type /Catalog /Pages 2 0 R >>"
    objects[2] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>".encode()
    trailer = b"/Root 1 0 R"
    if encrypted:  # a user password that is not empty: no empty password gives these 32 bytes
        objects[4] = b"<< /Filter /Standard /V 1 /R 2 /Length 40 /P -4 /O <%s> /U <%s> >>" % (b"ab" * 32, b"cd" * 32)
        trailer += b" /Encrypt 4 0 R /ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>]"
    return _file(objects, trailer)


def text_stream(lines: Sequence[str]) -> bytes:
    text = b"BT /F1 11 Tf 13 TL 40 740 Td\n"
    for line in lines:
        escaped = line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
        text += b"(" + escaped.encode("cp1252") + b") Tj T*\n"
    return text + b"ET"


def _file(objects: dict[int, bytes], trailer: bytes) -> bytes:
    out = bytearray(b"%PDF-1.4\n")
    places = {}
    for number in sorted(objects):
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, objects[number])
    start = len(out)
    for number in sorted(objects):
        out += b"" if number > min(objects) else b"xref\n0 1\n0000000000 65535 f \n"
        out += b"%d 1\n%010d 00000 n \n" % (number, places[number])
    out += b"trailer\n<< /Size %d %s >>\nstartxref\n%d\n%%%%EOF\n" % (max(objects) + 1, trailer, start)
    return bytes(out)


def word(*paragraphs: str, table: Sequence[Sequence[str]] = (), inside: Sequence[str] = (), header: str = "") -> bytes:
    """A Word file with paragraphs, then a table; `inside` are raw paragraph contents in WordprocessingML."""
    document = docx.Document()
    if header:
        document.sections[0].header.paragraphs[0].text = header
    for text in paragraphs:
        document.add_paragraph(text)
    if table:
        grid = document.add_table(rows=0, cols=len(table[0]))
        for row in table:
            for cell, text in zip(grid.add_row().cells, row, strict=True):
                cell.text = text
    for xml in inside:
        document.element.body.append(_element(f"<w:p {nsdecls('w')} {_BOX_NAMESPACES}>{xml}</w:p>"))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


_BOX_NAMESPACES = (
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)


def _element(xml: str) -> Any:
    return parse_xml(xml)


def bomb() -> bytes:
    """A small .docx that unpacks to 500 MB."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package, package.open("word/document.xml", "w") as part:
        block = b" " * (1024 * 1024)
        for _ in range(500):
            part.write(block)
    return out.getvalue()
