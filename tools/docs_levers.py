"""The levers of an estimate of impact: formula, figures with ranges and sources, limits; from their files."""

from __future__ import annotations

from collections.abc import Iterator

from docs_markdown import anchor, code, page, table

from perdiem.model.scenario import Lever, Parameter
from perdiem.rules.impact.levers import WITHOUT_LEVER, all_levers, default_scenario
from perdiem.writers.impact.figures import number, span

INTRODUCTION = """
A *lever* is one way in which adopted recommendations change what happens. A year's units are its volume; each adopted
recommendation removes a share of what the others leave; each unit removed saves, or costs, payor, provider and member.
[How impact is estimated](../explanation/impact-methods.md) tells the method,
[the limits](../explanation/impact-limits.md) what it cannot say.

A figure is *published*, *derived* from published figures, *assumed* (ours, to be settled), or *not known*: then it
counts as zero, or its lever is not estimated, until the book or your scenario file has it. Of an amount of money there
are two, `_paid` and `_cost`; a scenario uses one kind.
"""


def levers_page() -> str:
    """The page `levers.md`."""
    levers = all_levers()
    contents = "\n".join(f"- [{lever.title}](#{anchor(lever.title)}): {_numbers(lever)}" for lever in levers)
    told = default_scenario().inflation
    values = ", ".join(f"{year} {figure:g}" for year, figure in sorted(told.values.items()))
    without = table(("recommendation", "why"), ((f"R{each:02}", why) for each, why in WITHOUT_LEVER.items()))
    return page(
        "The levers of an estimate",
        INTRODUCTION,
        contents,
        *(part for lever in levers for part in _lever(lever)),
        "## Figures for every lever\n\n" + _figures(_shared()),
        f"## Price index\n\n{told.index}. Source: {told.source}; {told.dated}. A year left out counts as the one before"
        f" it.\n\n{values}.",
        "## Recommendations without a lever\n\n" + without,
    )


def _numbers(lever: Lever) -> str:
    return ", ".join(f"R{each:02}" for each in sorted(lever.shares))


def _lever(lever: Lever) -> Iterator[str]:
    yield f"## {lever.title}"
    yield lever.says.strip()
    rows = [("units a year", code(lever.volume.text))]
    rows += [(f"share removed by R{each:02}", code(share.text)) for each, share in sorted(lever.shares.items())]
    rows += [(f"a unit saves the {who}", code(" ".join(saves.text.split()))) for who, saves in lever.saves.items()]
    yield table(("what", "formula"), rows)
    yield _figures(_own(lever))
    yield f"Limits: {lever.limits.strip()}"


def _own(lever: Lever) -> list[Parameter]:
    known = default_scenario().parameters
    shared = {each.name for each in _shared()}
    names = [each for name in lever.names for each in (name, f"{name}_paid", f"{name}_cost") if each in known]
    return [known[name] for name in names if name not in shared]


def _shared() -> list[Parameter]:
    """What stands in parameters.yaml: what more than one lever reads, or all."""
    prefixes = ("uptake_", "member_months", "ed_visit", "readmission_paid", "readmission_cost")
    return [each for name, each in default_scenario().parameters.items() if name.startswith(prefixes)]


def _figures(parameters: list[Parameter]) -> str:
    heads = ("figure", "value", "range", "unit", "drawn from", "from", "source and remark")
    return table(heads, (_row(each) for each in parameters))


def _row(each: Parameter) -> tuple[str, ...]:
    ranged = span(each.low, each.high, each.unit)
    limits = {"95%": "", "iqr": " (quartiles)", "range": " (least, greatest)"}[each.limits] if ranged else ""
    year = f", {each.price_year}" if each.price_year else ""
    said = ". ".join(text.strip().rstrip(".") for text in (each.citation, each.note) if text)
    return (
        code(each.name), number(each.value, each.unit), ranged + limits, each.unit + year, each.distribution,
        str(each.origin), said,
    )  # fmt: skip
