"""R15: no rate, list or policy names the home-mix codes of parenteral nutrition.

What it looks for
    The seven codes B4164, B4168, B4172, B4176, B4178, B4180 and B4222 wherever the contract pays or accepts codes:
    rates, accepted codes, codes paid beside the per diem, solution codes, capitation. A code is named by a range, a
    prefix or a family as much as by itself. Whether home mix is stated as covered or not, and whether the codes are
    refused.

Why it matters
    These codes pay for nutrition that the patient mixes at home from its parts. Sterile preparation belongs in a
    pharmacy's cleanroom; a contaminated bag goes straight into a central vein. Nobody means to pay for it any more,
    yet the codes live on inside printed ranges: B4164-B4180 looks like a list of solutions and is, but for nothing,
    the home-mix family.

Met when
    Home mix is stated as not covered, or all seven codes are refused, and no other place names one of them.

Silent when
    No place names them and nothing is said of home mix. That is not enough: a rule for services without a rate could
    still pay them.

Limits
    A place that names a code counts against the contract even where another term refuses home mix: a claims system
    loads the rate and not the sentence. A rate of zero still names the code. B4216 is worded as home mix by CMS and
    is not among the seven; it is remarked on. Codes inside authorization rules are not looked at.
"""

from __future__ import annotations

from collections.abc import Iterator

from perdiem.codes import CodeSets, parse_selector
from perdiem.codes.expand import expand
from perdiem.model.contract import Contract
from perdiem.model.marks import Path
from perdiem.model.results import Finding
from perdiem.model.wording import joined, sentence
from perdiem.rules.recommendations.judge import Judge

FAMILY = "home_mix"
ALSO_WORDED_SO = "B4216"
HOME_MIX = ("parenteral_nutrition", "home_mix")
REFUSED = ("coding", "refused")
PLACES = {
    ("coding", "accepted"): "The list of accepted codes",
    ("per_diem", "paid_beside"): "The list of codes paid beside the per diem",
    ("parenteral_nutrition", "solution_codes"): "The list of solution codes",
}


def check(contract: Contract, sets: CodeSets) -> Iterator[Finding]:
    """Findings on each place that names a home-mix code, and on what is said of home mix itself."""
    judge = Judge(15, contract)
    yield from _named(contract, sets, judge)
    yield _stated(contract, sets, judge)


def places(contract: Contract) -> Iterator[tuple[Path, str, tuple[str, ...]]]:
    """Each place that pays or accepts codes: its path, its name in a sentence, its codes as written."""
    for row, rate in enumerate(contract.rates or ()):
        # A place in a file says where the row is; its number among the rows would only compete with the line's.
        name = "A rate" if contract.mark("rates", row, "codes").position else f"Rate {row + 1}"
        yield ("rates", row, "codes"), name, rate.codes or ()
    for path, name in PLACES.items():
        yield path, name, getattr(getattr(contract, path[0]), path[1]) or ()
    for row, fixed in enumerate(contract.capitation or ()):
        yield ("capitation", row, "codes"), f"Capitation {row + 1}", fixed.codes or ()


def _named(contract: Contract, sets: CodeSets, judge: Judge) -> Iterator[Finding]:
    family = set(sets.families[FAMILY])
    for path, name, written in places(contract):
        items = parse_selector(", ".join(written), sets).items if written else ()
        named = sorted({code for item in items for code in item.codes} & family)
        if named:
            hiding = [item.text for item in items if item.kind != "code" and set(item.codes) & family]
            inside = f", inside {joined(hiding)} without writing them out" if hiding else ""
            text = f"{name} names {_codes(named, sets)}{inside}."
            yield judge.not_met("places that name home mix", text, *path, essential=True)
        if any(ALSO_WORDED_SO in item.codes for item in items):
            text = f"{name} names {ALSO_WORDED_SO}, which CMS words as home mix; it is not among the seven codes."
            yield judge.remark("codes worded as home mix", text, *path)


def _codes(named: list[str], sets: CodeSets) -> str:
    if len(named) == len(sets.families[FAMILY]):
        return f"all seven home-mix codes ({joined(named)})"
    return f"the home-mix code{'s' if len(named) > 1 else ''} {joined(named)}"


def _stated(contract: Contract, sets: CodeSets, judge: Judge) -> Finding:
    element, stated = "home mix", contract.parenteral_nutrition.home_mix
    if stated == "covered":
        return judge.not_met(element, sentence(HOME_MIX, stated), *HOME_MIX, essential=True)
    if stated == "not_covered":
        return judge.met(element, sentence(HOME_MIX, stated), *HOME_MIX)
    refused = expand(contract.coding.refused or (), sets)
    family = sets.families[FAMILY]
    left = [code for code in family if code not in refused]
    if not left:
        return judge.met(element, "All seven home-mix codes are refused.", *REFUSED)
    if len(left) < len(family):
        return judge.partly(element, f"Some home-mix codes are refused, but not {joined(left)}.", *REFUSED)
    return judge.silent(element, "Whether home-mixed parenteral nutrition is paid is not stated.")
