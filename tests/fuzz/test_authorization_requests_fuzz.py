"""Files of requests that were damaged anywhere: read, or set aside with a place; nothing else ever happens."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from perdiem.readers.authorization.files import read_requests
from tests.unit.authorization.test_command import REQUESTS
from tests.unit.authorization.test_x12_278 import HOME_HEALTH

PIECES = [",", "\n", '"', "", "9", "-", "é", "\0", "\t", "2026", "request", "*", "~", "{", "\x1b"]
ZONE = "America/New_York"


@settings(max_examples=150, deadline=None)
@given(data=st.data(), text=st.sampled_from([REQUESTS, HOME_HEALTH]))
def test_damaged_files_are_read_or_set_aside(data, text):
    marks = list(text)
    for _ in range(data.draw(st.integers(1, 5))):
        place = data.draw(st.integers(0, len(marks) - 1))
        marks[place] = data.draw(st.sampled_from(PIECES))
    reading = read_requests("".join(marks).encode(), "requests", ZONE)
    assert reading.requests or reading.faults
    assert not reading.set_aside or reading.faults
    for request in reading.requests:
        texts = [request.identifier.value, request.member_id, *(item.code or "" for item in request.items)]
        assert all(mark >= " " for text in texts for mark in text)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_set_aside(data):
    reading = read_requests(data, "requests", ZONE)
    assert reading.requests or reading.faults
