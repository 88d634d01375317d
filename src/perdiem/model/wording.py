"""Terms in words: the sentence that a term stands for, as reports, comparisons and Word amendments print it."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

from perdiem.model.contract import Contract
from perdiem.model.marks import Path
from perdiem.model.terms.authorization import AuthorizationRule
from perdiem.model.terms.base import Section
from perdiem.model.terms.lookup import Declared, declared_at, keys_of
from perdiem.model.terms.member import MemberCost
from perdiem.model.terms.nutrition import ProgrammeMeasure
from perdiem.model.terms.parties import Network, Site
from perdiem.model.terms.payment import Capitation, Rate
from perdiem.model.terms.per_diem import Pair

NAMES = {
    "self_funded": "self-funded",
    "medicare_advantage": "Medicare Advantage",
    "medicare_supplement": "Medicare supplement",
    "managed_medicaid": "managed Medicaid",
    "medicaid_ffs": "Medicaid fee-for-service",
    "workers_compensation": "workers' compensation",
    "tricare": "TRICARE",
    "rn": "registered nurses",
    "lpn": "practical nurses",
    "np": "nurse practitioners",
    "de_clotting": "de-clotting",
    "de_clotting_kit": "de-clotting kits",
    "de_clotting_bundle": "de-clotting with its nursing",
    "hit_g_codes": "the Medicare home infusion G codes",
    "home_mix": "the home-mix codes",
    "per_diem": "per diems",
    "pn_per_diem": "parenteral nutrition per diems",
    "provider_administered": "provider-administered",
    "self_injected": "self-injected",
    "iv_solutions": "IV solutions",
}
SHOWN_ITEMS = 12  # of a long list in a sentence; the file holds the rest


def sentence(path: Path, value: Any) -> str:
    """What a term says, as a sentence. `path` is the term's path in the file, `value` its value in the model."""
    declared = declared_at(Contract, path)
    if declared is None:
        return f"{path[-1]}: {value_words(value)}"
    return said(declared, value)


def said(declared: Declared, value: Any) -> str:
    """The sentence of a declared term for one value."""
    says = declared.says
    if isinstance(value, tuple) and value and isinstance(value[0], Section):
        says = says if isinstance(says, str) else "{value}"
        return says.replace("{value}", _items(value))
    if isinstance(says, dict):
        return says.get(value_text(value), f"{declared.title}: {value_text(value)}")
    return (says or declared.title + ": {value}").replace("{value}", value_words(value, _is_percent(declared)))


def shown(path: Path, value: Any) -> str:
    """A term's value by itself, as a person writes it: `50%`, `130.00`, `S9500, S9501`."""
    declared = declared_at(Contract, path)
    if isinstance(value, Decimal) and declared is not None and _is_percent(declared):
        return percent_text(value)
    return value_text(value)


def _is_percent(declared: Declared) -> bool:
    return declared.unit == "percent" or "percent" in declared.key


def value_text(value: Any) -> str:
    """A value as the file would hold it: `yes`, `50`, `2026-01-31`, `S9500, S9501`."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return amount_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return ", ".join(value_text(item) for item in value)
    if isinstance(value, Section):
        return section_words(value)
    return str(value)


def amount_text(amount: Decimal) -> str:
    """An amount with at least its cents, and no more decimals than it has: 130 as 130.00, 0.0125 as 0.0125."""
    plain = amount.normalize()
    exponent = plain.as_tuple().exponent
    return f"{plain:.2f}" if not isinstance(exponent, int) or exponent >= -2 else f"{plain:f}"


def percent_text(percent: Decimal) -> str:
    """A percent without needless decimals: 50%, 37.5%."""
    return f"{percent.normalize():f}%"


def value_words(value: Any, percent: bool = False) -> str:
    """A value inside a sentence: names without underscores, lists joined with `and`."""
    if isinstance(value, Decimal):
        return percent_text(value) if percent else amount_text(value)
    if isinstance(value, tuple | list):
        words = [value_words(item) for item in value]
        if len(words) > SHOWN_ITEMS:
            words = [*words[:SHOWN_ITEMS], f"{len(words) - SHOWN_ITEMS} more"]
        return joined(words)
    text = value_text(value)
    if text in NAMES:
        return NAMES[text]
    return re.sub(r"^(de|anti)_", r"\1-", text).replace("_", " ") if text == text.lower() else text


def joined(words: list[str]) -> str:
    """Words with commas and a last `and`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else "nothing"


def _items(items: tuple[Section, ...]) -> str:
    words = [section_words(item) for item in items]
    if len(words) > SHOWN_ITEMS:
        return f"{len(words)} entries"
    return "; ".join(words)


def section_words(section: Section) -> str:
    """One row of a list in words: a rate, a rule, a site, a network, a pair."""
    if isinstance(section, Rate):
        return rate_words(section)
    if isinstance(section, AuthorizationRule):
        return _rule_words(section)
    if isinstance(section, Pair):
        return f"{value_words(section.codes)} beside {value_words(section.beside)}"
    if isinstance(section, Site):
        parts = [section.name or "a location", f"NPI {section.npi}" if section.npi else "", section.state or ""]
        return ", ".join(part for part in (*parts, section.kind or "") if part)
    if isinstance(section, Network):
        return _network_words(section)
    if isinstance(section, ProgrammeMeasure):
        return f"{section.measure} (target {section.target})" if section.target else str(section.measure)
    if isinstance(section, MemberCost):
        return _member_words(section)
    if isinstance(section, Capitation):
        amount = amount_text(section.per_member_per_month or Decimal(0))
        return f"{value_words(section.codes)} by capitation at {amount} dollars a member a month"
    return "; ".join(
        f"{key}: {value_words(getattr(section, field))}"
        for key, field in ((key, _field_name(section, key)) for key in keys_of(type(section)))
        if field in section.model_fields_set
    )


def _field_name(section: Section, key: str) -> str:
    return next(name for name, field in type(section).model_fields.items() if (field.alias or name) == key)


def rate_words(rate: Rate) -> str:
    """A rate in words: `S9500: 130.00 dollars a day with modifier SS, from 2026-01-01`."""
    if rate.rate is not None:
        price = f"{amount_text(rate.rate)} dollars"
    elif rate.base is not None:
        factor = rate.factor if isinstance(rate.factor, str) else f"{(rate.factor or Decimal(1)).normalize():f}"
        price = f"{amount_text(rate.base)} dollars times {factor}"
    else:
        of = {"asp": "ASP", "awp": "AWP", "wac": "WAC"}.get(str(rate.of), f"the {str(rate.of).replace('_', ' ')}")
        price = f"{percent_text(rate.percent or Decimal(0))} of {rate.schedule or of}"
    parts = [f"{value_words(rate.codes)}: {price}"]
    if rate.per:
        parts.append(f"{'an' if rate.per in {'hour', 'item'} else 'a'} {rate.per}")
    if rate.modifiers:
        parts.append(f"with modifier {joined(list(rate.modifiers))}")
    if rate.site:
        parts.append(f"at a {rate.site}")
    if rate.places_of_service:
        parts.append(f"at place of service {joined(list(rate.places_of_service))}")
    if rate.lines_of_business:
        parts.append(f"for {value_words(rate.lines_of_business)}")
    if rate.lesser_of_charge:
        parts.append("or the charge if that is less")
    if rate.from_:
        parts.append(f"from {rate.from_}")
    if rate.to:
        parts.append(f"to {rate.to}")
    return " ".join(parts)


def _rule_words(rule: AuthorizationRule) -> str:
    subject = "all services" if rule.for_ == ("everything",) else value_words(rule.for_)
    text = {
        "yes": f"Prior authorization is needed for {subject}",
        "no": f"No prior authorization is needed for {subject}",
        "listed_only": f"Prior authorization is needed for {subject} where the payor's list names them",
    }[rule.needed or "yes"]
    if rule.lines_of_business:
        text += f", for {value_words(rule.lines_of_business)}"
    return text + (f", when {rule.when}" if rule.when else "")


def _network_words(network: Network) -> str:
    parts = [network.name or "a network"]
    if network.drugs:
        parts.append(f"for {value_words(network.drugs)} drugs")
    kinds = [word for word, has in (("local", network.local), ("full-service", network.full_service)) if has]
    return " ".join(parts) + (f" of {', '.join(kinds)} pharmacies" if kinds else "")


def _member_words(cost: MemberCost) -> str:
    parts = []
    if cost.copay is not None:
        parts.append(f"a copay of {amount_text(cost.copay)} dollars")
    if cost.coinsurance is not None:
        parts.append(f"coinsurance of {percent_text(cost.coinsurance)}")
    if cost.deductible:
        parts.append("no deductible" if cost.deductible == "waived" else "the deductible")
    lines = f", for {value_words(cost.lines_of_business)}" if cost.lines_of_business else ""
    subject = "all services" if cost.for_ == ("everything",) else value_words(cost.for_)
    return f"{subject}: {', '.join(parts) or 'no cost'}{lines}"
