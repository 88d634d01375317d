"""Any rates, in any number of rows: the market's distributions are those of loops over the rows."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from perdiem.codes import packaged_code_sets
from perdiem.engine.book import Book
from perdiem.engine.duckdb import open_engine
from perdiem.model.contract import Contract
from perdiem.model.rate_file import PUBLISHED_RATE
from perdiem.model.terms.payment import Rate
from perdiem.rules.rates.market import rate_market
from perdiem.rules.rates.stages import rate_rows
from tests.oracle_rates import market as oracle

SETS = packaged_code_sets()
CENT = Decimal("0.01")
rates = st.one_of(st.none(), st.integers(-100, 40_000).map(lambda cents: Decimal(cents) / 100))
rows = st.fixed_dictionaries(
    {
        "payor": st.sampled_from(["A", "B", None]), "tin": st.sampled_from(["1", "2", None]),
        "npi": st.sampled_from(["7", "8", None]), "business_name": st.sampled_from(["N", None]),
        "plan_market_type": st.sampled_from(["group", "individual", None]),
        "code": st.sampled_from(["S9500", "S5517", "CSTM-00"]),
        "modifiers": st.sampled_from([None, "SH", "ss sh", "SH SS"]),
        "arrangement": st.sampled_from([None, "ffs", "ffs", "bundle", "capitation"]),
        "negotiated_type": st.sampled_from(["negotiated", "per diem", "derived", None]), "rate": rates,
        "rate_unit": st.sampled_from(["USD", "USD", "percent"]),
        "rate_mark": st.sampled_from([None, None, "placeholder"]),
        "rate_kind": st.sampled_from(["negotiated", "negotiated", "gross"]),
        "expiration_date": st.sampled_from([None, date(2026, 1, 1), date(9999, 12, 31)]),
        "file_date": st.sampled_from([None, date(2025, 12, 31), date(2026, 6, 1)]),
    }
)  # fmt: skip
FIXED: dict[str, Any] = {"source_file": "f", "rate_number": 1, "price_number": 1}


@settings(
    max_examples=8, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate]
)
@given(st.lists(rows, min_size=1, max_size=60), st.integers(1, 40_000))
def test_the_market_is_that_of_the_slow_reference(drawn: list[dict[str, Any]], own: int) -> None:
    rate = Decimal(own) / 100
    mine = Contract(contract="mine", rates=(Rate(codes=("S9500",), rate=str(rate)),))
    with Book(open_engine(threads=1)) as book:
        book.load(PUBLISHED_RATE, pa.Table.from_pylist([each | FIXED for each in drawn], PUBLISHED_RATE.arrow_schema()))
        rate_rows(book)
        market = rate_market(book, SETS, mine, "mine")
    expected = oracle.points(drawn)
    assert {(each.code, each.modifiers): each.spread.points for each in market.codes} == {
        key: len(points) for key, points in expected.items()
    }
    for each in market.codes:
        for name, value in oracle.spread(expected[each.code, each.modifiers].values()).items():
            assert abs(getattr(each.spread, name) - value) <= CENT
    assert {each.reason.value: each.rows for each in market.left_out} == dict(oracle.reasons(drawn))
    assert market.rows == len(drawn) == market.used + sum(each.rows for each in market.left_out)
    plain = list(expected.get(("S9500", ""), {}).values())
    assert [each.percentile for each in market.standings] == ([oracle.percentile(plain, rate)] if plain else [])
