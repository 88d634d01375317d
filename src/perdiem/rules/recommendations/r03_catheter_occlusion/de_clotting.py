"""What a contract says of de-clotting: whether anything, and which authorization rules and cost entries decide."""

from __future__ import annotations

from perdiem.codes import CodeSets
from perdiem.codes.expand import expand
from perdiem.model.contract import Contract
from perdiem.model.marks import Path
from perdiem.model.terms.authorization import AuthorizationRule
from perdiem.rules.authorization.requirement import Requirement, requirement
from perdiem.rules.coverage import coverage_of

KIT, DRUG, VISIT = "S5517", "J2997", "99601"
PARTS = {KIT: ("kit", "de-clotting kit"), DRUG: ("drug", "de-clotting drug"), VISIT: ("nursing", "visit to de-clot")}


def speaks_of_de_clotting(contract: Contract, sets: CodeSets) -> bool:
    """Whether a term, a code of its own, or an authorization rule speaks of de-clotting."""
    lists = (contract.coding.accepted, contract.coding.refused, contract.per_diem.paid_beside)
    listed = [item for items in (*lists, *(rate.codes for rate in contract.rates or ())) for item in items or ()]
    rules = contract.authorization.rules or ()
    return (
        not contract.de_clotting.is_silent
        or coverage_of(contract, sets, KIT).status != "silent"
        or any(_is_the_drug(item, sets) for item in listed)
        or any(_is_a_word_on_de_clotting(rule, sets) for rule in rules)
    )


def answers(contract: Contract, sets: CodeSets) -> dict[Path, tuple[Requirement, list[str]]]:
    """For each deciding authorization rule, by its path: the rule and the de-clotting codes that it decides.

    The empty path holds the codes on which the contract is silent, for one of its lines of business at least.
    """
    found: dict[Path, tuple[Requirement, list[str]]] = {}
    for code in PARTS:
        for line in contract.lines_of_business or (None,):
            answer = requirement(contract, sets, code, line, for_de_clotting=code == VISIT)
            codes = found.setdefault(answer.path, (answer, []))[1]
            if code not in codes:
                codes.append(code)
    return found


def deciding_entries(contract: Contract, sets: CodeSets, code: str) -> list[int]:
    """The entries of member cost that name a code, those that name fewest codes; their row numbers."""
    named = {row: expand(entry.for_ or (), sets) for row, entry in enumerate(contract.member_cost or ())}
    sizes = {row: len(codes) for row, codes in named.items() if code in codes}
    return [row for row, size in sizes.items() if size == min(sizes.values())]


def _is_a_word_on_de_clotting(rule: AuthorizationRule, sets: CodeSets) -> bool:
    codes = set(expand(rule.for_ or (), sets))
    return bool({KIT, DRUG} & codes) and (rule.needed == "yes" or codes <= set(sets.families["de_clotting_bundle"]))


def _is_the_drug(item: str, sets: CodeSets) -> bool:
    codes = set(expand((item,), sets))
    return DRUG in codes and codes <= {*sets.families["thrombolytic_drugs"], *sets.families["de_clotting_bundle"]}
