"""The rows of an in-network document, by loops over the parsed document and nothing else."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Collection, Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

COLUMNS = (
    "payor", "plan", "plan_id", "plan_market_type", "network", "provider_reference", "npi", "tin_type", "tin",
    "business_name", "arrangement", "code_system", "code_system_version", "code", "name", "description",
    "contained_codes", "modifiers", "places_of_service", "billing_class", "setting", "rate_kind", "negotiated_type",
    "rate", "rate_unit", "rate_mark", "expiration_date", "additional_information", "file_date", "rate_number",
    "price_number",
)  # fmt: skip
"""What is compared; the file's name and the byte where an object begins are not in the parsed document."""


def load(path: Path) -> Any:
    """A document with every number a Decimal."""
    raw = path.read_bytes()
    raw = gzip.decompress(raw) if raw.startswith(b"\x1f\x8b") else raw
    return json.loads(raw, parse_float=Decimal, parse_int=Decimal)


def rows(document: Any, wanted: Collection[str] | None, elsewhere: dict[str, Any] | None = None) -> Iterator[tuple]:
    """One tuple of COLUMNS a row. `elsewhere` are the referenced documents by the last part of their address."""
    references: dict[Decimal, list[Any]] = {}
    for each in document.get("provider_references") or []:
        references.setdefault(each["provider_group_id"], []).append(each)
    for item in document.get("in_network") or []:
        contained = (item.get("bundled_codes") or []) + (item.get("covered_services") or [])
        own = {each["billing_code"].strip().upper() for each in [item, *contained]}
        if wanted is None or own & set(wanted):
            yield from _of_item(document, item, contained, references, elsewhere or {})


def _of_item(document: Any, item: Any, contained: list[Any], references: Any, elsewhere: Any) -> Iterator[tuple]:
    inside = " ".join(f"{each['billing_code_type']}:{each['billing_code']}" for each in contained)
    for rate_number, rate in enumerate(item["negotiated_rates"], 1):
        providers = list(_providers(rate, references, elsewhere)) or [(None,) * 6]
        for price_number, price in enumerate(rate["negotiated_prices"], 1):
            kind = price.get("negotiated_type")
            for network, reference, npi, tin_type, tin, business in providers:
                yield (
                    document.get("reporting_entity_name"), document.get("plan_name"), document.get("plan_id"),
                    document.get("plan_market_type"), network, reference, npi, tin_type, tin, business,
                    item["negotiation_arrangement"], item["billing_code_type"], item["billing_code_type_version"],
                    item["billing_code"].strip().upper(), item["name"], item["description"], inside or None,
                    " ".join(price.get("billing_code_modifier") or []) or None,
                    " ".join(price.get("service_code") or []) or None,
                    price.get("billing_class"), price.get("setting"), "negotiated", kind,
                    price["negotiated_rate"].quantize(Decimal("0.000001"), ROUND_HALF_UP),
                    "percent" if kind == "percentage" else "USD", None, day(price.get("expiration_date")),
                    price.get("additional_information"), day(document.get("last_updated_on")),
                    rate_number, price_number,
                )  # fmt: skip


def _providers(rate: Any, references: Any, elsewhere: Any) -> Iterator[tuple]:
    for group in rate.get("provider_groups") or []:
        yield from ((None, None, *who) for who in _of_group(group))
    for number in rate.get("provider_references") or []:
        shown = format(number.normalize(), "f")
        found = references.get(number, [])
        if not found:
            yield (None, shown, None, None, None, None)
        for each in found:
            network = ";".join(each.get("network_name") or []) or None
            groups = each.get("provider_groups")
            if groups is None and each.get("location"):
                groups = elsewhere.get(each["location"].rsplit("/", 1)[-1], {}).get("provider_groups")
            whos = [who for group in groups or [] for who in _of_group(group)]
            for who in whos or [(None,) * 4]:
                yield (network, shown, *who)


def _of_group(group: Any) -> Iterator[tuple]:
    tin = group.get("tin") or {}
    for npi in group.get("npi") or [None]:
        shown = None if npi is None or npi == 0 else format(npi.normalize(), "f")
        yield (shown, tin.get("type"), tin.get("value"), tin.get("business_name"))


def day(text: str | None) -> date | None:
    """A day written as 2026-01-31, or None."""
    if text is None or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
