"""The public guide's own examples, and generated files: read to the rows of the slow reference."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from decimal import Decimal
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


def test_referenced_files_in_a_folder_are_found_as_the_slow_reference_finds_them(tmp_path: Path) -> None:
    path, folder = tmp_path / "rates.json", tmp_path / "providers"
    words = "--items 40 --provider-refs 30 --home-infusion-share 0.3 --rates-mu 1.2 --infusion-provider-share 0.4"
    command = [sys.executable, GENERATOR, path, *words.split(), "--remote-share", "0.6"]
    subprocess.run(command, check=True, capture_output=True)
    document = in_network.load(path)
    folder.mkdir()
    elsewhere = {}
    for each in document["provider_references"]:
        if "location" in each:
            name = each["location"].rsplit("/", 1)[-1]
            tin = {"type": "ein", "value": "11-1111111"}
            number = int(each["provider_group_id"])
            elsewhere[name] = {"provider_groups": [{"npi": [Decimal(1000000000 + number)], "tin": tin}]}
            if number % 3:  # the others were not downloaded
                (folder / name).write_text(json.dumps(elsewhere[name], default=int), encoding="utf-8")
            else:
                del elsewhere[name]
    wanted = wanted_codes(code_sets())
    expected = Counter(in_network.rows(document, wanted.codes, elsewhere))
    assert any(row[6] is None for row in expected)
    assert rows(path, wanted, folder) == expected


@pytest.mark.parametrize("kind", ["allowed-amounts", "provider-reference"])
def test_the_guides_other_files_are_told_and_give_no_rate(kind: str) -> None:
    for path in sorted((SHARED / "rates").glob(f"v*/examples/{kind}/*.json")):
        with open_rates([path], wanted=Wanted(None)) as opened:
            (file,) = opened.reading.files
            assert (file.kind.value.replace(" ", "-"), file.rows, file.is_whole) == (kind, 0, True)


def test_a_generated_file_that_is_read_in_two_runs_gives_the_same_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = SHARED / "rates" / "generated" / "home-infusion-v2.json.gz"
    wanted = wanted_codes(code_sets())
    monkeypatch.setattr("perdiem.readers.rate_file.in_network.NOTED", 20_000)
    monkeypatch.setattr("perdiem.readers.rate_file.blocks.BLOCK", 5_000)

    def stops(*_words: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("perdiem.readers.rate_file.in_network._read_references", stops)
        with pytest.raises(KeyboardInterrupt), open_rates([path], wanted=wanted, kept=tmp_path):
            pass
    with open_rates([path], wanted=wanted, kept=tmp_path) as opened:
        columns = ", ".join(in_network.COLUMNS)
        found = Counter(opened.book.engine.run(f"SELECT {columns} FROM book.published_rate").fetchall())
    assert found == Counter(in_network.rows(in_network.load(path), wanted.codes))
