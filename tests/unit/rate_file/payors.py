"""Rate files of three invented payors with twelve invented providers, whose contracts are known."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

NPIS = (
    2999000005, 2999000013, 2999000021, 2999000039, 2999000047, 2999000054, 2999000062, 2999000070,
    2999000088, 2999000096, 2999000104, 2999000112, 2999000120, 2999000138, 2999000146, 2999000153,
    2999000161, 2999000179, 2999000187, 2999000195, 2999000203, 2999000211, 2999000229, 2999000237,
)  # fmt: skip
"""Numbers whose check digit fits; none that begins with 2 has been given out."""
NAMES = ("Alder", "Birch", "Cedar", "Dogwood", "Elm", "Fir", "Gum", "Hazel", "Ivy", "Juniper", "Kapok", "Larch")
BASES = {
    "S9500": 190, "S9501": 190, "S9502": 190, "S9503": 190, "S9504": 190, "S9494": 190, "S9365": 320, "S9366": 320,
    "S9367": 400, "S9368": 400, "S9373": 100, "S9374": 100, "S9375": 100, "S9376": 100, "S9377": 100, "S9338": 200,
    "S9348": 120, "S9359": 140, "S9325": 151, "S9326": 163, "S9330": 177, "S9341": 20, "S9342": 32, "S9343": 40,
    "S5501": 20, "S5502": 100, "S5498": 14, "99601": 152, "99602": 76, "S5517": 100, "S5520": 150, "S5522": 255,
}  # fmt: skip
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Payor:
    """One payor's terms: its factor, the shares of SH and SJ, and what else it prices."""

    name: str
    factor: Decimal
    shares: tuple[int, int]
    others: tuple[tuple[str, str], ...] = ()
    has_suite: bool = False


MERIDIAN = Payor(
    "Meridian Health Plan", Decimal("1.37"), (50, 0),
    (("G0068", "478.71"), ("G0069", "646.83"), ("B4164", "12.50"), ("J2997", "88.40")),
)  # fmt: skip
LAKESIDE = Payor("Lakeside Mutual", Decimal("1.50"), (100, 100), (("J2997", "92.15"),), has_suite=True)
PRAIRIE = Payor("Prairie Health", Decimal("1.12"), (80, 75))
PAYORS = (MERIDIAN, LAKESIDE, PRAIRIE)


def amount(payor: Payor, provider: int, code: str) -> Decimal:
    """What a payor pays the provider of that ordinal for a code: the first at the payor's factor, others around it."""
    factor = payor.factor if provider == 0 else (payor.factor * (80 + 4 * provider) / 100).quantize(CENT)
    return (BASES[code] * factor).quantize(CENT, ROUND_HALF_UP)


def price(rate: Decimal | str, *modifiers: str, places: Sequence[str] = ("12",), **changes: Any) -> dict[str, Any]:
    """A price of schema 2."""
    made = {
        "negotiated_type": "per diem", "negotiated_rate": float(rate), "expiration_date": "2027-12-31",
        "service_code": list(places), "billing_class": "professional", "setting": "outpatient",
    }  # fmt: skip
    return made | ({"billing_code_modifier": list(modifiers)} if modifiers else {}) | changes


def item(code: str, rates: list[dict[str, Any]], **changes: Any) -> dict[str, Any]:
    """An object of in_network."""
    return {
        "negotiation_arrangement": "ffs", "name": code, "billing_code_type": "CPT" if code[0] == "9" else "HCPCS",
        "billing_code_type_version": "2026", "billing_code": code, "description": code, "negotiated_rates": rates,
    } | changes  # fmt: skip


def document(payor: Payor, items: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    """The payor's in-network file, schema 2; provider n has one NPI or two and the tax number 1n-1000000."""
    groups = []
    for number, name in enumerate(NAMES):
        npis = NPIS[2 * number : 2 * number + 1 + number % 2]
        tin = {"type": "ein", "value": f"{10 + number}-1000000", "business_name": f"{name} Home Infusion"}
        groups.append({"npi": list(npis), "tin": tin})
    return {
        "reporting_entity_name": payor.name, "reporting_entity_type": "insurer", "last_updated_on": "2026-10-01",
        "version": "2.0.0",
        "provider_references": [
            {"provider_group_id": number, "network_name": ["PPO"], "provider_groups": [group]}
            for number, group in enumerate(groups)
        ],
        "in_network": items if items is not None else list(_items(payor)),
    }  # fmt: skip


def _items(payor: Payor) -> list[dict[str, Any]]:
    made = []
    for code in BASES:
        rates = []
        for provider in range(len(NAMES)):
            plain = amount(payor, provider, code)
            prices = [price(plain)]
            if code.startswith("S9"):
                for modifier, share in zip(("SH", "SJ"), payor.shares, strict=True):
                    prices.append(price((plain * share / 100).quantize(CENT, ROUND_HALF_UP), modifier))
            if payor.has_suite and code == "S9500":
                prices.append(price(plain, "SS", places=("49",)))
            rates.append({"provider_references": [provider], "negotiated_prices": prices})
        made.append(item(code, rates))
    for code, rate in payor.others:
        everyone = {"provider_references": list(range(len(NAMES))), "negotiated_prices": [price(rate)]}
        made.append(item(code, [everyone]))
    return made


def written(folder: Path, *payors: Payor) -> list[Path]:
    """The payors' files in a folder."""
    paths = []
    for payor in payors or PAYORS:
        path = folder / f"{payor.name.split()[0].lower()}.json"
        path.write_text(json.dumps(document(payor)), encoding="utf-8")
        paths.append(path)
    return paths
