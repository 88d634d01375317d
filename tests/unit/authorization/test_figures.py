"""The published figures: an outside anchor from counts, drugs apart, appeals, extensions, years in the payor's time."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from perdiem.codes import packaged_code_sets
from perdiem.engine.duckdb import open_engine
from perdiem.model.authorization import Action, Component, Need, Related, RequestKind, Ruling
from perdiem.model.authorization_figures import PublishedFigures
from perdiem.rules.authorization.decision import Decider
from perdiem.rules.authorization.needed import needed_codes
from perdiem.rules.authorization.reporting import published_figures
from perdiem.rules.authorization.small_figures import without_small
from perdiem.store.authorizations import AuthorizationStore
from perdiem.store.desk import Desk
from perdiem.store.figure_items import figure_items
from perdiem.writers.authorization.figures import figures_csv, figures_json, figures_text
from perdiem.writers.html.authorization import figures_html
from tests.unit.authorization.requests import NOW, agreement_of, item, request

CONTRACT = agreement_of("").versions[0][1]
SUBMITTED = datetime(2025, 3, 3, 15, tzinfo=UTC)


def _figures(items: list[dict[str, Any]], year: int = 2025, **more: Any) -> PublishedFigures:
    with open_engine(threads=1) as engine:
        return published_figures(items, year, CONTRACT, (), engine, on=date(year, 12, 31), **more)


def _row(order: int, days: str, action: str = "approve", priority: str = "standard", **more: Any) -> dict[str, Any]:
    return {
        "request_order": order,
        "contract": "plan",
        "priority": priority,
        "kind": "initial",
        "component": "service",
        "action": action,
        "reason": "person_decided",
        "extended_days": 0,
        "submitted_at": SUBMITTED,
        "decided_at": SUBMITTED + timedelta(days=float(days)),
        **more,
    }


def _mixed(count: int, median: str, mean: str) -> list[str]:
    """Times with a given median and mean: as many short ones as long ones about the middle."""
    side = (count - 2) // 2
    short = Decimal("0.05")
    long = (Decimal(mean) * count - side * short - 2 * Decimal(median)) / side
    return [str(short)] * side + [median] * 2 + [str(long)] * side


def test_a_published_page_is_reproduced_from_its_counts():
    """Paramount's exchange plan, 2025: 838 of 990, 152 of 990, 37 of 93 appeals, 107 of 110, and its times."""
    rows: list[dict[str, Any]] = []
    for number, days in enumerate(_mixed(990, "2.96", "5.48")):
        rows.append(_row(number, days, "approve" if number % 990 < 838 else "deny"))
    for number, days in enumerate(_mixed(110, "0.20", "0.45")):
        rows.append(_row(1000 + number, days, "approve" if number < 107 else "deny", "expedited"))
    for number in range(93):
        rows.append(_row(2000 + number, "9", "approve" if number < 37 else "deny", kind="appeal"))
    (group,) = _figures(rows).groups
    standard, expedited = group.services.standard, group.services.expedited
    assert (standard.approved.numerator, standard.approved.percent) == (838, Decimal("84.6"))
    assert (standard.denied.numerator, standard.denied.percent) == (152, Decimal("15.4"))
    assert (standard.times.mean_days, standard.times.median_days) == (Decimal("5.48"), Decimal("2.96"))
    assert (expedited.approved.percent, expedited.denied.percent) == (Decimal("97.3"), Decimal("2.7"))
    assert (expedited.times.mean_days, expedited.times.median_days) == (Decimal("0.45"), Decimal("0.20"))
    appeal = group.services.after_appeal
    assert (appeal.numerator, appeal.denominator, appeal.percent) == (37, 93, Decimal("39.8"))
    assert appeal.of == "appeals decided in the year"
    extended = group.services.after_extension
    assert (extended.numerator, extended.denominator) == (0, 990)


def test_drugs_stand_apart_and_what_needed_nothing_is_in_no_share():
    rows = [
        _row(1, "1"),
        _row(1, "3", "deny", component="drug"),
        _row(2, "0", "not_required"),
        _row(3, "2", "cancel"),
        _row(4, "1", "pend", decided_at=None),
    ]
    (group,) = _figures(rows).groups
    assert (group.services.standard.approved.numerator, group.services.standard.approved.denominator) == (1, 1)
    assert (group.drugs.standard.denied.numerator, group.drugs.standard.denied.denominator) == (1, 1)
    assert (group.services.not_required, group.services.open) == (1, 1)
    measures = {each.component: each for each in group.measures}
    assert measures[Component.DRUG].granted.percent == 0
    assert measures[Component.SERVICE].times.mean_days == 1


def test_a_request_of_which_a_part_is_denied_is_denied_and_items_count_one_by_one():
    rows = [_row(1, "1"), _row(1, "2", "deny"), _row(2, "1", "approve_carried")]
    by_request = _figures(rows).groups[0].services.standard
    assert (by_request.approved.numerator, by_request.denied.numerator, by_request.approved.denominator) == (1, 1, 2)
    assert by_request.times.mean_days == Decimal("1.50")
    by_item = _figures(rows, unit="items").groups[0].services.standard
    assert (by_item.approved.numerator, by_item.denied.numerator, by_item.approved.denominator) == (2, 1, 3)


def test_a_request_with_something_still_pended_is_open():
    rows = [_row(1, "1"), _row(1, "1", "pend", decided_at=None)]
    services = _figures(rows).groups[0].services
    assert (services.open, services.standard.approved.denominator) == (1, 0)


def test_the_year_ends_at_midnight_of_the_payors_time_zone():
    late = datetime(2026, 1, 1, 4, 59, tzinfo=UTC)  # 23:59 on 31 December in New York
    rows = [
        _row(1, "0", submitted_at=late, decided_at=late),
        _row(2, "0", submitted_at=late, decided_at=late + timedelta(minutes=1)),
    ]
    assert _figures(rows).groups[0].services.standard.approved.denominator == 1
    assert _figures(rows, 2026).groups[0].services.standard.approved.denominator == 1


def test_groups_report_apart():
    rows = [_row(1, "1", line_of_business="medicare_advantage"), _row(2, "1", "deny", line_of_business="commercial")]
    groups = {each.group: each for each in _figures(rows, grouping="line_of_business").groups}
    assert groups["medicare_advantage"].services.standard.approved.numerator == 1
    assert groups["commercial"].services.standard.denied.numerator == 1


@pytest.mark.parametrize(("extended", "count"), [(7, 1), (0, 0)])
def test_an_approval_after_the_time_was_extended_counts(extended, count):
    assert _figures([_row(1, "9", extended_days=extended)]).groups[0].services.after_extension.numerator == count


TERMS = """
lines_of_business: [managed_medicaid]
authorization:
  rules:
    - {for: [drug, per_diem], needed: yes}
    - {for: nursing, needed: yes, when: over 10 visits}
    - {for: [hydration_therapy], needed: no}
  drug_approval_carries: per_diem
"""


def test_the_store_is_counted_with_appeals_updates_and_reasons(tmp_path: Path):
    agreement = agreement_of(TERMS)
    decider = Decider(agreement, packaged_code_sets())
    later = NOW + timedelta(days=2)
    asked = request(item(1, "J1745"), item(2, "S9359"), item(3, "S9374"))
    with AuthorizationStore(str(tmp_path / "store.db")) as store, open_engine(threads=1) as engine:
        desk = Desk(store, {"test": decider})
        number = desk.submit(asked, now=NOW).decision.number
        rulings = [
            Ruling(1, Action.DENY, "For Ms. Doe another drug is better.", "step_therapy"),
            Ruling(2, Action.APPROVE),
        ]
        desk.rule(number, rulings, "nurse", now=later)
        appeal = request(
            item(1, "J1745"),
            number="REQ2",
            kind=RequestKind.APPEAL,
            related=Related(asked.identifier),
            submitted_at=later,
        )
        number = desk.submit(appeal, now=later).decision.number
        desk.rule(number, [Ruling(1, Action.APPROVE)], "physician", now=later + timedelta(days=1))
        terms = agreement.versions[0][1]
        figures = published_figures(
            figure_items(store), 2026, terms, needed_codes(terms, packaged_code_sets()), engine, on=date(2026, 12, 31)
        )
    (group,) = figures.groups
    assert group.group == "test"
    assert group.services.standard.approved.numerator == 1
    assert group.services.not_required == 1
    assert group.drugs.standard.denied.numerator == 1
    assert (group.drugs.after_appeal.numerator, group.drugs.after_appeal.denominator) == (1, 1)
    assert group.drugs.standard.times.mean_days == Decimal("2.00")
    assert [(each.code, each.count) for each in group.denial_reasons] == [("step_therapy", 1)]
    for text in (figures_text(figures), figures_csv(figures), figures_json(figures), figures_html(figures)):
        assert "Doe" not in text  # what was told of one request is never published
        assert "step_therapy" in text or "step therapy" in text
    rows = list(csv.DictReader(io.StringIO(figures_csv(figures))))
    assert {"standard approved", "expedited denied", "approved after appeal"} <= {row["figure"] for row in rows}
    assert json.loads(figures_json(figures))["groups"][0]["services"]["standard"]["approved"]["percent"] == "100.0"


def test_the_list_of_what_needs_authorization_agrees_with_what_requests_are_told():
    agreement = agreement_of(TERMS)
    terms, sets = agreement.versions[0][1], packaged_code_sets()
    decider = Decider(agreement, sets)
    rows = needed_codes(terms, sets)
    from perdiem.codes.expand import expand

    listed = {code: row.need for row in rows for code in expand(row.codes, sets)}
    for code in sets.codes:
        need = decider.answer(code, date(2026, 6, 1)).need
        assert listed.get(code) == (need if need in {Need.NEEDED, Need.CONDITION, Need.UNLISTED} else None), code
    assert all(row.term.startswith("authorization.rules.") and row.place for row in rows)


def test_small_figures_are_withheld_where_a_setting_says_so_with_those_that_would_tell_them():
    rows = [_row(number, "2", "approve" if number < 40 else "deny") for number in range(45)]  # 40 and 5 of 45
    rows += [_row(100 + number, "1", "approve", "expedited") for number in range(20)]  # 20 and none of 20
    for number in range(45):
        rows[number]["reason"] = "oral_first" if number < 42 else "off_label"  # denied: 2 and 3
    rows += [_row(200 + number, "3", "deny", reason="not_covered") for number in range(30)]
    whole = _figures(rows)
    assert without_small(whole, 0) is whole
    (group,) = without_small(whole, 11).groups
    standard, expedited = group.services.standard, group.services.expedited
    assert (standard.approved.numerator, standard.denied.numerator) == (40, 35)  # 35 with those not covered
    assert (expedited.approved.numerator, expedited.denied.numerator) == (20, 0)  # nobody is not few
    assert [(reason.code, reason.count) for reason in group.denial_reasons] == [
        ("not_covered", 30),
        ("off_label", None),
        ("oral_first", None),
    ]
    (group,) = without_small(_figures(rows[:65]), 11).groups
    standard = group.services.standard
    assert standard.approved.is_withheld  # 5 denied of 45 follow from 40 approved
    assert standard.denied.percent is None
    assert standard.times.mean_days is not None
    (group,) = without_small(_figures(rows[40:45]), 11).groups
    assert (group.services.standard.times.count, group.services.standard.times.mean_days) == (None, None)


def test_a_single_small_reason_takes_the_smallest_other_with_it():
    rows = [_row(number, "1", "deny", reason="a") for number in range(3)]
    rows += [_row(10 + number, "1", "deny", reason="b") for number in range(20)]
    rows += [_row(50 + number, "1", "deny", reason="c") for number in range(30)]
    found = without_small(_figures(rows), 11)
    assert {reason.code: reason.count for reason in found.groups[0].denial_reasons} == {"a": None, "b": None, "c": 30}
    text, page = figures_text(found), figures_html(found)
    assert "Figures of 1 to 10, and those that would tell them, are withheld." in text
    assert "withheld" in page
    told = [row for row in csv.DictReader(io.StringIO(figures_csv(found))) if row["figure"] == "b"]
    assert (told[0]["counts"], told[0]["note"]) == ("", "withheld")
    assert json.loads(figures_json(found))["withheld_below"] == 11
