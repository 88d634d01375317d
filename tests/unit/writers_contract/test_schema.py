"""The published schema accepts every contract that we publish, and refuses what the reader refuses."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from perdiem.writers.schema import contract_schema

FOLDER = Path(__file__).parents[3] / "contracts"
FILES = sorted(FOLDER.rglob("*.yaml"))
VALIDATOR = Draft202012Validator(contract_schema())


def as_json(value: Any) -> Any:
    """What an editor sees: JSON has no days."""
    if isinstance(value, dict):
        return {str(key): as_json(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [as_json(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value


def wrong(text: str) -> list[str]:
    data = as_json(YAML(typ="safe", pure=True).load(text))
    return [error.message for error in VALIDATOR.iter_errors(data)]


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(contract_schema())


@pytest.mark.parametrize("path", FILES, ids=[path.name for path in FILES])
def test_a_published_contract_is_valid(path: Path) -> None:
    assert wrong(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "text",
    [
        "contract: a\nnursng: {}",
        "contract: a\nnursing: {unlimitd: true}",
        "contract: a\nrates: [{codes: S9500, rat: 1}]",
        "contract: a\nrates: {codes: S9500, rate: 1}",
        "contract: a\nclaims: {timely_filing_days: {is: 5, sorce: x}}",
        "contract: a\nclaims: {form: x}",
        "contract: A b",
        "title: a",
    ],
)
def test_a_slip_is_not_valid(text: str) -> None:
    assert wrong(text)


@pytest.mark.parametrize(
    "text",
    [
        "contract: a\nrates: [{file: rates.xlsx, sheet: Rates, columns: {codes: HCPCS}, per: day}]",
        "contract: a\nclaims: {timely_filing_days: {is: 5, source: x, basis: printed, from: 2026-01-01}}",
        "contract: a\nlines_of_business: commercial",
        "contract: a\nnursing:\n",
    ],
)
def test_every_form_that_the_reader_takes_is_valid(text: str) -> None:
    assert wrong(text) == []
