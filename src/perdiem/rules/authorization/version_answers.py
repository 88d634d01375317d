"""What one version of an agreement says of single codes: is authorization needed, what carries it, is it covered.

Coverage is asked of the same compiled facts that adjudication joins with, so that a request and a claim hear the same.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from perdiem.codes import CodeSets
from perdiem.model.authorization import Need, Reason
from perdiem.model.contract import Contract
from perdiem.model.marks import Path, dotted
from perdiem.model.periods import Period
from perdiem.model.terms.types import LineOfBusiness
from perdiem.model.wording import value_words
from perdiem.rules.authorization.carried import carried_codes
from perdiem.rules.authorization.requirement import Requirement, need_of, requirement
from perdiem.rules.claims.compiled.agreement import lines_spoken_of
from perdiem.rules.claims.compiled.code_facts import CodeFacts
from perdiem.rules.claims.compiled.edit_terms import add_edit_terms
from perdiem.rules.claims.compiled.terms import Terms
from perdiem.rules.claims.edits import BY_NAME

DE_CLOTTING_CODES = frozenset({"S5517", "J2997", "36593"})
COVERAGE_EDITS = ("home_mix", "code_refused", "other_code_system", "not_covered")
ASKED_WORDS = {
    Need.NEEDED: "needs authorization",
    Need.NOT_NEEDED: "needs no authorization",
    Need.SILENT: "is not named by a rule on authorization; a claim is not refused for lack of one",
}


class VersionAnswers:
    """One version of an agreement, asked code by code; answers are kept."""

    def __init__(self, number: int, period: Period, contract: Contract, sets: CodeSets) -> None:
        self.period, self.contract, self.sets = period, contract, sets
        self._terms = Terms(number, contract)
        self._facts = CodeFacts(number, contract, sets, self._terms)
        add_edit_terms(self._terms)
        self._lines = lines_spoken_of(contract)
        self._drugs = frozenset(sets.families["drug"])
        self._nursing = frozenset(sets.families["nursing"])
        self._any_nursing = frozenset(sets.families["any_nursing"])
        self.carried = carried_codes(contract, sets)
        self._carried = frozenset(code for codes in self.carried.values() for code in codes)
        self._needs: dict[tuple[str, str | None, bool], tuple[Need, Reason]] = {}
        self._refusals: dict[tuple[str, str | None, bool], Reason | None] = {}
        self.listed_sites = tuple(site for site in contract.sites.locations or () if site.npi)

    def is_drug(self, code: str | None) -> bool:
        """Whether the code is a drug's."""
        return code in self._drugs

    def is_nursing(self, code: str | None) -> bool:
        """Whether the code is an infusion nursing visit or added hour."""
        return code in self._nursing

    def is_carried(self, code: str | None) -> bool:
        """Whether the approval of a drug carries the code."""
        return code in self._carried

    def need(self, code: str, line: LineOfBusiness | None, *, for_de_clotting: bool = False) -> tuple[Need, Reason]:
        """Whether authorization is needed, and by which term."""
        asked = for_de_clotting and self.is_nursing(code)
        key = (code, line, asked)
        if key not in self._needs:
            found = requirement(self.contract, self.sets, code, self._line(line), for_de_clotting=asked)
            need = need_of(self.contract, self.sets, found, code)
            self._needs[key] = need, self._why(code, need, found, for_de_clotting=asked)
        return self._needs[key]

    def _line(self, line: LineOfBusiness | None) -> LineOfBusiness | None:
        """The line as claims are asked for it: one that no term singles out is decided like an unknown one."""
        return line if line in self._lines else None

    def _why(self, code: str, need: Need, found: Requirement, *, for_de_clotting: bool) -> Reason:
        recommendation = 14 if code in self._any_nursing else 8
        if code in DE_CLOTTING_CODES or for_de_clotting:
            recommendation = 3
        path: Path = found.path or ("authorization", "rules")
        words = f"{code} {ASKED_WORDS.get(need, '')}".strip()
        if for_de_clotting:
            words = f"{code}, on a day on which the catheter is cleared, {ASKED_WORDS.get(need, '')}"
        if need is Need.NOT_NEEDED and found.needed == "listed_only":
            words = f"{code} needs no authorization: the payor's list does not name it"
        elif need is Need.NOT_NEEDED and found.rule is not None and found.rule.when:
            words += f" when {found.rule.when}; a claim is not asked for that condition"
        elif need is Need.CONDITION and found.rule is not None:
            words = f"{code} needs authorization when {found.rule.when}"
        elif need is Need.UNLISTED:
            words = f"{code} needs authorization where the payor's list names it; the contract does not hold that list"
        return self.reason(f"authorization_{need}", words + ".", path, recommendation)

    def reason(self, code: str, sentence: str, path: Path = (), recommendation: int | None = None) -> Reason:
        """A reason that cites a term of this version, with its place in the file."""
        if not path:
            return Reason(code, sentence, recommendation=recommendation)
        position = self.contract.mark(*path).position
        return Reason(code, sentence, dotted(path), str(position) if position else "", recommendation)

    def refusal(self, code: str, line: LineOfBusiness | None, *, for_de_clotting: bool = False) -> Reason | None:
        """Why the contract does not cover the code, as a claim would be told; None where it does not refuse it."""
        asked = for_de_clotting and self.is_nursing(code)
        key = (code, line, asked)
        if key not in self._refusals:
            self._refusals[key] = self._refusal(code, line, for_de_clotting=asked)
        return self._refusals[key]

    def _refusal(self, code: str, line: LineOfBusiness | None, *, for_de_clotting: bool) -> Reason | None:
        lob_key = self._line(line) or ""
        (row, *_) = self._facts.rows((lob_key,), (), frozenset({code}))
        edits = [edit for edit in COVERAGE_EDITS if row[f"x_{edit}"]]
        if for_de_clotting and row["x_not_covered_de_clotting"]:
            edits.append("not_covered")
        if not edits:
            return None
        cited = self._cited(edits[0], code, lob_key)
        return Reason(
            edits[0], BY_NAME[edits[0]].says, cited["term"], cited["term_place"] or "", cited["recommendation"]
        )

    def _cited(self, edit: str, code: str, lob_key: str) -> dict[str, Any]:
        rows = {(row["code"], row["lob_key"]): row for row in self._terms.rows() if row["edit"] == edit}
        for key in ((code, lob_key), (code, ""), ("", "")):
            if key in rows:
                return rows[key]
        return {"term": "", "term_place": None, "recommendation": None}

    def line_refusal(self, line: LineOfBusiness | None) -> Reason | None:
        """Why the contract does not hold for a line of business; None where it does, or none is named."""
        covered = self.contract.lines_of_business
        if line is None or covered is None or line in covered:
            return None
        text = f"The contract does not cover {value_words(line)}; it covers {value_words(covered)}."
        return self.reason("line_of_business_not_covered", text, ("lines_of_business",))

    def site_refusal(self, npi: str | None, day: date) -> Reason | None:
        """Why the contract does not hold for a provider; None where it does, lists no NPI, or none is known."""
        if not self.listed_sites or not npi:
            return None
        sites = [site for site in self.listed_sites if site.npi == npi]
        if any(day in Period(site.from_, site.to) for site in sites):
            return None
        text = f"NPI {npi} is not among the contract's locations on {day}."
        return self.reason("site_not_listed", text, ("sites", "locations"), 13)

    def outside(self, day: date, line: LineOfBusiness | None, npi: str | None) -> Reason | None:
        """Why nothing of a line of business and a provider is under the contract; None where something may be."""
        return self.line_refusal(line) or self.site_refusal(npi, day)
