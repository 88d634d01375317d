"""R8: one approval for drug, services and supplies, asked for by the pharmacy, and none for the plain therapies.

What it looks for
    Three things apart. What an approval of the drug carries along: per diem, supplies, nursing. Who may request an
    authorization under the pharmacy benefit. Whether anti-infective therapy, hydration and de-clotting need an
    authorization, their per diems as well as their drugs, in each line of business of the contract.

Why it matters
    Drug and services often lie with two departments of the payor. The drug is approved on Monday, the nursing on
    Thursday, and the patient stays in hospital until both are there. The prescriber's office knows least of all about
    the pharmacy's services and yet is the one that must ask. For therapies that cost little and are seldom refused
    the request costs more than it saves. The federal decision times (CMS-0057-F) leave drugs out, so without such a
    term the two halves of one therapy run on two clocks.

Met when
    The drug's approval carries per diem, supplies and nursing; the infusion provider may request under the pharmacy
    benefit (not asked where all drugs are paid under the medical benefit); and none of the three therapies needs
    authorization.

Silent when
    None of the three is stated.

Limits
    A therapy that needs authorization for one of its codes counts as needing it. A rule that asks for authorization
    only on a condition, or only for drugs on the payor's list, counts in part. Whether the visit for de-clotting is
    free is judged under R3, nursing at large under R14. A payor that lists what needs authorization may mean that the
    rest does not: that is counted only where it is written.
"""

from __future__ import annotations

from collections.abc import Iterator

from perdiem.codes import CodeSets
from perdiem.model.contract import Contract
from perdiem.model.results import Finding
from perdiem.model.wording import joined, value_words
from perdiem.rules.authorization.standing import Standing, standings
from perdiem.rules.recommendations.judge import Judge

CARRIED = ("per_diem", "supplies", "nursing")
THERAPIES = {
    "anti_infective_therapy": "Anti-infective therapy",
    "hydration_therapy": "Hydration",
    "de_clotting": "De-clotting",
}


def check(contract: Contract, sets: CodeSets) -> Iterator[Finding]:
    """Findings on what an approval carries, who may ask, and which therapies are free of authorization."""
    judge = Judge(8, contract)
    yield from _carried(contract, judge)
    yield _requested_by(contract, judge)
    for family, name in THERAPIES.items():
        yield _therapy(name, list(standings(contract, sets, sets.families[family])), judge)


def _carried(contract: Contract, judge: Judge) -> Iterator[Finding]:
    element, path = "one approval", ("authorization", "drug_approval_carries")
    carried = contract.authorization.drug_approval_carries
    if not carried:
        yield judge.silent(element, "What an approval of the drug carries along is not stated.")
        return
    along = [part for part in carried if part != "nothing"]
    missing = [value_words(part) for part in CARRIED if part not in along]
    if not along:
        yield judge.not_met(
            element, "The drug, the services and the supplies each need an approval of their own.", *path
        )
    elif missing:
        text = f"An approval of the drug carries {value_words(along)}, but not {joined(missing)}."
        yield judge.partly(element, text, *path)
    else:
        yield judge.met(element, f"An approval of the drug also approves {value_words(along)}.", *path)
        if "equipment" not in along:
            text = "Equipment is not named among what the approval carries; pumps are often asked for apart."
            yield judge.remark(element, text, *path)


def _requested_by(contract: Contract, judge: Judge) -> Finding:
    element, path = "who may request", ("authorization", "pharmacy_benefit_requested_by")
    if contract.drugs.benefit == "medical":
        text = "All drugs are paid under the medical benefit, so nothing is requested under the pharmacy benefit."
        return judge.not_applicable(element, text, "drugs", "benefit")
    requesters = contract.authorization.pharmacy_benefit_requested_by
    if not requesters:
        return judge.silent(element, "Who may request under the pharmacy benefit is not stated.")
    if "infusion_provider" in requesters:
        return judge.met(element, "The infusion provider may request under the pharmacy benefit.", *path)
    return judge.not_met(element, "Under the pharmacy benefit only the prescriber may request.", *path)


def _therapy(name: str, found: list[Standing], judge: Judge) -> Finding:
    element = f"{name.lower()} without authorization"
    stated = [standing for standing in found if standing.needed]
    if not stated:
        return judge.silent(element, f"Whether {name.lower()} needs authorization is not stated.")
    for answer, finding in (("yes", judge.not_met), ("sometimes", judge.partly)):
        held = [standing for standing in stated if standing.needed == answer]
        if held:
            return finding(element, f"{name} {held[0].words}{_which(held, found)}.", *held[0].path)
    if len(stated) < len(found):
        text = (
            f"{name} needs no prior authorization for {_codes(stated, found)}; the rest of its codes is not spoken of."
        )
        return judge.partly(element, text, *stated[0].path)
    return judge.met(element, f"{name} needs no prior authorization.", *stated[0].path)


def _which(held: list[Standing], found: list[Standing]) -> str:
    return "" if len(held) == len(found) else f" ({_codes(held, found)})"


def _codes(held: list[Standing], found: list[Standing]) -> str:
    codes = list(dict.fromkeys(standing.code for standing in held))
    named = codes if len(codes) <= 5 else [*codes[:4], f"{len(codes) - 4} more codes"]
    lines = dict.fromkeys(standing.line_of_business for standing in held)
    if set(lines) == {standing.line_of_business for standing in found}:
        return joined(named)
    return f"{joined(named)} in {value_words([line or 'other lines of business' for line in lines])}"
