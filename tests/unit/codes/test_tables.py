"""The packaged tables hold together: what one file says, the others know."""

from __future__ import annotations

import csv
import re
from decimal import Decimal
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from perdiem.codes import CodeSets, packaged_code_sets, parse_selector
from perdiem.codes.expand import others_of
from perdiem.codes.tables import FOLDER
from perdiem.model.codes import CodeSystem, Verified

FILES = sorted(path.name for path in FOLDER.glob("*.csv"))
SETS = packaged_code_sets()

EXACT_FAMILIES = {
    "anti_infective": "S9494 S9497 S9500 S9501 S9502 S9503 S9504",
    "hydration": "S9373 S9374 S9375 S9376 S9377",
    "pain": "S9325 S9326 S9327 S9328",
    "chemo": "S9329 S9330 S9331",
    "pn_per_diem": "S9364 S9365 S9366 S9367 S9368",
    "enteral_per_diem": "S9340 S9341 S9342 S9343",
    "catheter_care": "S5497 S5498 S5501 S5502",
    "de_clotting_kit": "S5517",
    "catheter_repair_kit": "S5518",
    "picc": "S5520 S5522",
    "midline": "S5521 S5523",
    "nursing": "99601 99602",
    "home_mix": "B4164 B4168 B4172 B4176 B4178 B4180 B4222",  # exactly the seven that NHIA names
    "home_mix_additive": "B4216",
    "hit_g_codes": "G0068 G0069 G0070 G0088 G0089 G0090",
    "enteral_kit": "B4034 B4035 B4036 B4148",
    "pn_lipid": "B4185 B4187",
    "pn_special_formula": "B5000 B5100 B5200",
    "de_clotting": "J2997 S5517",
    "picc_insertion": "S5520 S5522",
}


@pytest.mark.parametrize(("name", "codes"), EXACT_FAMILIES.items())
def test_a_family_holds_exactly_its_codes(name: str, codes: str) -> None:
    assert SETS.families[name] == tuple(codes.split())


def test_any_per_diem_is_every_code_counted_by_the_day() -> None:
    assert set(SETS.families["any_per_diem"]) == {code.code for code in SETS.codes.values() if code.is_per_diem}


def test_therapy_per_diem_leaves_out_catheter_care_and_maternity() -> None:
    therapy, everyday = set(SETS.families["therapy_per_diem"]), set(SETS.families["per_diem"])
    assert everyday - therapy == set(SETS.families["catheter_care"])
    assert not everyday & set(SETS.families["maternity"])
    assert set(SETS.families["enteral_per_diem"]) | set(SETS.families["pn_per_diem"]) <= therapy


def test_every_family_is_described_and_every_description_has_a_family() -> None:
    assert set(SETS.families) == set(SETS.family_descriptions)
    assert all(text.endswith(".") for text in SETS.family_descriptions.values())


def test_every_code_is_in_a_family_that_a_person_can_name() -> None:
    for code in SETS.codes.values():
        assert code.code in SETS.families[code.category]
        assert re.fullmatch(r"[a-z][a-z0-9_]*", code.category)


def test_the_number_of_codes_is_what_the_sources_held() -> None:
    by_system = {system: sum(c.system is system for c in SETS.codes.values()) for system in CodeSystem}
    assert by_system == {CodeSystem.HCPCS: 653, CodeSystem.CPT: 33, CodeSystem.REVENUE: 47}


def test_codes_of_the_recommendations_are_marked() -> None:
    marked = {n: {c.code for c in SETS.codes.values() if n in c.recommendations} for n in (2, 3, 4, 9, 15)}
    assert marked[15] == set(SETS.families["home_mix"])
    assert marked[2] == set(SETS.families["hit_g_codes"])
    assert {"S5517", "J2997", "99601", "99602"} <= marked[3]
    assert {"S5520", "S5522"} <= marked[4]
    assert set(SETS.families["pn_per_diem"]) <= marked[9]


def test_b4216_carries_a_note_in_place_of_a_recommendation() -> None:
    assert SETS.codes["B4216"].recommendations == ()
    assert "not among the seven" in SETS.codes["B4216"].note


def test_a_code_of_unknown_start_has_no_first_day_and_says_so() -> None:
    for number in ("J1577", "J1553", "J1837", "J2516", "J3376", "J9256"):
        code = SETS.codes[number]
        assert code.in_force.first is None
        assert "first day" in code.note
        assert code.verified in {Verified.NUMBER, Verified.PARTLY}


def test_every_hcpcs_code_read_in_full_has_a_first_day() -> None:
    undated = [
        code.code
        for code in SETS.codes.values()
        if code.system is CodeSystem.HCPCS and code.verified is Verified.YES and code.in_force.first is None
    ]
    assert undated == []


def test_successors_agree_with_the_codes_dates_and_units() -> None:
    for pair in SETS.successors:
        old, new = SETS.codes[pair.old], SETS.codes[pair.new]
        assert (old.in_force.last, new.in_force.first) == (pair.old_last_day, pair.new_first_day)
        if pair.units_per_old_unit is None:
            assert pair.multiplier_note
            continue
        if old.unit_measure == new.unit_measure == "mg" or pair.old == "J2796":
            assert old.unit_quantity is not None
            assert new.unit_quantity is not None
            assert old.unit_quantity / new.unit_quantity == pair.units_per_old_unit, pair
    grams = SETS.successor_of("S0032")  # 2 g to 20 mg: 2000 / 20 = 100
    assert grams is not None
    assert grams.units_per_old_unit == Decimal(100)


def test_edits_name_known_codes_and_readable_others() -> None:
    for edit in SETS.edits:
        assert set(edit.codes) <= set(SETS.codes), edit
        assert not edit.others or others_of(edit, SETS), edit
        assert edit.rule
        assert edit.basis


def test_home_infusion_per_diems_say_what_is_billed_beside_them() -> None:
    silent = [
        code
        for code in SETS.families["per_diem"]
        if not any(edit.kind == "excludes_payable_separately" for edit in SETS.edits_of(code))
    ]
    assert silent == []


def test_drug_classes_cover_every_drug_and_name_known_codes() -> None:
    classes = {code.drug_class for code in SETS.codes.values() if code.drug_class}
    assert classes == set(SETS.drug_classes)
    for row in SETS.drug_classes.values():
        named = [*row.specific, *([row.general] if row.general else [])]
        assert set(named) <= set(SETS.codes), row


def test_modifiers_apply_to_families_that_exist() -> None:
    named = {family for modifier in SETS.modifiers.values() for family in modifier.applies_to}
    assert named <= set(SETS.families)


def test_wordings_are_told_apart() -> None:
    by_wording: dict[str, list[str]] = {}
    for code in SETS.codes.values():
        by_wording.setdefault(code.wording.lower(), []).append(code.code)
    shared = {tuple(codes) for codes in by_wording.values() if len(codes) > 1}
    # the old and the new code of one drug in one unit, and a hospital code that became a general one
    assert shared == {("C9305", "J9256"), ("J0736", "S0077"), ("J2470", "S0164")}


@pytest.mark.parametrize("name", FILES)
def test_a_table_is_tidy(name: str) -> None:
    text = (FOLDER / name).read_text(encoding="utf-8")
    rows = list(csv.reader(text.splitlines()))
    assert all(len(row) == len(rows[0]) for row in rows)
    assert all(cell == cell.strip() and "  " not in cell for row in rows for cell in row)
    assert re.search(r"https?:|github|[\w-]+/[\w-]+:", text) is None  # no address of a third party's repository


def test_each_table_says_where_it_comes_from() -> None:
    with (FOLDER / "SOURCE.yaml").open(encoding="utf-8") as file:
        said = YAML(typ="safe").load(file)
    assert sorted(said) == FILES
    for entry in said.values():
        assert set(entry) == {"holds", "publisher", "edition", "licence", "verified", "transcribed"}


def test_the_packaged_tables_lie_inside_the_package() -> None:
    import perdiem

    assert Path(perdiem.__file__).parent in FOLDER.parents


def test_the_printed_ranges_of_recommendation_10_can_be_read() -> None:
    sets: CodeSets = SETS
    kits = parse_selector("B4034-B4088", sets).codes
    formulae = parse_selector("B4100-B4162", sets).codes
    assert set(kits) == set(sets.families["enteral_kit"]) - {"B4148"} | set(sets.families["enteral_tube"])
    assert set(formulae) == set(sets.families["enteral_formula"]) | {"B4105", "B4148"}
