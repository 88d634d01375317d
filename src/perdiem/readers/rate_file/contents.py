"""A payor's table of contents: which file holds for which plan. Walked through in parts, whatever its size."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from perdiem.engine.duckdb import Engine, literal
from perdiem.model.rate_file import RATE_FILE_PLAN
from perdiem.model.rate_reading import RateFileKind, RateFileReading
from perdiem.readers.rate_file.head import KEYS, judge_head
from perdiem.readers.rate_file.head import REQUIRED as HEAD
from perdiem.readers.rate_file.large import Large, in_parts
from perdiem.readers.rate_file.objects import Found
from perdiem.readers.rate_file.opening import RateSource
from perdiem.readers.rate_file.parsing import parse
from perdiem.readers.rate_file.shapes import CONTENTS

ARRAY = "reporting_structure"
ENDINGS = r"(\.json)?(\.gz|\.zip)?$"
_LAST = "regexp_extract(url_decode(regexp_replace({0}, '[?#].*', '')), '[^/]*$')"
REQUIRED = ("plan_name", "plan_id_type", "plan_id", "plan_market_type")
_STRUCTURES = f"""
SELECT {{first}} + generate_subscripts({ARRAY}, 1) AS structure_number, unnest({ARRAY}) AS entry FROM incoming
"""
_PLANS = f"""
SELECT structure_number, generate_subscripts(entry.reporting_plans, 1) AS plan_number,
    unnest(entry.reporting_plans) AS plan FROM ({_STRUCTURES})
"""
_FILES = f"""
SELECT structure_number, 'in_network' AS file_kind, generate_subscripts(entry.in_network_files, 1) AS file_number,
    unnest(entry.in_network_files) AS file FROM ({_STRUCTURES})
UNION ALL
SELECT structure_number, 'allowed_amount', 1, entry.allowed_amount_file FROM ({_STRUCTURES})
WHERE entry.allowed_amount_file IS NOT NULL
"""
_ROWS = f"""
INSERT INTO rate_plan BY NAME
SELECT CAST($number AS INTEGER) AS file, $payor AS payor, plan.plan_name AS plan,
    plan.plan_id_type, plan.plan_id, plan.plan_market_type,
    plan.issuer_name AS issuer, plan.plan_sponsor_name AS plan_sponsor, file_kind, file.description AS file_description,
    file.location AS file_location, $source AS source_file, CAST($day AS DATE) AS file_date, structure_number,
    plan_number, file_number
FROM ({_PLANS}) JOIN ({_FILES}) USING (structure_number)
"""
_BAD_PLANS = f"""
SELECT count(*), min(structure_number), arg_min(CAST(plan AS VARCHAR), structure_number) FROM ({_PLANS})
WHERE {" OR ".join(f"plan.{key} IS NULL" for key in REQUIRED)}
"""
_BAD_PLACES = f"""
SELECT count(*), min(structure_number), arg_min(coalesce(file.location, 'none'), structure_number) FROM ({_FILES})
WHERE file.location IS NULL OR NOT starts_with(file.location, 'https://')
"""


def read_contents(source: RateSource, number: int, engine: Engine, start: int) -> RateFileReading:
    """Reads one table of contents into the engine's table rate_plan; `start` is the byte of its first brace."""
    reading = RateFileReading(source.name, RateFileKind.CONTENTS, number=number)
    for part in in_parts(source, [Found(start, start, None)], ARRAY):
        if isinstance(part, Large):
            _judge(part, reading)
            continue
        rows = parse([part.text], CONTENTS, lambda fault, _which, example: reading.count(fault, start, example))
        reading.objects = reading.wanted = part.first + len(rows[ARRAY][0].values or ())
        engine.connection.register("incoming", rows)
        try:
            values = {"number": number, "payor": reading.payor, "source": source.name, "day": reading.file_date}
            engine.connection.execute(_ROWS.format(first=part.first), values)
            _count(engine, _BAD_PLANS.format(first=part.first), "plan-key-missing", reading)
            _count(engine, _BAD_PLACES.format(first=part.first), "location-wrong", reading)
        finally:
            engine.connection.unregister("incoming")
    reading.rows = int(str(engine.one(f"SELECT count(*) FROM rate_plan WHERE file = {number}")[0]))
    return reading


def _judge(large: Large, reading: RateFileReading) -> None:
    values: dict[str, Any] = large.values or {}
    head = {key: str(values[key]) for key in KEYS if values.get(key) is not None}
    is_first = head.get("version", "").startswith("1")  # schema 1 asks for no date
    judge_head(head, reading, [key for key in HEAD if key != "last_updated_on" or not is_first])
    if not large.is_whole:
        reading.count("file-cut", None)
        reading.is_whole = False
    elif not large.is_usable:
        reading.count("json-broken", large.start, large.head[:200].decode(errors="replace"))
        reading.is_whole = False


def _count(engine: Engine, query: str, fault: str, reading: RateFileReading) -> None:
    times, place, example = engine.one(query)
    reading.count(fault, None if place is None else int(str(place)), example, int(str(times)))


def plan_table(engine: Engine) -> None:
    """Makes the table that tables of contents are read into."""
    from perdiem.engine.types import columns_ddl

    engine.run(f"CREATE TABLE IF NOT EXISTS rate_plan (file INTEGER, {columns_ddl(RATE_FILE_PLAN)})")


def held(readings: Mapping[int, RateFileReading]) -> str:
    """SQL for the plans, each with the file among those read that its location names, by the name's last part."""
    known = {last_part(each.name): each.name for each in readings.values() if each.kind is RateFileKind.IN_NETWORK}
    rows = ", ".join(f"({literal(part)}, {literal(name)})" for part, name in known.items()) or "(NULL, NULL)"
    part = f"regexp_replace({_LAST.format('file_location')}, '{ENDINGS}', '')"
    return (
        f"SELECT rate_plan.* EXCLUDE (rates_file), known.name AS rates_file FROM rate_plan "
        f"LEFT JOIN (VALUES {rows}) AS known(part, name) ON known.part = {part}"
    )


def told_plans(plans: str) -> str:
    """SQL for what a table of contents says of the files that were read: the plan where a file holds for one plan
    only, and the market where all of its plans have the same. `plans` is the SQL of `held`.
    """
    alike = ", ".join(
        f"CASE WHEN count(DISTINCT coalesce({name}, '')) = 1 THEN any_value({name}) END AS {name}"
        for name in ("plan", "plan_id", "plan_market_type")
    )
    return f"SELECT rates_file, {alike} FROM ({plans}) WHERE rates_file IS NOT NULL GROUP BY rates_file"


def last_part(name: str) -> str:
    """The last part of a file's name or address, without what packing adds to it."""
    last = PurePosixPath(unquote(urlsplit(name.replace("\\", "/")).path)).name
    return re.sub(ENDINGS, "", last)
