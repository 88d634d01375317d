"""Whatever stands in a rate file, the contract that it implies is one that can be read."""

from __future__ import annotations

import tempfile
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from perdiem.codes import packaged_code_sets
from perdiem.codes.compress import compress
from perdiem.engine.book import Book
from perdiem.engine.duckdb import open_engine
from perdiem.model.rate_file import PUBLISHED_RATE
from perdiem.readers.contract_file import read_contract_file
from perdiem.rules.coverage import coverage_of
from perdiem.rules.rates.evidence import evidence_of
from perdiem.rules.rates.implied import implied_contract
from perdiem.rules.rates.stages import rate_rows
from perdiem.writers.implied_contract import implied_contract_yaml
from tests.unit.rate_file.payors import NPIS

SETS = packaged_code_sets()
CODES = ("S9500", "S9501", "S9365", "99601", "J2997", "B4164", "G0068", "J3370", "Q1234", "CSTM-00")
FIXED: dict[str, Any] = {
    "source_file": "a", "rate_number": 1, "price_number": 1, "rate_kind": "negotiated", "file_date": date(2026, 1, 1),
}  # fmt: skip
names = st.one_of(
    st.none(), st.text(min_size=1, max_size=12), st.sampled_from(["A: b", "'x' #1", "{y}", "a\nb", "- z"])
)
rows = st.fixed_dictionaries(
    {
        "code": st.sampled_from(CODES),
        "modifiers": st.sampled_from([None, None, "SH", "SJ", "SS", "U", "sh", "25 59"]),
        "places_of_service": st.sampled_from([None, "12", "12 49", "49", "CSTM-00", "1A", "7"]),
        "rate": st.sampled_from(
            [None, *map(Decimal, ("0", "10", "5", "7.50", "0.001234", "100", "99999999", "12.34"))]
        ),
        "rate_unit": st.sampled_from(["USD", "USD", "USD", "percent"]),
        "negotiated_type": st.sampled_from(["per diem", "derived"]),
        "npi": st.sampled_from([None, str(NPIS[0]), str(NPIS[1]), "1234567890"]),
        "expiration_date": st.sampled_from([None, date(2027, 1, 1), date(9999, 12, 31), date(2020, 1, 1)]),
    }
)


@settings(
    max_examples=8, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate]
)
@given(st.lists(rows, min_size=1, max_size=40), names, names, st.sampled_from(["12-3456789", "1", "x y", "é"]))
def test_the_contract_can_be_read_and_has_no_other_rate_than_the_file(
    drawn: list[dict[str, Any]], payor: str | None, business: str | None, tin: str
) -> None:
    who = {"payor": payor, "business_name": business, "plan": business, "tin": tin}
    drawn = [*drawn, {"code": "S9502", "rate": Decimal(33), "rate_unit": "USD", "npi": None}]
    with Book(open_engine(threads=1)) as book, tempfile.TemporaryDirectory() as folder:
        table = pa.Table.from_pylist([each | FIXED | who for each in drawn], PUBLISHED_RATE.arrow_schema())
        book.load(PUBLISHED_RATE, table)
        rate_rows(book)
        implied = implied_contract(book, SETS)
        path = Path(folder) / "c.yaml"
        path.write_text(implied_contract_yaml(implied, SETS.get, lambda codes: compress(codes, SETS)), encoding="utf-8")
        file = read_contract_file(path)
    assert file.errors == ()
    assert file.agreement is not None
    contract = file.agreement.versions[0][1]
    assert coverage_of(contract, SETS, "S9502").amount == 33
    published = {(each["code"], each["rate"]) for each in drawn if each.get("negotiated_type") != "derived"}
    for rate in contract.rates or ():
        for code in (rate.codes or ()) if rate.rate else ():
            assert "-" in code or code in SETS.families or (code, rate.rate) in published
    assert [each.number for each in evidence_of(implied, SETS)] == list(range(1, 16))
