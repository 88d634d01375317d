"""Contracts named on the command line: files and folders, each with its amendments, read with all faults."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from perdiem.errors import UnreadableFile, UsageError
from perdiem.model.faults import Fault
from perdiem.model.positions import Position
from perdiem.readers.contract_file import ContractFile, read_contract_file
from perdiem.readers.yaml_document import read_yaml

ENDINGS = (".yaml", ".yml")


@dataclass(frozen=True)
class Named:
    """One contract that the command line names, with the amendments that it names beside it."""

    path: Path
    amendments: tuple[Path, ...] = ()


def named_contracts(paths: Sequence[Path]) -> list[Named]:
    """The contracts among files and folders; an amendment goes to its contract.

    Raises UnreadableFile for a path that is not there, UsageError for an amendment without its contract.
    """
    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(p for p in path.iterdir() if p.suffix.lower() in ENDINGS)
            if not inside:
                raise UnreadableFile(path, "holds no contract (.yaml)")
            files.extend(inside)
        else:
            files.append(path)
    files = list(dict.fromkeys(files))
    if len(files) == 1:
        return [Named(files[0])]
    keys = {file: _keys(file) for file in files}
    contracts = [file for file in files if not keys[file][1]]
    amendments: dict[str, list[Path]] = {}
    for file in files:
        wanted = keys[file][1]
        if wanted:
            amendments.setdefault(wanted, []).append(file)
    known = {keys[file][0] for file in contracts}
    for wanted, parts in amendments.items():
        if wanted not in known and not any(path.is_dir() for path in paths):
            raise UsageError(f"{parts[0]} amends {wanted!r}, which is not among the files; name its contract too")
    return [Named(file, tuple(amendments.get(keys[file][0] or "", ()))) for file in contracts]


def _keys(file: Path) -> tuple[str | None, str | None]:
    """A file's `contract` and `amends`, as far as they can be read; its faults are reported later."""
    try:
        data = read_yaml(file).data
    except UnreadableFile:
        return None, None
    if not isinstance(data, dict):
        return None, None
    contract, amends = data.get("contract"), data.get("amends")
    return (contract if isinstance(contract, str) else None, amends if isinstance(amends, str) else None)


def read_all(named: Sequence[Named]) -> tuple[list[ContractFile], list[Fault]]:
    """The contracts that can be read, and the faults of all of them; one alone that cannot raises UnreadableFile."""
    read: list[ContractFile] = []
    faults: list[Fault] = []
    for one in named:
        try:
            read.append(read_named(one))
        except UnreadableFile as error:
            if len(named) == 1:
                raise
            faults.append(Fault(Position(error.path), "", error.reason))
    faults += [fault for file in read for fault in file.errors]
    return read, faults


def whole_contract(file: ContractFile) -> ContractFile:
    """The file, if it is a contract of its own. Raises UsageError for an amendment alone."""
    if file.agreement is not None and (amends := file.agreement.versions[0][1].amends) is not None:
        raise UsageError(f"{file.path} amends {amends!r}; name its contract, with the amendment beside it")
    return file


def read_named(named: Named) -> ContractFile:
    """The contract with its amendments; those that its file already lists are not taken twice."""
    read = whole_contract(read_contract_file(named.path))
    listed = {Path(file).resolve() for file in read.texts}
    more = [path for path in named.amendments if path.resolve() not in listed]
    return read_contract_file(named.path, more) if more else read
