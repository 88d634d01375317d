"""The references that name certain codes, and the words for them in a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from perdiem.model.positions import Position
from perdiem.model.scan import CodeReference, NearbyKind, NearbyWords, Nearness

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@dataclass(frozen=True, slots=True)
class Named:
    """The references that name some wanted codes, and which of those codes they name."""

    wanted: frozenset[str]
    references: tuple[CodeReference, ...]

    @classmethod
    def of(cls, references: Iterable[CodeReference], wanted: Iterable[str]) -> Named:
        """The references that name at least one of the wanted codes."""
        codes = frozenset(wanted)
        return cls(codes, tuple(reference for reference in references if codes & set(reference.codes)))

    @property
    def codes(self) -> tuple[str, ...]:
        """The wanted codes that are named, sorted."""
        return tuple(sorted({code for reference in self.references for code in reference.codes} & self.wanted))

    @property
    def positions(self) -> tuple[Position, ...]:
        """The places, in reading order."""
        return tuple(reference.position for reference in self.references)

    def _words(self, kind: NearbyKind) -> Iterator[NearbyWords]:
        return (words for reference in self.references for words in reference.nearby if words.kind is kind)

    def beside(self, kind: NearbyKind, *where: Nearness) -> Named:
        """Those that stand beside words of a kind."""
        chosen = [r for r in self.references if any(w.kind is kind and w.where in where for w in r.nearby)]
        return Named(self.wanted, tuple(chosen))

    def without(self, others: Named) -> Named:
        """Those that are not among others."""
        return Named(self.wanted, tuple(r for r in self.references if r not in others.references))

    def quoted(self, kind: NearbyKind, *where: Nearness) -> str:
        """The words of a kind that stand there, each once, at most three."""
        texts = list(dict.fromkeys(words.text.lower() for words in self._words(kind) if words.where in where))
        return ", ".join(f"“{text}”" for text in texts[:3]) + (", …" if len(texts) > 3 else "")


def number_word(count: int) -> str:
    """The number as a word, from no to ten, to open a sentence."""
    return (_NUMBERS[count] if count < len(_NUMBERS) else str(count)).capitalize()


def counted_in_words(count: int, noun: str) -> str:
    """`Six home-mix codes`, `One home-mix code`."""
    return f"{number_word(count)} {noun}{'' if count == 1 else 's'}"


def is_or_are(codes: Sequence[str]) -> str:
    """The verb for one code or several."""
    return "is" if len(codes) == 1 else "are"


def stands_or_stand(codes: Sequence[str]) -> str:
    """The verb for one code or several."""
    return "stands" if len(codes) == 1 else "stand"


def listed(codes: Sequence[str], most: int = 20) -> str:
    """The codes in a row; behind the first `most` only how many more."""
    shown = ", ".join(codes[:most])
    return shown if len(codes) <= most else f"{shown} and {len(codes) - most} more"
