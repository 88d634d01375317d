"""The contract file's JSON Schema (draft 2020-12), for editors that complete and check YAML."""

from __future__ import annotations

import json
from typing import Any

from perdiem.model.contract import Contract
from perdiem.model.results import Basis

TITLE = "Perdiem home-infusion contract"
CITING = {
    "source": {"type": "string", "description": "The id, under `sources`, of the document that says so."},
    "basis": {"enum": [basis.value for basis in Basis], "description": "How it is known. Default: printed."},
    "note": {"type": "string", "description": "A remark for readers."},
}
DATED = {
    "from": {"type": "string", "format": "date", "description": "First day on which the term holds."},
    "to": {"type": "string", "format": "date", "description": "Last day on which the term holds."},
}
YES_NO = {"enum": [True, False, "yes", "no"]}  # YAML 1.1 takes a bare yes for a boolean, YAML 1.2 for a word
BLANK = {"type": "null"}  # a key left blank is silence
NOT_LONG = {"contract", "amends", "amendments", "sources", "factors", "perdiem", "from", "to", "for", "codes"}


def contract_schema() -> dict[str, Any]:
    """The schema: every term in its short form, or in the long form with source, basis, note and dates."""
    schema = Contract.model_json_schema(by_alias=True)
    for definition in [schema, *schema.get("$defs", {}).values()]:
        _open(definition)
    factors = schema["properties"]["factors"]
    factors["additionalProperties"] = {
        "anyOf": [factors["additionalProperties"], _long([factors["additionalProperties"]])]
    }
    rates = schema["properties"]["rates"]
    rates["anyOf"].insert(0, {"type": "array", "items": {"anyOf": [{"$ref": "#/$defs/Rate"}, _sheet(schema)]}})
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = TITLE
    schema["description"] = "Terms between a payor and an infusion provider. A term that is absent is silence."
    return schema


def contract_schema_text() -> str:
    """The schema as JSON text."""
    return json.dumps(contract_schema(), indent=1, ensure_ascii=False) + "\n"


def _open(definition: dict[str, Any]) -> None:
    properties = definition.get("properties")
    if not properties:
        return
    properties.pop("marks", None)
    for key, term in list(properties.items()):
        term.pop("says", None)
        term.pop("default", None)
        if "$ref" in term:
            term["anyOf"] = [{"$ref": term.pop("$ref")}, BLANK]
        if key in NOT_LONG or "$ref" in term.get("anyOf", [{}])[0]:
            continue
        short = {k: term.pop(k) for k in list(term) if k not in {"title", "description", "unit", "recommendations"}}
        choices = [YES_NO if choice == {"type": "boolean"} else choice for choice in short.get("anyOf", [short])]
        choices = [choice for choice in choices if choice != BLANK]
        term["anyOf"] = [*choices, _long(choices), BLANK]
    for key, value in CITING.items():
        properties.setdefault(key, value)


def _long(choices: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {"is": {"anyOf": choices}, **CITING, **DATED},
        "required": ["is"],
        "additionalProperties": False,
    }


def _sheet(schema: dict[str, Any]) -> dict[str, Any]:
    """An entry of `rates` that names a sheet beside the contract."""
    rate = schema["$defs"]["Rate"]["properties"]
    shared = ("per", "factor", "of", "schedule", "lesser_of_charge", "from", "to", "modifiers", "site",
              "places_of_service", "lines_of_business")  # fmt: skip
    return {
        "type": "object",
        "description": "A rate sheet beside this file: CSV or Excel. Other keys fill columns that the sheet lacks.",
        "properties": {
            "file": {"type": "string", "examples": ["rates.xlsx"]},
            "sheet": {"type": "string", "description": "The workbook's sheet; default: the first with content."},
            "columns": {
                "type": "object",
                "description": "The sheet's headings where they are not the usual ones, such as codes: HCPCS.",
                "additionalProperties": {"type": "string"},
            },
            **CITING,
            **{key: rate[key] for key in shared},
        },
        "required": ["file"],
        "additionalProperties": False,
    }
