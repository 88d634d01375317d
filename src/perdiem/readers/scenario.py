"""A scenario file: the user's own figures in place of published ones, each with range, unit, price year and source.

title: Meridian, 2026
money: paid                # or cost; the two are never mixed
price_year: 2026
inflation: {later: 3%}     # a year after the packaged index ends; or an index of one's own, with values by year
parameters:
  ed_visit_paid: {value: 2100, low: 1800, high: 2400, price_year: 2026, citation: our claims of 2025}
  reached_at_home_share: 60%
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from perdiem.errors import FaultsFound
from perdiem.model.faults import Fault
from perdiem.model.scenario import (
    DISTRIBUTIONS,
    LIMITS,
    UNCITED,
    Inflation,
    Origin,
    Parameter,
    Scenario,
    why_impossible,
)
from perdiem.readers.yaml_document import YamlDocument, read_yaml

KEYS = ("title", "about", "money", "price_year", "inflation", "parameters")
FIELDS = ("value", "low", "high", "limits", "distribution", "price_year", "citation", "note", "unit")
INDEX = ("index", "source", "dated", "values", "later")
FIRST_YEAR, LAST_YEAR = 1980, 2100  # outside these a year is a slip
LEAST_GROWTH, MOST_GROWTH = -0.2, 0.5  # of prices in a year; beyond, 3 was written for 3%
NO_YEAR = "is an amount of money without its price year"
_NUMBER = re.compile(r"-?([0-9][0-9,]*\.?[0-9]*|\.[0-9]+)")


def read_scenario(path: Path, default: Scenario) -> Scenario:
    """The scenario in a file: what it states, over the default. Raises FaultsFound with every fault, UnreadableFile."""
    document = read_yaml(path)
    faults = list(document.faults)
    if faults:
        raise FaultsFound(faults)
    reading = _Reading(document, faults)
    scenario = reading.scenario(default)
    if faults:
        raise FaultsFound(faults)
    return replace(scenario, file=str(path))


class _Reading:
    def __init__(self, document: YamlDocument, faults: list[Fault]) -> None:
        self._document, self._faults = document, faults

    def scenario(self, default: Scenario) -> Scenario:
        data = self._document.data
        if not isinstance(data, dict):
            self._fault((), "should have keys", None, f"they are {', '.join(KEYS)}")
            return default
        self._unknown((), data, KEYS, "part of a scenario")
        money = self._word(("money",), data.get("money", default.money), ("paid", "cost"))
        year = self._year(("price_year",), data["price_year"]) if "price_year" in data else default.price_year
        found = self._parameters(data.get("parameters") or {}, default)
        changed = default.with_parameters(*found.values())
        return replace(
            changed,
            title=str(data.get("title") or default.title),
            about=str(data.get("about") or ""),
            money=money or default.money,
            price_year=year,
            inflation=self._inflation(data["inflation"], default) if "inflation" in data else default.inflation,
            stated=frozenset(found),
        )

    def _parameters(self, data: Any, default: Scenario) -> dict[str, Parameter]:
        if not isinstance(data, dict):
            self._fault(("parameters",), "should be parameters by name", None, None)
            return {}
        found = {}
        for name, given in data.items():
            path = ("parameters", str(name))
            known = default.parameters.get(str(name))
            if known is None:
                near = get_close_matches(str(name), default.parameters, 1, 0.5)
                advice = f"did you mean {near[0]!r}?" if near else "`perdiem new --scenario FILE` writes them all"
                self._fault(path, "is no parameter of an estimate", None, advice, at_key=True)
            elif (read := self._parameter(path, given, known)) is not None:
                found[read.name] = read
        return found

    def _parameter(self, path: tuple[str, ...], given: Any, known: Parameter) -> Parameter | None:
        """One parameter; a bare number is certain. A number without a source is told to be the user's own."""
        if given is None:
            return None
        before = len(self._faults)
        if not isinstance(given, dict):
            return self._bare(path, given, known)
        self._unknown(path, given, FIELDS, "part of a parameter")
        numbers = {key: self._number((*path, key), given[key]) for key in ("value", "low", "high") if given.get(key)}
        if "value" not in numbers and not {"low", "high"} & numbers.keys():
            return None
        for key, number in numbers.items():
            if number is not None:
                self._is_possible((*path, key), number, known, str(given[key]))
        low, high, value = self._range(path, numbers)
        limits = self._word((*path, "limits"), given.get("limits", known.limits), LIMITS)
        ranged = low is not None
        usual = (known.distribution if known.distribution != "fixed" else "pert") if ranged else "fixed"
        shape = self._word((*path, "distribution"), given.get("distribution", usual), DISTRIBUTIONS)
        year = self._year((*path, "price_year"), given["price_year"]) if given.get("price_year") else None
        is_dated = not known.money or not known.unit.startswith("USD") or year is not None or not value
        if not is_dated and len(self._faults) == before:
            self._fault(path, NO_YEAR, None, "add price_year: 2026")
        if "unit" in given and str(given["unit"]) != known.unit:
            self._fault(
                (*path, "unit"), f"should be {known.unit!r}, the unit that formulas read", str(given["unit"]), None
            )
        if len(self._faults) > before or value is None:
            return None
        read = replace(
            known, value=value, low=low, high=high, limits=limits or known.limits, distribution=shape or usual,
            price_year=year, origin=Origin.SCENARIO,
            citation=str(given.get("citation") or UNCITED), note=str(given.get("note") or ""),
        )  # fmt: skip
        if why := why_impossible(read):
            self._fault(path, f"cannot be drawn: {why}", read.distribution, "pert goes with any range about its value")
            return None
        return read

    def _range(
        self, path: tuple[str, ...], numbers: dict[str, float | None]
    ) -> tuple[float | None, float | None, float | None]:
        """Low, high and value; the value of a range that names none is its middle."""
        low, high, value = numbers.get("low"), numbers.get("high"), numbers.get("value")
        if (low is None) != (high is None):
            self._fault(path, "has only one end of its range", None, "state both low and high, or neither")
        if value is None and low is not None and high is not None:
            value = (low + high) / 2
        if low is not None and high is not None and low > high:
            self._fault((*path, "low"), "is above high", f"{low:g}", f"high is {high:g}")
        elif low is not None and high is not None and value is not None and not low <= value <= high:
            self._fault((*path, "value"), f"should be between {low:g} and {high:g}", f"{value:g}", None)
        return low, high, value

    def _bare(self, path: tuple[str, ...], given: Any, known: Parameter) -> Parameter | None:
        """A number by itself, which is certain; an amount of money cannot be told so, for it has no price year."""
        number = self._number(path, given)
        if number is None or not self._is_possible(path, number, known, str(given)):
            return None
        if known.money and number and known.unit.startswith("USD"):
            self._fault(path, NO_YEAR, str(given), f"write {{value: {given}, price_year: 2026}}")
            return None
        return replace(
            known, value=number, low=None, high=None, distribution="fixed", price_year=None,
            origin=Origin.SCENARIO, citation=UNCITED, note="",
        )  # fmt: skip

    def _is_possible(self, path: tuple[str, ...], number: float, known: Parameter, given: str) -> bool:
        """Whether a figure of this unit can be so: shares from 0 to 1, and nothing but a saving below zero."""
        if known.unit.startswith("share") and not 0 <= number <= 1:
            self._fault(path, "is a share: should be from 0 to 1, or from 0% to 100%", given, None)
            return False
        if number < 0 and "saving" not in known.name:
            self._fault(path, "should not be below zero", given, None)
            return False
        return True

    def _inflation(self, data: Any, default: Scenario) -> Inflation:
        """A whole index, or only how prices grow after the packaged one's last year (`later`)."""
        path = ("inflation",)
        if not isinstance(data, dict) or not ({"values", "later"} & data.keys()):
            self._fault(
                path, "should have index, source, dated, and values by year; or later, a share a year", None, None
            )
            return default.inflation
        self._unknown(path, data, INDEX, "part of a price index")
        later = self._later(data["later"]) if "later" in data else default.inflation.later
        if set(data) <= {"later"}:
            return replace(default.inflation, later=later)
        if not isinstance(data.get("values"), dict) or not data["values"]:
            self._fault((*path, "values"), "should be figures by year", None, None)
            return default.inflation
        for key in ("index", "source", "dated"):
            if not data.get(key):
                self._fault(path, f"should say its {key}", None, None)
        values: dict[int, float] = {}
        for year, figure in data["values"].items():
            place = (*path, "values", str(year))
            read_year, read_figure = self._year(place, year), self._number(place, figure)
            if read_figure is not None and read_figure <= 0:
                self._fault(place, "should be above zero", str(figure), None)
            elif read_year is not None and read_figure is not None:
                values[read_year] = read_figure
        if not values:
            return default.inflation
        return Inflation(str(data.get("index")), str(data.get("source")), str(data.get("dated")), values, later)

    def _later(self, given: Any) -> float:
        path = ("inflation", "later")
        found = self._number(path, given)
        if found is not None and not LEAST_GROWTH <= found <= MOST_GROWTH:
            self._fault(
                path, f"should be a share a year from {LEAST_GROWTH:.0%} to {MOST_GROWTH:.0%}", str(given), None
            )
            return 0.0
        return found or 0.0

    def _number(self, path: tuple[str, ...], given: Any) -> float | None:
        text = str(given).strip().removeprefix("$").strip()
        is_percent = text.endswith("%")
        text = text.removesuffix("%").strip()
        if not _NUMBER.fullmatch(text):
            self._fault(path, "should be a number, such as 2453 or 60%", str(given), None)
            return None
        number = float(text.replace(",", ""))
        return number / 100 if is_percent else number

    def _year(self, path: tuple[str, ...], given: Any) -> int | None:
        text = str(given).strip()
        if not re.fullmatch(r"[0-9]{4}", text) or not FIRST_YEAR <= int(text) <= LAST_YEAR:
            self._fault(path, f"should be a year from {FIRST_YEAR} to {LAST_YEAR}", text, None)
            return None
        return int(text)

    def _word(self, path: tuple[str, ...], given: Any, allowed: tuple[str, ...]) -> str | None:
        if str(given) in allowed:
            return str(given)
        self._fault(path, f"should be {', '.join(allowed[:-1])} or {allowed[-1]}", str(given), None)
        return None

    def _unknown(self, path: tuple[str, ...], data: Mapping[Any, Any], known: tuple[str, ...], what: str) -> None:
        for key in data:
            if key not in known:
                near = get_close_matches(str(key), known, 1, 0.6)
                advice = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(known)}"
                self._fault((*path, str(key)), f"is no {what}", None, advice, at_key=True)

    def _fault(self, path: tuple[str, ...], message: str, found: str | None, advice: str | None, *,
               at_key: bool = False) -> None:  # fmt: skip
        place = self._document.keys.get(path) if at_key else None
        self._faults.append(Fault(place or self._document.place(path), ".".join(path), message, found, advice))
