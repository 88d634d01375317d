"""R2: one pharmacy provides all components of an infusion, paid by the S-code per diem.

What it looks for
    The code system, as stated or as the rates and accepted codes show it; Medicare's home infusion G codes among
    them; therapies without any per diem in a schedule of rates; what the per diem includes; who supplies it and who
    bills nursing. Remarked, without changing the status: the standard for sterile compounding, supplies and
    equipment paid beside the per diem, and nutrition formula paid beside its per diem.

Why it matters
    An infusion fails on its smallest missing part: a diluent, a line, a pump, a nurse. The S-code per diem pays one
    pharmacy for all parts of a therapy's day, so that nobody else has to bring one. Component billing takes that
    apart line by line. The Medicare G codes pay a visit day with a nurse in the home, for few drugs, and hold neither
    the pharmacy's work nor the days between.

Met when
    The S codes are the code system, no Medicare home infusion G code is priced or accepted, every therapy has a per
    diem where a schedule prices per diems, and what is stated of the contents holds supplies, from the infusion
    pharmacy, which bills nursing too. Component codes, or G codes as the only system, make it not met.

Silent when
    Neither the code system, nor S codes or G codes, nor what the per diem includes or who supplies it is stated.

Limits
    Whether therapies are missing is judged only where the contract prices per diems; a therapy counts as present with
    one of its codes. A clause on unlisted services does not stand in for a per diem. The height of rates is not
    judged. Where the contents are not stated, the wording of the S codes is taken to hold supplies and equipment;
    a stated list must name the supplies.
"""

from __future__ import annotations

from collections.abc import Iterator

from perdiem.codes import CodeSets
from perdiem.codes.expand import expand
from perdiem.model.contract import Contract
from perdiem.model.results import Finding
from perdiem.model.wording import joined
from perdiem.rules.coverage import coverage_of
from perdiem.rules.recommendations.judge import Judge
from perdiem.rules.recommendations.r02_coordinated_per_diem.therapies import (
    has_per_diem_rates,
    missing_therapies,
    therapy_name,
)


def check(contract: Contract, sets: CodeSets) -> Iterator[Finding]:
    """Findings on the code system, G codes, missing therapies, contents of the per diem and who provides them."""
    judge = Judge(2, contract)
    if not _speaks(contract, sets):
        yield judge.silent("code system", "Neither the code system nor what the per diem includes is stated.")
        return
    yield _system(contract, sets, judge)
    yield from _medicare_codes(contract, sets, judge)
    yield from _therapies(contract, sets, judge)
    yield from _contents(contract, judge)
    yield from _provision(contract, judge)
    yield from _remarks(contract, sets, judge)


def medicare_codes(contract: Contract, sets: CodeSets) -> tuple[str, ...]:
    """The Medicare home infusion codes that the contract prices or accepts."""
    return tuple(code for code in sets.families["hit_g_codes"] if coverage_of(contract, sets, code).is_covered)


def lacking_contents(contract: Contract) -> list[str]:
    """What must be inside the per diem and is not in the contract's list."""
    includes = set(contract.per_diem.includes or ())
    return [
        *([] if "supplies" in includes else ["supplies"]),
        *([] if includes & {"equipment", "pumps"} else ["equipment"]),
    ]


def _speaks(contract: Contract, sets: CodeSets) -> bool:
    if contract.coding.system or contract.per_diem.includes or contract.per_diem.supplied_by:
        return True
    codes = (*sets.families["therapy_per_diem"], *sets.families["hit_g_codes"])
    return any(coverage_of(contract, sets, code).is_covered for code in codes)


def _system(contract: Contract, sets: CodeSets, judge: Judge) -> Finding:
    element, path = "code system", ("coding", "system")
    match contract.coding.system:
        case "s_codes":
            return judge.met(element, "Home infusion is billed with the S-code per diems.", *path)
        case "s_codes_and_hit_g_codes":
            return judge.met(element, "Home infusion may be billed with the S-code per diems.", *path)
        case "hit_g_codes":
            text = "Home infusion is billed with the Medicare G codes in place of the S-code per diems."
            return judge.not_met(element, text, *path, essential=True)
        case "component_codes":
            text = "Supplies, pumps and services are billed one by one in place of the S-code per diems."
            return judge.not_met(element, text, *path, essential=True)
    for code in sets.families["therapy_per_diem"]:
        found = coverage_of(contract, sets, code)
        if found.is_covered:
            shown = "rates" if found.status == "priced" else "accepted codes"
            return judge.met(element, f"The {shown} show the S-code per diems, such as {code}.", *found.path)
    return judge.silent(element, "Which codes home infusion is billed with is not stated.")


def _medicare_codes(contract: Contract, sets: CodeSets, judge: Judge) -> Iterator[Finding]:
    codes = medicare_codes(contract, sets)
    if codes:
        path = coverage_of(contract, sets, codes[0]).path
        priced = "priced" if path[0] == "rates" else "accepted"
        noun = "code" if len(codes) == 1 else "codes"
        yield judge.not_met(
            "Medicare G codes", f"Medicare home infusion {noun} {priced}: {joined(list(codes))}.", *path
        )
    elif contract.coding.system == "s_codes_and_hit_g_codes":
        text = "The Medicare home infusion G codes may be billed in place of the per diems."
        yield judge.not_met("Medicare G codes", text, "coding", "system")


def _therapies(contract: Contract, sets: CodeSets, judge: Judge) -> Iterator[Finding]:
    if not has_per_diem_rates(contract, sets):
        return
    missing = [therapy_name(family) for family in missing_therapies(contract, sets)]
    if missing:
        yield judge.partly("all therapies", f"Therapies without a per diem: {joined(missing)}.", "rates")
    else:
        yield judge.met("all therapies", "Every therapy that the S codes tell apart has a per diem.", "rates")


def _contents(contract: Contract, judge: Judge) -> Iterator[Finding]:
    element, path = "supplies and equipment", ("per_diem", "includes")
    lacking = lacking_contents(contract)
    if contract.per_diem.includes is None:
        if contract.coding.system not in {"component_codes", "hit_g_codes"}:
            text = "What the per diem includes is not stated; the S codes' own wording holds supplies and equipment."
            yield judge.remark(element, text)
    elif "supplies" in lacking:
        yield judge.partly(element, f"The list of what the per diem includes leaves out {joined(lacking)}.", *path)
    elif lacking:
        yield judge.met(element, "The per diem includes supplies.", *path)
        text = "Equipment is not in the list of what the per diem includes; the S codes' own wording holds it."
        yield judge.remark(element, text, *path)
    else:
        yield judge.met(element, "The per diem includes supplies and equipment.", *path)


def _provision(contract: Contract, judge: Judge) -> Iterator[Finding]:
    supplied, nursing = contract.per_diem.supplied_by, contract.nursing
    if supplied == "infusion_pharmacy":
        text = "The infusion pharmacy provides drug, supplies, equipment and services together."
        yield judge.met("one provider", text, "per_diem", "supplied_by")
    elif supplied:
        text = "Drug, supplies and equipment may come from several suppliers."
        yield judge.not_met("one provider", text, "per_diem", "supplied_by")
    if nursing.payment == "not_covered":
        yield judge.not_met("nursing", "Nursing visits are not paid.", "nursing", "payment")
    if nursing.billed_by and "infusion_provider" not in nursing.billed_by:
        text = "Nursing is billed by a home health agency alone, so the pharmacy does not coordinate it."
        yield judge.partly("nursing", text, "nursing", "billed_by")


def _remarks(contract: Contract, sets: CodeSets, judge: Judge) -> Iterator[Finding]:
    compounding = contract.per_diem.sterile_compounding
    path = ("per_diem", "sterile_compounding")
    if compounding == "usp_required":
        yield judge.met("sterile compounding", "Sterile preparations must meet the USP chapters on compounding.", *path)
    else:
        text = "No standard is stated for sterile preparations."
        yield judge.remark("sterile compounding", text, *(path if compounding else ()))
    parts = {*sets.families["supplies"], *sets.families["equipment"]}
    beside = [code for code in expand(contract.per_diem.paid_beside or (), sets) if code in parts]
    if beside:
        text = f"Supplies or equipment paid beside the per diem: {joined(beside)}."
        yield judge.remark("supplies and equipment", text, "per_diem", "paid_beside")
    if contract.parenteral_nutrition.formula == "paid_separately":
        text = "Standard parenteral formula is paid beside its per diem, which by its wording holds it."
        yield judge.remark("parenteral formula", text, "parenteral_nutrition", "formula")
