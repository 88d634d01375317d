"""The yearly figures of CMS-0057-F and the measures of R8, counted over all decisions at once.

CMS-0057-F (89 FR 8758; CMS's questions and answers on the rule): by 31 March a payor publishes for the year before what
needs authorization, which share of standard and expedited requests was approved and denied, was approved after appeal
and after the time was extended, and the mean and median time to the decision. Drugs are not in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from importlib.resources import files
from typing import Any, Literal
from zoneinfo import ZoneInfo

from perdiem.engine.duckdb import Engine
from perdiem.model.authorization import Component, Priority
from perdiem.model.authorization_figures import (
    ComponentFigures,
    ComponentMeasures,
    DenialReason,
    GroupFigures,
    NeededCodes,
    PriorityFigures,
    PublishedFigures,
    Share,
    Times,
)
from perdiem.model.contract import Contract
from perdiem.rules.claims.edits import BY_NAME

Unit = Literal["requests", "items"]
Grouping = Literal["contract", "line_of_business", "payor"]
OWN_REASONS = {
    "late_request": "The request came later after the start of service than the contract allows.",
    "requester_not_allowed": "The contract has someone else ask.",
    "person_decided": "A person reviewed the request.",
}
EMPTY: Mapping[str, Any] = {}
ROWS_AT_ONCE = 50_000


def published_figures(
    items: Iterable[Mapping[str, Any]],
    year: int,
    contract: Contract,
    needed: tuple[NeededCodes, ...],
    engine: Engine,
    *,
    on: date,
    unit: Unit = "requests",
    grouping: Grouping = "contract",
    time_zone: str = "America/New_York",
) -> PublishedFigures:
    """The figures of a year from rows of decided items.

    A row has request_order, contract, line_of_business, payor, priority, kind, component, action, reason,
    extended_days, submitted_at and decided_at (aware instants). What was decided in the year counts; years begin and
    end in `time_zone`. `needed` is the list of what needs authorization.
    """
    _load(engine, items, grouping)
    zone = ZoneInfo(time_zone)
    begins, ends = (datetime(each, 1, 1, tzinfo=zone).astimezone(UTC) for each in (year, year + 1))
    engine.run(
        f"CREATE OR REPLACE TEMP TABLE year_bounds AS SELECT TIMESTAMP '{begins:%Y-%m-%d %H:%M:%S}' AS year_begins,"
        f" TIMESTAMP '{ends:%Y-%m-%d %H:%M:%S}' AS year_ends"
    )
    figures = _rows(engine, _query("110_component") if unit == "requests" else BY_ITEM, "130_figures")
    engine.run(f"CREATE OR REPLACE TEMP VIEW unit AS {BY_ITEM}")
    engine.run(f"CREATE OR REPLACE TEMP VIEW counted AS {_query('120_counted')}")
    measured = _dictionaries(engine, MEASURED)
    reasons = _dictionaries(engine, REASONS)
    groups = sorted({row["reporting_group"] for row in (*figures, *measured)})
    return PublishedFigures(
        year=year,
        contract=contract.contract,
        title=contract.title or contract.contract,
        on=on,
        counted=unit,
        grouped_by=grouping,
        time_zone=time_zone,
        groups=tuple(_group(name, figures, measured, reasons, unit) for name in groups),
        needed=needed,
    )


BY_ITEM = """
SELECT reporting_group, component, priority, kind, extended_days > 0 AS is_extended, submitted_at, decided_at,
  reason, CASE WHEN action = 'not_required' THEN 1 ELSE 0 END AS not_required_items,
  CASE WHEN action IN ('approve_carried', 'modified') THEN 'approve' ELSE action END AS outcome
FROM figure_item
"""
MEASURED = """
SELECT reporting_group, component,
  count(*) AS decided,
  count(*) FILTER (WHERE outcome = 'approve') AS granted,
  avg(seconds) AS mean, median(seconds) AS median
FROM counted WHERE is_decided AND outcome IN ('approve', 'deny') AND kind <> 'appeal'
GROUP BY ALL ORDER BY ALL
"""
REASONS = """
SELECT reporting_group, component, reason, count(*) AS denied
FROM counted WHERE is_decided AND outcome = 'deny'
GROUP BY reporting_group, component, reason ORDER BY reporting_group, component, denied DESC, reason
"""


def _load(engine: Engine, items: Iterable[Mapping[str, Any]], grouping: Grouping) -> None:
    import pyarrow as pa  # type: ignore[import-untyped]  # it ships no types

    text, number, instant = pa.string(), pa.int64(), pa.timestamp("us", tz="UTC")
    types = {
        "request_order": number,
        "reporting_group": text,
        "priority": text,
        "kind": text,
        "component": text,
        "action": text,
        "reason": text,
        "extended_days": number,
        "submitted_at": instant,
        "decided_at": instant,
    }
    schema = pa.schema(list(types.items()))
    columns = ", ".join(
        f"CAST({name} AS TIMESTAMP) AS {name}" if kind is instant else name for name, kind in types.items()
    )
    engine.run(
        "CREATE OR REPLACE TEMP TABLE figure_item (request_order BIGINT, reporting_group VARCHAR, priority VARCHAR,"
        " kind VARCHAR, component VARCHAR, action VARCHAR, reason VARCHAR, extended_days BIGINT,"
        " submitted_at TIMESTAMP, decided_at TIMESTAMP)"
    )
    batch: list[dict[str, Any]] = []

    def flush() -> None:
        engine.connection.register("incoming_items", pa.Table.from_pylist(batch, schema=schema))
        engine.run(f"INSERT INTO figure_item SELECT {columns} FROM incoming_items")
        engine.connection.unregister("incoming_items")
        batch.clear()

    for item in items:
        batch.append({name: item.get(name) for name in types} | {"reporting_group": item.get(grouping) or "not given"})
        if len(batch) == ROWS_AT_ONCE:
            flush()
    if batch:
        flush()


def _rows(engine: Engine, unit: str, query: str) -> list[dict[str, Any]]:
    engine.run(f"CREATE OR REPLACE TEMP VIEW unit AS {unit}")
    engine.run(f"CREATE OR REPLACE TEMP VIEW counted AS {_query('120_counted')}")
    return _dictionaries(engine, _query(query))


def _dictionaries(engine: Engine, query: str) -> list[dict[str, Any]]:
    cursor = engine.run(query)
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _query(stage: str) -> str:
    return files(__package__).joinpath("sql", f"{stage}.sql").read_text(encoding="utf-8")


def _group(
    name: str,
    figures: list[dict[str, Any]],
    measured: list[dict[str, Any]],
    reasons: list[dict[str, Any]],
    unit: Unit,
) -> GroupFigures:
    mine = {row["component"]: row for row in figures if row["reporting_group"] == name}
    return GroupFigures(
        group=name,
        services=_component(Component.SERVICE, mine.get("service", EMPTY), unit),
        drugs=_component(Component.DRUG, mine.get("drug", EMPTY), unit),
        measures=tuple(_measures(row) for row in measured if row["reporting_group"] == name),
        denial_reasons=tuple(
            DenialReason(Component(row["component"]), row["reason"], _reason_words(row["reason"]), row["denied"])
            for row in reasons
            if row["reporting_group"] == name
        ),
    )


def _reason_words(code: str) -> str:
    """A reason in general words. What was told of one request is not published: it may tell of a member."""
    if code in OWN_REASONS:
        return OWN_REASONS[code]
    return BY_NAME[code].says if code in BY_NAME else ""


def _component(component: Component, row: Mapping[str, Any], unit: Unit) -> ComponentFigures:
    def count(name: str) -> int:
        return int(row.get(name) or 0)

    def of_priority(priority: Priority) -> PriorityFigures:
        decided = count(str(priority))
        words = f"{priority} {unit} decided in the year"
        return PriorityFigures(
            priority,
            Share(count(f"{priority}_approved"), decided, words),
            Share(count(f"{priority}_denied"), decided, words),
            _times(decided, row.get(f"{priority}_mean"), row.get(f"{priority}_median")),
        )

    return ComponentFigures(
        component,
        of_priority(Priority.STANDARD),
        of_priority(Priority.EXPEDITED),
        Share(count("appeals_approved"), count("appeals"), "appeals decided in the year"),
        Share(count("extended_approved"), count("standard"), f"standard {unit} decided in the year"),
        count("open"),
        count("not_required"),
    )


def _measures(row: Mapping[str, Any]) -> ComponentMeasures:
    share = Share(row["granted"], row["decided"], "items decided in the year")
    return ComponentMeasures(Component(row["component"]), share, _times(row["decided"], row["mean"], row["median"]))


def _times(count: int, mean: Any, median: Any) -> Times:
    if mean is None or median is None:
        return Times(count, None, None)
    return Times(count, Decimal(str(mean)), Decimal(str(median)))
