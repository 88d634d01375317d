"""The draft of an amendment: recommendations adopted one after another, each with its changes in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from perdiem.codes import CodeSets
from perdiem.codes.expand import expand
from perdiem.errors import UsageError
from perdiem.model.contract import Contract
from perdiem.model.edits import Action, Edit, append_item, drop_codes
from perdiem.model.marks import dotted
from perdiem.model.results import AdoptedRecommendation, AmendmentDraft, TermChange
from perdiem.model.terms.base import Section
from perdiem.model.terms.lookup import stated_terms
from perdiem.model.wording import amount_text, sentence
from perdiem.rules.comparison import changes_between
from perdiem.rules.coverage import rates_of
from perdiem.rules.recommendations.adopt import apply
from perdiem.rules.recommendations.judge import status_of
from perdiem.rules.recommendations.registry import page, recommendation


@dataclass(frozen=True)
class Drafted:
    """A drafted amendment, the contract as amended, and the edits that lead there."""

    draft: AmendmentDraft
    contract: Contract
    edits: tuple[tuple[int, Edit], ...]


def draft_amendment(
    contract: Contract,
    sets: CodeSets,
    numbers: Sequence[int],
    *,
    effective: date | None = None,
    rates: Mapping[str, Decimal] | None = None,
) -> Drafted:
    """Adopt the recommendations and say what changes.

    `rates` are the parties' own figures, dollars a unit by code, in place of proposed ones. Raises UsageError for a
    figure whose code no adopted recommendation asks a rate for.
    """
    wanted = dict(rates or {})
    edits: list[tuple[int, Edit]] = []
    adopted: list[AdoptedRecommendation] = []
    current = contract
    for number in numbers:
        chosen = recommendation(number)
        before = status_of(chosen.check(contract, sets))
        steps = [_with_own_figure(edit, wanted, sets) for edit in chosen.amend(current, sets)]
        steps += _own_rates(current, number, wanted, sets)
        following = apply(current, sets, steps)
        adopted.append(
            AdoptedRecommendation(
                number,
                chosen.title,
                before,
                status_of(chosen.check(following, sets)),
                tuple(_explained(changes_between(current, following, sets), steps, number)),
                page(number).clause,
            )
        )
        edits.extend((number, edit) for edit in steps)
        current = following
    if wanted:
        raise UsageError(f"--rate: no adopted recommendation is about {', '.join(wanted)}")
    draft = AmendmentDraft(
        contract=contract.contract,
        title=contract.title or contract.contract,
        payor=contract.payor.name or "[name of the payor]",
        provider=contract.provider.name or "[name of the provider]",
        effective=effective,
        adopted=tuple(adopted),
        open_figures=tuple(_open_figures(edits, rates or {})),
        unchanged=tuple(_unchanged(contract, current, edits)),
    )
    return Drafted(draft, current, tuple(edits))


def _with_own_figure(edit: Edit, wanted: dict[str, Decimal], sets: CodeSets) -> Edit:
    """The edit with the parties' own rate where it proposes one for a code that they gave."""
    if edit.action is not Action.APPEND or edit.path != ("rates",) or not isinstance(edit.value, Mapping):
        return edit
    codes = edit.value["codes"]
    named = expand((codes,) if isinstance(codes, str) else tuple(codes), sets)
    own = [code for code in named if code in wanted]
    if not own:
        return edit
    amount = wanted[own[0]]
    for code in own:
        del wanted[code]
    return replace(edit, value={**edit.value, "rate": amount_text(amount)}, open_figure="")


def _own_rates(contract: Contract, number: int, wanted: dict[str, Decimal], sets: CodeSets) -> list[Edit]:
    """Rates that the parties give for codes of the recommendation without being asked, in place of any there."""
    named = {code for item in page(number).codes if _names_codes(item, sets) for code in expand((item,), sets)}
    edits: list[Edit] = []
    for code in [code for code in wanted if code in named]:
        if rates_of(contract, sets, code):
            edits.append(drop_codes("rates", codes=(code,), reason="The parties' own figure takes its place."))
        row = {"codes": code, "rate": amount_text(wanted.pop(code))}
        edits.append(append_item("rates", item=row, reason="The parties' own figure."))
    return edits


def _names_codes(item: str, sets: CodeSets) -> bool:
    """Whether an item of a page's codes names procedure codes; modifiers and places of service do not."""
    return item not in sets.modifiers and item not in sets.places


def _open_figures(edits: Sequence[tuple[int, Edit]], rates: Mapping[str, Decimal]) -> Iterator[str]:
    """What is still to be settled: proposals, but for those on codes that the parties gave a figure for."""
    told = dict.fromkeys(edit.open_figure for _, edit in edits if edit.open_figure)
    yield from (figure for figure in told if not any(code in figure for code in rates))


def _explained(changes: Sequence[TermChange], edits: Sequence[Edit], number: int) -> Iterator[TermChange]:
    for change in changes:
        reasons = [
            edit.reason
            for edit in edits
            if edit.reason and (change.term.startswith(dotted(edit.path)) or dotted(edit.path).startswith(change.term))
        ]
        yield replace(change, recommendation=number, reason=" ".join(dict.fromkeys(reasons)))


def _unchanged(before: Contract, after: Contract, edits: Sequence[tuple[int, Edit]]) -> Iterator[str]:
    """What the touched sections say, before and after alike."""
    touched = {edit.path[0] for _, edit in edits} - {"rates"}
    later = {path: value for path, _, value in stated_terms(after)}
    for path, _, value in stated_terms(before):
        if path[0] not in touched or isinstance(value, Section) or any(isinstance(step, int) for step in path):
            continue
        if len(path) > 1 and later.get(path) == value and value is not None:
            yield sentence(path, value)
