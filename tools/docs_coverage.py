"""The coverage page: what is built for each recommendation, and why where nothing is."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docs_contract import looked_at_by, terms_of
from docs_edits import edits_of, heading_of, steps_that_name
from docs_markdown import ROOT, anchor, code, codes, page, table
from docs_recommendations import cases_of, status_counts
from ruamel.yaml import YAML

from perdiem.model.contract import Contract
from perdiem.rules.measures.registry import measures
from perdiem.rules.recommendations.registry import RECOMMENDATIONS, Recommendation, pages

RULES = ROOT / "src" / "perdiem" / "rules"
REASONS = Path(__file__).with_name("coverage_reasons.yaml")
TO_ROOT = "../.."  # from docs/reference


@dataclass(frozen=True)
class Column:
    """One thing that a recommendation may have: its key, its title, and how it is found in the repository."""

    key: str
    title: str
    find: Callable[[Recommendation], str]
    meaning: str


def coverage_page() -> str:
    """The page `coverage.md`."""
    reasons = read_reasons()
    cells = {(one.number, column.key): column.find(one) for one in RECOMMENDATIONS for column in COLUMNS}
    grid = table(
        ("", *(column.title for column in COLUMNS)),
        (
            (f"[R{one.number:02}](#{anchor(_heading(one))})", *(_mark(cells[one.number, c.key]) for c in COLUMNS))
            for one in RECOMMENDATIONS
        ),
    )
    filled = sum(bool(cell) for cell in cells.values())
    return page(
        "Coverage",
        "What stands behind each of the 15 recommendations. ● means that it is there, and the table below says where; "
        "○ means that it is not, and the table below says why. Found in the code, not typed: a cell fills when its "
        "file appears.",
        grid,
        f"{filled} of {len(cells)} cells are filled.",
        "## What the columns mean\n\n" + "\n".join(f"- **{column.title}**: {column.meaning}" for column in COLUMNS),
        *(_details(one, cells, reasons) for one in RECOMMENDATIONS),
    )


def read_reasons() -> dict[tuple[int, str], str]:
    """The reason of each empty cell, by recommendation and column."""
    data: dict[str, list[dict[str, Any]]] = YAML(typ="safe", pure=True).load(REASONS.read_text("utf-8"))
    found: dict[tuple[int, str], str] = {}
    for key, entries in data.items():
        for entry in entries:
            numbers = range(1, len(RECOMMENDATIONS) + 1) if entry["for"] == "all" else entry["for"]
            for number in numbers:
                if (number, key) in found:
                    raise ValueError(f"{REASONS.name}: two reasons for {key} of recommendation {number}")
                found[number, key] = " ".join(entry["reason"].split())
    return found


def wrong_cells() -> list[str]:
    """Empty cells without a reason, filled cells with one, and reasons of columns that do not exist."""
    reasons = read_reasons()
    known = {column.key for column in COLUMNS}
    wrong = [f"{key}: no such column" for key in sorted({key for _, key in reasons} - known)]
    for one in RECOMMENDATIONS:
        for column in COLUMNS:
            content, reason = column.find(one), reasons.get((one.number, column.key))
            if not content and not reason:
                wrong.append(f"R{one.number:02} {column.key}: empty, without a reason in {REASONS.name}")
            if content and reason:
                wrong.append(f"R{one.number:02} {column.key}: filled, yet {REASONS.name} says why it is empty")
    return wrong


def _heading(one: Recommendation) -> str:
    return f"R{one.number:02} {one.title}"


def _mark(cell: str) -> str:
    return "●" if cell else "○"


def _details(one: Recommendation, cells: dict[tuple[int, str], str], reasons: dict[tuple[int, str], str]) -> str:
    rows = []
    for column in COLUMNS:
        cell = cells[one.number, column.key]
        rows.append((column.title, cell or f"*None.* {reasons.get((one.number, column.key), '')}"))
    link = f"[Its page](recommendations/{one.number:02}.md)"
    return f"## {_heading(one)}\n\n{link}\n\n{table(('part', 'where, or why not'), rows)}"


def _terms(one: Recommendation) -> str:
    return codes(path for path, declared in terms_of(Contract) if one.number in looked_at_by(path, declared))


def _codes(one: Recommendation) -> str:
    return codes(pages()[one.number].codes)


def _file(name: str) -> Callable[[Recommendation], str]:
    def find(one: Recommendation) -> str:
        path = RULES / "recommendations" / one.slug / name
        return _link(path) if path.is_file() and path.read_text("utf-8").strip() else ""

    return find


def _authorization(one: Recommendation) -> str:
    """The modules of rules/authorization that the recommendation's own modules use."""
    used: dict[str, None] = {}
    for path in sorted((RULES / "recommendations" / one.slug).glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("perdiem.rules.authorization."):
                used[str(node.module).rsplit(".", 1)[1]] = None
    return ", ".join(_link(RULES / "authorization" / f"{name}.py") for name in sorted(used))


def _named_in(folder: str) -> Callable[[Recommendation], str]:
    """The files of a folder of rules that name the recommendation, as `R7` or `R07`."""

    def find(one: Recommendation) -> str:
        name = re.compile(rf"\bR0?{one.number}\b")
        found = [
            path
            for path in sorted((RULES / folder).rglob("*"))
            if path.suffix in {".py", ".sql", ".csv", ".yaml"} and name.search(path.read_text("utf-8"))
        ]
        return ", ".join(map(_link, found))

    return find


def _measured(one: Recommendation) -> str:
    """The measures that serve the recommendation."""
    found = [each.definition for each in measures() if one.number in each.definition.recommendations]
    return ", ".join(f"[{code(each.name)}](measures.md#{anchor(each.title)})" for each in found)


def _levers(one: Recommendation) -> str:
    """The levers of an estimate that the recommendation moves, by their files."""
    from perdiem.rules.impact.levers import all_levers

    names = {lever.name for lever in all_levers() if one.number in lever.shares}
    folder = RULES / "impact" / "levers"
    return ", ".join(_link(path) for path in sorted(folder.glob("*.yaml")) if path.stem[4:] in names)


def _claim_rule(one: Recommendation) -> str:
    """The edits that the table of edits gives to the recommendation, and the steps of the rule book that name it."""
    found = [f"[{code(edit.name)}](edits.md#{anchor(heading_of(edit))})" for edit in edits_of(one.number)]
    rules = [
        f"[step {number}](../explanation/adjudication.md#{anchor(f'{number} {title}')})"
        for number, title in steps_that_name(one.number).items()
    ]
    if not found and not rules:
        return ""
    return "; ".join(part for part in (", ".join(found), f"rules: {', '.join(rules)}" if rules else "") if part)


def _tests(one: Recommendation) -> str:
    cases = len(cases_of(one.number))
    if not cases:
        return ""
    link = _link(RULES / "recommendations" / one.slug / "cases.yaml")
    return "; ".join((f"{cases} cases in {link} ({status_counts(one.number)})", *_own_tests(one)))


def _own_tests(one: Recommendation) -> Iterator[str]:
    """Test files made for the recommendation: their name or their text names its folder."""
    number = f"r{one.number:02}"
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        if path.stem.startswith(f"test_{number}") or one.slug in path.read_text("utf-8"):
            yield _link(path)


def _link(path: Path) -> str:
    return f"[{code(path.name)}]({TO_ROOT}/{path.relative_to(ROOT).as_posix()})"


COLUMNS = (
    Column("terms", "terms", _terms, "the terms of a contract that it looks at."),
    Column("codes", "codes", _codes, "the codes that its source names."),
    Column("check", "check", _file("check.py"), "the function that judges a contract."),
    Column("amendment", "amendment", _file("amendment.py"), "the terms that make a contract meet it."),
    Column("clause", "clause", _file("clause.md"), "model language for the contract's text."),
    Column("authorization", "authorization rule", _authorization, "the rules on prior authorization that it uses."),
    Column("claim_rule", "claim rule", _claim_rule, "what refuses or cuts a claim line on the terms that it is about."),
    Column("measures", "measures", _measured, "what is counted to see whether it works."),
    Column("impact", "impact lever", _levers, "what estimates the outcomes of adopting it; payments are decided."),
    Column(
        "tests", "tests and cases", _tests, "named examples with their status; each is run, and so is its amendment."
    ),
)
