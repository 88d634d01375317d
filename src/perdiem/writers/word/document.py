"""The document that both Word writers start from: page, properties, footer, and saving."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from docx.document import Document
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.section import Section
from docx.shared import Inches, Length
from docx.text.paragraph import Paragraph

from perdiem.errors import UnwritableFile
from perdiem.writers.word.differences import printable
from perdiem.writers.word.styles import set_styles

_ZIP_DATE = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip can hold: the same input gives the same bytes
_PROPERTY_LENGTH = 255  # the most characters that a document property holds


def new_document(title: str, author: str, when: datetime, *, font: str) -> Document:
    """An empty Letter document in US English, in one typeface, with its styles and properties set."""
    document = docx.Document()
    _letter_page(document.sections[0])
    set_styles(document, font)
    _open_in_present_mode(document)
    for key, relation in list(document.part.package.rels.items()):
        if relation.reltype == RELATIONSHIP_TYPE.THUMBNAIL:
            del document.part.package.rels[key]  # the template's picture of an empty page
    properties = document.core_properties
    properties.title = printable(title)[:_PROPERTY_LENGTH]
    properties.author = properties.last_modified_by = printable(author)[:_PROPERTY_LENGTH]
    properties.created = properties.modified = when.astimezone(UTC) if when.tzinfo else when
    properties.comments, properties.language, properties.revision = "", "en-US", 1
    return document


def save(document: Document, path: Path) -> None:
    """Writes the document; the same document always gives the same bytes.

    Raises UnwritableFile when the place cannot be written to.
    """
    written, dated = BytesIO(), BytesIO()
    document.save(written)
    with ZipFile(written) as source, ZipFile(dated, "w") as target:
        for name in source.namelist():
            target.writestr(ZipInfo(name, _ZIP_DATE), source.read(name), ZIP_DEFLATED)
    try:
        path.write_bytes(dated.getvalue())
    except OSError as error:
        raise UnwritableFile(path, error.strerror or str(error)) from error


def width_of(section: Section) -> Length:
    """The width between the section's margins."""
    return Length((section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0))


def add_footer(section: Section, text: str) -> None:
    """Puts the text on the left of the section's footer, and "Page 1 of 9" as live fields on the right."""
    section.footer.is_linked_to_previous = False
    paragraph = section.footer.paragraphs[0]
    paragraph.paragraph_format.tab_stops.add_tab_stop(width_of(section), WD_TAB_ALIGNMENT.RIGHT)
    paragraph.add_run(f"{text}\tPage ")
    _add_field(paragraph, "PAGE")
    paragraph.add_run(" of ")
    _add_field(paragraph, "NUMPAGES")


def _letter_page(section: Section) -> None:
    section.page_width, section.page_height = Inches(8.5), Inches(11)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Inches(1)
    section.header_distance = section.footer_distance = Inches(0.5)


def _open_in_present_mode(document: Document) -> None:
    """Says that the document is of Word 2013 or later; else Word's title bar says Compatibility Mode."""
    compatibility = document.settings.element.find(qn("w:compat"))
    for setting in compatibility.findall(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")


def _add_field(paragraph: Paragraph, instruction: str) -> None:
    field = OxmlElement("w:fldSimple", attrs={qn("w:instr"): instruction})
    field.append(parse_xml(f"<w:r {nsdecls('w')}><w:t>1</w:t></w:r>"))
    paragraph._p.append(field)
