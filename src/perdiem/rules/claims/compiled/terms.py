"""The contract's term behind each edit: what a result cites, and where that stands in the file."""

from __future__ import annotations

from typing import Any

from perdiem.model.contract import Contract
from perdiem.model.marks import Path, dotted
from perdiem.model.terms.base import Section


class Terms:
    """Collects the rows of `c_term` for one version."""

    def __init__(self, number: int, contract: Contract) -> None:
        self._number, self._contract = number, contract
        self._rows: dict[tuple[str, str, str], dict[str, Any]] = {}

    def add(self, edit: str, path: Path, recommendation: int | None, code: str = "", lob_key: str = "") -> None:
        """The term of an edit; for one code and line of business, or for all where they are empty."""
        position = self._contract.mark(*path).position if self._is_stated(path) else None
        self._rows[edit, code, lob_key] = {
            "contract_version": self._number,
            "edit": edit,
            "code": code,
            "lob_key": lob_key,
            "term": dotted(path),
            "term_place": None if position is None else str(position),
            "recommendation": recommendation,
        }

    def _is_stated(self, path: Path) -> bool:
        """Whether the contract states the term; a default has no place in the file."""
        found: Any = self._contract
        for step in path:
            found = found[step] if isinstance(step, int) else getattr(found, step)
            if found is None:
                return False
        return not (isinstance(found, Section) and found.is_silent)

    def rows(self) -> list[dict[str, Any]]:
        """The rows, in the order in which they were found."""
        return list(self._rows.values())
