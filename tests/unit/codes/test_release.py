"""Reading an official release, keeping it, and what changes by it."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from perdiem.codes import code_sets, overlay, packaged_code_sets
from perdiem.codes.changes import ChangeKind, compare_release, merged
from perdiem.codes.overlay import Overlay, ReleasedCode
from perdiem.errors import FaultsFound, PerdiemError, UnreadableFile
from perdiem.readers import archives, hcpcs_release, hcpcs_workbook
from perdiem.readers.hcpcs_release import read_release
from tests.unit.codes.releases import HEADS, NEWER, fixed_width, locked_workbook, workbook, written, zipped

S9502 = ReleasedCode(
    "S9502",
    "Three a day",
    "A dose every eight hours, made up for this test",
    date(2002, 1, 1),
    date(2026, 6, 30),
)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("HCPC2026_JUL_ANWEB.xlsx", workbook(NEWER)),
        ("HCPC2026_JUL_ANWEB.xlsx", workbook(NEWER, numbers=True)),
        ("HCPC2026_JUL_ANWEB.txt", fixed_width(NEWER)),
        ("july-2026-alpha-numeric-hcpcs-file.zip", zipped({"HCPC2026_JUL_ANWEB.txt": fixed_width(NEWER)})),
        ("july-2026-alpha-numeric-hcpcs-file.zip", zipped({"in/HCPC2026_JUL_ANWEB.xlsx": workbook(NEWER)})),
    ],
)
def test_a_release_reads_the_same_from_every_form(tmp_path: Path, name: str, content: bytes) -> None:
    release = read_release(written(tmp_path, name, content))
    assert release.edition == "CMS HCPCS Jul-2026"
    assert set(release.rows) == {row[0] for row in NEWER}  # the modifier A1 is no procedure code
    assert release.rows["S9502"] == S9502


def test_a_long_wording_is_joined_from_its_records(tmp_path: Path) -> None:
    long = " ".join(["a wording that goes on and on for more than eighty columns"] * 4)
    text = fixed_width([("S9500", "Short", long, "20020101", "")])
    assert read_release(written(tmp_path, "a.txt", text)).rows["S9500"].long_wording.replace(" ", "") == long.replace(
        " ", ""
    )


def test_the_release_is_chosen_among_the_other_files_of_the_zip(tmp_path: Path) -> None:
    report = workbook(NEWER[:1], heads=["HCPC/MOD", "x", "y", "LONG DESCRIPTION", "SHORT DESCRIPTION", "ACTION CD"])
    content = zipped(
        {
            "HCPC2026_JUL_Trans_Report.xlsx": report,
            "A_notes_2026.txt": b"B4105 is mentioned here",
            "HCPC2026_JUL_ANWEB.txt": fixed_width(NEWER),
            "readme.pdf": b"%PDF-1.7",
        }
    )
    assert len(read_release(written(tmp_path, "x.zip", content)).rows) == len(NEWER)


@pytest.mark.parametrize(
    ("name", "edition"),
    [
        ("HCPC2025_OCT_ANWEB.xlsx", "CMS HCPCS Oct-2025"),
        ("HCPC17_CONTR_ANWEB.xlsx", "CMS HCPCS 2017"),
        ("2020-Alpha-Numeric-HCPCS-File.xlsx", "CMS HCPCS 2020"),
        ("download.xlsx", "CMS HCPCS with codes to Apr-2026"),
    ],
)
def test_the_edition_is_named_by_the_file_or_by_its_newest_code(tmp_path: Path, name: str, edition: str) -> None:
    assert read_release(written(tmp_path, name, workbook(NEWER))).edition == edition


def _encrypted_zip() -> bytes:
    content = bytearray(zipped({"HCPC2026_ANWEB.txt": fixed_width(NEWER)}))
    content[6] |= 1  # the flag of a member with a password, in its own header
    content[content.index(b"PK\x01\x02") + 8] |= 1  # and in the directory
    return bytes(content)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.zip", b"", "is empty"),
        ("blank.txt", b" \r\n ", "is empty"),
        ("manual.pdf", b"%PDF-1.7 and more", "is a PDF"),
        ("renamed.xlsx", b"%PDF-1.7 and more", "is a PDF"),
        ("locked.xlsx", locked_workbook(), "locked by a password"),
        ("locked.zip", _encrypted_zip(), "locked by a password"),
        ("cut.zip", zipped({"HCPC2026_ANWEB.txt": fixed_width(NEWER)})[:200], "broken or cut-off zip"),
        ("cut.xlsx", workbook(NEWER)[:3000], "broken or cut-off zip"),
        ("old.xls", b"\xd0\xcf\x11\xe0" + b"\0" * 600, "is not a workbook"),
        ("picture.txt", b"\x89PNG\r\n\x1a\n\x00\x00\x00\x00", "is not text"),
        ("nothing.zip", zipped({"readme.md": b"hello"}), "holds no workbook or text"),
    ],
)
def test_a_file_of_another_kind_is_refused_in_plain_words(
    tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    with pytest.raises(UnreadableFile, match=words) as caught:
        read_release(written(tmp_path, name, content))
    assert name in str(caught.value)


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="No such file"):
        read_release(tmp_path / "nowhere.zip")
    with pytest.raises(UnreadableFile, match="is a folder"):
        read_release(tmp_path)


def test_a_workbook_without_the_columns_says_which_are_missing(tmp_path: Path) -> None:
    heads = [head if head != "TERM DT" else "LAST" for head in HEADS]
    with pytest.raises(FaultsFound, match=r"rates\.xlsx!Sheet!A3: .*missing: TERM DT"):
        read_release(written(tmp_path, "rates.xlsx", workbook(NEWER, heads=heads)))


def test_every_bad_date_is_told_with_its_cell(tmp_path: Path) -> None:
    bad = [("S9500", "s", "l", "2002-01-01", ""), ("S9501", "s", "l", "20021301", "soon")]
    with pytest.raises(FaultsFound) as caught:
        read_release(written(tmp_path, "HCPC2026_ANWEB.xlsx", workbook(bad)))
    assert [str(fault.position).rsplit("!", 1)[1] for fault in caught.value.faults] == ["G5", "G6", "I6"]
    assert "YYYYMMDD (got 'soon')" in str(caught.value)


def test_every_bad_date_is_told_with_its_line_and_column(tmp_path: Path) -> None:
    bad = [("S9500", "s", "l", "20020199", ""), ("S9501", "s", "l", "20020101", "never")]
    with pytest.raises(FaultsFound) as caught:
        read_release(written(tmp_path, "HCPC2026_ANWEB.txt", fixed_width(bad)))
    assert [(fault.position.line, fault.position.column) for fault in caught.value.faults] == [(3, 269), (4, 285)]


def test_a_text_that_is_no_release_says_what_is_expected(tmp_path: Path) -> None:
    with pytest.raises(FaultsFound, match="no line begins with a HCPCS code"):
        read_release(written(tmp_path, "letter.txt", b"Dear payor,\nS9500 is a code.\n"))


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hcpcs_release, "LARGEST_UNPACKED", 2**20)
    bomb = zipped({"HCPC2026_ANWEB.txt": b"0" * 2**22})
    assert len(bomb) < 2**13
    with pytest.raises(UnreadableFile, match="unpacks to more than 1 MB"):
        read_release(written(tmp_path, "bomb.zip", bomb))


def test_a_zip_bomb_inside_the_workbook_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hcpcs_workbook, "LARGEST_UNPACKED", 2**20)
    inner = zipped({"[Content_Types].xml": b"", "xl/workbook.xml": b" " * 2**22})
    with pytest.raises(PerdiemError, match="unpacks to more than 1 MB"):
        read_release(written(tmp_path, "bomb.zip", zipped({"HCPC2026_ANWEB.xlsx": inner})))


def test_a_zip_that_lies_about_its_size_is_refused() -> None:
    content = bytearray(zipped({"a.txt": b"0" * 10_000}))
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        start = content.index(mark) + offset
        content[start : start + 4] = (100).to_bytes(4, "little")
    with pytest.raises(UnreadableFile, match="broken"):
        archives.files_in_zip("a.zip", bytes(content), 2**20)


def test_one_far_off_cell_does_not_fill_the_memory(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(BytesIO(workbook(NEWER)))
    assert book.active is not None
    book.active["XFD1048576"] = "x"
    file = BytesIO()
    book.save(file)
    with pytest.raises(UnreadableFile, match="no HCPCS release is so large"):
        read_release(written(tmp_path, "far.xlsx", file.getvalue()))


def test_a_file_over_the_limit_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hcpcs_release, "LARGEST_FILE", 1000)
    with pytest.raises(UnreadableFile, match="over the limit"):
        read_release(written(tmp_path, "big.txt", b"x" * 1001))


def _newer(edition: str = "CMS HCPCS Jul-2026", **changed: ReleasedCode) -> Overlay:
    rows = {
        "S9500": ReleasedCode("S9500", "Once", "One dose a day", date(2002, 1, 1), None),
        "S9502": S9502,
        "J1577": ReleasedCode("J1577", "Globulin", "A globulin", date(2026, 1, 1), None),
        "J1579": ReleasedCode("J1579", "New drug", "A new drug", date(2026, 4, 1), None),
        "A9999": ReleasedCode("A9999", "Supply", "A supply we do not follow", date(2026, 4, 1), None),
        "J0001": ReleasedCode("J0001", "Old drug", "An old drug that we leave out", date(2001, 1, 1), None),
    }
    return Overlay(edition, rows | changed)


def test_changes_are_sorted_into_added_ended_and_re_dated() -> None:
    found = [c for c in compare_release(_newer(), packaged_code_sets(), None) if c.kind is not ChangeKind.MISSING]
    assert [(c.code, c.kind, c.day) for c in found] == [
        ("J1577", ChangeKind.REDATED, date(2026, 1, 1)),
        ("J1579", ChangeKind.ADDED, date(2026, 4, 1)),
        ("S9502", ChangeKind.ENDED, date(2026, 6, 30)),
    ]


def test_reworded_compares_official_words_with_official_words() -> None:
    reworded = ReleasedCode("S9500", "Once", "One dose in a day", date(2002, 1, 1), None)
    sets = packaged_code_sets()
    found = compare_release(_newer(S9500=reworded), sets, _newer())
    assert [(c.code, c.before, c.after) for c in found if c.kind is ChangeKind.REWORDED] == [
        ("S9500", "One dose a day", "One dose in a day")
    ]
    assert not any(c.kind is ChangeKind.REWORDED for c in compare_release(_newer(S9500=reworded), sets, None))


def test_carried_codes_that_the_release_lacks_are_told() -> None:
    missing = {c.code for c in compare_release(_newer(), packaged_code_sets(), None) if c.kind is ChangeKind.MISSING}
    assert "S9501" in missing
    assert "99601" not in missing  # CPT is never in a HCPCS release


def test_a_part_of_a_release_keeps_what_was_stored_before() -> None:
    part = Overlay("CMS HCPCS corrections", {"S9501": ReleasedCode("S9501", "", "", date(2002, 1, 1), None)})
    kept = merged(part, _newer())
    assert kept.edition == "CMS HCPCS corrections"
    assert set(kept.rows) == {*_newer().rows, "S9501"}


@pytest.fixture
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "data"
    monkeypatch.setenv("PERDIEM_DATA", str(folder))
    return folder


def test_later_date_tests_use_a_stored_release(data_folder: Path) -> None:
    assert code_sets() is packaged_code_sets()
    assert code_sets().in_force("S9502", date(2026, 7, 1))
    overlay.write_overlay(_newer())
    sets = code_sets()
    assert sets.edition == "CMS HCPCS Jul-2026"
    assert sets.in_force("S9502", date(2026, 6, 30))
    assert not sets.in_force("S9502", date(2026, 7, 1))
    assert sets.codes["S9502"].source == "CMS HCPCS Jul-2026"
    assert sets.codes["S9502"].wording == packaged_code_sets().codes["S9502"].wording
    assert not sets.in_force("J1577", date(2025, 12, 31))
    new = sets.codes["J1579"]
    assert (new.category, new.unit, new.in_force.first) == ("new_code", "not known", date(2026, 4, 1))
    assert "J1579" in sets.families["new_code"]
    assert "A9999" not in sets.codes
    assert "J0001" not in sets.codes
    assert code_sets() is sets  # read once


def test_a_stored_release_comes_back_as_it_was(data_folder: Path) -> None:
    path = overlay.write_overlay(_newer())
    assert overlay.read_overlay(path) == _newer()
    assert path.parent == data_folder
    assert [each.name for each in data_folder.iterdir()] == [overlay.FILE_NAME]


def test_a_stored_release_older_than_the_tables_changes_nothing(data_folder: Path) -> None:
    # a code that has ended since stands without an end in an older release
    old = {"J3370": ReleasedCode("J3370", "", "", date(1986, 1, 1), None)}
    overlay.write_overlay(Overlay("CMS HCPCS 2020", old))
    assert not code_sets().in_force("J3370", date(2025, 7, 1))


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: "",
        lambda text: text.replace("first_day", "first"),
        lambda text: text.replace("2026-06-30", "soon"),
        lambda text: text + "J1,\n",
        lambda text: "code\n",
    ],
)
def test_a_damaged_store_is_told_with_the_way_out(data_folder: Path, damage: Callable[[str], str]) -> None:
    path = overlay.write_overlay(_newer())
    path.write_text(damage(path.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(UnreadableFile, match="codes update"):
        code_sets()


def test_zip_member_names_cannot_lead_out_of_memory(tmp_path: Path) -> None:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("../../HCPC2026_ANWEB.txt", fixed_width(NEWER))
    assert len(read_release(written(tmp_path, "x.zip", file.getvalue())).rows) == len(NEWER)
    assert [path.name for path in tmp_path.iterdir()] == ["x.zip"]  # nothing is unpacked to disk
