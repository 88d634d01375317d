"""The decision on a request for authorization: by the contract, what is on file, and the payor's settings.

The order in which an item is judged is that of `docs/explanation/authorization.md`. What the contract leaves to
clinical judgement is pended for a person; nothing is approved without one unless the contract or a setting says so,
and nothing is denied without one but for what the contract or eligibility settles. A pure function: no clock is read
and nothing is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from perdiem.codes import CodeSets
from perdiem.model.authorization import (
    Action,
    AuthorizationRequest,
    CoverageSpan,
    Decision,
    ItemDecision,
    ItemOnFile,
    Need,
    Outcome,
    Reason,
    RequestKind,
    RequirementAnswer,
)
from perdiem.model.authorization_settings import AuthorizationSettings
from perdiem.model.contract import Agreement
from perdiem.model.periods import Period
from perdiem.model.terms.types import LineOfBusiness
from perdiem.rules.authorization.case import Case, cases_of
from perdiem.rules.authorization.earlier import unchanged
from perdiem.rules.authorization.faulty import request_errors
from perdiem.rules.authorization.information import is_approved_by_setting, missing_information
from perdiem.rules.authorization.numbers import authorization_number, decision_number
from perdiem.rules.authorization.on_file import approvals, earlier_items, pended_twin, touching
from perdiem.rules.authorization.refusals import late_refusal, refusals, requester_refusal
from perdiem.rules.authorization.services import carried_along, drugs_of, find_carrier
from perdiem.rules.authorization.verdict import Verdict, component_of, decided, pended
from perdiem.rules.authorization.version_answers import VersionAnswers
from perdiem.rules.working_days import first_day_in_time

DEFAULTS = AuthorizationSettings()


def decide(
    request: AuthorizationRequest,
    agreement: Agreement,
    sets: CodeSets,
    on_file: Sequence[ItemOnFile],
    now: datetime,
    settings: AuthorizationSettings = DEFAULTS,
    *,
    coverage: Sequence[CoverageSpan] | None = None,
) -> Decision:
    """The answer to one request. `on_file` are the member's other items; `coverage` its eligibility, None if unknown.

    `now` is an aware instant. A request that cannot be decided gives an outcome of error with every reason. For many
    requests under one agreement keep a `Decider`. Raises ValueError where an instant has no time zone.
    """
    return Decider(agreement, sets, settings).decide(request, on_file, now, coverage)


class Decider:
    """Decides requests under one agreement; keeps what the agreement says of codes between them."""

    def __init__(self, agreement: Agreement, sets: CodeSets, settings: AuthorizationSettings = DEFAULTS) -> None:
        self.agreement, self.sets, self.settings = agreement, sets, settings
        self._versions = tuple(
            VersionAnswers(number, period, contract, sets)
            for number, (period, contract) in enumerate(agreement.versions, 1)
        )

    def decide(
        self,
        request: AuthorizationRequest,
        on_file: Sequence[ItemOnFile],
        now: datetime,
        coverage: Sequence[CoverageSpan] | None = None,
    ) -> Decision:
        """The answer to one request; see `decide`."""
        if now.tzinfo is None or request.submitted_at.tzinfo is None:
            raise ValueError("an instant of a request needs a time zone")
        earlier = earlier_items(on_file, request)
        births = frozenset(span.birth_date for span in coverage or () if span.birth_date)
        errors = tuple(request_errors(request, self.agreement, self.settings, earlier, births))
        answer = Decision(
            number=decision_number(request),
            request=request.identifier,
            outcome=Outcome.ERROR,
            decided_at=now,
            items=(),
            errors=errors,
            contract=self._versions[-1].contract.contract,
            contract_file=self.agreement.file,
        )
        if errors:
            return answer
        if request.kind is RequestKind.CANCEL:
            return replace(answer, outcome=Outcome.COMPLETE, items=tuple(_taken_back(request, earlier, now)))
        cases = cases_of(request, self._versions, self.settings, coverage)
        judged = _Judging(request, cases, on_file, earlier, now, self.settings).items()
        items = tuple(judged[item.sequence] for item in request.items)
        is_open = any(item.action is Action.PEND for item in items)
        return replace(
            answer,
            outcome=Outcome.PARTIAL if is_open else Outcome.COMPLETE,
            items=items,
            carried=carried_along(cases, items),
        )

    def cases(self, request: AuthorizationRequest, coverage: Sequence[CoverageSpan] | None = None) -> tuple[Case, ...]:
        """The request's items as they are judged; for a person's decision on them."""
        return tuple(cases_of(request, self._versions, self.settings, coverage))

    def version_on(self, day: date) -> VersionAnswers | None:
        """The version of the agreement that is in force on a day; None where none is."""
        return next((version for version in self._versions if day in version.period), None)

    def answer(
        self,
        code: str,
        day: date,
        line_of_business: LineOfBusiness | None = None,
        *,
        for_de_clotting: bool = False,
        on_file: Sequence[ItemOnFile] = (),
        billing_npi: str | None = None,
    ) -> RequirementAnswer:
        """Whether a code needs authorization on a day, why, and whether an approval on file already holds."""
        version = self.version_on(day)
        if version is None:
            reason = Reason("contract_not_in_force", f"The contract is not in force on {day}.", "effective")
            return RequirementAnswer(code, Need.SILENT, reason, is_covered=False)
        lines = version.contract.lines_of_business
        line = line_of_business or (lines[0] if lines and len(lines) == 1 else None)
        need, reason = version.need(code, line, for_de_clotting=for_de_clotting)
        refused = version.line_refusal(line) or version.refusal(code, line, for_de_clotting=for_de_clotting)
        holding = next(
            (
                found.item.authorization_number
                for found in approvals(on_file, (version.contract,), Period(day, day), billing_npi)
                if found.item.code in {None, code} or (version.is_drug(found.item.code) and version.is_carried(code))
            ),
            None,
        )
        return RequirementAnswer(
            code,
            need,
            refused or reason,
            carried_by_drug=version.is_carried(code),
            satisfied_by=holding,
            is_covered=refused is None,
        )


class _Judging:
    """The items of one request judged: drugs first, for services may be carried by them."""

    def __init__(
        self,
        request: AuthorizationRequest,
        cases: Sequence[Case],
        on_file: Sequence[ItemOnFile],
        earlier: Sequence[ItemOnFile],
        now: datetime,
        settings: AuthorizationSettings,
    ) -> None:
        self._request, self._cases, self._now, self._settings = request, cases, now, settings
        self._earlier = {item.asked.sequence: item for item in earlier if item.asked is not None}
        is_replacing = request.kind is RequestKind.UPDATE
        self._on_file = tuple(item for item in on_file if not is_replacing or item not in earlier)
        self._others = tuple(item for item in self._on_file if item.request != request.identifier)
        self._found: dict[int, ItemDecision] = {}

    def items(self) -> dict[int, ItemDecision]:
        """The decisions by sequence."""
        for item in self._request.items:
            if item.is_cancelled:
                reason = Reason("cancelled_by_provider", "The provider took the item back.")
                self._found[item.sequence] = ItemDecision(
                    item.sequence,
                    Action.CANCEL,
                    reason,
                    component_of(item, self._cases),
                    item.code,
                    decided_at=self._now,
                    decided_by="provider",
                )
        drugs = drugs_of(self._cases)
        for case in (*drugs, *(case for case in self._cases if case not in drugs)):
            verdict = self._kept(case) or self._judge(case)
            self._found[case.item.sequence] = (
                verdict if isinstance(verdict, ItemDecision) else decided(case, verdict, self._now)
            )
        return self._found

    def _kept(self, case: Case) -> ItemDecision | None:
        """In an update: the earlier decision on an item that was not changed and that nothing else hangs on."""
        if self._request.kind is not RequestKind.UPDATE:
            return None
        return unchanged(case, self._earlier.get(case.item.sequence))

    def _judge(self, case: Case) -> Verdict:
        refused = next(refusals(case), None)
        if refused is not None:
            return Verdict(Action.DENY, refused)
        if not case.code:
            return pended(case, Reason("code_missing", "The item has no code."), self._settings)
        need, why = case.need
        if need in {Need.NOT_NEEDED, Need.SILENT}:
            return Verdict(Action.NOT_REQUIRED, why)
        if self._request.kind is RequestKind.APPEAL:
            return pended(case, Reason("appeal", "A person judges the appeal.", why.term, why.place), self._settings)
        return self._already_held(case, why) or self._waiting(case) or self._new(case, need, why)

    def _already_held(self, case: Case, why: Reason) -> Verdict | None:
        """An approval on file that holds all that is asked, of the code itself or of a drug that carries it."""
        assert case.version is not None
        for found in approvals(self._others, case.contracts, case.days, case.provider):
            item = found.item
            if found.is_whole and item.code in {None, case.code} and _is_enough(item, case):
                text = f"Authorization {item.authorization_number} already holds for {case.code} on these days."
                reason = Reason("already_authorized", text, why.term, why.place)
                return Verdict(
                    Action.APPROVE,
                    reason,
                    number=item.authorization_number,
                    quantity=item.quantity,
                    repeats=item.authorization_number,
                )
        return find_carrier(case, self._others, self._found, self._cases)

    def _waiting(self, case: Case) -> Verdict | None:
        """The item waits for a drug of the request that would carry it, however late the request came."""
        carrier = find_carrier(case, (), self._found, self._cases, still_pended=True)
        return pended(case, carrier.reason, self._settings) if carrier is not None else None

    def _refused_to_ask(self, case: Case) -> Verdict | None:
        refused = requester_refusal(case)
        if refused is not None:
            return Verdict(Action.DENY, refused)
        late = late_refusal(case, self._settings)
        if late is not None and self._settings.late_request == "deny":
            return Verdict(Action.DENY, late)
        return None

    def _new(self, case: Case, need: Need, why: Reason) -> Verdict:
        # where it is open whether any is needed, a request is not refused for its form
        refused = self._refused_to_ask(case) if need is Need.NEEDED else None
        if refused is not None:
            return refused
        twin = pended_twin(self._others, case.code, case.days, self._request)
        if twin is not None:
            text = f"The same is already waiting under request {twin.request}; both get its answer."
            return pended(case, Reason("already_pended", text, why.term, why.place), self._settings)
        missing = missing_information(case, self._settings)
        if missing:
            reason = replace(why, code="information_missing")
            return pended(case, reason, self._settings, missing)
        if need is Need.NEEDED and is_approved_by_setting(case, self._settings):
            return self._approved_by_setting(case, why)
        return pended(case, replace(why, code="person_decides"), self._settings)

    def _approved_by_setting(self, case: Case, why: Reason) -> Verdict:
        assert case.version is not None
        number = touching(self._others, case.contracts, case.code, case.days, case.provider)
        reason = Reason("approved_by_setting", f"{why.sentence} The payor's settings approve it.", why.term, why.place)
        verdict = Verdict(
            Action.APPROVE,
            reason,
            number=number or authorization_number(self._request),
            quantity=case.item.quantity,
        )
        late = late_refusal(case, self._settings)
        most = case.version.contract.authorization.late_request_working_days
        if late is None or most is None:
            return verdict
        first = first_day_in_time(case.asked_on, most, self._settings.holidays)
        if case.days.last is not None and first > case.days.last:
            return Verdict(Action.DENY, late)
        return replace(verdict, action=Action.MODIFIED, days=Period(first, case.days.last), reason=late)


def _is_enough(item: ItemOnFile, case: Case) -> bool:
    """Whether the quantity on file reaches as far as what is asked."""
    if item.quantity is None:
        return True
    return case.item.quantity is not None and case.item.quantity <= item.quantity


def _taken_back(request: AuthorizationRequest, earlier: Sequence[ItemOnFile], now: datetime) -> list[ItemDecision]:
    reason = Reason("cancelled_by_provider", f"The provider took back {request.related}.")
    return [
        ItemDecision(
            item.asked.sequence if item.asked else index,
            Action.CANCEL,
            reason,
            item.decision.component if item.decision else component_of(item.asked, ()),
            item.code,
            item.authorization_number or None,
            decided_at=now,
            decided_by="provider",
        )
        for index, item in enumerate(earlier, 1)
    ]
