"""NPIs read in bulk are those that Arrow reads one by one, and are checked as by hand."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from perdiem.readers.rate_file import parsing
from perdiem.readers.rate_file.npis import is_wrong, lifted
from perdiem.readers.rate_file.parsing import parse
from perdiem.readers.rate_file.shapes import ITEM, REFERENCE

NPI = st.integers(1_000_000_000, 9_999_999_999)
LISTS = st.lists(NPI, max_size=6) | st.lists(st.integers(0, 99_999_999_999), max_size=4)
TINS = st.fixed_dictionaries({"type": st.sampled_from(["ein", "npi"]), "value": st.text(max_size=8)})
GROUPS = st.lists(st.fixed_dictionaries({"npi": LISTS, "tin": TINS}), max_size=4)
SPACES = st.sampled_from([(",", ":"), (", ", ": "), (",", ": "), (",\n ", " : ")])


def _read(texts: list[bytes], shape: parsing.Shape) -> tuple[Any, list[tuple[str, int]]]:
    faults: list[tuple[str, int]] = []
    return parse(texts, shape, lambda fault, which, _example: faults.append((fault, which))).to_pylist(), faults


def _as_arrow_reads(texts: list[bytes], shape: parsing.Shape) -> tuple[Any, list[tuple[str, int]]]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(parsing, "lifted", lambda _text: None)
        return _read(texts, shape)


@given(st.lists(GROUPS, min_size=1, max_size=5), SPACES)
def test_references_are_read_as_by_arrow(every: list[Any], spaces: tuple[str, str]) -> None:
    texts = [
        json.dumps({"provider_group_id": number, "provider_groups": groups}, separators=spaces).encode()
        for number, groups in enumerate(every)
    ]
    assert _read(texts, REFERENCE) == _as_arrow_reads(texts, REFERENCE)


@given(st.lists(st.lists(GROUPS, max_size=3), min_size=1, max_size=3), SPACES)
def test_groups_inside_rates_are_read_as_by_arrow(every: list[Any], spaces: tuple[str, str]) -> None:
    texts = [
        json.dumps(
            {"billing_code": "S9500", "negotiated_rates": [{"provider_groups": groups} for groups in rates]},
            separators=spaces,
        ).encode()
        for rates in every
    ]
    assert _read(texts, ITEM) == _as_arrow_reads(texts, ITEM)


ONE, TWO = b"1234567893", b"1000000004"
GROUP = b'{"provider_group_id":1,"provider_groups":[%s]}'


@pytest.mark.parametrize(
    "group",
    [
        b'{"npi":[' + ONE + b"," + TWO + b"]}",
        b'{"npi":[0],"tin":{"type":"ein","value":"1"}},{"npi":[' + ONE + b"]}",
        b'{"npi":[],"tin":null},{"npi":[' + ONE + b"]}",
        b'{"npi":null},{"npi":[' + ONE + b"]}",
        b'{"tin":{"type":"npi","value":"x"}},{"npi":[' + ONE + b"]}",  # a group without the key
        b'{"npi":[null,' + ONE + b"]}",
        b'{"npi":["' + ONE + b'"]}',
        b'{"npi":' + ONE + b"}",  # no list
        b'{"npi":[0123456789]}',  # no number of JSON
        b'{"npi":[123456789.]}',
        b'{"npi":[12345 67890]}',
        b'{"npi":[' + ONE + b";" + TWO + b"]}",
        b'{"npi":[' + ONE + b",]}",
        b'{"npi":[' + ONE + b'],"npi":[' + TWO + b"]}",  # the key twice
        rb'{"\u006epi":[' + ONE + b"]}",  # the key spelled with an escape
        b'{"other":{"npi":[' + TWO + b']},"npi":[' + ONE + b"]}",  # one that belongs to no group
        b'{"other":{"npi":[' + TWO + b']}},{"npi":[' + ONE + b"]}",
        b'{"tin":{"value":"\\"npi\\":[' + ONE + b']"},"npi":[' + TWO + b"]}",  # one within a text
        b'{"npi":[' + ONE + b',{"x":[' + TWO + b"]}]}",
        b'{"npi":[' + ONE,
    ],
)
def test_what_is_not_regular_is_left_to_arrow(group: bytes) -> None:
    texts = [GROUP % b'{"npi":[' + TWO + b"]}", GROUP % group]
    assert _read(texts, REFERENCE) == _as_arrow_reads(texts, REFERENCE)


def test_regular_lists_leave_the_json() -> None:
    found = lifted(GROUP % (b'{"npi":[' + ONE + b"," + TWO + b']},{"npi":[0]}'))
    assert found is not None
    rest, npis = found
    assert rest == GROUP % b'{"npi":[]},{"npi":[0]}'
    assert npis.lengths.tolist() == [2, -1]
    assert npis.npis.tolist() == [int(ONE), int(TWO)]


def _is_npi(number: int) -> bool:
    """By hand: the digits of 80840 and the NPI; every second from the right is doubled, and all digits added."""
    if not 1_000_000_000 <= number <= 9_999_999_999:
        return False
    digits = [int(each) for each in f"80840{number}"]
    doubled = [sum(divmod(each * 2, 10)) for each in digits[-2::-2]]
    return (sum(doubled) + sum(digits[-1::-2])) % 10 == 0


@given(st.lists(st.integers(-(2**62), 2**62) | NPI, max_size=20))
def test_the_check_digit_is_that_of_the_rule(numbers: list[int]) -> None:
    found = is_wrong(np.array(numbers, np.int64)).tolist()
    assert found == [number != 0 and not _is_npi(number) for number in numbers]


def test_npis_that_are_none_are_counted_in_their_group() -> None:
    groups = b'{"npi":[%s,1234567890,%s,1]},{"npi":[%s]},{"npi":[]},{"npi":[7]}' % (ONE, TWO, ONE)
    rows, _ = _read([GROUP % groups], REFERENCE)
    found = [(each["wrong_npis"], each["wrong_npi"]) for each in rows[0]["provider_groups"]]
    wrong = [each for each in (1234567890, int(TWO), 1) if not _is_npi(each)]
    assert found == [(len(wrong), wrong[0]), (0, 0), (0, 0), (1, 7)]
