"""What measuring reads: the tables of a book as `in_` relations, each key once, and the tables made for the run."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from importlib.resources import as_file, files
from typing import Any

from perdiem.engine.book import Book
from perdiem.engine.duckdb import literal, quoted
from perdiem.model.book import (
    ADMINISTRATION,
    AUTHORIZATION_HEADER,
    AUTHORIZATION_ITEM,
    CATHETER,
    CATHETER_EVENT,
    CLAIM_LINE,
    DISPENSE,
    ELIGIBILITY,
    ENCOUNTER,
    OTHER_PAYER,
    OUTCOME_REPORT,
    PORTFOLIO_CONTRACT,
    PRESCRIPTION,
    PROCEDURE,
    REFERRAL,
    SURVEY_RESPONSE,
    Table,
)
from perdiem.model.contract import Agreement
from perdiem.model.measure_settings import MeasureSettings
from perdiem.model.measures import Exclusion, TableCount

READ: tuple[Table, ...] = (
    CLAIM_LINE,
    OTHER_PAYER,
    ELIGIBILITY,
    AUTHORIZATION_HEADER,
    AUTHORIZATION_ITEM,
    ENCOUNTER,
    PROCEDURE,
    PRESCRIPTION,
    DISPENSE,
    ADMINISTRATION,
    CATHETER,
    CATHETER_EVENT,
    REFERRAL,
    SURVEY_RESPONSE,
    OUTCOME_REPORT,
    PORTFOLIO_CONTRACT,
)
LAST_DAYS = {
    "claim_line": "least(coalesce(claim_line_end_date, claim_line_start_date), claim_line_start_date + 366)",
    "encounter": "coalesce(encounter_end_date, encounter_start_date)",
    "administration": "administration_date",
    "catheter_event": "event_date",
    "dispense": "dispense_date",
    "authorization_item": "coalesce(decided_date, requested_date, start_date)",
    "authorization": "coalesce(decided_date, requested_date)",
    "referral": "coalesce(start_of_care_date, referral_date)",
    "survey_response": "survey_date",
    "outcome_report": "report_date",
    "catheter": "coalesce(removed_date, placed_date)",
}
FIRST_DAY, LAST_DAY = date(1, 1, 1), date(9999, 12, 31)
DEFINITIONS_BY_STRICTNESS = ("nhsn", "modified_nhsn", "all_bacteremia", "nhia")  # B13; others follow by name


def show_tables(book: Book, agreement: Agreement | None) -> frozenset[str]:
    """Makes `in_x` for each table: of rows with one key, one; with an agreement its sites are `in_contract`.

    Gives the tables that are shown as they are, every row of them.
    """
    whole = set()
    for table in READ:
        source = book.sql_or_empty(table)
        once = _once(table) if book.has(table.name) and _repeats_a_key(book, table) else ""
        book.engine.run(f"CREATE OR REPLACE VIEW in_{table.name} AS SELECT * FROM {source}{once}")
        if not once:
            whole.add(table.name)
    if agreement is not None:
        _show_agreement(book, agreement)
        whole.discard(PORTFOLIO_CONTRACT.name)
    return frozenset(whole)


def _repeats_a_key(book: Book, table: Table) -> bool:
    """Whether there is a key twice: to look costs little, to sort every row of a large table much."""
    key = ", ".join(quoted(name) for name in table.key)
    source = book.sql_name(table.name)
    found = book.engine.run(f"SELECT {key} FROM {source} GROUP BY {key} HAVING count(*) > 1 LIMIT 1").fetchall()
    return bool(found)


def _once(table: Table) -> str:
    key = ", ".join(quoted(name) for name in table.key)
    order = ", ".join(f"{quoted(name)} NULLS LAST" for name in table.names if name not in table.key)
    return f" QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY {order}) = 1"


def _show_agreement(book: Book, agreement: Agreement) -> None:
    rows: list[dict[str, Any]] = []
    for period, contract in agreement.versions:
        for site in contract.sites.locations or ():
            if site.npi is None:
                continue
            first = max(filter(None, (period.first, site.from_)), default=FIRST_DAY)
            last = min(filter(None, (period.last, site.to)), default=LAST_DAY)
            for line in contract.lines_of_business or (None,):
                rows.append(
                    dict.fromkeys(PORTFOLIO_CONTRACT.names)
                    | {
                        "contract_id": contract.contract,
                        "site_npi": site.npi,
                        "start_date": first,
                        "end_date": last,
                        "line_of_business": line,
                        "site_kind": site.kind,
                        "state": site.state,
                    }
                )
    if rows:
        put(book, "agreement_site", rows, PORTFOLIO_CONTRACT.arrow_schema())
        book.engine.run("CREATE OR REPLACE VIEW in_contract AS SELECT * FROM agreement_site")


def put(book: Book, name: str, rows: Iterable[dict[str, Any]], schema: Any = None) -> None:
    """Makes rows a table of the run."""
    import pyarrow as pa  # type: ignore[import-untyped]  # it ships no types

    book.engine.connection.register("incoming", pa.Table.from_pylist(list(rows), schema=schema))
    try:
        book.engine.run(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM incoming")
    finally:
        book.engine.connection.unregister("incoming")


def put_readmission_groups(book: Book) -> None:
    """Makes the code groups of the readmission measures, `m_diagnosis` and `m_procedure`."""
    for name in ("diagnosis", "procedure"):
        with as_file(files(__package__).joinpath("readmission", f"{name}.parquet")) as path:
            book.engine.run(
                f"CREATE OR REPLACE TEMP TABLE m_{name} AS SELECT * FROM read_parquet({literal(str(path))})"
            )


def last_day(book: Book, settings: MeasureSettings) -> date:
    """The last day of the data: as set, else the last on which the book records that something happened."""
    if settings.data_end is not None:
        return settings.data_end
    found = [
        book.engine.one(f"SELECT max({column}) FROM in_{name}")[0]
        for name, column in LAST_DAYS.items()
        if book.has(name)
    ]
    return max((day for day in found if isinstance(day, date)), default=FIRST_DAY)


def put_setting(book: Book, settings: MeasureSettings, since: date | None, until: date | None) -> date:
    """Makes the one row of `setting`; gives the last day of the data."""
    end = last_day(book, settings)
    stays_end = settings.data_end
    if stays_end is None:
        found = book.engine.one(
            "SELECT max(encounter_end_date) FROM in_encounter WHERE encounter_type = 'acute inpatient'"
        )[0]
        stays_end = found if isinstance(found, date) else end
    row = {
        "data_end": end,
        "since": since or FIRST_DAY,
        "until": min(until, end) if until else end,
        "readmission_data_end": stays_end,
        "readmission_days": settings.readmission_days,
        "readmission_run_out_days": settings.readmission_run_out_days,
        "expedited_hours": settings.expedited_hours,
        "standard_days": settings.standard_days,
        "least_service_days": settings.least_service_days,
        "therapy_gap_days": settings.therapy_gap_days,
        "pn_start_days": settings.pn_start_days,
    }
    put(book, "setting", [row])
    # days are added to dates: DuckDB wants 32 bits for that
    book.engine.run(
        "CREATE OR REPLACE TEMP TABLE setting AS SELECT * REPLACE ("
        + ", ".join(f"CAST({name} AS INTEGER) AS {name}" for name, value in row.items() if isinstance(value, int))
        + ") FROM setting"
    )
    return end


def infection_definition(book: Book, settings: MeasureSettings) -> tuple[str, tuple[str, ...]]:
    """The definition by which bloodstream infections count, and all that the book's events name."""
    found = book.engine.run(
        "SELECT DISTINCT coalesce(definition, 'not named') FROM in_catheter_event "
        "WHERE event_type = 'bloodstream_infection'"
    ).fetchall()
    named = tuple(sorted(each[0] for each in found))
    if settings.infection_definition is not None:
        return settings.infection_definition, named
    by_strictness = [each for each in DEFINITIONS_BY_STRICTNESS if each in named]
    others = [each for each in named if each not in by_strictness]
    return next(iter((*by_strictness, *others)), "not named"), named


def table_counts(book: Book, whole: Collection[str]) -> tuple[TableCount, ...]:
    """How many rows of each table were read, and how many repeat a key; of those shown as they are, none does."""
    counts = []
    for table in READ:
        if not book.has(table.name):
            continue
        rows = book.count(table.name)
        kept = rows if table.name in whole else int(str(book.engine.one(f"SELECT count(*) FROM in_{table.name}")[0]))
        repeated = (Exclusion("repeats the key of another row", rows - kept),) if 0 < kept < rows else ()
        counts.append(TableCount(table.name, rows, repeated))
    return tuple(counts)
