"""Who there is: members under their contracts, the referrals of each, and what the payor decided on the requests."""

from __future__ import annotations

import numpy as np

from perdiem.rules.synthetic.sources import Array, Frame, Sources, day_number

LONGEST = 200  # days of one therapy
ROOM = 75  # days kept free at the end: the way into therapy, a decision that takes weeks, 30 days after a discharge
DECLINED = ("out_of_network", "no_coverage", "rate_too_low", "no_nurse", "out_of_area", "patient_choice", "clinical")
ITEMS = ("drug", "per_diem", "nursing")
_AGES = {"commercial": (1, 75), "medicare_advantage": (65, 92), "managed_medicaid": (0, 64)}


def draw_members(rng: np.random.Generator, first: int, count: int, sources: Sources) -> Frame:
    """`count` members from number `first` on: contract and site as shares say, an age that fits the coverage."""
    sites = sources.sites
    weight = np.array([float(row["share"]) * float(row["site_share"]) for row in sites])
    site = rng.choice(len(sites), count, p=weight / weight.sum())
    ages = np.array([_AGES[row["line_of_business"]] for row in sites])[site]
    start = day_number(sources.settings.first_day)
    birth = start - (365.25 * (ages[:, 0] + rng.random(count) * (ages[:, 1] - ages[:, 0]))).astype(np.int64)
    is_commercial = np.array([row["line_of_business"] == "commercial" for row in sites])[site]
    is_old = (start - birth) >= 65 * 365.25
    chance = sources.share("medicare_primary", np.full(count, start), site)
    return {
        "member": first + np.arange(count),
        "site": site,
        "birth_day": birth,
        "is_medicare_primary": (rng.random(count) < chance) & is_commercial & is_old,
    }


def draw_referrals(rng: np.random.Generator, members: Frame, sources: Sources) -> Frame:
    """One referral a member, and a second later on for some, decided by the provider; `row` points into `members`."""
    count = len(members["member"])
    share = sources.of_therapy("share")
    medians = sources.of_therapy("days")
    first, last = (day_number(day) for day in (sources.settings.first_day, sources.settings.last_day))

    def lasting(therapy: Array) -> Array:
        drawn = np.rint(medians[therapy] * np.exp(0.4 * rng.standard_normal(len(therapy))))
        clipped: Array = np.clip(drawn, 3, LONGEST).astype(np.int64)
        return clipped

    def kinds(number: int) -> Array:
        drawn: Array = rng.choice(len(share), number, p=share / share.sum())
        return drawn

    therapy = kinds(count)
    days = lasting(therapy)
    day = first + 10 + (rng.random(count) * (last - ROOM - days - first - 10)).astype(np.int64)
    wants = rng.random(count) < sources.rates["second_referral"]
    again = kinds(count)
    longer = lasting(again)
    later = day + days + 60 + rng.integers(0, 200, count)
    second = np.flatnonzero(wants & (later + longer + ROOM <= last))
    rows = np.concatenate([np.arange(count), second])
    found: Frame = {
        "row": rows,
        "member": members["member"][rows],
        "site": members["site"][rows],
        "number": np.concatenate([np.zeros(count, np.int64), np.ones(len(second), np.int64)]),
        "therapy": np.concatenate([therapy, again[second]]),
        "days": np.concatenate([days, longer[second]]),
        "referral_day": np.concatenate([day, later[second]]),
    }
    found["course"] = found["member"] * 10 + found["number"]
    _decide(rng, found, sources)
    return found


def _decide(rng: np.random.Generator, found: Frame, sources: Sources) -> None:
    count, day, site = len(found["row"]), found["referral_day"], found["site"]
    is_medicaid = np.array([row["line_of_business"] == "managed_medicaid" for row in sources.sites])[site]
    by_rule = is_medicaid & (rng.random(count) < sources.share("declined_certification", day, site))
    otherwise = ~by_rule & (rng.random(count) < sources.share("declined_other", day, site))
    words = np.array(["", "home_health_certification", *DECLINED])
    which = np.where(by_rule, 1, np.where(otherwise, 2 + rng.integers(0, len(DECLINED), count), 0))
    found["decline_reason"] = words[which]
    found["lead_days"] = rng.poisson(2, count)


def draw_requests(rng: np.random.Generator, referrals: Frame, sources: Sources) -> tuple[Frame, Frame]:
    """The authorizations asked for, one for each patient who was taken, and their items by component.

    Times are in minutes since 1970 in UTC. An item that was denied and won on appeal is approved; its time is that of
    the first decision, which is what clocks are for. `row` of a request points into `referrals`, `row` of an item
    into the requests. A patient with an item denied for good is not taken: the referral then says so.
    """
    rows = np.flatnonzero(referrals["decline_reason"] == "")
    count, day, site = len(rows), referrals["referral_day"][rows], referrals["site"][rows]
    is_expedited = rng.random(count) < sources.share("expedited", day, site)
    median = np.where(
        is_expedited, sources.rate("expedited_hours", day, site), sources.rate("standard_hours", day, site)
    )
    hours = np.maximum(median * np.exp(0.6 * rng.standard_normal(count)), 0.25)
    is_extended = rng.random(count) < sources.share("extended", day, site)
    hours = np.minimum(np.where(is_extended, hours + 96, hours), 24 * 30)
    requests: Frame = {
        "row": rows,
        "course": referrals["course"][rows],
        "requested": day * 1440 + rng.integers(13 * 60, 21 * 60, count),
        "is_expedited": is_expedited,
        "is_extended": is_extended,
    }
    items = _draw_items(rng, referrals, requests, hours, sources)
    requests["decided"] = _greatest(items["decided"], items["row"], count)
    denied = np.bincount(items["row"], items["is_denied"], count) > 0
    requests["is_denied"] = denied
    requests["is_appealed"] = np.bincount(items["row"], items["is_appealed"], count) > 0
    referrals["decline_reason"] = referrals["decline_reason"].astype("U32")
    referrals["decline_reason"][rows[denied]] = "no_authorization"
    decided_day = referrals["referral_day"].copy()
    decided_day[rows] = requests["decided"] // 1440
    referrals["decision_day"] = decided_day
    return requests, items


def _draw_items(
    rng: np.random.Generator, referrals: Frame, requests: Frame, hours: Array, sources: Sources
) -> Frame:  # fmt: skip
    therapy = referrals["therapy"][requests["row"]]
    has_drug = sources.words_of_therapy("drug_code")[therapy] != ""
    has_nursing = sources.of_therapy("visits_a_week")[therapy] > 0
    wanted = np.stack([has_drug, np.ones_like(has_drug), has_nursing], axis=1)
    row, component = np.nonzero(wanted)
    day, site = referrals["referral_day"][requests["row"]][row], referrals["site"][requests["row"]][row]
    count = len(row)
    is_denied = rng.random(count) < sources.share("item_denied", day, site)
    is_appealed = is_denied & (rng.random(count) < sources.share("appealed", day, site))
    is_won = is_appealed & (rng.random(count) < sources.share("appeal_won", day, site))
    slower = np.where(component == 0, 1.5, 1.0)  # the drug is decided apart, and later
    return {
        "row": row,
        "component": component,
        "decided": requests["requested"][row] + np.rint(hours[row] * slower * 60).astype(np.int64),
        "is_denied": is_denied & ~is_won,
        "is_appealed": is_appealed,
        "was_denied": is_denied,
    }


def _greatest(values: Array, row: Array, count: int) -> Array:
    found = np.zeros(count, np.int64)
    np.maximum.at(found, row, values)
    return found
