"""JSON objects parsed and stored many together on a thread of their own, while the next are cut out."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Any, Self

from perdiem.readers.rate_file.parsing import Shape, parse

AHEAD = 1  # batches that may wait while one is parsed

Take = Callable[[Any, Sequence[int], Sequence[int]], None]
"""Takes parsed objects: a pyarrow table, the byte of each, and how many of its rates came before."""


class Batches:
    """Objects of one shape that wait to be parsed. A context manager: what waits at its end is parsed and taken.

    `take` is called on the thread of the parser, one batch at a time and in order. `report` is told of each fault
    with the byte of its object, and an example. `most` is how many bytes are parsed together.
    """

    def __init__(self, shape: Shape, take: Take, report: Callable[[str, int, object], None], most: int) -> None:
        self._shape, self._take, self._report, self._most = shape, take, report, most
        self._parser = ThreadPoolExecutor(1, "parse")
        self._handed_over: deque[Future[None]] = deque()
        self._begin()

    def _begin(self) -> None:
        self._texts: list[bytes] = []
        self._places: list[int] = []
        self._firsts: list[int] = []
        self._size = 0

    def add(self, place: int, text: bytes, first: int = 0) -> None:
        """Adds an object that begins at a byte; `first` is how many of its rates came before."""
        self._texts.append(text)
        self._places.append(place)
        self._firsts.append(first)
        self._size += len(text)
        if self._size >= self._most:
            self._hand_over()

    def flush(self) -> None:
        """Waits until all that was added is taken."""
        self._hand_over()
        self._wait(0)

    def _hand_over(self) -> None:
        if self._texts:
            self._handed_over.append(self._parser.submit(self._parse, self._texts, self._places, self._firsts))
            self._begin()
            self._wait(AHEAD)

    def _wait(self, most: int) -> None:
        while len(self._handed_over) > most:
            self._handed_over.popleft().result()

    def _parse(self, texts: list[bytes], places: list[int], firsts: list[int]) -> None:
        def report(fault: str, which: int, example: object) -> None:
            self._report(fault, places[which], example)

        self._take(parse(texts, self._shape, report), places, firsts)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if error is None:
                self.flush()
        finally:
            self._parser.shutdown(cancel_futures=True)
