"""Bytes from anywhere: files, folders, gz, zip, standard input and open streams, unpacked as they are read."""

from __future__ import annotations

import io
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from perdiem.errors import UnreadableFile
from perdiem.readers.unpacking import BROKEN, GZIP, ZIP, Dense, Gunzipped, Readable

READ = 1 << 18
DENSE_AFTER, DENSEST = 256 << 20, 200  # bytes, ratio: claim files pack 10 to 30 times; a bomb a thousand times


class SourceFault(Exception):
    """A source broke off while it was read; `rule` names how."""

    def __init__(self, rule: str) -> None:
        self.rule = rule
        super().__init__(rule)


@dataclass(frozen=True, slots=True)
class Source:
    """One stream of X12 by name. `was_named` is False for a file that was only found in a folder or a zip."""

    name: str
    stream: Readable
    was_named: bool = True


Inputs = str | Path | Readable | Iterable[str | Path | Readable]
"""What can be read: one or several paths, folders, `-` for standard input, or open binary streams."""


def sources(inputs: Inputs) -> Iterator[Source]:
    """Each stream of the inputs: paths, folders (every file under them, by name), `-` for standard input, open streams.

    gz and zip are told by their first bytes, not by their names, and unpacked as they are read. Raises
    UnreadableFile for a path that does not exist.
    """
    is_one = isinstance(inputs, str | Path) or hasattr(inputs, "read")
    every: Iterable[Any] = [inputs] if is_one else inputs  # type: ignore[assignment]  # what has no read is iterable
    for given in every:
        if not isinstance(given, str | Path):
            yield from _unpacked(str(getattr(given, "name", "stream")), given, True)
        elif str(given) == "-":
            yield from _unpacked("standard input", sys.stdin.buffer, True)
        else:
            yield from _of_path(Path(given))


def _of_path(path: Path) -> Iterator[Source]:
    if path.is_dir():
        files = sorted(file for file in path.rglob("*") if file.is_file() and not file.name.startswith("."))
        if not files:
            yield Source(str(path), _Failing("folder-empty"))
        for file in files:
            yield from _of_file(file, was_named=False)
    else:
        yield from _of_file(path, was_named=True)


def _of_file(path: Path, *, was_named: bool) -> Iterator[Source]:
    try:
        opened = path.open("rb")
    except FileNotFoundError:
        raise UnreadableFile(path, "there is no such file") from None
    except OSError:
        yield Source(str(path), _Failing("file-unreadable"), was_named)
        return
    with opened:
        yield from _unpacked(str(path), opened, was_named)


def _unpacked(name: str, stream: Readable, was_named: bool) -> Iterator[Source]:
    try:
        first = stream.read(8)
    except BROKEN:
        yield Source(name, _Failing("file-unreadable"), was_named)
        return
    whole = _Rejoined(first, stream)
    if first.startswith(GZIP):
        yield Source(name, _dense(_Rejoined(b"", Gunzipped(whole)), lambda: whole.taken), was_named)
    elif first.startswith(ZIP):
        yield from _of_zip(name, whole, stream, was_named)
    else:
        yield Source(name, whole, was_named)


def _of_zip(name: str, whole: _Rejoined, stream: Readable, was_named: bool) -> Iterator[Source]:
    """A zip needs its end first: one that cannot be sought goes to a temporary file."""
    with tempfile.TemporaryFile() as kept:
        place: BinaryIO = kept
        if isinstance(stream, io.BufferedReader | io.BytesIO) and stream.seekable():
            stream.seek(0)
            place = stream
        else:
            while block := whole.read(READ):
                kept.write(block)
        try:
            with zipfile.ZipFile(place) as archive:
                members = [info for info in archive.infolist() if not info.is_dir()]
                for info in members:
                    yield from _of_member(archive, info, f"{name}!{info.filename}", was_named and len(members) == 1)
        except BROKEN:
            yield Source(name, _Failing("file-cut"), was_named)


def _of_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, was_named: bool) -> Iterator[Source]:
    try:
        opened = archive.open(info)
    except BROKEN:  # RuntimeError is zipfile's word for a member with a password
        yield Source(name, _Failing("file-unreadable"), was_named)
        return
    with opened:
        packed = max(1, info.compress_size)
        dense = _dense(opened, lambda: packed)
        first = dense.read(2)
        whole = _Rejoined(first, dense)
        yield Source(name, _Rejoined(b"", Gunzipped(whole)) if first == GZIP else whole, was_named)


class _Rejoined:
    """A stream whose first bytes were looked at already. `taken` counts what went out."""

    def __init__(self, first: bytes, stream: Readable) -> None:
        self._first, self._stream, self.taken = first, stream, 0

    def read(self, size: int = -1, /) -> bytes:
        if self._first:
            found, self._first = self._first, b""
        else:
            try:
                found = self._stream.read(size)
            except BROKEN as error:
                raise SourceFault("file-cut") from error
        self.taken += len(found)
        return found


class _Failing:
    """A source that cannot be read at all."""

    def __init__(self, rule: str) -> None:
        self._rule = rule

    def read(self, _size: int = -1, /) -> bytes:
        raise SourceFault(self._rule)


def _dense(stream: Readable, packed: Callable[[], int]) -> Dense:
    return Dense(stream, packed, DENSE_AFTER, DENSEST, SourceFault("file-too-dense"))
