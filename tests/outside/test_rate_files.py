"""The public guide's own examples, and generated files: read to the rows of the slow reference."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from perdiem.codes import code_sets
from perdiem.readers.rate_file import Wanted, open_rates, wanted_codes
from tests.oracle_rates import in_network

SHARED = Path(os.environ.get("PERDIEM_SHARED") or Path(__file__).parents[3] / "shared")
GENERATOR = SHARED / "tools" / "genmrf.py"
pytestmark = pytest.mark.skipif(not (SHARED / "rates").is_dir(), reason="the shared rate files are not here")

EXAMPLES = sorted((SHARED / "rates").glob("v*/examples/in-network-rates/*.json"))
GENERATED = sorted((SHARED / "rates" / "generated").iterdir()) if (SHARED / "rates").is_dir() else []


def rows(path: Path, wanted: Wanted, references: Path | None = None) -> Counter[tuple[object, ...]]:
    with open_rates([path], wanted=wanted, references=references) as opened:
        assert opened.reading.is_whole
        columns = ", ".join(in_network.COLUMNS)
        return Counter(opened.book.engine.run(f"SELECT {columns} FROM book.published_rate").fetchall())


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: f"{path.parts[-4]}-{path.stem}")
def test_the_guides_examples_give_the_rows_of_the_slow_reference(path: Path) -> None:
    expected = Counter(in_network.rows(in_network.load(path), None))
    assert expected
    assert rows(path, Wanted(None)) == expected


@pytest.mark.parametrize("path", GENERATED, ids=lambda path: path.name)
def test_generated_files_give_the_rows_of_the_slow_reference(path: Path) -> None:
    wanted = wanted_codes(code_sets())
    expected = Counter(in_network.rows(in_network.load(path), wanted.codes))
    assert expected
    assert rows(path, wanted) == expected


SHAPES = {
    "items first, codes last, capitation": "--order items_first --key-order code_last --traps --capitation-share 0.1",
    "spaced, mixed keys, prices first": "--style spaced --key-order mixed --rate-order prices_first --traps",
    "schema 2, bundles": "--schema 2 --bundle-share 0.3 --traps --gzip",
    "float ids, inline": "--float-ids --inline-share 0.5 --order items_first --gzip",
}


@pytest.mark.parametrize("words", SHAPES.values(), ids=SHAPES.keys())
def test_every_shape_of_the_generator_gives_the_rows_of_the_slow_reference(words: str, tmp_path: Path) -> None:
    path = tmp_path / "rates.json"
    small = "--items 60 --provider-refs 40 --home-infusion-share 0.15 --rates-mu 1.2 --infusion-provider-share 0.2"
    subprocess.run([sys.executable, GENERATOR, path, *small.split(), *words.split()], check=True, capture_output=True)
    wanted = wanted_codes(code_sets())
    expected = Counter(in_network.rows(in_network.load(path), wanted.codes))
    assert expected
    assert rows(path, wanted) == expected


@pytest.mark.parametrize("version", ["v1.6.1", "v2.2.0"])
def test_the_guides_table_of_contents_names_each_file_for_each_plan(version: str) -> None:
    path = SHARED / "rates" / version / "examples" / "table-of-contents" / "table-of-contents-sample.json"
    document = in_network.load(path)
    expected = []
    for entry in document["reporting_structure"]:
        files = [("in_network", each) for each in entry.get("in_network_files", [])]
        files += [("allowed_amount", entry["allowed_amount_file"])] if "allowed_amount_file" in entry else []
        for plan in entry["reporting_plans"]:
            expected += [(plan["plan_name"], plan["plan_id"], kind, each["location"]) for kind, each in files]
    with open_rates([path]) as opened:
        query = "SELECT plan, plan_id, file_kind, file_location FROM book.rate_file_plan"
        assert Counter(opened.book.engine.run(query).fetchall()) == Counter(expected)
