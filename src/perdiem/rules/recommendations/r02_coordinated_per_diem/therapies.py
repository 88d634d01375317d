"""The therapies that the S codes tell apart, and which of them a contract leaves without a per diem."""

from __future__ import annotations

from perdiem.codes import CodeSets
from perdiem.codes.expand import expand
from perdiem.model.contract import Contract
from perdiem.rules.coverage import coverage_of

_NAMES = {
    "alpha_1": "alpha-1 proteinase inhibitor",
    "anti_emetic": "anti-emetics",
    "anti_hemophilic": "clotting factors",
    "anti_spasmodic": "anti-spasmodics",
    "anti_tnf": "anti-TNF drugs",
    "chemo": "chemotherapy",
    "corticosteroid": "corticosteroids",
    "diuretic": "diuretics",
    "enteral_per_diem": "enteral nutrition",
    "injection_therapy": "hormone or interferon injections",
    "growth_factor_injection": "growth factor injections",
    "inotropic": "inotropes",
    "insulin": "continuous insulin",
    "pain": "pain management",
    "pn_per_diem": "parenteral nutrition",
    "tocolytic": "tocolytics",
    "unlisted_infusion": "infusions without a code of their own",
    "unlisted_injection": "injections without a code of their own",
}


def therapies(sets: CodeSets) -> dict[str, tuple[str, ...]]:
    """Each therapy's family name to its per-diem codes, in the order of the codes."""
    families = dict.fromkeys(sets.codes[code].category for code in sets.families["therapy_per_diem"])
    return {family: sets.families[family] for family in families}


def missing_therapies(contract: Contract, sets: CodeSets) -> dict[str, tuple[str, ...]]:
    """The therapies none of whose per-diem codes the contract covers; none where it has no rates of per diems.

    Without a schedule of per diems a contract may hold them all by naming the code system.
    """
    if not has_per_diem_rates(contract, sets):
        return {}
    return {
        family: codes
        for family, codes in therapies(sets).items()
        if not any(coverage_of(contract, sets, code).is_covered for code in codes)
    }


def has_per_diem_rates(contract: Contract, sets: CodeSets) -> bool:
    """Whether the rate schedule names the per diem of some therapy, refused elsewhere or not."""
    therapy = set(sets.families["therapy_per_diem"])
    return any(therapy.intersection(expand(rate.codes or (), sets)) for rate in contract.rates or ())


def therapy_name(family: str) -> str:
    """A therapy's family in plain words: `pn_per_diem` as parenteral nutrition."""
    return _NAMES.get(family, family.replace("anti_", "anti-").replace("_", " "))
