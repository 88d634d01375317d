from __future__ import annotations

import subprocess
import sys
import time
from datetime import date
from decimal import Decimal

import pytest

from perdiem.codes import CodeSets, packaged_code_sets
from perdiem.codes.expand import others_of
from perdiem.codes.sentences import in_force_sentence, successor_sentence
from perdiem.model.codes import CodeSystem, Verified


@pytest.fixture(scope="module")
def sets() -> CodeSets:
    return packaged_code_sets()


@pytest.mark.parametrize(
    ("code", "day", "in_force"),
    [
        ("J3370", date(2025, 6, 30), True),  # its last day
        ("J3370", date(2025, 7, 1), False),
        ("J3373", date(2025, 6, 30), False),
        ("J3373", date(2025, 7, 1), True),  # its first day
        ("B9000", date(2016, 12, 31), True),
        ("B9000", date(2017, 1, 1), False),  # ended, and still printed in every CMS file
        ("B4148", date(2023, 9, 30), False),
        ("B4148", date(2023, 10, 1), True),
        ("S9563", date(2023, 3, 31), False),
        ("99601", date(2025, 1, 1), True),
        ("S9505", date(2025, 1, 1), False),  # no such code
    ],
)
def test_a_code_is_in_force_from_its_first_to_its_last_day(
    sets: CodeSets, code: str, day: date, in_force: bool
) -> None:
    assert sets.in_force(code, day) is in_force


def test_a_code_is_found_whatever_its_case_and_spaces(sets: CodeSets) -> None:
    found = sets.get("  s9500 ")
    assert found is not None
    assert found.wording == "Anti-infective therapy, one dose every 24 hours"
    assert found.is_per_diem
    assert sets.get("S9505") is None


def test_vancomycin_units_are_multiplied_by_50(sets: CodeSets) -> None:
    # 500 mg a unit before, 10 mg a unit after: 500 / 10 = 50
    pair = sets.successor_of("j3370")
    assert pair is not None
    assert (pair.new, pair.units_per_old_unit) == ("J3373", Decimal(50))
    assert sets.predecessors_of("J3373") == (pair,)
    assert "4 units become 200" in successor_sentence(pair)


def test_several_codes_may_be_joined_in_one(sets: CodeSets) -> None:
    assert [pair.old for pair in sets.predecessors_of("J1010")] == ["J1020", "J1030", "J1040"]


def test_half_a_unit_is_shown_with_an_example_that_comes_out_even(sets: CodeSets) -> None:
    pair = sets.successor_of("J0693")  # 5 mg to 10 mg
    assert pair is not None
    assert "is 0.5 of J0699" in successor_sentence(pair)
    assert "4 units become 2." in successor_sentence(pair)


def test_no_number_is_invented_where_the_old_unit_was_a_ceiling(sets: CodeSets) -> None:
    pair = sets.successor_of("J1170")  # up to 4 mg, to 0.1 mg
    assert pair is not None
    assert pair.units_per_old_unit is None
    assert "at most 40" in successor_sentence(pair)


def test_sentences_name_the_day_that_decides(sets: CodeSets) -> None:
    j3370, b4148, j1577 = sets.codes["J3370"], sets.codes["B4148"], sets.codes["J1577"]
    assert "2025-06-30 was its last day" in in_force_sentence(j3370, date(2025, 7, 1))
    assert "and ends on 2025-06-30" in in_force_sentence(j3370, date(2025, 6, 30))
    assert "it begins on 2023-10-01" in in_force_sentence(b4148, date(2023, 1, 1))
    assert "not known" in in_force_sentence(j1577, date(2026, 1, 1))


def test_a_search_puts_the_exact_code_first_then_wordings(sets: CodeSets) -> None:
    assert sets.find("j3370")[0].code == "J3370"
    assert [code.code for code in sets.find("VANCOMYCIN 10 mg")][:1] == ["J3373"]
    assert {code.code for code in sets.find("home-mix dextrose")} == {"B4164", "B4180"}
    assert sets.find("vancomycin per_diem") == []
    assert sets.find("  ") == []


def test_every_word_of_a_search_must_match(sets: CodeSets) -> None:
    found = sets.find("antibiotic cefazolin")
    assert {code.code for code in found} == {"J0687", "J0688", "J0689", "J0690"}


def test_edits_stand_at_their_codes_and_their_others_expand(sets: CodeSets) -> None:
    general = [edit for edit in sets.edits_of("S9494") if edit.kind == "mutually_exclusive"]
    assert others_of(general[0], sets) == ("S9497", "S9500", "S9501", "S9502", "S9503", "S9504")
    maternity = next(edit for edit in sets.edits_of("S9208") if edit.kind == "mutually_exclusive")
    assert "S9500" in others_of(maternity, sets)
    assert "S9209" not in others_of(maternity, sets)
    kits = next(edit for edit in sets.edits_of("B4034") if edit.kind == "mutually_exclusive")
    assert others_of(kits, sets, "B4034") == ("B4035", "B4036", "B4148")


def test_a_rule_from_general_knowledge_says_so(sets: CodeSets) -> None:
    alone = next(edit for edit in sets.edits_of("S5498") if edit.kind == "stand_alone")
    assert alone.verified is Verified.NO
    clearly = next(edit for edit in sets.edits_of("S9364") if edit.kind == "mutually_exclusive")
    assert clearly.verified is Verified.YES


def test_modifiers_that_matter(sets: CodeSets) -> None:
    assert {"SH", "SJ", "SS"} <= {m.modifier for m in sets.modifiers_of("S9500")}
    assert {"JW", "JZ", "SV"} <= {m.modifier for m in sets.modifiers_of("J3373")}
    assert "SH" not in {m.modifier for m in sets.modifiers_of("J3373")}
    assert "not mean parenteral nutrition" in sets.modifiers["PN"].effect
    assert date(2025, 1, 1) not in sets.modifiers["JG"].in_force


def test_per_diems_of_a_drug_class(sets: CodeSets) -> None:
    antibiotic = sets.per_diems_for("antibiotic")
    assert antibiotic is not None
    assert antibiotic.general == "S9494"
    assert "S9500" in antibiotic.specific
    assert sets.per_diems_for("no such class") is None


def test_acyclovir_is_on_the_medicare_pump_policy(sets: CodeSets) -> None:
    assert sets.medicare_home_drugs["J0133"].drug == "acyclovir"
    assert "GY" in sets.codes["J0133"].note


def test_places_and_reasons(sets: CodeSets) -> None:
    assert sets.places["49"].site_class == "suite"
    assert sets.reasons[("carc", "97")].usual_group == "CO"
    assert sets.codes["0640"].system is CodeSystem.REVENUE


def test_the_tables_load_in_a_moment() -> None:
    started = time.perf_counter()
    CodeSets()
    assert time.perf_counter() - started < 0.25  # seconds: 0.02 alone, with room for a busy machine


def test_looking_up_codes_imports_nothing_heavy() -> None:
    heavy = "rich python_calamine pydantic typer openpyxl ruamel"
    program = (
        "import sys; from perdiem.codes import packaged_code_sets; packaged_code_sets();"
        f"sys.exit(' '.join(n for n in {heavy!r}.split() if n in sys.modules) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
