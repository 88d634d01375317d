"""Two contracts side by side: every term that differs, before and after, in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from perdiem.codes import CodeSets
from perdiem.codes.expand import expand
from perdiem.model.contract import Contract
from perdiem.model.marks import Path, dotted
from perdiem.model.results import TermChange
from perdiem.model.terms.base import Section
from perdiem.model.terms.lookup import stated_terms
from perdiem.model.wording import amount_text, rate_words, section_words, sentence, shown

NOT_COMPARED = {"contract", "title", "about", "amends", "amendments", "sources", "factors", "perdiem", "marks"}


def changes_between(before: Contract, after: Contract, sets: CodeSets) -> tuple[TermChange, ...]:
    """Every term whose value differs, in the order of the contract; rates are compared code by code.

    A row of a list (a rule, a site, a network) is compared as a whole: it went, it came, or it stayed.
    """
    old, new = _single_terms(before), _single_terms(after)
    changes: list[TermChange] = []
    for path in dict.fromkeys((*old, *new)):
        was, now = old.get(path), new.get(path)
        if was == now:
            continue
        if _is_rows(was) or _is_rows(now):
            changes.extend(_rows_changed(path, was or (), now or (), before))
        else:
            changes.append(_changed(path, was, now, before))
    changes.extend(_rates_changed(before, after, sets))
    order = {name: position for position, name in enumerate(Contract.model_fields)}
    return tuple(sorted(changes, key=lambda change: order.get(change.term.split(".")[0].split(" ")[0], 99)))


def _single_terms(contract: Contract) -> dict[Path, Any]:
    """Stated terms by path; rows of lists stay inside their list, and sections are opened."""
    return {
        path: value
        for path, _, value in stated_terms(contract)
        if path[0] not in NOT_COMPARED
        and path[0] != "rates"
        and not isinstance(value, Section)
        and not any(isinstance(step, int) for step in path)
        and value is not None
    }


def _is_rows(value: Any) -> bool:
    return isinstance(value, tuple) and bool(value) and isinstance(value[0], Section)


def _changed(path: Path, was: Any, now: Any, before: Contract) -> TermChange:
    return TermChange(
        term=dotted(path),
        before=None if was is None else shown(path, was),
        after=None if now is None else shown(path, now),
        before_words="" if was is None else sentence(path, was),
        after_words="" if now is None else sentence(path, now),
        position=before.mark(*path).position if was is not None else None,
    )


def _rows_changed(path: Path, was: tuple[Any, ...], now: tuple[Any, ...], before: Contract) -> Iterator[TermChange]:
    """Rows that went, came, or say something else of the same subject: a rule of the same codes, a site's NPI."""
    left = [item for item in now if item not in was]
    for row, item in enumerate(was):
        if item in now:
            continue
        other = next((new for new in left if _subject(new) == _subject(item)), None)
        if other is not None:
            left.remove(other)
        yield TermChange(
            dotted((*path, row)),
            section_words(item),
            section_words(other) if other is not None else None,
            f"{section_words(item)}.",
            f"{section_words(other)}." if other is not None else "",
            position=before.mark(*path, row).position,
        )
    for item in left:
        yield TermChange(dotted(path), None, section_words(item), "", f"{section_words(item)}.")


def _subject(item: Section) -> tuple[Any, ...]:
    """What a row of a list is about; two rows about the same are one row that changed."""
    named = ("for_", "lines_of_business", "npi", "name", "measure", "codes", "beside")
    return (type(item), *(getattr(item, key, None) for key in named))


def _priced(contract: Contract, sets: CodeSets) -> dict[tuple[Any, ...], tuple[str, Path]]:
    """Code and conditions to what is paid for it, in words without the code."""
    priced: dict[tuple[Any, ...], tuple[str, Path]] = {}
    for row, rate in enumerate(contract.rates or ()):
        words = rate_words(rate).split(": ", 1)[1]
        amount = contract.amount_of(rate)
        if rate.base is not None and amount is not None:
            words = f"{amount_text(amount)} dollars ({words})"
        conditions = (rate.modifiers, rate.site, rate.places_of_service, rate.lines_of_business, rate.from_, rate.to)
        for code in expand(rate.codes or (), sets):
            priced[(code, conditions)] = (words, ("rates", row))
    return priced


def _rates_changed(before: Contract, after: Contract, sets: CodeSets) -> Iterator[TermChange]:
    old, new = _priced(before, sets), _priced(after, sets)
    groups: dict[tuple[str | None, str | None], list[tuple[str, Path | None]]] = defaultdict(list)
    for key in sorted({*old, *new}, key=str):
        was, now = old.get(key), new.get(key)
        if (was and was[0]) != (now and now[0]):
            groups[was[0] if was else None, now[0] if now else None].append((key[0], was[1] if was else None))
    for (was_words, now_words), codes in groups.items():
        names = ", ".join(dict.fromkeys(code for code, _ in codes))
        path = codes[0][1]
        yield TermChange(
            term=f"rates {names}",
            before=was_words,
            after=now_words,
            before_words=f"{names}: {was_words}." if was_words else "",
            after_words=f"{names}: {now_words}." if now_words else "",
            position=before.mark(*path).position if path else None,
        )
