"""The faults of an in-network file against its schema, counted over what was read of it, by SQL.

Sources: the price transparency guide's JSON Schemas 1.x and 2.x; for NPIs the check of 45 CFR 162.406.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from perdiem.codes import CodeSets
from perdiem.engine.duckdb import Engine
from perdiem.model.rate_reading import RateFileReading
from perdiem.readers.rate_file.staging import DAY

SYSTEMS = (
    "CPT", "HCPCS", "ICD", "MS-DRG", "R-DRG", "S-DRG", "APS-DRG", "AP-DRG", "APR-DRG", "APC", "NDC", "HIPPS", "LOCAL",
    "EAPG", "CDT", "RC", "CSTM-ALL",
)  # fmt: skip
ARRANGEMENTS = ("ffs", "bundle", "capitation")
CLASSES = ("professional", "institutional", "both")
SETTINGS = ("inpatient", "outpatient", "both")
TYPES = ("negotiated", "derived", "fee schedule", "percentage", "per diem")
ITEM_KEYS = ("arrangement", "name", "code_system", "code_system_version", "code", "description")
PLACES_1 = "CSTM-00|[0-9][1-9]|[1-9]0"  # 01 to 99
PLACES_2 = "CSTM-00|0[1-9]|1[0-9]|2[0-7]|3[1-4]|4[1-2]|49|5[0-8]|6[0-2]|6[5-6]|7[1-2]|81|99"


_ITEMS = "rate_item AS item"
_IS_READ = f"coalesce({', '.join(f'item.{key}' for key in ITEM_KEYS)}, CAST(item.rates AS VARCHAR)) IS NOT NULL"
"""An object that is no JSON is a row of nulls, and counted as that already."""
_PRICES = "rate_price AS price JOIN rate_item AS item USING (item) JOIN rate_file AS file ON file.file = item.file"
_RATES = "rate_rate AS rate JOIN rate_item AS item USING (item)"
_GROUPS = """
(SELECT item.file, item.position, tin_type, tin, wrong_npis, wrong_npi FROM rate_group
    JOIN rate_item AS item USING (item)
 UNION ALL SELECT file, position, tin_type, tin, wrong_npis, wrong_npi FROM reference_group) AS item
"""
_REFERENCES = "reference AS item"
_NAMED = """
rate_reference AS named JOIN rate_item AS item USING (item) LEFT JOIN reference AS known
    ON known.file = named.file AND known.reference = named.reference
"""

_PLACE = "NOT regexp_full_match(places_of_service, '(({places})( |$))*') AND {schema}"
_FIRST, _SECOND = "file.major IS DISTINCT FROM 2", "file.major = 2"
Check = tuple[str, str, str, str] | tuple[str, str, str, str, str]
"""A fault, the tables it is looked for in, what is wrong, what is shown of it; how often a row has it, if not once."""
CHECKS: tuple[Check, ...] = (
    *(("item-key-missing", _ITEMS, f"item.{key} IS NULL AND {_IS_READ}", f"'{key}'") for key in ITEM_KEYS),
    ("item-key-missing", _ITEMS, f"item.rates IS NULL AND {_IS_READ}", "'negotiated_rates'"),
    ("arrangement-unknown", _ITEMS, f"item.arrangement NOT IN {ARRANGEMENTS}", "item.arrangement"),
    ("code-system-unknown", _ITEMS, f"item.code_system NOT IN {SYSTEMS}", "item.code_system"),
    ("rate-without-providers", _RATES, "coalesce(reference_count, 0) + coalesce(group_count, 0) = 0", "item.code"),
    ("rate-without-prices", _RATES, "coalesce(price_count, 0) = 0", "item.code"),
    ("negotiated-type-unknown", _PRICES, f"coalesce(negotiated_type, '') NOT IN {TYPES}", "negotiated_type"),
    ("billing-class-unknown", _PRICES, f"coalesce(billing_class, '') NOT IN {CLASSES}", "billing_class"),
    ("expiration-missing", _PRICES, "expiration IS NULL", "item.code"),
    ("expiration-wrong", _PRICES, f"expiration IS NOT NULL AND ({DAY.format('expiration')}) IS NULL", "expiration"),
    ("rate-missing", _PRICES, "exact IS NULL", "item.code"),
    ("rate-not-positive", _PRICES, "exact <= 0", "exact"),
    ("rate-rounded", _PRICES, "exact <> round(exact, 6)", "exact"),
    ("rate-too-large", _PRICES, "abs(exact) >= 1000000000000", "exact"),
    ("percentage-over-100", _PRICES, "negotiated_type = 'percentage' AND exact > 100", "exact"),
    ("place-missing", _PRICES, "billing_class = 'professional' AND places_of_service IS NULL", "item.code"),
    ("place-unknown", _PRICES, _PLACE.format(places=PLACES_1, schema=_FIRST), "places_of_service"),
    ("place-unknown", _PRICES, _PLACE.format(places=PLACES_2, schema=_SECOND), "places_of_service"),
    ("setting-unknown", _PRICES, f"coalesce(setting, '') NOT IN {SETTINGS} AND {_SECOND}", "setting"),
    ("npi-wrong", _GROUPS, "wrong_npis > 0", "wrong_npi", "wrong_npis"),
    ("tin-wrong", _GROUPS, "coalesce(tin_type, '') NOT IN ('ein', 'npi') OR coalesce(tin, '') = ''",
     "coalesce(tin_type, tin)"),
    ("reference-unknown", _NAMED, "known.reference IS NULL", "named.reference"),
    ("reference-without-providers", _REFERENCES, "item.groups IS NULL AND item.location IS NULL",
     "item.reference"),
)  # fmt: skip


def judge_in_network(engine: Engine, readings: Mapping[int, RateFileReading], sets: CodeSets) -> None:
    """Counts the faults of what was read of each file, with the place of the first and what stood there.

    `readings` are the accounts by the number of the file; what a working folder holds of others is left aside.
    """
    for table in dict.fromkeys(each[1] for each in CHECKS):
        checks = [each for each in CHECKS if each[1] == table]  # all of a table in one pass
        looked = "".join(
            f", {wrong} AS wrong{number}, {example} AS example{number}, {times[0] if times else 1} AS times{number}"
            for number, (_, _, wrong, example, *times) in enumerate(checks)
        )
        counted = ", ".join(map(_counted, range(len(checks))))
        found = engine.run(
            f"SELECT file, {counted} FROM (SELECT item.file, item.position{looked} FROM {table}) GROUP BY file"
        )
        for file, *counts in found.fetchall():
            threes = zip(*[iter(counts)] * 3, strict=True)
            for (fault, *_), (times, place, shown) in zip(checks, threes, strict=True):
                if file in readings and times:
                    readings[file].count(fault, place, _shown(shown), int(times))
    twice = (
        "SELECT file, count(*), max(position), reference FROM reference GROUP BY file, reference HAVING count(*) > 1"
    )
    for file, times, place, reference in engine.run(twice).fetchall():
        if file not in readings:
            continue
        readings[file].count("reference-twice", place, f"{reference.normalize():f}", times - 1)
    _judge_codes(engine, readings, sets)


def _counted(number: int) -> str:
    """How often, where first, and what stood there."""
    figures = (f"sum(times{number})", "min(position)", f"arg_min(example{number}, position)")
    return ", ".join(f"{figure} FILTER (WHERE wrong{number})" for figure in figures)


def _shown(value: object) -> object:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value


def _judge_codes(engine: Engine, readings: Mapping[int, RateFileReading], sets: CodeSets) -> None:
    query = "SELECT file, code, count(DISTINCT position), min(position) FROM rate_item GROUP BY file, code"
    for file, code, times, place in engine.run(query).fetchall():
        if file not in readings:
            continue
        day, known = readings[file].file_date, sets.get(code) if code else None
        if known is None or day is None or day in known.in_force:
            continue
        first = known.in_force.first
        readings[file].count("code-not-begun" if first and day < first else "code-ended", place, code, times)
