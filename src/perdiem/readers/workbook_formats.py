"""What a workbook shows beside its values: the cells shown as percents, and the rows that are hidden."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

LARGEST_LOOKED_INTO = 5_000_000  # bytes: a larger workbook is no rate schedule, and takes seconds to look through
WITH_FORMATS = {".xlsx", ".xlsm"}
PERCENT_FORMATS = {9, 10}  # Excel's own 0% and 0.00% (ECMA-376, part 1, 18.8.30)

_TAG = re.compile(rb"<(?:\w+:)?(row|c)(?=[\s>/])([^<>]*)>")
_ATTRIBUTE = re.compile(rb"""(?<![\w:])(r|s|hidden)\s*=\s*["']([^"']*)["']""")
_ADDRESS = re.compile(rb"([A-Z]{1,3})([0-9]{1,7})")


@dataclass(frozen=True)
class SheetFormats:
    """Addresses of cells that are shown as percents, and hidden rows; all counted from 0."""

    percents: frozenset[tuple[int, int]] = frozenset()
    hidden: frozenset[int] = frozenset()


def formats_of(path: Path, raw: bytes, sheet: str) -> SheetFormats:
    """The formats of one sheet; none where the workbook is of another kind, large, or does not tell."""
    if path.suffix.lower() not in WITH_FORMATS or len(raw) > LARGEST_LOOKED_INTO:
        return SheetFormats()
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            member = _member_of(archive, sheet)
            return SheetFormats() if member is None else _formats(archive.read(member), _percent_styles(archive))
    except (zipfile.BadZipFile, zlib.error, ElementTree.ParseError, KeyError, ValueError, OSError, EOFError):
        return SheetFormats()  # the values were read; the library is more patient than this look
    except (RuntimeError, NotImplementedError):
        return SheetFormats()


def _elements(content: bytes, name: str) -> list[ElementTree.Element]:
    return [element for element in ElementTree.fromstring(content).iter() if _local(element.tag) == name]


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _member_of(archive: zipfile.ZipFile, sheet: str) -> str | None:
    """The file inside the workbook that holds a sheet."""
    ids = {
        element.get("name"): next((value for key, value in element.attrib.items() if _local(key) == "id"), "")
        for element in _elements(archive.read("xl/workbook.xml"), "sheet")
    }
    targets = {
        element.get("Id"): element.get("Target", "")
        for element in _elements(archive.read("xl/_rels/workbook.xml.rels"), "Relationship")
    }
    target = targets.get(ids.get(sheet) or "")
    if not target:
        return None
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _percent_styles(archive: zipfile.ZipFile) -> frozenset[int]:
    """The numbers of the styles whose number format is a percent."""
    content = archive.read("xl/styles.xml")
    percent = PERCENT_FORMATS | {
        int(element.get("numFmtId", "0"))
        for element in _elements(content, "numFmt")
        if "%" in re.sub(r'"[^"]*"|\\.', "", element.get("formatCode", ""))
    }
    styles = [inner for element in _elements(content, "cellXfs") for inner in element]
    return frozenset(number for number, style in enumerate(styles) if int(style.get("numFmtId", "0")) in percent)


def _formats(content: bytes, styles: frozenset[int]) -> SheetFormats:
    percents: set[tuple[int, int]] = set()
    hidden: set[int] = set()
    row, column = -1, -1
    for tag in _TAG.finditer(content):
        stated = {name[1]: name[2] for name in _ATTRIBUTE.finditer(tag[2])}
        if tag[1] == b"row":
            row, column = int(stated.get(b"r", row + 2)) - 1, -1
            if stated.get(b"hidden") in {b"1", b"true"}:
                hidden.add(row)
            continue
        address = _ADDRESS.fullmatch(stated.get(b"r", b""))
        column = column + 1 if address is None else _column(address[1])
        if int(stated.get(b"s", b"0")) in styles:
            percents.add((row, column))
    return SheetFormats(frozenset(percents), frozenset(hidden))


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number - 1
