"""Which codes give way to others of the same day: rules of the codes, of the contract, and what a per diem holds."""

from __future__ import annotations

from typing import Any

from perdiem.codes import CodeSets
from perdiem.codes.expand import expand, others_of
from perdiem.model.contract import Contract
from perdiem.rules.claims.compiled.terms import Terms

THERAPY, PN, ENTERAL, FEEDING_KIT = "therapy_per_diem", "pn_per_diem", "enteral_per_diem", "feeding_kit"
INSERTION, HOME_VISIT, FIRST_VISIT = "insertion", "home_visit", "first_visit"
FEEDING_KITS = ("B4034", "B4035", "B4036", "B4148")
INSERTION_NURSING = ("S5522", "S5523")
HOME_VISITS = ("99500", "99601", "99602")
HOURLY_NURSING = "S9123"
# the per-diem codes include supplies and equipment by their wording; compounding and delivery are pharmacy services
INSIDE_BY_WORDING = (
    "supplies",
    "infusion_pump",
    "iv_pole",
    "equipment_unlisted",
    "pump_service",
    "compounding",
    "delivery",
)
INSIDE_BY_TERM = {"iv_solutions": ("hydration_fluid_drugs",), "nursing": ("nursing",)}


class Pairs:
    """The rows of `c_group` and `c_pair` for one version."""

    def __init__(self, number: int, contract: Contract, sets: CodeSets, terms: Terms) -> None:
        self._number, self._contract, self._sets, self._terms = number, contract, sets, terms
        self.groups: dict[str, tuple[str, ...]] = {
            THERAPY: sets.families["therapy_per_diem"],
            PN: sets.families["pn_per_diem"],
            ENTERAL: sets.families["enteral_per_diem"],
            FEEDING_KIT: FEEDING_KITS,
            INSERTION: INSERTION_NURSING,
            HOME_VISIT: HOME_VISITS,
            FIRST_VISIT: ("99601",),
        }
        self.rows: list[dict[str, Any]] = []
        self._general_beside_specific()
        self._not_together()
        self._add("one_kit_a_day", FEEDING_KITS, FEEDING_KIT, earlier_only=True)
        self._add("general_nursing", (HOURLY_NURSING,), HOME_VISIT)
        self._inside()
        if contract.catheter_insertion.visit_beside_insertion != "paid":
            terms.add("visit_beside_insertion", ("catheter_insertion", "visit_beside_insertion"), 4)
            self._add("visit_beside_insertion", sets.families["nursing"], INSERTION)

    def group_rows(self) -> list[dict[str, Any]]:
        """The rows of `c_group`: the codes of each group that a pair or a rule speaks of."""
        return [
            {"contract_version": self._number, "code_group": name, "code": code}
            for name, codes in self.groups.items()
            for code in codes
        ]

    def _add(self, edit: str, codes: tuple[str, ...], group: str, *, earlier_only: bool = False) -> None:
        self.rows += [
            {
                "contract_version": self._number,
                "code": code,
                "code_group": group,
                "edit": edit,
                "earlier_only": earlier_only,
            }
            for code in codes
        ]

    def _general_beside_specific(self) -> None:
        for edit in self._sets.edits:
            if edit.kind == "mutually_exclusive" and edit.others and set(edit.codes).isdisjoint(FEEDING_KITS):
                for code in edit.codes:
                    group = f"beside {code}"
                    self.groups[group] = others_of(edit, self._sets, code)
                    self._add("general_beside_specific", (code,), group)

    def _not_together(self) -> None:
        for row, pair in enumerate(self._contract.concurrent_therapies.not_together or ()):
            group = f"pair {row}"
            self.groups[group] = expand(pair.beside or (), self._sets)
            codes = expand(pair.codes or (), self._sets)
            self._add("pair_not_together", codes, group)
            for code in codes:
                self._terms.add("pair_not_together", ("concurrent_therapies", "not_together", row), 7, code)

    # what the per diem holds

    def _inside(self) -> None:
        contract, sets = self._contract, self._sets
        beside = frozenset(expand(contract.per_diem.paid_beside or (), sets))
        by_days = frozenset(sets.families["any_per_diem"])
        held = {
            THERAPY: self._held_by_any(),
            PN: self._held_by_nutrition(PN),
            ENTERAL: self._held_by_nutrition(ENTERAL),
        }
        if contract.parenteral_nutrition.formula == "paid_separately":
            held[PN] -= frozenset(expand(contract.parenteral_nutrition.solution_codes or ("pn_solution",), sets))
        for group, codes in held.items():
            self._add("inside_per_diem", tuple(sorted(codes - beside - by_days)), group)

    def _held_by_any(self) -> frozenset[str]:
        per_diem, sets = self._contract.per_diem, self._sets
        held = {code for family in INSIDE_BY_WORDING for code in sets.families[family]}
        for component in per_diem.includes or ():
            added = {code for family in INSIDE_BY_TERM.get(component, ()) for code in sets.families[family]}
            for code in added:
                self._terms.add("inside_per_diem", ("per_diem", "includes"), 2, code)
            held |= added
        for code in expand(per_diem.not_paid_beside or (), sets):
            self._terms.add("inside_per_diem", ("per_diem", "not_paid_beside"), 2, code)
            held.add(code)
        return frozenset(held)

    def _held_by_nutrition(self, family: str) -> frozenset[str]:
        holders = frozenset(self._sets.families[family])
        return frozenset(
            code
            for edit in self._sets.edits
            if edit.kind == "includes" and holders.intersection(edit.codes)
            for code in others_of(edit, self._sets)
        )
