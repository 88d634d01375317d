"""A payor's policy scanned for codes: every place that names one, and what it means for recommendations."""

from __future__ import annotations

import re
from datetime import date

from perdiem.codes import CodeSets
from perdiem.model.scan import CodeReference, EndedCode, PolicyText, Scan
from perdiem.rules.scanning.meanings import meanings_of
from perdiem.rules.scanning.nearby import NearbyIndex
from perdiem.rules.scanning.passages import Passages
from perdiem.rules.scanning.recognition import Mention, find_mentions

_ENDS_IN_HYPHEN = re.compile(r"(?<=\S)-\n")


def scan(policy: PolicyText, sets: CodeSets, on: date) -> Scan:
    """Every code reference of a policy, with the words near it, and one sentence or more per recommendation.

    `on` is the service day on which ended codes are told from codes in force. Raises nothing.
    """
    passages = Passages(policy)
    mentions = find_mentions(passages.text, sets)
    nearby = NearbyIndex(passages, [mention.start for mention in mentions])
    references = tuple(_reference(mention, passages, nearby, sets, on) for mention in mentions)
    remarks = [f"{passages.position(mention.start)}: {mention.remark}" for mention in mentions if mention.remark]
    return Scan(
        document=policy.file,
        kind=policy.kind,
        on=on,
        references=references,
        meanings=meanings_of(references, policy, sets, nearby),
        warnings=(*policy.warnings, *remarks),
        pages=policy.pages,
        counted=policy.counted,
    )


def _reference(mention: Mention, passages: Passages, nearby: NearbyIndex, sets: CodeSets, on: date) -> CodeReference:
    known = [found for code in mention.codes if (found := sets.get(code)) is not None]
    ended = []
    for code in known:
        last = code.in_force.last
        if last is not None and last < on:
            successor = sets.successor_of(code.code)
            ended.append(EndedCode(code.code, last, (successor.new,) if successor else ()))
    carried = {code.code for code in known}
    return CodeReference(
        written=" ".join(_ENDS_IN_HYPHEN.sub("-", passages.text[mention.start : mention.end]).split()),
        kind=mention.kind,
        codes=mention.codes,
        written_out=mention.written_out,
        position=passages.position(mention.start),
        context=passages.context(mention.start, mention.end),
        nearby=nearby.near(mention.start, mention.end),
        unknown=tuple(code for code in mention.codes if code not in carried),
        ended=tuple(ended),
        modifiers=mention.modifiers,
    )
