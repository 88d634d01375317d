"""The levers, one file each: formula, parameters with ranges and citations, what it says, its limits.

`all_levers` reads them; `default_scenario` holds their figures together with the shared ones.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

from perdiem.model.expression import Expression
from perdiem.model.scenario import Inflation, Lever, Origin, Parameter, Scenario

WITHOUT_LEVER = {
    2: "What coordination saves in waste and delay has not been measured; only its payments are counted.",
    12: "What clear Medicare Advantage policies move home has not been measured; only their payments are counted.",
    15: "Home-mix codes are hardly billed; only their payments are counted.",
}
"""Recommendations that no lever is about, and why."""


@cache
def all_levers() -> tuple[Lever, ...]:
    """Every lever, in the order of the recommendations."""
    return tuple(_lever(data) for data in _files())


@cache
def default_scenario() -> Scenario:
    """The scenario that an estimate starts from: published figures, and what is not known left open."""
    shared = _yaml(files("perdiem.rules.impact").joinpath("parameters.yaml").read_text("utf-8"))
    stated = {**shared["parameters"]}
    for data in _files():
        stated |= data["parameters"]
    told = shared["inflation"]
    return Scenario(
        title=shared["title"],
        parameters={name: _parameter(name, fields) for name, fields in stated.items()},
        inflation=Inflation(told["index"], told["source"], told["dated"], told["values"]),
        money=shared["money"],
    )


def _files() -> tuple[dict[str, Any], ...]:
    found = sorted(
        (file for file in files(__package__).iterdir() if file.name.endswith(".yaml")), key=lambda file: file.name
    )
    return tuple(_yaml(file.read_text("utf-8")) for file in found)


def _yaml(text: str) -> dict[str, Any]:
    from ruamel.yaml import YAML

    data: dict[str, Any] = YAML(typ="safe", pure=True).load(text)
    return data


def _lever(data: dict[str, Any]) -> Lever:
    return Lever(
        name=data["lever"],
        title=data["title"],
        unit=data["unit"],
        volume=Expression(str(data["volume"])),
        shares={number: Expression(str(text)) for number, text in data["shares"].items()},
        saves={who: Expression(str(text)) for who, text in data["saves"].items()},
        says=data["says"],
        limits=data["limits"],
        threshold=data["threshold"],
    )


def _parameter(name: str, fields: dict[str, Any]) -> Parameter:
    given: dict[str, Any] = {key: float(fields[key]) for key in ("value", "low", "high") if key in fields}
    given |= {key: fields[key] for key in ("limits", "distribution", "money", "citation", "note") if key in fields}
    return Parameter(
        name=name, unit=fields["unit"], price_year=fields.get("price_year"), origin=Origin(fields["origin"]), **given
    )
