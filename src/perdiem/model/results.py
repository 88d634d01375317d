"""What the rules give: statuses, findings, reviews, changes of terms. Plain data; every face shows the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from perdiem.model.faults import Fault
from perdiem.model.measures import Change, MeasureDefinition, MeasureValue
from perdiem.model.positions import Position


class Status(StrEnum):
    """How a contract stands towards a recommendation, or towards one element of it.

    Silence is a value of its own: a contract that does not speak of a thing never meets it.
    """

    MET = "met"
    PARTLY = "partly"
    NOT_MET = "not met"
    SILENT = "silent"
    NOT_APPLICABLE = "not applicable"


class Basis(StrEnum):
    """How a term is known: printed by its source, inferred from it, observed in data, or proposed by us."""

    PRINTED = "printed"
    INFERRED = "inferred"
    OBSERVED = "observed"
    PROPOSED = "proposed"


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a term comes from: a document, its address and date, and whether it is printed there."""

    basis: Basis
    title: str = ""
    url: str = ""
    dated: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One element of one recommendation, judged on one contract.

    `element` names what was looked at ("second therapy"); `sentence` says in plain words what the contract says;
    `term` is the dotted path of the term, `position` its place in the file (None when the contract is silent).
    `warning` marks a remark that does not change the status; `essential` an element whose contrary decides alone.
    """

    recommendation: int
    element: str
    status: Status
    sentence: str
    term: str = ""
    position: Position | None = None
    citation: Citation | None = None
    warning: bool = False
    essential: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a book shows of a measure that a recommendation asks for: its value, and what a change of terms moved."""

    definition: MeasureDefinition
    value: MeasureValue
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class RecommendationResult:
    """One recommendation's verdict on one contract, with the findings that it rests on.

    `outcomes` are of the book that was given beside the contract; without one there are none. They change no verdict.
    """

    number: int
    title: str
    status: Status
    findings: tuple[Finding, ...]
    outcomes: tuple[Outcome, ...] = ()

    @property
    def reason(self) -> str:
        """The sentences that decided the status, in one line."""
        deciding = [f for f in self.findings if not f.warning and f.status is self.status]
        others = [f for f in self.findings if not f.warning and f.status is not self.status]
        chosen = deciding or others
        if self.status is Status.PARTLY:
            chosen = [f for f in self.findings if not f.warning and f.status is not Status.MET] or others
        return " ".join(f.sentence for f in chosen)


@dataclass(frozen=True, slots=True)
class Review:
    """One contract held against the 15 recommendations on one day.

    `results` has exactly 15 rows, in order. `faults` are warnings of the reader (ended codes, gaps).
    """

    contract: str
    title: str
    payor: str
    provider: str
    file: str
    on: date
    lines_of_business: tuple[str, ...]
    results: tuple[RecommendationResult, ...]
    faults: tuple[Fault, ...] = ()
    about: str = ""

    def status_of(self, number: int) -> Status:
        """The status of recommendation `number`, 1 to 15."""
        return self.results[number - 1].status

    @property
    def counts(self) -> Mapping[Status, int]:
        """How many of the 15 have each status; every status is present."""
        counted = Counter(result.status for result in self.results)
        return {status: counted.get(status, 0) for status in Status}


@dataclass(frozen=True, slots=True)
class Portfolio:
    """The reviews of several contracts: the matrix contract by recommendation."""

    reviews: tuple[Review, ...]

    def counts_of(self, number: int) -> Mapping[Status, int]:
        """How many contracts have each status for recommendation `number`."""
        counted = Counter(review.status_of(number) for review in self.reviews)
        return {status: counted.get(status, 0) for status in Status}


@dataclass(frozen=True, slots=True)
class RecommendationPage:
    """Everything that Perdiem says about one recommendation; the command line, HTML and Word show the same.

    `codes` are the codes that it names (ranges as printed); `measures` the names of the measures it proposes;
    `terms` the dotted paths of the contract terms that the check looks at. `looks_for` to `limits` are the
    check's page. `clause` is model contract language with blanks in square brackets.
    """

    number: int
    slug: str
    title: str
    summary: str
    section: str
    codes: tuple[str, ...]
    measures: tuple[str, ...]
    terms: tuple[str, ...]
    looks_for: str
    why: str
    met_when: str
    silent_when: str
    limits: str
    clause: str


@dataclass(frozen=True, slots=True)
class TermChange:
    """One term that differs: its dotted path, its value before and after, and both as sentences.

    `before` is None where the term is new, `after` None where it goes. `before_words` and `after_words` are empty
    where the side is absent. `recommendation` is set when an adoption asks for the change.
    """

    term: str
    before: str | None
    after: str | None
    before_words: str = ""
    after_words: str = ""
    reason: str = ""
    recommendation: int | None = None
    position: Position | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two contracts side by side: what changed, and how the review moved."""

    before: Review
    after: Review
    changes: tuple[TermChange, ...]


@dataclass(frozen=True, slots=True)
class AdoptedRecommendation:
    """One recommendation in an amendment: its changes of terms and its clause with the blanks that remain."""

    number: int
    title: str
    status_before: Status
    status_after: Status
    changes: tuple[TermChange, ...]
    clause: str


@dataclass(frozen=True, slots=True)
class AmendmentDraft:
    """A drafted amendment: parties, the recommendations adopted, and figures still to be settled.

    `open_figures` are sentences about proposed amounts that the parties must confirm.
    `unchanged` are sentences of the terms in the sections that the amendment touches and leaves as they are.
    """

    contract: str
    title: str
    payor: str
    provider: str
    effective: date | None
    adopted: tuple[AdoptedRecommendation, ...]
    open_figures: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = field(default=())
