from __future__ import annotations

import pytest

from perdiem.writers.word.clauses import clause_paragraphs


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("", []),
        ("\n \n", []),
        ("One line\nwrapped.\n\n\nAnother.\n", ["One line wrapped.", "Another."]),
        ("It covers:\n(a) one\n    thing;\n(b) two.", ["It covers:", "(a) one thing;", "(b) two."]),
        ("1. First.\n2. Second.", ["1. First.", "2. Second."]),
        ("Paid at\r\n99601 a visit", ["Paid at 99601 a visit"]),
    ],
)
def test_a_clause_falls_into_its_paragraphs(clause: str, expected: list[str]) -> None:
    assert clause_paragraphs(clause) == expected
