"""A source on the engine, judged: its rows in the declared types, counted, and what is wrong set aside."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal

from perdiem.engine.duckdb import Engine, literal, quoted
from perdiem.engine.reading import ZERO, TableReading
from perdiem.engine.table_reject import TABLE_REJECT
from perdiem.engine.types import columns_ddl
from perdiem.errors import FaultsFound
from perdiem.model.book import Table
from perdiem.readers.tables.columns import DEFAULT_CLAIM_TYPE, match
from perdiem.readers.tables.judging import FAULTS, KEPT, judged
from perdiem.readers.tables.mapping import TableMapping
from perdiem.readers.tables.source import FILE, POSITION, Source

REJECTS = "table_reject_rows"
CHARGE = "charge_amount"


@dataclass(slots=True)
class Stage:
    """One judged source: `name` is its table or view on the engine, with KEPT for each row."""

    table: Table
    name: str
    header: int
    reading: TableReading
    lacks_claim_charge: bool = False
    notes: list[str] = field(default_factory=list)

    @property
    def kept(self) -> str:
        """SQL for the rows that are kept, in the declared columns."""
        return f"SELECT {', '.join(map(quoted, self.table.names))} FROM {self.name} WHERE {KEPT}"


def make_reject_table(engine: Engine) -> None:
    """Makes the table that rejected rows go to."""
    engine.run(f"CREATE TABLE IF NOT EXISTS {REJECTS} ({columns_ddl(TABLE_REJECT)})")


def staged(engine: Engine, source: Source, mapping: TableMapping | None) -> Stage:
    """Judges a source; its rejected rows are in REJECTS with their reasons, and counted.

    Raises FaultsFound when a required column is missing or the mapping names one that is not there.
    """
    matched = match(source, mapping)
    if matched.faults:
        raise FaultsFound(matched.faults)
    if matched.stranger is not None:
        strange = engine.new_name("strange")
        engine.run(f"CREATE TABLE {strange} AS SELECT * FROM ({source.relation}) WHERE {matched.stranger}")
        source = replace(source, relation=f"SELECT * FROM ({source.relation}) WHERE NOT ({matched.stranger})")
    name = engine.new_name("stage")
    what = "VIEW" if source.in_place else "TABLE"
    engine.run(f"CREATE {what} {name} AS {judged(source, matched.givens)}")
    reading = TableReading(source.table.name, source.name, source.kind)
    stage = Stage(source.table, name, source.header, reading, notes=matched.notes)
    _count(engine, stage)
    if matched.default_claim_type is not None:
        _tell_default(engine, source, matched.default_claim_type, stage)
    if reading.rows_rejected:
        _set_aside(engine, stage)
    if matched.stranger is not None and mapping is not None:
        _set_strangers_aside(engine, stage, strange, mapping)
    for each in source.malformed:
        reading.rows_read += 1
        reading.rows_rejected += 1
        engine.run(
            f"INSERT INTO {REJECTS} BY NAME SELECT ? AS table_name, ? AS source_file, ? AS row_number, "
            "'malformed_row' AS rule, ? AS reason, ? AS value",
            [source.table.name, each.file, each.row + source.header, each.reason, each.text],
        )
    return stage


def _set_strangers_aside(engine: Engine, stage: Stage, strange: str, mapping: TableMapping) -> None:
    """Puts rows that the mapping leaves out into the rejects; their charges are no charges of claim lines."""
    (count,) = engine.one(f"SELECT count(*) FROM {strange}")
    said = " and ".join(f"{column} is {' or '.join(words)}" for column, words in mapping.only.items())
    shown = ", ".join(f"CAST({quoted(column)} AS VARCHAR)" for column in mapping.only)
    engine.run(
        f"INSERT INTO {REJECTS} BY NAME SELECT {literal(stage.table.name)} AS table_name, "
        f"{quoted(FILE)} AS source_file, {POSITION} + {stage.header} AS row_number, 'not_used' AS rule, "
        f"{literal(f'the mapping takes rows where {said}')} AS reason, nullif(concat_ws(', ', {shown}), '') AS value "
        f"FROM {strange}"
    )
    engine.run(f"DROP TABLE {strange}")
    stage.reading.rows_read += int(str(count))
    stage.reading.rows_rejected += int(str(count))


def _count(engine: Engine, stage: Stage) -> None:
    has_charge = CHARGE in stage.table.names
    lacks = "claim_charge_amount IS NULL" if stage.table.name == "claim_line" else "false"
    charge = f"coalesce(sum({CHARGE}), 0), coalesce(sum({CHARGE}) FILTER (NOT {KEPT}), 0)" if has_charge else "0, 0"
    read, rejected, lacking, charges, lost = engine.one(
        f"SELECT count(*), count(*) FILTER (NOT {KEPT}), count(*) FILTER ({KEPT} AND {lacks}), {charge} "
        f"FROM {stage.name}"
    )
    reading = stage.reading
    reading.rows_read, reading.rows_rejected = int(str(read)), int(str(rejected))
    if has_charge:
        reading.charges_read, reading.charges_rejected = Decimal(str(charges)) + ZERO, Decimal(str(lost)) + ZERO
    stage.lacks_claim_charge = bool(lacking)
    if lacking:
        whose = "its" if lacking == 1 else "their"
        stage.notes.append(
            f"{reading.source}: {_lines_do(int(str(lacking)))} not say what {whose} claim comes to; "
            "claim_charge_amount is the sum of the claim's lines that are kept"
        )


def _tell_default(engine: Engine, source: Source, is_default: str, stage: Stage) -> None:
    (count,) = engine.one(f"SELECT count(*) FROM ({source.relation}) WHERE {is_default}")
    if count:
        stage.notes.append(
            f"{source.name}: {_lines_do(int(str(count)))} not say claim_type; taken for {DEFAULT_CLAIM_TYPE}"
        )


def _lines_do(count: int) -> str:
    return "1 line does" if count == 1 else f"{count:,} lines do"


def _set_aside(engine: Engine, stage: Stage) -> None:
    charge = CHARGE if CHARGE in stage.table.names else "CAST(NULL AS DECIMAL(18,2))"
    engine.run(
        f"INSERT INTO {REJECTS} BY NAME "
        f"SELECT {literal(stage.table.name)} AS table_name, {quoted(FILE)} AS source_file, "
        f"{POSITION} + {stage.header} AS row_number, perdiem_key AS row_key, fault.column_name AS column_name, "
        f"fault.rule AS rule, fault.reason AS reason, fault.value AS value, charge AS charge_amount "
        f"FROM (SELECT {quoted(FILE)}, {POSITION}, perdiem_key, unnest({FAULTS}) AS fault, {charge} AS charge "
        f"FROM {stage.name} WHERE NOT {KEPT})"
    )
