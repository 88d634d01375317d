"""Damaged rate files: what can be read is kept, what cannot is told."""

from __future__ import annotations

import gzip
import json
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest

from perdiem.readers.rate_file import opening
from tests.unit.rate_file.files import GROUP, PRICE, faults, item, read, text

RATE = Decimal("260.30")


def test_a_gz_that_breaks_off_gives_what_stands_before_the_break(tmp_path: Path) -> None:
    import random

    filler = [item(f"X{number:04}", description="".join(random.Random(number).choices("abcdef", k=900)))
              for number in range(3000)]  # fmt: skip
    packed = gzip.compress(text(item("S9500"), *filler, item("S9365")))
    path = tmp_path / "a.json.gz"
    path.write_bytes(packed[: len(packed) * 2 // 3])
    rows, (file,) = read(path)
    assert rows == [("S9500", RATE)]
    assert not file.is_whole
    assert faults(file)["file-cut"] == 1


def test_a_file_cut_within_a_wanted_object_gives_its_whole_rates(tmp_path: Path) -> None:
    rate = {"provider_groups": [GROUP], "negotiated_prices": [PRICE]}
    whole = text(item("S9500", negotiated_rates=[rate] * 5))
    path = tmp_path / "a.json"
    path.write_bytes(whole[: whole.rindex(b'"negotiated_prices"') + 40])
    rows, (file,) = read(path)
    assert rows == [("S9500", RATE)] * 4
    assert faults(file)["file-cut"] == 1


def test_broken_json_in_the_middle_loses_only_its_object(tmp_path: Path) -> None:
    broken = text(item("S9500"), item("S9501"), item("S9502")).replace(
        b'"billing_code": "S9501", "description": "x"', b'"billing_code": "S9501", "description" "x"'
    )
    path = tmp_path / "a.json"
    path.write_bytes(broken)
    rows, (file,) = read(path)
    assert rows == [("S9500", RATE), ("S9502", RATE)]
    assert file.broken == 1
    assert faults(file) == {"json-broken": 1}
    assert file.faults["json-broken"].first_position == broken.index(b'{"negotiation_arrangement"', 300)


def test_the_last_of_a_key_that_stands_twice_counts(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(text(item()).replace(b'"negotiated_rate": 260.3', b'"negotiated_rate": 1, "negotiated_rate": 2.5'))
    rows, (file,) = read(path)
    assert rows == [("S9500", Decimal("2.5"))]
    assert faults(file)["key-twice"] == 1


@pytest.mark.parametrize(
    ("written", "fault", "rate"),
    [
        (b"NaN", "number-not-one", None),
        (b"-Infinity", "number-not-one", None),
        (b'"260.30"', "number-as-text", RATE),
        (b'"a lot"', "number-not-one", None),
        (b"[260.30]", "value-of-wrong-kind", None),
        (b"true", "value-of-wrong-kind", None),
        (b"0.12345649", "rate-rounded", Decimal("0.123456")),
        (b"0.1234565", "rate-rounded", Decimal("0.123457")),
        (b"123456789012345678901234567890", "rate-too-large", None),
        (b"1234567890123", "rate-too-large", None),
        (b"0.1111111111111111111111111111111111111111", "rate-rounded", Decimal("0.111111")),
        (b"null", "rate-missing", None),
        (b"0", "rate-not-positive", Decimal(0)),
    ],
)
def test_a_rate_that_is_none_is_counted(tmp_path: Path, written: bytes, fault: str, rate: Decimal | None) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(text(item()).replace(b'"negotiated_rate": 260.3', b'"negotiated_rate": ' + written))
    rows, (file,) = read(path)
    assert rows == [("S9500", rate)]
    assert faults(file)[fault] == 1


def test_numbers_as_texts_and_whole_numbers_with_a_point_are_read_as_numbers(tmp_path: Path) -> None:
    groups = [{"npi": ["1234567893", 1508123454.0], "tin": GROUP["tin"]}]
    path = tmp_path / "a.json"
    path.write_bytes(text(item(negotiated_rates=[{"provider_groups": groups, "negotiated_prices": [PRICE]}])))
    rows, (file,) = read(path, columns="npi")
    assert rows == [("1234567893",), ("1508123454",)]
    assert faults(file)["number-as-text"] == 1


def test_wrong_utf8_is_replaced_and_counted(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(text(item(name="caf!")).replace(b"caf!", b"caf\xe9"))
    rows, (file,) = read(path, columns="name")
    assert rows == [("caf\ufffd",)]
    assert faults(file)["text-not-utf8"] == 1


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"<!DOCTYPE html><html><body>Access denied</body></html>", "file-not-json"),
        (gzip.compress(b"<html>404</html>", mtime=0), "file-not-json"),
        (b"", "file-not-json"),
        (b"[1, 2]", "file-not-json"),
        (b'{"status": 404}', "file-without-rates"),
        (b"\x1f\x8b\x08\x00nonsense", "file-cut"),
        (b"PK\x03\x04nonsense", "file-cut"),
    ],
)
def test_what_is_no_rate_file_is_told(tmp_path: Path, content: bytes, fault: str) -> None:
    path = tmp_path / "a.json.gz"
    path.write_bytes(content)
    rows, (file,) = read(path)
    assert rows == []
    assert not file.is_whole
    assert fault in file.faults


def test_a_bomb_is_left_after_a_while(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "DENSE_AFTER", 1 << 22)
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.json", text(item())[:-2] + b" " * (1 << 26))
    rows, (file,) = read(path)
    assert rows == [("S9500", RATE)]
    assert faults(file)["file-too-dense"] == 1
    assert file.bytes_read < 1 << 25


def test_what_a_system_puts_beside_the_files_of_a_zip_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("rates.json", "__MACOSX/._rates.json", "folder/.DS_Store"):
            archive.writestr(name, text(item()) if name == "rates.json" else b"x")
    rows, (file,) = read(path)
    assert rows == [("S9500", RATE)]
    assert file.name == f"{path}!rates.json"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("__MACOSX/._rates.json", b"x")
    rows, (file,) = read(path)
    assert (rows, faults(file), file.is_whole) == ([], {"folder-empty": 1}, False)


def test_a_folder_that_leads_back_into_itself_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(text(item()))
    (tmp_path / "again").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "z.json").symlink_to(tmp_path / "z.json")
    rows, files = read(tmp_path)
    assert rows == [("S9500", RATE)]
    assert [list(file.faults) for file in files if not file.is_whole] == [["file-unreadable"]]
    assert [list(file.faults) for file in files if not file.bytes_read] == [["link-loop"], ["file-unreadable"]]


def test_a_mark_at_the_start_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(b"\xef\xbb\xbf \n" + text(item()))
    rows, (file,) = read(path)
    assert rows == [("S9500", RATE)]
    assert file.payor == "Example Plan"


def test_an_object_far_larger_than_memory_should_hold_is_read_in_parts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("perdiem.readers.rate_file.objects.LARGEST", 20_000)
    monkeypatch.setattr("perdiem.readers.rate_file.objects.HISTORY", 20_000)
    monkeypatch.setattr("perdiem.readers.rate_file.objects.STEPS", (1000, 20_000))
    monkeypatch.setattr("perdiem.readers.rate_file.large.PART", 5000)
    rates = [{"provider_groups": [GROUP], "negotiated_prices": [PRICE | {"negotiated_rate": n}]} for n in range(1, 900)]
    large = item("S9500", negotiated_rates=rates)
    code_last = dict(sorted(large.items(), key=lambda pair: pair[0] == "billing_code"))
    path = tmp_path / "a.json"
    path.write_bytes(text(item("S9501"), large, item("S9502"), code_last))
    rows, (file,) = read(path, columns="code, rate, rate_number")
    assert [row for row in rows if row[0] == "S9500"] == [("S9500", Decimal(n), n) for n in range(1, 900)] * 2
    assert (len(rows), file.wanted, file.faults.keys() - {"code-ended"}) == (1800, 4, set())


def test_json_that_is_one_line_or_many_is_the_same(tmp_path: Path) -> None:
    made = json.loads(text(item("S9500"), item("S9365")))
    for name, style in (("a", {"indent": 4}), ("b", {"separators": (",", ":")})):
        (tmp_path / f"{name}.json").write_text(json.dumps(made, **style))
    assert read(tmp_path / "a.json")[0] == read(tmp_path / "b.json")[0]
