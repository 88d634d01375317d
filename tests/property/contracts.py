"""Contracts drawn from the model itself: every term of every section, as the plain data that a file holds."""

from __future__ import annotations

import types
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from hypothesis import strategies as st
from pydantic import BeforeValidator
from pydantic.fields import FieldInfo

from perdiem.codes import packaged_code_sets
from perdiem.model.contract import Contract
from perdiem.model.terms.base import Section
from perdiem.model.terms.lookup import keys_of
from perdiem.model.terms.types import npi_check_digit_holds

SETS = packaged_code_sets()
IN_FORCE = sorted(code.code for code in SETS.codes.values() if code.in_force.last is None)
NPIS = [str(n) for n in range(1_000_000_000, 1_000_000_400) if npi_check_digit_holds(str(n))]
NOT_DRAWN = {"amends", "amendments", "perdiem", "contract", "factors", "sources", "effective", "rates"}
TRICKY = ["null", "~", "yes", "No", "01", "1e3", "- a", "a: b", "a #b", "#b", "{a}", "[", "'", '"', "a'b", "&a", "*a",
          "!a", "%", "@", "`", "?", "? a", "|", ">", "a\\b", "é", "😀", "2026-01-01", "is", "removed", "a:", ":a", ",",
          "="]  # fmt: skip

words = st.one_of(
    st.sampled_from(TRICKY),
    st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=12),
    st.text("ab :#-'\"{}[],&*!|>%@?\\", min_size=1, max_size=12).map(str.strip).filter(bool),
)
slugs = st.from_regex(r"[a-z][a-z0-9_-]{0,8}", fullmatch=True)
money = st.decimals(0, 9_999_999, places=2).map(str) | st.decimals(0, 100, places=6).map(str)
percents = st.sampled_from(["0%", "5%", "37.5%", "80", "100%", "99.99 %"])
factors = st.decimals(Decimal("0.01"), 100, places=3).map(str)
days = st.dates(date(1990, 1, 1), date(2090, 1, 1)).map(str)
in_code = st.dates(date(2030, 1, 1), date(2090, 1, 1)).map(str)  # days on which every drawn code is in force
codes = st.sampled_from(IN_FORCE)
items = codes | st.sampled_from(sorted(SETS.families)) | st.just("S9373-S9377") | st.just("J*")
BY_READER: dict[str, st.SearchStrategy[Any]] = {
    "read_money": money,
    "read_percent": percents,
    "read_figure": st.sampled_from(["25%", "0", "0.60", "31.6 %", "1000"]),
    "read_factor": factors,
    "read_day": days,
    "read_npi": st.sampled_from(NPIS),
    "read_codes": st.lists(items, min_size=1, max_size=3) | items,
    "read_place": st.sampled_from(sorted(SETS.places)),
    "read_modifier": st.sampled_from(sorted(SETS.modifiers)),
    "read_state": st.sampled_from(["TX", "NE", "OR"]),
    "read_diagnosis_prefix": st.sampled_from(["O21", "E84.0", "C50", "K90.9"]),
}


def values(annotation: Any, field: FieldInfo | None = None) -> st.SearchStrategy[Any]:
    """What a term with this annotation may hold."""
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin in (Union, types.UnionType):
        return st.one_of([values(part, field) for part in parts if part is not type(None)])
    if origin is Annotated:
        for mark in parts[1:]:
            if isinstance(mark, BeforeValidator):
                name = mark.func.__name__
                return BY_READER[name] if name in BY_READER else many(values(get_args(parts[0])[0]))
        return words
    if origin is Literal:
        return st.sampled_from(parts)
    if annotation is bool:
        return st.sampled_from(["yes", "no"])
    if annotation is int:
        bounds = {type(mark).__name__: mark for mark in field.metadata} if field else {}
        return st.integers(bounds["Ge"].ge, bounds["Le"].le).map(str)
    if isinstance(annotation, type) and issubclass(annotation, Section):
        return section(annotation)
    return words


def many(one: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
    return st.lists(one, min_size=1, max_size=3)


def term_values(key: str, field: FieldInfo) -> st.SearchStrategy[Any]:
    if any("pattern" in repr(mark) for mark in field.metadata) or key in {"url", "tin"}:
        return st.just("https://example.org/a#b") if key == "url" else st.just("12-3456789")
    return values(field.annotation, field)


def section(kind: type[Section]) -> st.SearchStrategy[dict[str, Any]]:
    """Some of a section's terms."""
    if kind.__name__ in SPECIAL:
        return SPECIAL[kind.__name__]
    terms = {key: term_values(key, field) for key, field in keys_of(kind).items()}
    return st.lists(st.sampled_from(sorted(terms)), min_size=1, max_size=4, unique=True).flatmap(
        lambda keys: st.fixed_dictionaries({key: terms[key] for key in keys})
    )


SPECIAL: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "AuthorizationRule": st.fixed_dictionaries(
        {"for": codes, "needed": st.sampled_from(["yes", "no", "listed_only"])}, optional={"when": words}
    ),
    "Site": st.fixed_dictionaries({"name": words}, optional={"state": st.just("TX"), "kind": st.just("suite")}),
}


@st.composite
def rates(draw: st.DrawFn, names: list[str]) -> list[dict[str, Any]]:
    """Rate rows; no code stands in two of them."""
    rows: list[dict[str, Any]] = []
    left = draw(st.lists(codes, min_size=1, max_size=8, unique=True))
    while left:
        size = draw(st.integers(1, 3))
        named, left = left[:size], left[size:]
        row: dict[str, Any] = {"codes": named if len(named) > 1 or draw(st.booleans()) else named[0]}
        way = draw(st.sampled_from(["rate", "base", "percent", "schedule"]))
        if way == "rate":
            row["rate"] = draw(money)
        elif way == "base":
            row |= {"base": draw(money), "factor": draw(st.sampled_from(names) if names else factors)}
        elif way == "percent":
            row |= {"percent": draw(percents), "of": draw(st.sampled_from(["asp", "awp", "charge"]))}
        else:
            row |= {"percent": "106%", "of": "schedule", "schedule": draw(words)}
        if draw(st.booleans()):
            row["per"] = draw(st.sampled_from(["day", "visit", "kit"]))
        if draw(st.booleans()):
            row["modifiers"] = draw(
                st.lists(st.sampled_from(sorted(SETS.modifiers)), min_size=1, max_size=2, unique=True)
            )
        if draw(st.booleans()):
            row["lesser_of_charge"] = draw(st.sampled_from(["yes", "no"]))
        rows.append(row)
    return rows


@st.composite
def contract_data(draw: st.DrawFn) -> dict[str, Any]:
    """The data of a contract without faults."""
    data: dict[str, Any] = {"contract": draw(slugs)}
    if draw(st.booleans()):
        first, last = sorted([draw(in_code), draw(in_code)])
        data["effective"] = {"from": first, "to": last}
    named = draw(st.dictionaries(slugs, factors, max_size=2))
    if named:
        data["factors"] = named
    if draw(st.booleans()):
        data["sources"] = draw(st.dictionaries(slugs, st.fixed_dictionaries({"title": words}), min_size=1, max_size=2))
    if draw(st.booleans()):
        data["rates"] = draw(rates(sorted(named)))
    fields = {key: field for key, field in keys_of(Contract).items() if key not in NOT_DRAWN}
    for key in draw(st.lists(st.sampled_from(sorted(fields)), max_size=8, unique=True)):
        data[key] = draw(term_values(key, fields[key]))
    return data


contracts = contract_data().map(Contract.model_validate)
