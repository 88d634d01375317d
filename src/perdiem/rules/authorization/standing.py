"""How a contract stands on authorization of several codes, over all its lines of business."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from perdiem.codes import CodeSets
from perdiem.codes.expand import expand
from perdiem.model.contract import Contract
from perdiem.model.marks import Path
from perdiem.model.terms.authorization import AuthorizationRule
from perdiem.model.terms.types import LineOfBusiness
from perdiem.rules.authorization.requirement import requirement


@dataclass(frozen=True, slots=True)
class Standing:
    """The answer for one code in one line of business (None: whatever the line).

    sometimes: authorization is needed where the payor's list names the code, or hangs on a condition. None: no rule
    speaks of the code. `path` leads to the deciding rule.
    """

    code: str
    line_of_business: LineOfBusiness | None
    needed: Literal["yes", "no", "sometimes"] | None
    path: Path = ()
    rule: AuthorizationRule | None = None

    @property
    def words(self) -> str:
        """What the deciding rule asks, to follow the subject of a sentence: `needs ... when ...`."""
        if self.rule is None:
            return "is not spoken of"
        asks = {
            "yes": "needs prior authorization",
            "no": "needs no prior authorization",
            "listed_only": "needs prior authorization where the payor's list names it",
        }[self.rule.needed or "yes"]
        return f"{asks} when {self.rule.when}" if self.rule.when else asks


def standings(contract: Contract, sets: CodeSets, codes: Iterable[str]) -> Iterator[Standing]:
    """Each code in each line of business of the contract. Rules for other lines do not concern it."""
    lines = lines_judged(contract)
    for code in codes:
        for line in lines:
            yield _standing(contract, sets, code, line)


def lines_judged(contract: Contract) -> tuple[LineOfBusiness | None, ...]:
    """The lines of business that count; where the contract names none, those that its rules name, and the rest."""
    if contract.lines_of_business:
        return tuple(contract.lines_of_business)
    named = (line for rule in contract.authorization.rules or () for line in rule.lines_of_business or ())
    return (None, *dict.fromkeys(named))


def _standing(contract: Contract, sets: CodeSets, code: str, line: LineOfBusiness | None) -> Standing:
    found = requirement(contract, sets, code, line)
    if found.rule is None or found.needed is None:
        return Standing(code, line, None)
    if found.needed == "no":
        row = _condition_beside(contract, sets, found.rule, code, line)
        if row is not None:
            rule = (contract.authorization.rules or ())[row]
            return Standing(code, line, "sometimes", ("authorization", "rules", row), rule)
    if found.needed == "listed_only" or (found.needed == "no" and found.rule.when):
        return Standing(code, line, "sometimes", found.path, found.rule)
    return Standing(code, line, found.needed, found.path, found.rule)


def _condition_beside(
    contract: Contract, sets: CodeSets, decided: AuthorizationRule, code: str, line: LineOfBusiness | None
) -> int | None:
    """The row of a rule as narrow as the deciding one that asks for authorization on a condition of its own."""
    for row, rule in enumerate(contract.authorization.rules or ()):
        codes = expand(rule.for_ or (), sets)
        if not rule.when or rule.needed in {None, "no"} or code not in codes:
            continue
        if rule.lines_of_business and line not in rule.lines_of_business:
            continue
        narrow = len(codes) <= len(expand(decided.for_ or (), sets))
        if bool(rule.lines_of_business) >= bool(decided.lines_of_business) and narrow:
            return row
    return None
