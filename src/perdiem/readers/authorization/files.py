"""Requests from files of any of the three forms. What cannot be read is told with its place, and the rest is read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from perdiem.errors import FaultsFound, UnreadableFile
from perdiem.model.faults import Fault
from perdiem.model.positions import Position
from perdiem.readers.authorization.reading import RequestReading
from perdiem.readers.authorization.requests_csv import read_csv_requests

LARGEST_FILE = 200_000_000  # bytes: a request is some kilobytes; a larger file is of another kind
ENDINGS = (".csv", ".json", ".278", ".x12", ".edi", ".txt")


def read_request_files(paths: Sequence[Path], time_zone: str) -> list[tuple[str, RequestReading]]:
    """Each file by its name, in order; a folder stands for its files. `time_zone` is that of times without one.

    Raises UnreadableFile for a path that is not there, a folder without requests, and what is too large.
    """
    return [(str(path), _read(path, time_zone)) for path in _files(paths)]


def _files(paths: Sequence[Path]) -> list[Path]:
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(each for each in path.iterdir() if each.is_file() and each.suffix.lower() in ENDINGS)
            if not inside:
                raise UnreadableFile(path, f"holds no requests ({', '.join(ENDINGS)})")
            found.extend(inside)
        else:
            found.append(path)
    return list(dict.fromkeys(found))


def _read(path: Path, time_zone: str) -> RequestReading:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise UnreadableFile(path, "is larger than 200 MB; requests for authorization are not")
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableFile(path, f"cannot be read: {error.strerror}") from None
    return read_requests(data, str(path), time_zone)


def read_requests(data: bytes, name: str, time_zone: str) -> RequestReading:
    """The requests in the content of a file: an interchange (ISA), a bundle ({), or CSV."""
    head = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:200]
    if head.startswith(b"ISA"):
        from perdiem.readers.x12.authorizations.reading import read_278

        return read_278(data, name, time_zone)
    if head.startswith(b"{"):
        return _bundle(data, name)
    if not head:
        return RequestReading((), (Fault(Position(name), "", "the file is empty"),), 1)
    return read_csv_requests(data, name, time_zone)


def _bundle(data: bytes, name: str) -> RequestReading:
    from perdiem.readers.pas import read_requests as read_bundle

    try:
        return RequestReading(tuple(read_bundle(data, name)))
    except FaultsFound as error:
        return RequestReading((), error.faults, 1)
