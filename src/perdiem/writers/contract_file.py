"""A contract's file with edits written into it: comments, order and every untouched line stay as they were."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from perdiem.model.contract import Contract
from perdiem.model.edits import Action, Edit
from perdiem.model.marks import Path
from perdiem.model.terms.payment import Rate
from perdiem.model.wording import value_text
from perdiem.writers.yaml_text import append_item, remove, set_value, texts_of

WithoutCodes = Callable[[Sequence[str], Sequence[str]], list[str]]
SHEET_COLUMNS = ("codes", "rate", "base", "factor", "percent", "of", "schedule", "per", "modifiers", "site",
                 "places_of_service", "lines_of_business", "lesser_of_charge", "most", "from", "to")  # fmt: skip


@dataclass
class EditedFile:
    """The text of the edited contract, and the rate sheets that had to be written anew, by file name."""

    text: str
    sheets: dict[str, str] = field(default_factory=dict)


def write_edits(
    text: str, contract: Contract, edits: Sequence[tuple[int, Edit]], without_codes: WithoutCodes, sheet_name: str
) -> EditedFile:
    """The contract's text after the edits, each with the number of the recommendation that asks for it.

    `without_codes` takes codes out of a list as a contract writes it. A rate sheet that loses codes is written anew
    as CSV under `sheet_name` and a number; the user's own workbook is never touched. A new term in a contract that
    cites its sources is marked as proposed.
    """
    edited = EditedFile(text)
    for number, edit in edits:
        if edit.action is Action.DROP_CODES and edit.path == ("rates",):
            _drop_from_rates(edited, contract, edit, without_codes, sheet_name)
        elif edit.action is Action.DROP_CODES:
            items = _texts(_value_at(edited.text, edit.path))
            left = without_codes(items, edit.value)
            edited.text = set_value(edited.text, edit.path, left) if left else remove(edited.text, edit.path)
        elif edit.action is Action.REMOVE:
            edited.text = remove(edited.text, edit.path)
        elif edit.action is Action.APPEND:
            item = _cited(edit.value, number) if contract.sources else edit.value
            edited.text = append_item(edited.text, edit.path, item)
        else:
            value = _cited(edit.value, number) if contract.sources else edit.value
            edited.text = set_value(edited.text, edit.path, value)
    return edited


def _cited(value: Any, number: int) -> Any:
    """The value marked as proposed, so that no source is said to print it."""
    mark = {"basis": "proposed", "note": f"adopts recommendation {number}"}
    if isinstance(value, Mapping):
        return {**value, **mark}
    if isinstance(value, list) and any(isinstance(item, Mapping) for item in value):
        return [{**item, **mark} if isinstance(item, Mapping) else item for item in value]
    return {"is": value, **mark}


def _value_at(text: str, path: Path) -> Any:
    value: Any = texts_of(text)
    for step in path:
        value = value["is"] if isinstance(value, dict) and "is" in value else value
        value = value[step]
    return value["is"] if isinstance(value, dict) and "is" in value else value


def _bare(value: Any) -> Any:
    """A term's value in the short or the long form."""
    return value["is"] if isinstance(value, dict) and "is" in value else value


def _texts(value: Any) -> list[str]:
    items = value if isinstance(value, list) else [value]
    return [piece.strip() for item in items for piece in str(item).replace(";", ",").split(",") if piece.strip()]


def _drop_from_rates(
    edited: EditedFile, contract: Contract, edit: Edit, without_codes: WithoutCodes, sheet_name: str
) -> None:
    entries = texts_of(edited.text).get("rates") or []
    for index in reversed(range(len(entries))):
        entry = entries[index].get("is", entries[index])
        if "file" in entry:
            _rewrite_sheet(edited, contract, index, entry, edit, without_codes, sheet_name)
            continue
        if not edit.reaches(_texts(_bare(entry.get("modifiers", [])))):
            continue
        items = _texts(_bare(entry["codes"]))
        left = without_codes(items, edit.value)
        if not left:
            edited.text = remove(edited.text, ("rates", index))
        elif left != items:
            edited.text = set_value(edited.text, ("rates", index, "codes"), left)


def _rewrite_sheet(
    edited: EditedFile,
    contract: Contract,
    index: int,
    entry: Mapping[str, Any],
    edit: Edit,
    without_codes: WithoutCodes,
    sheet_name: str,
) -> None:
    file = str(entry["file"])
    rows = edited.sheets.get(file)
    rates = _rates_of_sheet(contract, file) if rows is None else _rates_of_csv(rows)
    kept = [
        (rate, without_codes(rate["codes"], edit.value) if edit.reaches(rate.get("modifiers")) else rate["codes"])
        for rate in rates
    ]
    if all(left == rate["codes"] for rate, left in kept):
        return
    name = file if rows is not None else f"{sheet_name}-rates-{index + 1}.csv"
    edited.sheets[name] = _csv_of([{**rate, "codes": left} for rate, left in kept if left])
    cited = {key: entry[key] for key in ("source", "basis", "note") if key in entry}
    edited.text = set_value(edited.text, ("rates", index), {"file": name, **cited})


def _rates_of_sheet(contract: Contract, file: str) -> list[dict[str, Any]]:
    name = file.replace("\\", "/").rsplit("/", 1)[-1]
    found = []
    for row, rate in enumerate(contract.rates or ()):
        position = contract.mark("rates", row).position
        if position and position.file.replace("\\", "/").rsplit("/", 1)[-1] == name:
            found.append(_row_of(rate))
    return found


def _row_of(rate: Rate) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for name in rate.model_fields_set:
        key = "from" if name == "from_" else name
        value = getattr(rate, name)
        if value is not None:
            row[key] = list(value) if isinstance(value, tuple) else value_text(value)
    return row


def _csv_of(rows: Sequence[Mapping[str, Any]]) -> str:
    columns = [name for name in SHEET_COLUMNS if any(row.get(name) for row in rows)]
    stream = io.StringIO()
    writer = csv.DictWriter(stream, columns, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: ", ".join(v) if isinstance(v := row.get(name, ""), list) else v for name in columns})
    return stream.getvalue()


def _rates_of_csv(text: str) -> list[dict[str, Any]]:
    rows = []
    for row in csv.DictReader(io.StringIO(text)):
        stated: dict[str, Any] = {name: value for name, value in row.items() if value}
        for name in ("codes", "modifiers"):
            if name in stated:
                stated[name] = _texts(stated[name])
        rows.append(stated)
    return rows


def relinked(text: str, folder: str, written_here: set[str]) -> str:
    """The text with the files that it names (sheets, amendments) reached through `folder` from its new place."""
    data = texts_of(text)
    for index, entry in enumerate(data.get("rates") or []):
        if isinstance(entry, dict) and "file" in entry and str(entry["file"]) not in written_here:
            text = set_value(text, ("rates", index, "file"), f"{folder}/{entry['file']}")
    for index, name in enumerate(_texts(data.get("amendments") or [])):
        text = set_value(text, ("amendments", index), f"{folder}/{name}")
    return text
