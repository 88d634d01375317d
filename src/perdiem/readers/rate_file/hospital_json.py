"""A hospital's standard charges in JSON, layouts 2.x and 3.x. Walked through in parts, whatever its size."""

from __future__ import annotations

from typing import Any

from perdiem.engine.duckdb import Engine
from perdiem.model.rate_reading import RateFileKind, RateFileReading
from perdiem.readers.rate_file.hospital_charges import add_charges, is_wanted, judge_hospital, only_npi
from perdiem.readers.rate_file.large import Large, in_parts
from perdiem.readers.rate_file.objects import Found
from perdiem.readers.rate_file.opening import RateSource
from perdiem.readers.rate_file.parsing import parse
from perdiem.readers.rate_file.shapes import HOSPITAL
from perdiem.readers.rate_file.wanted import Wanted

ARRAY = "standard_charge_information"
_SERVICES = f"""
SELECT {{first}} + generate_subscripts({ARRAY}, 1) AS position, unnest({ARRAY}) AS service FROM incoming
"""
_CODED = f"""
SELECT position, service.description, code.code, code.type AS code_system,
    array_to_string(list_transform(service.code_information,
        lambda each: concat(each.type, ':', each.code)), ' ') AS contained_codes,
    service.standard_charges AS charges
FROM (SELECT *, unnest(service.code_information) AS code FROM ({_SERVICES})) WHERE {{wanted}}
"""
_CHARGED = f"""
SELECT * EXCLUDE (charges), generate_subscripts(charges, 1) AS rate_number, unnest(charges) AS charge FROM ({_CODED})
"""
_PAID = f"""
SELECT *, unnest(CASE WHEN len(charge.payers_information) > 0 THEN range(1, len(charge.payers_information) + 1)
    ELSE [1] END) AS price_number FROM ({_CHARGED})
"""
_CHARGES = f"""
SELECT position, rate_number, price_number, description, code_system, code, contained_codes,
    charge.setting, charge.billing_class,
    nullif(array_to_string(coalesce(charge.modifier_code, charge.modifiers), ' '), '') AS modifiers,
    charge.gross_charge AS gross, charge.discounted_cash, charge.minimum, charge.maximum,
    charge.additional_generic_notes AS notes, payer.payer_name AS payor, payer.plan_name AS plan,
    payer.methodology, payer.standard_charge_algorithm AS algorithm, payer.additional_payer_notes AS payer_notes,
    payer.standard_charge_dollar AS negotiated, 'USD' AS negotiated_unit,
    payer.standard_charge_percentage AS percentage, payer.estimated_amount AS estimated,
    payer.median_amount AS median, payer."10th_percentile" AS percentile_10, payer."90th_percentile" AS percentile_90
FROM (SELECT *, charge.payers_information[price_number] AS payer FROM ({_PAID}))
"""


def read_hospital_json(source: RateSource, number: int, engine: Engine, wanted: Wanted, start: int) -> RateFileReading:
    """Reads one file into the engine's table hospital_rate; `start` is the byte of its first brace."""
    reading = RateFileReading(source.name, RateFileKind.HOSPITAL_JSON, number=number)
    hospital: str | None = None
    npi: str | None = None
    for part in in_parts(source, [Found(start, start, None)], ARRAY):
        if isinstance(part, Large):
            hospital, npi = _judge(part, reading), only_npi((part.values or {}).get("type_2_npi"))
            continue
        place = part.first + 1
        rows = parse([part.text], HOSPITAL, lambda fault, _which, example: reading.count(fault, place, example))  # noqa: B023 - called at once
        engine.connection.register("incoming", rows)
        try:
            charges = _CHARGES.format(first=part.first, wanted=is_wanted("code.code", wanted))
            name = engine.new_name("charge")
            engine.run(f"CREATE TEMP TABLE {name} AS {charges}")
            reading.objects += int(str(engine.one(f"SELECT coalesce(sum(len({ARRAY})), 0) FROM incoming")[0]))
            reading.wanted += int(str(engine.one(f"SELECT count(DISTINCT position) FROM {name}")[0]))
            add_charges(engine, f"SELECT * FROM {name}", "price_number = 1", reading, hospital, npi)
            engine.run(f"DROP TABLE {name}")
        finally:
            engine.connection.unregister("incoming")
    return reading


def _judge(large: Large, reading: RateFileReading) -> str | None:
    values: dict[str, Any] = large.values or {}
    head = {key: str(value) for key, value in values.items() if isinstance(value, str | int | float)}
    judge_hospital(head, reading)
    if not large.is_whole:
        reading.count("file-cut", None)
        reading.is_whole = False
    elif not large.is_usable:
        reading.count("json-broken", large.start, large.head[:200].decode(errors="replace"))
        reading.is_whole = False
    return head.get("hospital_name")
