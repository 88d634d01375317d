"""The readmission measures agree with the Tuva Project's own results, encounter by encounter.

Files that may not be committed: set PERDIEM_SHARED to the folder that holds them, else these tests are skipped. What
differs on purpose, with the reasons, is in docs/explanation/measures.md.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from perdiem.codes import packaged_code_sets
from perdiem.engine.book import Book
from perdiem.engine.duckdb import Engine, literal, open_engine
from perdiem.model.book import Table, table
from perdiem.model.measure_settings import MeasureSettings
from perdiem.rules.measures.measure import measure

SHARED = Path(os.environ.get("PERDIEM_SHARED", Path(__file__).parents[2].parent / "shared")) / "readmission"
pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="the files of the Tuva Project are not here")

GENERATED_DATA_END = date(2025, 1, 17)  # the last discharge of the whole population that this half was taken from
RETURN_DIFFERS = {
    "the return is a stay that Tuva sets aside": "coalesce(r.disqualified_encounter_flag = 1, false)",
    "the stay goes on in another that Tuva sets aside": "d.episode_encounter <> d.unit_id",
    "another stay that Tuva sets aside belongs to it": "d.episode_stays > 1",
}
INDEX_DIFFERS = {"the stay goes on in another that Tuva sets aside": "d.episode_encounter <> d.unit_id"}


@pytest.fixture
def engine() -> Iterator[Engine]:
    with open_engine(threads=2) as opened:
        yield opened


def load(book: Book, declared: Table, query: str) -> None:
    there = [row[0] for row in book.engine.run(f"describe {query}").fetchall()]
    columns = ", ".join(name if name in there else f"null as {name}" for name in declared.names)
    book.define(declared, f"select {columns} from ({query})")


def measured(engine: Engine, population: str, only: str = "") -> Book:
    """Measures the stays; Tuva's results stand beside the evidence as `augmented` and `summary`."""
    book = Book(engine)
    folder = str(SHARED / population)
    load(book, table("encounter"), f"select * from {literal(folder + '__core__encounter.parquet')}{only}")
    load(
        book,
        table("procedure"),
        "select concat(encounter_id, normalized_code, row_number() over ()) as procedure_id, * "
        f"from {literal(folder + '__core__procedure.parquet')}",
    )
    names = ["readmission_all_cause", "readmission_hospital_wide"]
    end = GENERATED_DATA_END if population == "gen" else None
    settings = MeasureSettings(suppress_below=0, data_end=end)
    card = measure(book, measures=names, settings=settings, sets=packaged_code_sets())
    assert all(count.is_balanced for count in card.evidence)
    for name in ("encounter_augmented", "readmission_summary"):
        path = literal(f"{folder}__readmissions__{name}.parquet")
        engine.run(f"create or replace view tuva_{name} as select * from {path}")
    return book


def rows(engine: Engine, query: str) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = engine.run(query).fetchall()
    return found


KEPT = """ where encounter_id in (
  select encounter_id from {path} where disqualified_encounter_flag = 0)"""


@pytest.mark.parametrize("population", ["gen", "tuva"])
def test_every_stay_has_the_same_groups_and_is_planned_alike(engine: Engine, population: str) -> None:
    measured(engine, population)
    stays = rows(
        engine,
        """select count(*),
             count(*) filter (where d.is_planned <> (a.planned_flag = 1)),
             count(*) filter (where d.diagnosis_group is distinct from cast(a.diagnosis_ccs as integer)),
             count(*) filter (where d.category <> case a.specialty_cohort when 'Surgery/Gynecology'
               then 'surgery and gynecology' else lower(a.specialty_cohort) end)
           from tuva_encounter_augmented as a join measures.d_ev_stay as d on d.unit_id = a.encounter_id""",
    )
    total = rows(engine, "select count(*) from tuva_encounter_augmented")[0][0]
    assert stays == [(total, 0, 0, 0)]


@pytest.mark.parametrize("population", ["gen", "tuva"])
def test_on_the_stays_that_tuva_keeps_every_flag_is_the_same(engine: Engine, population: str) -> None:
    path = literal(str(SHARED / f"{population}__readmissions__encounter_augmented.parquet"))
    measured(engine, population, KEPT.format(path=path))
    found = rows(
        engine,
        """select count(*),
             count(*) filter (
               where (d.excluded is null and d.not_hospital_wide is null) <> (s.index_admission_flag = 1)
             ),
             count(*) filter (where d.days_to_return is distinct from s.days_to_readmit),
             count(*) filter (where d.return_encounter is distinct from s.readmission_encounter_id),
             count(*) filter (where d.is_readmitted <> (s.readmit_30_flag = 1)),
             count(*) filter (where d.is_readmitted_unplanned <> (s.unplanned_readmit_30_flag = 1))
           from tuva_readmission_summary as s join measures.d_ev_stay as d on d.unit_id = s.encounter_id""",
    )
    total = rows(engine, "select count(*) from tuva_readmission_summary")[0][0]
    assert total > 0
    if population == "gen":
        assert found == [(total, 0, 0, 0, 0, 0)]
    else:  # its one stay is within 30 days of the last discharge that is left of it
        assert found[0][0] == total
        assert found[0][2:] == (0, 0, 0, 0)


@pytest.mark.parametrize(
    ("differs", "reasons"),
    [
        (
            (
                "d.return_encounter is distinct from s.readmission_encounter_id "
                "or d.is_readmitted_unplanned <> (s.unplanned_readmit_30_flag = 1)"
            ),
            RETURN_DIFFERS,
        ),
        ("(d.excluded is null and d.not_hospital_wide is null) <> (s.index_admission_flag = 1)", INDEX_DIFFERS),
    ],
    ids=["return", "index"],
)
def test_on_all_stays_each_difference_has_its_reason(engine: Engine, differs: str, reasons: dict[str, str]) -> None:
    measured(engine, "gen")
    when = " ".join(f"when {holds} then {literal(reason)}" for reason, holds in reasons.items())
    found = dict(
        rows(
            engine,
            f"""select case {when} else 'unexplained' end as reason, count(*)
              from tuva_readmission_summary as s
              join measures.d_ev_stay as d on d.unit_id = s.encounter_id
              left join tuva_encounter_augmented as r on r.encounter_id = d.return_encounter
              where {differs}
              group by all""",
        )
    )
    assert found.pop("unexplained", 0) == 0
    assert found, "there are stays that Tuva sets aside and Perdiem follows"
