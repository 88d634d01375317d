"""The payor's settings on authorization from a YAML file, with every fault and its place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import ValidationError

from perdiem.errors import FaultsFound
from perdiem.model.authorization_settings import AuthorizationSettings
from perdiem.readers.contract_checks import check_codes
from perdiem.readers.fault_words import faults_by_path
from perdiem.readers.yaml_document import read_yaml


def read_settings(path: Path | None) -> AuthorizationSettings:
    """The settings in a file; the defaults where there is none, and for what the file leaves out.

    Raises UnreadableFile when the file cannot be used, FaultsFound with every fault when it is wrong.
    """
    if path is None:
        return AuthorizationSettings()
    document = read_yaml(path)
    data: Any = {} if document.data is None else document.data
    faults = [*document.faults]
    if isinstance(data, dict):
        faults += check_codes(data, document)
    try:
        settings = AuthorizationSettings.model_validate(data)
    except ValidationError as error:
        faults += faults_by_path(error, AuthorizationSettings, data, document).values()
    if faults:
        raise FaultsFound(faults)
    return settings
