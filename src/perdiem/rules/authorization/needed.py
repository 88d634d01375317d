"""The list of what needs authorization under a contract, from the same answers that decide requests and claims."""

from __future__ import annotations

from collections import defaultdict

from perdiem.codes import CodeSets
from perdiem.codes.compress import compress
from perdiem.model.authorization import Need
from perdiem.model.authorization_figures import NeededCodes
from perdiem.model.contract import Contract
from perdiem.model.marks import Path, dotted
from perdiem.model.wording import section_words
from perdiem.rules.authorization.requirement import need_of, requirement
from perdiem.rules.authorization.standing import lines_judged

LISTED = (Need.NEEDED, Need.CONDITION, Need.UNLISTED)


def needed_codes(contract: Contract, sets: CodeSets) -> tuple[NeededCodes, ...]:
    """Every code that needs authorization in some line of business of the contract, gathered by the term that says so.

    Services come before drugs, the surely needed before those on a condition or on a list that is not in the contract.
    """
    lines = lines_judged(contract)
    drugs = frozenset(sets.families["drug"])
    by_code: dict[str, dict[tuple[Need, Path], list[str]]] = {}
    for code in sets.codes:
        found: dict[tuple[Need, Path], list[str]] = defaultdict(list)
        for line in lines:
            answer = requirement(contract, sets, code, line)
            need = need_of(contract, sets, answer, code)
            if need in LISTED:
                found[need, answer.path].append(line or "")
        by_code[code] = found
    gathered: dict[tuple[Need, bool, Path, tuple[str, ...]], list[str]] = defaultdict(list)
    for code, needs in by_code.items():
        for (need, path), held in needs.items():
            in_lines = () if len(held) == len(lines) else tuple(line or "other" for line in held)
            gathered[need, code in drugs, path, in_lines].append(code)
    rows = [
        NeededCodes(
            need,
            tuple(compress(codes, sets)),
            len(codes),
            is_drug,
            in_lines,
            dotted(path),
            _place(contract, path),
            _words(contract, path),
        )
        for (need, is_drug, path, in_lines), codes in gathered.items()
    ]
    return tuple(sorted(rows, key=lambda row: (row.is_drug, LISTED.index(row.need), row.term, row.lines_of_business)))


def _place(contract: Contract, path: Path) -> str:
    position = contract.mark(*path).position
    return str(position) if position is not None else ""


def _words(contract: Contract, path: Path) -> str:
    row = path[-1]
    rules = contract.authorization.rules or ()
    return section_words(rules[row]) if isinstance(row, int) else ""
