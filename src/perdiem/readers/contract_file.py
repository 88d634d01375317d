"""A contract file, with its amendments and rate sheets, read into an `Agreement`.

    text ─ yaml_document ─▶ data ─ terms_in_file ─▶ bare terms ─ rate_sheet ─▶ + rates of sheets
         ─ model ─▶ one Contract a document ─ contract_checks ─▶ faults ─ amendments ─▶ versions

Every stage reports all its faults; nothing is decided on a document that has one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any, TypeVar

from pydantic import ValidationError

from perdiem.errors import FaultsFound, UnreadableFile
from perdiem.model.contract import Agreement, Contract
from perdiem.model.faults import Fault, Severity
from perdiem.model.marks import Marks, Path, dotted
from perdiem.model.periods import Period
from perdiem.model.positions import Position
from perdiem.model.results import Citation
from perdiem.readers.contract_checks import check_codes, check_contract
from perdiem.readers.contract_versions import Part, versions_of, without_removed
from perdiem.readers.fault_words import faults_by_path
from perdiem.readers.rate_sheet import RateSheet, read_rate_sheet
from perdiem.readers.sheet_entry import ILL_FORMED, SHEET_DEFAULTS, sheet_entry_faults
from perdiem.readers.terms_in_file import BareTerms, bare_terms
from perdiem.readers.yaml_document import YamlDocument, read_yaml

T = TypeVar("T")


@dataclass(frozen=True)
class ContractFile:
    """What was read: the agreement (None where a fault forbids it), all faults, and the texts of its YAML files."""

    path: str
    agreement: Agreement | None
    faults: tuple[Fault, ...]
    texts: Mapping[str, str] = field(default_factory=dict)

    @property
    def errors(self) -> tuple[Fault, ...]:
        """The faults that make the contract unusable."""
        return tuple(fault for fault in self.faults if fault.severity is Severity.ERROR)

    @property
    def warnings(self) -> tuple[Fault, ...]:
        """The faults that only deserve a look."""
        return tuple(fault for fault in self.faults if fault.severity is Severity.WARNING)


def read_contract(path: FilePath | str) -> Agreement:
    """The agreement in a file.

    Raises UnreadableFile when a file cannot be used, FaultsFound with every fault when it is wrong.
    """
    read = read_contract_file(FilePath(path))
    if read.agreement is None:
        raise FaultsFound(read.errors)
    return read.agreement


def read_contract_file(path: FilePath, amendments: Sequence[FilePath] = ()) -> ContractFile:
    """The contract in a file, with the amendments that it names and those given, and every fault of all of them.

    Raises UnreadableFile when the contract's own file cannot be used at all.
    """
    base = _read_part(path)
    parts = [base]
    named = [] if base.contract is None else list(base.contract.amendments or ())
    for index, name in enumerate(named):
        try:
            parts.append(_read_part(path.parent / name))
        except UnreadableFile as error:
            base.faults.append(Fault(base.place("amendments", index), "amendments", f"{name}: {error.reason}"))
    parts.extend(_read_part(amendment) for amendment in amendments)
    for part in parts[1:]:
        _check_amendment(part, base)
    faults = [fault for part in parts for fault in part.faults]
    texts = {part.document.file: part.document.text for part in parts}
    if any(fault.severity is Severity.ERROR for fault in faults):
        return ContractFile(str(path), None, _in_order(faults), texts)
    versions, more = versions_of(parts)
    faults.extend(more)
    agreement = (
        None if any(f.severity is Severity.ERROR for f in more) else Agreement(versions=versions, file=str(path))
    )
    return ContractFile(str(path), agreement, _in_order(faults), texts)


def _in_order(faults: list[Fault]) -> tuple[Fault, ...]:
    def key(fault: Fault) -> tuple[Any, ...]:
        place = fault.position
        column, row = re.fullmatch(r"([A-Z]*)(\d*)", place.cell or "").groups()  # type: ignore[union-attr]
        return (place.file, place.line or 0, place.column or 0, place.sheet or "", int(row or 0), len(column), column)

    once: dict[tuple[Any, ...], Fault] = {}
    for fault in sorted(faults, key=key):
        once.setdefault((fault.position, fault.message, fault.found), fault)
    return tuple(once.values())


def _read_part(path: FilePath) -> Part:
    """One document: its bare terms with rate sheets read in, validated and checked."""
    document = read_yaml(path)
    if document.data is None:
        return Part(document, BareTerms(None), None, {}, list(document.faults))
    terms = bare_terms(document)
    faults = [*document.faults, *terms.faults]
    if terms.data is None:
        return Part(document, terms, None, {}, faults)
    positions: dict[Path, Position] = {**document.keys, **document.values}
    faults.extend(_read_sheets(path, document, terms, positions))
    document.values = positions
    contract, wrong = _validated(terms, document)
    return Part(document, terms, contract, positions, [*faults, *wrong])


def _validated(terms: BareTerms, document: YamlDocument) -> tuple[Contract | None, list[Fault]]:
    """The contract that bare terms make (None where a term is ill formed), and every fault in it."""
    data = without_removed(terms.data) if "amends" in terms.data else terms.data
    unnamed = check_codes(data, document)
    try:
        contract = _marked(Contract.model_validate(data), document.values, terms)
    except ValidationError as error:
        wrong = faults_by_path(error, Contract, data, document)
        salvaged = None if unnamed else _salvaged(data, wrong)
        more = check_contract(_marked(salvaged, document.values, terms)) if salvaged else []
        # a row is not faulted again for lacking its ill-formed term
        more = [fault for fault in more if not any(dotted(path).startswith(f"{fault.term}.") for path in wrong)]
        return None, [*unnamed, *wrong.values(), *more]
    return contract, unnamed or check_contract(contract)


def _marked(contract: Contract, positions: Mapping[Path, Position], terms: BareTerms) -> Contract:
    return contract.model_copy(update={"marks": Marks(positions, terms.citations)})


def _salvaged(data: Any, wrong: Mapping[Path, Fault]) -> Contract | None:
    """The contract without its ill-formed terms, so that the other checks can still report on the rest."""
    data = deepcopy(data)
    for path in wrong:
        if path[:1] == ("rates",) and len(path) > 1 and isinstance(path[1], int):
            data["rates"][path[1]] = {"codes": [], "rate": "0"}  # holds the row's number, names no code
            continue
        holder = data
        for step in path[:-1]:
            holder = holder[step]
        if isinstance(holder, dict):
            holder.pop(path[-1], None)
        else:
            return None
    try:
        return Contract.model_validate(data)
    except ValidationError:
        return None


def _read_sheets(
    path: FilePath, document: YamlDocument, terms: BareTerms, positions: dict[Path, Position]
) -> list[Fault]:
    """Replace each `file:` entry of `rates` by the rows of its sheet; give the faults of the sheets."""
    entries = terms.data.get("rates")
    if not isinstance(entries, list) or not any(isinstance(entry, dict) and "file" in entry for entry in entries):
        return []
    placed, cited_at, dated = _by_row(document.values), _by_row(terms.citations), _by_row(terms.periods)
    rows: list[Any] = []
    faults: list[Fault] = []
    moved_positions: dict[Path, Position] = {}
    moved_citations: dict[Path, Citation] = {}
    moved_periods: dict[Path, Period] = {}
    for index, entry in enumerate(entries):
        if isinstance(entry, dict) and "file" in entry:
            wrong = sheet_entry_faults(entry, index, document)
            faults.extend(wrong)
            if any(fault.message in ILL_FORMED for fault in wrong):
                continue
            try:
                sheet = read_rate_sheet(
                    path.parent / entry["file"],
                    sheet=entry.get("sheet"),
                    columns=entry.get("columns"),
                    defaults={key: entry[key] for key in SHEET_DEFAULTS if key in entry},
                )
            except UnreadableFile as error:
                place = document.place(("rates", index, "file"))
                faults.append(Fault(place, dotted(("rates", index, "file")), f"{entry['file']}: {error.reason}"))
                continue
            faults.extend(sheet.faults)
            cited = terms.citations.get(("rates", index))
            filled = {key: document.place(("rates", index, key)) for key in SHEET_DEFAULTS if key in entry}
            for row, places in zip(sheet.rows, ({**filled, **stated} for stated in sheet.places), strict=True):
                here: Path = ("rates", len(rows))
                moved_positions |= {(*here, key) if key else here: place for key, place in places.items()}
                if cited:
                    moved_citations[here] = cited
                rows.append(row)
        else:
            here = ("rates", len(rows))
            moved_positions |= {(*here, *inside): value for inside, value in placed[index].items()}
            moved_citations |= {(*here, *inside): value for inside, value in cited_at[index].items()}
            moved_periods |= {(*here, *inside): value for inside, value in dated[index].items()}
            rows.append(entry)
    _replace_rows(positions, moved_positions)
    _replace_rows(terms.citations, moved_citations)
    _replace_rows(terms.periods, moved_periods)
    terms.data["rates"] = rows
    return faults


def _replace_rows(known: dict[Path, T], moved: Mapping[Path, T]) -> None:
    for old in [path for path in known if len(path) > 1 and path[0] == "rates"]:
        del known[old]
    known.update(moved)


def _by_row(known: Mapping[Path, T]) -> dict[int, dict[Path, T]]:
    """What is known of each row of `rates`, by the path inside the row."""
    rows: dict[int, dict[Path, T]] = defaultdict(dict)
    for path, value in known.items():
        if len(path) > 1 and path[0] == "rates" and isinstance(path[1], int):
            rows[path[1]][path[2:]] = value
    return rows


def _check_amendment(part: Part, base: Part) -> None:
    if part.contract is None or base.contract is None:
        return
    if part.contract.amends is None:
        part.faults.append(
            Fault(
                part.place("contract"), "amends", f"an amendment names its contract: `amends: {base.contract.contract}`"
            )
        )
    elif part.contract.amends != base.contract.contract:
        part.faults.append(
            Fault(part.place("amends"), "amends", f"amends another contract than {base.contract.contract!r}",
                  found=part.contract.amends)
        )  # fmt: skip
    if part.contract.amendments:
        part.faults.append(Fault(part.place("amendments"), "amendments", "an amendment has no amendments of its own",
                                 suggestion=f"name them in {base.document.file}"))  # fmt: skip
    if not part.contract.effective.period.overlaps(base.contract.effective.period):
        part.faults.append(Fault(part.place("effective"), "effective", "lies outside the contract's own days",
                                 found=str(part.contract.effective.period)))  # fmt: skip
    if part.contract.effective.from_ is None:
        part.faults.append(
            Fault(
                part.place("effective"),
                "effective.from",
                "an amendment states its first day: `effective: {from: 2026-07-01}`",
            )
        )


def check_rate_sheet(path: FilePath) -> list[Fault]:
    """Every fault of a rate sheet by itself, as if it were all the rates of a contract.

    Raises UnreadableFile when it cannot be used at all.
    """
    return read_sheet_as_contract(path)[1]


def read_sheet_as_contract(path: FilePath, sheet: str | None = None) -> tuple[Contract | None, list[Fault]]:
    """A contract that holds nothing but the rates of a sheet. Raises UnreadableFile when it cannot be used at all."""
    return contract_of_sheet(read_rate_sheet(path, sheet=sheet))


def contract_of_sheet(read: RateSheet) -> tuple[Contract | None, list[Fault]]:
    """A contract that holds nothing but a sheet's rates (None where a rate is ill formed), and every fault."""
    document = YamlDocument(read.file, "")
    document.values[()] = Position(read.file)
    for row, places in enumerate(read.places):
        here: Path = ("rates", row)
        document.values.update({(*here, key) if key else here: place for key, place in places.items()})
    contract, faults = _validated(BareTerms({"contract": "rate-sheet", "rates": read.rows}), document)
    return contract, list(_in_order([*read.faults, *faults]))


def sheets_named_in(path: FilePath) -> list[FilePath]:
    """The rate sheets that a contract file names, as far as it can be read; its faults are for others to tell."""
    try:
        data = read_yaml(path).data
    except UnreadableFile:
        return []
    entries = data.get("rates") if isinstance(data, dict) else None
    names = [entry.get("file") for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []
    return [path.parent / name for name in names if isinstance(name, str)]
