"""From the codes as a contract writes them to single codes."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from perdiem.codes.catalogue import CodeSets
from perdiem.codes.selector import parse_selector
from perdiem.model.codes import CodeEdit


def expand(items: Iterable[str], sets: CodeSets) -> tuple[str, ...]:
    """Every code that the items name, in order, none twice. Raises SelectorError for an item that names none."""
    return _expand(tuple(items), sets)


@lru_cache(maxsize=4096)
def _expand(items: tuple[str, ...], sets: CodeSets) -> tuple[str, ...]:
    return parse_selector(", ".join(items), sets).codes if items else ()


def others_of(edit: CodeEdit, sets: CodeSets, code: str = "") -> tuple[str, ...]:
    """The codes that an edit's `others` stand for, without `code` itself (the code that is judged)."""
    itself = code.strip().upper()
    return tuple(other for other in expand(edit.others, sets) if other != itself)
