"""Words of authorization, limit and exclusion, and which of them stand near a code."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from perdiem.model.scan import NearbyKind, NearbyWords, Nearness
from perdiem.rules.scanning.passages import Passages, Span

_NUMBER = r"(?:\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty)\b"
_AUTHORIZATION = (
    r"(?:(?:prior|pre|advance)[- ]?\s?(?:service\s+)?(?:authori[sz]ations?|authori[sz]ed|approvals?|approved"
    r"|auth\b|certifications?|determinations?|notifications?)|precert\w*|preauth\w*|prior\s+plan\s+approval|authori[sz]ations?|authori[sz]ed"
    r"|(?-i:\bPA\b)(?!\s+\d{5})(?!-C)|medical\s+necessity\s+review|utili[sz]ation\s+(?:review|management))"
)
_REQUIRED = r"(?:requir\w*|need\w*|necessary|subject\s+to|call\s+for|ask\w*\s+for|demand\w*)"
_NO_AUTHORIZATION = (
    rf"(?:\bnot|n['’]t|\bnever|\bno\s+longer|\bneither)\s+(?:\w+\s+){{0,2}}?{_REQUIRED}\s+[^.;|]{{0,30}}?{_AUTHORIZATION}"
    rf"|\b(?:no|without|waiv\w+|exempt\w*(?:\s+from)?|free\s+of)\s+(?:\w+\s+){{0,3}}?{_AUTHORIZATION}"
    rf"|{_AUTHORIZATION}[^.;|]{{0,40}}?(?:\b(?:not|n['’]t|never|no\s+longer)\s+(?:be\s+)?(?:\w+\s+)?(?:required|needed|necessary|apply"
    r"|applicable)|\b(?:is|are|be)\s+waived)"
    rf"|{_AUTHORIZATION}(?:\s+(?:required|needed))?\s*[:?|=]\s*(?:no|none|not\s+required|n/?a)\b"
)
_LIMIT = (
    r"\blimit(?:ed|s|ing|ations?)?\b|\bmaximum\b|\bmax\.?(?=\s)|\bnot\s+(?:to\s+)?exceed\w*|\bexceed\w*\b"
    rf"|\b(?:no|not)\s+more\s+than\b(?!\s+{_NUMBER}\s*(?:\(\d+\)\s*)?(?:-?\s*)(?:lit|l\b))"
    rf"|\bup\s+to\s+{_NUMBER}\s*(?:\(\d+\)\s*)?(?:\w+\s+)?visits?\b"
    rf"|\b{_NUMBER}\s*(?:\(\d+\)\s*)?(?:\w+\s+){{0,2}}visits?\b"
    r"(?:\s+(?:per|a|each|every)\s+(?:calendar\s+|benefit\s+|plan\s+)?\w+)?"
    r"|\bvisits?\s+(?:per|a|each|every)\s+(?:calendar\s+|benefit\s+|plan\s+)?(?:day|week|month|year|episode|therapy|member)\b"
    rf"|\b{_NUMBER}\s+(?:hours?|units?)\s+(?:per|a|each|every)\s+(?:calendar\s+)?(?:day|week|month|year|date)\b"
    r"|\bcap(?:s|ped)?\s+(?:of|at|on)\b|\bonce\s+(?:per|a|every)\s+\w+|\bvisit\s+limits?\b"
)
_NO_LIMIT = (
    r"\b(?:no|without|not\s+subject\s+to)\s+(?:any\s+)?(?:\w+\s+){0,2}limits?(?:ations?)?\b|\bunlimited\b"
    r"|\b(?:not|n['’]t)\s+limit(?:ed)?\b(?!\s+to)"
)
_EXCLUSION = (
    r"\bnot\s+(?:be\s+)?(?:separately\s+|a\s+|an\s+|considered\s+)?(?:covered|reimburs\w+|payable|paid|eligible|allowed|accepted|recogni[sz]ed"
    r"|billable|benefits?|valid|medically\s+necessary)\b|\bnon-?\s?covered\b|\bexclu(?:ded|des?|sions?)\b|\bden(?:y|ied|ies|ials?)\b"
    r"|\b(?:do|does|may|should|must|shall|will|are|is)\s+not\s+(?:to\s+)?(?:be\s+)?(?:bill|us|report|submit)\w*\b|\binvalid\b"
    r"|(?:\bnot|n['’]t|\bnever|\bno\s+longer)\s+(?:accept|recogni[sz]e|reimburse|cover|pay|allow|honou?r|support)\b"
    r"|\bno\s+longer\s+(?:\w+\s+)?(?:covered|accepted|valid|used|paid|recogni[sz]ed)\b|\bbundled\b|\bobsolete\b|\bretired\b"
    r"|\bincluded\s+in\s+the\s+per\s+diem\b"
)
_NOT_LIMITED_TO = re.compile(r"\b(?:but\s+)?(?:is|are)?\s*not\s+limited\s+to\b", re.IGNORECASE)
_REFUSAL = re.compile(
    r"\bden(?:y|ied|ies)\b|\bnot\s+(?:be\s+)?(?:\w+\s+)?(?:paid|covered|payable|reimburs\w+|eligible)\b|\bno\s+payment\b|\bunless\b"
    r"|\bpenalt\w+|\breject\w*",
    re.IGNORECASE,
)
_WORDS = {
    NearbyKind.NO_AUTHORIZATION: re.compile(_NO_AUTHORIZATION, re.IGNORECASE),
    NearbyKind.AUTHORIZATION: re.compile(r"\b" + _AUTHORIZATION, re.IGNORECASE),
    NearbyKind.NO_LIMIT: re.compile(_NO_LIMIT, re.IGNORECASE),
    NearbyKind.LIMIT: re.compile(_LIMIT, re.IGNORECASE),
    NearbyKind.EXCLUSION: re.compile(_EXCLUSION, re.IGNORECASE),
}  # a negation stands before the word that it negates, and takes the words that it spans
_NEGATED = {NearbyKind.AUTHORIZATION: NearbyKind.NO_AUTHORIZATION, NearbyKind.LIMIT: NearbyKind.NO_LIMIT}


@dataclass(frozen=True, slots=True)
class Hit:
    """Words of one kind, where they stand in the running text."""

    start: int
    end: int
    kind: NearbyKind


class NearbyIndex:
    """All such words of a policy, found once, and asked for each code.

    `mentions` are the places in the text that name codes, in order.
    """

    def __init__(self, passages: Passages, mentions: Sequence[int]) -> None:
        self.passages = passages
        self._mentions = mentions
        self.hits = tuple(self._found())
        self._starts = [hit.start for hit in self.hits]

    def near(self, start: int, end: int) -> tuple[NearbyWords, ...]:
        """The words near a mention: in its sentence or row, in the neighbouring ones, and in what stands above."""
        index = self.passages.paragraph_index(start)
        paragraph = self.passages.paragraphs[index]
        sentences = paragraph.sentences
        own = [n for n, sentence in enumerate(sentences) if sentence.start < end and start < sentence.end] or [0]
        found = []
        for number, sentence in enumerate(sentences[max(0, own[0] - 1) : own[-1] + 2], start=max(0, own[0] - 1)):
            where = Nearness.SAME if own[0] <= number <= own[-1] else Nearness.NEXT
            if where is Nearness.NEXT and self._names_codes(sentence):
                continue  # its words belong to its own codes
            found += [self._words(hit, where) for hit in self.within(sentence)]
        for heading in self.passages.headings_above(index):
            found += [self._words(hit, Nearness.HEADING) for hit in self.within(heading.span)]
        return tuple(dict.fromkeys(found))

    def _names_codes(self, span: Span) -> bool:
        return bisect_left(self._mentions, span.start) < bisect_left(self._mentions, span.end)

    def within(self, span: Span) -> Iterator[Hit]:
        """The words that begin inside a stretch of text."""
        for number in range(bisect_left(self._starts, span.start), bisect_left(self._starts, span.end)):
            yield self.hits[number]

    def sentences_with_hits(self) -> Iterator[tuple[Span, tuple[Hit, ...]]]:
        """Each sentence or row that holds such words, with the words."""
        for paragraph in self.passages.paragraphs:
            for sentence in paragraph.sentences:
                hits = tuple(self.within(sentence))
                if hits:
                    yield sentence, hits

    def _words(self, hit: Hit, where: Nearness) -> NearbyWords:
        text = " ".join(self.passages.text[hit.start : hit.end].split())
        return NearbyWords(hit.kind, text, where, self.passages.position(hit.start))

    def _found(self) -> Iterator[Hit]:
        hits: list[Hit] = []
        for paragraph in self.passages.paragraphs:
            for sentence in paragraph.sentences:
                text = self.passages.text[sentence.start : sentence.end]
                hits += [Hit(sentence.start + a, sentence.start + b, kind) for a, b, kind in _hits_in(text)]
        return iter(sorted(hits, key=lambda hit: (hit.start, hit.end, hit.kind)))


def _hits_in(text: str) -> Iterator[tuple[int, int, NearbyKind]]:
    harmless = [match.span() for match in _NOT_LIMITED_TO.finditer(text)]
    negated = {NearbyKind.NO_AUTHORIZATION: list[tuple[int, int]](), NearbyKind.NO_LIMIT: list(harmless)}
    refuses = _REFUSAL.search(text) is not None
    for kind, words in _WORDS.items():
        negation = _NEGATED.get(kind)
        for match in words.finditer(text):
            start, end = match.span()
            if negation and any(start < b and a < end for a, b in negated[negation]):
                continue
            if kind is NearbyKind.NO_LIMIT and any(start < b and a < end for a, b in harmless):
                continue
            if kind is NearbyKind.NO_AUTHORIZATION and refuses and _is_missing_authorization(match.group()):
                continue  # "denied without prior authorization" asks for one
            if kind in negated:
                negated[kind].append((start, end))
            yield start, end, kind


def _is_missing_authorization(words: str) -> bool:
    return re.match(r"(?:without|no|not)\b", words, re.IGNORECASE) is not None and not re.search(
        rf"{_REQUIRED}", words, re.IGNORECASE
    )
