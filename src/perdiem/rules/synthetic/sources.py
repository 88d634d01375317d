"""The figures that a synthetic book is drawn from: rates with their sources, therapies, contracts, sites, amounts."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt

from perdiem.errors import UsageError
from perdiem.rules.synthetic.settings import Change, Settings

Array = npt.NDArray[Any]
Frame = dict[str, Array]
"""Columns of the same length by name."""
EPOCH = date(1970, 1, 1)


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - EPOCH).days


def table_rows(name: str) -> list[dict[str, str]]:
    """The rows of a table beside this module."""
    with files(__package__).joinpath(name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@dataclass(frozen=True)
class Sources:
    """Every table, with the changes that were asked for laid over the rates. Raises UsageError for unknown names."""

    settings: Settings
    rates: dict[str, float]
    therapies: list[dict[str, str]]
    sites: list[dict[str, str]]
    contracts: list[str]

    @classmethod
    def read(cls, settings: Settings) -> Sources:
        """The packaged tables."""
        rates = {row["name"]: float(row["value"]) for row in table_rows("rates.csv")}
        for name, value in settings.rates:
            _known("--set", name, rates)
            rates[name] = value
        sites = table_rows("sites.csv")
        contracts = list(dict.fromkeys(row["contract_id"] for row in sites))
        for change in settings.changes:
            _check(change, rates, {*contracts, *(row["site_npi"] for row in sites)})
        return cls(settings, rates, table_rows("therapies.csv"), sites, contracts)

    def rate(self, name: str, day: Array, site: Array) -> Array:
        """The rate on each day at each site (an index into `sites`), with the changes; shares stay at most 1."""
        return self.rates[name] * self.factor(name, day, site)

    def share(self, name: str, day: Array, site: Array) -> Array:
        """As `rate`, for what is a probability."""
        return np.minimum(self.rate(name, day, site), 1.0)

    def factor(self, name: str, day: Array, site: Array) -> Array:
        """What the changes make of a rate: 1 where none holds."""
        found = np.ones(len(day))
        for change in self.settings.changes:
            if change.rate == name:
                is_there = np.array([change.place in {None, row["contract_id"], row["site_npi"]} for row in self.sites])
                found *= np.where((day >= day_number(change.first_day)) & is_there[site], change.factor, 1.0)
        return found

    def highest_factor(self, name: str) -> float:
        """The most that the changes can make of a rate."""
        return float(np.prod([max(1.0, change.factor) for change in self.settings.changes if change.rate == name]))

    def of_therapy(self, column: str) -> Array:
        """A column of the therapies as numbers."""
        return np.array([float(row[column]) for row in self.therapies])

    def words_of_therapy(self, column: str) -> Array:
        """A column of the therapies as texts."""
        return np.array([row[column] for row in self.therapies])


def _check(change: Change, rates: dict[str, float], places: set[str]) -> None:
    _known("--change", change.rate, rates)
    if change.place is not None and change.place not in places:
        raise UsageError(f"--change: {change.place!r} is no contract or site; there are: {', '.join(sorted(places))}")


def _known(option: str, name: str, rates: dict[str, float]) -> None:
    if name not in rates:
        near = get_close_matches(name, rates, 1, 0.5)
        advice = f"did you mean {near[0]}?" if near else f"there are: {', '.join(rates)}"
        raise UsageError(f"{option}: there is no rate {name!r}; {advice}")
