"""JSON objects parsed many together on a thread of their own, while the next are cut out and the last are stored."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Any, Self

from perdiem.readers.rate_file.parsing import Shape, parse

BATCH = 1 << 19  # bytes of objects parsed together: Arrow takes some twenty times as much

Take = Callable[[Any, Sequence[int], Sequence[int]], None]
"""Takes parsed objects: a pyarrow table, the byte of each, and how many of its rates came before."""


class Batches:
    """Objects of one shape that wait to be parsed. A context manager: what waits at its end is parsed and taken.

    `report` is told of each fault with the byte of its object, and an example.
    """

    def __init__(self, shape: Shape, take: Take, report: Callable[[str, int, object], None]) -> None:
        self._shape, self._take, self._report = shape, take, report
        self._parser = ThreadPoolExecutor(1, "parse")
        self._parsed: tuple[Future[Any], list[int], list[int]] | None = None
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
        if self._size >= BATCH:
            self._hand_over()

    def flush(self) -> None:
        """Waits until all that was added is taken."""
        self._hand_over()
        self._take_parsed()

    def _hand_over(self) -> None:
        if not self._texts:
            return
        texts, places, firsts = self._texts, self._places, self._firsts
        self._texts, self._places, self._firsts, self._size = [], [], [], 0
        parsed = self._parser.submit(
            parse, texts, self._shape, lambda fault, which, example: self._report(fault, places[which], example)
        )
        self._take_parsed()
        self._parsed = parsed, places, firsts

    def _take_parsed(self) -> None:
        if self._parsed is not None:
            parsed, places, firsts = self._parsed
            self._parsed = None
            self._take(parsed.result(), places, firsts)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self.flush()
        self._parser.shutdown(cancel_futures=True)
