"""Authorization in operation: a request with its items, the answer to it, and what is on file. Plain data, no I/O.

FHIR PAS bundles, X12 278 and CSV are read into `AuthorizationRequest`; a `Decision` is written back to each.
Instants are aware datetimes in UTC; days are service days, and spans of days are closed intervals.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from perdiem.model.terms.types import LineOfBusiness


class Priority(StrEnum):
    """How soon the provider asks for an answer."""

    STANDARD = "standard"
    EXPEDITED = "expedited"


class Requester(StrEnum):
    """Who asks, in the words of the contract's `requested_by`."""

    INFUSION_PROVIDER = "infusion_provider"
    PRESCRIBER = "prescriber"


class RequestKind(StrEnum):
    """What a request is for. All but `initial` name an earlier request or its authorization number."""

    INITIAL = "initial"
    RENEWAL = "renewal"  # the same services after those approved before
    UPDATE = "update"  # takes the earlier request's place: items added, changed, cancelled
    CANCEL = "cancel"  # the whole earlier request
    APPEAL = "appeal"  # of a denial


class Benefit(StrEnum):
    """The benefit that a drug is asked for under."""

    MEDICAL = "medical"
    PHARMACY = "pharmacy"


class Component(StrEnum):
    """Which rule on times a part of a request is under: CMS-0057-F holds for items and services, not for drugs."""

    DRUG = "drug"
    SERVICE = "service"


class Action(StrEnum):
    """What is decided of one item."""

    APPROVE = "approve"  # as asked
    APPROVE_CARRIED = "approve_carried"  # the approval of a drug carries it (R8)
    MODIFIED = "modified"  # approved with other days or another quantity than asked
    NOT_REQUIRED = "not_required"  # the contract asks for no authorization
    PEND = "pend"  # a person decides, or something is missing
    DENY = "deny"
    CANCEL = "cancel"  # the provider took it back

    @property
    def is_approval(self) -> bool:
        """Whether an authorization holds for the item."""
        return self in {Action.APPROVE, Action.APPROVE_CARRIED, Action.MODIFIED}

    @property
    def is_final(self) -> bool:
        """Whether nothing more is to come without a new request."""
        return self is not Action.PEND


class Outcome(StrEnum):
    """What became of a request as a whole."""

    COMPLETE = "complete"  # every item is decided
    PARTIAL = "partial"  # some item is pended
    ERROR = "error"  # it cannot be decided as it stands: `errors` says why


@dataclass(frozen=True, slots=True)
class Identifier:
    """The number that a party gave to a request. `system` is its name space: a URI, or the sender's id in a 278."""

    system: str
    value: str

    def __str__(self) -> str:
        return f"{self.system}|{self.value}" if self.system else self.value

    @property
    def sent(self) -> tuple[str, str]:
        """What the sender wrote of it: a reader may have added a mark of the content, after a tilde."""
        return self.system, self.value.rpartition("~")[0] or self.value


@dataclass(frozen=True, slots=True)
class Related:
    """The earlier request that this one is about: by its identifier, by the authorization's number, or both."""

    identifier: Identifier | None = None
    authorization_number: str | None = None

    def __str__(self) -> str:
        return self.authorization_number or str(self.identifier or "")


@dataclass(frozen=True, slots=True)
class RequestItem:
    """One drug, service or supply that is asked for.

    `sequence` tells the items of a request apart and is echoed. `first_day` and `last_day` are None where the request
    gives none: then the request's start of service counts, and the days are open. `quantity` is in units of the code.
    `is_drug` None: by the code. `servicing_npi` None: the provider that asks, if it is the infusion provider.
    """

    sequence: int
    code: str | None
    modifiers: tuple[str, ...] = ()
    quantity: Decimal | None = None
    unit: str | None = None
    first_day: date | None = None
    last_day: date | None = None
    place_of_service: str | None = None
    servicing_npi: str | None = None
    is_drug: bool | None = None
    benefit: Benefit | None = None
    ndc: str | None = None
    description: str | None = None
    is_changed: bool = False
    is_cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Attachment:
    """A document or a filled-in questionnaire that came with a request, kept as it came."""

    title: str
    content_type: str
    content: bytes
    kind: str = "document"  # document, questionnaire_response, notes
    answers: str | None = None  # the code or canonical of what it answers


@dataclass(frozen=True, slots=True)
class AuthorizationRequest:
    """One request for authorization.

    `contract` is the contract's short name, where the sender names it. `member_id` is the subscriber's number as claims
    carry it. `provider_npi` is who asks. `line_of_business` None: eligibility's, else the contract's if it has one
    only. `related` is what an update, renewal, cancellation or appeal is about. `start_of_service` holds for items
    without a first day. `raw` is the request as it came (a bundle, an interchange), for those who must keep it whole.
    """

    identifier: Identifier
    payor: str
    member_id: str
    submitted_at: datetime
    items: tuple[RequestItem, ...]
    contract: str | None = None
    birth_date: date | None = None
    member_last_name: str | None = None
    member_first_name: str | None = None
    provider_npi: str | None = None
    provider_name: str | None = None
    requester: Requester | None = None
    prescriber_npi: str | None = None
    priority: Priority = Priority.STANDARD
    line_of_business: LineOfBusiness | None = None
    kind: RequestKind = RequestKind.INITIAL
    related: Related | None = None
    start_of_service: date | None = None
    diagnoses: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    channel: str = "file"  # fhir, x12, csv, file
    raw: bytes | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """Why: a code for programs, a sentence for people, and the contract's term with its place `file:line:column`."""

    code: str
    sentence: str
    term: str = ""
    place: str = ""
    recommendation: int | None = None


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that a pended item lacks: a code such as `diagnosis`, and a sentence that asks for it."""

    code: str
    sentence: str
    questionnaire: str | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """By when one component must be decided. `rule` says in words where the time comes from.

    `at` is None where neither the law, the contract nor a setting gives a time. `warn_at` is when the worklist begins
    to warn. `at` includes `extended_days`; `latest` is how far it may still be extended, None where it may not.
    """

    component: Component
    at: datetime | None
    rule: str
    warn_at: datetime | None = None
    extended_days: int = 0
    latest: datetime | None = None


@dataclass(frozen=True, slots=True)
class ItemDecision:
    """What is decided of one item, and why.

    `first_day`, `last_day` and `quantity` are those approved (None for a quantity: no limit); they are empty unless the
    item is approved. `carried_by` is the authorization number of the drug whose approval carries it, `repeats` that of
    an approval on file which already holds all that is asked. `is_late_waived` says that claims, which count by
    the federal holidays, would take the request for late, and that it was approved all the same. `missing` and `due`
    are for a pended item; it stays pended with nothing missing where a person must judge.
    """

    sequence: int
    action: Action
    reason: Reason
    component: Component
    code: str | None = None
    authorization_number: str | None = None
    quantity: Decimal | None = None
    first_day: date | None = None
    last_day: date | None = None
    billing_npi: str | None = None
    carried_by: str | None = None
    repeats: str | None = None
    is_late_waived: bool = False
    missing: tuple[Missing, ...] = ()
    due: Due | None = None
    decided_at: datetime | None = None
    decided_by: str | None = None  # "contract", or the person's name


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a person decides of one pended item.

    `action` is approve, deny, or pend: to ask for `missing` information or to extend the time by `extend_days`.
    `sentence` is the reason, which the provider reads; a denial needs one. `quantity`, `first_day` and `last_day` None:
    as asked.
    """

    sequence: int
    action: Action
    sentence: str = ""
    code: str = "person_decided"
    quantity: Decimal | None = None
    first_day: date | None = None
    last_day: date | None = None
    missing: tuple[Missing, ...] = ()
    extend_days: int = 0


@dataclass(frozen=True, slots=True)
class CarriedService:
    """A kind of service that the approval of a drug carries although nobody asked for it (R8).

    `kind` is the contract's word: per_diem, supplies, equipment, nursing. `codes` are all of the kind;
    `usual_codes` those that go with the drug's class. The days are the drug's, without a limit of quantity.
    """

    kind: str
    codes: tuple[str, ...]
    usual_codes: tuple[str, ...]
    authorization_number: str
    first_day: date
    last_day: date | None
    reason: Reason
    for_sequence: int


@dataclass(frozen=True, slots=True)
class RequestError:
    """Why a request cannot be decided as it stands. `element` names the field; `sequence` the item, if it is one's."""

    code: str
    sentence: str
    element: str
    sequence: int | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer to one request: one row an item, in the request's order, and what is carried along unasked.

    `number` is the payor's own number of the request (the administrative reference), made from its identifier, so
    that the same request has the same one. `contract` and `contract_file` name what it was decided by.
    """

    number: str
    request: Identifier
    outcome: Outcome
    decided_at: datetime
    items: tuple[ItemDecision, ...]
    carried: tuple[CarriedService, ...] = ()
    errors: tuple[RequestError, ...] = ()
    contract: str = ""
    contract_file: str = ""

    def item(self, sequence: int) -> ItemDecision:
        """The decision on one item. Raises KeyError when there is none."""
        for item in self.items:
            if item.sequence == sequence:
                return item
        raise KeyError(sequence)

    @property
    def pended(self) -> tuple[ItemDecision, ...]:
        """The items that wait for a person or for information."""
        return tuple(item for item in self.items if item.action is Action.PEND)

    @property
    def next_due(self) -> Due | None:
        """The clock that runs out first among the pended items; None where none runs."""
        running = [item.due for item in self.pended if item.due is not None]
        return min(running, key=lambda due: (due.at is None, due.at or self.decided_at), default=None)


@dataclass(frozen=True, slots=True)
class ItemOnFile:
    """One item of an earlier request of the member, with how it stands: `approved`, `denied`, `pended`, `cancelled`.

    What the book's `authorization_item` says of it, and, where it was asked here, what was asked in which request and
    how it was decided. `code` None: every service.
    """

    authorization_number: str
    status: str
    first_day: date
    last_day: date | None = None
    code: str | None = None
    quantity: Decimal | None = None
    billing_npi: str | None = None
    requested_day: date | None = None
    request: Identifier | None = None
    asked: RequestItem | None = None
    decision: ItemDecision | None = None


@dataclass(frozen=True, slots=True)
class CoverageSpan:
    """Days on which the member is covered under the same conditions, as the book's `eligibility` has them."""

    first_day: date
    last_day: date | None = None
    line_of_business: LineOfBusiness | None = None
    birth_date: date | None = None


class Need(StrEnum):
    """Whether a service needs authorization, as claims will be asked."""

    NEEDED = "needed"
    NOT_NEEDED = "not_needed"
    CONDITION = "condition"  # on a condition in words, which no claim can be asked
    UNLISTED = "unlisted"  # where the payor's list names it, and the contract does not hold the list
    SILENT = "silent"  # the contract does not speak of it; a claim is not refused for lack of one

    @property
    def is_asked_of_claims(self) -> bool:
        """Whether a claim line without an authorization is refused."""
        return self is Need.NEEDED


@dataclass(frozen=True, slots=True)
class RequirementAnswer:
    """Is authorization needed for a code on a day, why, and by which term.

    `carried_by_drug` says that the approval of a drug carries the service; `satisfied_by` is the number of an
    authorization on file that already holds, if one was found.
    """

    code: str
    need: Need
    reason: Reason
    carried_by_drug: bool = False
    satisfied_by: str | None = None
    is_covered: bool = True
