"""The contract's clause behind a decision: its term, its place in the file, and what it says in words."""

from __future__ import annotations

from typing import Any

from perdiem.model.claim_story import Clause
from perdiem.model.contract import Contract
from perdiem.model.marks import Path
from perdiem.model.terms.base import Section
from perdiem.model.terms.lookup import declared_at, stated_terms
from perdiem.model.wording import section_words, sentence


def clause_of(contract: Contract, term: str | None, place: str | None) -> Clause | None:
    """The clause of a term as results name it (`rates.3`, rows counted from 1); None where there is no term."""
    if not term:
        return None
    path: Path = tuple(int(step) - 1 if step.isdigit() else step for step in term.split("."))
    return Clause(term, place or "", _words(contract, path))


def _words(contract: Contract, path: Path) -> str:
    value = _value(contract, path)
    if value is None or (isinstance(value, Section) and value.is_silent):
        declared = declared_at(Contract, path)
        title = declared.title if declared else str(path[-1]).replace("_", " ")
        return f"The contract says nothing of this ({title})."
    if isinstance(value, Section):
        return f"{section_words(value)}." if isinstance(path[-1], int) else _section(path, value)
    return _stop(sentence(path, value))


def _section(path: Path, section: Section) -> str:
    """The sentences of a section's own terms."""
    said = [
        sentence((*path, *inner), value)
        for inner, _, value in stated_terms(section)
        if value is not None and not isinstance(value, Section) and not any(isinstance(step, int) for step in inner)
    ]
    return " ".join(_stop(each) for each in said)


def _stop(words: str) -> str:
    return words if words.endswith((".", "!", "?")) else f"{words}."


def _value(contract: Contract, path: Path) -> Any:
    found: Any = contract
    for step in path:
        if isinstance(step, int):
            found = found[step] if found and step < len(found) else None
        else:
            found = (
                getattr(found, step, None) if step not in {"from", "to", "for"} else getattr(found, f"{step}_", None)
            )
        if found is None:
            return None
    return found
