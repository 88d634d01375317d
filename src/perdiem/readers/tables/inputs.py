"""What the inputs of a book are: which words name tables or FHIR resources, and of what kind; the rest are claims."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from perdiem.engine.book import ALL_TABLES
from perdiem.engine.postgres import is_postgres
from perdiem.errors import UnreadableFile, UsageError
from perdiem.model.book import Table
from perdiem.readers.tables.database import DATABASES, is_duckdb
from perdiem.readers.tables.files import DELIMITED, PARQUET
from perdiem.readers.tables.mapping import TableMapping, near, table_named
from perdiem.readers.tables.workbook import EXCEL

STANDARD_INPUT = "-"
_TRUTH = "truth.json"  # what a synthetic book was drawn from: no table, and nothing to tell of
_CLAIMS = (".837", ".835", ".x12", ".edi", ".837.gz", ".835.gz", ".x12.gz", ".edi.gz", ".zip")
"""Endings of the claim files and remittances that may lie in a folder of tables."""
NDJSON = (".ndjson", ".ndjson.gz", ".jsonl", ".jsonl.gz")
FHIR = (*NDJSON, ".json", ".json.gz")
"""Endings of FHIR files: one resource a line, or one document."""
_SAMPLE = 1 << 20  # bytes looked at for the mark of FHIR
_NAMES = tuple(table.name for table in ALL_TABLES)


@dataclass(frozen=True, slots=True)
class FilesOfTable:
    """Parquet or delimited files that hold one table, in the words of the user."""

    table: Table
    name: str
    paths: tuple[Path, ...]

    @property
    def is_parquet(self) -> bool:
        """Whether they are Parquet; otherwise they are delimited text."""
        return is_kind(self.paths[0], PARQUET)


@dataclass
class Inputs:
    """The inputs, sorted. A workbook or database with a table holds that table only, in its only sheet or table."""

    files: list[FilesOfTable] = field(default_factory=list)
    workbooks: list[tuple[Path, Table | None]] = field(default_factory=list)
    databases: list[Path] = field(default_factory=list)
    postgres: list[str] = field(default_factory=list)
    fhir: list[Path] = field(default_factory=list)
    claims: list[str | Path] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def is_kind(path: Path, endings: Iterable[str]) -> bool:
    """Whether a file's name ends in one of these."""
    return path.name.lower().endswith(tuple(endings))


def sorted_inputs(
    words: Iterable[str | Path], tables: Mapping[str, str], mapping: Mapping[str, TableMapping]
) -> Inputs:
    """Sorts the inputs. `tables` are those that the user named, as table: path or pattern.

    Raises UnreadableFile for what is not there, UsageError for a file that is of no table of the book.
    """
    inputs = Inputs()
    sources = {of.source.lower(): name for name, of in mapping.items() if of.source}
    seen: set[str] = set()
    for word in words:
        identity = str(word) if is_postgres(str(word)) or str(word) == STANDARD_INPUT else str(Path(word).resolve())
        if identity in seen:
            raise UsageError(f"{word} is named twice; each input is read once")
        seen.add(identity)
        if is_postgres(str(word)):
            inputs.postgres.append(str(word))
        elif str(word) == STANDARD_INPUT:
            inputs.claims.append(STANDARD_INPUT)
        else:
            _sort_path(Path(word), inputs, sources)
    for name, path in tables.items():
        _sort_named(name, path, inputs)
    return inputs


def _sort_path(path: Path, inputs: Inputs, sources: Mapping[str, str]) -> None:
    if path.is_dir():
        _sort_folder(path, inputs, sources)
    elif not path.exists():
        raise UnreadableFile(path, "there is no such file")
    elif is_kind(path, EXCEL):
        inputs.workbooks.append((path, _table_of(path, sources)))
    elif is_duckdb(path):
        inputs.databases.append(path)
    elif is_kind(path, DATABASES):
        raise UnreadableFile(path, "is not a DuckDB database")
    elif is_kind(path, FHIR):
        inputs.fhir.append(path)
    elif _is_tabular(path):
        table = _table_of(path, sources)
        if table is None:
            raise UsageError(
                f"{path}: its name is no table of the book; say which it holds with --table TABLE={path}. "
                f"The tables: {', '.join(_NAMES)}"
            )
        inputs.files.append(FilesOfTable(table, str(path), (path,)))
    else:
        inputs.claims.append(path)


def _is_tabular(path: Path) -> bool:
    """Whether a file is a table; a .txt may also be claims, which begin with ISA."""
    if not is_kind(path, (*PARQUET, *DELIMITED)):
        return False
    if path.suffix.lower() != ".txt":
        return True
    with path.open("rb") as file:
        return not file.read(64).lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"ISA")


def _table_of(path: Path, sources: Mapping[str, str]) -> Table | None:
    stem = path.name.split(".", 1)[0].lower()
    for name in (path.name.lower(), stem):
        if name in sources:
            return table_named(sources[name])
    return table_named(stem)


def _sort_folder(folder: Path, inputs: Inputs, sources: Mapping[str, str]) -> None:
    """Files and folders named after tables are those; if there is none, the folder is one of claim files."""
    found: list[FilesOfTable] = []
    workbooks: list[tuple[Path, Table | None]] = []
    rest: list[Path] = []
    for path in sorted(path for path in folder.iterdir() if not path.name.startswith((".", "~$"))):
        table = _table_of(path, sources)
        if path.is_dir() and table is not None:
            parts = sorted(p for p in path.rglob("*") if p.is_file() and is_kind(p, (*PARQUET, *DELIMITED)))
            found += _of_one_kind(table, str(path), parts)
        elif path.is_file() and table is not None and is_kind(path, (*PARQUET, *DELIMITED)):
            found.append(FilesOfTable(table, str(path), (path,)))
        elif path.is_file() and table is not None and is_kind(path, EXCEL):
            workbooks.append((path, table))
        else:
            rest.append(path)
    fhir = [path for path in rest if path.is_file() and is_kind(path, FHIR) and _is_resource(path)]
    inputs.fhir += fhir
    rest = [path for path in rest if path not in fhir]
    if not found and not fhir and not workbooks:
        tables = [path.name for path in rest if path.is_file() and (_is_tabular(path) or is_kind(path, EXCEL))]
        if tables and len(tables) == len(rest):
            raise UsageError(
                f"{folder}: none of its tables is called as the book calls it: {', '.join(tables)}; "
                f"say what each holds, such as --table claim_line={folder / tables[0]}"
            )
        inputs.claims.append(folder)
        return
    inputs.files += found
    inputs.workbooks += workbooks
    claims = [path for path in rest if path.is_file() and is_kind(path, _CLAIMS)]
    inputs.claims += claims
    left = [path.name for path in rest if path not in claims and path.name != _TRUTH]
    if left:
        inputs.notes.append(f"{folder}: not looked at, because no table of the book is called so: {', '.join(left)}")


def _is_resource(path: Path) -> bool:
    """Whether a file of JSON is of FHIR: in a folder of tables another may lie."""
    try:
        with path.open("rb") as plain:
            start = plain.read(_SAMPLE)
        if start.startswith(b"\x1f\x8b"):
            with gzip.open(path, "rb") as packed:
                start = packed.read(_SAMPLE)
    except (OSError, EOFError, zlib.error):
        return True  # the reader says what is wrong
    return path.name.lower().endswith(NDJSON) or b'"resourceType"' in start


def _of_one_kind(table: Table, name: str, parts: list[Path]) -> list[FilesOfTable]:
    parquet = tuple(path for path in parts if is_kind(path, PARQUET))
    delimited = tuple(path for path in parts if not is_kind(path, PARQUET))
    return [FilesOfTable(table, name, paths) for paths in (parquet, delimited) if paths]


def _sort_named(name: str, given: str, inputs: Inputs) -> None:
    table = table_named(name)
    if table is None:
        advice = near(name, _NAMES) or f"there are: {', '.join(_NAMES)}"
        raise UsageError(f"--table {name}={given}: {name!r} is no table of the book; {advice}")
    path = Path(given)
    if is_kind(path, EXCEL):
        inputs.workbooks.append((path, table))
        return
    if path.is_dir():
        paths = sorted(p for p in path.rglob("*") if p.is_file() and is_kind(p, (*PARQUET, *DELIMITED)))
    elif path.exists():
        paths = [path]
    else:
        paths = sorted(Path(path.anchor).glob(str(path.relative_to(path.anchor))))
    if not paths:
        raise UnreadableFile(given, "there is no such file, and no file matches it as a pattern")
    inputs.files += _of_one_kind(table, given, paths)
