"""The desk where requests are decided: the store together with the agreements that it decides by.

Faces use this: what a request of a contract asks is decided by that contract, what a person rules is written down, and
whatever waits for the same question gets the same answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

from perdiem.codes import CodeSets
from perdiem.errors import ChangedMeanwhile, UsageError
from perdiem.model.authorization import (
    Attachment,
    AuthorizationRequest,
    CoverageSpan,
    Decision,
    ItemOnFile,
    Ruling,
)
from perdiem.model.authorization_settings import AuthorizationSettings
from perdiem.rules.authorization.again import decided_again, waits_for_twin
from perdiem.rules.authorization.decision import Decider
from perdiem.rules.authorization.person import rule_on
from perdiem.rules.authorization.which_contract import Asked, asked_of, fitting
from perdiem.store.authorizations import AuthorizationStore, Kept, Submission

CoverageOf = Callable[[str], Sequence[CoverageSpan] | None]


def _unknown(_member_id: str) -> None:
    """Eligibility is not known."""


class Desk:
    """Decides and keeps requests. `deciders` are by the contract's short name; `coverage_of` gives eligibility."""

    def __init__(
        self, store: AuthorizationStore, deciders: Mapping[str, Decider], coverage_of: CoverageOf = _unknown
    ) -> None:
        if not deciders:
            raise UsageError("name at least one contract to decide by")
        self.store, self._deciders, self.coverage_of = store, dict(deciders), coverage_of

    def decider_for(self, contract: str | None) -> Decider:
        """The decider of a contract; where none is named, the only one. Raises UsageError where there is none."""
        if contract is not None and contract in self._deciders:
            return self._deciders[contract]
        if contract is None and len(self._deciders) == 1:
            return next(iter(self._deciders.values()))
        there = ", ".join(sorted(self._deciders))
        asked = f"contract {contract!r} is not among" if contract else "the request names no contract among"
        raise UsageError(f"{asked} those that are decided by here: {there}")

    @property
    def settings(self) -> AuthorizationSettings:
        """What the payor settles, whatever the contract."""
        return next(iter(self._deciders.values())).settings

    @property
    def sets(self) -> CodeSets:
        """The code sets that are decided by."""
        return next(iter(self._deciders.values())).sets

    def decider_that_fits(self, asked: Asked) -> Decider:
        """The one decider whose agreement holds for what is asked. Raises UsageError where none does, or several do."""
        found = self.deciders_that_fit(asked)
        if len(found) > 1:
            names = ", ".join(sorted(name for name, decider in self._deciders.items() if decider in found))
            raise UsageError(
                f"more than one contract holds for {asked}: {names}. Name the NPI of who will serve, and list the NPIs"
                " of each contract under sites.locations"
            )
        return found[0]

    def deciders_that_fit(self, asked: Asked) -> list[Decider]:
        """The only decider, or of several those whose agreements hold for what is asked.

        Raises UsageError where none does, with why for each.
        """
        if len(self._deciders) == 1:
            return list(self._deciders.values())
        fits, refused = fitting(self._deciders, asked)
        if not fits:
            raise UsageError(f"no contract holds for {asked}. {' '.join(refused)}")
        return [self._deciders[name] for name in fits]

    def _decider_of(self, request: AuthorizationRequest) -> Decider:
        """The decider of a request: by the contract that it names, by that of the earlier request that it is about, or
        by the one that fits."""
        if request.contract is not None or len(self._deciders) == 1:
            return self.decider_for(request.contract)
        related = request.related
        earlier = self.store.find(related.identifier) if related and related.identifier else None
        if earlier is None and related is not None and related.authorization_number:
            earlier = self.store.find(related.authorization_number)
        if earlier is not None and earlier.decision.contract in self._deciders:
            return self._deciders[earlier.decision.contract]
        coverage = self.coverage_of(request.member_id)
        return self.decider_that_fits(asked_of(request, self.settings.clocks.time_zone, coverage))

    def submit(
        self, request: AuthorizationRequest, *, actor: str = "provider", now: datetime | None = None
    ) -> Submission:
        """The decision on a request, kept; see `AuthorizationStore.submit`."""
        at = now or datetime.now(tz=UTC)
        decider = self._decider_of(request)

        def decide(asked: AuthorizationRequest, on_file: Sequence[ItemOnFile]) -> Decision:
            return decider.decide(asked, on_file, at, self.coverage_of(asked.member_id))

        return self.store.submit(request, decide, actor=actor, now=at)

    def rule(
        self,
        number: str,
        rulings: Sequence[Ruling],
        by: str,
        *,
        version: int | None = None,
        now: datetime | None = None,
    ) -> Kept:
        """A person's rulings on a request's pended items; requests that wait for the same question follow."""
        at = now or datetime.now(tz=UTC)

        def rule(request: AuthorizationRequest, before: Decision, on_file: Sequence[ItemOnFile]) -> Decision:
            decider = self.decider_for(before.contract)
            return rule_on(decider, request, before, rulings, at, by, on_file, self.coverage_of(request.member_id))

        kept = self.store.rule(number, rule, by, version=version, now=at)
        self._follow(kept, at)
        return kept

    def attach(self, number: str, attachments: Sequence[Attachment], by: str, *, now: datetime | None = None) -> Kept:
        """More documents for a request; what they were missing for is looked at again."""
        at = now or datetime.now(tz=UTC)
        kept = self.store.attach(number, attachments, self._again(at), by, now=at)
        self._follow(kept, at)
        return kept

    def _again(self, at: datetime) -> Callable[[AuthorizationRequest, Decision, Sequence[ItemOnFile]], Decision]:
        def again(request: AuthorizationRequest, before: Decision, on_file: Sequence[ItemOnFile]) -> Decision:
            decider = self.decider_for(before.contract)
            fresh = decider.decide(request, on_file, at, self.coverage_of(request.member_id))
            return decided_again(before, fresh, [item for item in on_file if item.status == "denied"])

        return again

    def _follow(self, kept: Kept, at: datetime) -> None:
        """Requests of the member that wait for what was just decided; one that changes meanwhile decides itself."""
        for other in self.store.worklist(member_id=kept.request.member_id):
            if other.id != kept.id and waits_for_twin(other.decision):
                try:
                    self.store.rule(other.decision.number, self._again(at), "contract", version=other.version, now=at)
                except ChangedMeanwhile:
                    continue
