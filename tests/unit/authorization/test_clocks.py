"""Clocks: which rule holds for which component, daylight saving, extensions, and the warning before a breach."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from perdiem.model.authorization import Component, Due, Priority
from perdiem.model.authorization_settings import AuthorizationSettings
from perdiem.model.clock_state import ClockState, state_of
from perdiem.rules.authorization.clocks import due_of
from tests.unit.authorization.requests import NOW, agreement_of

DRUG, SERVICE = Component.DRUG, Component.SERVICE
SILENT = agreement_of("").versions[0][1]
STATED = agreement_of(
    "authorization:\n"
    "  clocks: {expedited_hours: 48, standard_days: 10, drug_expedited_hours: 24, drug_standard_hours: 72}\n"
).versions[0][1]


def _due(component, priority, line, contract=SILENT, start=NOW, settings=None, **more) -> Due:  # type: ignore[no-untyped-def]
    return due_of(component, start, priority, line, contract, settings or AuthorizationSettings(), **more)


@pytest.mark.parametrize(
    ("component", "priority", "line", "after"),
    [
        (SERVICE, Priority.EXPEDITED, "medicare_advantage", timedelta(hours=72)),
        (SERVICE, Priority.STANDARD, "managed_medicaid", timedelta(days=7)),
        (SERVICE, Priority.STANDARD, "medicaid_ffs", timedelta(days=7)),
        (DRUG, Priority.STANDARD, "medicare_advantage", timedelta(hours=72)),
        (DRUG, Priority.EXPEDITED, "medicare_advantage", timedelta(hours=24)),
        (DRUG, Priority.STANDARD, "managed_medicaid", timedelta(hours=24)),
    ],
)
def test_each_component_has_the_clock_of_its_own_rule(component, priority, line, after):
    start = datetime(2026, 6, 1, 15, tzinfo=UTC)  # no change of the clocks in the week after
    assert _due(component, priority, line, start=start).at == start + after


@pytest.mark.parametrize("line", ["commercial", "self_funded", "exchange", None])
@pytest.mark.parametrize("component", [DRUG, SERVICE])
def test_outside_the_federal_rule_a_silent_contract_gives_no_time(line, component):
    found = _due(component, Priority.STANDARD, line)
    assert found.at is None
    assert state_of(found, NOW) is ClockState.NONE


def test_the_contracts_clocks_hold_for_commercial_and_the_shorter_of_both_elsewhere():
    assert _due(SERVICE, Priority.STANDARD, "commercial", STATED, datetime(2026, 6, 1, tzinfo=UTC)).at == datetime(
        2026, 6, 11, tzinfo=UTC
    )
    assert "CMS-0057-F" in _due(SERVICE, Priority.STANDARD, "medicare_advantage", STATED).rule
    assert "contract" in _due(SERVICE, Priority.EXPEDITED, "medicare_advantage", STATED).rule
    assert _due(DRUG, Priority.EXPEDITED, "commercial", STATED).at == NOW + timedelta(hours=24)


def test_seven_calendar_days_keep_the_time_of_day_over_the_change_of_the_clocks_and_hours_do_not():
    start = datetime(2026, 3, 6, 15, tzinfo=UTC)  # 10:00 in New York; summer time begins on 8 March
    days = _due(SERVICE, Priority.STANDARD, "medicare_advantage", start=start)
    assert days.at == datetime(2026, 3, 13, 14, tzinfo=UTC)  # 10:00 in New York, an hour earlier in UTC
    hours = _due(SERVICE, Priority.EXPEDITED, "medicare_advantage", start=start)
    assert hours.at == datetime(2026, 3, 9, 15, tzinfo=UTC)


def test_days_may_end_at_midnight_of_the_payors_time_zone():
    settings = AuthorizationSettings.model_validate(
        {"clocks": {"calendar_days_end": "end_of_day", "time_zone": "America/Chicago"}}
    )
    start = datetime(2026, 6, 2, 3, tzinfo=UTC)  # still 1 June in Chicago
    found = _due(SERVICE, Priority.STANDARD, "medicare_advantage", start=start, settings=settings)
    assert found.at == datetime(2026, 6, 9, 5, tzinfo=UTC)  # 9 June 00:00 in Chicago


def test_an_extension_reaches_14_days_in_all_and_drugs_have_none():
    start = datetime(2026, 6, 1, tzinfo=UTC)
    once = _due(SERVICE, Priority.STANDARD, "medicare_advantage", start=start, extended_days=5)
    assert (once.at, once.extended_days) == (start + timedelta(days=12), 5)
    beyond = _due(SERVICE, Priority.STANDARD, "medicare_advantage", start=start, extended_days=30)
    assert (beyond.at, beyond.extended_days) == (start + timedelta(days=14), 7)
    assert beyond.latest == start + timedelta(days=14)
    drug = _due(DRUG, Priority.STANDARD, "medicare_advantage", start=start, extended_days=5)
    assert (drug.at, drug.extended_days, drug.latest) == (start + timedelta(hours=72), 0, None)


@pytest.mark.parametrize("end", ["same_time", "end_of_day"])
def test_an_extension_over_the_change_of_the_clocks_has_all_its_days(end):
    settings = AuthorizationSettings.model_validate({"clocks": {"calendar_days_end": end}})
    start = datetime(2026, 3, 3, 15, tzinfo=UTC)  # summer time begins on 8 March
    plain = _due(SERVICE, Priority.STANDARD, "medicare_advantage", start=start, settings=settings)
    found = _due(SERVICE, Priority.STANDARD, "medicare_advantage", start=start, settings=settings, extended_days=5)
    assert found.extended_days == 5
    assert found.at == plain.at + timedelta(days=5)
    most = _due(SERVICE, Priority.EXPEDITED, "medicare_advantage", start=start, settings=settings, extended_days=7)
    assert (most.extended_days, most.at) == (7, datetime(2026, 3, 13, 14, tzinfo=UTC))


def test_a_breach_is_announced_before_it_happens():
    start = datetime(2026, 6, 1, tzinfo=UTC)
    found = _due(SERVICE, Priority.EXPEDITED, "medicare_advantage", start=start)
    assert found.warn_at == start + timedelta(hours=54)  # a quarter of the time is left
    for hours, state in ((53, ClockState.RUNNING), (54, ClockState.WARNING), (72, ClockState.WARNING)):
        assert state_of(found, start + timedelta(hours=hours)) is state
    assert state_of(found, start + timedelta(hours=72, seconds=1)) is ClockState.BREACHED


def test_settings_give_a_clock_where_nothing_else_does():
    settings = AuthorizationSettings.model_validate(
        {"clocks": {"other_standard_days": 15, "other_expedited_hours": 72}}
    )
    start = datetime(2026, 6, 1, tzinfo=UTC)
    assert _due(SERVICE, Priority.STANDARD, "commercial", start=start, settings=settings).at == start + timedelta(
        days=15
    )
    exchange = AuthorizationSettings.model_validate({"exchange_clocks": "cms"})
    assert _due(SERVICE, Priority.STANDARD, "exchange", start=start, settings=exchange).at == start + timedelta(days=7)


def test_an_unknown_time_zone_and_calendar_are_refused():
    with pytest.raises(ValueError, match="time zone such as"):
        AuthorizationSettings.model_validate({"clocks": {"time_zone": "Mars/Olympus"}})
    with pytest.raises(ValueError, match="US-OH"):
        AuthorizationSettings.model_validate({"holidays": "US-XX"})
