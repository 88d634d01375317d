from __future__ import annotations

import itertools
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perdiem.writers.word.differences import Change, differences, printable

VOCABULARY = ["second", "therapy", "is", "paid", "at", "50%", "100%", "of", "its", ",", "\t", "\n", "per diem"]
WORDINGS = st.one_of(
    st.text(),
    st.lists(st.sampled_from(VOCABULARY)).map(" ".join),
)


def marked(before: str, after: str) -> str:
    signs = {Change.KEPT: "{}", Change.DELETED: "[-{}-]", Change.INSERTED: "{{+{}+}}"}
    return "".join(signs[change].format(text) for change, text in differences(before, after))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("", "", ""),
        ("", "New.", "{+New.+}"),
        ("Gone.", "", "[-Gone.-]"),
        ("The same.", "The same.", "The same."),
        (
            "The second concurrent therapy is paid at 50% of its per diem.",
            "The second concurrent therapy is paid at 100% of its per diem.",
            "The second concurrent therapy is paid at [-50%-]{+100%+} of its per diem.",
        ),
        (
            "Infusion nursing needs prior authorization.",
            "Infusion nursing needs no prior authorization.",
            "Infusion nursing needs {+no +}prior authorization.",
        ),
        (
            "A visit is paid at $1,115.00 under S9338.",
            "A visit is paid at $1,120.50 under S9338.",
            "A visit is paid at [-$1,115.00-]{+$1,120.50+} under S9338.",
        ),
    ],
)
def test_a_change_is_marked_as_a_person_would(before: str, after: str, expected: str) -> None:
    assert marked(before, after) == expected


def test_a_short_word_between_two_changes_goes_with_them() -> None:
    assert marked(
        "Claims are due in ninety of days from service.", "Claims are due in sixty of hours from service."
    ) == ("Claims are due in [-ninety of days-]{+sixty of hours+} from service.")


def test_sentences_with_little_in_common_are_replaced_whole() -> None:
    assert marked("The plan pays nothing for it.", "A kit is covered for every member it needs.").count("[-") == 1


@given(WORDINGS, WORDINGS)
def test_the_stretches_rebuild_both_wordings(before: str, after: str) -> None:
    stretches = differences(before, after)
    assert "".join(text for change, text in stretches if change is not Change.INSERTED) == before
    assert "".join(text for change, text in stretches if change is not Change.DELETED) == after
    kinds = [change for change, _ in stretches]
    assert all(text for _, text in stretches)
    assert all(one is not other for one, other in itertools.pairwise(kinds))
    assert (Change.INSERTED, Change.DELETED) not in itertools.pairwise(kinds)


def test_a_very_long_text_is_compared_in_seconds() -> None:
    words = [f"word{number % 700} of the" for number in range(20_000)]
    changed = [word if number % 500 else "another one" for number, word in enumerate(words)]
    begun = time.perf_counter()
    stretches = differences(" ".join(words), " ".join(changed))
    assert time.perf_counter() - begun < 20
    assert "".join(text for change, text in stretches if change is not Change.DELETED) == " ".join(changed)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\r\nb\rc\x0bd\x0ce", "a\nb\nc\nd\ne"),
        ("nul\x00 bell\x07 escape\x1b", "nul\ufffd bell\ufffd escape\ufffd"),
        ("lone \ud800 surrogate, \ufffe and \uffff", "lone \ufffd surrogate, \ufffd and \ufffd"),
        ("kept: é ﷽ 💉 \u200d \x85\t", "kept: é ﷽ 💉 \u200d \x85\t"),
    ],
)
def test_what_xml_forbids_is_replaced(text: str, expected: str) -> None:
    assert printable(text) == expected
