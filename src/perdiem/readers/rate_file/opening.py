"""Rate files wherever they lie: files, folders, gz, zip, standard input; each can be opened again to read on."""

from __future__ import annotations

import os
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from perdiem.errors import UnreadableFile
from perdiem.readers.rate_file.download import download, is_address
from perdiem.readers.unpacking import BROKEN, GZIP, ZIP, Dense, QuickGunzipped, Readable

SKIPPED = 1 << 20  # bytes passed over at a time
DENSE_AFTER, DENSEST = 1 << 30, 500  # bytes, ratio: rate files pack 10 to 100 times; a bomb a thousand times


class SourceBroken(Exception):
    """A source broke off while it was read; `fault` names how, as in RATE_FAULTS."""

    def __init__(self, fault: str) -> None:
        self.fault = fault
        super().__init__(fault)


@dataclass(frozen=True, slots=True)
class RateSource:
    """One file by name, and how to open it.

    `fault` is set for one that cannot be read at all, `shortfall` for a download that broke off; `met` says how.
    """

    name: str
    path: Path | None
    member: str | None = None
    fault: str | None = None
    shortfall: str | None = None
    met: str | None = None

    @property
    def stamp(self) -> str | None:
        """What changes when the file does: its size and the time of its last change."""
        if self.path is None:
            return None
        try:
            stat = self.path.stat()
        except OSError:
            return None
        return f"{stat.st_size} {stat.st_mtime_ns}"

    @contextmanager
    def opened(self, start: int = 0) -> Iterator[Readable]:
        """The file's unpacked bytes, from the byte `start` on. Raises SourceBroken, at once or while reading."""
        with ExitStack() as stack:
            try:
                if self.fault is not None or self.path is None:
                    raise SourceBroken(self.fault or "file-unreadable")
                stream: IO[bytes] = stack.enter_context(self.path.open("rb"))
                packed = self.path.stat().st_size
                if self.member is not None:
                    archive = stack.enter_context(zipfile.ZipFile(stream))
                    packed = archive.getinfo(self.member).compress_size
                    stream = stack.enter_context(archive.open(self.member))
                is_gzip = stream.read(2) == GZIP
                stream.seek(0)
            except BROKEN as error:
                raise SourceBroken("file-unreadable") from error
            whole: Readable = _Guarded(QuickGunzipped(stream) if is_gzip else stream)
            if is_gzip or self.member is not None:
                whole = Dense(whole, lambda: packed, DENSE_AFTER, DENSEST, SourceBroken("file-too-dense"))
            else:
                stream.seek(start)
                start = 0
            while start > 0 and (passed := whole.read(min(start, SKIPPED))):
                start -= len(passed)
            yield whole


@contextmanager
def rate_sources(
    places: Iterable[str | Path], kept: Path | None = None, told: Callable[[str], None] = lambda _message: None
) -> Iterator[list[RateSource]]:
    """Every file of the places: paths, addresses, folders (each file under them, by name), zips (each member), `-`.

    gz and zip are told by their first bytes, not by their names. What comes from standard input or an address is in
    a temporary file while it is needed; downloads are in the folder `kept` where one is given, and stay there.
    Raises UnreadableFile for a path that does not exist.
    """
    with tempfile.TemporaryDirectory(prefix="perdiem-") as folder:
        found: list[RateSource] = []
        for number, place in enumerate(places):
            if is_address(place):
                found += _of_address(str(place), (kept or Path(folder)) / "downloads", told)
            elif str(place) == "-":
                given = Path(folder) / f"input{number}"
                with given.open("wb") as file:
                    while block := sys.stdin.buffer.read(1 << 20):
                        file.write(block)
                found += _of_file(given, "standard input")
            elif Path(place).is_dir():
                found += _of_folder(Path(place))
            elif not os.path.lexists(place):
                raise UnreadableFile(place, "there is no such file")
            else:
                found += _of_file(Path(place), str(place))
        yield list({each.name: each for each in found}.values())  # one that is named twice is read once


def _of_address(url: str, folder: Path, told: Callable[[str], None]) -> Iterator[RateSource]:
    got = download(url, folder, told)
    if got.fault == "download-refused" or (got.fault and not got.path.stat().st_size):
        yield RateSource(url, None, fault=got.fault, met=got.met)
        return
    for source in _of_file(got.path, url):
        yield replace(source, shortfall=got.fault, met=got.met)


def _of_folder(folder: Path) -> Iterator[RateSource]:
    """Files under a folder in the order of their names; links are followed, each folder is entered once."""
    entered: set[str] = set()
    is_empty = True

    def walk(inside: Path) -> Iterator[RateSource]:
        nonlocal is_empty
        real = os.path.realpath(inside)
        if real in entered:
            yield RateSource(str(inside), None, fault="link-loop")
            return
        entered.add(real)
        for each in sorted(inside.iterdir()):
            if each.name.startswith("."):
                continue
            if each.is_dir():
                yield from walk(each)
            else:
                is_empty = False
                yield from _of_file(each, str(each))

    yield from walk(folder)
    if is_empty:
        yield RateSource(str(folder), None, fault="folder-empty")


def _of_file(path: Path, name: str) -> Iterator[RateSource]:
    try:
        with path.open("rb") as opened:
            first = opened.read(4)
        if first != ZIP:
            yield RateSource(name, path)
            return
        with zipfile.ZipFile(path) as archive:
            members = [info.filename for info in archive.infolist() if not (info.is_dir() or _is_hidden(info.filename))]
    except zipfile.BadZipFile:
        yield RateSource(name, path, fault="file-cut")
        return
    except BROKEN:
        yield RateSource(name, path, fault="file-unreadable")
        return
    if not members:
        yield RateSource(name, path, fault="folder-empty")
    for member in members:
        yield RateSource(f"{name}!{member}", path, member)


def _is_hidden(member: str) -> bool:
    """Whether a member of a zip is what a system has put beside the files, as folders' hidden files are."""
    return any(part.startswith(".") or part == "__MACOSX" for part in member.split("/"))


class _Guarded:
    """A stream whose errors say that it broke off."""

    def __init__(self, stream: Readable) -> None:
        self._stream = stream

    def read(self, size: int = -1, /) -> bytes:
        try:
            return self._stream.read(size)
        except BROKEN as error:
            raise SourceBroken("file-cut") from error
