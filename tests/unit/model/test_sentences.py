"""Every term of the model says what it means: a title, a meaning, and a sentence for each value that it may hold."""

# the exact sentences stand whole, to be found by a search
# ruff: noqa: E501

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest

from perdiem.model.contract import Contract
from perdiem.model.terms.base import Section
from perdiem.model.terms.lookup import Declared, keys_of, section_in
from perdiem.model.terms.payment import Rate
from perdiem.model.wording import amount_text, percent_text, rate_words, said, sentence

ROWS = {"Rate", "AuthorizationRule", "Pair", "ProgrammeMeasure", "MemberCost", "Source"}  # their terms are phrases
NOT_SAID = {"contract", "title", "about", "amendments", "sources", "factors", "perdiem"}  # names and texts as they are


def terms(kind: type[Section] = Contract, place: str = "contract") -> Iterator[tuple[str, Declared]]:
    for key, field in keys_of(kind).items():
        inner = section_in(field.annotation)
        if not (isinstance(field.annotation, type) and inner is not None):
            yield f"{place}.{key}", Declared(kind, key, field)
        if inner is not None:
            yield from terms(inner, f"{place}.{key}")


TERMS = dict(terms())
SAID = {place: term for place, term in TERMS.items() if not (term.section is Contract and term.key in NOT_SAID)}


def test_there_are_terms() -> None:
    assert len(TERMS) > 120


@pytest.mark.parametrize("place", TERMS)
def test_a_term_has_a_title_and_a_meaning(place: str) -> None:
    assert TERMS[place].field.title
    assert TERMS[place].field.description


@pytest.mark.parametrize("place", SAID)
def test_a_term_has_a_sentence_for_each_value(place: str) -> None:
    term = SAID[place]
    says = term.says
    assert says
    if isinstance(says, dict):
        assert set(says) == set(term.choices)
    else:
        assert "{value}" in says
    for sentence_said in says.values() if isinstance(says, dict) else [says]:
        is_sentence = term.section.__name__ not in ROWS and sentence_said != "{value}"
        assert sentence_said.endswith(".") == is_sentence, sentence_said
        assert sentence_said == sentence_said.strip()


@pytest.mark.parametrize("place", [place for place, term in SAID.items() if term.choices])
def test_no_value_is_said_as_its_key(place: str) -> None:
    for choice in SAID[place].choices:
        value = {"yes": True, "no": False}.get(choice, choice) if "yes" in SAID[place].choices else choice
        many = (value,) if not isinstance(SAID[place].says, dict) else value
        words = said(SAID[place], many)
        assert "_" not in words
        assert "{value}" not in words


@pytest.mark.parametrize(
    ("amount", "text"),
    [("130", "130.00"), ("130.5", "130.50"), ("0.0125", "0.0125"), ("0", "0.00"), ("1E+3", "1000.00"), ("0.000001", "0.000001"),
     ("9999999.99", "9999999.99"), ("130.500000", "130.50")],
)  # fmt: skip
def test_amounts_have_at_least_their_cents(amount: str, text: str) -> None:
    assert amount_text(Decimal(amount)) == text


@pytest.mark.parametrize(
    ("percent", "text"),
    [("50", "50%"), ("37.50", "37.5%"), ("0", "0%"), ("100", "100%"), ("1E+2", "100%"), ("0.0", "0%")],
)
def test_percents_have_no_needless_decimals(percent: str, text: str) -> None:
    assert percent_text(Decimal(percent)) == text


@pytest.mark.parametrize(
    ("path", "value", "text"),
    [
        (("concurrent_therapies", "second"), Decimal("37.50"), "The second concurrent therapy is paid at 37.5% of its per diem."),
        (("unlisted", "percent_of_charge"), Decimal(80), "A service without a rate is paid at 80% of the charge."),
        (("nursing", "unlimited"), True, "The number and length of nursing visits are not limited."),
        (("lines_of_business",), ("commercial", "exchange"), "The contract covers commercial and exchange."),
        (("claims", "timely_filing_days"), 90, "A claim must arrive within 90 days of service."),
        (("pn_programme", "payment", "amount"), Decimal("25"), "It is 25.00 dollars a patient."),
    ],
)  # fmt: skip
def test_a_term_is_said_in_plain_words(path: tuple[str, ...], value: object, text: str) -> None:
    assert sentence(path, value) == text


@pytest.mark.parametrize(
    ("per", "words"), [("hour", "an hour"), ("item", "an item"), ("unit", "a unit"), ("day", "a day")]
)
def test_what_a_rate_pays_for_has_its_article(per: str, words: str) -> None:
    assert rate_words(Rate.model_validate({"codes": ["S9379"], "rate": "40.00", "per": per})).endswith(
        f"dollars {words}"
    )
