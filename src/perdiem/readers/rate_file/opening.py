"""Rate files wherever they lie: files, folders, gz, zip, standard input; each can be opened again to read on."""

from __future__ import annotations

import os
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Protocol

from isal import isal_zlib

from perdiem.errors import UnreadableFile
from perdiem.readers.rate_file.download import download, is_address

PACKED = 1 << 17  # bytes of a packed file taken at a time
SKIPPED = 1 << 20  # bytes passed over at a time
DENSE_AFTER, DENSEST = 1 << 30, 500  # bytes, ratio: rate files pack 10 to 100 times; a bomb a thousand times
GZIP, ZIP = b"\x1f\x8b", b"PK\x03\x04"
BROKEN: tuple[type[BaseException], ...] = (  # type: ignore[assignment]  # isal types its error as an instance
    OSError,
    EOFError,
    zlib.error,
    isal_zlib.IsalError,
    zipfile.BadZipFile,
    NotImplementedError,
    RuntimeError,  # zipfile's word for a member with a password
)


class SourceBroken(Exception):
    """A source broke off while it was read; `fault` names how, as in RATE_FAULTS."""

    def __init__(self, fault: str) -> None:
        self.fault = fault
        super().__init__(fault)


class Stream(Protocol):
    """Unpacked bytes, one after the other."""

    def read(self, size: int = -1, /) -> bytes:
        """Some bytes, at most about `size`; none at the end. Raises SourceBroken."""
        ...


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
    def opened(self, start: int = 0) -> Iterator[Stream]:
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
                first = stream.read(2)
            except BROKEN as error:
                raise SourceBroken("file-unreadable") from error
            is_packed = first == GZIP or self.member is not None
            if start and not is_packed:
                stream.seek(start)
                yield _Guarded(b"", stream)
                return
            whole: Stream = _Guarded(first, stream)
            if first == GZIP:
                whole = _Gunzipped(whole)
            whole = _Dense(whole, max(1, packed)) if is_packed else whole
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
                kept = Path(folder) / f"input{number}"
                with kept.open("wb") as file:
                    while block := sys.stdin.buffer.read(1 << 20):
                        file.write(block)
                found += _of_file(kept, "standard input")
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
            members = [info.filename for info in archive.infolist() if not info.is_dir()]
    except zipfile.BadZipFile:
        yield RateSource(name, path, fault="file-cut")
        return
    except BROKEN:
        yield RateSource(name, path, fault="file-unreadable")
        return
    for member in members:
        yield RateSource(f"{name}!{member}", path, member)


class _Guarded:
    """A stream whose first bytes were looked at already, and whose errors say that it broke off."""

    def __init__(self, first: bytes, stream: Stream) -> None:
        self._first, self._stream = first, stream

    def read(self, size: int = -1, /) -> bytes:
        if self._first:
            found, self._first = self._first, b""
            return found
        try:
            return self._stream.read(size)
        except BROKEN as error:
            raise SourceBroken("file-cut") from error


class _Dense:
    """Stops a stream that unpacks to far more than a rate file would."""

    def __init__(self, stream: Stream, packed: int) -> None:
        self._stream, self._packed, self._out = stream, packed, 0

    def read(self, size: int = -1, /) -> bytes:
        found = self._stream.read(size)
        self._out += len(found)
        if self._out > DENSE_AFTER and self._out > DENSEST * self._packed:
            raise SourceBroken("file-too-dense")
        return found


class _Gunzipped:
    """Unpacks gz, also of several members; what came before a cut is given before the cut is told."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._make: Callable[[], isal_zlib.Decompress] = lambda: isal_zlib.decompressobj(wbits=31)
        self._unpacker = self._make()
        self._is_fresh = True

    def read(self, size: int = -1, /) -> bytes:
        while True:
            packed = self._unpacker.unconsumed_tail or self._unpacker.unused_data or self._stream.read(PACKED)
            if self._unpacker.eof:
                packed = packed.lstrip(b"\0") or self._stream.read(PACKED).lstrip(b"\0")
                if not packed:
                    return b""
                self._unpacker, self._is_fresh = self._make(), True
            if not packed:
                if self._is_fresh:
                    return b""
                raise SourceBroken("file-cut")
            self._is_fresh = False
            try:
                found = self._unpacker.decompress(packed, max(size, 1))
            except BROKEN as error:
                raise SourceBroken("file-cut") from error
            if found:
                return found
