"""The terms that make a contract meet R4."""

from __future__ import annotations

from perdiem.codes import CodeSets
from perdiem.codes.expand import expand
from perdiem.model.contract import Contract
from perdiem.model.edits import Edit, drop_codes, set_term
from perdiem.rules.coverage import coverage_of, rates_of
from perdiem.rules.recommendations.proposed_rates import proposed_rates
from perdiem.rules.recommendations.r04_picc_placement.check import PARTS, SECTION


def amend(contract: Contract, sets: CodeSets) -> list[Edit]:
    """Cover kit and insertion at home and in the suite; propose a rate where a schedule has none."""
    terms = contract.catheter_insertion
    edits = [
        set_term(SECTION, key, to="covered", reason="Kit and insertion only work together.")
        for key, _ in PARTS.values()
        if getattr(terms, key) != "covered"
    ]
    if not {"home", "suite"} <= set(terms.settings or ()):
        edits.append(set_term(SECTION, "settings", to=["home", "suite"], reason="Each saves a hospital visit."))
    return [*edits, *_rates(contract, sets)]


def _rates(contract: Contract, sets: CodeSets) -> list[Edit]:
    edits = []
    refused = set(expand(contract.coding.refused or (), sets))
    if gone := tuple(code for code in PARTS if code in refused):
        edits.append(drop_codes("coding", "refused", codes=gone, reason="They are covered from now on."))
    unpaid = [code for code in PARTS if not _is_paid(contract, sets, code)]
    if zero := tuple(code for code in unpaid if rates_of(contract, sets, code)):
        edits.append(drop_codes("rates", codes=zero, reason="A rate of zero pays for nothing."))
    if contract.rates:
        edits.extend(proposed_rates()[code].edit("The schedule has no rate for it.") for code in unpaid)
    return edits


def _is_paid(contract: Contract, sets: CodeSets, code: str) -> bool:
    """Whether some rate of the code is above zero or a percent of a price, whatever else refuses the code."""
    priced = coverage_of(contract, sets, code).status == "priced"
    return priced or any(contract.amount_of(rate) != 0 for _, rate in rates_of(contract, sets, code))
