from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest

from perdiem.writers.json import to_json
from tests.web.sample import sample_comparison, sample_portfolio
from tests.web.sample_pages import sample_pages


def test_the_first_key_names_the_format() -> None:
    for result, name in (
        (sample_portfolio().reviews[0], "perdiem-review/1"),
        (sample_portfolio(), "perdiem-portfolio/1"),
        (sample_comparison(), "perdiem-comparison/1"),
        (sample_pages()[1], "perdiem-recommendation-page/1"),
    ):
        assert next(iter(json.loads(to_json(result)).items())) == ("format", name)


def test_a_review_has_its_fields_in_order_and_its_counts() -> None:
    shape = json.loads(to_json(sample_portfolio().reviews[0]))
    assert list(shape)[:7] == ["format", "contract", "title", "payor", "provider", "file", "on"]
    assert list(shape)[7:] == ["lines_of_business", "results", "faults", "about", "counts"]
    assert shape["on"] == "2025-09-15"
    assert shape["counts"] == {"met": 4, "partly": 3, "not met": 5, "silent": 3, "not applicable": 0}


def test_a_finding_keeps_every_key_and_null_where_there_is_nothing() -> None:
    results = json.loads(to_json(sample_portfolio().reviews[0]))["results"]
    seventh, ninth = results[6]["findings"][0], results[8]["findings"][0]
    assert seventh["status"] == "not met"
    assert seventh["position"] == {
        "file": "northern-prairie-2025.yaml", "line": 47, "column": 11,
        "sheet": None, "cell": None, "page": None,
    }  # fmt: skip
    assert ninth["position"] is None
    assert list(seventh) == list(ninth)
    assert results[6]["reason"] == "Second therapies are paid at 50% of the per diem, third ones not at all."


@dataclass(frozen=True)
class Amount:
    value: Decimal
    since: date
    kinds: frozenset[str]


def test_a_decimal_keeps_its_digits_and_a_set_gets_an_order() -> None:
    shape = json.loads(to_json(Amount(Decimal("1.10"), date(2025, 3, 1), frozenset("cab"))))
    assert shape == {
        "format": "perdiem-amount/1",
        "value": "1.10",
        "since": "2025-03-01",
        "kinds": ["a", "b", "c"],
    }


def test_what_is_no_result_is_refused() -> None:
    with pytest.raises(TypeError, match="dataclass, not list"):
        to_json([1])
