"""The mapping file: which of a source's columns is which of the book's.

claim_line:                       # a table of the book
  source: fact_claims             # the file, sheet or database table that holds it, if named otherwise
  claim_id: clm_no                # our column: their column
  claim_type: {is: professional}  # a constant
  claim_start_date: {from: svc_dt, date: MM/DD/YYYY}
  claim_frequency_code: {from: status, words: {new: "1", replaced: "7", voided: "8"}}
  claim_key: {from: [batch, clm_no]}   # several of their columns, joined
  claim_line_number: {from: ln, plus: 1}   # numbers that begin at 0
  only: {row_kind: [CHARGE]}      # rows with other words in this column of theirs are set aside
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from perdiem.engine.book import ALL_TABLES
from perdiem.errors import FaultsFound
from perdiem.model.book import ColumnType, Table
from perdiem.model.faults import Fault
from perdiem.model.positions import Position
from perdiem.readers.tables.values import date_format
from perdiem.readers.yaml_document import YamlDocument, read_yaml

SOURCE = "source"  # no table of the book has a column of this name
ONLY = "only"  # nor of this
_KEYS = ("from", "is", "date", "words", "plus")
PACKAGED = {"synthea": "CSV files that Synthea writes", "tuva": "the seeds of the Tuva Project"}
"""Mappings that Perdiem brings along, by the name that stands in place of a file."""
ALIASES = {"medical_claim": "claim_line"}
"""Other names of tables: what the Tuva Project calls its claim lines."""


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """Where one column comes from: a source's column, or a constant; and how its dates and words are to be read.

    `beside` are more of the source's columns, which are joined to the first; `plus` is added to whole numbers.
    """

    place: Position
    theirs: str | None = None
    constant: str | None = None
    dates: tuple[str, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)
    beside: tuple[str, ...] = ()
    plus: int = 0


@dataclass(frozen=True, slots=True)
class TableMapping:
    """How one table of the book is found: `source` names it where it is not called as the book calls it.

    `only` are words by columns of the source; rows that have others are not of the table. `place` is where it says so.
    """

    source: str | None = None
    columns: Mapping[str, ColumnMapping] = field(default_factory=dict)
    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    place: Position | None = None


def read_mapping(path: Path) -> dict[str, TableMapping]:
    """The mapping in a YAML file, by table, or one of PACKAGED by its name.

    Raises FaultsFound with every fault, UnreadableFile.
    """
    if str(path) in PACKAGED and not path.exists():
        path = Path(__file__).parents[1] / "mappings" / f"{path}.yaml"
    document = read_yaml(path)
    faults = list(document.faults)
    found: dict[str, TableMapping] = {}
    if not faults and not isinstance(document.data, dict):
        faults.append(Fault(document.place(()), "", "should name tables of the book, each with its columns"))
    elif not faults:
        for name, inside in document.data.items():
            table = table_named(name)
            if table is None:
                faults.append(_unknown(document, (name,), "table of the book", tuple(t.name for t in ALL_TABLES)))
            elif not isinstance(inside, dict):
                faults.append(Fault(document.place((name,)), name, "should be columns, as `our_column: their_column`"))
            else:
                found[table.name] = _table(document, name, table, inside, faults)
    if faults:
        raise FaultsFound(faults)
    return found


def table_named(name: str) -> Table | None:
    """The table of the book with this name, or the one that the name is another word for; case does not matter."""
    wanted = ALIASES.get(name.lower(), name.lower())
    return next((table for table in ALL_TABLES if table.name == wanted), None)


def near(word: str, known: tuple[str, ...]) -> str | None:
    """The likely intended spelling, as advice."""
    found = get_close_matches(word.lower(), known, 1, 0.6)
    return f"did you mean {found[0]!r}?" if found else None


def _unknown(document: YamlDocument, path: tuple[str, ...], what: str, known: tuple[str, ...]) -> Fault:
    place = document.keys.get(path, document.place(path))
    advice = near(path[-1], known) or f"there are: {', '.join(known)}"
    return Fault(place, ".".join(path), f"is no {what}", suggestion=advice)


def _table(
    document: YamlDocument, name: str, table: Table, inside: dict[str, Any], faults: list[Fault]
) -> TableMapping:
    source: str | None = None
    columns: dict[str, ColumnMapping] = {}
    only: dict[str, tuple[str, ...]] = {}
    for key, value in inside.items():
        if key == SOURCE:
            if not isinstance(value, str):
                faults.append(Fault(document.place((name, key)), f"{name}.{key}", "should be a name"))
            else:
                source = value
        elif key == ONLY:
            if not isinstance(value, dict) or not all(_is_words(words) for words in value.values()):
                message = "should say which words are of the table, as {their_column: [word, word]}"
                faults.append(Fault(document.place((name, key)), f"{name}.{key}", message))
            else:
                only = {column: tuple(words) for column, words in value.items()}
        elif key not in table.names:
            faults.append(_unknown(document, (name, key), f"column of {table.name}", table.names))
        elif (column := _column(document, (name, key), table, value, faults)) is not None:
            columns[key] = column
    return TableMapping(source, columns, only, document.place((name, ONLY) if only else (name,)))


def _is_words(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(each, str) and each for each in value)


def _column(
    document: YamlDocument, path: tuple[str, str], table: Table, value: Any, faults: list[Fault]
) -> ColumnMapping | None:
    place = document.place(path)
    before = len(faults)
    if isinstance(value, str) and value:
        return ColumnMapping(place, value)
    if not isinstance(value, dict):
        faults.append(Fault(place, ".".join(path), "should be a column of the source, or {is: a constant}"))
        return None
    faults.extend(_unknown(document, (*path, key), "part of a column", _KEYS) for key in value if key not in _KEYS)
    if ("from" in value) == ("is" in value):
        faults.append(Fault(place, ".".join(path), "should have either `from` or `is`"))
    for key in ("from", "is"):
        is_several = key == "from" and _is_words(value.get(key))
        if key in value and not is_several and (not isinstance(value[key], str) or not value[key]):
            faults.append(Fault(document.place((*path, key)), ".".join((*path, key)), "should be a text"))
    plus = str(value.get("plus", "0"))
    if not plus.isdecimal() or (plus != "0" and table.column(path[1]).type is not ColumnType.INTEGER):
        message = "should be a whole number, at a column of whole numbers"
        faults.append(Fault(document.place((*path, "plus")), ".".join((*path, "plus")), message, plus))
    dates = _dates(document, path, table, value, faults)
    words = value.get("words", {})
    if not isinstance(words, dict) or not all(isinstance(each, str) for each in words.values()):
        message = "should say which word of the source is which of ours, as {theirs: ours}"
        faults.append(Fault(document.place((*path, "words")), ".".join((*path, "words")), message))
    if len(faults) > before:
        return None
    theirs = value.get("from")
    first, *beside = theirs if isinstance(theirs, list) else [theirs]
    return ColumnMapping(place, first, value.get("is"), dates, words, tuple(map(str, beside)), int(plus))


def _dates(
    document: YamlDocument, path: tuple[str, str], table: Table, value: dict[str, Any], faults: list[Fault]
) -> tuple[str, ...]:
    if "date" not in value:
        return ()
    place, term = document.place((*path, "date")), ".".join((*path, "date"))
    if table.column(path[1]).type is not ColumnType.DATE:
        faults.append(Fault(place, term, f"{path[1]} is no date"))
        return ()
    form = date_format(value["date"]) if isinstance(value["date"], str) else None
    if form is None:
        faults.append(Fault(place, term, "should be an order of day, month and year", str(value["date"]),
                            "write it as MM/DD/YYYY, DD.MM.YYYY or DD-MON-YYYY"))  # fmt: skip
        return ()
    return (form,)
