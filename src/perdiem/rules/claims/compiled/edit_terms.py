"""The contract's term behind each edit whose term does not depend on the code."""

from __future__ import annotations

from perdiem.rules.claims.compiled.terms import Terms
from perdiem.rules.claims.edits import EDITS


def add_edit_terms(terms: Terms) -> None:
    """The term that the table of edits names, for every edit that names one."""
    for edit in EDITS:
        if edit.term:
            terms.add(edit.name, tuple(edit.term.split(".")), edit.recommendation)
