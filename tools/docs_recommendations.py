"""The reference of the 15 recommendations: a list, and a page for each."""

from __future__ import annotations

from collections import Counter
from functools import cache
from importlib.resources import files
from io import StringIO
from typing import Any

from docs_edits import edits_of, heading_of, steps_that_name
from docs_markdown import anchor, code, codes, page, table
from ruamel.yaml import YAML

from perdiem.codes import packaged_code_sets
from perdiem.model.results import RecommendationPage, Status
from perdiem.rules.measures.registry import measures
from perdiem.rules.recommendations.registry import PAGE_PARTS, RECOMMENDATIONS, pages, recommendation
from perdiem.writers.wording import measure_words

SOURCE_FOLDER = "../../../src/perdiem/rules/recommendations"


def recommendations_list() -> str:
    """The page `recommendations/README.md`."""
    rows = []
    for one in RECOMMENDATIONS:
        shown = pages()[one.number]
        cases = str(len(cases_of(one.number)))
        rows.append((f"[R{one.number:02}]({one.number:02}.md)", one.title, str(len(shown.terms)), cases))
    return page(
        "The 15 recommendations",
        "The National Home Infusion Association (NHIA) asks payors for fifteen things. Each has a page: what Perdiem "
        "looks for in a contract, when it is met, when the contract is silent, a clause to use, and examples with "
        "their verdicts. The summaries are ours; the numbers are those of the source.",
        table(("number", "recommendation", "terms", "examples"), rows),
        "How the parts of a recommendation make one status: [Silence and statuses]"
        "(../../explanation/silence-and-statuses.md). What is built for each: [Coverage](../coverage.md).",
    )


def recommendation_page(number: int) -> str:
    """The page of one recommendation."""
    shown = pages()[number]
    parts = dict(
        zip(PAGE_PARTS, (shown.looks_for, shown.why, shown.met_when, shown.silent_when, shown.limits), strict=True)
    )
    return page(
        f"R{number:02}: {shown.title}",
        f"*{shown.section}*",
        _neighbours(number),
        shown.summary,
        *(f"## {heading}\n\n{text}" for heading, text in parts.items()),
        _codes(shown),
        "## Terms of the contract\n\n"
        + "\n".join(f"- [{code(term)}](../contract.md#{anchor(_section_of(term))})" for term in shown.terms),
        _claims(number),
        _measures(shown),
        f"## Model clause\n\nBlanks stand in square brackets.\n\n{_quoted(shown.clause)}",
        _examples(number),
        f"In the code: [`{shown.slug}`]({SOURCE_FOLDER}/{shown.slug}).",
    )


@cache
def cases_of(number: int) -> list[dict[str, Any]]:
    """The cases beside a recommendation, as data."""
    text = (files(recommendation(number).package) / "cases.yaml").read_text("utf-8")
    cases: list[dict[str, Any]] = YAML(typ="safe", pure=True).load(text) or []
    return cases


def status_counts(number: int) -> str:
    """How many cases have each status: `3 not met, 2 met`."""
    counts = Counter(case["status"] for case in cases_of(number))
    return ", ".join(f"{counts[status]} {status}" for status in Status if counts[status])


def _neighbours(number: int) -> str:
    links = ["[All recommendations](README.md)"]
    if number > 1:
        links.insert(0, f"[← R{number - 1:02}]({number - 1:02}.md)")
    if number < len(RECOMMENDATIONS):
        links.append(f"[R{number + 1:02} →]({number + 1:02}.md)")
    return " · ".join(links)


def _codes(shown: RecommendationPage) -> str:
    if not shown.codes:
        return ""
    known = next((one for one in shown.codes if one in packaged_code_sets().codes), "")
    hint = f" `perdiem codes show {known}` tells what a code is." if known else ""
    return f"## Codes\n\n{codes(shown.codes)}.{hint}"


def _claims(number: int) -> str:
    """What of it shows on claims: the edits, and the steps of the rule book that name it."""
    edits, steps = edits_of(number), steps_that_name(number)
    if not edits and not steps:
        return ""
    listed = [f"- [{code(edit.name)}](../edits.md#{anchor(heading_of(edit))}): {edit.says}" for edit in edits]
    rules = ", ".join(
        f"[{step} {title}](../../explanation/adjudication.md#{anchor(f'{step} {title}')})"
        for step, title in steps.items()
    )
    parts = ["## On claims", "What refuses or cuts a claim line on the terms that it is about."]
    return "\n\n".join([*parts, "\n".join([*listed, *([f"- In the rule book: {rules}."] if rules else [])])])


def _measures(shown: RecommendationPage) -> str:
    if not shown.measures:
        return ""
    listed = "\n".join(f"- {measure_words(measure)}" for measure in shown.measures)
    counted = [each.definition for each in measures() if shown.number in each.definition.recommendations]
    names = "\n".join(f"- [{each.title}](../measures.md#{anchor(each.title)}): {code(each.name)}" for each in counted)
    return f"## What to measure\n\n{listed}\n\n`perdiem measure` counts:\n\n{names}"


def _section_of(term: str) -> str:
    """The heading of `contract.md` under which a term stands."""
    head = term.rsplit(".", 1)[0] if "." in term else ""
    return head or "the top of the file"


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.splitlines())


def _examples(number: int) -> str:
    head = "Each example is a contract with these terms alone, and the status that it gets. They are run as tests."
    parts = [f"## Examples\n\n{head}"]
    for case in cases_of(number):
        shown = f"### {case['name']}\n\nStatus: **{case['status']}**"
        if case["contract"]:
            shown += f"\n\n```yaml contract\n{_yaml(case['contract'])}\n```"
        parts.append(shown)
    return "\n\n".join(parts)


def _yaml(data: dict[str, Any]) -> str:
    yaml = YAML()
    yaml.width = 100
    yaml.indent(mapping=2, sequence=4, offset=2)
    out = StringIO()
    yaml.dump(data, out)
    return out.getvalue().rstrip()
