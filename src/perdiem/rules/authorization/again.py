"""A pended request looked at again: after documents came, or after another request for the same was decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from perdiem.model.authorization import Action, Decision, ItemDecision, ItemOnFile, Outcome
from perdiem.rules.authorization.on_file import DENIED


def decided_again(decision: Decision, fresh: Decision, denied: Sequence[ItemOnFile] = ()) -> Decision:
    """The decision with its pended items as `fresh` has them; what was decided stays, and clocks run on.

    An item that waited for the same question under another request, which is among the `denied`, is denied with it.
    """
    news = {item.sequence: item for item in fresh.items}
    items = tuple(_again(item, news.get(item.sequence), denied, fresh) for item in decision.items)
    return replace(
        decision,
        items=items,
        outcome=Outcome.PARTIAL if any(item.action is Action.PEND for item in items) else Outcome.COMPLETE,
        decided_at=fresh.decided_at,
        carried=fresh.carried or decision.carried,
    )


def _again(
    item: ItemDecision, news: ItemDecision | None, denied: Sequence[ItemOnFile], fresh: Decision
) -> ItemDecision:
    if item.action is not Action.PEND or news is None:
        return item
    if news.action is Action.PEND and item.reason.code == "already_pended":
        answer = next((other for other in denied if _answers(other, item)), None)
        if answer is not None and answer.decision is not None:
            return replace(
                news,
                action=Action.DENY,
                reason=answer.decision.reason,
                missing=(),
                due=None,
                decided_at=fresh.decided_at,
                decided_by=answer.decision.decided_by,
            )
    return replace(news, due=item.due) if news.action is Action.PEND else news


def _answers(other: ItemOnFile, item: ItemDecision) -> bool:
    return other.status == DENIED and other.code == item.code


def waits_for_twin(decision: Decision) -> bool:
    """Whether some item waits for the answer to the same question under another request."""
    return any(item.reason.code == "already_pended" for item in decision.pended)
