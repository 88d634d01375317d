"""A run that is interrupted goes on where it stopped; files that were read are not read again."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from perdiem.errors import UsageError
from perdiem.readers.rate_file import Wanted, open_rates, opening
from tests.unit.rate_file.files import GROUP, PRICE, document, faults, item, text

COLUMNS = "source_file, position, code, rate_number, price_number, npi, provider_reference, rate"


class Killed(BaseException):
    """What ends a run in its midst, as Ctrl-C does."""


@pytest.fixture(autouse=True)
def notes_often(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, limit in {
        "blocks.BLOCK": 2000, "in_network.NOTED": 3000, "objects.HISTORY": 9000, "objects.LARGEST": 6000,
        "objects.STEPS": (500, 9000), "large.PIECE": 500, "large.PART": 1000, "in_network.HISTORY": 9000,
    }.items():  # fmt: skip
        monkeypatch.setattr(f"perdiem.readers.rate_file.{name}", limit)


def long_file(*, code_last: bool, references_last: bool) -> dict[str, Any]:
    """A file with wanted codes throughout, one object larger than memory holds, a bundle, and a broken number."""
    rate = {"provider_references": [1, 2], "negotiated_prices": [PRICE]}
    items = [item("S9500" if n % 3 else "X1", negotiated_rates=[rate], name=f"n{n}") for n in range(120)]
    items[40] = item("S9365", negotiated_rates=[rate | {"provider_groups": [GROUP]}] * 60)
    part = {"billing_code_type": "HCPCS", "billing_code_type_version": "2025", "billing_code": "S9501"}
    items[70] = item("X0002", negotiation_arrangement="bundle", bundled_codes=[part, part])
    items[80]["negotiated_rates"][0]["negotiated_prices"][0] = PRICE | {"negotiated_rate": "12.50"}
    if code_last:
        items = [dict(sorted(each.items(), key=lambda pair: pair[0] == "billing_code")) for each in items]
    references = {"provider_references": [{"provider_group_id": n, "provider_groups": [GROUP]} for n in (1, 2)]}
    made = document(*items)
    return made | references if references_last else references | made


def rows(folder: Path | None, *paths: Path) -> tuple[list[Any], list[Any]]:
    """The rows of files, and their accounts."""
    with open_rates(paths, kept=folder) as opened:
        found = opened.book.engine.run(f"SELECT {COLUMNS} FROM book.published_rate ORDER BY ALL").fetchall()
        return found, opened.reading.files


@pytest.mark.parametrize(
    ("code_last", "references_last", "packed"), [(False, False, False), (True, True, True), (False, True, False)]
)
def test_a_run_that_died_at_any_place_goes_on_to_the_same_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code_last: bool, references_last: bool, packed: bool
) -> None:
    plain = json.dumps(long_file(code_last=code_last, references_last=references_last)).encode()
    path = tmp_path / "a.json"
    path.write_bytes(gzip.compress(plain) if packed else plain)
    expected, (whole,) = rows(None, path)
    assert len(expected) > 300
    read_at_all = opening.RateSource.opened
    starts: list[int] = []
    lives = [0]

    class Dying:
        def __init__(self, stream: Any, left: int) -> None:
            self.stream, self.left = stream, left

        def read(self, size: int = -1) -> bytes:
            found: bytes = self.stream.read(size)
            self.left -= len(found)
            if self.left < 0:
                raise Killed
            return found

    @contextmanager
    def opened(self: opening.RateSource, start: int = 0) -> Iterator[Any]:
        starts.append(start)
        with read_at_all(self, start) as stream:
            yield Dying(stream, lives[0]) if start or len(starts) % 2 == 0 else stream  # the first look at a file lives

    kept = tmp_path / "kept"
    deaths = 0
    for lives[0] in (15_000, 4_000, 30_000):
        starts.clear()
        with monkeypatch.context() as patch:
            patch.setattr(opening.RateSource, "opened", opened)
            try:
                rows(kept, path)
            except Killed:
                deaths += 1
    assert deaths >= 2
    found, (account,) = rows(kept, path)
    assert found == expected
    assert (account.objects, account.wanted, account.rows) == (whole.objects, whole.wanted, whole.rows)
    assert faults(account) == faults(whole)
    assert account.bytes_read == len(plain)


def test_a_run_goes_on_behind_what_was_noted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps(long_file(code_last=False, references_last=False)))
    kept = tmp_path / "kept"

    def dies(*_args: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr("perdiem.readers.rate_file.in_network._read_references", dies)
        with pytest.raises(Killed):
            rows(kept, path)
    starts: list[int] = []
    read_at_all = opening.RateSource.opened
    monkeypatch.setattr(
        opening.RateSource, "opened", lambda self, start=0: (starts.append(start), read_at_all(self, start))[1]
    )
    assert rows(kept, path)[0] == rows(None, path)[0]
    assert starts[1] > path.stat().st_size - 20_000


def test_a_file_that_was_read_is_not_read_again_and_others_are_added(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = tmp_path / "a.json", tmp_path / "b.json"
    first.write_bytes(text(item("S9500"), item("S9365", name=None)))
    second.write_bytes(text(item("S9501")))
    kept = tmp_path / "kept"
    before, (account,) = rows(kept, first)
    opened: list[str] = []
    read_at_all = opening.RateSource.opened
    monkeypatch.setattr(
        opening.RateSource, "opened", lambda self, start=0: (opened.append(self.name), read_at_all(self, start))[1]
    )
    both, accounts = rows(kept, first, second)
    assert set(opened) == {str(second)}
    assert both == sorted([*before, *rows(None, second)[0]])
    assert faults(accounts[0]) == faults(account)
    assert rows(kept, second)[0] == rows(None, second)[0]


def test_a_file_that_has_changed_is_read_anew(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(text(item("S9500")))
    rows(tmp_path / "kept", path)
    path.write_bytes(text(item("S9365"), item("S9366")))
    assert [row[2] for row in rows(tmp_path / "kept", path)[0]] == ["S9365", "S9366"]


def test_a_folder_of_other_codes_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(text(item("S9500")))
    rows(tmp_path / "kept", path)
    with (
        pytest.raises(UsageError, match="other codes"),
        open_rates([path], wanted=Wanted(None), kept=tmp_path / "kept"),
    ):
        pass


def test_hospitals_and_contents_are_kept_too(tmp_path: Path) -> None:
    hospital = tmp_path / "h.json"
    charge = {"setting": "both", "gross_charge": 5}
    service = {
        "description": "d",
        "code_information": [{"code": "S9500", "type": "HCPCS"}],
        "standard_charges": [charge],
    }
    hospital.write_text(
        json.dumps({"hospital_name": "H", "version": "2.0.0", "standard_charge_information": [service]})
    )
    rates = tmp_path / "2026_rates.json"
    rates.write_bytes(text(item()))
    contents = tmp_path / "toc.json"
    plan = {"plan_name": "P", "plan_id_type": "ein", "plan_id": "1", "plan_market_type": "group"}
    file = {"description": "d", "location": "https://plan.example/files/2026_rates.json.gz?sig=a%2Fb"}
    entry = {"reporting_plans": [plan], "in_network_files": [file, file | {"location": "https://plan.example/b.json"}]}
    contents.write_text(json.dumps({"reporting_entity_name": "E", "version": "1.0", "reporting_structure": [entry]}))
    for _ in range(2):
        with open_rates([hospital, contents, rates], kept=tmp_path / "kept") as opened:
            assert opened.book.count("published_rate") == 2
            query = "SELECT plan, rates_file FROM book.rate_file_plan ORDER BY file_number"
            assert opened.book.engine.run(query).fetchall() == [("P", str(rates)), ("P", None)]
            said = "SELECT plan, plan_id, plan_market_type FROM book.published_rate WHERE source_file = ?"
            assert opened.book.engine.run(said, [str(rates)]).fetchall() == [("P", "1", "group")]
