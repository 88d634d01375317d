"""Populations and resources that nobody here wrote, read whole: counts in are counts kept and counts set aside."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from perdiem.readers.book import BookReading, open_book

SHARED = Path(os.environ.get("PERDIEM_SHARED", Path(__file__).parents[2].parent / "shared"))
SYNTHEA, SEEDS, FHIR = SHARED / "synthea", SHARED / "readmission" / "tuva_seed", SHARED / "fhir"


def rows_of(path: Path) -> int:
    with path.open(newline="", encoding="utf-8") as file:
        return sum(1 for _ in csv.DictReader(file))


def opened(inputs: Sequence[Path], mapping: str | None = None) -> BookReading:
    return open_book(inputs, mapping=Path(mapping) if mapping else None)


@pytest.mark.skipif(not SYNTHEA.is_dir(), reason="the public synthetic population is not beside the project")
def test_a_population_of_synthea_is_read_whole() -> None:
    with opened([SYNTHEA], "synthea") as book:
        found = {each.table: each for each in book.reading.tables}
        for table, file in {
            "eligibility": "patients", "encounter": "encounters", "procedure": "procedures", "condition": "conditions",
            "prescription": "medications", "claim_line": "claims_transactions",
        }.items():  # fmt: skip
            assert found[table].rows_read == rows_of(SYNTHEA / f"{file}.csv")
            assert found[table].rows_kept == book.book.count(table)
        # every charge is a claim line; payments and transfers are told apart; two orders share a key and differ
        file = f"read_csv('{SYNTHEA}/claims_transactions.csv', all_varchar = true)"
        charges = book.book.engine.one(f"SELECT count(*) FROM {file} WHERE TYPE = 'CHARGE'")
        assert (found["claim_line"].rows_kept,) == charges
        assert [found[table].rows_rejected for table in ("eligibility", "encounter", "procedure", "condition")] == [
            0
        ] * 4
        assert found["prescription"].rows_rejected == 2
        kinds = book.book.engine.run("SELECT DISTINCT encounter_type FROM book.encounter ORDER BY 1").fetchall()
        assert kinds == [("acute inpatient",), ("emergency department",), ("office visit",),
                         ("outpatient hospital or clinic",), ("urgent care",)]  # fmt: skip


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the seeds of the Tuva Project are not beside the project")
def test_the_seeds_of_the_tuva_project_are_read_whole() -> None:
    with opened([SEEDS], "tuva") as book:
        for table, file in {
            "eligibility": "eligibility",
            "claim_line": "medical_claim",
            "dispense": "pharmacy_claim",
        }.items():
            reading = next(each for each in book.reading.tables if each.table == table)
            assert reading.rows_read == reading.rows_kept == rows_of(SEEDS / f"{file}_seed.csv")


def fhir_examples() -> list[Path]:
    return sorted(path for folder in ("own", "pas-2.0.1", "pas-2.2.1", "crd-2.0.1", "dtr-2.0.1")
                  for path in (FHIR / folder).rglob("*.json")
                  if path.parent.name in {"own", "examples", "example"})  # fmt: skip


@pytest.mark.skipif(not fhir_examples(), reason="the guides' examples are not beside the project")
def test_every_example_of_the_guides_is_accounted_for() -> None:
    """All together, so that references across files are met; whatever a resource is, it is counted once."""
    paths = fhir_examples()
    with opened(paths) as book:
        (account,) = (note for note in book.reading.notes if " resources in " in note)
        numbers = [int(word.replace(",", "")) for word in account.split() if word.replace(",", "").isdigit()]
        total, _files, *parts = numbers
        assert total == sum(parts) > 20
        resources = sum(len(entries(json.loads(path.read_text("utf-8")))) for path in paths)
        faults = book.book.engine.one("SELECT count(*) FROM book.table_reject WHERE rule = 'malformed_row'")[0]
        assert resources == total + int(str(faults))


def entries(document: Any) -> list[Any]:
    """The resources of a document: itself, or those in the entries of a bundle, however deep."""
    if document.get("resourceType") != "Bundle":
        return [document]
    return [inside for entry in document.get("entry", []) for inside in entries(entry["resource"])]


@pytest.mark.skipif(not (FHIR / "own").is_dir(), reason="the examples are not beside the project")
def test_a_request_for_infliximab_and_its_answer_are_one_authorization() -> None:
    with opened(sorted((FHIR / "own").glob("pas_*infliximab*.json"))) as book:
        (authorization,) = book.book.engine.run(
            'SELECT authorization_number, status, priority, requested_at, decided_at FROM book."authorization"'
        ).fetchall()
        assert authorization[:3] == ("HIAUTH0001", "approved", "standard")
        assert (authorization[4] - authorization[3]).total_seconds() == 2
        items = book.book.engine.run(
            "SELECT hcpcs_code, status, is_drug, CAST(start_date AS VARCHAR) FROM book.authorization_item "
            "ORDER BY item_number LIMIT 2"
        ).fetchall()
        assert items == [("J1745", "approved", True, "2026-10-01"), ("S9359", "approved", False, "2026-10-01")]
