"""Tiny releases in the shape of CMS's own, with wordings made up for the tests."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import openpyxl

# code, short wording, long wording, added, ended
Row = tuple[str, str, str, str, str]

NEWER: list[Row] = [
    ("B4105", "Cartridge", "A cartridge for the line", "20190101", ""),
    ("J3373", "Vanco ten", "Vancomycin in the new unit", "20250701", ""),
    ("J1577", "A globulin", "An immune globulin that began in 2026", "20260101", ""),
    ("J1579", "New drug", "A drug that nobody carried before", "20260401", ""),
    ("S9500", "Once a day", "A dose once a day, made up for this test", "20020101", ""),
    ("S9502", "Three a day", "A dose every eight hours, made up for this test", "20020101", "20260630"),
]
HEADS = ["HCPC", "SEQNUM", "RECID", "LONG DESCRIPTION", "SHORT DESCRIPTION", "COV", "ADD DT", "ACT EFF DT", "TERM DT"]


def workbook(rows: Sequence[Row], *, heads: Sequence[str] = HEADS, numbers: bool = False) -> bytes:
    """An ANWEB workbook: a note above the header, a modifier first, dates as text or numbers."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Note regarding coverage and payment indicators"])
    sheet.append([])
    sheet.append(list(heads))
    sheet.append(["   A1", "0010", "7", "A modifier", "A modifier", "C", "20020701", "20020701", ""])
    for code, short, long, added, ended in rows:
        days = [int(day) if numbers and day else day for day in (added, added, ended)]
        sheet.append([code, "0010", "3", long, short, "I", *days])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def fixed_width(rows: Sequence[Row]) -> bytes:
    """An ANWEB text: records of 320 columns, a long wording carried on in records of kind 4."""
    lines = ["Note regarding coverage", "   A1001007A modifier".ljust(320)]
    for code, short, long, added, ended in rows:
        pieces = [long[start : start + 80] for start in range(0, len(long), 80)]
        first = f"{code}001003{pieces[0]:<80}{short:<28}".ljust(229) + "I"
        lines.append((first.ljust(268) + f"{added:<8}{added:<8}{ended:<8}N").ljust(320))
        lines += [f"{code}{number:03}004{piece:<80}" for number, piece in enumerate(pieces[1:], start=200)]
    return "\r\n".join(lines).encode("cp1252")


def zipped(files: dict[str, bytes]) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return file.getvalue()


def written(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def locked_workbook() -> bytes:
    """What Office makes of a workbook with a password: its old container, with one encrypted stream in it."""
    free, end = 0xFFFFFFFF, 0xFFFFFFFE

    def entry(name: str, kind: int, *, child: int = free, start: int = end, right: int = free) -> bytes:
        raw = name.encode("utf-16-le") + b"\0\0"
        links = struct.pack("<HBBIII", len(raw), kind, 1, free, right, child)
        return raw.ljust(64, b"\0") + links + b"\0" * 36 + struct.pack("<IQ", start, 4096)

    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    head += struct.pack("<10I", 0, 1, 1, 0, 4096, end, 0, end, 0, 0) + struct.pack("<I", free) * 108
    chains = [0xFFFFFFFD, end, *range(3, 10), end, *range(11, 18), end]
    table = struct.pack("<128I", *chains, *[free] * (128 - len(chains)))
    folder = entry("Root Entry", 5, child=1) + entry("EncryptionInfo", 2, start=2, right=2)
    folder += entry("EncryptedPackage", 2, start=10) + entry("", 0)
    return head + table + folder + b"\0" * 8192
