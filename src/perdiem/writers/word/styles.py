"""The styles of Perdiem's Word documents, and the numbering of articles and recitals."""

from __future__ import annotations

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

INK = RGBColor(0x1B, 0x27, 0x30)  # headings: 15 to 1 on white
GREY = RGBColor(0x59, 0x59, 0x59)  # small print: 7 to 1 on white, above the 4.5 that readers need

_TABLE_STYLES = ("Normal Table", "Table Grid")
_AFTER_NUMBER = (  # what follows w:numPr in a paragraph's properties
    *("w:suppressLineNumbers", "w:pBdr", "w:shd", "w:tabs", "w:spacing", "w:ind", "w:contextualSpacing"),
    *("w:jc", "w:outlineLvl", "w:rPr"),
)


def set_styles(document: Document, font: str) -> None:
    """Sets Word's own styles in one typeface, and adds ours.

    Ours: Term Source (small and grey), Drafting Note, Model Clause, Table Text; for tables, Contract Table.
    """
    for style in list(document.styles):
        if style.type is WD_STYLE_TYPE.TABLE and style.name not in _TABLE_STYLES:
            style.element.getparent().remove(style.element)  # the template's hundred, which nothing here uses
        elif style.type is WD_STYLE_TYPE.PARAGRAPH:
            _set_face(style.element, font)
    set_format(_own(document, "Normal"), size=11, before=0, after=6, line=1.08)
    title = _own(document, "Title")
    set_format(title, size=20, bold=True, color=INK, before=0, after=4)
    for border in title.element.pPr.findall(qn("w:pBdr")):
        title.element.pPr.remove(border)
    subtitle = _own(document, "Subtitle")
    set_format(subtitle, size=11.5, italic=False, color=GREY, before=0, after=12)
    for style in (title, subtitle):
        for spacing in style.element.rPr.findall(qn("w:spacing")):
            style.element.rPr.remove(spacing)
    for name, size, before in (("Heading 1", 14, 18), ("Heading 2", 12, 12), ("Heading 3", 11, 8)):
        set_format(_own(document, name), size=size, bold=True, color=INK, before=before, after=4, keep=True)
    for name in ("List Number", "List Bullet"):
        set_format(_own(document, name), after=3)
    footer = _own(document, "Footer")
    set_format(footer, size=9, color=GREY)
    for tabs in footer.element.pPr.findall(qn("w:tabs")):
        footer.element.pPr.remove(tabs)  # each section sets its own, for its own width
    set_format(add_style(document, "Term Source", "Normal"), size=8.5, color=GREY, after=8)
    set_format(add_style(document, "Drafting Note", "Normal"), size=10, italic=True, color=GREY)
    set_format(add_style(document, "Model Clause", "Normal"), left=36, after=6)
    set_format(add_style(document, "Table Text", "Normal"), size=9.5, before=0, after=0, line=1.0)
    _add_table_style(document)


def add_style(document: Document, name: str, based_on: str) -> ParagraphStyle:
    """Adds a paragraph style to the document, shown in Word's gallery."""
    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    assert isinstance(style, ParagraphStyle)
    style.base_style = _own(document, based_on)
    style.quick_style = True
    return style


def set_style(paragraph: Paragraph, name: str) -> None:
    """Gives a paragraph a style by name; for the many paragraphs of tables, since a look-up of each is slow."""
    paragraph._p.style = name.replace(" ", "")


def set_format(
    style: ParagraphStyle,
    *,
    size: float | None = None,
    bold: bool | None = None,
    italic: bool | None = None,
    color: RGBColor | None = None,
    before: float | None = None,
    after: float | None = None,
    left: float | None = None,
    line: float | None = None,
    keep: bool | None = None,
) -> None:
    """Sets the parts of a style that are given; sizes and spaces are in points, `line` in lines."""
    font, paragraph = style.font, style.paragraph_format
    if size is not None:
        font.size = Pt(size)
    if bold is not None:
        font.bold = bold
    if italic is not None:
        font.italic = italic
    if color is not None:
        font.color.rgb = color
    if before is not None:
        paragraph.space_before = Pt(before)
    if after is not None:
        paragraph.space_after = Pt(after)
    if left is not None:
        paragraph.left_indent = Pt(left)
    if line is not None:
        paragraph.line_spacing = line
    if keep is not None:
        paragraph.keep_with_next = keep


def add_numbering(document: Document, style: ParagraphStyle, form: str, text: str, *, hanging: int) -> None:
    """Makes a paragraph style number itself.

    `form` is Word's number format ("decimal", "upperLetter"), `text` what is shown, such as "Article %1.",
    and `hanging` the indent in twips (0: number and text stand on one line, parted by a space).
    """
    numbering = document.part.numbering_part.element
    kinds, numbers = numbering.findall(qn("w:abstractNum")), numbering.findall(qn("w:num"))
    kind_id = 1 + max(int(kind.get(qn("w:abstractNumId"))) for kind in kinds)
    number_id = 1 + max(int(number.get(qn("w:numId"))) for number in numbers)
    kinds[-1].addnext(
        parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{kind_id}">'
            '<w:multiLevelType w:val="singleLevel"/>'
            f'<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
            f'<w:pStyle w:val="{style.style_id}"/><w:suff w:val="{"tab" if hanging else "space"}"/>'
            f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>'
            f'<w:pPr><w:ind w:left="{hanging}" w:hanging="{hanging}"/></w:pPr></w:lvl></w:abstractNum>'
        )
    )
    numbers[-1].addnext(
        parse_xml(f'<w:num {nsdecls("w")} w:numId="{number_id}"><w:abstractNumId w:val="{kind_id}"/></w:num>')
    )
    tie = parse_xml(f'<w:numPr {nsdecls("w")}><w:numId w:val="{number_id}"/></w:numPr>')
    style.element.get_or_add_pPr().insert_element_before(tie, *_AFTER_NUMBER)


def _own(document: Document, name: str) -> ParagraphStyle:
    style = document.styles[name]
    assert isinstance(style, ParagraphStyle)
    return style


def _set_face(style: BaseOxmlElement, font: str) -> None:
    """Names the typeface outright: Word prefers the template's theme fonts to a name set beside them."""
    properties = style.get_or_add_rPr()
    for face in properties.findall(qn("w:rFonts")):
        properties.remove(face)
    kinds = ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs")
    properties.insert(0, OxmlElement("w:rFonts", attrs={qn(kind): font for kind in kinds}))


def _add_table_style(document: Document) -> None:
    """Contract Table: Table Grid with pale rules, room in the cells, and a shaded header row."""
    style = document.styles.add_style("Contract Table", WD_STYLE_TYPE.TABLE)
    style.base_style = document.styles["Table Grid"]
    rules = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="A6ADBA"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    style.element.append(
        parse_xml(
            f"<w:tblPr {nsdecls('w')}><w:tblBorders>{rules}</w:tblBorders><w:tblCellMar>"
            '<w:top w:w="50" w:type="dxa"/><w:left w:w="90" w:type="dxa"/>'
            '<w:bottom w:w="50" w:type="dxa"/><w:right w:w="90" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        )
    )
    style.element.append(
        parse_xml(
            f'<w:tblStylePr {nsdecls("w")} w:type="firstRow"><w:rPr><w:b/><w:bCs/></w:rPr><w:tcPr>'
            f'<w:shd w:val="clear" w:color="auto" w:fill="E9EEF0"/></w:tcPr></w:tblStylePr>'
        )
    )
