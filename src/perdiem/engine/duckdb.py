"""How DuckDB is opened: a working database that spills to disk, days in UTC, and no reach to the network."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import duckdb

from perdiem.errors import UnreadableFile, UnwritableFile, UsageError

Connection = duckdb.DuckDBPyConnection
DatabaseError = duckdb.Error

_UNITS = {"MiB": 1, "GiB": 1 << 10, "TiB": 1 << 20}  # in MiB; of what is smaller no number is large

_PARSED: dict[str, duckdb.Statement] = {}  # what `run_stage` was given; any connection runs it


class Engine:
    """A DuckDB connection over a working folder that goes when the engine is closed, unless it is kept.

    Tables are kept in a file in that folder, so a book may be larger than memory; sorts and joins spill beside it.
    """

    def __init__(self, folder: Path, memory_limit: str | None, threads: int | None, *, is_kept: bool = False) -> None:
        self.folder, self._memory_limit = folder, memory_limit
        # the folder goes too when whoever opened the engine forgot to close it, or the program ends
        self._remove = weakref.finalize(
            self, shutil.rmtree, folder / "spill" if is_kept else folder, ignore_errors=True
        )
        settings: dict[str, str | bool | int | float | list[str]] = {
            "temp_directory": str(folder / "spill"),
            "autoinstall_known_extensions": False,  # nothing is fetched while claims are read
            "autoload_known_extensions": False,
        }
        if memory_limit is not None:
            settings["memory_limit"] = memory_limit
        if threads is not None:
            settings["threads"] = threads
        try:
            self.connection: Connection = duckdb.connect(str(folder / "work.duckdb"), config=settings)
            self.connection.execute("SET TimeZone = 'UTC'")
            self.connection.execute("SET enable_progress_bar = false")  # what is shown is for the faces to say
        except duckdb.Error as error:
            self._remove()
            if os.strerror(errno.ENOSPC) in str(error):
                raise UnwritableFile(folder, "the disk is full: free some room, or name another folder") from None
            raise UsageError(f"DuckDB cannot be opened so: {first_line(error)}") from None
        self._names = 0

    def run(self, sql: str, values: list[object] | None = None) -> Connection:
        """Runs one statement; its rows, if it has any, are fetched from what this gives."""
        with _said_plainly():
            return self.connection.execute(sql, values)

    def run_stage(self, sql: str) -> None:
        """Runs one statement of a plan, whose text is the same in every run: it is parsed once in a process.

        For few lines the parser takes a sixth of a run.
        """
        stage = _PARSED.get(sql)
        with _said_plainly():
            if stage is None:
                (stage,) = self.connection.extract_statements(sql)
                _PARSED[sql] = stage
            self.connection.execute(stage)

    def one(self, sql: str) -> tuple[object, ...]:
        """The first row of a query that always has one."""
        with _said_plainly():
            rows: list[tuple[object, ...]] = self.connection.execute(sql).fetchall()
        return rows[0]

    def batches(self, sql: str, rows: int) -> Iterator[Any]:
        """The rows of a query as pyarrow record batches of at most `rows`, made as they are taken."""
        cursor = self.connection.cursor()
        try:
            with _said_plainly():
                yield from cursor.sql(sql).to_arrow_reader(rows)
        finally:
            cursor.close()

    @contextmanager
    def held_to(self, megabytes: int) -> Iterator[None]:
        """Within, the engine keeps at most so much in memory, and the rest on disk; less where it is allowed less."""
        allowed = str(self.one("SELECT current_setting('memory_limit')")[0])
        number, unit = allowed.split()
        if float(number) * _UNITS.get(unit, 0) <= megabytes:
            yield
            return
        self.run(f"SET memory_limit = '{megabytes}MiB'")
        try:
            yield
        finally:
            self.run(f"SET memory_limit = {literal(self._memory_limit or allowed)}")

    def new_name(self, kind: str) -> str:
        """A name that no table of this engine has yet."""
        self._names += 1
        return f"{kind}_{self._names}"

    def attach(self, path: Path) -> str:
        """Attaches a DuckDB file read-only; gives the name by which SQL knows it.

        Raises UnreadableFile when it is none, is written by a newer DuckDB, or is in use.
        """
        name = self.new_name("attached")
        try:
            self.run(f"ATTACH {literal(str(path))} AS {name} (READ_ONLY)")
        except duckdb.Error as error:
            raise UnreadableFile(path, f"cannot be opened as a DuckDB database: {first_line(error)}") from None
        return name

    @contextmanager
    def writing_to(self, path: Path) -> Iterator[str]:
        """A new DuckDB file to write into, by the name that SQL knows it by.

        Raises UnwritableFile when it cannot be made.
        """
        try:
            self.run(f"ATTACH {literal(str(path))} AS target")
        except duckdb.Error as error:
            raise UnwritableFile(path, f"cannot be written: {first_line(error)}") from None
        try:
            yield "target"
        finally:
            self.run("DETACH target")

    def close(self) -> None:
        """Ends the connection and removes the working folder."""
        self.connection.close()
        self._remove()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_engine(
    *,
    memory_limit: str | None = None,
    threads: int | None = None,
    folder: Path | None = None,
    kept: Path | None = None,
) -> Engine:
    """An engine with a working folder of its own.

    `memory_limit` is in DuckDB's words, such as `4GB`; its own default is 80% of the machine's memory. `folder` is
    where the working folder is made, by default where the system keeps temporary files. `kept` is a working folder
    that stays, with its tables, for a later run. Raises UsageError for settings that DuckDB refuses and for a kept
    folder that another run is using, UnwritableFile when the folder cannot be made or its disk is full.
    """
    if kept is not None:
        try:
            kept.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UnwritableFile(kept, f"the working folder cannot be made: {error.strerror}") from None
        return Engine(kept, memory_limit, threads, is_kept=True)
    try:
        made = Path(tempfile.mkdtemp(prefix="perdiem-", dir=folder))
    except OSError as error:
        raise UnwritableFile(
            folder or tempfile.gettempdir(), f"no working folder can be made: {error.strerror}"
        ) from None
    return Engine(made, memory_limit, threads)


@contextmanager
def _said_plainly() -> Iterator[None]:
    """What is no fault of a statement: too little memory becomes a UsageError, a full disk an OSError as everywhere,
    Ctrl-C a KeyboardInterrupt again.
    """
    try:
        yield
    except duckdb.OutOfMemoryException as error:
        raise UsageError(
            f"the memory allowed is not enough ({first_line(error)}); allow more, or use fewer threads, or free the "
            "disk of temporary files"
        ) from None
    except (duckdb.IOException, duckdb.TransactionException) as error:
        if os.strerror(errno.ENOSPC) not in str(error):
            raise
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)) from error
    except (duckdb.InterruptException, RuntimeError) as error:
        if "interrupted" not in str(error).lower():
            raise
        raise KeyboardInterrupt from None


def quoted(name: str) -> str:
    """A name as SQL writes it; `authorization` is a word of SQL's own."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


def first_line(error: BaseException) -> str:
    """What DuckDB says, without the advice that follows."""
    return str(error).split("\n", 1)[0]
