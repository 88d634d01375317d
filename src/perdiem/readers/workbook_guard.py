"""Whether a workbook may be opened at all: the library that reads it ends the whole program where memory ends."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from pathlib import Path
from typing import IO

from perdiem.errors import UnreadableFile

LARGEST_UNPACKED = 250_000_000  # bytes: a workbook of the largest size, unpacked
LARGEST_AREA = 10_000_000  # cells between A1 and the last that is filled: the library lays them all out
MOST_COLUMNS = 16_384  # Excel's own limit
PIECE = 1 << 20  # bytes looked at together
OVERLAP = 400  # bytes: longer than a cell's tag, which may lie across two pieces
OLD_CONTAINER = b"\xd0\xcf\x11\xe0"  # of .xls, and of workbooks locked by a password

_ROW = re.compile(rb"""<(?:\w+:)?row\b[^<>]{0,300}?\br=["']([0-9]{1,7})["']""")
_FILLED_CELL = re.compile(rb"""<(?:\w+:)?c\b[^<>]{0,200}?\br=["']([A-Za-z]{1,3})([0-9]{1,7})["'][^<>]{0,150}(?<!/)>""")
_CELL_WITHOUT_ADDRESS = re.compile(rb"""<(?:\w+:)?c(?![^<>\s])(?![^<>]{0,300}\br=)""")


def check_workbook(path: Path, raw: bytes) -> None:
    """Raises UnreadableFile for what is no workbook, is locked by a password, or would fill the memory."""
    old = path.suffix.lower() == ".xls"
    if raw.startswith(OLD_CONTAINER):
        if "EncryptedPackage".encode("utf-16-le") in raw:
            raise UnreadableFile(path, "is locked by a password; save a copy without one")
        if not old:
            raise UnreadableFile(path, "is an old workbook; give it the ending .xls, or save it as .xlsx")
    elif raw.startswith(b"%PDF"):
        raise UnreadableFile(path, "is a PDF, not a workbook; ask for the rates as Excel or CSV")
    elif not raw.startswith(b"PK"):
        raise UnreadableFile(path, "is not a workbook; if it is CSV text, give it the ending .csv")
    elif old:
        raise UnreadableFile(path, "is not an old workbook (.xls); give it the ending .xlsx")
    else:
        _check_unpacked(path, raw)


def _check_unpacked(path: Path, raw: bytes) -> None:
    room = LARGEST_UNPACKED
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            if sum(info.file_size for info in archive.infolist()) > room:
                raise _too_large(path)
            for info in archive.infolist():  # what it says of its sizes may be wrong
                with archive.open(info) as member:
                    room = _check_member(path, member, room)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError, KeyError):
        raise UnreadableFile(path, "is a broken or cut-off workbook; save it again") from None
    except RuntimeError:  # zipfile's word for a member with a password
        raise UnreadableFile(path, "is locked by a password; save a copy without one") from None


def _check_member(path: Path, member: IO[bytes], room: int) -> int:
    """The room that is left after one file of the workbook."""
    rows = columns = unplaced = 0
    tail = b""
    while piece := member.read(PIECE):
        room -= len(piece)
        if room < 0:
            raise _too_large(path)
        seen = tail + piece
        rows = max(rows, *(int(row[1]) for row in _ROW.finditer(seen)), 0)
        for cell in _FILLED_CELL.finditer(seen):
            rows, columns = max(rows, int(cell[2])), max(columns, _column_number(cell[1]))
        unplaced += sum(1 for _ in _CELL_WITHOUT_ADDRESS.finditer(seen))
        tail = piece[-OVERLAP:]
    columns = max(columns, min(unplaced, MOST_COLUMNS))
    if rows * columns > LARGEST_AREA:
        raise UnreadableFile(path, f"has a sheet of {rows:,} rows and {columns:,} columns: keep only the rates")
    return room


def _too_large(path: Path) -> UnreadableFile:
    return UnreadableFile(path, f"unpacks to more than {LARGEST_UNPACKED // 10**6} MB: keep only the rates")


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number
