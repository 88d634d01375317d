"""R11: what Medicare excludes by law is billed to the plan directly, with GY on each excluded line.

What it looks for
    How services that Medicare fee-for-service excludes reach a plan that pays second: directly with modifier GY,
    directly where the record shows the exclusion, or only after a Medicare denial. Whether GY stands on the excluded
    lines or on the whole claim. Whether B codes are taken behind Medicare, and how long a crossover must be waited
    for.

Why it matters
    Medicare has no benefit for most infused drugs at home, such as antibiotics, nor for the S codes. A claim sent to
    Medicare only to be denied costs three parties a transaction, weeks of waiting, and leaves the member with a
    Medicare notice that says that the member owes the whole sum.

Met when
    Claims for excluded services are taken directly with GY, and GY is not asked for on lines that are not excluded.

Silent when
    Neither the way of these claims nor GY nor B codes behind Medicare is stated. A Medicare Advantage plan is no
    second payor: where a contract names that line of business and no other, the recommendation is not applicable.

Limits
    Not every home infusion drug is excluded. Medicare's pump policy covers some three dozen, and among
    anti-infectives not three but four: ganciclovir, foscarnet, amphotericin B and also acyclovir. These go to
    Medicare first and carry no GY; where GY is taken directly without saying on which lines, they are remarked on.
    Parenteral and enteral nutrition may also fall under Medicare's own benefit. GY's official wording also serves for
    services that a plan does not cover, so a payor's system must not deny the line for GY alone; the contract file
    has no term for that.
"""

from __future__ import annotations

from collections.abc import Iterator

from perdiem.codes import CodeSets
from perdiem.model.contract import Contract
from perdiem.model.results import Finding
from perdiem.model.wording import joined, sentence
from perdiem.rules.recommendations.judge import Judge

EXCLUDED = ("medicare", "excluded_services")
LINES = ("medicare", "gy_lines")


def check(contract: Contract, sets: CodeSets) -> Iterator[Finding]:
    """Findings on direct billing and GY, and remarks on what Medicare does cover."""
    judge = Judge(11, contract)
    lines = contract.lines_of_business
    if lines and set(lines) == {"medicare_advantage"}:
        text = "The contract covers Medicare Advantage alone, which never pays second to Medicare."
        yield judge.not_applicable("line of business", text, "lines_of_business")
        return
    yield _billing(contract, judge)
    yield from _lines(contract, sets, judge)
    days = contract.medicare.crossover_wait_days
    if days is not None:
        text = f"After a Medicare crossover {days} days must pass; excluded lines with GY should not wait."
        yield judge.remark("wait after a crossover", text, "medicare", "crossover_wait_days")


def _billing(contract: Contract, judge: Judge) -> Finding:
    stated, b_codes = contract.medicare.excluded_services, contract.medicare.b_codes_when_primary
    element = "direct billing"
    if stated is None:
        if b_codes == "covered":
            text = "B codes are accepted where Medicare is primary; whether a Medicare denial is needed is not stated."
            return judge.partly(element, text, "medicare", "b_codes_when_primary")
        return judge.silent(element, "How services that Medicare excludes are billed is not stated.")
    text = sentence(EXCLUDED, stated)
    if stated == "gy_accepted_directly":
        return judge.met(element, text, *EXCLUDED)
    if stated == "direct_when_documented":
        return judge.partly(element, text, *EXCLUDED)
    return judge.not_met(element, text, *EXCLUDED, essential=True)


def _lines(contract: Contract, sets: CodeSets, judge: Judge) -> Iterator[Finding]:
    stated = contract.medicare.gy_lines
    if stated == "every_excluded_line":
        yield judge.met("lines with GY", sentence(LINES, stated), *LINES)
    elif stated == "whole_claim":
        text = f"{sentence(LINES, stated)} A claim with one line that Medicare covers must then be split."
        yield judge.partly("lines with GY", text, *LINES)
    elif contract.medicare.excluded_services == "gy_accepted_directly":
        text = (
            "On which lines GY stands is not stated. Drugs that Medicare covers through a pump at home are not excluded"
            f" by law and must not carry it: among anti-infectives {joined(_covered_anti_infectives(sets))}."
        )
        yield judge.remark("drugs that Medicare covers", text, *EXCLUDED)


def _covered_anti_infectives(sets: CodeSets) -> list[str]:
    """Anti-infectives of Medicare's pump policy, each with its first code."""
    covered = [drug for code, drug in sets.medicare_home_drugs.items() if code in sets.families["anti_infective_drugs"]]
    plain = [drug for drug in covered if not any(drug.drug.startswith(f"{other.drug} ") for other in covered)]
    return [f"{drug.drug} ({drug.code})" for drug in plain]
