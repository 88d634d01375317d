"""FHIR files as a table of resources on the engine: where each stands, and by which addresses others refer to it."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from perdiem.engine.duckdb import Engine, literal
from perdiem.errors import UnreadableFile, UsageError, in_words
from perdiem.readers.tables.inputs import NDJSON

LARGEST = 512 << 20  # bytes of one JSON document, unpacked: it is held whole; bulk exports are NDJSON for that reason
_BLOCK = 16 << 20  # bytes of NDJSON at a time
_DEEPEST = 4  # bundles within bundles
_SHOWN = 200

FAULTS = "fhir_fault"
RESOURCES = "fhir_resource"


def load_resources(
    engine: Engine, files: Sequence[Path], time_zone: str | None, progress: Callable[[str], None]
) -> None:  # fmt: skip
    """Makes `fhir_resource`, one row a resource; `fhir_address`, by which references find it; and `fhir_fault`.

    A resource's place is its file and, as `place`, the line of NDJSON or the ordinal of the entry in its bundle.
    `fhir_fault` has what is no resource, with the reason. Raises UnreadableFile for a file that is missing or cannot
    be unpacked, UsageError for a time zone that is none.
    """
    _define_days(engine, time_zone)
    engine.run("CREATE OR REPLACE TEMP TABLE fhir_text (file VARCHAR, place BIGINT, text VARCHAR, is_utf8 BOOLEAN)")
    for path in files:
        progress(f"{path}")
        for batch in _batches(path):
            engine.connection.register("read", batch)
            engine.run("INSERT INTO fhir_text SELECT * FROM read")
            engine.connection.unregister("read")
    engine.run(f"CREATE OR REPLACE TEMP TABLE {FAULTS} (file VARCHAR, place BIGINT, reason VARCHAR, value VARCHAR)")
    engine.run(
        f"INSERT INTO {FAULTS} SELECT file, place, CASE WHEN NOT is_utf8 THEN 'the line is not UTF-8 text' "
        "WHEN NOT json_valid(text) THEN 'is no JSON' ELSE 'is no FHIR resource: it has no resourceType' END, "
        f"left(text, {_SHOWN}) FROM fhir_text WHERE {_IS_BAD}"
    )
    engine.run(
        "CREATE OR REPLACE TEMP TABLE fhir_found AS SELECT file, place, CAST(NULL AS VARCHAR) AS full_url, "
        f"CAST(text AS JSON) AS doc FROM fhir_text WHERE NOT {_IS_BAD} AND trim(text) <> ''"
    )
    engine.run("DROP TABLE fhir_text")
    _open_bundles(engine)
    _number(engine)


_IS_BAD = (
    "(trim(text) <> '' AND (NOT is_utf8 OR NOT json_valid(text) "
    "OR coalesce(json_extract_string(CAST(CASE WHEN json_valid(text) THEN text ELSE 'null' END AS JSON), "
    "'$.resourceType'), '') = ''))"
)


def _define_days(engine: Engine, time_zone: str | None) -> None:
    """`day_of` and `hour_of` an instant: its service day and hour, as its own zone has them, or in one zone for all."""
    local, hour = (
        "left(text, 10)",
        "TRY_CAST(substr(text, 12, 2) AS DOUBLE) + TRY_CAST(substr(text, 15, 2) AS DOUBLE) / 60",
    )
    if time_zone is not None:
        known = engine.one(f"SELECT count(*) FROM pg_timezone_names() WHERE name = {literal(time_zone)}")
        if known == (0,):
            raise UsageError(f"--time-zone {time_zone}: there is no such time zone; write it as America/New_York")
        moment = f"timezone({literal(time_zone)}, TRY_CAST(text AS TIMESTAMPTZ))"
        has_zone = r"regexp_full_match(text, '.*T.*(Z|[-+]\d{2}:\d{2})')"
        local = f"CASE WHEN {has_zone} THEN CAST(CAST({moment} AS DATE) AS VARCHAR) ELSE {local} END"
        at = f"date_part('hour', {moment}) + date_part('minute', {moment}) / 60"
        hour = f"CASE WHEN {has_zone} THEN {at} ELSE {hour} END"
    engine.run(f"CREATE OR REPLACE TEMP MACRO hour_of(text) AS {hour}")
    engine.run(f"CREATE OR REPLACE TEMP MACRO day_of(text) AS {local}")


def _batches(path: Path) -> Iterator[Any]:
    try:
        if path.name.lower().endswith(NDJSON):
            yield from _lines(path)
        else:
            with _opened(path) as file:
                text = file.read(LARGEST + 1)
            if len(text) > LARGEST:
                raise UnreadableFile(path, f"is a JSON document of more than {LARGEST >> 20} MB; export it as NDJSON")
            yield _arrow(path, 1, [text])
    except FileNotFoundError:
        raise UnreadableFile(path, "there is no such file") from None
    except (OSError, EOFError, zlib.error) as error:
        raise UnreadableFile(path, f"cannot be read: {in_words(error)}") from None


def _opened(path: Path) -> Any:
    with path.open("rb") as plain:
        is_packed = plain.read(2) == b"\x1f\x8b"
    return gzip.open(path, "rb") if is_packed else path.open("rb")


def _lines(path: Path) -> Iterator[Any]:
    """Blocks of whole lines, so that a file of any size is read in bounded memory; the number of each line is kept."""
    line, rest = 1, b""
    with _opened(path) as file:
        while block := file.read(_BLOCK):
            whole, mark, rest = (rest + block).rpartition(b"\n")
            if not mark:
                rest = rest or whole
                if len(rest) > LARGEST:
                    raise UnreadableFile(path, f"line {line} is longer than {LARGEST >> 20} MB: is it NDJSON?")
                continue
            lines = whole.split(b"\n")
            yield _arrow(path, line, lines)
            line += len(lines)
    if rest.strip():
        yield _arrow(path, line, [rest])


def _arrow(path: Path, first: int, texts: list[bytes]) -> Any:
    import pyarrow as pa  # type: ignore[import-untyped]  # it ships no types
    import pyarrow.compute as pc  # type: ignore[import-untyped]  # it ships no types

    count = len(texts)
    try:
        column = pa.array(texts, pa.binary()).cast(pa.large_string())
        is_utf8 = pa.repeat(True, count)
    except pa.ArrowInvalid:
        column = pa.array([text.decode("utf-8", "replace") for text in texts], pa.large_string())
        is_utf8 = pc.invert(pc.match_substring(column, "\ufffd"))
    column = pc.replace_substring_regex(column, "^\ufeff", "")
    places = pa.array(range(first, first + count), pa.int64())
    return pa.table({"file": pa.repeat(str(path), count), "place": places, "text": column, "is_utf8": is_utf8})


def _open_bundles(engine: Engine) -> None:
    """Puts the entries of bundles in their place, as deep as bundles stand in bundles."""
    for _ in range(_DEEPEST):
        (bundles,) = engine.one(f"SELECT count(*) FROM fhir_found WHERE {_IS_BUNDLE}")
        if not bundles:
            return
        engine.run(
            "CREATE OR REPLACE TEMP TABLE fhir_entry AS SELECT "
            "CASE WHEN lines > 1 OR place > 1 THEN file || ':' || place ELSE file END AS file, "
            "generate_subscripts(entries, 1) AS place, unnest(entries) AS entry FROM ("
            "SELECT file, place, max(place) OVER (PARTITION BY file) AS lines, "
            f"from_json(json_extract(doc, '$.entry'), '[\"json\"]') AS entries FROM fhir_found WHERE {_IS_BUNDLE})"
        )
        has_type = "coalesce(json_extract_string(entry, '$.resource.resourceType'), '') <> ''"
        engine.run(
            f"INSERT INTO {FAULTS} SELECT file, place, "
            "coalesce('the entry has no resource' || (' (' || json_extract_string(entry, '$.request.method') || ')'), "
            f"'the entry has no resource'), left(CAST(entry AS VARCHAR), {_SHOWN}) FROM fhir_entry WHERE NOT {has_type}"
        )
        engine.run(
            "CREATE OR REPLACE TEMP TABLE fhir_found AS "
            f"SELECT * FROM fhir_found WHERE NOT {_IS_BUNDLE} UNION ALL "
            "SELECT file, place, json_extract_string(entry, '$.fullUrl'), json_extract(entry, '$.resource') "
            f"FROM fhir_entry WHERE {has_type}"
        )
    engine.run(
        f"INSERT INTO {FAULTS} SELECT file, place, 'bundles stand in bundles more than {_DEEPEST} deep', NULL "
        f"FROM fhir_found WHERE {_IS_BUNDLE}"
    )
    engine.run(f"DELETE FROM fhir_found WHERE {_IS_BUNDLE}")


_IS_BUNDLE = "json_extract_string(doc, '$.resourceType') = 'Bundle'"


def _number(engine: Engine) -> None:
    """Numbers the resources, takes out contained ones as resources of their own, keeps the latest of versions."""
    engine.run(
        "CREATE OR REPLACE TEMP TABLE fhir_all AS SELECT row_number() OVER (ORDER BY file, place, full_url, "
        "CAST(doc AS VARCHAR)) AS number, file, place, full_url, json_extract_string(doc, '$.resourceType') AS type, "
        "coalesce(json_extract_string(doc, '$.id'), regexp_extract(full_url, '([^/:#]+)$', 1)) AS id, "
        "json_extract_string(doc, '$.meta.lastUpdated') AS updated, "
        "TRY_CAST(json_extract_string(doc, '$.meta.versionId') AS BIGINT) AS version, doc FROM fhir_found"
    )
    engine.run("DROP TABLE fhir_found")
    engine.run(
        "CREATE OR REPLACE TEMP TABLE fhir_ranked AS SELECT number, row_number() OVER (PARTITION BY type, id ORDER BY "
        "version DESC NULLS LAST, TRY_CAST(updated AS TIMESTAMPTZ) DESC NULLS LAST, number) AS place_of_version, "
        "count(DISTINCT (version, updated)) OVER (PARTITION BY type, id) AS versions, id IS NULL AS is_nameless "
        "FROM fhir_all"
    )
    engine.run(
        f"INSERT INTO {FAULTS} SELECT file, place, CASE WHEN is_nameless THEN 'the ' || type || ' has no id' "
        "ELSE 'a later version of ' || type || '/' || id || ' is there' END, NULL "
        "FROM fhir_all JOIN fhir_ranked USING (number) WHERE is_nameless OR (versions > 1 AND place_of_version > 1)"
    )
    engine.run(
        f"CREATE OR REPLACE TEMP TABLE {RESOURCES} AS SELECT r.number, r.file, r.place, r.full_url, r.type, r.id, "
        "r.doc, false AS is_contained FROM fhir_all AS r JOIN fhir_ranked AS v USING (number) "
        "WHERE NOT v.is_nameless AND NOT (v.versions > 1 AND v.place_of_version > 1)"
    )
    (most,) = engine.one("SELECT coalesce(max(number), 0) FROM fhir_all")
    engine.run(
        f"INSERT INTO {RESOURCES} SELECT {most} + row_number() OVER (ORDER BY number, place_within), file, place, "
        "number || '#' || json_extract_string(inside, '$.id'), json_extract_string(inside, '$.resourceType'), "
        "json_extract_string(inside, '$.id'), inside, true FROM (SELECT number, file, place, "
        "unnest(from_json(json_extract(doc, '$.contained'), '[\"json\"]')) AS inside, "
        "generate_subscripts(from_json(json_extract(doc, '$.contained'), '[\"json\"]'), 1) AS place_within "
        f"FROM {RESOURCES})"
    )
    engine.run("DROP TABLE fhir_all")
    engine.run(
        "CREATE OR REPLACE TEMP TABLE fhir_address AS SELECT address, min(number) AS number FROM ("
        f"SELECT type || '/' || id AS address, number FROM {RESOURCES} WHERE NOT is_contained UNION ALL "
        f"SELECT full_url, number FROM {RESOURCES} WHERE full_url IS NOT NULL) GROUP BY address"
    )
