"""Withholds published figures that rest on few, and those from which a withheld one could be worked out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from perdiem.model.authorization_figures import (
    ComponentFigures,
    DenialReason,
    GroupFigures,
    PriorityFigures,
    PublishedFigures,
    Share,
    Times,
)


def without_small(figures: PublishedFigures, below: int) -> PublishedFigures:
    """The figures without those of 1 to `below` - 1 requests or items; 0 or 1 withholds none.

    A share is withheld where it, its rest or its whole is small. Shares approved and denied of one whole go together,
    and of the reasons of denials two at least, for the other and the whole would tell.
    """
    if below <= 1:
        return figures
    return replace(figures, groups=tuple(_group(group, below) for group in figures.groups), withheld_below=below)


def _group(group: GroupFigures, below: int) -> GroupFigures:
    return replace(
        group,
        services=_component(group.services, below),
        drugs=_component(group.drugs, below),
        measures=tuple(
            replace(each, granted=_share(each.granted, below), times=_times(each.times, below))
            for each in group.measures
        ),
        denial_reasons=_reasons(group.denial_reasons, below),
    )


def _component(figures: ComponentFigures, below: int) -> ComponentFigures:
    return replace(
        figures,
        standard=_priority(figures.standard, below),
        expedited=_priority(figures.expedited, below),
        after_appeal=_share(figures.after_appeal, below),
        after_extension=_share(figures.after_extension, below),
        open=_count(figures.open, below),
        not_required=_count(figures.not_required, below),
    )


def _priority(figures: PriorityFigures, below: int) -> PriorityFigures:
    approved, denied = _share(figures.approved, below), _share(figures.denied, below)
    if approved.is_withheld or denied.is_withheld:
        approved, denied = _hidden(approved), _hidden(denied)
    return replace(figures, approved=approved, denied=denied, times=_times(figures.times, below))


def _share(share: Share, below: int) -> Share:
    if share.numerator is None or share.denominator is None:
        return share
    parts = (share.numerator, share.denominator - share.numerator, share.denominator)
    return _hidden(share) if any(0 < part < below for part in parts) else share


def _hidden(share: Share) -> Share:
    return replace(share, numerator=None, denominator=None)


def _times(times: Times, below: int) -> Times:
    return Times(None, None, None) if times.count is not None and 0 < times.count < below else times


def _count(count: int | None, below: int) -> int | None:
    return None if count is not None and 0 < count < below else count


def _reasons(reasons: Sequence[DenialReason], below: int) -> tuple[DenialReason, ...]:
    found = list(reasons)
    for component in {reason.component for reason in reasons}:
        mine = [row for row, reason in enumerate(found) if reason.component is component]
        small = [row for row in mine if 0 < (found[row].count or 0) < below]
        if len(small) == 1 and len(mine) > 1:
            small.append(min((row for row in mine if row not in small), key=lambda row: found[row].count or 0))
        for row in small:
            found[row] = replace(found[row], count=None)
    return tuple(found)
