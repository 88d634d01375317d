"""Edits of a contract's terms: what an amendment does, before it is applied to a contract or written to its file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from perdiem.model.marks import Path


class Action(StrEnum):
    """What an edit does at its path.

    set: the term gets the value. append: the list at the path gets the value as a new last item.
    remove: the term goes; the contract is silent on it. drop_codes: the codes in `value` go from the list of
    codes, or from every rate, at the path.
    """

    SET = "set"
    APPEND = "append"
    REMOVE = "remove"
    DROP_CODES = "drop_codes"


@dataclass(frozen=True, slots=True)
class Edit:
    """One edit. `value` is plain data as the file holds it: texts, numbers as text, lists, mappings.

    `modifiers` narrow a drop of codes to the rates that hold for one of them. `open_figure` is a sentence for the
    parties when the value is a proposal that they must settle.
    """

    action: Action
    path: Path
    value: Any = None
    reason: str = ""
    open_figure: str = ""
    modifiers: tuple[str, ...] = ()

    def reaches(self, modifiers: Sequence[str] | None) -> bool:
        """Whether a drop of codes reaches a rate with these modifiers."""
        return not self.modifiers or bool(set(self.modifiers) & set(modifiers or ()))


def set_term(*path: str | int, to: Any, reason: str = "", open_figure: str = "") -> Edit:
    """The term at the path gets a value."""
    return Edit(Action.SET, path, to, reason, open_figure)


def append_item(*path: str | int, item: Any, reason: str = "", open_figure: str = "") -> Edit:
    """The list at the path gets a new last item."""
    return Edit(Action.APPEND, path, item, reason, open_figure)


def remove_term(*path: str | int, reason: str = "") -> Edit:
    """The term at the path goes."""
    return Edit(Action.REMOVE, path, None, reason)


def drop_codes(*path: str | int, codes: tuple[str, ...], reason: str = "", modifiers: tuple[str, ...] = ()) -> Edit:
    """Codes go from a list of codes, or from all rates (`drop_codes("rates", codes=...)`).

    With `modifiers`, only from the rates that hold for one of them.
    """
    return Edit(Action.DROP_CODES, path, tuple(codes), reason, modifiers=modifiers)
