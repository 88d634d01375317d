"""Each day of each course: the doses due, those missed, and where the patient was."""

from __future__ import annotations

import numpy as np

from perdiem.rules.synthetic.courses import is_in_hospital
from perdiem.rules.synthetic.sources import Frame, Sources


def draw_days(rng: np.random.Generator, courses: Frame, stays: Frame, sources: Sources) -> Frame:
    """One row a day that was ordered at first, also those after an early stop.

    `due` are the doses of the day. Of them `missed` were not given at home; while the patient is in hospital, all.
    Drugs given a few times a year may be given at a hospital's outpatient department instead: nothing is due at home
    then.
    """
    planned = courses["planned"]
    row = np.repeat(np.arange(len(planned)), planned)
    number = np.arange(len(row)) - np.repeat(np.cumsum(planned) - planned, planned)
    day = courses["day"][row] + number
    interval = sources.of_therapy("interval_hours")[courses["therapy"][row]]
    due = np.where(interval <= 24, np.rint(24 / interval), (number * 24) % np.maximum(interval, 1) == 0).astype(
        np.int64
    )
    site = courses["site"][row]
    in_hospital = is_in_hospital(stays, courses["member"][row], day)
    is_seldom = (interval > 72) & (due > 0) & (number > 0) & ~in_hospital
    elsewhere = is_seldom & (rng.random(len(row)) < sources.share("outpatient_hospital_dose", day, site))
    due = np.where(elsewhere, 0, due)
    missed = rng.binomial(due, sources.share("dose_missed", day, site))
    return {
        "course_row": row,
        "number": number,
        "day": day,
        "due": due,
        "missed": np.where(in_hospital, due, missed),
        "in_hospital": in_hospital,
        "is_elsewhere": elsewhere & (number < courses["days"][row]),
        "is_stopped": number >= courses["days"][row],
    }
