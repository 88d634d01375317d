"""The reference of measures: each with what is counted, of whom, from which tables, and what it cannot say."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from itertools import groupby

from docs_markdown import anchor, code, page, table

from perdiem.model import measure_settings
from perdiem.model.measures import Direction, Kind, MeasureDefinition
from perdiem.rules.measures.registry import measures

INTRODUCTION = """
What `perdiem measure` counts. [Measure outcomes](../how-to/measure-outcomes.md) tells how to run it,
[Read a funnel plot](../explanation/funnel-plots.md) how to read what it draws.

- A measure whose tables the book lacks has no value: `not enough data`, with the names of the tables, never zero. Where
  claims can stand in for clinical records, they do, and the value says `claims proxy`.
- A denominator of zero gives no value either: `nothing to measure`.
- What rests on 1 to 10 people or events is withheld, and with it what it could be worked out from.
- *Version* changes whenever a number could change.
"""
HOW = {
    Kind.PROPORTION: "proportion; Wilson's interval",
    Kind.RATE: "rate; exact Poisson interval (Garwood)",
    Kind.RATIO: "ratio of totals; its interval allows for patients being alike, on the log scale",
    Kind.MEAN: "mean; Student's interval",
    Kind.MEDIAN: "median; interval by order statistics",
    Kind.COUNT: "count; exact Poisson interval (Garwood)",
    Kind.ESTIMATE: "estimate; low and high of the assumption",
}
_WHAT = {"confidence": "of every interval", "proxies": "let claims stand in where clinical tables are missing"}
_FACT = re.compile(r" \(B\d+(?:, B\d+)*\)")  # numbers of a list of facts that is not part of the documentation
_SETTING = re.compile(r"^    (?P<name>\w+): (?P<type>[^=]+) = (?P<default>.+?)(?:  # (?P<why>.+))?$", re.MULTILINE)


def measures_page() -> str:
    """The page `measures.md`."""
    every = [each.definition for each in measures()]
    order = {topic: place for place, topic in enumerate(dict.fromkeys(each.topic for each in every))}
    by_topic = [
        (topic, list(members))
        for topic, members in groupby(sorted(every, key=lambda each: order[each.topic]), key=lambda each: each.topic)
    ]
    return page(
        "The measures",
        INTRODUCTION,
        f"There are {len(every)} measures; {sum(each.is_from_source for each in every)} are of the recommendations, "
        "the others Perdiem's.\n\n" + table(
            ("measure", "name", "better", "for", "tables"),
            (
                (
                    f"[{each.title}](#{anchor(each.title)})", code(each.name), _better(each), _recommendations(each),
                    ", ".join(code(name.replace("|", " or ")) for name in each.tables),
                )
                for each in every
            ),
        ),
        *(f"## {topic.capitalize()}\n\n" + "\n\n".join(map(_measure, members)) for topic, members in by_topic),
        "## Settings\n\n`--set NAME=VALUE` of `perdiem measure`; `--suppress` sets `suppress_below`.\n\n"
        + table(("setting", "default", "why, or what it stands for"), _settings()),
    )  # fmt: skip


def _measure(each: MeasureDefinition) -> str:
    rows = [
        ("Population", each.population),
        ("Numerator", each.numerator),
        ("Denominator", each.denominator),
        ("Left out", "; ".join(each.exclusions)),
        ("Unit", f"{each.unit}: {HOW[each.kind]}"),
        ("Better", each.direction.value),
        ("By itself by", each.category),
        ("Held against", each.counterfactual),
        ("Limits", each.limits),
        ("Source", "; ".join(each.sources)),
        ("Version", each.version),
    ]
    if each.proxy:
        said = f"{each.proxy.numerator} / {each.proxy.denominator} {each.proxy.limits}"
        rows.insert(4, ("From claims, where tables are missing", said))
    return f"### {each.title}\n\n{code(each.name)}\n\n" + table(("", ""), ((name, said) for name, said in rows if said))


def _settings() -> Iterator[tuple[str, str, str]]:
    for found in _SETTING.finditer(inspect.getsource(measure_settings.MeasureSettings)):
        yield code(found["name"]), code(found["default"]), _FACT.sub("", found["why"] or _WHAT[found["name"]])


def _better(each: MeasureDefinition) -> str:
    return {Direction.HIGHER: "higher", Direction.LOWER: "lower", Direction.NEITHER: ""}[each.direction]


def _recommendations(each: MeasureDefinition) -> str:
    return ", ".join(f"[R{number:02}](recommendations/{number:02}.md)" for number in each.recommendations)
