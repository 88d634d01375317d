"""What an official release changes, against the codes that we carry and the release stored before it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from perdiem.codes import tables
from perdiem.codes.catalogue import CodeSets
from perdiem.codes.overlay import Overlay, ReleasedCode
from perdiem.model.codes import Code, CodeSystem


class ChangeKind(StrEnum):
    """What happened to a code."""

    ADDED = "added"
    ENDED = "ended"
    REDATED = "re-dated"
    REWORDED = "reworded"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class CodeChange:
    """One code that a release changes: before and after, in the release's own words or dates."""

    code: str
    kind: ChangeKind
    before: str
    after: str
    day: date | None = None


def compare_release(release: Overlay, sets: CodeSets, previous: Overlay | None) -> tuple[CodeChange, ...]:
    """The changes that the release brings, by code.

    Added are codes of the letters that we follow (S, B, J, G, Q) that stand in neither the tables nor the
    previous release; without a previous release only those that began after the packaged edition. Reworded
    compares official wording with official wording, so it needs a previous release. Missing are carried codes
    that the release lacks.
    """
    return tuple(sorted(_changes(release, sets, previous), key=lambda change: (change.code, change.kind)))


def merged(release: Overlay, previous: Overlay | None) -> Overlay:
    """What to keep: the previous release with the new one over it, for a release may be a part."""
    return Overlay(release.edition, {**previous.rows, **release.rows}) if previous else release


def _changes(release: Overlay, sets: CodeSets, previous: Overlay | None) -> Iterator[CodeChange]:
    earlier = previous.rows if previous else {}
    for row in release.rows.values():
        known = sets.codes.get(row.code)
        if known is None:
            if row.is_followed and _is_new(row, previous):
                yield CodeChange(row.code, ChangeKind.ADDED, "", _named(row), row.first_day)
            continue
        yield from _redated(known, row)
        before = earlier.get(row.code)
        if before and before.long_wording and _plain(before.long_wording) != _plain(row.long_wording):
            yield CodeChange(row.code, ChangeKind.REWORDED, before.long_wording, row.long_wording)
    for code in sets.codes.values():
        if code.system is CodeSystem.HCPCS and code.code not in release.rows:
            yield CodeChange(code.code, ChangeKind.MISSING, code.wording, "")


def _is_new(row: ReleasedCode, previous: Overlay | None) -> bool:
    if previous is not None:
        return row.code not in previous.rows
    return row.first_day is not None and row.first_day > tables.PACKAGED_DAY


def _redated(known: Code, row: ReleasedCode) -> Iterator[CodeChange]:
    was = known.in_force
    if row.last_day and was.last is None:
        yield CodeChange(known.code, ChangeKind.ENDED, "in force", f"last day {row.last_day}", row.last_day)
    elif row.last_day != was.last:
        yield CodeChange(
            known.code,
            ChangeKind.REDATED,
            f"last day {was.last}",
            f"last day {row.last_day or 'none'}",
            row.last_day,
        )
    if row.first_day and row.first_day != was.first:
        before = f"first day {was.first or 'not known'}"
        yield CodeChange(known.code, ChangeKind.REDATED, before, f"first day {row.first_day}", row.first_day)


def _named(row: ReleasedCode) -> str:
    return row.long_wording or row.short_wording


def _plain(wording: str) -> str:
    return " ".join(wording.lower().split())
