"""Adoption: the contract with the terms of an amendment in place, and what changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import deepcopy
from decimal import Decimal
from typing import Any

from perdiem.codes import CodeSets
from perdiem.codes.compress import compress
from perdiem.codes.expand import expand
from perdiem.model.contract import Contract
from perdiem.model.edits import Action, Edit
from perdiem.model.marks import Marks
from perdiem.model.results import Basis, Citation
from perdiem.model.terms.types import read_codes, read_tuple
from perdiem.model.wording import amount_text
from perdiem.rules.recommendations.registry import recommendation


def adopt(contract: Contract, sets: CodeSets, numbers: Iterable[int]) -> tuple[Contract, list[tuple[int, Edit]]]:
    """The contract that meets the recommendations, and the edits that made it so, in order.

    Recommendations are adopted one after another, each on the contract that the ones before left.
    """
    edits: list[tuple[int, Edit]] = []
    for number in numbers:
        wanted = recommendation(number).amend(contract, sets)
        contract = apply(contract, sets, wanted)
        edits.extend((number, edit) for edit in wanted)
    return contract, edits


def apply(contract: Contract, sets: CodeSets, edits: Sequence[Edit]) -> Contract:
    """The contract after the edits, validated anew.

    Untouched terms keep their places and citations; an edited one is cited as proposed.
    """
    if not edits:
        return contract
    data = plain_data(contract)
    marks = contract.marks
    for edit in edits:
        apply_to_data(data, edit, sets)
        marks = _marks_after(marks, edit)
    return Contract.model_validate(data).model_copy(update={"marks": marks})


def _marks_after(marks: Marks, edit: Edit) -> Marks:
    """The marks that still hold: where rows may have gone, the rows of the whole list lose theirs."""
    if edit.action is Action.APPEND:
        return marks
    lost = edit.path[:-1] if edit.action is Action.REMOVE and isinstance(edit.path[-1], int) else edit.path
    positions = {path: place for path, place in marks.positions.items() if path[: len(lost)] != lost}
    citations = {path: cited for path, cited in marks.citations.items() if path[: len(lost)] != lost}
    return Marks(positions, {**citations, lost: Citation(Basis.PROPOSED)})


def plain_data(contract: Contract) -> dict[str, Any]:
    """The contract's stated terms as a file would hold them: texts, lists and mappings."""
    data = _plain(contract.model_dump(by_alias=True, exclude_unset=True))
    assert isinstance(data, dict)
    return data


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items() if inner is not None}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return amount_text(value)
    return str(value)


def apply_to_data(data: dict[str, Any], edit: Edit, sets: CodeSets) -> None:
    """Apply one edit to a contract's plain data, in place."""
    if edit.action is Action.DROP_CODES:
        _drop_codes(data, edit, sets)
        return
    holder: Any = data
    for step, following in zip(edit.path[:-1], edit.path[1:], strict=True):
        if isinstance(holder, dict):
            holder = holder.setdefault(step, [] if isinstance(following, int) else {})
        else:
            holder = holder[step]
    last = edit.path[-1]
    if edit.action is Action.REMOVE:
        if isinstance(holder, list):
            del holder[int(last)]
        else:
            holder.pop(last, None)
    elif edit.action is Action.APPEND:
        holder.setdefault(last, []).append(deepcopy(edit.value))
    elif isinstance(holder, list):
        holder[int(last)] = deepcopy(edit.value)
    else:
        holder[last] = deepcopy(edit.value)


def _drop_codes(data: dict[str, Any], edit: Edit, sets: CodeSets) -> None:
    """Take codes out of a list of codes, or out of every rate; a list or rate left empty goes."""
    if edit.path == ("rates",):
        rows = data.get("rates", [])
        for row in rows:
            if edit.reaches(read_tuple(row.get("modifiers"))):
                row["codes"] = without_codes(read_codes(row["codes"]), edit.value, sets)
        data["rates"] = [row for row in rows if row["codes"]]
        return
    holder: Any = data
    for step in edit.path[:-1]:
        holder = holder[step]
    left = without_codes(read_codes(holder[edit.path[-1]]), edit.value, sets)
    if left:
        holder[edit.path[-1]] = left
    else:
        del holder[edit.path[-1]]


def without_codes(items: Sequence[str], gone: Sequence[str], sets: CodeSets) -> list[str]:
    """Codes as a contract writes them, without some: an item that names one of them is written anew without it.

    What is left of a range or a family is written as ranges, so that an ended code inside stays unwritten; one that
    would stand alone is left out, for a contract may not write a code that had ended.
    """
    left: list[str] = []
    for item in items:
        codes = expand((item,), sets)
        if not set(codes) & set(gone):
            left.append(item)
            continue
        short = compress([code for code in codes if code not in gone], sets)
        left.extend(code for code in short if code not in sets.codes or sets.codes[code].in_force.last is None)
    return left
