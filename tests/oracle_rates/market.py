"""The market by loops over rows: distributions, percentiles, and what is left out. Quantiles interpolate linearly."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

QUANTILES = {"tenth": "0.10", "quarter": "0.25", "median": "0.50", "three_quarters": "0.75", "ninetieth": "0.90"}
CENT = Decimal("0.01")


def left_out(row: Mapping[str, Any]) -> str | None:
    """Why a row is in no distribution."""
    checks = (
        ("no amount", row["rate"] is None),
        ("placeholder", row["rate_mark"] is not None),
        ("not negotiated", row["rate_kind"] != "negotiated"),
        ("bundle or capitation", row["arrangement"] in {"bundle", "capitation"}),
        ("all codes at once", row["code"].startswith("CSTM-")),
        ("percent", row["rate_unit"] != "USD"),
        ("derived", row["negotiated_type"] == "derived"),
        ("zero or less", row["rate"] is not None and row["rate"] <= 0),
        ("ended", bool(row["expiration_date"] and row["file_date"] and row["expiration_date"] < row["file_date"])),
    )
    return next((reason for reason, holds in checks if holds), None)


def reasons(rows: Iterable[Mapping[str, Any]]) -> Counter[str]:
    """How many rows are left out, by reason."""
    return Counter(reason for row in rows if (reason := left_out(row)))


def points(rows: Iterable[Mapping[str, Any]]) -> dict[tuple[str, str], dict[tuple[str, str], Decimal]]:
    """By code and modifiers: what each payor pays each provider, the median of the different amounts."""
    amounts: dict[Any, set[Decimal]] = defaultdict(set)
    for row in rows:
        if left_out(row) is None:
            who = row["payor"] or "not named", row["tin"] or row["npi"] or row["business_name"] or "not named"
            marks = " ".join(sorted(set((row["modifiers"] or "").upper().split())))
            amounts[row["code"], marks, who].add(row["rate"])
    found: dict[tuple[str, str], dict[tuple[str, str], Decimal]] = defaultdict(dict)
    for (code, marks, who), different in amounts.items():
        found[code, marks][who] = quantile(sorted(different), Decimal("0.50"))
    return found


def quantile(ordered: Sequence[Decimal], share: Decimal) -> Decimal:
    """A quantile between the two nearest values."""
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def spread(amounts: Iterable[Decimal]) -> dict[str, Decimal]:
    """The distribution of amounts, to the cent."""
    ordered = sorted(amounts)
    made = {name: quantile(ordered, Decimal(share)) for name, share in QUANTILES.items()}
    return {name: each.quantize(CENT, ROUND_HALF_UP) for name, each in
            (made | {"least": ordered[0], "most": ordered[-1]}).items()}  # fmt: skip


def percentile(amounts: Sequence[Decimal], rate: Decimal) -> Decimal:
    """The percent of the amounts that are below a rate, equal ones counting half."""
    below, equal = sum(each < rate for each in amounts), sum(each == rate for each in amounts)
    return (100 * (below + Decimal(equal) / 2) / len(amounts)).quantize(Decimal("0.1"), ROUND_HALF_UP)
