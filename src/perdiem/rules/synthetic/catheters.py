"""The lines of each course, and what happens to them: occlusions, infections, replacements."""

from __future__ import annotations

import numpy as np

from perdiem.rules.synthetic.courses import spread
from perdiem.rules.synthetic.sources import Array, Frame, Sources

OCCLUSION, BLOODSTREAM, SITE_INFECTION = range(3)
LINES = ("none", "peripheral", "midline", "picc", "tunneled", "port")
ENDED, BY_OCCLUSION, BY_INFECTION, FAILED = range(4)
_NEVER = 10**9
_WAIT = 3  # days without a line after one was removed for an infection


def draw_catheters(rng: np.random.Generator, courses: Frame, sources: Sources) -> tuple[Frame, Frame]:
    """The lines and their events. A line that is replaced ends on that day, and another begins.

    A first event that replaces a line ends it; what else falls on the days after belongs to the new one, which is not
    replaced again. `number` counts the lines of a course from 1; 0 is a placement that failed.
    """
    line = np.array([LINES.index(word) for word in sources.words_of_therapy("line")])
    of = np.flatnonzero(~courses["is_second"] & (line[courses["therapy"]] > 0))
    base: Frame = {
        "course_row": of,
        "line": line[courses["therapy"][of]],
        "day": courses["day"][of],
        "days": courses["days"][of],
        "site": courses["site"][of],
    }
    events = _draw_events(rng, base, courses, sources)
    return _lines(rng, base, events, sources), events


def _draw_events(rng: np.random.Generator, base: Frame, courses: Frame, sources: Sources) -> Frame:
    parts = []
    times = np.array([sources.rates.get(f"line_factor_{word}", 1.0) for word in LINES])[base["line"]]
    is_pn = sources.words_of_therapy("therapy")[courses["therapy"][base["course_row"]]] == "pn_per_diem"
    everywhere = np.ones(len(is_pn), bool)
    for kind, name, who, factor in (
        (OCCLUSION, "occlusion", everywhere, times),
        (BLOODSTREAM, "bloodstream_infection", ~is_pn, times),
        (BLOODSTREAM, "bloodstream_infection_pn", is_pn, np.ones(len(is_pn))),
        (SITE_INFECTION, "site_infection", everywhere, times),
    ):
        rows = np.flatnonzero(who)
        row, day = spread(rng, name, rows, base["day"][rows], base["days"][rows], base["site"][rows], sources,
                          factor[rows])  # fmt: skip
        parts.append({"base_row": row, "day": day, "kind": np.full(len(row), kind)})
    events = {key: np.concatenate([part[key] for part in parts]) for key in parts[0]}
    order = np.lexsort((events["kind"], events["day"], events["base_row"]))
    events = {key: column[order] for key, column in events.items()}
    events["course_row"] = base["course_row"][events["base_row"]]
    events["site"] = base["site"][events["base_row"]]
    _outcomes(rng, events, sources)
    _first_replacement(base, events)
    return events


def _outcomes(rng: np.random.Generator, events: Frame, sources: Sources) -> None:
    """What came of each occlusion: the three ways are drawn apart, for they do not exclude each other."""
    day, site, count = events["day"], events["site"], len(events["day"])

    def falls(name: str) -> Array:
        return rng.random(count) < sources.share(name, day, site)

    is_occlusion = events["kind"] == OCCLUSION
    is_resolved = falls("occlusion_resolved")
    to_emergency = np.where(is_resolved, falls("occlusion_emergency_though_resolved"), falls("occlusion_to_emergency"))
    to_outpatient = ~is_resolved & falls("occlusion_to_outpatient_hospital")
    is_replaced = ~is_resolved & falls("occlusion_replaced")
    events["is_resolved"] = is_occlusion & is_resolved
    events["to_emergency"] = is_occlusion & to_emergency
    events["to_outpatient"] = is_occlusion & to_outpatient
    events["is_replaced"] = (is_occlusion & is_replaced) | (events["kind"] == BLOODSTREAM)
    events["resolved_after"] = np.where(is_occlusion, rng.integers(0, 2, count), rng.integers(5, 15, count))


def _first_replacement(base: Frame, events: Frame) -> None:
    """Leaves one replacement a course, the earliest; `line_number` is 2 for what falls on later days or after it."""
    row = events["base_row"]
    place = np.arange(len(row))
    first = np.full(len(base["day"]), _NEVER)
    np.minimum.at(first, row[events["is_replaced"]], place[events["is_replaced"]])
    events["is_replaced"] = events["is_replaced"] & (first[row] == place)
    events["line_number"] = np.where(place > first[row], 2, 1)
    base["replacing"] = np.where(first < _NEVER, first, -1)


def _lines(rng: np.random.Generator, base: Frame, events: Frame, sources: Sources) -> Frame:
    count = len(base["day"])
    end = base["day"] + base["days"]
    at = base["replacing"]
    is_replaced = at >= 0
    event = np.maximum(at, 0)
    kind = events["kind"][event] if len(events["kind"]) else np.zeros(count, np.int64)
    on = np.where(is_replaced, events["day"][event] if len(events["day"]) else 0, end)
    is_infected = is_replaced & (kind == BLOODSTREAM)
    may_be_placed = np.isin(base["line"], [LINES.index("picc"), LINES.index("midline")])
    by_provider = may_be_placed & (rng.random(count) < sources.share("picc_by_provider", base["day"], base["site"]))
    succeeds = rng.random(count) < sources.share("insertion_successful", base["day"], base["site"])
    first = {
        "base_row": np.arange(count),
        "number": np.ones(count, np.int64),
        "placed": base["day"],
        "removed": on,
        "reason": np.where(is_replaced, np.where(is_infected, BY_INFECTION, BY_OCCLUSION), ENDED),
        "by_provider": by_provider & succeeds,
    }
    failed = np.flatnonzero(by_provider & ~succeeds)
    attempts = {
        "base_row": failed,
        "number": np.zeros(len(failed), np.int64),
        "placed": base["day"][failed],
        "removed": base["day"][failed],
        "reason": np.full(len(failed), FAILED),
        "by_provider": np.ones(len(failed), bool),
    }
    begins = on + np.where(is_infected, _WAIT, 0)
    again = np.flatnonzero(is_replaced & (begins < end))
    second = {
        "base_row": again,
        "number": np.full(len(again), 2),
        "placed": begins[again],
        "removed": end[again],
        "reason": np.full(len(again), ENDED),
        "by_provider": np.zeros(len(again), bool),
    }
    lines = {key: np.concatenate([first[key], attempts[key], second[key]]) for key in first}
    for name in ("course_row", "line", "site"):
        lines[name] = base[name][lines["base_row"]]
    lines["in_outpatient"] = _placed_in_outpatient(rng, lines, sources)
    return lines


def _placed_in_outpatient(rng: np.random.Generator, lines: Frame, sources: Sources) -> Array:
    """Which PICCs a hospital's outpatient department places and bills; nothing is drawn where the rate is zero."""
    might_be = (lines["line"] == LINES.index("picc")) & ~lines["by_provider"]
    if not sources.rates["picc_in_outpatient_hospital"]:
        return np.zeros_like(might_be)
    share = sources.share("picc_in_outpatient_hospital", lines["placed"], lines["site"])
    placed: Array = might_be & (rng.random(len(might_be)) < share)
    return placed
