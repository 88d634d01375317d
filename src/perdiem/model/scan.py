"""A payor's policy as lines of text, and what a scan of it for codes gives.

Readers make a `PolicyText`, the rules make a `Scan` of it, writers show a `ScanReport`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from perdiem.model.positions import Position


@dataclass(frozen=True, slots=True)
class PolicyLine:
    """One line of a policy as a person sees it.

    `number` counts from 1: the line of the page (PDF), the line of the file (text, HTML), or the paragraph
    or table row (Word). `block` is the paragraph or table row that the line belongs to (in a PDF, lines that stand
    close together), None where the file does not say. `is_row` marks a table's row, `is_heading` a heading or a
    table's head row.
    """

    text: str
    number: int
    page: int | None = None
    block: int | None = None
    is_heading: bool = False
    is_row: bool = False


@dataclass(frozen=True, slots=True)
class PolicyText:
    """The visible text of one document, line by line in reading order.

    `kind` is PDF, Word, HTML, Markdown or text; `counted` says what the line numbers count (line, paragraph).
    `has_columns` is False where a column of the text is no column of the file. `warnings` are sentences
    about what could not be read or was left out; `unread_pages` hold pictures or damaged text.
    """

    file: str
    kind: str
    lines: tuple[PolicyLine, ...]
    pages: int | None = None
    counted: str = "line"
    has_columns: bool = True
    warnings: tuple[str, ...] = ()
    unread_pages: tuple[int, ...] = ()


class ReferenceKind(StrEnum):
    """How a document names codes: one code, a range, a list in short writing, a prefix, or a modifier."""

    CODE = "code"
    RANGE = "range"
    LIST = "list"
    PREFIX = "prefix"
    MODIFIER = "modifier"


class NearbyKind(StrEnum):
    """What words beside a code speak of."""

    AUTHORIZATION = "authorization"
    NO_AUTHORIZATION = "no authorization"
    LIMIT = "limit"
    NO_LIMIT = "no limit"
    EXCLUSION = "exclusion"


class Nearness(StrEnum):
    """Where nearby words stand: the code's own sentence or row, the one before or after, or the heading."""

    SAME = "same sentence"
    NEXT = "neighbouring sentence"
    HEADING = "heading"


@dataclass(frozen=True, slots=True)
class NearbyWords:
    """Words of authorization, limit or exclusion that stand near a code, as written."""

    kind: NearbyKind
    text: str
    where: Nearness
    position: Position


@dataclass(frozen=True, slots=True)
class EndedCode:
    """A code that the document names and that may no longer be billed on the day of the scan."""

    code: str
    last_day: date | None
    successors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CodeReference:
    """One place where a document names codes.

    `written` is the text as it stands there, on one line. `codes` are all the codes that it names,
    `written_out` those of them that a reader sees: a range names more codes than it writes. `unknown` are
    codes that Perdiem does not carry. `context` is the text of the line, `modifiers` those beside the code.
    """

    written: str
    kind: ReferenceKind
    codes: tuple[str, ...]
    written_out: tuple[str, ...]
    position: Position
    context: str
    nearby: tuple[NearbyWords, ...] = ()
    unknown: tuple[str, ...] = ()
    ended: tuple[EndedCode, ...] = ()
    modifiers: tuple[str, ...] = ()

    @property
    def only_named_by_range(self) -> tuple[str, ...]:
        """The codes that this place names without writing them."""
        return tuple(code for code in self.codes if code not in self.written_out)


class Stance(StrEnum):
    """What a document's codes say towards a recommendation.

    `READ` means that a person must read the place: the words beside the codes do not decide.
    `SILENT` means that the document names none of the codes.
    """

    SUPPORTS = "supports"
    CONTRADICTS = "contradicts"
    READ = "read"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Meaning:
    """One sentence on what the references mean for one recommendation, with the places that it rests on."""

    recommendation: int
    stance: Stance
    sentence: str
    positions: tuple[Position, ...] = ()
    codes: tuple[str, ...] = ()
    warning: bool = False


@dataclass(frozen=True, slots=True)
class Scan:
    """All code references of one document, in reading order, and what they mean."""

    document: str
    kind: str
    on: date
    references: tuple[CodeReference, ...]
    meanings: tuple[Meaning, ...]
    warnings: tuple[str, ...] = ()
    pages: int | None = None
    counted: str = "line"

    @property
    def codes(self) -> tuple[str, ...]:
        """Every code that the document names, each once, sorted."""
        return tuple(sorted({code for reference in self.references for code in reference.codes}))

    @property
    def written_out(self) -> frozenset[str]:
        """The codes that a reader sees written somewhere in the document."""
        return frozenset(code for reference in self.references for code in reference.written_out)

    @property
    def only_named_by_range(self) -> tuple[str, ...]:
        """The codes that a range or prefix names and that stand nowhere in the document."""
        return tuple(code for code in self.codes if code not in self.written_out)


@dataclass(frozen=True, slots=True)
class RefusedDocument:
    """A document that could not be read, and why."""

    file: str
    reason: str


@dataclass(frozen=True, slots=True)
class ScanReport:
    """The scans of several documents, and the documents that could not be read."""

    on: date
    scans: tuple[Scan, ...]
    refused: tuple[RefusedDocument, ...] = ()

    @property
    def reference_count(self) -> int:
        """How many places name codes or modifiers, over all documents."""
        return sum(len(scan.references) for scan in self.scans)

    @property
    def codes(self) -> tuple[str, ...]:
        """Every code that any of the documents names, each once, sorted."""
        return tuple(sorted({code for scan in self.scans for code in scan.codes}))
