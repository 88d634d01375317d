"""From a document's data to bare terms: the long form unwrapped, citations and dates set apart.

A term may be written short (`authorization: required`) or long, with where it comes from and when it holds:

    late_request_working_days: {is: 5, source: oar-0060, basis: printed, from: 2021-06-08}

A section, or a row of a list, may carry `source`, `basis` and `note` for all its terms.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from pydantic_core import PydanticCustomError

from perdiem.model.faults import Fault
from perdiem.model.marks import Path, dotted
from perdiem.model.periods import Period
from perdiem.model.results import Basis, Citation
from perdiem.model.terms.types import read_day
from perdiem.readers.yaml_document import YamlDocument

LONG_FORM = ("is", "source", "basis", "note", "from", "to")
CITING = ("source", "basis", "note")
UNDATED = ("contract", "amends", "amendments", "effective", "perdiem")  # they say what the file is, at all times
BASES = tuple(basis.value for basis in Basis)


@dataclass
class BareTerms:
    """A document's terms without annotations, and the annotations by path."""

    data: Any
    citations: dict[Path, Citation] = field(default_factory=dict)
    periods: dict[Path, Period] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def bare_terms(document: YamlDocument) -> BareTerms:
    """The terms of a document. A blank value is silence: its key is left out."""
    terms = BareTerms(None)
    data = document.data
    if not isinstance(data, dict):
        terms.faults.append(
            Fault(document.place(()), "", "is not a contract: a contract file is a list of `key: value` lines")
        )
        return terms
    _close_ranks(document)
    data = document.data
    sources = data.get("sources")
    _Unwrapper(document, terms, sources if isinstance(sources, dict) else {}).root(data)
    return terms


def _close_ranks(document: YamlDocument) -> None:
    """Take empty rows out of all lists, and move the places of the rows after them along."""
    kept: dict[Path, dict[int, int]] = {}  # for each list with an empty row: the new number of each row that stays
    data = _without_empty_rows(document.data, (), kept)
    if not kept:
        return
    document.data = data
    for places in (document.values, document.keys):
        moved = {_moved(path, kept): place for path, place in places.items()}
        places.clear()
        places.update({path: place for path, place in moved.items() if path is not None})


def _without_empty_rows(value: Any, path: Path, kept: dict[Path, dict[int, int]]) -> Any:
    if isinstance(value, dict):
        return {key: _without_empty_rows(inner, (*path, key), kept) for key, inner in value.items()}
    if not isinstance(value, list):
        return value
    stay = [index for index, item in enumerate(value) if item is not None]
    if len(stay) < len(value):
        kept[path] = {old: new for new, old in enumerate(stay)}
    return [_without_empty_rows(value[index], (*path, index), kept) for index in stay]


def _moved(path: Path, kept: dict[Path, dict[int, int]]) -> Path | None:
    """The path with the new numbers of its rows; None where one of them is gone."""
    moved: list[str | int] = []
    for depth, step in enumerate(path):
        numbers = kept.get(path[:depth])
        if numbers is None or not isinstance(step, int):
            moved.append(step)
        elif step in numbers:
            moved.append(numbers[step])
        else:
            return None
    return tuple(moved)


class _Unwrapper:
    def __init__(self, document: YamlDocument, terms: BareTerms, sources: dict[str, Any]) -> None:
        self.document = document
        self.terms = terms
        self.sources = sources

    def root(self, data: dict[str, Any]) -> None:
        self._cite(data, ())
        self.terms.data = {
            key: value if key == "sources" else self.unwrap(value, (key,))
            for key, value in data.items()
            if key not in CITING and value is not None
        }

    def unwrap(self, value: Any, path: Path) -> Any:
        if isinstance(value, list):
            return [self.unwrap(item, (*path, index)) for index, item in enumerate(value)]
        if not isinstance(value, dict):
            return value
        self._cite(value, path)
        if "is" in value:
            return self._long_form(value, path)
        return {
            key: self.unwrap(inner, (*path, key))
            for key, inner in value.items()
            if key not in CITING and inner is not None
        }

    def _long_form(self, value: dict[str, Any], path: Path) -> Any:
        for key in value:
            if key not in LONG_FORM:
                near = get_close_matches(key, LONG_FORM, 1, 0.6)
                self._fault(
                    (*path, key),
                    f"does not belong to the long form of a term: {', '.join(LONG_FORM)}",
                    suggestion=f"did you mean {near[0]!r}?" if near else None,
                    at_key=True,
                )
        days = {}
        for key in ("from", "to"):
            if value.get(key) is not None:
                try:
                    days[key] = read_day(value[key])
                except PydanticCustomError as error:
                    self._fault((*path, key), error.message(), found=str(value[key]))
        if days:
            try:
                self.terms.periods[path] = Period(days.get("from"), days.get("to"))
            except ValueError as error:
                self._fault(path, str(error))
            if path[0] in UNDATED or (path[0] == "rates" and len(path) > 1) or isinstance(path[-1], int):
                self._fault(
                    path,
                    "cannot have days of its own",
                    suggestion=None
                    if path[0] in UNDATED
                    else "a rate and a location state `from` and `to` as terms "
                    "of their own; date any other list as a whole",
                )
        place = self.document.values.get((*path, "is"))
        if place:
            self.document.values[path] = place
        return self.unwrap(value["is"], path)

    def _cite(self, value: dict[str, Any], path: Path) -> None:
        named = {key: value[key] for key in CITING if value.get(key) is not None}
        if not named:
            return
        source_id = named.get("source")
        source: Any = {}
        if source_id is not None:
            source = self.sources.get(source_id) if isinstance(source_id, str) else None
            if not isinstance(source, dict):
                near = get_close_matches(str(source_id), self.sources, 1, 0.5)
                self._fault(
                    (*path, "source"),
                    f"names no document of `sources`: {', '.join(self.sources) or 'there are none'}",
                    found=str(source_id),
                    suggestion=f"did you mean {near[0]!r}?" if near else None,
                )
                source = {}
        basis = named.get("basis", "printed")
        if basis not in BASES:
            near = get_close_matches(str(basis), BASES, 1, 0.5)
            self._fault(
                (*path, "basis"),
                f"should be {', '.join(BASES)}",
                found=str(basis),
                suggestion=f"did you mean {near[0]!r}?" if near else None,
            )
            basis = "printed"
        self.terms.citations[path] = Citation(
            Basis(basis),
            title=str(source.get("title") or source_id or ""),
            url=str(source.get("url") or ""),
            dated=str(source.get("dated") or ""),
            note=str(named.get("note") or ""),
        )

    def _fault(
        self, path: Path, message: str, *, found: str | None = None, suggestion: str | None = None, at_key: bool = False
    ) -> None:
        place = self.document.keys.get(path) if at_key else None
        self.terms.faults.append(
            Fault(place or self.document.place(path), dotted(path), message, found=found, suggestion=suggestion)
        )
