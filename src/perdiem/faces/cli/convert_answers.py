"""The answers of `perdiem convert --acknowledge`: TA1, 999 and 277CA for each claim file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from perdiem.errors import UnwritableFile, UsageError

if TYPE_CHECKING:
    from perdiem.readers.book import BookReading


def write_answers(opened: BookReading, folder: Path) -> list[Path]:
    """Writes the answers of each claim file, named after it; gives the files. One that would be empty is not written.

    Raises UsageError when there is no claim file among the inputs, UnwritableFile.
    """
    from perdiem.writers.x12 import write_277ca, write_999, write_ta1

    files = opened.reading.claim_files
    if not files:
        raise UsageError("--acknowledge answers claim files, and there is none among the inputs")
    created = datetime.now(tz=UTC).astimezone()
    written = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file, name in zip(files, _names([file.name for file in files]), strict=True):
            for ending, write in (("ta1", write_ta1), ("999", write_999)):
                path = folder / f"{name}.{ending}"
                with path.open("w", encoding="utf-8", newline="") as stream:
                    count = write(file, stream, created=created)
                written += _kept(path, count)
            path = folder / f"{name}.277ca"
            with path.open("w", encoding="utf-8", newline="") as stream:
                count = write_277ca(file, _receipts(opened, file.name), stream, created=created)
            written += _kept(path, count)
    except OSError as error:
        raise UnwritableFile(folder, f"the answers cannot be written: {error.strerror}") from None
    return written


def _kept(path: Path, count: int) -> list[Path]:
    if count:
        return [path]
    path.unlink()
    return []


def _names(files: list[str]) -> Iterator[str]:
    """A name for each file; those of the same name in other folders are counted."""
    seen: dict[str, int] = {}
    for file in files:
        name = Path(file.replace("!", "-")).name or "claims"
        seen[name] = seen.get(name, 0) + 1
        yield name if seen[name] == 1 else f"{name}-{seen[name]}"


def _receipts(opened: BookReading, file: str) -> Iterator[Any]:
    from perdiem.engine.book import BATCH
    from perdiem.engine.duckdb import literal

    book = opened.book
    query = f"SELECT * FROM {book.sql_name('claim_receipt')} WHERE source_file = {literal(file)} ORDER BY claim_offset"
    yield from book.engine.batches(query, BATCH)
