"""The terms that make a contract meet R7."""

from __future__ import annotations

from perdiem.codes import CodeSets
from perdiem.codes.expand import expand
from perdiem.model.contract import Contract
from perdiem.model.edits import Edit, drop_codes, remove_term, set_term
from perdiem.rules.recommendations.r07_concurrent_therapies.check import CONCURRENT, discounted_rates

SECTION = "concurrent_therapies"


def amend(contract: Contract, sets: CodeSets) -> list[Edit]:
    """Pay the second and third therapy in full, keep SH and SJ, lift the barred pairs."""
    terms = contract.concurrent_therapies
    edits = []
    if terms.first is not None and terms.first != 100:
        edits.append(set_term(SECTION, "first", to="100%", reason="Every therapy is paid in full."))
    if terms.second != 100:
        edits.append(
            set_term(SECTION, "second", to="100%", reason="A second therapy saves the provider next to nothing.")
        )
    if terms.third != 100:
        edits.append(set_term(SECTION, "third", to="100%", reason="Nor does a third."))
    if terms.sh_sj != "required":
        edits.append(
            set_term(SECTION, "sh_sj", to="required", reason="They tell concurrent therapies from duplicates.")
        )
    if terms.not_together:
        edits.append(remove_term(SECTION, "not_together", reason="Each therapy is ordered for a reason of its own."))
    if discounted := discounted_rates(contract, sets):
        rows = contract.rates or ()
        codes = {code for row, _, _ in discounted for code in expand(rows[row].codes or (), sets)}
        reason = "A rate of its own for SH or SJ is a discount by another name."
        edits.append(drop_codes("rates", codes=tuple(sorted(codes)), reason=reason, modifiers=CONCURRENT))
    return edits
