"""Edits of a YAML text by example: what a person would write, with its comments."""

from __future__ import annotations

import pytest

from perdiem.writers.yaml_text import append_item, flow, remove, set_value, texts_of

TEXT = """\
# head: of the file
about: >-
  several lines: of text
  # not a comment
lines_of_business:  # why
  # note: below the key
  - commercial   # first
  - exchange
rates:
  - codes: S9490
    rate: 1  # one
  - file: r.csv
    per: day
nursing:
  payment:
  unlimited: yes
# end
"""


@pytest.mark.parametrize(
    ("path", "value", "old", "new"),
    [
        (("about",), "short", "about: >-\n  several lines: of text\n  # not a comment\n", "about: short\n"),
        (
            ("lines_of_business",),
            ["tricare"],
            "lines_of_business:  # why\n  # note: below the key\n  - commercial   # first\n  - exchange\n",
            "lines_of_business: [tricare]  # why\n  # note: below the key\n",
        ),
        (("rates", 1), {"file": "x.csv"}, "  - file: r.csv\n    per: day\n", "  - {file: x.csv}\n"),
        (("rates", 0, "rate"), "2.50", "rate: 1  # one", "rate: 2.50  # one"),
        (("nursing", "payment"), "separate", "  payment:\n", "  payment: separate\n"),
        (("nursing", "credential"), ["rn"], "  unlimited: yes\n", "  unlimited: yes\n  credential: [rn]\n"),
    ],
)
def test_only_the_lines_of_the_term_change(path: tuple[str | int, ...], value: object, old: str, new: str) -> None:
    assert old in TEXT
    assert set_value(TEXT, path, value) == TEXT.replace(old, new)


@pytest.mark.parametrize(
    ("path", "old"),
    [
        (("nursing", "payment"), "  payment:\n"),
        (("rates", 1), "  - file: r.csv\n    per: day\n"),
        (("lines_of_business", 0), "  - commercial   # first\n"),
        (("about",), "about: >-\n  several lines: of text\n  # not a comment\n"),
    ],
)
def test_only_the_lines_of_the_removed_term_go(path: tuple[str | int, ...], old: str) -> None:
    assert old in TEXT
    assert remove(TEXT, path) == TEXT.replace(old, "")


def test_the_second_key_of_a_row_takes_the_place_of_the_first_and_keeps_its_comment() -> None:
    assert remove("a:\n- a: x\n  # of b\n  b: y\n", ("a", 0, "a")) == "a:\n  # of b\n- b: y\n"


def test_a_list_in_a_list_stays_one() -> None:
    assert remove("a:\n- - x\n  - y\n", ("a", 0, 0)) == "a:\n- - y\n"


def test_a_row_is_appended_below_the_last() -> None:
    old = "  - file: r.csv\n    per: day\n"
    assert append_item(TEXT, ("rates",), {"codes": "S9500"}) == TEXT.replace(old, old + "  - {codes: S9500}\n")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("0250", "0250"), ("1.00", "1.00"), ("yes", "yes"), ("null", "'null'"), ("", "''"), ("? a", "'? a'"),
        ("a '5' b", "a '5' b"), ("it's", "it's"), ("a: b", "'a: b'"), ("a #b", "'a #b'"), ("2026-01-01", "2026-01-01"),
        ("a\nb", '"a\\nb"'), ("\x85", '"\\u0085"'), ("a, b", "'a, b'"), ("- a", "'- a'"), ("é", "é"), ("80%", "80%"),
        (["a", {"b": ["c"]}], "[a, {b: [c]}]"), ({}, "{}"), ([], "[]"),
    ],
)  # fmt: skip
def test_a_value_on_one_line_is_quoted_where_it_must_be(value: object, text: str) -> None:
    assert flow(value) == text
    assert texts_of(f"a: {text}") == {"a": value}
