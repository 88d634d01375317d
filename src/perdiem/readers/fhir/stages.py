"""FHIR resources as stages of tables: each mapping's rows judged as rows of any table, and the rest accounted for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path

from perdiem.codes import code_sets
from perdiem.engine.duckdb import Engine, literal
from perdiem.engine.reading import Reading, TableReading
from perdiem.model.book import Table, table
from perdiem.readers.fhir.resources import FAULTS, RESOURCES, load_resources
from perdiem.readers.tables.source import FHIR_KIND, FILE, POSITION, Source, described
from perdiem.readers.tables.stages import REJECTS, Stage, staged

NOT_USED = "not_used"
_FILE_NAME = re.compile(r"([A-Z][A-Za-z]+)_([a-z_]+)\.sql")
_SETUP: Mapping[str, tuple[str, ...]] = {
    "answers": ("QuestionnaireResponse",),
    "catheter_events": ("Observation", "AdverseEvent"),
    "preauthorization": ("Claim", "ClaimResponse"),
}
"""What several mappings read, where there is such a resource."""
_REFERRED = ("Patient", "Practitioner", "PractitionerRole", "Organization", "Location", "HealthcareService",
             "Medication", "Questionnaire", "Task")  # fmt: skip
"""Kinds that have no rows of their own: other resources refer to them, and take from them what a row needs."""
_WHY_NOT: Mapping[str, tuple[str, str]] = {
    "MedicationRequest": ("prescription", "it orders nothing: it is a draft, a plan, cancelled or forbids a drug"),
    "MedicationDispense": ("dispense", "nothing left the pharmacy: it is in preparation, held, declined or cancelled"),
    "MedicationAdministration": ("administration", "its outcome is not known: it goes on, is on hold or unknown"),
    "Encounter": ("encounter", "it did not take place: it is planned or cancelled"),
    "Procedure": ("procedure", "it was not done"),
    "Condition": ("condition", "it was refuted"),
    "DeviceUseStatement": ("catheter", "its device is no line into a vessel, as far as its words say"),
    "Device": ("catheter", "no DeviceUseStatement says when it was placed"),
    "Observation": ("catheter_event", "it is neither an event of a line nor a score that a patient reported"),
    "AdverseEvent": ("catheter_event", "it is no event of a line, or did not happen"),
    "QuestionnaireResponse": ("survey_response", "it is not completed, or no answer has a score"),
    "ServiceRequest": ("referral", "it is no referral to home infusion, as far as its code, words and tasks say"),
    "Claim": ("authorization", "it is a bill or a predetermination; of bills the ExplanationOfBenefit is read"),
    "ClaimResponse": ("authorization", "it answers no request for authorization, or a later answer is there"),
    "Coverage": ("eligibility", "it is not in force: it is a draft"),
    "ExplanationOfBenefit": ("claim_line", "it is no professional or institutional claim in force, or has no items"),
}  # fmt: skip
"""By kind of resource: its table, and why one has no row, where it was not entered in error."""
_USED_BESIDE: Mapping[str, str] = {
    "ClaimResponse": "SELECT answer_number FROM fhir_request",
    "Claim": "SELECT claim_number FROM fhir_request",
    "Device": "SELECT a.number FROM fhir_of AS u JOIN fhir_address AS a ON a.address = "
    "address_of(u.number, text_at(u.doc, '$.device.reference')) WHERE u.type = 'DeviceUseStatement'",
}
"""Resources of these kinds are used also where another has the row."""


def fhir_stages(
    engine: Engine, paths: Sequence[Path], time_zone: str | None, reading: Reading, progress: Callable[[str], None]
) -> list[Stage]:
    """A stage for each mapping that made rows; what made none is in the rejects, counted in `reading` and told there.

    `time_zone` is the zone whose days instants are put in; without one, a day is as it was written. Raises
    UnreadableFile, UsageError for a zone that there is not.
    """
    load_resources(engine, paths, time_zone, progress)
    _load_codes(engine)
    _run(engine, "macros")
    _run(engine, "member")
    kinds = {str(kind) for (kind,) in engine.run("SELECT DISTINCT type FROM fhir_of").fetchall()}
    for name, of in _SETUP.items():
        if kinds.intersection(of):
            _run(engine, name)
    engine.run("CREATE OR REPLACE TEMP TABLE fhir_used (number BIGINT)")
    made: list[Stage] = []
    for kind, declared, query in _mappings():
        if not kinds.intersection({"Claim", "ClaimResponse"} if kind == "Claim" else {kind}):
            continue
        progress(f"FHIR {kind} to {declared.name}")
        rows = f"fhir_rows_{kind}_{declared.name}"
        engine.run(f"CREATE OR REPLACE TEMP TABLE {rows} AS {query}")
        engine.run(f"INSERT INTO fhir_used SELECT fhir_number FROM {rows}")
        if engine.one(f"SELECT count(*) FROM {rows}") != (0,):
            made.append(staged(engine, _source(engine, kind, declared, rows), None))
        engine.run(f"DROP TABLE {rows}")
    for kind in kinds.intersection(_USED_BESIDE):
        engine.run(f"INSERT INTO fhir_used {_USED_BESIDE[kind]}")
    reading.tables += [*_set_aside(engine), *_not_resources(engine)]
    reading.notes += [*_account(engine, len(paths)), *_notes(engine)]
    _drop(engine)
    return made


def _source(engine: Engine, kind: str, declared: Table, rows: str) -> Source:
    relation = f"SELECT * EXCLUDE (fhir_number) FROM {rows}"
    columns = {name: kind for name, kind in described(engine, relation).items() if name not in {FILE, POSITION}}
    return Source(declared, f"FHIR {kind}", FHIR_KIND, relation, columns, in_place=False)


def _load_codes(engine: Engine) -> None:
    """`fhir_code`, the category of each code; `fhir_family`, those of per diems of a therapy."""
    import pyarrow as pa  # type: ignore[import-untyped]  # it ships no types

    sets = code_sets()
    therapies = set(sets.families["therapy_per_diem"])
    rows = [{"code": code, "category": each.category, "is_therapy": code in therapies}
            for code, each in sets.codes.items()]  # fmt: skip
    engine.connection.register("listed", pa.Table.from_pylist(rows))
    engine.run("CREATE OR REPLACE TEMP TABLE fhir_code AS SELECT * FROM listed")
    engine.connection.unregister("listed")
    engine.run("CREATE OR REPLACE TEMP VIEW fhir_family AS SELECT * FROM fhir_code WHERE is_therapy")


def _run(engine: Engine, name: str) -> None:
    for statement in _statements(name):
        engine.run(statement)


@cache
def _statements(name: str) -> tuple[str, ...]:
    """The statements of a file, apart."""
    text = files(__package__).joinpath("sql", f"{name}.sql").read_text(encoding="utf-8")
    return tuple(part for part in re.split(r";\s*$", text, flags=re.MULTILINE) if part.strip())


def _mappings() -> Iterator[tuple[str, Table, str]]:
    """Every mapping: the kind of resource, the table, and the query, ordered by name."""
    for file in sorted(files(__package__).joinpath("sql").iterdir(), key=lambda each: each.name):
        if found := _FILE_NAME.fullmatch(file.name):
            yield found[1], table(found[2]), file.read_text(encoding="utf-8")


def _set_aside(engine: Engine) -> list[TableReading]:
    """Puts what made no row into the rejects, with the reason that holds for its kind; counts it kind by kind."""
    whys = " ".join(f"WHEN {literal(kind)} THEN {literal(why)}" for kind, (_, why) in _WHY_NOT.items())
    names = " ".join(f"WHEN {literal(kind)} THEN {literal(name)}" for kind, (name, _) in _WHY_NOT.items())
    kinds = ", ".join(map(literal, _WHY_NOT))
    engine.run(
        "CREATE OR REPLACE TEMP TABLE fhir_left AS SELECT * FROM fhir_of AS r "
        f"WHERE type IN ({kinds}) AND NOT EXISTS (SELECT 1 FROM fhir_used AS u WHERE u.number = r.number)"
    )
    engine.run(
        f"INSERT INTO {REJECTS} BY NAME SELECT CASE type {names} END AS table_name, file AS source_file, "
        f"place AS row_number, type || '/' || id AS row_key, {literal(NOT_USED)} AS rule, "
        "CASE WHEN json_extract_string(doc, '$.status') = 'entered-in-error' THEN 'it was entered in error' "
        f"ELSE CASE type {whys} END END AS reason, json_extract_string(doc, '$.status') AS value FROM fhir_left"
    )
    rows = engine.run("SELECT type, count(*) FROM fhir_left GROUP BY type ORDER BY type").fetchall()
    return [TableReading(_WHY_NOT[kind][0], f"FHIR {kind}, not used", FHIR_KIND, count, count) for kind, count in rows]


def _not_resources(engine: Engine) -> list[TableReading]:
    engine.run(
        f"INSERT INTO {REJECTS} BY NAME SELECT {literal(FHIR_KIND)} AS table_name, file AS source_file, "
        f"place AS row_number, 'malformed_row' AS rule, reason, value FROM {FAULTS}"
    )
    rows = engine.run(f"SELECT file, count(*) FROM {FAULTS} GROUP BY file ORDER BY file").fetchall()
    return [TableReading(FHIR_KIND, file, FHIR_KIND, count, count) for file, count in rows]


def _account(engine: Engine, paths: int) -> Iterator[str]:
    """How many resources there were, and what became of them; the parts add up."""
    referred = ", ".join(map(literal, _REFERRED))
    kinds = ", ".join(map(literal, _WHY_NOT))
    of = f"FROM {RESOURCES} WHERE NOT is_contained"
    count = f"SELECT count(*), count(*) FILTER (type IN ({referred})), count(*) FILTER (type IN ({kinds})) {of}"
    total, named, mapped = (int(str(each)) for each in engine.one(count))
    left = int(str(engine.one("SELECT count(*) FROM fhir_left")[0]))
    yield (
        f"FHIR: {total:,} resources in {paths:,} file{'s' if paths != 1 else ''} = {mapped - left:,} that became rows, "
        f"{named:,} that others refer to, {left:,} set aside, {total - named - mapped:,} of kinds that no table takes"
    )
    unknown = engine.run(
        f"SELECT type, count(*) {of} AND type NOT IN ({referred}, {kinds}) GROUP BY type ORDER BY type"
    ).fetchall()
    if unknown:
        listed = ", ".join(f"{count:,} {kind}" for kind, count in unknown)
        yield f"FHIR: no table of the book takes resources of these kinds: {listed}"


def _notes(engine: Engine) -> Iterator[str]:
    (strangers,) = engine.one(
        "SELECT count(DISTINCT patient) FROM fhir_of WHERE patient IS NOT NULL AND NOT is_patient_known"
    )
    if strangers:
        yield (
            f"FHIR: {strangers:,} patients are referred to whose record is not among the resources; the id of the "
            "reference is taken as their number"
        )
    (several,) = engine.one(
        "SELECT count(*) FROM (SELECT a.number FROM fhir_of AS c JOIN fhir_address AS a "
        "ON a.address = address_of(c.number, text_at(c.doc, '$.beneficiary.reference')) WHERE c.type = 'Coverage' "
        "GROUP BY a.number HAVING count(DISTINCT text_at(c.doc, '$.subscriberId')) > 1)"
    )
    if several:
        yield (
            f"FHIR: {several:,} patients have coverages with several numbers; their clinical records carry the number "
            "of the one in force on their day: of several the first in order, else the one that began last"
        )


def _drop(engine: Engine) -> None:
    """Drops what was made on the way; the stages are copies."""
    rows = engine.run(
        "SELECT table_name FROM duckdb_tables() WHERE temporary AND table_name LIKE 'fhir\\_%' ESCAPE '\\'"
    ).fetchall()
    engine.run("DROP VIEW IF EXISTS fhir_family")
    for (name,) in rows:
        engine.run(f"DROP TABLE IF EXISTS {name}")
