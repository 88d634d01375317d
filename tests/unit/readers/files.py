"""Reads texts and sheets as files, and gives what a person would see: the agreement and the faults, file names shortened."""

# the exact sentences stand whole, to be found by a search
# ruff: noqa: E501

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl

from perdiem.errors import UnreadableFile
from perdiem.readers.contract_file import ContractFile, read_contract_file
from perdiem.readers.rate_sheet import RateSheet, read_rate_sheet

HEAD = "contract: a\n"


def contract(folder: Path, text: str | bytes, *amendments: str, **beside: str) -> ContractFile:
    """A contract's text read as `c.yaml`, amendments as `a1.yaml` and on; `beside` are further files by stem (CSV)."""
    path = folder / "c.yaml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    for stem, content in beside.items():
        (folder / f"{stem}.csv").write_text(content)
    paths = [folder / f"a{number}.yaml" for number in range(1, len(amendments) + 1)]
    for place, amendment in zip(paths, amendments, strict=True):
        place.write_text(amendment)
    return read_contract_file(path, paths)


def faults(folder: Path, text: str | bytes, *amendments: str, **beside: str) -> list[str]:
    """The faults of a contract as a person reads them; a file that cannot be used at all gives one."""
    try:
        found = contract(folder, text, *amendments, **beside)
    except UnreadableFile as error:
        return [str(error).replace(f"{folder}/", "")]
    return [str(fault).replace(f"{folder}/", "") for fault in found.faults]


def sheet(folder: Path, content: str | bytes, name: str = "r.csv", **how: Any) -> RateSheet:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_rate_sheet(path, **how)


def sheet_faults(folder: Path, content: str | bytes, name: str = "r.csv", **how: Any) -> list[str]:
    try:
        found = sheet(folder, content, name, **how)
    except UnreadableFile as error:
        return [str(error).replace(f"{folder}/", "")]
    return [str(fault).replace(f"{folder}/", "") for fault in found.faults]


def workbook(*rows: tuple[Any, ...], at: tuple[int, int] = (1, 1), title: str = "Rates") -> bytes:
    """A workbook whose first sheet is hidden and empty, and whose second holds the rows."""
    book = openpyxl.Workbook()
    first = book.worksheets[0]
    first.title, first.sheet_state = "Cover", "hidden"
    page = book.create_sheet(title)
    book.active = 1
    for down, row in enumerate(rows):
        for across, value in enumerate(row):
            if value is not None:
                page.cell(at[0] + down, at[1] + across, value)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def rewritten(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """A workbook with one of its parts changed."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            content = old.read(info)
            new.writestr(info.filename, change(content) if info.filename == name else content)
    return stream.getvalue()


def locked_workbook() -> bytes:
    """What Excel writes for a workbook with a password: an OLE container with an encrypted package inside."""
    free, end, table = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    content = b"\0" * 4096
    names = ["EncryptionInfo", "EncryptedPackage"]
    chain, starts = [table, end], []
    for _ in names:
        starts.append(len(chain))
        chain += [len(chain) + sector + 1 for sector in range(7)] + [end]
    chain += [free] * (128 - len(chain))

    def entry(name: str, kind: int, child: int = free, right: int = free, start: int = end, size: int = 0) -> bytes:
        text = (name + "\0").encode("utf-16-le")
        return text.ljust(64, b"\0") + struct.pack(
            "<HBBIII16sIQQIQ", len(text), kind, 1, free, right, child, b"\0" * 16, 0, 0, 0, start, size
        )

    directory = entry("Root Entry", 5, child=1)
    for number, name in enumerate(names):
        right = number + 2 if number + 1 < len(names) else free
        directory += entry(name, 2, right=right, start=starts[number], size=len(content))
    head = struct.pack("<HHHHH6sIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, b"\0" * 6, 0, 1, 1, 0, 4096, end, 0, end, 0)
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + head + struct.pack("<I108I", 0, *[free] * 108)
        + struct.pack("<128I", *chain) + directory.ljust(512, b"\0") + content * len(names)
    )  # fmt: skip
