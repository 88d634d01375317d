"""The contract that rates imply as a contract file: every term marked observed, what cannot be seen left out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from textwrap import wrap
from typing import Any

from perdiem.model.codes import Code
from perdiem.model.rate_market import ImpliedContract, ObservedRate
from perdiem.writers.wording import counted, one_line
from perdiem.writers.yaml_text import flow

HEAD = """\
# A contract that is implied by published rates. Nobody has agreed to this file: it shows what a payor's own rate file
# says about one provider. `basis: observed` marks what stands in the file, `basis: inferred` what was read out of it.
# A term that is absent is one that a rate file does not show, or on which this one is silent.
"""
SOURCE = "rate-file"
OBSERVED = {"source": SOURCE, "basis": "observed"}
MOST_SITES = 200  # NPIs listed; a provider with more is not one pharmacy's contract
WIDTH = 116
LONGEST_NAME = 500  # characters; a term holds 2,000, and the title has two names
_UNFIT = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|\ufeff")
_SHARES = {"SH": "second", "SJ": "third"}
_UNITS = (("diem", "day"), ("day", "day"), ("visit", "visit"), ("hour", "hour"), ("kit", "kit"))
Compress = Callable[[Iterable[str]], list[str]]


def implied_contract_yaml(implied: ImpliedContract, code: Callable[[str], Code | None], compress: Compress) -> str:
    """The text of the contract file. `code` looks a code up, `compress` writes codes short, as ranges and families."""
    implied = _plainly_named(implied)
    who = implied.name or implied.provider
    lines = [
        HEAD,
        f"contract: {_slug(implied)}",
        f"title: {flow(f'What {implied.payor} pays {who}, by published rates')}",
    ]
    lines += ["about: >-", *_wrapped(_about(implied), "  "), ""]
    lines += _parties(implied, who)
    lines += _source(implied)
    lines += _coding(implied)
    lines += _factors(implied)
    lines += _rates(implied, code, compress)
    lines += _rest(implied)
    return "\n".join(lines) + "\n"


def _plainly_named(implied: ImpliedContract) -> ImpliedContract:
    """The same with names of one line, without the characters that a contract's file may not hold."""
    return replace(
        implied,
        payor=_plain_name(implied.payor) or "not named",
        provider=_plain_name(implied.provider) or "not named",
        name=_plain_name(implied.name),
        plans=tuple(filter(None, map(_plain_name, implied.plans))),
        sources=tuple(map(_plain_name, implied.sources)),
    )


def _plain_name(name: str) -> str:
    return one_line(_UNFIT.sub(" ", name))[:LONGEST_NAME].strip()


def _slug(implied: ImpliedContract) -> str:
    text = f"{implied.payor}-{implied.name or implied.provider}-observed".lower()
    return re.sub(r"[^a-z0-9]+", "-", text).strip("-")[:80].strip("-")


def _about(implied: ImpliedContract) -> str:
    return (
        f"Read out of {implied.rows:,} published rows of {len(implied.sources)} file"
        f"{'s' if len(implied.sources) != 1 else ''}"
        f"{f', dated {implied.dated}' if implied.dated else ''}. What the contract says of authorization, limits, "
        "cost shares or claims is not in a rate file and not known."
    )


def _parties(implied: ImpliedContract, who: str) -> Iterator[str]:
    yield "payor:"
    yield f"  name: {flow({'is': implied.payor, **OBSERVED})}"
    if len(implied.plans) == 1:
        yield f"  plan: {flow({'is': implied.plans[0], **OBSERVED})}"
    yield "provider:"
    yield f"  name: {flow({'is': who, **OBSERVED})}"
    if re.fullmatch(r"\d{2}-?\d{7}", implied.provider):
        yield f"  tin: {flow({'is': implied.provider, **OBSERVED})}"
    if implied.last_day:
        yield "effective:"
        yield f"  to: {flow({'is': implied.last_day, **OBSERVED})}"
    if len(implied.npis) == 1:
        yield f"# The rates are of one NPI, {implied.npis[0]}; whether the contract has more sites is not in them."
    elif len(implied.npis) > MOST_SITES:
        yield f"# The rates are of {len(implied.npis):,} NPIs, too many to list."
    elif implied.npis:
        yield "sites:"
        if implied.has_same_terms is not None:
            yield f"  same_terms: {flow({'is': 'yes' if implied.has_same_terms else 'no', **OBSERVED})}"
        yield "  locations:"
        yield from (f"    - {flow({'npi': npi, **OBSERVED})}" for npi in implied.npis)
    yield ""


def _source(implied: ImpliedContract) -> Iterator[str]:
    yield "sources:"
    yield f"  {SOURCE}:"
    shown = "; ".join(_file(name) for name in implied.sources[:3])
    more = f" and {len(implied.sources) - 3} more" if len(implied.sources) > 3 else ""
    yield f"    title: {flow(f'Published rates: {shown}{more}')}"
    yield f"    publisher: {flow(implied.payor)}"
    if implied.dated:
        yield f"    dated: {flow(str(implied.dated))}"
    seen = f"{implied.rows:,} rows, {counted(len(implied.npis), 'NPI')}"
    yield f"    seen: {flow(seen)}"
    yield ""


def _file(name: str) -> str:
    return re.sub(r"[?#].*", "", name).replace("\\", "/").rsplit("/", 1)[-1]


def _coding(implied: ImpliedContract) -> Iterator[str]:
    codes = {rate.code for rate in implied.rates if rate.amount > 0} | {code for code, _, _ in implied.several}
    has_s, has_g = (
        any(re.fullmatch(pattern, code) for code in codes) for pattern in (r"S9[0-9]{3}", r"G00(68|69|70|88|89|90)")
    )
    if has_s and has_g:
        yield "# Both the S codes and the Medicare visit codes (G codes) have a rate."
        yield "coding:"
        yield f"  system: {flow({'is': 's_codes_and_hit_g_codes', **OBSERVED})}"
        yield ""


def _factors(implied: ImpliedContract) -> Iterator[str]:
    if not implied.factors:
        return
    for factor in implied.factors:
        text = (
            f"{factor.fitting} of {factor.rates} rates of {factor.words} are a whole-dollar base times "
            f"{factor.factor}, to the cent."
        )
        yield from _remark(text)
    yield "factors:"
    for factor in implied.factors:
        yield f"  {factor.name}: {flow({'is': factor.factor, 'source': SOURCE, 'basis': 'inferred'})}"
    yield ""


def _rates(implied: ImpliedContract, code: Callable[[str], Code | None], compress: Compress) -> Iterator[str]:
    for note in implied.notes:
        yield from _remark(note)
    for name, modifiers, amounts in implied.several:
        shown = ", ".join(f"{each:,.2f}" for each in amounts[:6]) + (" …" if len(amounts) > 6 else "")
        yield from _remark(f"Not told apart, so without a rate here: {f'{name} {modifiers}'.strip()} at {shown}.")
    if not implied.rates:
        yield from _remark("No rate can be told.")
        return
    yield "rates:"
    for row, codes in _rows(implied, code):
        short = compress(codes)
        yield f"  - {flow({'codes': short[0] if len(short) == 1 else short, **row, **OBSERVED})}"
    yield ""


def _rows(implied: ImpliedContract, code: Callable[[str], Code | None]) -> list[tuple[dict[str, Any], list[str]]]:
    """Rates as the file writes them; codes that are paid alike share a row."""
    found: dict[str, tuple[dict[str, Any], list[str]]] = {}
    for rate in implied.rates:
        row: dict[str, Any] = _paid(rate)
        unit = _unit(code(rate.code))
        if not rate.is_percent and unit:
            row["per"] = unit
        if rate.modifiers:
            row["modifiers"] = list(rate.modifiers)
        if rate.places:
            row["places_of_service"] = list(rate.places)
        found.setdefault(flow(row), (row, []))[1].append(rate.code)
    return list(found.values())


def _paid(rate: ObservedRate) -> dict[str, Any]:
    if rate.is_percent:
        return {"percent": f"{_plain(rate.amount)}%", "of": "charge"}
    if rate.base is not None:
        return {"base": f"{rate.base:.2f}", "factor": rate.factor}
    return {"rate": f"{rate.amount:.2f}" if rate.amount == round(rate.amount, 2) else _plain(rate.amount)}


def _plain(amount: Decimal) -> str:
    return f"{amount.normalize():f}"


def _unit(known: Code | None) -> str:
    if known is None:
        return ""
    return next((ours for word, ours in _UNITS if word in known.unit), "unit")


def _rest(implied: ImpliedContract) -> Iterator[str]:
    if implied.unlisted_percent is not None:
        yield "unlisted:"
        yield f"  percent_of_charge: {flow({'is': f'{_plain(implied.unlisted_percent)}%', **OBSERVED})}"
        yield ""
    shares = [share for share in implied.shares if share.percent is not None]
    if shares:
        for share in shares:
            seen = f"{share.fitting} of {share.codes} codes"
            yield from _remark(f"With {share.modifier}, {seen} are paid {share.percent}% of their plain rate.")
        yield "concurrent_therapies:"
        for share in shares:
            yield f"  {_SHARES[share.modifier]}: {flow({'is': f'{share.percent}%', **OBSERVED})}"


def _remark(text: str) -> list[str]:
    return [f"# {line}" for line in wrap(text, WIDTH - 2)]


def _wrapped(text: str, margin: str) -> list[str]:
    return [margin + line for line in wrap(text, WIDTH - len(margin))]
