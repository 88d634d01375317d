"""Ten patients' tables filled into the workbook of `perdiem new --book`, and every measure worked out by hand.

The tables are in ten_patients.txt. The data end on 2026-03-31, the day of the last claim; stays end on 2026-03-22, so
that those that end after 2026-02-20 cannot be followed for 30 days.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from tests.unit.faces.conftest import Perdiem
from tests.unit.faces.conftest import perdiem as perdiem  # noqa: PLC0414 - the fixture

from perdiem import open_book
from perdiem.model.measure_settings import MeasureSettings
from perdiem.model.measures import Kind
from perdiem.rules.measures.evidence import counted_rows
from perdiem.rules.measures.measure import measure

TABLES = Path(__file__).with_name("ten_patients.txt")

# Doses: RX1 asks for 10, and 5 + 4 = 9 are given (one is not done). RX2 asks for 20 over ten days, 4 of them in January
# (20 x 4/10 = 8) and 6 in February (12); 8 and 10 are given. Due 10 + 8 + 12 = 30, given 9 + 8 + 10 = 27.
# Sent 10 + 12 + 8 = 30, of which 9 + 12 + 6 = 27 are given: the 18 doses of RX2 use up D2 first.
#
# Catheter days: C1 Jan 5-15 = 11. C2 Jan 28-Feb 6 = 10. C3 Jan 10-Feb 28 = 22 + 28 = 50, less the whole days in
# hospital Jan 21-24 = 4, leaves 46. C4 failed: none. C5 is a short peripheral line: 3. C6 was removed on its day: 1.
# 11 + 10 + 46 + 3 + 1 = 71. E4 began on the fourth day in hospital and does not count: E1, E2, E3 are the occlusions.
# E1 and E3 the provider resolved; E2 went to emergency and to a new line, E3 to the hospital's outpatient department.
#
# Stays that can be followed: S1 to S6 and S8 = 7. S3 is 30 days after Jan 8: a readmission. S5 is 31 days after: none.
# PN began on Jan 10, the day after S6: the one stay of a PN patient, without a return.
# Tube feeding Feb 1-20 = 20 days, less Feb 11 in hospital = 19; one admission (S8), one emergency visit (S7).
#
# Authorizations: 2, 8, 3 and 1 days = 14 over 4; N4 is not decided. In time counts what is no drug, for Medicare
# Advantage and Medicaid: N1-2 took 8 days, N2-1 took 3.
#
# Claims: therapy days 10 + 10 + 22 + 20 + 5 + 1 + 1 = 69. Visits 1 + 2 + 1 = 4. Therapy lines 7 and visit lines 3, of
# which CL7 is in the suite. Drug lines CL1-3, CL1-4, CL2-2; CL2-2 is after M02's last per diem.
# M03 has Medicare first: CL8-1 carries GY, CL8-2 does not. PN lines S9365 and B4222, the second a home-mix code.
# Medicare Advantage claims CL3 and CL5 have S codes, CL6 has a G code.
BY_HAND: dict[str, tuple[float | None, float | None, float]] = {
    "adherence": (27, 30, 90.0),
    "prescribed_to_administered": (30, 27, 30 / 27),
    "waste": (3, 30, 10.0),
    "administered_to_dispensed": (27, 30, 0.9),
    "undelivered_drug_lines": (1, 3, 100 / 3),
    "discarded_drug_lines": (1, 2, 50.0),
    "satisfaction_services": (2, 3, 200 / 3),  # V1-Q1 yes, V1-Q2 no, V2-Q1 yes; suite, tube-fed, 5 days apart
    "satisfaction_site_of_care": (1, 1, 100.0),
    "satisfaction_suite": (1, 1, 100.0),
    "satisfaction_enteral": (0, 1, 0.0),
    "occlusions": (3, 71, 3000 / 71),
    "occlusions_resolved_by_provider": (2, 3, 200 / 3),
    "occlusions_to_emergency": (1, 3, 100 / 3),
    "occlusions_to_replacement": (1, 3, 100 / 3),
    "occlusions_without_hospital": (1, 3, 100 / 3),
    "catheter_bloodstream_infections": (1, 71, 1000 / 71),
    "catheter_site_infections": (1, 71, 1000 / 71),
    "picc_insertions_successful": (1, 2, 50.0),  # C1 yes, C4 no; the hospital placed C2
    "hospitalizations_avoided": (1, None, 0.4),  # C1 x the share assumed below
    "hopd_use_avoided": (1, None, 0.5),
    "not_taken_for_certification": (1, 3, 100 / 3),  # R2 of R1, R2, R3
    "referral_to_start_days": (8, 3, 8 / 3),  # 3 + 4 + 1
    "referral_to_start_days_median": (8, 3, 3.0),
    "authorization_time": (14, 4, 3.5),
    "authorization_time_median": (14, 4, 2.5),  # between 2 and 3
    "authorization_within_clock": (1, 2, 50.0),
    "authorization_success": (3, 4, 75.0),
    "authorization_denials": (1, None, 1.0),
    "readmission_pn_all_cause": (0, 1, 0.0),
    "readmission_pn_hospital_wide": (0, 1, 0.0),
    "readmission_all_cause": (1, 7, 100 / 7),
    "readmission_hospital_wide": (1, 7, 100 / 7),
    "enteral_hospitalizations": (1, 19, 1000 / 19),
    "enteral_emergency_visits": (1, 19, 1000 / 19),
    "enteral_outcomes": (45, 1, 45.0),
    "gy_lines": (1, 2, 50.0),
    "s_codes_in_ma_claims": (2, 3, 200 / 3),
    "ma_contracts_with_s_codes": (1, 1, 100.0),
    "contracts_with_several_sites": (1, 2, 50.0),
    "nursing_visits": (4, None, 4.0),
    "nursing_visits_per_therapy_day": (4, 69, 4 / 69),
    "home_mix_lines": (1, 2, 50.0),
    "suite_share": (1, 10, 10.0),
    "drug_lines_with_per_diem": (2, 3, 200 / 3),
}


def tables() -> Iterator[tuple[str, list[str], list[list[str]]]]:
    """The tables of ten_patients.txt: columns are told apart by two spaces or more."""
    for block in TABLES.read_text().split("\n\n")[1:]:
        name, head, *rows = block.strip().splitlines()
        yield name, head.split(), [[cell.strip() for cell in row.split("  ") if cell.strip()] for row in rows]


@pytest.fixture
def filled(perdiem: Perdiem, tmp_path: Path) -> Path:
    """The workbook that `perdiem new --book` writes, filled in, and without the sheets that nobody filled."""
    path = tmp_path / "book.xlsx"
    assert perdiem("new", "--book", path).code == 0
    book = openpyxl.load_workbook(path)
    given = {name: (columns, rows) for name, columns, rows in tables()}
    for sheet in book.sheetnames:
        if sheet not in given:
            del book[sheet]
            continue
        heads = {cell.value: cell.column for cell in book[sheet][1]}
        columns, rows = given[sheet]
        for down, row in enumerate(rows, 2):
            assert len(row) == len(columns), (sheet, row)
            for column, cell in zip(columns, row, strict=True):
                book[sheet].cell(down, heads[column]).value = None if cell == "-" else cell
    book.save(path)
    return path


@pytest.mark.slow
def test_every_number_is_the_one_worked_out_by_hand(perdiem: Perdiem, filled: Path, tmp_path: Path) -> None:
    ran = perdiem(
        "measure", filled, "--suppress", 0, "--set", "picc_otherwise_admitted=0.4,0.2,0.6", "--set",
        "picc_otherwise_hopd=0.5,0.3,0.7", "--format", "json", "-o", tmp_path / "measures.json",
    )  # fmt: skip
    assert ran.code == 0, ran.err
    shape = json.loads((tmp_path / "measures.json").read_text())
    overall = {each["measure"]: each for each in shape["values"] if not each["stratum"]}
    assert set(overall) == set(BY_HAND)
    wrong = {
        name: (found["numerator"], found["denominator"], found["value"], found["reason"])
        for name, found in overall.items()
        if (found["numerator"], found["denominator"]) != BY_HAND[name][:2]
        or found["value"] != pytest.approx(BY_HAND[name][2])
    }
    assert wrong == {}


@pytest.mark.slow
def test_the_rows_behind_each_number_add_up_to_it(filled: Path) -> None:
    with open_book([filled]) as opened:
        scorecard = measure(opened.book, settings=MeasureSettings(suppress_below=0))
        for name, definition in scorecard.definitions.items():
            value, found = scorecard.overall(name), counted_rows(opened.book, scorecard, name, limit=1000)
            assert not found.is_cut
            assert found.total == value.units, name
            assert sum(row.numerator for row in found.rows) == pytest.approx(value.numerator or 0), name
            if definition.kind not in {Kind.COUNT, Kind.ESTIMATE}:
                assert sum(row.denominator for row in found.rows) == pytest.approx(value.denominator), name
        assert len(counted_rows(opened.book, scorecard, "adherence", limit=2).rows) == 2
        assert counted_rows(opened.book, scorecard, "adherence", limit=2).is_cut
