"""A file's unpacked bytes as blocks, unpacked ahead on a thread of their own."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from perdiem.readers.rate_file.opening import RateSource, SourceBroken
from perdiem.readers.unpacking import Readable

BLOCK = 1 << 20  # bytes; stays within the second cache of most processors
AHEAD = 2  # blocks unpacked before they are asked for


@contextmanager
def blocks(source: RateSource, first: int = 0) -> Iterator[Iterator[bytes]]:
    """The file's blocks in order from a byte on; a break raises SourceBroken after all that came before it."""
    ready: queue.Queue[bytes | BaseException | None] = queue.Queue(AHEAD)
    is_over = threading.Event()

    def put(found: bytes | BaseException | None) -> bool:
        while not is_over.is_set():
            try:
                ready.put(found, timeout=0.2)
            except queue.Full:
                continue
            return True
        return False

    def unpack() -> None:
        try:
            with source.opened(first) as stream:
                for block in _full_blocks(stream):
                    if not put(block):
                        return
            put(None)
        except BaseException as error:  # raised again where the blocks are taken
            put(error)

    def taken() -> Iterator[bytes]:
        while True:
            found = ready.get()
            if isinstance(found, BaseException):
                raise found
            if found is None:
                return
            yield found

    thread = threading.Thread(target=unpack, name="unpack", daemon=True)
    thread.start()
    try:
        yield taken()
    finally:
        is_over.set()
        thread.join()


def _full_blocks(stream: Readable) -> Iterator[bytes]:
    """Blocks of about the same size; what stands before a break is given before the break is told."""
    parts: list[bytes] = []
    size = 0
    while True:
        try:
            found = stream.read(BLOCK - size)
        except SourceBroken:
            yield b"".join(parts)
            raise
        parts.append(found)
        size += len(found)
        if size >= BLOCK or not found:
            yield parts[0] if len(parts) == 1 else b"".join(parts)
            parts, size = [], 0
        if not found:
            return
