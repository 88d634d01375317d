"""What a version of the contract, and Perdiem's code tables, say of each code."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any

from perdiem.codes import CodeSets
from perdiem.codes.expand import expand
from perdiem.model.authorization import Need
from perdiem.model.contract import Contract
from perdiem.model.marks import Path
from perdiem.model.terms.types import LineOfBusiness
from perdiem.rules.authorization.carried import CARRIED_FAMILIES
from perdiem.rules.authorization.requirement import Requirement, need_of, requirement
from perdiem.rules.claims.compiled.kinds import UNKNOWN_CODE
from perdiem.rules.claims.compiled.member_cost import entry_for
from perdiem.rules.claims.compiled.terms import Terms

DE_CLOTTING_LINES = ("S5517", "J2997", "36593")
AUTHORIZATION_WORDS = {
    Need.NEEDED: "needed",
    Need.CONDITION: "condition",
    Need.UNLISTED: "unlisted",
    Need.NOT_NEEDED: "no",
    Need.SILENT: "no",
}


class CodeFacts:
    """The rows of `c_code` for one version, and the terms behind them."""

    def __init__(self, number: int, contract: Contract, sets: CodeSets, terms: Terms) -> None:
        self._number, self._contract, self._sets, self._terms = number, contract, sets, terms
        self._families = {name: frozenset(codes) for name, codes in sets.families.items()}
        carried = contract.authorization.drug_approval_carries or ()
        self._carried = {
            code for kind in carried for name in CARRIED_FAMILIES.get(kind, ()) for code in self._families[name]
        }

    def rows(
        self, lob_keys: Iterable[str], more_codes: Iterable[str], asked: frozenset[str] | None
    ) -> list[dict[str, Any]]:
        """One row a code and line of business that a term speaks of; `more_codes` are codes that rates name.

        Where `asked` is given only its codes have rows, and the one that stands for all that Perdiem has not.
        """
        known = [code for code in (*self._sets.codes, *more_codes) if asked is None or code in asked]
        codes = [*known, UNKNOWN_CODE]
        return [self._row(code, lob) for lob in lob_keys for code in codes]

    def _row(self, code: str, lob_key: str) -> dict[str, Any]:
        lob: Any = lob_key or None
        return {
            "contract_version": self._number,
            "code": code,
            "lob_key": lob_key,
            **self._coverage(code, lob),
            **self._authorization(code, lob_key),
            **self._cost(code, lob_key),
            "is_capitated": code in self._capitated(lob_key),
            "is_early_stop": code in self._early_stop_codes,
        }

    def _is(self, family: str, code: str) -> bool:
        return code in self._families[family]

    @cached_property
    def _early_stop_codes(self) -> frozenset[str]:
        per_diem = self._contract.per_diem
        if per_diem.early_stop_days is None:
            return frozenset()
        if per_diem.early_stop_codes is None:
            return self._families["any_per_diem"]
        return frozenset(expand(per_diem.early_stop_codes, self._sets))

    # coverage

    def _coverage(self, code: str, lob: LineOfBusiness | None) -> dict[str, Any]:
        contract, suite = self._contract, self._contract.suite
        home_mix = contract.parenteral_nutrition.home_mix == "not_covered" and self._is("home_mix", code)
        if home_mix:
            self._terms.add("home_mix", ("parenteral_nutrition", "home_mix"), 15)
        refused = code in expand(contract.coding.refused or (), self._sets)
        if refused:
            recommendation = 15 if self._is("home_mix", code) else 2
            self._terms.add("code_refused", ("coding", "refused"), recommendation, code)
        settings = self._settings(code)
        return {
            "x_home_mix": home_mix,
            "x_code_refused": refused,
            "x_other_code_system": self._other_system(code, lob),
            "x_not_covered": self._not_covered(code),
            "x_not_covered_de_clotting": contract.de_clotting.nursing == "not_covered" and self._is("nursing", code),
            "x_not_covered_behind_medicare": contract.medicare.b_codes_when_primary == "not_covered"
            and code.startswith("B"),
            "x_nursing_inside": contract.nursing.payment == "inside_per_diem" and self._is("nursing", code),
            "x_pharmacy_benefit": contract.drugs.benefit == "pharmacy" and self._is("drug", code),
            "x_suite_code": suite.only_for is not None and code not in expand(suite.only_for, self._sets),
            "x_setting_home": settings is not None and "home" not in settings,
            "x_setting_suite": settings is not None and "suite" not in settings,
        }

    def _settings(self, code: str) -> tuple[str, ...] | None:
        if code == "S5517":
            self._terms.add("setting", ("de_clotting", "settings"), 3, code)
            return self._contract.de_clotting.settings
        if code in {"S5520", "S5521", "S5522", "S5523"}:
            self._terms.add("setting", ("catheter_insertion", "settings"), 4, code)
            return self._contract.catheter_insertion.settings
        return None

    def _other_system(self, code: str, lob: LineOfBusiness | None) -> bool:
        contract, path, recommendation = self._contract, ("coding", "system"), 2
        system: str | None = contract.coding.system
        if lob == "medicare_advantage" and contract.medicare_advantage.code_system in {"s_codes", "hit_g_codes"}:
            system = contract.medicare_advantage.code_system
            path, recommendation = ("medicare_advantage", "code_system"), 12
        refused = (system == "s_codes" and self._is("hit_g_codes", code)) or (
            system in {"hit_g_codes", "component_codes"} and self._is("per_diem", code)
        )
        if refused:
            self._terms.add("other_code_system", path, recommendation, code, lob or "")
        return refused

    def _not_covered(self, code: str) -> bool:
        contract = self._contract
        insertion, enteral = contract.catheter_insertion, contract.enteral
        terms: tuple[tuple[str | None, Path, int, Callable[[], bool]], ...] = (
            (
                contract.catheter_care.coverage,
                ("catheter_care", "coverage"),
                2,
                lambda: self._is("catheter_care", code),
            ),
            (contract.de_clotting.kit, ("de_clotting", "kit"), 3, lambda: self._is("de_clotting_kit", code)),
            (contract.de_clotting.drug, ("de_clotting", "drug"), 3, lambda: code == "J2997"),
            (insertion.picc_kit, ("catheter_insertion", "picc_kit"), 4, lambda: code == "S5520"),
            (insertion.picc_insertion, ("catheter_insertion", "picc_insertion"), 4, lambda: code == "S5522"),
            (insertion.midline_kit, ("catheter_insertion", "midline_kit"), 4, lambda: code == "S5521"),
            (insertion.midline_insertion, ("catheter_insertion", "midline_insertion"), 4, lambda: code == "S5523"),
            (enteral.per_diem, ("enteral", "per_diem"), 10, lambda: self._is("enteral_per_diem", code)),
            (enteral.pump, ("enteral", "pump"), 10, lambda: self._is("enteral_pump", code)),
            (enteral.kits, ("enteral", "kits"), 10, lambda: self._is("enteral_supplies", code)),
            (enteral.formula, ("enteral", "formula"), 10, lambda: self._is("enteral_formula", code)),
            (contract.nursing.payment, ("nursing", "payment"), 14, lambda: self._is("nursing", code)),
        )
        for stated, path, recommendation, concerns in terms:
            if stated == "not_covered" and concerns():
                self._terms.add("not_covered", path, recommendation, code)
                return True
        if self._is("nursing", code) and contract.de_clotting.nursing == "not_covered":
            self._terms.add("not_covered", ("de_clotting", "nursing"), 3, code)
        if contract.medicare.b_codes_when_primary == "not_covered" and code.startswith("B"):
            self._terms.add("not_covered", ("medicare", "b_codes_when_primary"), 11, code)
        return False

    # authorization, member cost, capitation

    def _capitated(self, lob_key: str) -> frozenset[str]:
        return frozenset(
            code
            for entry in self._contract.capitation or ()
            if not entry.lines_of_business or lob_key in entry.lines_of_business
            for code in expand(entry.codes or (), self._sets)
        )

    def _authorization(self, code: str, lob_key: str) -> dict[str, Any]:
        plain = self._rule(code, lob_key)
        answers = {"authorization_needed": self._needed(plain, code), "is_carried_by_drug": code in self._carried}
        recommendation = 3 if code in DE_CLOTTING_LINES else 14 if self._is("any_nursing", code) else 8
        if plain.rule is not None:
            self._terms.add("authorization", plain.path, recommendation, code, lob_key)
        if self._is("nursing", code):
            visit = self._rule(code, lob_key, for_de_clotting=True)
            answers["authorization_de_clotting"] = self._needed(visit, code)
            if visit.rule is not None:
                self._terms.add("authorization_de_clotting", visit.path, 3, code, lob_key)
        return answers

    def _rule(self, code: str, lob_key: str, *, for_de_clotting: bool = False) -> Requirement:
        lob: Any = lob_key or None
        return requirement(self._contract, self._sets, code, lob, for_de_clotting=for_de_clotting)

    def _needed(self, found: Requirement, code: str) -> str:
        return AUTHORIZATION_WORDS[need_of(self._contract, self._sets, found, code)]

    def _cost(self, code: str, lob_key: str) -> dict[str, Any]:
        found = entry_for(self._contract, self._sets, code, lob_key)
        is_nursing = self._is("nursing", code)
        none_for_de_clotting = self._contract.de_clotting.member_cost == "none"
        free = {
            "is_free": none_for_de_clotting and code in DE_CLOTTING_LINES,
            "is_free_when_de_clotting": none_for_de_clotting and is_nursing,
        }
        if found is None:
            return {"has_deductible": False, **free}
        row, entry = found
        self._terms.add("member_cost", ("member_cost", row), None, code, lob_key)
        return {
            "copay": entry.copay,
            "coinsurance": entry.coinsurance,
            "has_deductible": entry.deductible != "waived",
            **free,
        }
