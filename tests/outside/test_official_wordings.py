"""Our wordings are ours: none is an official descriptor, nor carries a long run of one."""

from __future__ import annotations

import csv
import os
import re
from functools import cache
from pathlib import Path

import pytest

from perdiem.codes import packaged_code_sets
from perdiem.model.codes import CodeSystem

SHARED = Path(os.environ.get("PERDIEM_SHARED", Path(__file__).parents[2].parent / "shared"))
LONGEST_RUN = 6  # words in a row that a plain sentence may share by chance

SETS = packaged_code_sets()


@cache
def official() -> list[dict[str, str]]:
    file = SHARED / "domain" / "codes.csv"
    if not file.is_file():
        pytest.skip(f"no official descriptors at {file}; PERDIEM_SHARED names their folder")
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9.%]+", text.lower())


def test_no_wording_is_an_official_descriptor() -> None:
    # CPT rows of the outside file hold our own earlier wordings, no descriptor of the AMA
    descriptors = {
        " ".join(words(row[column])): row["code"]
        for row in official()
        if row["system"] != "CPT"
        for column in ("short_description", "long_description")
    }
    copied = [
        (code.code, code.wording)
        for code in SETS.codes.values()
        if code.system is not CodeSystem.CPT and " ".join(words(code.wording)) in descriptors
    ]
    assert copied == []


def test_no_sentence_of_ours_carries_a_long_run_of_a_descriptor() -> None:
    runs: dict[tuple[str, ...], str] = {}
    for row in official():
        if row["system"] == "HCPCS2" and row["category"] != "drug":
            said = words(row["long_description"])
            for start in range(len(said) - LONGEST_RUN):
                runs[tuple(said[start : start + LONGEST_RUN + 1])] = row["code"]
    ours = [(code.code, text) for code in SETS.codes.values() for text in (code.wording, code.note)]
    ours += [(" ".join(edit.codes), edit.rule) for edit in SETS.edits]
    ours += [(m.modifier, text) for m in SETS.modifiers.values() for text in (m.meaning, m.effect)]
    copied = []
    for name, text in ours:
        said = words(text)
        for start in range(len(said) - LONGEST_RUN):
            run = tuple(said[start : start + LONGEST_RUN + 1])
            if run in runs:
                copied.append((name, " ".join(run)))
    assert copied == []


def test_no_modifier_repeats_its_official_wording() -> None:
    official()
    with (SHARED / "domain" / "modifiers.csv").open(encoding="utf-8", newline="") as file:
        said = {row["modifier"]: words(row["official_long_description"]) for row in csv.DictReader(file)}
    copied = [m.modifier for m in SETS.modifiers.values() if said[m.modifier] and words(m.meaning) == said[m.modifier]]
    assert copied == []


def test_every_code_of_the_outside_file_is_carried_with_its_dates() -> None:
    rows = {row["code"]: row for row in official()}
    assert set(rows) == set(SETS.codes)
    for code in SETS.codes.values():
        row = rows[code.code]
        assert str(code.in_force.last or "") == row["term_date"]
        assert str(code.in_force.first or "") == row["add_date"]
