"""Rates that an amendment proposes where a rate schedule has none: published figures, for the parties to settle.

Source: `proposed_rates.csv`. Columns: code; rate in US dollars a unit; per, what one unit is; source; dated, the month
of the source as year-month. One payor's price at one hospital is an example, not a market rate.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files

from perdiem.model.edits import Edit, append_item
from perdiem.model.wording import amount_text


@dataclass(frozen=True, slots=True)
class ProposedRate:
    """One published price: dollars for one unit of a code, and where it was read."""

    code: str
    rate: Decimal
    per: str
    source: str
    dated: str

    @property
    def open_figure(self) -> str:
        """The sentence that tells the parties that the figure is theirs to settle."""
        unit = f"an {self.per}" if self.per == "hour" else f"a {self.per}"
        return (
            f"{self.code}: {amount_text(self.rate)} dollars {unit} is a proposal, the price in another contract"
            f" ({self.source}, {self.dated}); the parties settle the rate."
        )

    def edit(self, reason: str) -> Edit:
        """The edit that adds the rate to a contract's schedule."""
        row = {"codes": [self.code], "rate": amount_text(self.rate), "per": self.per}
        return append_item("rates", item=row, reason=reason, open_figure=self.open_figure)


@cache
def proposed_rates() -> dict[str, ProposedRate]:
    """Code to its proposed rate."""
    text = (files("perdiem.rules.recommendations") / "proposed_rates.csv").read_text("utf-8")
    return {
        row["code"]: ProposedRate(row["code"], Decimal(row["rate"]), row["per"], row["source"], row["dated"])
        for row in csv.DictReader(text.splitlines())
    }
