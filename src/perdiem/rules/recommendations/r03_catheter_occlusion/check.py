"""R3: clearing a blocked catheter is covered, without authorization and without cost to the member.

What it looks for
    Whether the de-clotting kit (S5517), the drug (J2997, alteplase) and the nurse's visit (99601) are covered, by a
    term of their own or by rates and lists of codes; whether any of the three needs prior authorization; what the
    member pays for them; and whether home and suite are both places for it.

Why it matters
    A catheter blocks in the evening, and the next dose is due. A nurse with a kit and two milligrams of alteplase
    opens it in an hour. Waiting for an authorization, or a copay, sends the patient to the emergency room instead,
    at several times the cost, and often to a new catheter.

Met when
    Kit, drug and visit are covered, the contract says that none of them needs authorization and that the member pays
    nothing for them, and no place is left out. Authorization for those on a payor's list, or under a condition, is
    partly met.

Silent when
    The contract does not speak of de-clotting: no term on it, no word on S5517 or on J2997 in particular, and no
    authorization rule for one of them. A wider rule, such as one for everything, speaks of them where it asks for
    authorization, for then de-clotting waits too; one that lifts it is no word on de-clotting.

Limits
    That all drugs are paid, or nursing in general, is no word on de-clotting by itself; beside a covered kit or drug
    it counts as cover. Cost shares are those that the contract states, not a member's benefit. Where entries for
    several lines of business name the same codes, each is judged. A part covered without a rate of its own is
    covered here. A place that is not named is only remarked where no place is.
"""

from __future__ import annotations

from collections.abc import Iterator

from perdiem.codes import CodeSets
from perdiem.model.contract import Contract
from perdiem.model.results import Finding, Status
from perdiem.model.terms.member import MemberCost
from perdiem.model.wording import joined, section_words, value_words
from perdiem.rules.coverage import coverage_of
from perdiem.rules.recommendations.judge import Judge
from perdiem.rules.recommendations.r03_catheter_occlusion.de_clotting import (
    DRUG,
    KIT,
    PARTS,
    VISIT,
    answers,
    deciding_entries,
    speaks_of_de_clotting,
)


def check(contract: Contract, sets: CodeSets) -> Iterator[Finding]:
    """Findings on coverage, authorization, member cost and settings of de-clotting."""
    judge = Judge(3, contract)
    if not speaks_of_de_clotting(contract, sets):
        yield judge.silent("de-clotting", "The contract does not speak of de-clotting a catheter.")
        return
    kit, drug = (_part(contract, sets, judge, code) for code in (KIT, DRUG))
    yield kit
    yield drug
    visit = _visit(contract, sets, judge, beside=Status.MET in (kit.status, drug.status))
    yield visit
    if {kit.status, drug.status, visit.status} == {Status.NOT_MET}:
        return  # what is not covered needs no authorization and has no price
    yield from _authorization(contract, sets, judge)
    yield from _member_cost(contract, sets, judge)
    yield _settings(contract, judge)


def _part(contract: Contract, sets: CodeSets, judge: Judge, code: str) -> Finding:
    key, name = PARTS[code]
    stated, found = getattr(contract.de_clotting, key), coverage_of(contract, sets, code)
    if stated == "not_covered":
        return judge.not_met(name, f"The {name} ({code}) is not covered.", "de_clotting", key)
    if found.status == "zero":
        return judge.not_met(name, f"The {name} ({code}) has a rate of zero.", *found.path)
    if found.status == "refused":
        return judge.not_met(name, f"The {name} ({code}) is among the codes not accepted.", *found.path)
    if stated == "covered" or found.is_covered:
        path = ("de_clotting", key) if stated else found.path
        return judge.met(name, f"The {name} ({code}) is covered.", *path)
    return judge.silent(name, f"Whether the {name} ({code}) is covered is not stated.")


def _visit(contract: Contract, sets: CodeSets, judge: Judge, *, beside: bool) -> Finding:
    """The visit; what the contract says of nursing in general counts `beside` a covered kit or drug."""
    finding = _part(contract, sets, judge, VISIT)
    name, payment, path = PARTS[VISIT][1], contract.nursing.payment, ("nursing", "payment")
    if contract.de_clotting.nursing or finding.status is Status.NOT_MET:
        return finding
    if payment == "not_covered":
        return judge.not_met(name, "Nursing visits are not paid, to de-clot or otherwise.", *path)
    if not beside:
        return judge.silent(name, f"Whether the {name} ({VISIT}) is covered is not stated.")
    if payment == "inside_per_diem":
        return judge.partly(name, "Nursing is inside the per diem; a visit to de-clot is not paid beside it.", *path)
    if payment == "separate":
        return judge.met(name, "Nursing visits are paid beside the per diem, those to de-clot among them.", *path)
    return finding


def _authorization(contract: Contract, sets: CodeSets, judge: Judge) -> Iterator[Finding]:
    found = answers(contract, sets)
    for path, (answer, codes) in found.items():
        names = joined([f"the {PARTS[code][1]} ({code})" for code in codes])
        subject, need = names[0].upper() + names[1:], "needs" if len(codes) == 1 else "need"
        rule = answer.rule
        if rule is None:
            what = f"{names} {need}" if len(found) > 1 else "de-clotting needs"
            yield judge.silent("authorization", f"Whether {what} authorization is not stated.")
            continue
        tail = f" for {value_words(rule.lines_of_business)}" if rule.lines_of_business else ""
        tail += f" when {rule.when}" if rule.when else ""
        if answer.needed == "listed_only":
            text = f"{subject} {need} prior authorization where the payor's list says so{tail}."
            yield judge.partly("authorization", text, *path)
            continue
        text = f"{subject} {need}{' no' if answer.needed == 'no' else ''} prior authorization{tail}."
        plain = judge.met if answer.needed == "no" else judge.not_met
        yield judge.partly("authorization", text, *path) if rule.when else plain("authorization", text, *path)


def _member_cost(contract: Contract, sets: CodeSets, judge: Judge) -> Iterator[Finding]:
    element, stated, path = "member cost", contract.de_clotting.member_cost, ("de_clotting", "member_cost")
    if stated == "none":
        yield judge.met(element, "De-clotting costs the member nothing.", *path)
    elif stated == "standard":
        yield judge.not_met(element, "De-clotting carries the member's usual cost share.", *path)
    else:
        deciding = {code: deciding_entries(contract, sets, code) for code in PARTS}
        entries = contract.member_cost or ()
        for row in sorted({row for rows in deciding.values() for row in rows}):
            yield _entry(judge, row, entries[row])
        unsaid = [f"the {PARTS[code][1]}" for code, rows in deciding.items() if not rows]
        if unsaid:
            yield judge.silent(element, f"What the member pays for {joined(unsaid)} is not stated.")


def _entry(judge: Judge, row: int, entry: MemberCost) -> Finding:
    text = f"The member's cost share of {section_words(entry)}."
    if entry.copay or entry.coinsurance or entry.deductible == "applies":
        return judge.not_met("member cost", text, "member_cost", row)
    if entry.deductible is None or (entry.copay is None and entry.coinsurance is None):
        return judge.partly("member cost", f"{text[:-1]}; the rest is not stated.", "member_cost", row)
    return judge.met("member cost", text, "member_cost", row)


def _settings(contract: Contract, judge: Judge) -> Finding:
    settings = contract.de_clotting.settings
    if not settings:
        return judge.remark("settings", "Whether de-clotting is covered both at home and in the suite is not stated.")
    path = ("de_clotting", "settings")
    if {"home", "suite"} <= set(settings):
        return judge.met("settings", "De-clotting is covered at home and in the suite.", *path)
    return judge.partly("settings", f"De-clotting is covered only in the {settings[0]}.", *path)
