"""What patients say at the end of a therapy: a survey of four questions, and reported outcomes of enteral patients."""

from __future__ import annotations

import numpy as np

from perdiem.rules.synthetic.sources import Frame, Sources

QUESTIONS = ("top_box_overall", "top_box_instructions", "top_box_delivery", "top_box_site")


def draw_answers(rng: np.random.Generator, courses: Frame, sources: Sources) -> Frame:
    """One row a question of each survey that was answered; `score` is of 1 to 5, and 5 the top box."""
    rows = np.flatnonzero(~courses["is_second"])
    end = courses["day"][rows] + courses["days"][rows]
    answered = rng.random(len(rows)) < sources.share("survey_answered", end, courses["site"][rows])
    of, on = rows[answered], end[answered] + rng.integers(3, 15, int(answered.sum()))
    parts = []
    for question, name in enumerate(QUESTIONS):
        is_top = rng.random(len(of)) < sources.share(name, on, courses["site"][of])
        score = np.where(is_top, 5, rng.integers(1, 5, len(of)))
        parts.append({"course_row": of, "day": on, "question": np.full(len(of), question), "score": score})
    return {key: np.concatenate([part[key] for part in parts]) for key in parts[0]}


def draw_outcomes(rng: np.random.Generator, courses: Frame, sources: Sources) -> Frame:
    """A health score (50 is the mean of the population, 10 its deviation) at the start and end of enteral therapy."""
    is_enteral = sources.words_of_therapy("therapy")[courses["therapy"]] == "enteral_per_diem"
    rows = np.flatnonzero(is_enteral & ~courses["is_second"])
    before = np.round(42 + 8 * rng.standard_normal(len(rows)), 1)
    after = np.round(before + 2 + 4 * rng.standard_normal(len(rows)), 1)
    days = courses["day"][rows]
    return {
        "course_row": np.concatenate([rows, rows]),
        "day": np.concatenate([days, days + courses["days"][rows]]),
        "number": np.repeat([0, 1], len(rows)),
        "score": np.concatenate([before, after]),
    }
