"""How far an interrupted run had come, kept in its database: which files are read, and the place within a file."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from perdiem.engine.duckdb import Engine
from perdiem.errors import UsageError
from perdiem.model.rate_reading import RateFault, RateFileKind, RateFileReading
from perdiem.readers.rate_file.opening import RateSource
from perdiem.readers.rate_file.wanted import Wanted

FORM = 3  # of the working tables; a folder of another form is begun anew by hand
OF_ITEMS = ("rate_rate", "rate_price", "rate_group", "rate_reference")
TABLES = """
CREATE TABLE IF NOT EXISTS rate_run (form INTEGER, wanted VARCHAR);
CREATE TABLE IF NOT EXISTS rate_source (file INTEGER, name VARCHAR, stamp VARCHAR, is_read BOOLEAN, account VARCHAR,
    place VARCHAR);
"""
Place = dict[str, Any]
"""Where the reading of a file stood, in JSON's values; what is in it is the reader's own."""


class Checkpoints:
    """The files that a working folder knows. Without a folder that stays, nothing is noted.

    Raises UsageError when the folder was begun with other codes.
    """

    def __init__(self, engine: Engine, wanted: Wanted, *, is_kept: bool) -> None:
        self._engine, self.is_kept = engine, is_kept
        engine.run(TABLES)
        codes = "all" if wanted.codes is None else " ".join(sorted(wanted.codes))
        runs = engine.run("SELECT form, wanted FROM rate_run").fetchall()
        if not runs:
            engine.run("INSERT INTO rate_run VALUES (?, ?)", [FORM, codes])
        elif runs[0] != (FORM, codes):
            raise UsageError(
                f"{engine.folder}: what is kept there was read for other codes, or by another Perdiem; "
                "name another folder, or delete this one"
            )

    def aside(self, number: int) -> Path:
        """Where the stretches of a file lie that are set aside while it is read."""
        return self._engine.folder / f"aside-{number}"

    def number(self, source: RateSource) -> int:
        """The file's number in the working tables; a file that has changed since loses what was read of it."""
        found = self._engine.run("SELECT file, stamp FROM rate_source WHERE name = ?", [source.name]).fetchall()
        if found and found[0][1] == source.stamp and source.stamp is not None:
            return int(found[0][0])
        if found:
            self.forget(int(found[0][0]))
            self._engine.run("DELETE FROM rate_source WHERE file = ?", [found[0][0]])
        number = int(str(self._engine.one("SELECT coalesce(max(file) + 1, 0) FROM rate_source")[0]))
        self._engine.run(
            "INSERT INTO rate_source VALUES (?, ?, ?, false, NULL, NULL)", [number, source.name, source.stamp]
        )
        return number

    def account(self, number: int) -> RateFileReading | None:
        """The account of a file that was read to its end by an earlier run."""
        is_read, account = self._engine.one(f"SELECT is_read, account FROM rate_source WHERE file = {number}")
        return _reading(json.loads(str(account))) if is_read else None

    def place(self, number: int) -> tuple[RateFileReading, Place] | None:
        """The account and the place of a file that an earlier run had begun; rows from beyond the place are gone."""
        account, place = self._engine.one(f"SELECT account, place FROM rate_source WHERE file = {number}")
        if place is None:
            self.forget(number)
            return None
        known: Place = json.loads(str(place))
        self._forget_from(number, known["items"])
        return _reading(json.loads(str(account))), known

    def note(self, reading: RateFileReading, place: Place) -> None:
        """Notes that everything before the place is in the tables."""
        self._write(reading, place, is_read=False)

    def finish(self, reading: RateFileReading) -> None:
        """Notes that the file is read to its end."""
        if self.is_kept:
            self._write(reading, None, is_read=True)
            self.aside(reading.number).unlink(missing_ok=True)

    def forget(self, number: int) -> None:
        """Takes away what was read of a file."""
        self._forget_from(number, 0)
        for table in ("rate_file", "hospital_rate", "rate_plan"):
            self._engine.run(f"DELETE FROM {table} WHERE file = {number}")

    def _forget_from(self, number: int, items: int) -> None:
        gone = f"SELECT item FROM rate_item WHERE file = {number} AND item >= {items}"
        for table in OF_ITEMS:
            self._engine.run(f"DELETE FROM {table} WHERE item IN ({gone})")
        self._engine.run(f"DELETE FROM rate_item WHERE file = {number} AND item >= {items}")
        for table in ("reference", "reference_group"):
            self._engine.run(f"DELETE FROM {table} WHERE file = {number}")

    def _write(self, reading: RateFileReading, place: Place | None, *, is_read: bool) -> None:
        account = json.dumps(asdict(reading), default=str)
        self._engine.run(
            "UPDATE rate_source SET is_read = ?, account = ?, place = ? WHERE file = ?",
            [is_read, account, None if place is None else json.dumps(place), reading.number],
        )


def _reading(values: dict[str, Any]) -> RateFileReading:
    values["kind"] = RateFileKind(values["kind"])
    values["file_date"] = values["file_date"] and date.fromisoformat(values["file_date"])
    values["faults"] = {name: RateFault(**fault) for name, fault in values["faults"].items()}
    return RateFileReading(**values)
