from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from perdiem.codes import SelectorError, packaged_code_sets, parse_selector

SETS = packaged_code_sets()
KNOWN = st.sampled_from(sorted(SETS.codes))
PIECES = st.one_of(
    KNOWN,
    st.sampled_from(sorted(SETS.families)),
    st.sampled_from(
        ["-", "\N{EN DASH}", " to ", " through ", "*", ",", ";", "\n", " ", "J", "S93", "77", "_", "\x00", "İ"]
    ),
    st.text(max_size=6),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=12).map("".join))
def test_any_text_gives_known_codes_or_a_selector_error(text: str) -> None:
    try:
        selection = parse_selector(text, SETS)
    except SelectorError as error:
        problems = error.problems
    else:
        problems = ()
        assert selection.codes
        assert set(selection.codes) <= set(SETS.codes)
        assert len(set(selection.codes)) == len(selection.codes)
    for problem in problems:
        assert problem.message
        assert text[problem.start : problem.start + len(problem.text)] == problem.text


@settings(deadline=None)
@given(st.lists(KNOWN, min_size=1, max_size=8), st.sampled_from([", ", ";", " ", "\n", " ,\t"]))
def test_known_codes_come_back_in_their_order(codes: list[str], between: str) -> None:
    assert parse_selector(between.join(codes), SETS).codes == tuple(dict.fromkeys(codes))


@settings(deadline=None)
@given(KNOWN, KNOWN)
def test_a_range_holds_its_ends_and_nothing_outside(one: str, other: str) -> None:
    first, last = sorted((one, other))
    try:
        codes = parse_selector(f"{first}-{last}", SETS).codes
    except SelectorError:
        assert (first[0].isdigit(), len(first)) != (last[0].isdigit(), len(last)) or first[0] != last[0]
    else:
        assert {first, last} <= set(codes)
        assert all(first <= code <= last for code in codes)


@settings(deadline=None)
@given(st.text(max_size=40))
def test_a_search_never_fails(text: str) -> None:
    assert all(code.code in SETS.codes for code in SETS.find(text))
