"""How a check speaks: it yields findings, and the findings together give the recommendation's status.

The rule, the same for all fifteen: a recommendation is met only on something that the contract states. A restriction
that the contract does not state does not count against it; but where nothing is stated, the contract is silent.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from perdiem.model.contract import Contract
from perdiem.model.marks import dotted
from perdiem.model.results import Finding, Status


@dataclass(frozen=True, slots=True)
class Judge:
    """Makes the findings of one recommendation on one contract, each with the term's place and citation."""

    number: int
    contract: Contract

    def met(self, element: str, sentence: str, *path: str | int) -> Finding:
        """The element is as the recommendation asks."""
        return self._finding(element, Status.MET, sentence, path)

    def partly(self, element: str, sentence: str, *path: str | int) -> Finding:
        """The element is partly as asked."""
        return self._finding(element, Status.PARTLY, sentence, path)

    def not_met(self, element: str, sentence: str, *path: str | int, essential: bool = False) -> Finding:
        """The element is contrary to the recommendation; an essential one makes the whole not met."""
        return self._finding(element, Status.NOT_MET, sentence, path, essential=essential)

    def silent(self, element: str, sentence: str) -> Finding:
        """The contract does not speak of the element."""
        return self._finding(element, Status.SILENT, sentence, ())

    def not_applicable(self, element: str, sentence: str, *path: str | int) -> Finding:
        """The recommendation does not concern this contract."""
        return self._finding(element, Status.NOT_APPLICABLE, sentence, path)

    def remark(self, element: str, sentence: str, *path: str | int) -> Finding:
        """Worth a look; the status does not change."""
        return self._finding(element, Status.PARTLY, sentence, path, warning=True)

    def _finding(
        self,
        element: str,
        status: Status,
        sentence: str,
        path: tuple[str | int, ...],
        *,
        essential: bool = False,
        warning: bool = False,
    ) -> Finding:
        mark = self.contract.mark(*path) if path else None
        return Finding(
            recommendation=self.number,
            element=element,
            status=status,
            sentence=sentence,
            term=dotted(path),
            position=mark.position if mark else None,
            citation=mark.citation if mark else None,
            warning=warning,
            essential=essential,
        )


def status_of(findings: Iterable[Finding]) -> Status:
    """The status that findings give together; remarks do not count.

    Not applicable only where every finding says so. Silent where nothing is stated. Not met where an essential
    element is contrary, or where nothing stated is as asked. Met where all elements are. Partly otherwise.
    """
    judged = [f for f in findings if not f.warning and f.status is not Status.NOT_APPLICABLE]
    if not judged:
        return Status.NOT_APPLICABLE
    statuses = {finding.status for finding in judged}
    if statuses == {Status.SILENT}:
        return Status.SILENT
    if any(finding.essential and finding.status is Status.NOT_MET for finding in judged):
        return Status.NOT_MET
    if statuses == {Status.MET}:
        return Status.MET
    if not statuses & {Status.MET, Status.PARTLY}:
        return Status.NOT_MET
    return Status.PARTLY
