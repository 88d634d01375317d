"""Versions of a contract over time: dated terms and amendments laid over the base, one period after another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from pydantic import ValidationError

from perdiem.codes import code_sets
from perdiem.codes.expand import expand
from perdiem.model.contract import Contract
from perdiem.model.faults import Fault
from perdiem.model.marks import Marks, Path
from perdiem.model.periods import Period, day_after, day_before
from perdiem.model.positions import Position
from perdiem.model.results import Basis, Citation
from perdiem.model.terms.lookup import declared_at
from perdiem.model.terms.payment import Rate
from perdiem.readers.contract_checks import check_contract, conditions_of
from perdiem.readers.fault_words import faults_by_path
from perdiem.readers.terms_in_file import BareTerms
from perdiem.readers.yaml_document import YamlDocument

T = TypeVar("T")
REMOVED = "removed"  # in an amendment: the term is taken out, and the contract is silent on it again
NOT_MERGED = {"amends", "amendments", "effective", "contract", "title", "about", "perdiem"}


@dataclass
class Part:
    """One document of an agreement: the contract itself, or an amendment."""

    document: YamlDocument
    terms: BareTerms
    contract: Contract | None
    positions: dict[Path, Position]
    faults: list[Fault]

    def place(self, *path: str | int) -> Position:
        """The position of a term of this document."""
        return self.document.place(path)


@dataclass
class _Layered:
    """Data under construction with the marks of its terms."""

    data: dict[str, Any]
    positions: dict[Path, Position]
    citations: dict[Path, Citation]
    amendment: str = ""  # the one that is being laid over


def versions_of(parts: Sequence[Part]) -> tuple[tuple[tuple[Period, Contract], ...], list[Fault]]:
    """The versions of an agreement, in order, and the faults that appear once documents are laid over each other."""
    base = parts[0]
    if base.contract is None:
        raise ValueError("versions are made of a contract without faults")
    whole = base.contract.effective.period
    if len(parts) == 1 and not base.terms.periods:
        return ((whole, base.contract),), []
    versions = []
    faults: list[Fault] = []
    for period in _periods(parts, whole):
        day = period.first or period.last or date.min
        layered = _Layered(*_in_force(base, day))
        for part in parts[1:]:
            contract = part.contract
            if contract and contract.effective.from_ and contract.effective.from_ <= day:
                if contract.effective.to and contract.effective.to < day:
                    continue
                _lay_over(layered, part, day)
        try:
            contract = Contract.model_validate(layered.data)
        except ValidationError as error:
            document = YamlDocument(base.document.file, "", values=layered.positions)
            faults.extend(faults_by_path(error, Contract, layered.data, document).values())
            continue
        contract = contract.model_copy(update={"marks": Marks(layered.positions, layered.citations)})
        faults.extend(check_contract(contract))
        versions.append((period, contract))
    return tuple(versions), faults


def _periods(parts: Sequence[Part], whole: Period) -> list[Period]:
    """The stretches between all days on which something begins or ends."""
    starts: set[date] = set()
    for part in parts:
        rates = part.contract.rates if part is not parts[0] and part.contract else None
        own = [Period(rate.from_, rate.to) for rate in rates or ()]
        for period in (*part.terms.periods.values(), *own):
            starts |= {period.first} if period.first else set()
            starts |= {day_after(period.last)} if period.last and period.last < date.max else set()
        if part is not parts[0] and part.contract:
            effective = part.contract.effective
            starts |= {effective.from_} if effective.from_ else set()
            starts |= {day_after(effective.to)} if effective.to and effective.to < date.max else set()
    inside = sorted(
        day for day in starts if (not whole.first or day > whole.first) and (not whole.last or day <= whole.last)
    )
    firsts: list[date | None] = [whole.first, *inside]
    lasts: list[date | None] = [*(day_before(day) for day in inside), whole.last]
    return [Period(first, last) for first, last in zip(firsts, lasts, strict=True)]


def _in_force(part: Part, day: date) -> tuple[dict[str, Any], dict[Path, Position], dict[Path, Citation]]:
    """A document's data on a day: dated terms that do not hold then are left out."""
    data = deepcopy(part.terms.data)
    for path, period in part.terms.periods.items():
        if day not in period:
            _delete(data, path)
    return data, dict(part.positions), dict(part.terms.citations)


def _delete(data: Any, path: Path) -> None:
    for step in path[:-1]:
        data = data[step] if isinstance(step, int) else data.get(step, {})
    if isinstance(data, dict):
        data.pop(path[-1], None)


def _lay_over(layered: _Layered, part: Part, day: date) -> None:
    over, positions, citations = _in_force(part, day)
    layered.amendment = str(over.get("title") or over.get("contract") or "")
    _merge(layered.data, over, (), layered, positions, citations, day)


def _merge(
    below: dict[str, Any],
    over: dict[str, Any],
    path: Path,
    layered: _Layered,
    positions: Mapping[Path, Position],
    citations: Mapping[Path, Citation],
    day: date,
) -> None:
    for key, value in over.items():
        here = (*path, key)
        if not path and key in NOT_MERGED:
            continue
        if value == REMOVED:
            below.pop(key, None)
            _forget(layered, here)
        elif here == ("rates",) and isinstance(below.get(key), list):
            _merge_rates(below[key], value, layered, positions, citations, day)
        elif isinstance(value, dict) and isinstance(below.get(key), dict):
            _merge(below[key], value, here, layered, positions, citations, day)
        else:
            below[key] = without_removed(value, here)
            _forget(layered, here)
            layered.positions |= {p: v for p, v in positions.items() if p[: len(here)] == here}
            _cite(layered, citations, here, here)


def without_removed(data: Any, path: Path = ()) -> Any:
    """An amendment's data as terms: what it removes is left out, where the contract has such a term."""
    if not isinstance(data, dict):
        return deepcopy(data)
    return {
        key: without_removed(value, (*path, key))
        for key, value in data.items()
        if value != REMOVED or not _may_be_removed((*path, key))
    }


def _may_be_removed(path: Path) -> bool:
    named = len(path) == 2 and path[0] in {"factors", "sources"}  # entries by name
    return named or (path[0] not in NOT_MERGED and declared_at(Contract, path) is not None)


def _cite(layered: _Layered, citations: Mapping[Path, Citation], there: Path, here: Path) -> None:
    """Give terms that an amendment states its citations; those of the contract do not hold for them."""
    known = Marks({}, layered.citations).at(*here).citation
    stated = Marks({}, citations).at(*there).citation
    if stated or known:
        layered.citations[here] = stated or Citation(Basis.PRINTED, title=layered.amendment)
    layered.citations |= {(*here, *p[len(there) :]): c for p, c in citations.items() if p[: len(there)] == there}


def _forget(layered: _Layered, here: Path) -> None:
    for known in (layered.positions, layered.citations):
        for old in [old for old in known if old[: len(here)] == here]:
            known.pop(old)


def _merge_rates(
    below: list[Any],
    over: list[Any],
    layered: _Layered,
    positions: Mapping[Path, Position],
    citations: Mapping[Path, Citation],
    day: date,
) -> None:
    """An amendment's rate takes the place of the contract's for its codes, where both have the same conditions.

    A rate with days of its own does so only on these days: before and after them the contract's rate stands.
    """
    taken: dict[tuple[Any, ...], set[str]] = {}
    in_force = []
    for index, row in enumerate(over):
        rate = Rate.model_validate(row)
        if day not in Period(rate.from_, rate.to):
            continue
        in_force.append(index)
        taken.setdefault(conditions_of(rate), set()).update(expand(rate.codes or (), code_sets()))
    for row in below:
        rate = Rate.model_validate(row)
        gone = taken.get(conditions_of(rate), set())
        codes = expand(rate.codes or (), code_sets())
        if gone & set(codes):
            row["codes"] = [code for code in codes if code not in gone]
    kept = [index for index, row in enumerate(below) if row["codes"]]
    renumbered = {old: new for new, old in enumerate(kept)}
    _renumber(layered.positions, renumbered)
    _renumber(layered.citations, renumbered)
    below[:] = [below[index] for index in kept]
    for index in in_force:
        here: Path = ("rates", len(below))
        layered.positions |= _moved(positions, index, here)
        _cite(layered, citations, ("rates", index), here)
        below.append(deepcopy(over[index]))


def _moved(marks: Mapping[Path, T], row: int, here: Path) -> dict[Path, T]:
    return {(*here, *path[2:]): mark for path, mark in marks.items() if path[:2] == ("rates", row)}


def _renumber(known: dict[Path, Any], renumbered: Mapping[int, int]) -> None:
    rows = {path: known.pop(path) for path in [p for p in known if len(p) > 1 and p[0] == "rates"]}
    for path, value in rows.items():
        if isinstance(path[1], int) and path[1] in renumbered:
            known[("rates", renumbered[path[1]], *path[2:])] = value
