from __future__ import annotations

import json
from pathlib import Path

import pytest

from perdiem.engine import duckdb
from perdiem.readers.contract_file import read_contract
from tests.unit.faces.conftest import CONTRACTS, Perdiem

PUBLISHED = sorted((CONTRACTS / "published").glob("*.yaml"))
TEXAS = CONTRACTS / "published" / "bcbs-texas-2015.yaml"


def test_fail_on_looks_only_at_the_recommendations_asked_for(perdiem: Perdiem) -> None:
    assert perdiem("review", TEXAS, "--fail-on", "not-met", "--only", "2").code == 0
    ran = perdiem("review", TEXAS, "--fail-on", "not-met", "--only", "2,7")
    assert ran.code == 5
    assert ran.err.splitlines()[-1] == "bcbs-texas-2015: recommendation 7 is not met"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--fail-on", "bad"), "--fail-on: 'bad' is not a status"),
        (("--only", "16"), "there is no recommendation 16"),
        (("--format", "xlsx"), "--format xlsx needs a file"),
        (("-o", "review.pdf"), "the ending names no format"),
        (("--on", "2010-01-01"), "not on 2010-01-01"),
    ],
)
def test_wrong_words_end_with_two_and_say_why(perdiem: Perdiem, words: tuple[str, ...], said: str) -> None:
    ran = perdiem("review", TEXAS, *words)
    assert ran.code == 2
    assert said in ran.err


def test_every_format_is_written_into_a_folder_that_is_made(perdiem: Perdiem) -> None:
    for ending in ("txt", "json", "html", "xlsx", "docx", "csv"):
        output = Path("new") / "folder" / f"review.{ending}"
        assert perdiem("review", *PUBLISHED, "-o", output).code == 0
        assert output.stat().st_size > 1000
    assert len(json.loads(Path("new/folder/review.json").read_text())["reviews"]) == len(PUBLISHED)


def test_the_review_is_the_same_in_any_order_of_files(perdiem: Perdiem) -> None:
    forwards = json.loads(perdiem("review", *PUBLISHED, "-f", "json").out)["reviews"]
    backwards = json.loads(perdiem("review", *reversed(PUBLISHED), "-f", "json").out)["reviews"]
    assert forwards == backwards[::-1]


@pytest.mark.parametrize("path", [*PUBLISHED, CONTRACTS / "model.yaml"], ids=lambda path: path.stem)
def test_adopting_all_meets_all_and_keeps_every_comment(perdiem: Perdiem, path: Path) -> None:
    ran = perdiem("amend", path, "--adopt", "all", "-o", "out/amended.yaml", "--word", "out/amendment.docx")
    assert ran.code == 0, ran.err
    review = json.loads(perdiem("review", "out/amended.yaml", "-f", "json").out)
    assert {result["status"] for result in review["results"]} <= {"met", "not applicable"}
    before = [line for line in path.read_text().splitlines() if line.strip().startswith("#")]
    after = Path("out/amended.yaml").read_text().splitlines()
    assert all(comment in after for comment in before)
    assert Path("out/amendment.docx").stat().st_size > 10_000
    again = perdiem("amend", "out/amended.yaml", "--adopt", "all", "-o", "twice.yaml")
    assert again.code == 0
    assert read_contract("twice.yaml").versions[0][1] == read_contract("out/amended.yaml").versions[0][1]


def test_own_figures_take_the_place_of_proposed_ones(perdiem: Perdiem) -> None:
    Path("c.yaml").write_text(
        "contract: c\nrates:\n  - {codes: S9500, rate: 130.00, per: day}\n  - {codes: drug, percent: 106%, of: asp}\n"
    )
    ran = perdiem(
        "amend", "c.yaml", "--adopt", "3,4", "--rate", "S5520=210", "--rate", "S5522=360", "--rate", "J2997=95"
    )
    assert ran.code == 0, ran.err
    rates = {rate.codes: rate.rate for rate in read_contract("c-amended.yaml").versions[0][1].rates or ()}
    assert (rates[("S5520",)], rates[("S5522",)], rates[("J2997",)]) == (210, 360, 95)
    assert "S5520" not in ran.out.split("To settle")[-1]
    assert perdiem("amend", "c.yaml", "--adopt", "3", "--rate", "S9500=1", "--force").code == 2


def test_a_contract_that_changes_over_time_is_not_amended_in_place(perdiem: Perdiem) -> None:
    Path("c.yaml").write_text("contract: c\nnursing: {unlimited: {is: yes, from: 2026-01-01}}\n")
    ran = perdiem("amend", "c.yaml", "--adopt", "3")
    assert ran.code == 2
    assert "changes over time" in ran.err


def test_an_amendment_on_the_command_line_goes_to_its_contract(perdiem: Perdiem) -> None:
    Path("c.yaml").write_text("contract: c\neffective: {from: 2026-01-01}\nconcurrent_therapies: {second: 50%}\n")
    Path("a.yaml").write_text(
        "contract: a\namends: c\neffective: {from: 2026-07-01}\nconcurrent_therapies: {second: 80%}\n"
    )
    early = perdiem("review", "a.yaml", "c.yaml", "--on", "2026-06-30")
    late = perdiem("review", "c.yaml", "a.yaml", "--on", "2026-07-01")
    assert "paid at 50% of the per diem" in early.out
    assert "paid at 80% of the per diem" in late.out
    assert perdiem("review", "a.yaml", TEXAS).code == 2


def test_a_contract_compared_with_itself_does_not_differ(perdiem: Perdiem) -> None:
    ran = perdiem("compare", CONTRACTS / "model.yaml", CONTRACTS / "model.yaml")
    assert "0 terms changed" in ran.out
    assert "0 verdicts moved" in ran.out


def test_a_page_is_told_for_every_recommendation(perdiem: Perdiem) -> None:
    for number in range(1, 16):
        ran = perdiem("explain", number, "--contract", TEXAS)
        assert ran.code == 0
        for heading in ("What is looked for", "Why it matters", "Met when", "Silent when", "Limits", "Model clause"):
            assert f"\n{heading}\n" in ran.out
    assert perdiem("explain", 16).code == 2


def test_a_full_disk_is_told(perdiem: Perdiem, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        with duckdb._said_plainly():
            raise duckdb.duckdb.IOException("Could not write file: No space left on device")

    monkeypatch.setattr("perdiem.rules.recommendations.review.review_contract", full)
    ran = perdiem("review", TEXAS)
    assert ran.code == 4
    assert ran.err.startswith("The disk is full: [Errno 28] No space left on device. Free some room")


def test_a_bug_of_ours_is_told_as_one(perdiem: Perdiem, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("oops")

    monkeypatch.setattr("perdiem.rules.recommendations.review.review_contract", broken)
    ran = perdiem("review", TEXAS)
    assert ran.code == 70
    assert "a fault of Perdiem, not of your file: ZeroDivisionError: oops" in ran.err
