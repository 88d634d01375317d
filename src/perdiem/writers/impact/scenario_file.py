"""A scenario file to fill in: every parameter with its published figure, range, unit and source, as a comment."""

from __future__ import annotations

import json
from collections.abc import Sequence

from perdiem.model.scenario import Lever, Parameter, Scenario

HEAD = """\
# A scenario for `perdiem impact --scenario`. Take the mark # from a line to state your own figure in its place;
# what stays a comment is taken from your book where it has it, else from the source named here.
#
# A parameter is a number (certain), or {value, low, high, limits, distribution, price_year, citation, note}:
#   limits: 95% (ends of an interval), iqr (quartiles) or range (least and greatest)
#   distribution: fixed, gamma (costs, rates), beta (probabilities), lognormal (ratios), normal, pert, triangular,
#     uniform
# An amount of money needs its price_year. Amounts paid and costs of care are never mixed: `money` chooses.

title: My scenario
money: paid
# price_year: 2026
"""


def scenario_text(scenario: Scenario, levers: Sequence[Lever]) -> str:
    """The file's text, which can be read as it is; the parameters stand by lever."""
    told = scenario.inflation
    values = ", ".join(f"{year}: {figure:g}" for year, figure in sorted(told.values.items()))
    parts = [
        HEAD,
        f"# inflation:\n#   index: {json.dumps(told.index)}\n#   source: {json.dumps(told.source)}\n",
        f"#   dated: {json.dumps(told.dated)}\n#   values: {{{values}}}\n",
        f"#   later: {told.later:.0%}  # how prices grow in each year after {told.last_year}; it may stand alone\n",
        "\nparameters:\n",
    ]
    left = dict(scenario.parameters)
    for lever in levers:
        numbers = ", ".join(f"R{number}" for number in sorted(lever.shares))
        parts.append(f"\n  # {lever.title} ({numbers})\n  # a year's units: {lever.volume.text}\n")
        for name in lever.names:
            parts += [_written(left.pop(each)) for each in (name, f"{name}_paid", f"{name}_cost") if each in left]
    parts.append("\n  # for every lever\n")
    parts += [_written(each) for each in left.values()]
    return "".join(parts)


def _written(parameter: Parameter) -> str:
    said = [f"{parameter.unit}; {parameter.origin}"]
    said += [text for text in (parameter.citation, parameter.note) if text]
    fields = {"value": parameter.value, "low": parameter.low, "high": parameter.high}
    stated = [f"{name}: {figure:g}" for name, figure in fields.items() if figure is not None]
    if parameter.low is not None:
        stated += [f"limits: {parameter.limits}", f"distribution: {parameter.distribution}"]
    if parameter.price_year is not None:
        stated.append(f"price_year: {parameter.price_year}")
    elif parameter.money:
        stated.append("price_year:")
    return f"  # {parameter.name}: {{{', '.join(stated) or 'value:'}}}\n  #   {'; '.join(said)}\n"
