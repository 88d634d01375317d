"""The terms that make a contract meet R13. No NPI is invented: the provider lists its own."""

from __future__ import annotations

from perdiem.codes import CodeSets
from perdiem.model.contract import Contract
from perdiem.model.edits import Edit, set_term
from perdiem.model.results import Status
from perdiem.rules.recommendations.judge import status_of
from perdiem.rules.recommendations.r13_affiliated_sites.check import BY_NOTICE, OUT_OF_STATE, SAME_TERMS, check


def amend(contract: Contract, sets: CodeSets) -> list[Edit]:
    """Let further sites join by notice of their NPI, all under the same terms, in other states too."""
    findings = list(check(contract, sets))
    if status_of(findings) is Status.MET:
        return []
    edits = []
    met = {finding.element for finding in findings if finding.status is Status.MET}
    lacks_npi = any(finding.element == "NPI of each site" and finding.status is Status.PARTLY for finding in findings)
    if not contract.sites.added_by_notice and (lacks_npi or "more than one site" not in met):
        settle = "The provider lists every affiliated pharmacy with its NPI and state."
        reason = "Another site must be able to fill the order on the day that one cannot."
        edits.append(set_term(*BY_NOTICE, to="yes", reason=reason, open_figure=settle))
    if "same terms" not in met:
        edits.append(set_term(*SAME_TERMS, to="yes", reason="The member's therapy is the same from any site."))
    if "other states" not in met:
        edits.append(set_term(*OUT_OF_STATE, to="included", reason="A storm or an outage often closes a whole region."))
    return edits
