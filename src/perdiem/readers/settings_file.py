"""Settings in a YAML file: what is not in a contract, such as clocks, endpoints and who may call them."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from perdiem.errors import FaultsFound
from perdiem.model.faults import Fault
from perdiem.model.positions import Position
from perdiem.model.terms.base import Section
from perdiem.readers.fault_words import faults_by_path
from perdiem.readers.yaml_document import read_yaml

T = TypeVar("T", bound=Section)


def read_settings(path: Path, kind: type[T]) -> T:
    """The settings of a kind in a file; what the file leaves out has its default.

    Raises UnreadableFile when the file cannot be used, FaultsFound with every fault and its line when it is wrong.
    """
    document = read_yaml(path)
    if document.faults:
        raise FaultsFound(document.faults)
    if not isinstance(document.data, dict):
        raise FaultsFound([Fault(Position(str(path), 1, 1), "", "holds no settings; write them as `key: value`")])
    try:
        return kind.model_validate(document.data)
    except ValidationError as error:
        raise FaultsFound(list(faults_by_path(error, kind, document.data, document).values())) from None
