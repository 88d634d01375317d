"""A hospital's standard charges in CSV, tall or wide, layouts 2.x and 3.x: read by DuckDB, told apart by the header."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from perdiem.engine.duckdb import DatabaseError, Engine, first_line, literal, quoted
from perdiem.model.rate_reading import RateFileKind, RateFileReading
from perdiem.readers.rate_file.hospital_charges import (
    OF_CHARGE,
    OF_PAYER,
    add_charges,
    is_wanted,
    judge_hospital,
    only_npi,
)
from perdiem.readers.rate_file.wanted import Wanted

HEAD_ROWS = 3  # names of the file's own facts, those facts, and the names of the columns
PLAIN = {
    "description": "description", "setting": "setting", "billing_class": "billing_class", "modifiers": "modifiers",
    "additional_generic_notes": "notes", "payer_name": "payor", "plan_name": "plan",
    "standard_charge|gross": "gross", "standard_charge|discounted_cash": "discounted_cash",
    "standard_charge|min": "minimum", "standard_charge|max": "maximum",
    "standard_charge|negotiated_dollar": "negotiated", "standard_charge|negotiated_percentage": "percentage",
    "standard_charge|negotiated_algorithm": "algorithm", "standard_charge|methodology": "methodology",
    "estimated_amount": "estimated", "median_amount": "median", "10th_percentile": "percentile_10",
    "90th_percentile": "percentile_90",
}  # fmt: skip
"""Header to what it holds, in the tall layout; the wide one has the payor's own between, as in GROUPED."""
GROUPED = {
    ("standard_charge", "negotiated_dollar"): "negotiated", ("standard_charge", "negotiated_percentage"): "percentage",
    ("standard_charge", "negotiated_algorithm"): "algorithm", ("standard_charge", "methodology"): "methodology",
    ("estimated_amount", ""): "estimated", ("median_amount", ""): "median", ("10th_percentile", ""): "percentile_10",
    ("90th_percentile", ""): "percentile_90", ("additional_payer_notes", ""): "payer_notes",
}  # fmt: skip
REQUIRED = ("description", "setting", "gross", "discounted_cash", "minimum", "maximum")
OF_PAYERS = ("negotiated", "percentage", "algorithm", "methodology", "estimated", "median", "percentile_10",
             "percentile_90", "payer_notes")  # fmt: skip


@dataclass(slots=True)
class Columns:
    """Which column holds what, from 0; codes as pairs of the code's column and its system's; payers by their names."""

    plain: dict[str, int] = field(default_factory=dict)
    codes: list[tuple[int, int | None]] = field(default_factory=list)
    payers: dict[tuple[str, str], dict[str, int]] = field(default_factory=dict)
    count: int = 0


@dataclass(frozen=True, slots=True)
class CsvHead:
    """The first rows of a hospital's CSV: the file's own facts, its columns, and the lines that they take."""

    facts: dict[str, str | None]
    columns: Columns
    lines: int


def read_head(text: str) -> CsvHead | None:
    """The head of a hospital's CSV; None for a file that is not one."""
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        rows = list(islice(reader, HEAD_ROWS))
    except csv.Error:
        return None
    if len(rows) < HEAD_ROWS:
        return None
    names = [_name(cell) for cell in rows[0]]
    columns = _columns(rows[2])
    if "hospital_name" not in names and not columns.codes:
        return None
    facts = {name: cell.strip() or None for name, cell in zip(names, rows[1], strict=False) if name}
    return CsvHead(facts, columns, reader.line_num)


def _name(cell: str) -> str:
    return "|".join(part.strip() for part in cell.lower().replace("\ufeff", "").split("|"))


def _columns(header: Sequence[str]) -> Columns:
    found = Columns(count=len(header))
    names = {_name(cell): at for at, cell in reversed(list(enumerate(header)))}
    for at, cell in enumerate(header):
        name, parts = _name(cell), [part.strip() for part in cell.replace("\ufeff", "").split("|")]
        if name in PLAIN:
            found.plain[PLAIN[name]] = at
        elif re.fullmatch(r"code\|[0-9]+", name):
            found.codes.append((at, names.get(f"{name}|type")))
        elif len(parts) in {3, 4}:
            kind = GROUPED.get((parts[0].lower(), parts[3].lower() if len(parts) == 4 else ""))
            if kind is not None:
                found.payers.setdefault((parts[1], parts[2]), {})[kind] = at
        elif name == "additional_payer_notes":
            found.plain["payer_notes"] = at
    return found


def read_hospital_csv(
    path: Path, head: CsvHead, engine: Engine, wanted: Wanted, reading: RateFileReading
) -> RateFileReading:
    """Reads one file, unpacked and in UTF-8 at `path`, into the engine's table hospital_rate."""
    columns = head.columns
    is_wide = bool(columns.payers)
    reading.kind = RateFileKind.HOSPITAL_WIDE if is_wide else RateFileKind.HOSPITAL_TALL
    judge_hospital(head.facts, reading)
    for name in REQUIRED if is_wide else (*REQUIRED, "payor", "plan", "negotiated", "methodology"):
        if name not in columns.plain:
            reading.count("column-missing", HEAD_ROWS, name)
    rows, charge, rejects = (engine.new_name(kind) for kind in ("hospital", "charge", "rejects"))
    typed = ", ".join(f"'c{at}': 'VARCHAR'" for at in range(columns.count))
    try:
        engine.run(
            f"CREATE TEMP TABLE {rows} AS SELECT * FROM (SELECT *, {HEAD_ROWS} + row_number() OVER () AS position "
            f"FROM read_csv({literal(str(path))}, header = false, skip = {head.lines}, auto_detect = false, "
            f"delim = ',', quote = '\"', escape = '\"', columns = {{{typed}}}, null_padding = true, "
            f"strict_mode = false, parallel = false, max_line_size = 16777216, store_rejects = true, "
            f"rejects_table = '{rejects}', rejects_scan = '{rejects}_scan')) "
            f"WHERE {' OR '.join(is_wanted(f'c{code}', wanted) for code, _ in columns.codes) or 'false'}"
        )
        _count_rejects(engine, rejects, reading)
    except DatabaseError as error:
        reading.count("row-unreadable", None, first_line(error))
        reading.is_whole = False
        return reading
    reading.objects = reading.wanted = int(str(engine.one(f"SELECT count(*) FROM {rows}")[0]))
    engine.run(f"CREATE TEMP TABLE {charge} AS {_charges(columns, rows, wanted)}")
    _count_amounts(engine, charge, reading)
    numbers = ", ".join(f"{_amount(name)} AS {name}" for name in (*OF_CHARGE, *OF_PAYER))
    unit = f"CASE WHEN {_has_percent('negotiated')} THEN 'percent' ELSE 'USD' END AS negotiated_unit"
    texts = ", ".join((*OF_CHARGE, *OF_PAYER))
    charges = f"SELECT * EXCLUDE ({texts}), {numbers}, {unit} FROM {charge}"
    hospital, npi = head.facts.get("hospital_name"), only_npi(head.facts.get("type_2_npi"))
    add_charges(engine, charges, "price_number = 1", reading, hospital, npi)
    engine.run(f"DROP TABLE {rows}")
    engine.run(f"DROP TABLE {charge}")
    return reading


def _charges(columns: Columns, rows: str, wanted: Wanted) -> str:
    """SQL for a row for each wanted code, and payor where there are several in a row; amounts as written."""

    def cell(at: int | None) -> str:
        return "CAST(NULL AS VARCHAR)" if at is None else f"nullif(trim(c{at}), '')"

    codes = ", ".join(f"{{code: {cell(code)}, system: {cell(system)}}}" for code, system in columns.codes)
    plain = [f"{cell(columns.plain.get(name))} AS {name}" for name in
             ("description", "setting", "billing_class", "modifiers", "notes", *OF_CHARGE)]  # fmt: skip
    payers = columns.payers or {("", ""): columns.plain}
    groups = ", ".join(_payer(payor, plan, held, cell) for (payor, plan), held in payers.items())
    stated = " OR ".join(f"payer.{name} IS NOT NULL" for name in OF_PAYERS)
    return f"""
SELECT position, 1 AS rate_number, price_number, coded.system AS code_system, coded.code AS code,
    array_to_string(list_transform(list_filter(codes, lambda each: each.code IS NOT NULL),
        lambda each: concat(each.system, ':', each.code)), ' ') AS contained_codes,
    description, setting, billing_class, modifiers, notes, {", ".join(OF_CHARGE)}, payer.payor, payer.plan,
    {", ".join(f"payer.{name}" for name in OF_PAYERS)}
FROM (SELECT *, unnest(codes) AS coded FROM
    (SELECT *, unnest(CASE WHEN len(payers) > 0 THEN payers ELSE [NULL] END) AS payer,
        unnest(range(1, greatest(len(payers), 1) + 1)) AS price_number
    FROM (SELECT *, list_filter(every, lambda payer: {stated}) AS payers
        FROM (SELECT position, [{codes}] AS codes, {", ".join(plain)}, [{groups}] AS every FROM {rows}))))
WHERE coded.code IS NOT NULL AND {is_wanted("coded.code", wanted)}
"""


def _payer(payor: str, plan: str, held: Mapping[str, int], cell: Callable[[int | None], str]) -> str:
    """SQL for what a row says of one payor; the tall layout names the payor in the row itself."""
    named = {"payor": payor, "plan": plan}
    parts = [f"{name}: {literal(said) if said else cell(held.get(name))}" for name, said in named.items()]
    return "{" + ", ".join((*parts, *(f"{name}: {cell(held.get(name))}" for name in OF_PAYERS))) + "}"


def _amount(name: str) -> str:
    """SQL for an amount out of its text: dollar signs, commas and percent signs are taken off."""
    return f"TRY_CAST(regexp_replace({quoted(name)}, '[$,%\\s]', '', 'g') AS DECIMAL(38,20))"


def _has_percent(name: str) -> str:
    return f"contains({name}, '%')"


def _count_amounts(engine: Engine, charge: str, reading: RateFileReading) -> None:
    for name in (*OF_CHARGE, *OF_PAYER):
        for fault, wrong in (
            ("amount-not-one", f"{name} IS NOT NULL AND {_amount(name)} IS NULL"),
            ("percent-in-dollars", "false" if name == "percentage" else _has_percent(name)),
        ):
            times, place, shown = engine.one(
                f"SELECT count(*), min(position), arg_min({name}, position) FROM {charge} WHERE {wrong}"
            )
            reading.count(fault, None if place is None else int(str(place)), shown, int(str(times)))


def _count_rejects(engine: Engine, rejects: str, reading: RateFileReading) -> None:
    times, place, shown = engine.one(
        f"SELECT count(*), min(line), arg_min(concat(error_message, ': ', csv_line), line) FROM {rejects}"
    )
    reading.count("row-unreadable", None if place is None else int(str(place)), shown, int(str(times)))
