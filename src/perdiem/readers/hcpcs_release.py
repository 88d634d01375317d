"""Reads an official CMS HCPCS release: the quarterly zip, or the workbook or fixed-width text inside it.

Source: the record layout that CMS ships with the file (code 1-5, sequence 6-10, record kind 11, long wording
12-91, short wording 92-119, added 269-276, action effective 277-284, terminated 285-292; columns from 1).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from perdiem.codes.overlay import Overlay, ReleasedCode
from perdiem.errors import FaultsFound, UnreadableFile
from perdiem.model.faults import Fault
from perdiem.model.positions import Position
from perdiem.readers.archives import files_in_zip
from perdiem.readers.hcpcs_workbook import LARGEST_UNPACKED, read_workbook

LARGEST_FILE = 100 * 2**20  # bytes; a real release has 2 MB

_CODE = re.compile(r"[A-Z]\d{4}")
_PROCEDURE_FIRST, _PROCEDURE_MORE = "3", "4"
_SHORTEST_RECORD = 292
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTH = re.compile(r"(?<![a-z])(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)|HCPC(\d\d)(?!\d)", re.IGNORECASE)
_NOT_A_RELEASE = "expected a HCPCS release of CMS: its zip, or the ANWEB workbook or text inside it"


def read_release(path: Path) -> Overlay:
    """The codes of a release with their official wordings and dates, by number, and the edition's name.

    Modifiers are left out. Raises UnreadableFile when the file cannot be used at all, FaultsFound when it is
    a workbook or text whose columns or dates are not those of a release.
    """
    data = _bytes_of(path)
    name, rows = _rows_of(path, data)
    if not rows:
        raise UnreadableFile(path, f"holds no HCPCS code; {_NOT_A_RELEASE}")
    return Overlay(_edition(name, path.name, rows), {row.code: row for row in rows})


def _bytes_of(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise UnreadableFile(path, f"is a folder; {_NOT_A_RELEASE}")
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise UnreadableFile(path, f"has {size / 2**20:.0f} MB, over the limit of {LARGEST_FILE // 2**20} MB")
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableFile(path, error.strerror or str(error)) from error
    if not data.strip():
        raise UnreadableFile(path, "is empty")
    return data


def _rows_of(path: Path, data: bytes) -> tuple[str, list[ReleasedCode]]:
    """The name of the file that held the codes, and the codes."""
    if data.startswith(b"%PDF"):
        raise UnreadableFile(path, f"is a PDF; {_NOT_A_RELEASE}")
    if data.startswith(b"PK"):
        return _from_zip(path, data)
    if data.startswith(b"\xd0\xcf\x11\xe0"):  # the old Office container: .xls, or a workbook with a password
        return path.name, read_workbook(str(path), data)
    return path.name, _from_text(str(path), data)


def _from_zip(path: Path, data: bytes) -> tuple[str, list[ReleasedCode]]:
    members = files_in_zip(str(path), data, LARGEST_UNPACKED)
    if "[Content_Types].xml" in members:  # a workbook is itself a zip
        return path.name, read_workbook(str(path), data)
    return _best_member(path, members)


def _best_member(path: Path, members: dict[str, bytes]) -> tuple[str, list[ReleasedCode]]:
    """The release inside the archive: ANWEB files first, workbooks before text; reports are passed over."""
    readable = [name for name in members if name.lower().endswith((".xlsx", ".xls", ".txt"))]
    faults: list[Fault] = []
    for name in sorted(readable, key=_rank):
        inside = f"{path}!{name}"
        try:
            if name.lower().endswith(".txt"):
                rows = _from_text(inside, members[name])
            else:
                rows = read_workbook(inside, members[name])
        except FaultsFound as error:
            faults.extend(error.faults)
            if "ANWEB" in name.upper():
                break
        except UnreadableFile as error:
            faults.append(Fault(Position(inside), "", error.reason))
        else:
            if rows:
                return name, rows
    if faults:
        raise FaultsFound(faults)
    raise UnreadableFile(path, f"holds no workbook or text with HCPCS codes; {_NOT_A_RELEASE}")


def _rank(name: str) -> tuple[bool, bool, str]:
    upper = name.upper()
    return ("ANWEB" not in upper or "TRANS" in upper, upper.endswith(".TXT"), upper)


def _from_text(file: str, data: bytes) -> list[ReleasedCode]:
    if b"\x00" in data[:4096]:
        raise UnreadableFile(file, f"is not text; {_NOT_A_RELEASE}")
    rows: dict[str, ReleasedCode] = {}
    faults: list[Fault] = []
    for number, line in enumerate(data.decode("cp1252", errors="replace").splitlines(), start=1):
        code, kind = line[:5], line[10:11]
        if not _CODE.fullmatch(code) or not line[5:10].isdigit():
            continue
        if kind == _PROCEDURE_MORE and code in rows:
            rows[code] = _lengthened(rows[code], line[11:91])
        elif kind == _PROCEDURE_FIRST:
            read = list(_dates(file, number, line, faults))
            short = line[91:119].strip()
            rows[code] = ReleasedCode(code, short, " ".join(line[11:91].split()), read[0], read[1])
    if not rows and not faults:
        message = "no line begins with a HCPCS code, a sequence number and a record kind"
        faults.append(Fault(Position(file, 1), "", message, suggestion=_NOT_A_RELEASE))
    if faults:
        raise FaultsFound(faults)
    return list(rows.values())


def _dates(file: str, number: int, line: str, faults: list[Fault]) -> Iterator[date | None]:
    if len(line.rstrip()) < _SHORTEST_RECORD - 16:
        message = f"the record ends at column {len(line.rstrip())}, before its dates (columns 269 to 292)"
        faults.append(Fault(Position(file, number), line[:5], message))
        yield from (None, None)
        return
    for name, start in (("ADD DT", 268), ("TERM DT", 284)):
        text = line[start : start + 8].strip()
        try:
            yield date.fromisoformat(f"{text[:4]}-{text[4:6]}-{text[6:]}") if text else None
        except ValueError:
            message = f"{name} of {line[:5]} should be a date as YYYYMMDD"
            faults.append(Fault(Position(file, number, start + 1), name, message, found=text))
            yield None


def _lengthened(row: ReleasedCode, more: str) -> ReleasedCode:
    wording = " ".join([row.long_wording, *more.split()])
    return ReleasedCode(row.code, row.short_wording, wording, row.first_day, row.last_day)


def _edition(member: str, file: str, rows: list[ReleasedCode]) -> str:
    """The edition as its file names it (`CMS HCPCS Oct-2025`), else by the newest first day in it."""
    for name in (member.rsplit("/", 1)[-1], file):
        year, month = _YEAR.search(name), _MONTH.search(name)
        if year:
            in_full = year[1] or f"20{year[2]}"
            return f"CMS HCPCS {month[1].title()}-{in_full}" if month else f"CMS HCPCS {in_full}"
    newest = max((row.first_day for row in rows if row.first_day), default=None)
    return f"CMS HCPCS with codes to {_MONTHS[newest.month - 1]}-{newest.year}" if newest else "CMS HCPCS, no edition"
