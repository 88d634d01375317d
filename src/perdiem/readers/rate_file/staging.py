"""The parts of in-network files as tables on the engine: items, prices, providers; joined only when all are there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]  # it ships no types

from perdiem.engine.duckdb import Engine, literal
from perdiem.readers.rate_file.buffers import lengths_of, offsets_of, whole

PLAIN = "rtrim(rtrim(CAST({0} AS VARCHAR), '0'), '.')"
DAY = "CASE WHEN regexp_full_match({0}, '[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}') THEN TRY_CAST({0} AS DATE) END"
TABLES = """
CREATE TABLE IF NOT EXISTS rate_file (file INTEGER, source_file VARCHAR, file_date DATE, major INTEGER, payor VARCHAR,
    plan VARCHAR, plan_id VARCHAR, plan_market_type VARCHAR);
CREATE TABLE IF NOT EXISTS rate_item (file INTEGER, item BIGINT, position BIGINT, arrangement VARCHAR, name VARCHAR,
    code_system VARCHAR, code_system_version VARCHAR, code VARCHAR, description VARCHAR, contained_codes VARCHAR,
    rates BIGINT);
CREATE TABLE IF NOT EXISTS rate_rate (item BIGINT, rate_number BIGINT, reference_count BIGINT, group_count BIGINT,
    price_count BIGINT);
CREATE TABLE IF NOT EXISTS rate_price (item BIGINT, rate_number BIGINT, price_number BIGINT, places_of_service VARCHAR,
    billing_class VARCHAR, setting VARCHAR, negotiated_type VARCHAR, modifiers VARCHAR, exact DECIMAL(38,20),
    expiration VARCHAR, additional_information VARCHAR);
CREATE TABLE IF NOT EXISTS rate_group (item BIGINT, rate_number BIGINT, npis BIGINT[], tin_type VARCHAR, tin VARCHAR,
    business_name VARCHAR, wrong_npis BIGINT, wrong_npi BIGINT);
CREATE TABLE IF NOT EXISTS rate_reference (file INTEGER, item BIGINT, rate_number BIGINT, reference DECIMAL(38,20));
CREATE TABLE IF NOT EXISTS reference (file INTEGER, reference DECIMAL(38,20), position BIGINT, network VARCHAR,
    location VARCHAR, groups BIGINT);
CREATE TABLE IF NOT EXISTS reference_group (file INTEGER, position BIGINT, npis BIGINT[], tin_type VARCHAR, tin VARCHAR,
    business_name VARCHAR, wrong_npis BIGINT, wrong_npi BIGINT);
"""
"""`exact` is the rate as written; `item` numbers objects, and parts of large ones, over all files.

Groups keep their NPIs as a list, as the file has them: a reference may be of thousands, and most are never written out.
With them stands how many are no NPIs, and the first of these. The groups of a reference have its position.
"""

_RATES = """
CREATE OR REPLACE TEMP TABLE incoming_rate AS
SELECT item, file, first_rate + generate_subscripts(negotiated_rates, 1) AS rate_number,
    unnest(negotiated_rates) AS rate FROM incoming
"""
_ITEMS = """
INSERT INTO rate_item SELECT file, item, position, negotiation_arrangement, name, billing_code_type,
    billing_code_type_version, upper(trim(billing_code)), description,
    nullif(array_to_string(list_transform(list_concat(bundled_codes, covered_services),
        lambda each: concat(each.billing_code_type, ':', each.billing_code)), ' '), ''),
    len(negotiated_rates)
FROM incoming
"""
_PRICES = """
INSERT INTO rate_price SELECT item, rate_number, price_number,
    nullif(array_to_string(price.service_code, ' '), ''), price.billing_class, price.setting, price.negotiated_type,
    nullif(array_to_string(price.billing_code_modifier, ' '), ''), price.negotiated_rate, price.expiration_date,
    price.additional_information
FROM (SELECT item, rate_number, generate_subscripts(rate.negotiated_prices, 1) AS price_number,
    unnest(rate.negotiated_prices) AS price FROM incoming_rate)
"""
_RATE_ROWS = """
INSERT INTO rate_rate SELECT item, rate_number, len(rate.provider_references), len(rate.provider_groups),
    len(rate.negotiated_prices) FROM incoming_rate
"""
_REFERENCES = """
INSERT INTO rate_reference SELECT file, item, rate_number, unnest(rate.provider_references) FROM incoming_rate
"""
_GROUPS = """
INSERT INTO rate_group SELECT item, rate_number, provider.npi, provider.tin.type, provider.tin.value,
    provider.tin.business_name, provider.wrong_npis, provider.wrong_npi
FROM (SELECT item, rate_number, unnest(rate.provider_groups) AS provider FROM incoming_rate)
"""
_REFERENCED = """
INSERT INTO reference_group SELECT file, position, provider.npi, provider.tin.type, provider.tin.value,
    provider.tin.business_name, provider.wrong_npis, provider.wrong_npi
FROM incoming
"""
SHOWN = "item IN (SELECT item FROM shown_item)"
_EACH_NPI = "CAST(nullif(unnest(CASE WHEN len(npis) > 0 THEN npis ELSE [NULL] END), 0) AS VARCHAR) AS npi"


class Staging:
    """Takes what is read of in-network files, batch by batch. `items` is the number of the next object."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        engine.run(TABLES)
        self.items = int(str(engine.one("SELECT coalesce(max(item) + 1, 0) FROM rate_item")[0]))

    def add_items(self, file: int, rows: Any, positions: Sequence[int], first_rates: Sequence[int]) -> None:
        """Takes objects of codes in the shape ITEM, with the byte of each and how many of its rates came before."""
        numbers = range(self.items, self.items + rows.num_rows)
        self.items += rows.num_rows
        rows = rows.append_column("item", whole(numbers)).append_column("first_rate", whole(first_rates))
        of_items = [_ITEMS, _RATES, _PRICES, _RATE_ROWS, _REFERENCES, _GROUPS]
        with self._together():
            self._run([file] * rows.num_rows, rows, positions, of_items)

    @contextmanager
    def _together(self) -> Iterator[None]:
        """What is taken within is written to disk once, or not at all."""
        self.engine.run("BEGIN")
        try:
            yield
        except BaseException:
            self.engine.run("ROLLBACK")
            raise
        self.engine.run("COMMIT")

    def add_references(self, file: int, rows: Any, positions: Sequence[int]) -> None:
        """Takes objects of provider references in the shape REFERENCE, with the byte of each."""
        groups = rows["provider_groups"].combine_chunks()
        counts = lengths_of(groups)
        # without the groups, which the engine would unpack to count them
        told = rows.drop_columns(["provider_groups"]).append_column("group_count", counts)
        references = (
            "INSERT INTO reference SELECT file, provider_group_id, position, "
            "nullif(array_to_string(network_name, ';'), ''), location, group_count FROM incoming"
        )
        with self._together():  # a batch is written at once, for what waits to be written is held in memory
            self._run([file] * len(groups), told, positions, [references])
            self._add_groups([file] * len(groups), groups, positions)

    def outside(self) -> list[tuple[int, int, str]]:
        """The provider references that point to a file of their own: file, byte, address."""
        query = (
            "SELECT file, position, location FROM reference WHERE location IS NOT NULL AND groups IS NULL "
            "AND NOT EXISTS (SELECT 1 FROM reference_group AS known WHERE known.file = reference.file "
            "AND known.position = reference.position) ORDER BY file, position"
        )
        found: list[tuple[int, int, str]] = self.engine.run(query).fetchall()
        return found

    def add_outside(self, rows: Any, references: Sequence[tuple[int, int]]) -> None:
        """Takes the providers of referenced files in the shape REFERENCE, each with its file and byte."""
        files, positions = [file for file, _ in references], [position for _, position in references]
        self._add_groups(files, rows["provider_groups"].combine_chunks(), positions)

    def _add_groups(self, files: Sequence[int], groups: Any, positions: Sequence[int]) -> None:
        """Takes lists of provider groups, each of a file and a byte; laid flat here, half as quick by the engine."""
        counts = np.diff(offsets_of(groups))
        rows = pa.table({"provider": groups.values})
        self._run(np.repeat(files, counts), rows, np.repeat(positions, counts), [_REFERENCED])

    def needed(self, file: int) -> set[str]:
        """The provider references that the wanted rates of a file name, as numbers without zeros at their end."""
        plain = PLAIN.format("reference")
        named = f"SELECT DISTINCT reference FROM rate_reference WHERE file = {file} AND reference IS NOT NULL"
        query = f"SELECT {plain} FROM ({named})"
        return {row[0] for row in self.engine.run(query).fetchall()}

    def add_file(self, file: int, name: str, reading: Any, values: dict[str, str]) -> None:
        """Takes what a file says of itself."""
        version = (reading.version or "").strip().lstrip("vV")[:1]
        self.engine.run(
            "INSERT INTO rate_file VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [file, name, reading.file_date, int(version) if version.isdigit() else None,
             values.get("reporting_entity_name"), values.get("plan_name"), values.get("plan_id"),
             values.get("plan_market_type")],
        )  # fmt: skip

    def _run(self, files: Any, rows: Any, positions: Any, statements: Sequence[str]) -> None:
        rows = rows.append_column("position", whole(positions)).append_column("file", whole(files))
        self.engine.connection.register("incoming", rows)
        try:
            for statement in statements:
                self.engine.run(statement)
        finally:
            self.engine.connection.unregister("incoming")


def published(files: str) -> str:
    """SQL for the rows of published_rate out of in-network files; `files` are their numbers, separated by commas.

    What is made of a text is made before the joins, which give a price or a reference a thousand times over. Only items
    in the table shown_item are given: see ordering.py.
    """
    usd, day = literal("USD"), DAY.format("expiration")
    return f"""
WITH provider AS (
    SELECT item, rate_number, NULL AS reference, NULL AS network, {_EACH_NPI}, tin_type, tin, business_name
    FROM rate_group WHERE {SHOWN}
    UNION ALL BY NAME
    SELECT named.item, named.rate_number, named.plain AS reference, known.network, found.npi, found.tin_type, found.tin,
        found.business_name
    FROM (SELECT *, {PLAIN.format("reference")} AS plain FROM rate_reference WHERE {SHOWN}) AS named
    LEFT JOIN reference AS known ON known.file = named.file AND known.reference = named.reference
    LEFT JOIN (SELECT file, position, {_EACH_NPI}, tin_type, tin, business_name FROM reference_group) AS found
        ON found.file = known.file AND found.position = known.position
),
price AS (
    SELECT item, rate_number, price_number, modifiers, places_of_service, billing_class, setting, negotiated_type,
        TRY_CAST(round(exact, 6) AS DECIMAL(18,6)) AS rate,
        CASE WHEN negotiated_type = 'percentage' THEN 'percent' ELSE {usd} END AS rate_unit,
        {day} AS expiration_date, additional_information
    FROM rate_price WHERE {SHOWN}
)
SELECT file.payor, file.plan, file.plan_id, file.plan_market_type, provider.network,
    provider.reference AS provider_reference, provider.npi, provider.tin_type, provider.tin, provider.business_name,
    item.arrangement, item.code_system, item.code_system_version, item.code, item.name, item.description,
    item.contained_codes, price.modifiers, price.places_of_service, price.billing_class, price.setting,
    'negotiated' AS rate_kind, price.negotiated_type, price.rate, price.rate_unit, CAST(NULL AS VARCHAR) AS rate_mark,
    price.expiration_date, price.additional_information, file.source_file, file.file_date, item.position,
    price.rate_number, price.price_number
FROM price
JOIN rate_item AS item ON item.item = price.item
JOIN rate_file AS file ON file.file = item.file
LEFT JOIN provider ON provider.item = price.item AND provider.rate_number = price.rate_number
WHERE file.file IN ({files})
"""


COUNTED = """
WITH known AS (SELECT file, reference, sum(coalesce(found.providers, 1)) AS providers
    FROM reference LEFT JOIN (SELECT file, position, sum(greatest(coalesce(len(npis), 0), 1)) AS providers
        FROM reference_group GROUP BY file, position) AS found USING (file, position)
    GROUP BY file, reference),
named AS (SELECT item, rate_number, sum(coalesce(known.providers, 1)) AS providers
    FROM rate_reference LEFT JOIN known USING (file, reference) GROUP BY item, rate_number),
standing AS (SELECT item, rate_number, sum(greatest(coalesce(len(npis), 0), 1)) AS providers FROM rate_group
    GROUP BY item, rate_number)
SELECT item.file, item.item, item.position,
    coalesce(sum(price_count * greatest(coalesce(named.providers, 0) + coalesce(standing.providers, 0), 1)), 0) AS rows
FROM rate_rate AS rate JOIN rate_item AS item USING (item)
LEFT JOIN named ON named.item = rate.item AND named.rate_number = rate.rate_number
LEFT JOIN standing ON standing.item = rate.item AND standing.rate_number = rate.rate_number
GROUP BY item.file, item.item, item.position
"""
"""How many rows `published` gives for each item, without making them."""
