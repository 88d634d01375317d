"""The stretch of a file that is in memory: what was read last, by its offsets in the whole file."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from perdiem.readers.rate_file.opening import SourceBroken

BACKSLASH = 0x5C


class Window:
    """A file's bytes from `start` to `end`. `is_over` once there are no more; `fault` says how the file broke off."""

    def __init__(self, blocks: Iterator[bytes], start: int = 0) -> None:
        self._blocks = blocks
        self._kept: deque[bytes] = deque()
        self.start = self.end = start
        self.is_over = False
        self.fault: str | None = None

    def extend(self) -> bool:
        """Takes the next block; False at the end of the file."""
        if self.is_over:
            return False
        try:
            block = next(self._blocks)
        except StopIteration:
            self.is_over = True
            return False
        except SourceBroken as broken:
            self.is_over, self.fault = True, broken.fault
            return False
        self._kept.append(block)
        self.end += len(block)
        return True

    def reach(self, place: int) -> None:
        """Reads on until the place is in memory, or the file ends."""
        while self.end < place and self.extend():
            pass

    def forget(self, before: int) -> None:
        """Lets go of blocks that lie wholly before a place."""
        while self._kept and self.start + len(self._kept[0]) <= before:
            self.start += len(self._kept.popleft())

    def get(self, first: int, last: int) -> bytes:
        """The bytes from `first` to before `last`, as far as they are in memory."""
        parts: list[bytes] = []
        place = self.end
        for block in reversed(self._kept):
            begins = place - len(block)
            if begins < last and place > first:
                parts.append(block[max(0, first - begins) : last - begins])
            if begins <= first:
                break
            place = begins
        return parts[0] if len(parts) == 1 else b"".join(reversed(parts))

    def back_to(self, place: int) -> int:
        """The place, or the nearest before it whose foregoing byte is no backslash: a fit start for a stretch."""
        place = max(place, self.start)
        while place > self.start and self.get(place - 1, place)[0] == BACKSLASH:
            place -= 1
        return place
