"""A hospital's standard charges as rows of published_rate: one row for each amount that is stated.

Sources: 45 CFR 180.50 and the hospital price transparency layouts 2.x and 3.x, CSV tall, CSV wide and JSON.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from perdiem.engine.duckdb import Engine, literal
from perdiem.engine.types import columns_ddl
from perdiem.model.rate_faults import SENTINELS
from perdiem.model.rate_file import PUBLISHED_RATE
from perdiem.model.rate_reading import RateFileReading
from perdiem.readers.rate_file.head import day_of
from perdiem.readers.rate_file.wanted import Wanted

METHODS = ("case rate", "fee schedule", "percent of total billed charges", "per diem", "other")
SETTINGS = ("inpatient", "outpatient", "both")
OF_CHARGE = ("gross", "discounted_cash", "minimum", "maximum")
OF_PAYER = ("negotiated", "percentage", "estimated", "median", "percentile_10", "percentile_90")
"""The amounts of a charge, and those agreed with a payor; `percentage` is a negotiated percent of the charge."""

_AMOUNTS = ", ".join(
    f"{{kind: '{'negotiated' if kind == 'percentage' else kind}', unit: {unit}, amount: {kind}, "
    f"payors: {'true' if kind in OF_PAYER else 'false'}}}"
    for kind, unit in [
        *((each, "'USD'") for each in OF_CHARGE),
        ("negotiated", "negotiated_unit"),
        ("percentage", "'percent'"),
        *((each, "'USD'") for each in OF_PAYER[2:]),
    ]
)
_MARK = "CASE WHEN each.unit = 'USD' THEN CASE each.amount " + " ".join(
    f"WHEN {amount} THEN {literal(why)}" for amount, why in SENTINELS.items()
) + " END END"  # fmt: skip
ROWS = f"""
INSERT INTO hospital_rate BY NAME
SELECT CAST($number AS INTEGER) AS file, CAST($npi AS VARCHAR) AS npi,
    CASE WHEN each.payors THEN payor END AS payor, CASE WHEN each.payors THEN plan END AS plan, $tin_name AS
    business_name, code_system, upper(trim(code)) AS code, description, contained_codes, modifiers, billing_class,
    setting, each.kind AS rate_kind, CASE WHEN each.payors THEN methodology END AS negotiated_type,
    TRY_CAST(round(each.amount, 6) AS DECIMAL(18,6)) AS rate, each.unit AS rate_unit, {_MARK} AS rate_mark,
    nullif(concat_ws('; ', CASE WHEN each.payors THEN algorithm END, CASE WHEN each.payors THEN payer_notes END,
        notes), '') AS additional_information,
    $source AS source_file, CAST($day AS DATE) AS file_date, position, rate_number, price_number
FROM (SELECT *, unnest([{_AMOUNTS}]) AS each FROM (CHARGES)) AS stated
WHERE (each.amount IS NOT NULL OR (each.kind = 'negotiated' AND each.unit <> 'percent' AND algorithm IS NOT NULL
        AND negotiated IS NULL AND percentage IS NULL))
    AND (FIRSTS OR each.payors)
"""
"""CHARGES gives a row for each charge and payor; the amounts of the charge itself are taken from FIRSTS only."""

_FAULTS = {
    "setting-unknown": f"setting IS NULL OR lower(setting) NOT IN {SETTINGS}",
    "methodology-unknown": f"methodology IS NOT NULL AND lower(methodology) NOT IN {METHODS}",
    "rate-not-positive": "least(gross, discounted_cash, minimum, maximum, negotiated, percentage) <= 0",
    "percentage-over-100": "percentage > 100",
    "charge-missing": "coalesce(gross, discounted_cash, minimum, maximum, negotiated, percentage, estimated, median) "
    "IS NULL AND algorithm IS NULL",
}
_EXAMPLES = {"setting-unknown": "setting", "methodology-unknown": "methodology", "percentage-over-100": "percentage"}


def hospital_tables(engine: Engine, wanted: Wanted) -> None:
    """Makes the table that hospitals' charges are read into, and one of the codes that are wanted."""
    engine.run(f"CREATE TABLE IF NOT EXISTS hospital_rate (file INTEGER, {columns_ddl(PUBLISHED_RATE)})")
    engine.run("CREATE OR REPLACE TABLE wanted_code (code VARCHAR)")
    if wanted.codes is not None:
        engine.run("INSERT INTO wanted_code SELECT unnest(CAST($1 AS VARCHAR[]))", [sorted(wanted.codes)])


def is_wanted(code: str, wanted: Wanted) -> str:
    """SQL that says whether a code is wanted."""
    return "true" if wanted.codes is None else f"upper(trim({code})) IN (SELECT code FROM wanted_code)"


def add_charges(
    engine: Engine, charges: str, firsts: str, reading: RateFileReading, hospital: str | None, npi: str | None = None
) -> None:
    """Writes the rows of charges into hospital_rate and counts the faults of the charges.

    `npi` is the hospital's, where it states one only (layout 3.x).
    """
    values: dict[str, object] = {
        "number": reading.number,
        "source": reading.name,
        "day": reading.file_date,
        "tin_name": hospital,
        "npi": npi,
    }
    before = engine.one("SELECT count(*) FROM hospital_rate")[0]
    engine.connection.execute(ROWS.replace("CHARGES", charges).replace("FIRSTS", firsts), values)
    reading.rows += int(str(engine.one("SELECT count(*) FROM hospital_rate")[0])) - int(str(before))
    for fault, wrong in _FAULTS.items():
        example = _EXAMPLES.get(fault, "code")
        times, place, shown = engine.one(
            f"SELECT count(*), min(position), arg_min(coalesce(CAST({example} AS VARCHAR), 'none'), position) "
            f"FROM ({charges}) WHERE {wrong}"
        )
        reading.count(fault, None if place is None else int(str(place)), shown, int(str(times)))


def judge_hospital(values: Mapping[str, str | None], reading: RateFileReading) -> None:
    """Fills the file's account from its head and counts the head's faults."""
    for key in ("hospital_name", "last_updated_on", "version"):
        if not values.get(key):
            reading.count("head-missing", None, key)
    reading.payor, reading.version = values.get("hospital_name"), values.get("version")
    reading.file_date = hospital_day(values.get("last_updated_on"))
    if reading.file_date is None:
        reading.count("file-date-wrong", None, values.get("last_updated_on"))
    if reading.version is not None and not re.match(r"[vV]?[23](\.|$)", reading.version.strip()):
        reading.count("version-unknown", None, reading.version)


def only_npi(stated: object) -> str | None:
    """The hospital's NPI, where its head states one only: a number, a text, or a list of them."""
    found = re.findall(r"(?<![0-9])[0-9]{10}(?![0-9])", str(stated))
    return found[0] if len(found) == 1 else None


def hospital_day(text: str | None) -> date | None:
    """A day as hospitals write it: 2026-01-31, or 1/31/2026 as spreadsheets make of it."""
    if text is not None and (found := re.fullmatch(r"\s*([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})\s*", text)):
        text = f"{found[3]}-{int(found[1]):02}-{int(found[2]):02}"
    return day_of(text)
