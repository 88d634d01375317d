"""The same drug at several sites: from claims with their units, from published rates without."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from perdiem.codes import packaged_code_sets
from perdiem.engine.duckdb import open_engine
from perdiem.errors import UsageError
from perdiem.model.rate_file import PUBLISHED_RATE
from perdiem.model.site_of_care import Dose
from perdiem.rules.impact.site_of_care import sites_of_book, sites_of_rates
from perdiem.writers.impact.site_of_care import sites_text, sites_xlsx
from tests.impact_book import line, made_book

DAY = date(2026, 3, 2)
HALF = Decimal("0.5")


def test_a_drug_is_priced_by_site_and_the_move_is_units_times_the_difference() -> None:
    # home 50 a unit; hospital 100 lines of 60 units: three of 90.00, one of 130.00: mean 100 a unit
    # half of 240 units at a difference of 50 dollars: 6,000
    lines = [line(f"H{n}", "M1", "J1569", DAY, units=40, allowed_amount=Decimal(2000)) for n in range(3)]
    for n, price in enumerate((90, 90, 90, 130)):
        lines.append(line(f"O{n}", "M2", "J1569", DAY, units=60, allowed_amount=Decimal(60 * price),
                          place_of_service_code="22"))  # fmt: skip
    lines += [line(f"X{n}", "M2", "J1745", DAY, place_of_service_code="22", allowed_amount=Decimal(9)) for n in (1, 2)]
    with made_book(lines) as book:
        found = sites_of_book(book, packaged_code_sets(), HALF)
    by_site = {(price.code, price.site): price for price in found.prices}
    assert by_site["J1569", "home"].mean == 50
    assert (by_site["J1569", "hospital"].mean, by_site["J1569", "hospital"].median) == (100, 90)
    (move,) = found.moves
    assert (move.to, move.ratio, move.hospital_units, move.saving) == ("home", 2, 240, Decimal("6000.00"))
    assert found.saving == Decimal("6000.00")
    assert "6,000.00" in sites_text(found)


def test_a_whole_day_has_per_diem_visits_and_infusion_beside_the_drug() -> None:
    # home, a week of one line: drug 700, per diem 7 x 260, one visit 210: 2,730 over 7 days: 390 a day
    # hospital, three days, each drug 500 and infusion 400: 900 a day; half of three days moved: 1.5 x 510 = 765
    lines = [
        line("H", "M1", "J0696", DAY, allowed_amount=Decimal(700)),
        line("H", "M1", "S9500", DAY, number=2, last=date(2026, 3, 8), units=7, allowed_amount=Decimal(1820)),
        line("H", "M1", "99601", DAY, number=3, allowed_amount=Decimal(210)),
        *(line(f"O{n}", "M2", code, date(2026, 3, 2 + n), number=place, place_of_service_code="22",
               allowed_amount=Decimal(amount))
          for n in range(3) for place, (code, amount) in enumerate((("J0696", 500), ("96365", 400)), 1)),
    ]  # fmt: skip
    # a month with two drugs, and one with per diems of two kinds, cannot be laid to one of them
    lines += [line(f"T{n}", "M3", code, DAY, allowed_amount=Decimal(9)) for n, code in enumerate(("J0696", "J0692"))]
    lines += [line(f"P{n}", "M4", code, DAY, allowed_amount=Decimal(9))
              for n, code in enumerate(("J0696", "S9500", "S9366"))]  # fmt: skip
    with made_book(lines) as book:
        found = sites_of_book(book, packaged_code_sets(), HALF)
    home, hospital = found.days
    assert (home.site, home.members, home.days) == ("home", 1, 7)
    assert (home.drug, home.per_diem, home.visits, home.total) == (100, 260, 30, 390)
    assert (hospital.days, hospital.drug, hospital.infusion, hospital.total) == (3, 500, 400, 900)
    (move,) = found.day_moves
    assert (move.to, move.ratio, move.saving) == ("home", Decimal("2.31"), Decimal("765.00"))
    assert "765.00 dollars over the book's days" in sites_text(found)


def test_a_suite_is_told_from_home_by_place_or_modifier() -> None:
    lines = [
        line("A", "M1", "J1569", DAY, allowed_amount=Decimal(50), hcpcs_modifier_1="SS"),
        line("B", "M1", "J1569", DAY, allowed_amount=Decimal(60), place_of_service_code="49"),
        line("C", "M1", "J1569", DAY, allowed_amount=Decimal(70), place_of_service_code="11"),
        line("D", "M1", "J1569", DAY, allowed_amount=Decimal(80), claim_type="institutional", bill_type_code="131",
             place_of_service_code=None),
    ]  # fmt: skip
    with made_book(lines) as book:
        found = sites_of_book(book, packaged_code_sets(), HALF)
    assert {(price.site, price.amounts) for price in found.prices} == {("suite", 2), ("office", 1), ("hospital", 1)}


def test_bills_without_allowed_amounts_say_nothing_of_sites() -> None:
    with made_book([line("A", "M1", "J1569", DAY)]) as book, pytest.raises(UsageError, match="allowed_amount"):
        sites_of_book(book, packaged_code_sets(), HALF)


def rate(**given: Any) -> dict[str, Any]:
    row = dict.fromkeys(PUBLISHED_RATE.names)
    return row | {"source_file": "f", "rate_number": 1, "price_number": 1, "code": "J1569", "rate_kind": "negotiated",
                  "rate_unit": "USD", "billing_class": "professional", "arrangement": "ffs"} | given  # fmt: skip


def test_published_rates_give_medians_by_site_and_no_saving(tmp_path: Path) -> None:
    rows = [
        rate(npi="1", rate=Decimal(40), places_of_service="12"),
        rate(npi="2", rate=Decimal(60), places_of_service="12 49"),
        rate(npi="3", rate=Decimal(99), rate_mark="placeholder"),
        rate(npi="4", rate=Decimal(30), rate_unit="percent"),
        rate(npi="5", rate=Decimal(110), billing_class="institutional"),
        rate(npi="6", rate=Decimal(130), billing_class=None, setting="outpatient"),
        rate(npi="7", rate=Decimal(70), places_of_service="CSTM-00"),
    ]
    path = tmp_path / "rates.parquet"
    pq.write_table(pa.Table.from_pylist(rows, schema=PUBLISHED_RATE.arrow_schema()), path)
    with open_engine(threads=1) as engine:
        found = sites_of_rates(engine, [str(path)], packaged_code_sets(), HALF)
    medians = {price.site: price.median for price in found.prices}
    assert medians == {"home": 50, "suite": 60, "hospital": 120, "any": 70}
    (move,) = found.moves
    assert (move.ratio, move.saving, found.saving) == (Decimal("2.40"), None, None)
    sites_xlsx(found, tmp_path / "sites.xlsx")
    assert (tmp_path / "sites.xlsx").stat().st_size > 4000


def test_a_whole_day_is_put_together_from_published_rates(tmp_path: Path) -> None:
    # home: 70 units at 40, per diem 274, visit 208.24: 3,282.24; hospital: 70 at 90, infusion 362: 6,662
    rows = [
        rate(npi="1", rate=Decimal(40), places_of_service="12"),
        rate(npi="1", code="S9338", rate=Decimal(274), places_of_service="12"),
        rate(npi="1", code="99601", rate=Decimal("208.24")),
        rate(npi="5", rate=Decimal(90), billing_class="institutional"),
        rate(npi="5", code="96365", rate=Decimal(362), billing_class="institutional"),
    ]
    path = tmp_path / "rates.parquet"
    pq.write_table(pa.Table.from_pylist(rows, schema=PUBLISHED_RATE.arrow_schema()), path)
    sets = packaged_code_sets()
    with open_engine(threads=1) as engine:
        found = sites_of_rates(engine, [str(path)], sets, HALF, [Dose("J1569", Decimal(70), "S9338")])
        with pytest.raises(UsageError, match="no dollar rate"):
            sites_of_rates(engine, [str(path)], sets, HALF, [Dose("J1745", Decimal(50), "S9359")])
    assert {day.site: day.total for day in found.days} == {"home": Decimal("3282.24"), "hospital": Decimal("6662.00")}
    (move,) = found.day_moves
    assert (move.ratio, move.saving, move.hospital_days) == (Decimal("2.03"), None, None)
