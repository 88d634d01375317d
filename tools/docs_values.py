"""What may stand as the value of a term, in words, from the type that its declaration has."""

from __future__ import annotations

import types
from collections.abc import Iterator
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from annotated_types import Ge, Le

from perdiem.model.terms.base import Section
from perdiem.model.terms.lookup import Declared
from perdiem.model.terms.types import (
    Codes,
    Day,
    Factor,
    ModifierCode,
    Money,
    Npi,
    Percent,
    Place,
    PricePercent,
    Slug,
    State,
    Words,
)

KINDS: tuple[tuple[Any, str, str], ...] = (  # the type, one of it, several of it
    (Money, "dollars, such as `130.00`", "amounts in dollars"),
    (Percent, "a percent from 0% to 100%, such as `80%`", "percents"),
    (PricePercent, "a percent from 0% to 1000%, such as `106%`", "percents"),
    (Factor, "a multiplier, such as `1.37`", "multipliers"),
    (Day, "a day, such as `2026-01-31`", "days"),
    (Npi, "an NPI: ten digits that pass the check", "NPIs"),
    (State, "a state, such as `TX`", "states, such as `[TX, OK]`"),
    (Place, "a place of service, such as `12`", "places of service, such as `[12, 49]`"),
    (ModifierCode, "a modifier, such as `SS`", "modifiers, such as `[SH, SJ]`"),
    (Codes, "[codes](#naming-codes)", "[codes](#naming-codes)"),
    (Slug, "a short name: lower-case letters, digits, `-`, `.`, `_`", "short names"),
    (Words, "words", "words, one text or a list of them"),
    (int, "a whole number", "whole numbers"),
    (bool, "`yes` or `no`", "`yes` or `no`"),
    (str, "words", "words"),
)


def value_words(declared: Declared) -> str:
    """One phrase: `a whole number from 1 to 24, in hours`, or the choices with their sentences."""
    says = declared.says
    many = _many(declared.field.annotation)
    if declared.choices and isinstance(says, dict):
        choices = [f"`{value}`: {says[value]}" if value in says else f"`{value}`" for value in declared.choices]
        return "<br>".join(choices)
    if declared.choices:
        values = ", ".join(f"`{value}`" for value in declared.choices)
        if len(declared.choices) == 1:
            return values
        return f"one or several of {values}" if many else f"one of {values}"
    annotation = Slug if _is_slug(declared.field.metadata) else declared.field.annotation
    text = " or ".join(dict.fromkeys(_kinds(annotation, several=many)))
    text = text.replace("words or a percent", "a percent or words")
    text += _bounds(declared.field.metadata)
    unit = declared.unit
    return f"{text}, in {unit}" if unit and unit != "percent" and "dollars" not in text else text


def sentence_of(declared: Declared) -> str:
    """The term's sentence with an ellipsis for the value; empty where each value has its own."""
    says = declared.says
    if not isinstance(says, str) or says.strip("{}.") == "value":
        return ""
    return says.replace("{value}", "…").replace("….", "…")


def is_rows(annotation: Any) -> bool:
    """Whether a term is a list of sections, such as the rates."""
    return _many(annotation)


def is_named(annotation: Any) -> bool:
    """Whether a term is a mapping of the user's own names, such as the sources."""
    return any(get_origin(part) is dict for part in (annotation, *get_args(annotation)))


def _many(annotation: Any) -> bool:
    if annotation == Codes:
        return False
    if get_origin(annotation) is tuple:
        return True
    if get_origin(annotation) is Annotated:
        return _many(get_args(annotation)[0])
    if get_origin(annotation) in (Union, types.UnionType):
        return any(_many(part) for part in get_args(annotation))
    return False


def _kinds(annotation: Any, *, several: bool) -> Iterator[str]:
    for kind, one, more in KINDS:
        if annotation == kind:
            yield more if several else one
            return
    if get_origin(annotation) is dict:
        kinds = list(_kinds(get_args(annotation)[1], several=False))
        yield f"names of your own, each with {kinds[0]}" if kinds else "names of your own"
    elif get_origin(annotation) is Literal:
        yield ", ".join(f"`{value}`" for value in get_args(annotation))
    elif isinstance(annotation, type) and issubclass(annotation, Section):
        return
    else:
        for part in get_args(annotation):
            if part is not type(None) and part is not ...:
                yield from _kinds(part, several=several)


def _bounds(metadata: list[Any]) -> str:
    least = next((item.ge for item in metadata if isinstance(item, Ge)), None)
    most = next((item.le for item in metadata if isinstance(item, Le)), None)
    return f" from {least} to {most}" if least is not None and most is not None else ""


def _is_slug(metadata: list[Any]) -> bool:
    """Whether the constraints are those of a short name; pydantic takes them off a required field's type."""
    return any(item in get_args(Slug)[1:] for item in metadata)
