"""Packed streams unpacked as they are read: gz up to the last byte before a break, and never a bomb."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable
from typing import IO, Protocol

from isal import igzip, isal_zlib

PACKED = 1 << 18  # bytes of a packed file taken at a time
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
"""What is raised where a packed file is cut, broken or locked."""


class Readable(Protocol):
    """Anything that gives bytes."""

    def read(self, size: int = -1, /) -> bytes:
        """At most `size` bytes; none at the end."""
        ...


class Gunzipped:
    """Unpacks gz, also of several members and with zeros after them. Raises one of BROKEN at a break.

    What stands before a break is given before it is raised.
    """

    def __init__(self, stream: Readable) -> None:
        self._stream = stream
        self._unpacker = isal_zlib.decompressobj(wbits=31)
        self._is_fresh = True

    def read(self, size: int = -1, /) -> bytes:
        """At most `size` bytes; none at the end."""
        while True:
            packed = self._unpacker.unconsumed_tail or self._unpacker.unused_data or self._stream.read(PACKED)
            if self._unpacker.eof:
                packed = packed.lstrip(b"\0") or self._stream.read(PACKED).lstrip(b"\0")
                if not packed:
                    return b""
                self._unpacker, self._is_fresh = isal_zlib.decompressobj(wbits=31), True
            if not packed and self._is_fresh:
                return b""
            self._is_fresh = False
            # at the end of the file the unpacker may still hold what it has unpacked
            found = self._unpacker.decompress(packed, size if size > 0 else PACKED)
            if found:
                return found
            if not packed:
                raise EOFError("the packed file ends too early")


class QuickGunzipped:
    """The same for a stream that can be sought, in large pieces that come while other threads work.

    isal's own reader asks for Python's lock once for each piece, where the other way asks a dozen times; but it loses
    what stands shortly before a break, so there the other way begins again, and goes on where this one came to.
    """

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._unpacked: Readable = igzip.IGzipFile(fileobj=stream)  # type: ignore[no-untyped-call]
        self._is_quick, self._out = True, 0

    def read(self, size: int = -1, /) -> bytes:
        """At most `size` bytes; none at the end."""
        try:
            found = self._unpacked.read(size)
        except BROKEN:
            if not self._is_quick:
                raise
            self._begin_again(self._out)
            return self.read(size)
        self._out += len(found)
        return found

    def _begin_again(self, passed: int) -> None:
        self._stream.seek(0)
        self._unpacked, self._is_quick = Gunzipped(self._stream), False
        while passed > 0 and (found := self._unpacked.read(min(passed, 1 << 20))):
            passed -= len(found)


class Dense:
    """Stops a stream that unpacks to far more than its kind of file would.

    `packed` gives the packed bytes used so far; `broken` is raised beyond `after` bytes and `densest` times those.
    """

    def __init__(
        self, stream: Readable, packed: Callable[[], int], after: int, densest: int, broken: Exception
    ) -> None:
        self._stream, self._packed, self._after, self._densest = stream, packed, after, densest
        self._broken, self._out = broken, 0

    def read(self, size: int = -1, /) -> bytes:
        """At most `size` bytes; none at the end."""
        found = self._stream.read(size)
        self._out += len(found)
        if self._out > self._after and self._out > self._densest * self._packed():
            raise self._broken
        return found
