"""The cases of the measures as documentation: what stands in the tables, what comes out, and the arithmetic."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from docs_markdown import ROOT, anchor, code, page
from ruamel.yaml import YAML

from perdiem.rules.measures.registry import measures

FOLDER = ROOT / "tests" / "cases" / "measures"
SHOWN = ("numerator", "denominator", "value", "lower", "upper", "standing", "source", "reason")

INTRODUCTION = """
Each example is a small book, and what the measure gives on it. They are run as tests. A column that is left out is
empty; a table that is left out is missing, which is not the same as a table without rows. What a measure is, and what
it leaves out, is in [The measures](measures.md).
"""


def measure_cases_page() -> str:
    """The page `measure-cases.md`."""
    found = _cases()
    listed = "\n".join(
        f"- [{each.definition.title}](#{anchor(each.definition.title)}): {len(found[each.name])}" for each in measures()
    )
    return page(
        "Examples of the measures",
        INTRODUCTION,
        listed,
        *(
            f"## {each.definition.title}\n\n{code(each.name)}\n\n" + "\n\n".join(map(_case, found[each.name]))
            for each in measures()
        ),
    )


@cache
def _cases() -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {each.name: [] for each in measures()}
    for path in sorted(FOLDER.glob("*.yaml")):
        for case in YAML(typ="safe", pure=True).load(path.read_text("utf-8")):
            found[case["measure"]].append(case)
    return found


def _case(case: dict[str, Any]) -> str:
    parts = [f"### {case['name']}"]
    for name, text in case["book"].items():
        drawn = text.strip() or "no rows"
        parts.append(f"{code(name)}:\n\n```text\n{drawn}\n```")
    parts.append(case["why"].strip())
    parts += _results(case)
    return "\n\n".join(parts)


def _results(case: dict[str, Any]) -> Iterator[str]:
    period = [f"from {case['since']}"] if "since" in case else []
    period += [f"to {case['until']}"] if "until" in case else []
    stated = [f"{code(name)} {value}" for name, value in case.get("settings", {}).items()]
    if period or stated:
        yield "Asked: " + ", ".join([*period, *stated]) + "."
    yield f"Gives: {_numbers(case['gives'])}."
    rows = [
        f"- {', '.join(f'{dimension} {at}' for dimension, at in stratum['of'].items())}: {_numbers(stratum)}"
        for stratum in case.get("strata", [])
    ]
    if rows:
        yield "\n".join(rows)
    if case.get("aside"):
        yield "Set aside: " + "; ".join(f"{reason} ({count})" for reason, count in case["aside"].items()) + "."


def _numbers(given: dict[str, Any]) -> str:
    return ", ".join(
        f"{name} {'none' if given[name] is None else f'**{given[name]}**'}" for name in SHOWN if name in given
    )
