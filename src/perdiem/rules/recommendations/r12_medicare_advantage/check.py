"""R12: a contract for Medicare Advantage names its codes, the S codes, and what needs authorization.

What it looks for
    In a contract that covers Medicare Advantage: which code system its claims use, and where the list of services
    that need authorization stands.

Why it matters
    Medicare fee-for-service pays home infusion only for the drugs of its pump policy, about 37, by codes that pay a
    visit and not a day. A Medicare Advantage plan may do better, and many do; but where the contract does not say so,
    a discharge planner cannot be told whether the patient will be covered at home, and the patient goes to a
    facility.

Met when
    Medicare Advantage claims use the S-code per diems, and the list of what needs authorization is named.

Silent when
    The contract covers Medicare Advantage, or names no line of business at all, and states neither. Where lines of
    business are named without Medicare Advantage the recommendation is not applicable.

Limits
    S codes named for the contract as a whole count in part: a payor may still have meant its commercial members. What
    the list asks for is not judged here; R8 and R14 look at the rules of the contract itself. The list named is not
    looked up.
"""

from __future__ import annotations

from collections.abc import Iterator

from perdiem.codes import CodeSets
from perdiem.model.contract import Contract
from perdiem.model.results import Finding
from perdiem.model.wording import sentence
from perdiem.rules.recommendations.judge import Judge

SYSTEM = ("medicare_advantage", "code_system")
LIST = ("medicare_advantage", "authorization_list")


def check(contract: Contract, sets: CodeSets) -> Iterator[Finding]:
    """Findings on the code system and the authorization list of Medicare Advantage."""
    judge = Judge(12, contract)
    if contract.lines_of_business and not contract.covers("medicare_advantage"):
        text = "The contract's lines of business do not hold Medicare Advantage."
        yield judge.not_applicable("line of business", text, "lines_of_business")
        return
    yield _code_system(contract, judge)
    listed = contract.medicare_advantage.authorization_list
    if listed:
        yield judge.met("authorization list", sentence(LIST, listed).rstrip(".") + ".", *LIST)
    else:
        yield judge.silent("authorization list", "No list of what needs authorization is named for Medicare Advantage.")


def _code_system(contract: Contract, judge: Judge) -> Finding:
    element = "code system"
    stated, general = contract.medicare_advantage.code_system, contract.coding.system
    if stated:
        text = sentence(SYSTEM, stated)
        if stated == "s_codes":
            return judge.met(element, text, *SYSTEM)
        return judge.not_met(element, text, *SYSTEM, essential=True)
    concerned = contract.covers("medicare_advantage") or not contract.medicare_advantage.is_silent
    if concerned and general:
        text = f"{sentence(('coding', 'system'), general)} Whether that holds for Medicare Advantage is not said."
        found = judge.partly if general == "s_codes" else judge.not_met
        return found(element, text, "coding", "system")
    return judge.silent(element, "Which codes Medicare Advantage claims use is not stated.")
