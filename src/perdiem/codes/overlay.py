"""The user's last official release: its dates and wordings, kept in the user's data folder only."""

from __future__ import annotations

import csv
import os
from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from perdiem.codes import tables
from perdiem.errors import UnreadableFile, UnwritableFile

FOLLOWED_LETTERS = frozenset("SBJGQ")  # per diems, nutrition, drugs, visits: what home infusion bills
FILE_NAME = "hcpcs_release.csv"
DATA_FOLDER_VARIABLE = "PERDIEM_DATA"
_COLUMNS = ("code", "short_wording", "long_wording", "first_day", "last_day", "edition")


@dataclass(frozen=True, slots=True)
class ReleasedCode:
    """One code of an official release: its own wordings and dates. `last_day` is the last day in force."""

    code: str
    short_wording: str
    long_wording: str
    first_day: date | None
    last_day: date | None

    @property
    def is_followed(self) -> bool:
        """Whether it belongs to a letter whose new codes we want to hear of."""
        return self.code[:1] in FOLLOWED_LETTERS


@dataclass(frozen=True, slots=True)
class Overlay:
    """A release as it is kept: its edition and its codes by number."""

    edition: str
    rows: Mapping[str, ReleasedCode]

    @property
    def newest_day(self) -> date:
        """The latest first or last day in it, which tells its age. The first of all days when it has none."""
        days = (day for row in self.rows.values() for day in (row.first_day, row.last_day) if day)
        return max(days, default=date.min)


def data_folder() -> Path:
    """Where Perdiem keeps the user's own data: the folder in PERDIEM_DATA, else the system's place."""
    named = os.environ.get(DATA_FOLDER_VARIABLE)
    if named:
        return Path(named)
    import platformdirs

    return Path(platformdirs.user_data_dir("perdiem"))


def stored_release() -> Path | None:
    """The file of the last update, or None when the user never made one."""
    path = data_folder() / FILE_NAME
    return path if path.is_file() else None


def read_overlay(path: Path, carried: Container[str] | None = None) -> Overlay:
    """The release that the last update stored. Raises UnreadableFile when it is damaged.

    With `carried`, only those codes and the ones that began after the packaged edition: what dates need, sooner.
    """
    packaged = tables.PACKAGED_DAY.isoformat()
    rows: dict[str, ReleasedCode] = {}
    edition = ""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.reader(file, strict=True)
            if tuple(next(reader, ())) != _COLUMNS:
                raise ValueError("the columns are not those of a stored release")
            for code, short, long, first, last, named in reader:
                edition = named
                if carried is None or code in carried or first > packaged:
                    rows[code] = ReleasedCode(code, short, long, _day(first), _day(last))
        if not edition:
            raise ValueError("no code is in it")
    except (OSError, UnicodeError, csv.Error, ValueError) as error:
        reason = "the stored release is damaged; run `perdiem codes update` again, or remove this file"
        raise UnreadableFile(path, reason) from error
    return Overlay(edition, rows)


def write_overlay(release: Overlay) -> Path:
    """Stores a release in the user's data folder and gives its path. Raises UnwritableFile."""
    path = data_folder() / FILE_NAME
    part = path.with_suffix(".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(_COLUMNS)
            for row in release.rows.values():
                days = (row.first_day or "", row.last_day or "")
                writer.writerow((row.code, row.short_wording, row.long_wording, *days, release.edition))
        part.replace(path)
    except OSError as error:
        raise UnwritableFile(path, error.strerror or str(error)) from error
    return path


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
