"""Word documents (.docx, .docm): paragraphs and table rows in reading order, tracked deletions left out."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

from perdiem.errors import UnreadableFile
from perdiem.model.scan import PolicyLine, PolicyText

_LARGEST_UNPACKED = 400 * 1024 * 1024  # bytes; a Word policy unpacks to a few megabytes, a zip bomb to gigabytes
_DEEPEST = 400  # elements inside elements; Word itself writes far fewer
_LEFT_OUT = frozenset({"del", "moveFrom", "Fallback", "instrText", "delText", "rPr", "pPr", "tblPr", "sdtPr"})
_BREAKS = {"tab": "\t", "br": " ", "cr": " ", "noBreakHyphen": "-", "ptab": "\t"}
_PARTS = ("header", "document", "footnotes", "endnotes", "footer")  # the order in which they are read


def read_word(path: Path, data: bytes) -> PolicyText:
    """The text of a Word document; line numbers count its paragraphs and table rows.

    Read are the body with its tables and text boxes, headers, footers and notes. Tracked insertions are text;
    tracked deletions, struck-out and hidden words are left out, with a warning that says so.
    Raises UnreadableFile when the package is damaged, too large when unpacked, or holds no text.
    """
    lines = _Lines()
    for part in _text_parts(path, data):
        root = _parse(path, part)
        _read_blocks(root, lines)
    if not lines.lines:
        pictures = " only pictures: run it through OCR first" if lines.pictures else " no text"
        raise UnreadableFile(path, f"holds{pictures}")
    warnings = []
    if lines.deleted:
        warnings.append(f"Tracked deletions were left out ({lines.deleted} places); insertions were read as text.")
    if lines.struck:
        warnings.append(f"Struck-out or hidden words were left out ({lines.struck} places).")
    if lines.pictures:
        warnings.append(f"Pictures were not read ({lines.pictures}); a code table pasted as a picture is missed.")
    return PolicyText(str(path), "Word", tuple(lines.lines), counted="paragraph", warnings=tuple(warnings))


@dataclass
class _Lines:
    """What was gathered so far."""

    lines: list[PolicyLine] = field(default_factory=list)
    number: int = 0
    deleted: int = 0
    struck: int = 0
    pictures: int = 0

    def add(self, text: str, *, is_heading: bool = False, is_row: bool = False) -> None:
        self.number += 1
        if text.strip("| \t"):
            text = " ".join(text.split())
            self.lines.append(PolicyLine(text, self.number, None, self.number, is_heading, is_row))


def _text_parts(path: Path, data: bytes) -> Iterator[bytes]:
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            entries = package.infolist()
            total = sum(entry.file_size for entry in entries)
            if total > _LARGEST_UNPACKED:
                raise UnreadableFile(path, f"unpacks to {total // 1024**2:,} MB, far more than a policy holds")
            if any(entry.flag_bits & 1 for entry in entries):
                raise UnreadableFile(path, "is locked by a password; save a copy without one")
            names = sorted({entry.filename for entry in entries})
            main = _main_part(names)
            if main is None:
                raise UnreadableFile(path, _what_else(names))
            for wanted in _PARTS:
                beginning = f"word/{wanted}"
                for name in names:
                    if name == main if wanted == "document" else _is_part(name, beginning):
                        yield package.read(name)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError) as error:
        raise UnreadableFile(path, "is a damaged Word document; open it in Word and save it again") from error


def _is_part(name: str, beginning: str) -> bool:
    return name.startswith(beginning) and name.endswith(".xml")


def _main_part(names: list[str]) -> str | None:
    if "word/document.xml" in names:
        return "word/document.xml"
    return next((name for name in names if _is_part(name, "word/document")), None)


def _what_else(names: list[str]) -> str:
    if any(name.startswith("xl/") for name in names):
        return "is an Excel workbook, not a policy text; save the sheet as PDF, or import it as a rate schedule"
    if any(name.startswith("ppt/") for name in names):
        return "is a PowerPoint file; save it as PDF"
    if "content.xml" in names:
        return "is an OpenDocument file; save it as .docx or PDF"
    return "is a zip archive, not a Word document; unpack it and name the documents inside"


def _parse(path: Path, part: bytes) -> Any:
    from docx.oxml import parse_xml

    try:
        return parse_xml(part)
    except (SyntaxError, ValueError) as error:  # lxml's XMLSyntaxError is a SyntaxError
        raise UnreadableFile(path, "is a damaged Word document: its text is not well-formed XML") from error


def _name(element: Any) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _read_blocks(element: Any, lines: _Lines, depth: int = 0) -> None:
    """Paragraphs, tables and content controls, as deep as they nest."""
    if depth > _DEEPEST:
        return
    for child in element:
        name = _name(child)
        if name == "p":
            boxes: list[Any] = []
            text = "".join(_words(child, lines, boxes))
            lines.add(text, is_heading=_is_heading(child))
            for box in boxes:
                _read_blocks(box, lines, depth + 1)
        elif name == "tbl":
            _read_table(child, lines, depth)
        elif name not in _LEFT_OUT:
            _read_blocks(child, lines, depth + 1)


def _read_table(table: Any, lines: _Lines, depth: int) -> None:
    rows = [row for row in table.iter() if _name(row) == "tr" and _nearest_table(row) is table]
    for index, row in enumerate(rows):
        if any(_name(mark) == "del" for properties in row if _name(properties) == "trPr" for mark in properties):
            lines.deleted += 1
            continue
        boxes: list[Any] = []
        cells = [cell for cell in row.iter() if _name(cell) == "tc" and _nearest_table(cell) is table]
        texts = []
        for cell in cells:
            paragraphs = [p for p in cell.iter() if _name(p) == "p" and _is_of_cell(p, cell)]
            texts.append(" ".join("".join(_words(p, lines, boxes)).strip() for p in paragraphs))
        lines.add(" | ".join(texts), is_heading=index == 0 and len(rows) > 1, is_row=True)
        inner = [t for cell in cells for t in cell.iter() if _name(t) == "tbl" and _is_of_cell(t, cell)]
        for nested in [*boxes, *inner]:
            if depth < _DEEPEST:
                (_read_table if _name(nested) == "tbl" else _read_blocks)(nested, lines, depth + 1)


def _nearest_table(element: Any) -> Any:
    return next((above for above in element.iterancestors() if _name(above) == "tbl"), None)


def _is_of_cell(element: Any, cell: Any) -> bool:
    """Whether the element stands in this cell itself, not in a table or box inside it, nor in a deletion."""
    for above in element.iterancestors():
        if above is cell:
            return True
        if _name(above) in {"tc", "txbxContent"} or _name(above) in _LEFT_OUT:
            return False
    return False


def _is_heading(paragraph: Any) -> bool:
    return any(
        _name(mark) == "pStyle"
        and any(value.lower().startswith(("heading", "title")) for value in mark.attrib.values())
        for properties in paragraph
        if _name(properties) == "pPr"
        for mark in properties
    )


def _words(element: Any, lines: _Lines, boxes: list[Any], depth: int = 0) -> Iterator[str]:
    """The words of a paragraph; text boxes met on the way are put aside into `boxes`."""
    for child in element:
        name = _name(child)
        if name in {"t", "text"}:
            yield child.text or ""
        elif name in _BREAKS:
            yield _BREAKS[name]
        elif name == "txbxContent":
            boxes.append(child)
        elif name in {"del", "moveFrom"}:
            lines.deleted += 1
        elif name == "r" and _is_struck(child):
            lines.struck += any(_name(part) == "t" for part in child)
        elif name == "blip":
            lines.pictures += 1
        elif name not in _LEFT_OUT and name not in {"p", "tbl"} and depth < _DEEPEST:
            yield from _words(child, lines, boxes, depth + 1)


def _is_struck(run: Any) -> bool:
    """Whether a run is struck out or hidden; `w:val="0"` switches either off."""
    for properties in run:
        if _name(properties) != "rPr":
            continue
        for mark in properties:
            values = {value.lower() for value in mark.attrib.values()}
            if _name(mark) in {"strike", "dstrike", "vanish"} and not values & {"0", "false", "off"}:
                return True
    return False
