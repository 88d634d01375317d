from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from perdiem.writers.html.anchors import distinct_slugs, slug
from perdiem.writers.html.prose import Block, blocks, clause_parts
from perdiem.writers.wording import counted, label, long_date, measure_words, one_line, short_title, unwrapped
from tests.web.sample_pages import sample_pages


def test_words() -> None:
    assert label(7) == "R07"
    assert long_date(date(2025, 3, 1)) == "March 1, 2025"
    assert counted(1, "contract") == "1 contract"
    assert counted(0, "contract") == "0 contracts"
    assert one_line("a\n b\tc\x1b") == "a b c"
    assert measure_words("doses_given") == "Doses given"
    assert measure_words("Share of doses given") == "Share of doses given"


@pytest.mark.parametrize(
    ("number", "words"), [(1, "Specialty network"), (9, "PN value programme"), (15, "PN home mix codes")]
)
def test_a_short_title_comes_from_the_slug(number: int, words: str) -> None:
    assert short_title(number, "A long title", sample_pages()) == words


def test_without_a_page_the_title_stands_for_itself() -> None:
    assert short_title(3, "A long title", {}) == "A long title"


def test_names_keep_their_capitals() -> None:
    page = replace(sample_pages()[12], slug="r12_medicare_advantage")
    assert short_title(12, "A long title", {12: page}) == "Medicare Advantage"


def test_wrapped_lines_are_joined_and_lists_stay() -> None:
    text = "One\n  two\n\nThree:\n(a) four\n    five\n- six\n"
    assert unwrapped(text) == "One two\n\nThree:\n(a) four five\n- six"


def test_slugs_are_plain_and_distinct() -> None:
    assert slug("Côte d’Azur (2025).yaml") == "cote-dazur-2025-yaml"
    assert slug("…") == "x"
    assert list(distinct_slugs(["a b", "a-b", "a-b-2", "a b"], "c").values()) == [
        "c-a-b",
        "c-a-b-2",
        "c-a-b-2-2",
        "c-a-b-3",
    ]


def test_prose_has_paragraphs_and_lists() -> None:
    assert blocks("One\ntwo.\n\nThree:\n- a\n  more\n* b\n") == (
        Block(text="One two."),
        Block(text="Three:"),
        Block(items=("a more", "b")),
    )
    assert blocks("") == ()


def test_a_clause_is_cut_at_its_blanks() -> None:
    assert clause_parts("Pay [amount] on [date].") == (
        ("Pay ", False), ("[amount]", True), (" on ", False), ("[date]", True), (".", False),
    )  # fmt: skip
