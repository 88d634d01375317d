"""Sentences that limit nursing visits, or ask for their authorization, without writing a code."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from perdiem.model.positions import Position
from perdiem.model.scan import CodeReference, Meaning, NearbyKind, Stance
from perdiem.rules.scanning.nearby import NearbyIndex

_NURSING = re.compile(r"\bnurs(?:e|es|ing)\b", re.IGNORECASE)
_ANOTHER_PLACE = re.compile(r"\bnursing\s+(?:home|facilit\w+)|\bprivate\s+duty\b", re.IGNORECASE)
_MOST = 5  # sentences quoted by their places; a reader who needs more reads the policy
_SAYS = {NearbyKind.AUTHORIZATION: "ask for authorization of nursing", NearbyKind.LIMIT: "limit nursing"}


def nursing_without_a_code(index: NearbyIndex, nursing: Sequence[CodeReference]) -> Iterator[Meaning]:
    """One reading for authorization and one for limits; sentences with a nursing code are left out."""
    coded = {words.position for reference in nursing for words in reference.nearby}
    for kind, says in _SAYS.items():
        places: list[Position] = []
        quoted: dict[str, None] = {}
        for sentence, hits in index.sentences_with_hits():
            text = _ANOTHER_PLACE.sub(" ", index.passages.text[sentence.start : sentence.end])
            chosen = [hit for hit in hits if hit.kind is kind]
            if not chosen or not _NURSING.search(text):
                continue
            place = index.passages.position(chosen[0].start)
            if place not in coded:
                places.append(place)
                quoted.setdefault(" ".join(index.passages.text[chosen[0].start : chosen[0].end].lower().split()))
        if places:
            words = ", ".join(f"“{text}”" for text in list(quoted)[:3])
            count = "One sentence seems" if len(places) == 1 else f"{len(places)} sentences seem"
            yield Meaning(
                14,
                Stance.READ,
                f"{count} to {says} without naming a code ({words}): read it.".replace(
                    "read it", "read it" if len(places) == 1 else "read them"
                ),
                tuple(places[:_MOST]),
            )
