"""Whether an estimate of impact finds an effect that is known: whole synthetic books, drawn again and again.

python benchmarks/impact_recovery.py                              300 books of 3,000 members
python benchmarks/impact_recovery.py --seeds 100 --members 4000   as many and as large as wanted

A synthetic world is drawn twice at large, as it is and with one of its rates changed (`--change`): the difference in
dollars of hospitals is the planted effect. Then books are drawn from the world as it is, each is read as any book is,
and the estimate is made from the book's own figures and the share that the change removes. Counted is how many of the
90% intervals hold the planted effect.

Payments of years to come: members of one large book, whose payments differ under two contracts, make the world; books
are drawn of it, and the mean of the world is what their intervals should hold. Prints tables in Markdown.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from typing import Any

import numpy as np

from perdiem.codes import code_sets
from perdiem.engine.duckdb import open_engine
from perdiem.model.contract import Agreement, Contract
from perdiem.model.estimate import PaymentPart, PaymentSide
from perdiem.model.periods import Period
from perdiem.model.scenario import Origin, Scenario
from perdiem.readers.terms_in_file import bare_terms
from perdiem.readers.yaml_document import parse_yaml
from perdiem.rules.impact.estimate import Asked, outcome_side
from perdiem.rules.impact.evidence import Evidence, book_evidence
from perdiem.rules.impact.levers import default_scenario
from perdiem.rules.impact.payment import payment_side
from perdiem.rules.impact.payment_sample import PaymentSample
from perdiem.rules.impact.uncertainty import generator
from perdiem.rules.synthetic.catheters import BLOODSTREAM
from perdiem.rules.synthetic.courses import INFECTION, PLANNED
from perdiem.rules.synthetic.generate import MEMBERS_AT_ONCE, _draw, synthetic_book
from perdiem.rules.synthetic.settings import FIRST_DAY, Change, Settings
from perdiem.rules.synthetic.sources import Frame, Sources, table_rows

Rates = tuple[tuple[str, float], ...]
WORLD: Rates = (
    ("hospital_price_spread", 0.6),
    ("picc_in_outpatient_hospital", 0.3),
    ("s_codes_in_medicare_advantage", 1.0),  # of a PN patient without a per diem code no claim says that he is one
)
LARGE = 1_000_000  # members of the world that the planted effect is counted in
TRUTH_SEED = 987_654  # far from the seeds of the books
DRAWS = 2_000
COURSE_SAVING, LEAVING_SAVES = 2_000.0, 0.5
ZERO = Decimal("0.00")
Worth = Callable[[Mapping[str, Frame], Sources], tuple[float, float]]


@dataclass(frozen=True)
class Planted:
    """One effect: the recommendation that brings it, the rates that it changes, and how it is counted in the draws.

    `share` names the parameter that says how much is removed; `stated` are further figures that the estimate is told;
    `worth` counts events and dollars in one part of the world; without what it `needs` of a book's own figures, the
    estimate says that it knows too little.
    """

    name: str
    number: int
    factor: float
    rates: tuple[str, ...]
    share: str
    worth: Worth
    stated: Mapping[str, float]
    needs: tuple[str, ...]


def _emergency(draws: Mapping[str, Frame], sources: Sources) -> tuple[float, float]:
    events = float(draws["event"]["to_emergency"].sum())
    return events, events * sources.rates["emergency_paid"]


def _placements(draws: Mapping[str, Frame], _sources: Sources) -> tuple[float, float]:
    events = float(draws["line"]["in_outpatient"].sum())
    return events, events * _amount("36573")


def _doses(draws: Mapping[str, Frame], sources: Sources) -> tuple[float, float]:
    rows = draws["day"]["course_row"][draws["day"]["is_elsewhere"]]
    each = np.array(
        [
            float(row["units_a_dose"]) * (_amount(row["drug_code"]) if row["drug_code"] else 0.0)
            for row in sources.therapies
        ]
    )
    dollars = each[draws["course"]["therapy"][rows]].sum() * sources.rates["outpatient_hospital_ratio"]
    return float(len(rows)), float(dollars) * LEAVING_SAVES


def _refused(draws: Mapping[str, Frame], _sources: Sources) -> tuple[float, float]:
    events = float((draws["referral"]["decline_reason"] == "home_health_certification").sum())
    return events, events * COURSE_SAVING


def _infections(draws: Mapping[str, Frame], sources: Sources) -> tuple[float, float]:
    stays = draws["stay"]
    of = (stays["kind"] == INFECTION) & _is(draws, sources, "pn_per_diem", stays["course_row"])
    nights = (stays["discharged"] - stays["admitted"])[of].sum()
    events = draws["event"]
    count = ((events["kind"] == BLOODSTREAM) & _is(draws, sources, "pn_per_diem", events["course_row"])).sum()
    return float(count), float(nights) * sources.rates["inpatient_day_paid"]


def _returns(therapy: str, draws: Mapping[str, Frame], sources: Sources) -> tuple[float, float]:
    """Unplanned returns within 30 days of a discharge on which the therapy runs, or begins within three days."""
    stays, courses = draws["stay"], draws["course"]
    row = stays["course_row"]
    out = stays["discharged"]
    first, last = courses["day"][row], courses["day"][row] + courses["days"][row] - 1
    on = _is(draws, sources, therapy, row) & (out >= first - 3) & (out <= last)
    has_next = np.concatenate([stays["member"][1:] == stays["member"][:-1], [False]])
    gap = np.concatenate([stays["admitted"][1:], [0]]) - out
    kind = np.concatenate([stays["kind"][1:], [PLANNED]])
    back = on & has_next & (gap <= 30) & (kind != PLANNED)
    nights = np.concatenate([(stays["discharged"] - stays["admitted"])[1:], [0]])[back].sum()
    return float(back.sum()), float(nights) * sources.rates["inpatient_day_paid"]


def _is(draws: Mapping[str, Frame], sources: Sources, therapy: str, rows: Any) -> Any:
    return sources.words_of_therapy("therapy")[draws["course"]["therapy"][rows]] == therapy


def _amount(code: str) -> float:
    return next(float(row["amount"]) for row in table_rows("amounts.csv") if row["code"] == code)


EFFECTS = (
    Planted("R3 blocked catheters not in an emergency room", 3, 0.5,
            ("occlusion_to_emergency", "occlusion_emergency_though_resolved"), "reached_at_home_share", _emergency,
            {"home_success_share": 1.0, "home_de_clotting_paid": 0.0, "catheter_replacement_paid": 0.0},
            ("occlusions_to_er_share", "ed_visit_paid")),
    Planted("R4 PICCs not in hospital outpatient", 4, 0.6, ("picc_in_outpatient_hospital",), "picc_moved_share",
            _placements, {"picc_at_home_each_paid": 0.0}, ("picc_in_hospital_each_paid",)),
    Planted("R5 infusions not in hospital outpatient", 5, 0.5, ("outpatient_hospital_dose",), "moved_by_suite_share",
            _doses, {"leaving_hospital_saving_share": LEAVING_SAVES, "home_ed_odds_ratio": 1.0},
            ("infusion_in_hospital_each_paid",)),
    Planted("R6 Medicaid referrals taken", 6, 0.3, ("declined_certification",), "referrals_now_taken_share", _refused,
            {"course_saving_paid": COURSE_SAVING}, ("medicaid_referrals_refused",)),
    Planted("R9 infections in PN", 9, 0.5, ("bloodstream_infection_pn",), "pn_infections_prevented_share", _infections,
            {"pn_readmissions_prevented_share": 0.0}, ("pn_infections_per_1000_days", "infection_paid")),
    Planted("R9 readmissions in PN", 9, 0.6, ("readmission_pn",), "pn_readmissions_prevented_share",
            partial(_returns, "pn_per_diem"), {"pn_infections_prevented_share": 0.0},
            ("pn_readmission_share", "readmission_paid")),
    Planted("R10 readmissions in enteral nutrition", 10, 0.6, ("readmission_enteral",),
            "enteral_readmissions_prevented_share", partial(_returns, "enteral_per_diem"), {"enteral_related_share": 1.0},
            ("enteral_readmission_share", "readmission_paid")),
)  # fmt: skip


@dataclass(frozen=True)
class Truth:
    """What one member brings on average: dollars that the change saves, and the share of events that it removes."""

    dollars: float
    removed: float


def truths(members: int, pool: Executor) -> list[Truth]:
    """Each planted effect, from the world as it is and the world changed, drawn from the same seed."""
    changed = [pool.submit(in_world, members, place) for place in range(len(EFFECTS))]
    found = []
    for (events, dollars), after in zip(in_world(members, None), changed, strict=True):
        (left,) = after.result()
        found.append(Truth((dollars - left[1]) / members, 1 - left[0] / events))
    return found


def in_world(members: int, changed: int | None, rates: Rates = WORLD) -> list[tuple[float, float]]:
    """Events and dollars of every effect in the world as it is, or of one in the world that it changes."""
    effects = EFFECTS if changed is None else EFFECTS[changed : changed + 1]
    changes = () if changed is None else tuple(Change(rate, effects[0].factor, FIRST_DAY) for rate in effects[0].rates)
    sources = Sources.read(Settings(members, TRUTH_SEED, changes=changes, rates=rates))
    sums = np.zeros((len(effects), 2))
    for part, first in enumerate(range(1, members + 1, MEMBERS_AT_ONCE)):
        rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence([TRUTH_SEED, part])))
        draws = _draw(rng, first, min(MEMBERS_AT_ONCE, members + 1 - first), sources)
        sums += [each.worth(draws, sources) for each in effects]
    return [(float(events), float(dollars)) for events, dollars in sums]


def evidence_of(members: int, seed: int) -> Evidence:
    """What one book of the world as it is says of itself."""
    with open_engine(threads=1) as engine:
        made = synthetic_book(Settings(members, seed, rates=WORLD), engine)
        return book_evidence(made.book, code_sets())


def intervals(evidence: Evidence, told: Sequence[Truth], seed: int) -> list[tuple[float, float, float]]:
    """For each effect the estimate and its 90% interval, USD a year."""
    found = []
    for each, truth in zip(EFFECTS, told, strict=True):
        part = (PaymentPart(each.number, ZERO, ZERO),)
        payment = PaymentSide(1, 0, ZERO, ZERO, ZERO, ZERO, part, "none", 0, 0, True, (), lines_paid=1)
        asked = Asked((each.number,), horizon=1, draws=DRAWS, seed=seed)
        total = outcome_side("", "", evidence, payment, asked, scenario(each, truth.removed)).total
        found.append((total.value, total.low, total.high))
    return found


def scenario(each: Planted, removed: float) -> Scenario:
    """The default figures, with the planted share and what else the world's maker knows stated as certain."""
    given = default_scenario()
    stated = {**each.stated, each.share: removed, "uptake_year_1": 1.0}
    fixed = [
        replace(given.parameters[name], value=value, low=None, high=None, distribution="fixed", price_year=None,
                origin=Origin.SCENARIO) for name, value in stated.items()
    ]  # fmt: skip
    return replace(given.with_parameters(*fixed), stated=frozenset(stated))


def of_book(members: int, told: Sequence[Truth], seed: int) -> list[tuple[float, float, float, float] | None]:
    """For each effect the truth, the estimate and the ends of its interval, USD a year; None where it says too little."""
    evidence = evidence_of(members, seed)
    found: list[tuple[float, float, float, float] | None] = []
    for each, truth, interval in zip(EFFECTS, told, intervals(evidence, told, seed), strict=True):
        is_known = all(name in evidence.parameters for name in each.needs)
        found.append((truth.dollars * members / evidence.span.years, *interval) if is_known else None)
    return found


PAYMENT_WORLD, PAYMENT_BOOKS, PAYMENT_MEMBERS = 20_000, 1_000, 1_500
ADOPT = (5, 7, 14)
CONTRACT = """
contract: recovery
lines_of_business: [commercial, medicare_advantage, managed_medicaid]
rates:
  - {codes: therapy_per_diem, rate: 190.00, per: day}
  - {codes: "99601", rate: 150.00, per: visit}
  - {codes: "99602", rate: 75.00, per: hour}
concurrent_therapies: {second: 50%, third: 0%, sh_sj: required}
nursing: {payment: separate, limits: {visits_per_week: 1}}
suite: {status: excluded}
member_cost: [{for: everything, coinsurance: 10%}]
"""


def payments() -> None:
    """How often the interval of payments of a year to come holds the mean of the world that books are drawn from."""
    start = time.perf_counter()
    terms = bare_terms(parse_yaml(CONTRACT, "recovery.yaml")).data
    agreement = Agreement(versions=((Period(None, None), Contract.model_validate(terms)),), file="recovery.yaml")
    with open_engine(threads=2) as engine:
        made = synthetic_book(Settings(PAYMENT_WORLD, TRUTH_SEED, rates=WORLD), engine)
        _, world = payment_side(agreement, made.book, code_sets(), ADOPT, method="shapley")
    random = generator(1)
    inside: dict[int, list[bool]] = {number: [] for number in world.numbers}
    for _ in range(PAYMENT_BOOKS):
        chosen = random.integers(0, PAYMENT_WORLD, PAYMENT_MEMBERS)
        rows = chosen[chosen < len(world.paid)]
        book = PaymentSample(world.numbers, world.paid[rows], world.member[rows])
        for number, drawn in book.drawn("payor", PAYMENT_MEMBERS, DRAWS, random).items():
            true = -world.paid[:, world.numbers.index(number)].sum() * PAYMENT_MEMBERS / PAYMENT_WORLD
            low, high = np.quantile(drawn, (0.05, 0.95))
            inside[number].append(bool(low <= true <= high))
    print(f"\n{PAYMENT_BOOKS:,} books of {PAYMENT_MEMBERS:,} members out of {PAYMENT_WORLD:,}; "
          f"{time.perf_counter() - start:.0f} s\n")  # fmt: skip
    print("| payments of a year to come | members paid otherwise in a book | held by |\n| --- | --- | --- |")
    for number, found in inside.items():
        differ = (world.paid[:, world.numbers.index(number)] != 0).mean() * len(world.paid) / PAYMENT_WORLD
        print(f"| R{number} | {differ * PAYMENT_MEMBERS:.0f} | {np.mean(found):.1%} |")


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("--seeds", type=int, default=300)
    words.add_argument("--members", type=int, default=3_000)
    words.add_argument("--processes", type=int, default=2)
    given = words.parse_args()
    start = time.perf_counter()
    with ProcessPoolExecutor(given.processes) as pool:
        told = truths(LARGE, pool)
        print(f"The planted effects are counted in {time.perf_counter() - start:.0f} s.", file=sys.stderr)
        seeds = range(1, given.seeds + 1)
        books = list(pool.map(partial(of_book, given.members, told), seeds, chunksize=5))
    print(f"{given.seeds} books of {given.members:,} members, {DRAWS:,} draws each; seeds 1 to {given.seeds}; "
          f"{time.perf_counter() - start:.0f} s\n")  # fmt: skip
    print("| planted effect | share removed | USD a year in a book | books | mean estimate over the truth | held by |")
    print("| --- | --- | --- | --- | --- | --- |")
    everywhere = []
    for place, (each, truth) in enumerate(zip(EFFECTS, told, strict=True)):
        found = np.array([book[place] for book in books if book[place] is not None])
        true, value, low, high = found.T
        inside = (low <= true) & (true <= high)
        everywhere.append(inside)
        print(f"| {each.name} | {truth.removed:.1%} | {true.mean():,.0f} | {len(found)} |"
              f" {(value / true).mean():.3f} | {inside.mean():.1%} |")  # fmt: skip
    print(f"| all | | | | | {np.concatenate(everywhere).mean():.1%} |")
    payments()


if __name__ == "__main__":
    main()
