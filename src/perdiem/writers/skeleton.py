"""A new contract file: every section and term, commented, to be filled in; or filled with a payor's rates."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from textwrap import wrap
from typing import Any

from perdiem.errors import UsageError
from perdiem.model.contract import Contract
from perdiem.model.terms.base import Section
from perdiem.model.terms.lookup import Declared, keys_of, section_in
from perdiem.writers.yaml_text import flow

HEAD = """\
# yaml-language-server: $schema={schema}
# A home-infusion contract. Every term is optional: a term left out, or left blank, is one on which the contract
# is silent. Take away the `#` before a term and give it a value; `perdiem check` tells every fault with its place,
# `perdiem review` holds the contract against the 15 recommendations. The model to copy from is contracts/model.yaml.
"""
OWN_PART = ("contract", "title", "payor", "provider", "effective", "lines_of_business", "rates")
LEFT_OUT = {"about", "amends", "amendments", "sources", "factors", "perdiem", "capitation", "member_cost"}
ROWS = {
    "networks": '{name: "Infusion network", drugs: [infused, provider_administered], local: yes, full_service: yes}',
    "locations": '{npi: "", name: "", state: "", kind: pharmacy}',
    "not_together": "{codes: hydration, beside: pn_per_diem}",
    "rules": "{for: nursing, needed: no}",
    "measures": '{measure: 30-day unplanned readmission, target: "", better: lower}',
}
WIDTH = 116


def skeleton(
    name: str,
    *,
    payor: str = "",
    provider: str = "",
    first_day: date | None = None,
    last_day: date | None = None,
    lines_of_business: Sequence[str] = (),
    rates: Sequence[Mapping[str, Any]] = (),
    rates_note: str = "",
    schema: str = "contract.schema.json",
) -> str:
    """The text of a new contract file.

    `rates` are rows as the file holds them; without any, two commented examples stand there. `rates_note` says
    where the rows come from.
    """
    lines = [HEAD.format(schema=schema), f"contract: {name}"]
    lines += [
        f"title: {flow(f'Home infusion agreement, {payor} and {provider}')}" if payor and provider else "# title:"
    ]
    lines += ["", "payor:", f"  name: {flow(payor) if payor else ''}".rstrip(), "provider:"]
    lines += [f"  name: {flow(provider) if provider else ''}".rstrip(), "effective:"]
    lines += [f"  from: {first_day or ''}".rstrip(), f"  to: {last_day or ''}".rstrip()]
    lines += _comment(f"Any of: {', '.join(_choices(Contract, 'lines_of_business'))}.")
    lines += [f"lines_of_business: {flow(list(lines_of_business))}", "", *_rates(rates, rates_note)]
    for key, field in keys_of(Contract).items():
        if key in OWN_PART or key in LEFT_OUT:
            continue
        lines.append("")
        section = section_in(field.annotation)
        if section is not None and key not in ROWS:
            lines += _section(key, section, 0)
        else:
            lines += [*_comment(field.description or key), f"# {key}:", f"#   - {ROWS[key]}"]
    return "\n".join(lines) + "\n"


def lines_of_business_named(text: str) -> list[str]:
    """The lines of business in `commercial,medicare_advantage`. Raises UsageError with the values allowed."""
    allowed = _choices(Contract, "lines_of_business")
    found = [word.strip() for word in text.split(",") if word.strip()]
    for word in found:
        if word not in allowed:
            spelled = re.sub(r"[\s-]+", "_", word.lower())
            near = [choice for choice in allowed if spelled in choice] or get_close_matches(spelled, allowed, 1, 0.6)
            advice = f"; did you mean {near[0]}?" if near else ""
            raise UsageError(f"--lines-of-business: {word!r} is not one of {', '.join(allowed)}{advice}")
    return list(dict.fromkeys(found))


def _rates(rates: Sequence[Mapping[str, Any]], note: str) -> list[str]:
    if not rates:
        return [
            *_comment(
                "Rates: a code, a range (S9373-S9377) or a family (pn_per_diem; `perdiem codes families` lists them), "
                "and one of: rate, base with factor, percent with of. Or a sheet beside this file."
            ),
            "# rates:",
            "#   - {codes: anti_infective, rate: 130.00, per: day}",
            "#   - {codes: drug, percent: 106%, of: asp, per: unit}",
            "#   - {file: rates.xlsx}",
        ]
    lines = _comment(note) if note else []
    return [*lines, "rates:", *(f"  - {flow(row)}" for row in rates)]


def _section(key: str, section: type[Section], indent: int) -> list[str]:
    margin = " " * indent
    doc = (section.__doc__ or key).strip().split("\n\n")[0].replace("\n    ", " ")
    lines = [*_comment(doc, indent), f"{margin}# {key}:"]
    for name, field in keys_of(section).items():
        inner = section_in(field.annotation)
        declared = Declared(section, name, field)
        if inner is not None and name not in ROWS:
            lines += [f"{margin}#   {name}:"]
            lines += [f"{margin}#     {inner_name}: " for inner_name in keys_of(inner)]
        elif name in ROWS:
            lines += [f"{margin}#   {name}:", f"{margin}#     - {ROWS[name]}"]
        else:
            lines.append(f"{margin}#   {name}:  # {_hint(declared)}")
    return [line.rstrip() for line in lines]


def _hint(declared: Declared) -> str:
    if declared.choices:
        return " | ".join(declared.choices)
    if declared.unit:
        return f"{declared.title}, in {declared.unit}"
    return declared.title


def _choices(section: type[Section], key: str) -> tuple[str, ...]:
    return Declared(section, key, keys_of(section)[key]).choices


def _comment(text: str, indent: int = 0) -> list[str]:
    margin = " " * indent + "# "
    return [margin + line for line in wrap(text, WIDTH - len(margin))]
