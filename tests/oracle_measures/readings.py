"""The rules of three measures read once more, in plain Python, a patient and a day at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

Row = dict[str, Any]
DAY = timedelta(days=1)
DIED = {"20", "40", "41", "42"}
CHEMOTHERAPY = "Z5111"  # the only code drawn that is always planned


def days(first: date, last: date) -> list[date]:
    return [first + DAY * at for at in range((last - first).days + 1)]


def catheter_days(catheters: Sequence[Row], stays: Sequence[Row], data_end: date) -> int:
    """Each day on which each line lies, without the days that are spent wholly in hospital."""
    total = 0
    for line in catheters:
        if line.get("is_insertion_successful") is False:
            continue
        last = min(line["removed_date"] or data_end, data_end)
        away = {
            day
            for stay in stays
            if stay["member_id"] == line["member_id"] and stay["encounter_type"] == "acute inpatient"
            for day in days(stay["encounter_start_date"] + DAY, (stay["encounter_end_date"] or data_end + DAY) - DAY)
        }
        total += sum(day not in away for day in days(line["placed_date"], last))
    return total


def adherence(orders: Sequence[Row], doses: Sequence[Row], data_end: date) -> tuple[Decimal, Decimal]:
    """Doses given and doses due."""
    given, due = Decimal(0), Decimal(0)
    for order in orders:
        last = min(order["end_date"] or data_end, data_end)
        passed = days(order["start_date"], last)
        if not passed:
            continue
        if order["end_date"] and order["doses_ordered"]:
            whole = (order["end_date"] - order["start_date"]).days + 1
            due += (order["doses_ordered"] * 10000 * len(passed) // whole) / Decimal(10000)
        elif order["dose_interval_hours"]:
            hour, count = Decimal(0), 0
            while hour < 24 * len(passed):
                hour, count = hour + order["dose_interval_hours"], count + 1
            due += count
        else:
            continue
        months = {day.strftime("%Y-%m") for day in passed}
        for dose in doses:
            if dose["prescription_id"] != order["prescription_id"] or dose["status"] == "not_done":
                continue
            if dose["administration_date"].strftime("%Y-%m") in months:
                given += dose["doses"] if dose["doses"] is not None else 1
    return given, due


def readmissions(stays: Sequence[Row], data_end: date) -> tuple[int, int]:
    """Unplanned returns within 30 days, and index stays: all causes."""
    returns = index = 0
    by_member = defaultdict(list)
    for stay in stays:
        if stay["encounter_end_date"] is not None and stay["encounter_type"] == "acute inpatient":
            by_member[stay["member_id"]].append(stay)
    for found in by_member.values():
        episodes = _episodes(found)
        for at, episode in enumerate(episodes):
            last = max(episode, key=lambda s: (s["encounter_end_date"], s["encounter_start_date"], s["encounter_id"]))
            how = last["discharge_disposition_code"]
            if how is None or how in DIED | {"30", "02"}:
                continue
            if last["encounter_end_date"] > data_end - timedelta(days=30):
                continue
            index += 1
            if at + 1 < len(episodes):
                following = episodes[at + 1][0]
                end = max(stay["encounter_end_date"] for stay in episode)
                soon = (following["encounter_start_date"] - end).days <= 30
                returns += soon and following["primary_diagnosis_code"] != CHEMOTHERAPY
    return returns, index


def _episodes(stays: Sequence[Row]) -> list[list[Row]]:
    ordered = sorted(stays, key=lambda s: (s["encounter_start_date"], s["encounter_end_date"], s["encounter_id"]))
    episodes: list[list[Row]] = []
    end = date.min
    for before, stay in zip([None, *ordered], ordered, strict=False):
        if before is not None and _goes_on(before, stay, end):
            episodes[-1].append(stay)
        else:
            episodes.append([stay])
        end = max(end, stay["encounter_end_date"])
    return episodes


def _goes_on(before: Row, stay: Row, end: date) -> bool:
    gap = (stay["encounter_start_date"] - end).days
    if gap < 0:
        return True
    if gap > 1:
        return False
    here, there = before["facility_npi"], stay["facility_npi"]
    if here and there and here != there:
        return True
    if before["discharge_disposition_code"] == "02" and not (here and there):
        return True
    same_condition = before["primary_diagnosis_code"] == stay["primary_diagnosis_code"]
    return bool(gap == 0 and here and there and same_condition)
