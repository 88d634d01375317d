"""Pydantic's errors in the words of a contract: place, value found, values allowed, and a likely spelling."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from perdiem.model.faults import Fault
from perdiem.model.marks import Path, dotted
from perdiem.model.terms.base import Section
from perdiem.model.terms.lookup import declared_at, keys_of, section_at
from perdiem.readers.yaml_document import YamlDocument

OWN_KINDS = {
    "money",
    "percent",
    "figure",
    "factor",
    "day",
    "npi",
    "codes",
    "place",
    "modifier",
    "state",
    "rate",
    "period",
    "zone",
    "holidays",
}


def faults_by_path(error: ValidationError, root: type[Section], data: Any, document: YamlDocument) -> dict[Path, Fault]:
    """Every fault that pydantic found, by the path of its term, each once and at its place in the document."""
    faults: dict[Path, Fault] = {}
    for detail in error.errors(include_url=False):
        path = _path_in(detail["loc"], data)
        faults.setdefault(path, _fault(detail, path, root, document))
    return faults


def _path_in(loc: tuple[str | int, ...], data: Any) -> Path:
    """The part of pydantic's location that exists in the file; it also names unions and validators."""
    path: list[str | int] = []
    for index, step in enumerate(loc):
        keyed = isinstance(data, dict) and step in data
        numbered = isinstance(data, list | tuple) and isinstance(step, int) and step < len(data)
        if keyed or numbered:
            data = data[step]
        elif isinstance(data, dict) and index == len(loc) - 1 and isinstance(step, str):
            pass  # a missing key: named, though it is not there
        else:
            continue
        path.append(step)
    return tuple(path)


def _fault(detail: ErrorDetails, path: Path, root: type[Section], document: YamlDocument) -> Fault:
    kind, found = detail["type"], detail["input"]
    place = document.keys.get(path, document.place(path)) if kind == "extra_forbidden" else document.place(path)
    shown = None if isinstance(found, dict | list | tuple) or found is None else str(found)
    message, suggestion = _words(detail, path, root)
    if kind in {"extra_forbidden", "missing"} or isinstance(found, Section):
        shown = None
    return Fault(place, dotted(path), message, found=shown, suggestion=suggestion)


def _words(detail: ErrorDetails, path: Path, root: type[Section]) -> tuple[str, str | None]:
    kind = detail["type"]
    context = detail.get("ctx", {})
    declared = declared_at(root, path)
    unit = f" of {declared.unit}" if declared and declared.unit else ""
    if kind in OWN_KINDS:
        return detail["msg"], None
    if kind == "extra_forbidden":
        return _unknown_key(path, root)
    if kind == "literal_error":
        choices = declared.choices if declared else ()
        written = str(detail["input"]).lower().replace(" ", "_")
        alike = [choice for choice in choices if ("not_" in choice) == ("not_" in written)]  # never the opposite
        near = get_close_matches(written, alike, 1, 0.6)
        return f"should be {_listed(choices)}", f"did you mean {near[0]!r}?" if near else None
    if kind in {"bool_parsing", "bool_type"}:
        return "should be yes or no", None
    if kind in {"int_parsing", "int_type", "int_from_float"}:
        return f"should be a whole number{unit}", None
    if kind in {"greater_than_equal", "less_than_equal"}:
        bound = context.get("ge", context.get("le"))
        side = "at least" if kind == "greater_than_equal" else "at most"
        return f"should be a whole number{unit}, {side} {bound}", None
    if kind == "missing":
        return "is missing", _hint(str(path[-1]))
    if kind in {"model_type", "model_attributes_type", "dict_type"}:
        section = section_at(root, path)
        keys = f" ({', '.join(list(keys_of(section))[:6])} ...)" if section else ""
        return f"should be a section with keys of its own{keys}", None
    if kind == "string_pattern_mismatch":
        return _pattern_words(str(path[-1])), None
    if kind in {"tuple_type", "list_type"}:
        return "should be a list", "begin each row with a dash: `- `" if isinstance(detail["input"], dict) else None
    texts = {
        "string_type": "should be a text",
        "string_too_short": "should not be blank",
        "string_too_long": f"should have at most {context.get('max_length')} characters",
    }
    return texts.get(kind) or str(detail["msg"]).replace("Input", "it").replace("Value error, ", "").lower(), None


def _unknown_key(path: Path, root: type[Section]) -> tuple[str, str | None]:
    section = section_at(root, path[:-1])
    keys = [key for key in keys_of(section or root) if key != "perdiem"]
    near = get_close_matches(str(path[-1]), keys, 1, 0.6)
    message = (
        "is not a term of a contract"
        if len(path) == 1
        else f"is not a term of {path[-2] if isinstance(path[-2], str) else 'this row'}"
    )
    if near:
        return message, f"did you mean {near[0]!r}?"
    return message, f"its terms are {', '.join(keys)}" if len(
        keys
    ) < 20 else "see `perdiem new` or the contract reference"


def _listed(choices: tuple[str, ...]) -> str:
    quoted = [repr(choice) for choice in choices]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} or {quoted[-1]}"


def _hint(key: str) -> str | None:
    return "give the contract a short name, such as `contract: meridian-2026`" if key == "contract" else None


def _pattern_words(key: str) -> str:
    return {
        "contract": "should be a short name of lower-case letters, digits, - . and _, such as meridian-2026",
        "amends": "should be the short name of the contract that it amends",
        "url": "should begin with https:// or http://",
        "tin": "should be a tax number of nine digits, such as 12-3456789",
    }.get(key, "is not written in the expected form")
