"""The glossary has every word of the vocabulary once, in one sentence."""

from __future__ import annotations

import re

from tests.docs.markdown import ROOT

ENTRY = re.compile(r"^- \*\*(.+?)\*\*: (.+)$", re.MULTILINE)
VOCABULARY = """
payor, provider, site, line of business, product, therapy, per diem, per-diem day, first therapy, second therapy,
third therapy, concurrent therapies, de-clotting, AIS, home mix, claim, claim line, disposition, adjustment,
remark code, allowed, paid, member responsibility, authorization request, authorization item, authorization decision,
index admission, catheter day, finding, term, clause, amendment, book, adjudication, edit, cut, billing order,
standing line, remittance, acknowledgment, mapping, reject
"""


def entries() -> list[tuple[str, str]]:
    return ENTRY.findall((ROOT / "docs" / "glossary.md").read_text("utf-8"))


def test_every_word_stands_there_once() -> None:
    words = [word for word, _ in entries()]
    assert len(words) == len(set(words))
    assert {" ".join(word.split()) for word in VOCABULARY.split(",")} <= set(words)


def test_each_word_is_told_in_one_sentence() -> None:
    for word, sentence in entries():
        assert sentence.endswith("."), word
        assert ". " not in sentence, word


def test_no_entry_escapes_the_pattern() -> None:
    text = (ROOT / "docs" / "glossary.md").read_text("utf-8")
    assert len(entries()) == sum(line.startswith("- ") for line in text.splitlines())
