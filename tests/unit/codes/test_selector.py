from __future__ import annotations

import pytest

from perdiem.codes import SelectorError, packaged_code_sets, parse_selector

SETS = packaged_code_sets()
HYDRATION = ("S9373", "S9374", "S9375", "S9376", "S9377")


@pytest.mark.parametrize(
    ("text", "kind", "codes"),
    [
        ("S9500", "code", ("S9500",)),
        ("s9500", "code", ("S9500",)),
        ("99601", "code", ("99601",)),
        ("0640", "code", ("0640",)),
        ("S9373-S9377", "range", HYDRATION),
        ("S9373 - S9377", "range", HYDRATION),
        ("S9373\N{EN DASH}S9377", "range", HYDRATION),
        ("S9373 \N{EM DASH} S9377", "range", HYDRATION),
        ("S9373 to S9377", "range", HYDRATION),
        ("S9373 THROUGH S9377", "range", HYDRATION),
        ("S9373-77", "range", HYDRATION),
        ("S9373-7", "range", HYDRATION),
        ("99601-02", "range", ("99601", "99602")),
        ("99500-99602", "range", ("99506", "99601", "99602")),  # neither kind of end needs to be known
        ("S921*", "prefix", ("S9211", "S9212", "S9213", "S9214")),
        ("home_mix", "family", ("B4164", "B4168", "B4172", "B4176", "B4178", "B4180", "B4222")),
        ("PN_Per_Diem", "family", ("S9364", "S9365", "S9366", "S9367", "S9368")),
        ("everything", "family", tuple(SETS.codes)),
    ],
)
def test_an_item_is_read(text: str, kind: str, codes: tuple[str, ...]) -> None:
    selection = parse_selector(text, SETS)
    assert selection.codes == codes
    assert [(item.text, item.kind) for item in selection.items] == [(text, kind)]


@pytest.mark.parametrize(
    "text", ["S9500,S9373-77;nursing", "S9500  S9373 to 77\nnursing", " S9500 ;; S9373-S9377,\tnursing "]
)
def test_items_stand_apart_by_commas_semicolons_spaces_and_lines(text: str) -> None:
    selection = parse_selector(text, SETS)
    assert selection.codes == ("S9500", *HYDRATION, "99601", "99602")
    assert [item.kind for item in selection.items] == ["code", "range", "family"]


def test_codes_keep_the_order_of_the_items_and_none_comes_twice() -> None:
    assert parse_selector("S9502 S9500-S9504 S9500", SETS).codes == ("S9502", "S9500", "S9501", "S9503", "S9504")


def test_a_range_stays_within_its_kind_of_code() -> None:
    assert all(code.startswith("J") for code in parse_selector("J0000-J9999", SETS).codes)
    assert all(len(code) == 5 for code in parse_selector("00000-99999", SETS).codes)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("S9505", "S9505 is not a code that Perdiem carries; did you mean S9504, S9503 or S9502?"),
        ("J3337", "J3337 is not a code that Perdiem carries; did you mean J3357 or J3397?"),
        ("S9377-S9373", "'S9377-S9373' is written backwards; write S9373-S9377"),
        ("S9373-B4000", "'S9373-B4000' runs from one kind of code to another; write a range for each"),
        ("S9373-99602", "'S9373-99602' runs from one kind of code to another; write a range for each"),
        ("S0001-S0002", "no known code lies in S0001-S0002"),
        ("Z*", "no known code begins with Z"),
        ("pn-per-diem", "no family is called 'pn-per-diem'; did you mean pn_per_diem?"),
        ("homemix", "no family is called 'homemix'; did you mean home_mix?"),
        ("qwerty", "no family is called 'qwerty'; `perdiem codes families` lists them"),
        ("S93-S95-S97", "'S93-S95-S97' has more than two ends; write one range at a time"),
        ("", "no code is named; write a code, range, prefix or family"),
        (" , ;\n", "no code is named; write a code, range, prefix or family"),
    ],
)
def test_a_fault_says_what_is_wrong_and_what_to_write(text: str, message: str) -> None:
    with pytest.raises(SelectorError) as caught:
        parse_selector(text, SETS)
    assert str(caught.value) == message


def test_all_faults_are_told_at_once_each_with_its_place() -> None:
    with pytest.raises(SelectorError) as caught:
        parse_selector("S9500, S9505; foo S9377-S9373", SETS)
    assert [(p.text, p.start) for p in caught.value.problems] == [("S9505", 7), ("foo", 14), ("S9377-S9373", 18)]


def test_a_selector_error_is_a_value_error() -> None:
    with pytest.raises(ValueError, match="S9505"):
        parse_selector("S9505", SETS)
