"""Which services the approval of a drug carries along, by the contract's words for them (R8)."""

from __future__ import annotations

from perdiem.codes import CodeSets
from perdiem.model.contract import Contract

CARRIED_FAMILIES: dict[str, tuple[str, ...]] = {
    "per_diem": ("any_per_diem",),
    "supplies": ("supplies", "kits", "pn_kit", "enteral_supplies"),
    "equipment": ("equipment",),
    "nursing": ("any_nursing",),
}


def carried_codes(contract: Contract, sets: CodeSets) -> dict[str, tuple[str, ...]]:
    """The codes of each kind of service that one approval of a drug carries; empty where it carries none."""
    return {
        kind: tuple(code for family in CARRIED_FAMILIES[kind] for code in sets.families[family])
        for kind in contract.authorization.drug_approval_carries or ()
        if kind in CARRIED_FAMILIES
    }


def usual_per_diems(sets: CodeSets, drug_code: str | None) -> tuple[str, ...]:
    """The per diems that go with the class of a drug; none where the class is not known."""
    known = sets.get(drug_code) if drug_code else None
    found = sets.per_diems_for(known.drug_class) if known is not None and known.drug_class else None
    if found is None:
        return ()
    return (*found.specific, *((found.general,) if found.general else ()))
