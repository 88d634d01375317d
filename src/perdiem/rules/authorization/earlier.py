"""What an update leaves as it was decided before."""

from __future__ import annotations

from dataclasses import replace

from perdiem.model.authorization import Action, ItemDecision, ItemOnFile
from perdiem.rules.authorization.case import Case

KEPT = frozenset({Action.APPROVE, Action.MODIFIED, Action.DENY})  # the others hang on what else is in the request


def unchanged(case: Case, earlier: ItemOnFile | None) -> ItemDecision | None:
    """The earlier decision, where the item asks for the same and the decision hangs on nothing else; else None."""
    if earlier is None or earlier.decision is None or earlier.asked is None:
        return None
    if earlier.decision.action not in KEPT or earlier.decision.carried_by or case.item.is_changed:
        return None
    plain = replace(earlier.asked, is_changed=False, is_cancelled=False, sequence=case.item.sequence)
    if plain != replace(case.item, is_changed=False):
        return None
    return replace(earlier.decision, sequence=case.item.sequence)
