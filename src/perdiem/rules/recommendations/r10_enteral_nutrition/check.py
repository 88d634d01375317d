"""R10: tube feeding is covered, with per diem, pump, kits and formula, for every tube-fed patient.

What it looks for
    Coverage of the four elements: the per diems S9340-S9343, the pump, kits and tubes, formula. Where a term does not
    say it, the rates and the lists of codes do. For whom it is covered, and whether per diem or formula needs an
    authorization.

Why it matters
    Tube-fed patients are frail and often readmitted: 22.8% of 2,527 discharges at one center came back within 30
    days, and about a fifth of the returns had to do with the feeding itself, most of all with the tube (figures of
    2017 to 2019, J Am Nutr Assoc 2022). Formula that comes by mail alone leaves them no one to call. The per diem
    buys a dietitian, a nurse and a pharmacist who see to it that the feeding works.

Met when
    All four elements are covered, no group of tube-fed patients is left out, and neither per diem nor formula waits
    for an authorization. By the wording of their codes the per diems hold supplies and equipment and do not hold
    formula: pump and kits count as covered inside a covered per diem, formula never does.

Silent when
    None of the four elements is stated.

Limits
    One covered code is enough for pump, kits or formula. The range usually printed for formulae, B4100-B4162, also
    holds an enzyme cartridge (B4105) and a daily kit (B4148); a range that does is remarked on, for a rate meant for
    formula then prices a kit. An authorization that hangs on a condition or a list is remarked on only. Whether a
    rate is enough to buy the service is not judged.
"""

from __future__ import annotations

from collections.abc import Iterator

from perdiem.codes import CodeSets, parse_selector
from perdiem.model.contract import Contract
from perdiem.model.marks import Path
from perdiem.model.results import Finding, Status
from perdiem.model.wording import joined, sentence
from perdiem.rules.authorization.standing import standings
from perdiem.rules.coverage import coverage_of
from perdiem.rules.recommendations.judge import Judge

ELEMENTS = {
    "per_diem": ("enteral_per_diem", "enteral per diem", "The enteral per diem"),
    "pump": ("enteral_pump", "enteral pump", "The enteral pump"),
    "kits": ("enteral_kit", "enteral kits", "An enteral kit"),
    "formula": ("enteral_formula", "enteral formula", "Enteral formula"),
}
NO_FORMULA = {"B4105": "an enzyme cartridge", "B4148": "a daily feeding kit"}  # inside the printed range B4100-B4162
LISTS = (("coding", "accepted"), ("coding", "refused"), ("per_diem", "paid_beside"))


def check(contract: Contract, sets: CodeSets) -> Iterator[Finding]:
    """Findings on the four elements, on who is covered, on authorization, and remarks on ranges."""
    judge = Judge(10, contract)
    elements = [_element(contract, sets, judge, key) for key in ELEMENTS]
    yield from elements
    yield from _who(contract, judge, any(finding.status is not Status.SILENT for finding in elements))
    if any(finding.status in {Status.MET, Status.PARTLY} for finding in elements):
        for key in ("per_diem", "formula"):
            yield from _authorization(contract, sets, judge, key)
    yield from _ranges(contract, sets, judge)


def _element(contract: Contract, sets: CodeSets, judge: Judge, key: str) -> Finding:
    family, element, name = ELEMENTS[key]
    path = ("enteral", key)
    stated = getattr(contract.enteral, key)
    if stated:
        found = judge.met if stated == "covered" else judge.not_met
        return found(element, sentence(path, stated), *path)
    inside = key in {"pump", "kits"} and _element(contract, sets, judge, "per_diem")
    codes = {code: coverage_of(contract, sets, code) for code in sets.families[family]}
    taken = [code for code in codes if codes[code].is_covered]
    left = [code for code in codes if codes[code].status in {"refused", "zero"}]
    if taken and left and key == "per_diem":
        text = f"{name} is covered as {joined(taken)}; {joined(left)} are refused or priced at nothing."
        return judge.partly(element, text, *codes[left[0]].path)
    if taken:
        return judge.met(element, f"{name} is covered as {_codes(taken)}.", *codes[taken[0]].path)
    if inside and inside.status is Status.MET:
        where: Path = ("enteral", "per_diem") if contract.enteral.per_diem else _priced(contract, sets)
        return judge.met(element, f"{name} is inside the per diem, by the wording of its codes.", *where)
    if left:
        return judge.not_met(element, f"{joined(left)} are refused or priced at nothing.", *codes[left[0]].path)
    return judge.silent(element, f"Whether {name[0].lower()}{name[1:]} is covered is not stated.")


def _codes(codes: list[str]) -> str:
    return joined(codes if len(codes) <= 5 else [*codes[:4], f"{len(codes) - 4} more codes"])


def _priced(contract: Contract, sets: CodeSets) -> Path:
    found = (coverage_of(contract, sets, code) for code in sets.families["enteral_per_diem"])
    return next(coverage.path for coverage in found if coverage.is_covered)


def _who(contract: Contract, judge: Judge, is_stated: bool) -> Iterator[Finding]:
    terms, element = contract.enteral, "who is covered"
    if terms.covered_for:
        path = ("enteral", "covered_for")
        found = judge.met if terms.covered_for == "all_tube_fed" else judge.partly
        yield found(element, sentence(path, terms.covered_for), *path)
    if terms.only_when:
        path = ("enteral", "only_when")
        yield judge.partly(element, sentence(path, terms.only_when), *path)
    if is_stated and not terms.covered_for and not terms.only_when:
        yield judge.remark(element, "That every tube-fed patient is covered is not stated; no one is left out either.")


def _authorization(contract: Contract, sets: CodeSets, judge: Judge, key: str) -> Iterator[Finding]:
    family, element, name = ELEMENTS[key]
    held = [found for found in standings(contract, sets, sets.families[family]) if found.needed in {"yes", "sometimes"}]
    for found in held[:1]:
        plain = next((one for one in held if one.needed == "yes" and one.rule and not one.rule.when), None)
        say = judge.partly if plain else judge.remark
        yield say(f"authorization of the {element}", f"{name} {(plain or found).words}.", *(plain or found).path)


def _ranges(contract: Contract, sets: CodeSets, judge: Judge) -> Iterator[Finding]:
    lists: list[tuple[Path, tuple[str, ...]]] = []
    lists += [(("rates", row, "codes"), rate.codes or ()) for row, rate in enumerate(contract.rates or ())]
    lists += [((section, key), getattr(getattr(contract, section), key) or ()) for section, key in LISTS]
    for path, written in lists:
        for item in parse_selector(", ".join(written), sets).items if written else ():
            hidden = [code for code in NO_FORMULA if code in item.codes]
            if item.kind == "range" and hidden:
                named = [f"{code} ({NO_FORMULA[code]})" for code in hidden]
                text = f"The range {item.text} holds {joined(named)} besides formulae."
                yield judge.remark("codes inside a range", text, *path)
