"""Each patient's therapies from start to end, the hospital stays around them, and visits to emergency departments."""

from __future__ import annotations

import numpy as np

from perdiem.rules.synthetic.sources import Array, Frame, Sources

INDEX, READMISSION, PLANNED, INFECTION = range(4)
SECOND = 5  # added to a course's number for the therapy beside it
_KEY = 1_000_000  # more than any day since 1970


def draw_courses(rng: np.random.Generator, referrals: Frame, sources: Sources) -> Frame:
    """A course for each referral that was taken, and a second therapy beside some.

    `day` is the first day of therapy, `planned` the days ordered at first, `days` those until it really ended.
    """
    rows = np.flatnonzero(referrals["decline_reason"] == "")
    taken = {name: referrals[name][rows] for name in ("member", "site", "course", "therapy", "days")}
    day = np.maximum(referrals["referral_day"] + referrals["lead_days"], referrals["decision_day"])[rows]
    count = len(rows)
    is_beside = np.isin(sources.words_of_therapy("therapy")[taken["therapy"]], ["anti_infective", "pn_per_diem"])
    beside = np.flatnonzero(is_beside & (rng.random(count) < sources.share("second_therapy", day, taken["site"])))
    other = np.where(taken["therapy"][beside] == 1, 0, 1)  # the other anti-infective
    both = np.concatenate([np.arange(count), beside])
    stops = rng.random(count) < sources.share("stopped_early", day, taken["site"])
    days = np.where(stops, np.maximum(1, (taken["days"] * rng.random(count)).astype(np.int64)), taken["days"])
    suite = _suites(sources)[taken["site"]]
    in_suite = (suite >= 0) & (rng.random(count) < sources.share("suite", day, taken["site"]))
    is_ma = np.array([row["line_of_business"] == "medicare_advantage" for row in sources.sites])[taken["site"]]
    has_s_codes = ~is_ma | (rng.random(count) < sources.share("s_codes_in_medicare_advantage", day, taken["site"]))
    is_pn = sources.words_of_therapy("therapy")[taken["therapy"]] == "pn_per_diem"
    home_mix = is_pn & (rng.random(count) < sources.share("home_mix", day, taken["site"]))
    is_second = np.concatenate([np.zeros(count, bool), np.ones(len(beside), bool)])
    return {
        "row": rows[both],
        "member": taken["member"][both],
        "course": taken["course"][both] + SECOND * is_second,
        "parent": taken["course"][both],
        "therapy": np.concatenate([taken["therapy"], other]),
        "is_second": is_second,
        "billed_site": taken["site"][both],
        "site": np.where(in_suite, suite, taken["site"])[both],
        "is_suite": in_suite[both],
        "has_s_codes": has_s_codes[both],
        "is_home_mix": home_mix[both] & ~is_second,
        "day": day[both],
        "planned": taken["days"][both],
        "days": days[both],
    }


def _suites(sources: Sources) -> Array:
    """For each site the suite of its contract, or -1."""
    suites = {row["contract_id"]: place for place, row in enumerate(sources.sites) if row["site_kind"] == "suite"}
    return np.array([suites.get(row["contract_id"], -1) for row in sources.sites])


def draw_stays(rng: np.random.Generator, courses: Frame, infections: Frame, sources: Sources) -> Frame:
    """Hospital stays: those before a therapy, readmissions after them, and those for infections of the line.

    Stays of one member neither overlap nor touch: of those that would, the earlier is kept.
    """
    first = np.flatnonzero(~courses["is_second"])
    therapy, day, site = (courses[name][first] for name in ("therapy", "day", "site"))
    comes = sources.words_of_therapy("from_hospital")[therapy] == "yes"
    comes &= rng.random(len(first)) < sources.share("from_hospital", day, site)
    index = first[comes]
    out = courses["day"][index] - rng.integers(0, 2, len(index))
    parts = [_stays(courses, index, out - _nights(rng, 6, len(index)), out, INDEX)]
    name = sources.words_of_therapy("readmission")[courses["therapy"][index]]
    chance = np.zeros(len(index))
    for rate in np.unique(name):
        of = name == rate
        chance[of] = sources.share(str(rate), out[of], courses["site"][index][of])
    back = rng.random(len(index)) < chance
    planned = ~back & (rng.random(len(index)) < sources.share("readmission_planned", out, courses["site"][index]))
    for who, kind in ((back, READMISSION), (planned, PLANNED)):
        admitted = out[who] + rng.integers(1, 31, int(who.sum()))
        parts.append(_stays(courses, index[who], admitted, admitted + _nights(rng, 4, len(admitted)), kind))
    admitted = infections["day"]
    of = infections["course_row"]
    parts.append(_stays(courses, of, admitted, admitted + _nights(rng, 6, len(admitted)), INFECTION))
    found = {key: np.concatenate([part[key] for part in parts]) for key in parts[0]}
    return _apart({name: column[np.lexsort((found["admitted"], found["member"]))] for name, column in found.items()})


def _nights(rng: np.random.Generator, median: float, count: int) -> Array:
    return np.clip(np.rint(median * np.exp(0.5 * rng.standard_normal(count))), 1, 40).astype(np.int64)


def _stays(courses: Frame, rows: Array, admitted: Array, discharged: Array, kind: int) -> Frame:
    return {
        "member": courses["member"][rows],
        "course_row": rows,
        "admitted": admitted,
        "discharged": discharged,
        "kind": np.full(len(rows), kind),
    }


def _apart(stays: Frame) -> Frame:
    """Without each stay that begins on or before a day on which an earlier one of the member ended."""
    member, ends = stays["member"], stays["discharged"]
    latest = np.maximum.accumulate(member * _KEY + ends)  # sorted by member, so it never reaches into the next one
    before = np.concatenate([[-1], latest[:-1]])
    is_same = np.concatenate([[False], member[1:] == member[:-1]])
    kept = ~is_same | (member * _KEY + stays["admitted"] > before)
    return {name: column[kept] for name, column in stays.items()}


def is_in_hospital(stays: Frame, member: Array, day: Array, *, after: int = 0) -> Array:
    """Whether each member is in hospital on each day: from `after` days past admission to the day before discharge."""
    starts = stays["member"] * _KEY + stays["admitted"]
    place = np.searchsorted(starts, member * _KEY + day, side="right") - 1
    if not len(starts):
        return np.zeros(len(day), bool)
    at = np.maximum(place, 0)
    is_there: Array = (place >= 0) & (stays["member"][at] == member) & (day < stays["discharged"][at])
    return is_there & (day >= stays["admitted"][at] + after)


def draw_visits(rng: np.random.Generator, courses: Frame, stays: Frame, sources: Sources) -> Frame:
    """Visits to emergency departments that are not for the line; none while the member is in hospital."""
    rows = np.flatnonzero(~courses["is_second"])
    is_enteral = sources.words_of_therapy("therapy")[courses["therapy"][rows]] == "enteral_per_diem"
    found = []
    for name, of in (("emergency_visit", ~is_enteral), ("enteral_emergency_visit", is_enteral)):
        found.append(spread(rng, name, rows[of], courses["day"][rows[of]], courses["days"][rows[of]],
                            courses["site"][rows[of]], sources))  # fmt: skip
    row, day = (np.concatenate(part) for part in zip(*found, strict=True))
    member = courses["member"][row]
    out = ~is_in_hospital(stays, member, day)
    therapy = sources.words_of_therapy("therapy")[courses["therapy"][row]]
    return {"course_row": row[out], "member": member[out], "day": day[out],
            "is_related": (therapy == "enteral_per_diem")[out]}  # fmt: skip


def spread(
    rng: np.random.Generator, name: str, rows: Array, day: Array, days: Array, site: Array, sources: Sources,
    times: Array | None = None,
) -> tuple[Array, Array]:  # fmt: skip
    """Events of a rate per 1000 days over spans of days: the row of each, and its day.

    `times` is a factor for each row. Where a change makes the rate depend on the day, events are drawn at its highest
    and kept by chance.
    """
    high = sources.highest_factor(name)
    expected = sources.rates[name] / 1000 * high * days * (1.0 if times is None else times)
    at = np.repeat(np.arange(len(rows)), rng.poisson(expected))
    on = day[at] + (rng.random(len(at)) * days[at]).astype(np.int64)
    kept = rng.random(len(at)) * high < sources.factor(name, on, site[at])
    return rows[at][kept], on[kept]
