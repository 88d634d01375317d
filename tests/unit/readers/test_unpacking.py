"""gz is unpacked to the last byte before a break, quickly or not."""

from __future__ import annotations

import gzip
import io
import random

import pytest

from perdiem.readers.unpacking import BROKEN, Dense, Gunzipped, QuickGunzipped, Readable

DATA = bytes(random.Random(1).choices(b'{"billing_code":123, abc}', k=300_000))
PACKED = gzip.compress(DATA)


def _taken(stream: Readable, size: int) -> tuple[bytes, bool]:
    """What a stream gives, and whether it broke."""
    found = b""
    try:
        while block := stream.read(size):
            assert len(block) <= size
            found += block
    except BROKEN:
        return found, True
    return found, False


@pytest.mark.parametrize("kind", [Gunzipped, QuickGunzipped])
@pytest.mark.parametrize(
    ("packed", "given"),
    [
        (PACKED, DATA),
        (b"", b""),
        (PACKED + bytes(700), DATA),
        (PACKED + gzip.compress(b"tail"), DATA + b"tail"),
        (gzip.compress(b"") + PACKED, DATA),
    ],
    ids=["whole", "empty", "padded", "two members", "an empty member"],
)
def test_what_is_whole_is_given_whole(kind: type, packed: bytes, given: bytes) -> None:
    assert _taken(kind(io.BytesIO(packed)), 1 << 14) == (given, False)


def _flipped(place: int) -> bytes:
    broken = bytearray(PACKED)
    broken[place] ^= 0xFF
    return bytes(broken)


@pytest.mark.parametrize(
    "packed",
    [
        PACKED[: len(PACKED) // 2],
        PACKED[:-5],
        PACKED[:6],
        PACKED + gzip.compress(b"tail")[:4],
        PACKED + b"no gz",
        _flipped(-6),
        _flipped(len(PACKED) // 3),
    ],
    ids=["half", "no end", "no start", "second without start", "other bytes after it", "wrong sum", "wrong bits"],
)
@pytest.mark.parametrize("size", [1 << 12, 1 << 20])
def test_what_is_broken_is_given_as_far_as_it_goes(packed: bytes, size: int) -> None:
    found, is_broken = _taken(QuickGunzipped(io.BytesIO(packed)), size)
    assert is_broken
    assert (found, is_broken) == _taken(Gunzipped(io.BytesIO(packed)), size)


def test_all_that_a_cut_file_holds_is_given() -> None:
    found, _ = _taken(QuickGunzipped(io.BytesIO(PACKED[: len(PACKED) // 2])), 1 << 20)
    assert DATA.startswith(found)
    assert len(found) > len(DATA) // 2 - 1000


def test_what_unpacks_to_too_much_is_stopped() -> None:
    packed = gzip.compress(bytes(1 << 20))
    stream = Dense(QuickGunzipped(io.BytesIO(packed)), lambda: len(packed), 1 << 16, 100, OverflowError("a bomb"))
    with pytest.raises(OverflowError, match="a bomb"):
        _taken(stream, 1 << 16)
