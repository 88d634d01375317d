"""Each case of each measure: what stands in the tables, and what comes out."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.adjudicating import load_rows
from tests.cases.measure_cases import Case, cases

from perdiem.codes import packaged_code_sets
from perdiem.engine.book import Book
from perdiem.engine.duckdb import Engine, open_engine
from perdiem.model.measure_settings import Assumption, MeasureSettings
from perdiem.model.measures import MeasureValue
from perdiem.rules.measures.evidence import evidence_rows
from perdiem.rules.measures.measure import measure
from perdiem.rules.measures.registry import NAMES


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with open_engine(threads=1) as opened:  # one for all cases: to open and close one takes longer than a case
        yield opened


def shown(value: MeasureValue, asked: dict[str, object]) -> dict[str, object]:
    found: dict[str, object] = {}
    for name in asked:
        at = getattr(value, name)
        if name in {"standing", "source"}:
            at = at.value
        elif name == "missing":
            at = list(at)
        elif isinstance(at, float):
            at = round(at, 4)
        found[name] = at
    return found


@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case.measure}: {case.name}")
def test_case(case: Case, engine: Engine) -> None:
    stated = dict(case.settings)
    for name in ("picc_otherwise_hopd", "picc_otherwise_admitted"):
        if name in stated:
            stated[name] = Assumption(*stated[name])
    settings = MeasureSettings(**({"suppress_below": 0} | stated))
    book = Book(engine)
    load_rows(book, case.rows)
    found = measure(
        book,
        measures=[case.measure],
        by=case.by,
        since=case.since,
        until=case.until,
        settings=settings,
        sets=packaged_code_sets(),
    )
    value = found.overall(case.measure)
    assert shown(value, case.gives) == case.gives
    for stratum in case.strata:
        asked = {key: stratum[key] for key in stratum if key != "of"}
        (at,) = [each for each in found.values if dict(each.stratum) == stratum["of"]]
        assert shown(at, asked) == asked, stratum["of"]
    for count in found.evidence:
        assert count.is_balanced
        for reason, rows in case.aside.items():
            assert {each.reason: each.rows for each in count.exclusions}.get(reason) == rows, count
        opened = evidence_rows(book, found, value)
        assert len(opened) == count.counted + sum(each.rows for each in count.exclusions)
        assert sum(row["set_aside"] is None for row in opened) == count.counted


def test_every_measure_has_cases() -> None:
    counts = {name: sum(case.measure == name for case in cases()) for name in NAMES}
    assert [name for name, count in counts.items() if count < 2] == []
