"""What the endpoints do, apart from HTTP: submit, inquire, answer anew; everything goes through the desk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import orjson
from anyio import CapacityLimiter

from perdiem.errors import ChangedMeanwhile, UsageError
from perdiem.faces.fhir.access import Caller
from perdiem.faces.fhir.replies import Refusal
from perdiem.faces.fhir.settings import FhirSettings
from perdiem.model.authorization import Decision, Identifier, ItemOnFile, Related
from perdiem.model.fhir_bundle import ReadBundle, Resource, codings
from perdiem.model.pas import PasVersion
from perdiem.model.resource_issue import ResourceIssue
from perdiem.readers.pas import Inquiry, RefusedBundle, Submission, read_inquiry, read_submission
from perdiem.readers.pas.parties import coverage_of
from perdiem.readers.pas.request import claim_identifier
from perdiem.rules.authorization.numbers import number_of
from perdiem.store.authorizations import Kept
from perdiem.store.desk import Desk
from perdiem.writers.pas import bundle_of, joined, operation_outcome, response_bundle

SENSITIVE_TEXT = "Other authorizations of this member are not shown to who neither ordered nor serves them."


class Office:
    """Submits and inquires. `base` is the address under which the endpoints are served."""

    def __init__(self, desk: Desk, settings: FhirSettings, base: str) -> None:
        self.desk, self.settings, self.base = desk, settings, base
        # some are read while others are written together (`perdiem.store.shared_commits`); more threads only wait
        self.at_once = CapacityLimiter(4)
        self._codes = settings.answer_codes

    # submit

    def submit(self, raw: bytes, version: PasVersion, caller: Caller) -> Resource:
        """The response bundle to a request bundle. Raises Refusal."""
        now = datetime.now(tz=UTC)
        try:
            submission = read_submission(raw, version, received_at=now, most_bytes=self.settings.most_bytes)
        except RefusedBundle as error:
            raise Refusal(413 if error.is_too_large else 400, error.issues) from None
        self._demand_own(submission.request.provider_npi, caller)
        request = replace(
            submission.request,
            related=self._related(submission),
            line_of_business=self._line_of_business(submission),
        )
        try:
            decided = self.desk.submit(request, actor=caller.id, now=now)
        except ChangedMeanwhile as error:
            raise Refusal(409, f"{error}. Send it again.", "conflict") from None
        except UsageError as error:
            text = str(error)
            raise Refusal(400, f"{text[:1].upper()}{text[1:]}.".replace("..", "."), "business-rule") from None
        if not decided.is_same:
            text = "Another request came with this identifier; give this one its own."
            raise Refusal(409, [ResourceIssue("duplicate", text, "Bundle.identifier")])
        checked = submission.bundle
        remarks = [_same_number(other) for other in decided.beside]
        return self._answer(decided.decision, checked.bundle, version, now, read=checked.read, remarks=remarks)

    def _demand_own(self, npi: str | None, caller: Caller) -> None:
        if not caller.may_act_for(npi):
            text = f"{caller.id} may not act for the provider with NPI {npi or 'unknown'}."
            raise Refusal(403, [ResourceIssue("forbidden", text, "Bundle.entry[0].resource.provider")])

    def _line_of_business(self, submission: Submission) -> Any:
        """The line of business that the settings give for the coverage's plan, group or kind."""
        if not self.settings.lines_of_business:
            return None
        coverage = coverage_of(submission.bundle.read, submission.bundle.claim)
        return line_of_business(coverage.resource, self.settings) if coverage is not None else None

    def _related(self, submission: Submission) -> Related | None:
        """The earlier request by the identifier that it is kept under: the one whose claim the update names."""
        related, earlier = submission.request.related, submission.earlier
        if earlier is None or related is None:
            return related
        found = self._kept_with_claim(submission.request.member_id, submission.request.provider_npi, earlier)
        return replace(related, identifier=found.request.identifier) if found is not None else related

    def _kept_with_claim(self, member: str, npi: str | None, claim: Identifier) -> Kept | None:
        """The newest request of a member that came with a claim of this number and nothing took the place of."""
        found = None
        for kept in self.desk.store.of_member(member):
            if kept.request.provider_npi == npi and kept.replaced_by is None:
                sent = self.bundle_sent(kept)
                if claim_identifier(sent["entry"][0]["resource"]) == claim:
                    found = kept
        return found

    # answering

    def _answer(
        self,
        decision: Decision,
        bundle: Resource,
        version: PasVersion,
        now: datetime,
        *,
        is_inquiry: bool = False,
        is_known: bool = True,
        read: ReadBundle | None = None,
        remarks: Sequence[str] = (),
    ) -> Resource:
        return response_bundle(
            decision,
            bundle,
            version,
            self._codes,
            payor_url=f"{self.base}/pas/{version.path}",
            now=now,
            is_inquiry=is_inquiry,
            is_known=is_known,
            read=read,
            remarks=remarks,
        )

    def answer_to(self, kept: Kept, version: PasVersion, *, is_inquiry: bool = False) -> Resource:
        """The bundle that answers a request as it stands now."""
        is_known = kept.request.channel == "fhir"
        now = datetime.now(tz=UTC)
        sent = self.bundle_sent(kept)
        return self._answer(kept.decision, sent, version, now, is_inquiry=is_inquiry, is_known=is_known)

    @staticmethod
    def bundle_sent(kept: Kept) -> Resource:
        """The bundle that a request came in, or one made of it where it came by another way."""
        if kept.request.channel == "fhir" and kept.request.raw:
            bundle: Resource = orjson.loads(kept.request.raw)
            return bundle
        return bundle_of(kept.request)

    # inquire

    def inquire(self, raw: bytes, version: PasVersion, caller: Caller) -> Resource:
        """The answer to an inquiry: one bundle in 2.0.1, Parameters with a bundle for each in 2.2.1. Raises Refusal."""
        try:
            inquiry = read_inquiry(raw, version, most_bytes=self.settings.most_bytes)
        except RefusedBundle as error:
            raise Refusal(413 if error.is_too_large else 400, error.issues) from None
        self._demand_own(inquiry.asking_npi, caller)
        found, withheld = self._matching(inquiry)
        if version.is_later:
            rows = [{"name": "return", "resource": self.answer_to(kept, version, is_inquiry=True)} for kept in found]
            if withheld:
                rows.append({"name": "return", "resource": self._withheld(inquiry)})
            return {"resourceType": "Parameters"} | ({"parameter": rows} if rows else {})
        if not found:
            if withheld:
                raise Refusal(404, [self._withheld_issue()])
            raise Refusal(404, "No authorization matches the inquiry.", "not-found")
        return joined([self.answer_to(kept, version, is_inquiry=True) for kept in found])

    def _matching(self, inquiry: Inquiry) -> tuple[list[Kept], bool]:
        """The requests that match, the oldest first, and whether some were withheld.

        A member's number and one of the providers must match (spec-53). A number that was replaced finds what took
        its place (spec-47).
        """
        found: dict[int, Kept] = {}
        withheld = False
        for kept in self._of_members(inquiry.members):
            if not _is_asked_for(inquiry, kept):
                continue
            if not _concerns(inquiry, kept):
                withheld = True
                continue
            current = self._current(kept)
            found[current.id] = current
        return [found[key] for key in sorted(found)], withheld

    def _of_members(self, members: tuple[str, ...]) -> Iterator[Kept]:
        for member in members:
            yield from self.desk.store.of_member(member)

    def _current(self, kept: Kept) -> Kept:
        seen = {kept.id}
        while kept.replaced_by:
            later = self.desk.store.find(kept.replaced_by)
            if later is None or later.id in seen:
                break
            seen.add(later.id)
            kept = later
        return kept

    def _withheld_issue(self) -> ResourceIssue:
        ask = f" Ask by telephone: {self.settings.telephone}." if self.settings.telephone else ""
        return ResourceIssue("suppressed", SENSITIVE_TEXT + ask, severity="warning")

    def _withheld(self, inquiry: Inquiry) -> Resource:
        """A bundle that says that something was withheld (spec-50)."""
        made = datetime.now(tz=UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        return {
            "resourceType": "Bundle",
            "identifier": inquiry.bundle.bundle.get("identifier"),
            "type": "collection",
            "timestamp": made,
            "entry": [
                {
                    "fullUrl": f"urn:uuid:{_uuid(inquiry)}",
                    "resource": operation_outcome([self._withheld_issue()]),
                }
            ],
        }

    # what the store says of a member, for orders

    def on_file(self, members: tuple[str, ...]) -> tuple[ItemOnFile, ...]:
        """The items on file of a member, under any of the numbers that it may have."""
        return tuple(item for member in members for item in self.desk.store.on_file(member))

    def is_member(self, members: tuple[str, ...]) -> bool:
        """Whether one of the numbers is a member's; True where eligibility is not known."""
        spans = [self.desk.coverage_of(member) for member in members]
        return not spans or any(span is None or span for span in spans)


def _same_number(other: Identifier) -> str:
    return (
        f"This is taken as a request of its own, beside {number_of(other)}, which came under the same number with other"
        " content. To change that one, send an update that names its claim."
    )


def _uuid(inquiry: Inquiry) -> str:
    import uuid

    return str(uuid.uuid5(uuid.NAMESPACE_URL, repr((inquiry.members, inquiry.provider_npis, inquiry.codes))))


def _concerns(inquiry: Inquiry, kept: Kept) -> bool:
    """Whether who asks is named in the request: asked for it, ordered it, or serves an item of it."""
    request = kept.request
    named = {request.provider_npi, request.prescriber_npi, *(item.servicing_npi for item in request.items)}
    named |= {item.billing_npi for item in kept.decision.items}
    return bool(named & set(inquiry.provider_npis))


def _is_asked_for(inquiry: Inquiry, kept: Kept) -> bool:
    """Whether a request is one of those looked for: by number, by code, by days."""
    decision = kept.decision
    numbers = {row.authorization_number for row in decision.items} | {
        row.authorization_number for row in decision.carried
    }
    if inquiry.authorization_numbers or inquiry.reference_numbers:
        return bool(numbers & set(inquiry.authorization_numbers)) or decision.number in inquiry.reference_numbers
    codes = {item.code for item in kept.request.items}
    if inquiry.codes and not codes & set(inquiry.codes):
        return False
    if inquiry.first_day is None and inquiry.last_day is None:
        return True
    return any(
        (item.last_day or item.first_day is None or inquiry.first_day is None)
        and not (inquiry.first_day and item.last_day and item.last_day < inquiry.first_day)
        and not (inquiry.last_day and item.first_day and item.first_day > inquiry.last_day)
        for item in kept.request.items
    )


def line_of_business(coverage: Resource, settings: FhirSettings) -> Any:
    """The line of business that the settings give for a coverage: by its plan, group or other class, or its kind."""
    values = [str(row.get("value")) for row in coverage.get("class") or () if row.get("value")]
    values += [str(coding["code"]) for coding in codings(coverage.get("type"))]
    return next((settings.lines_of_business[value] for value in values if value in settings.lines_of_business), None)
