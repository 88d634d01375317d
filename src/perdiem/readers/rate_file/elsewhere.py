"""Provider references that stand in files of their own (schema 1.x), looked up among files already downloaded."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from perdiem.model.rate_reading import RateFileReading
from perdiem.readers.rate_file.opening import RateSource, SourceBroken
from perdiem.readers.rate_file.parsing import Report, parse
from perdiem.readers.rate_file.shapes import REFERENCE
from perdiem.readers.rate_file.staging import Staging

LARGEST = 256 << 20  # bytes of one referenced file, unpacked
TOGETHER = 200  # referenced files parsed together
ENDINGS = ("", ".gz", ".json", ".json.gz")  # what a download may add to the name


def read_elsewhere(staging: Staging, folders: Iterable[Path], readings: Mapping[int, RateFileReading]) -> None:
    """Reads the referenced files that are in the folders, by the last part of their address; counts the missing."""
    asked = staging.outside()
    if not asked:
        return
    here = _by_name(folders)
    for some in _batched(asked, TOGETHER):
        texts: list[bytes] = []
        known: list[tuple[int, int]] = []
        for file, place, address in some:
            if file not in readings:
                continue
            text = _text(here, address)
            if text is None:
                readings[file].count("reference-not-here", place, address)
            else:
                texts.append(text)
                known.append((file, place))
        if texts:
            staging.add_outside(parse(texts, REFERENCE, _report(known, readings)), known)


def _report(known: Sequence[tuple[int, int]], readings: Mapping[int, RateFileReading]) -> Report:
    """Counts a fault of a referenced file with the file and place that refer to it."""

    def report(fault: str, which: int, example: object) -> None:
        file, place = known[which]
        readings[file].count(fault, place, example)

    return report


def _by_name(folders: Iterable[Path]) -> dict[str, Path]:
    found: dict[str, Path] = {}
    for folder in folders:
        for inside, _, names in os.walk(folder):
            for name in sorted(names):
                found.setdefault(name, Path(inside) / name)
    return found


def _text(here: dict[str, Path], address: str) -> bytes | None:
    name = PurePosixPath(unquote(urlsplit(address).path)).name
    path = next((here[name + ending] for ending in ENDINGS if name + ending in here), None)
    if path is None:
        return None
    parts: list[bytes] = []
    size = 0
    try:
        with RateSource(str(path), path).opened() as stream:
            while block := stream.read(1 << 20):
                parts.append(block)
                size += len(block)
                if size > LARGEST:
                    return None
    except SourceBroken:
        return None
    return b"".join(parts).removeprefix(b"\xef\xbb\xbf")


def _batched(asked: list[tuple[int, int, str]], size: int) -> Iterable[list[tuple[int, int, str]]]:
    return (asked[first : first + size] for first in range(0, len(asked), size))
