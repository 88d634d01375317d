"""`perdiem impact`, `programme`, `site-of-care` and `new --scenario`, as a shell runs them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.unit.faces.conftest import CONTRACTS, Perdiem

GOLDEN = Path(__file__).resolve().parents[2] / "golden" / "claims"
CONTRACT, CLAIMS = GOLDEN / "contract.yaml", GOLDEN / "claim_line.csv"


def test_an_estimate_is_written_in_the_form_that_the_ending_says(perdiem: Perdiem) -> None:
    ran = perdiem("impact", CONTRACT, "--adopt", "7", "--book", CLAIMS, "-o", "impact.json", "--draws", "1000")
    assert ran.code == 0, ran.err
    told = json.loads(Path("impact.json").read_text("utf-8"))
    assert (told["adopted"], told["horizon"], told["perspective"]) == ([7], 3, "payor")
    side = told["payment"]
    assert (side["adjudications"], side["balanced"]) == (2, True)
    assert float(side["paid_after"]) > float(side["paid_before"])


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--adopt", "7"], "--book"),
        (["--adopt", "16", "--book", CLAIMS], "no recommendation 16"),
        (["--adopt", "7", "--book", CLAIMS, "-o", "impact.doc"], "names no format"),
        (["--adopt", "7", "--book", CLAIMS, "--format", "pdf"], "needs a file"),
        (["--adopt", "7", "--book", CLAIMS, "--scenario", "none.yaml"], "no such file"),
    ],
)
def test_words_that_do_not_fit_are_told(perdiem: Perdiem, words: list[object], says: str) -> None:
    ran = perdiem("impact", CONTRACT, *words)
    assert ran.code in {2, 3}
    assert says in ran.err


def test_a_scenario_is_written_once_and_stands_alone(perdiem: Perdiem) -> None:
    assert perdiem("new", "--scenario", "own.yaml").code == 0
    assert "is there already" in perdiem("new", "--scenario", "own.yaml").err
    assert perdiem("new", "--scenario", "own.yaml", "--force").code == 0
    assert "name only its file" in perdiem("new", "my.yaml", "--scenario", "own2.yaml").err
    assert ".yaml" in perdiem("new", "--scenario", "own.txt").err


def test_a_programme_is_tried_and_what_is_missing_is_told(perdiem: Perdiem) -> None:
    model = CONTRACTS / "model.yaml"
    ran = perdiem("programme", "simulate", model, "--patients", "50", "-o", "tried.json")
    assert ran.code == 0, ran.err
    (size,) = json.loads(Path("tried.json").read_text("utf-8"))["sizes"]
    assert 0 < size["paid_by_chance"] < size["paid_if_on_target"] < 1
    assert perdiem("programme", "simulate", model, "-o", "tried.xlsx").code == 0
    assert "has no PN programme" in perdiem("programme", "simulate", CONTRACT, "--per-diem", "200").err
    assert "whole numbers" in perdiem("programme", "simulate", model, "--patients", "few").err
    assert "MEASURE=RESULT" in perdiem("programme", "simulate", model, "--true", "28").err
    assert "is no measure" in perdiem("programme", "simulate", model, "--true", "waste=2").err
    assert "--book" in perdiem("programme", "score", model).err


def test_sites_of_care_need_one_source_and_allowed_amounts(perdiem: Perdiem) -> None:
    assert "either claims" in perdiem("site-of-care").err
    assert "no such file" in perdiem("site-of-care", "--rates", "none.parquet").err
    assert "allowed_amount" in perdiem("site-of-care", "--book", CLAIMS).err
    assert "write a percent" in perdiem("site-of-care", "--book", CLAIMS, "--move", "0.5").err


def test_rates_that_are_damaged_or_of_another_table_are_told_with_the_file(perdiem: Perdiem) -> None:
    Path("cut.parquet").write_bytes(b"PAR1 and no more")
    ran = perdiem("site-of-care", "--rates", "cut.parquet")
    assert ran.code == 3
    assert ran.err.startswith("cut.parquet: cannot be read as Parquet: ")
    assert perdiem("convert", CLAIMS, "claims", "--to", "parquet").code == 0
    ran = perdiem("site-of-care", "--rates", "claims/claim_line.parquet")
    assert ran.code == 3
    assert "claim_line.parquet: is no table of perdiem rates: it has no column " in ran.err


def test_a_figure_without_a_source_is_told(perdiem: Perdiem) -> None:
    Path("own.yaml").write_text(
        "parameters:\n  ed_visit_paid: {value: 2100, price_year: 2026}\n"
        "  reached_at_home_share: {value: 60%, citation: our study}\n"
    )
    words = ["--adopt", "3", "--book", CLAIMS, "--scenario", "own.yaml", "--draws", "1000"]
    ran = perdiem("impact", CONTRACT, *words)
    assert ran.code == 0, ran.err
    assert "The scenario file names no source for ed_visit_paid: add citation." in " ".join(ran.out.split())
