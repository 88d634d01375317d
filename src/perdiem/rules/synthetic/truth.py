"""The truth of a synthetic book: what was drawn, counted from the draws and not from the rows that were made of them.

`counts` are counted for the whole book and for each contract; `measures` name the numerator and the denominator among
them. A catheter day is a day from placement to removal, both counted, on which the patient was not the whole day in
hospital; a failed placement has none. Events that begin on the third day of a stay or later are not counted. A stay
is one of a PN patient where the course that it belongs to is PN.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from perdiem.rules.synthetic.catheters import BLOODSTREAM, FAILED, LINES, OCCLUSION
from perdiem.rules.synthetic.courses import INDEX, PLANNED, is_in_hospital
from perdiem.rules.synthetic.experience import QUESTIONS
from perdiem.rules.synthetic.sources import Array, Frame, Sources, day_number, table_rows

WITHIN = 30  # days from a discharge
_EXPEDITED, _STANDARD = 72 * 60, 7  # CMS-0057-F: minutes, and calendar days
MEASURES: Mapping[str, tuple[str, str, float]] = {
    "doses_ordered_to_administered": ("doses_ordered", "doses_administered", 1),
    "doses_administered_to_dispensed": ("doses_administered", "doses_dispensed", 1),
    "occlusions_per_1000_catheter_days": ("occlusions", "catheter_days", 1000),
    "occlusions_resolved_by_provider": ("occlusions_resolved", "occlusions", 1),
    "occlusions_to_emergency": ("occlusions_to_emergency", "occlusions", 1),
    "occlusions_to_replacement": ("occlusions_replaced", "occlusions", 1),
    "occlusions_without_emergency_or_outpatient": ("occlusions_kept_home", "occlusions", 1),
    "picc_insertions_successful": ("picc_insertions_successful", "picc_insertions", 1),
    "bloodstream_infections_per_1000_catheter_days": ("bloodstream_infections", "catheter_days", 1000),
    "medicaid_not_taken": ("medicaid_declined_by_rule", "medicaid_referrals", 1),
    "authorization_items_granted": ("items_granted", "items", 1),
    "authorization_items_in_time": ("items_in_time", "items_on_a_clock", 1),
    "referral_to_start_days": ("days_to_start", "starts", 1),
    "readmission_all_cause_unplanned": ("readmissions", "index_stays", 1),
    "readmission_all_cause_unplanned_pn": ("readmissions_pn", "index_stays_pn", 1),
    **{question: (question, f"{question}_answers", 1) for question in QUESTIONS},
}


@dataclass
class Truth:
    """Counts by name, each a number a contract; added up over the parts of the book as they are drawn."""

    sources: Sources
    counts: dict[str, Array] = field(default_factory=dict)

    def add(self, name: str, site: Array, amount: Array | None = None) -> None:
        """Adds one a row, or the amounts, to the contracts of the rows' sites."""
        contract = self._contract_of_site()[site]
        found = np.bincount(contract, amount, len(self.sources.contracts))
        self.counts[name] = self.counts.get(name, np.zeros(len(self.sources.contracts))) + found

    def _contract_of_site(self) -> Array:
        return np.array([self.sources.contracts.index(row["contract_id"]) for row in self.sources.sites])

    def count(self, draws: Mapping[str, Frame]) -> None:
        """Counts one part of the book."""
        self._referrals(draws)
        self._doses(draws)
        self._catheters(draws)
        self._stays(draws)
        answers, courses = draws["answer"], draws["course"]
        for number, question in enumerate(QUESTIONS):
            of = answers["question"] == number
            site = courses["site"][answers["course_row"][of]]
            self.add(f"{question}_answers", site)
            self.add(question, site, (answers["score"][of] == 5) * 1.0)

    def _referrals(self, draws: Mapping[str, Frame]) -> None:
        referrals, requests, items, courses = (draws[name] for name in ("referral", "request", "item", "course"))
        is_medicaid = np.array([row["line_of_business"] == "managed_medicaid" for row in self.sources.sites])
        medicaid = is_medicaid[referrals["site"]]
        self.add("members", draws["member"]["site"])
        self.add("referrals", referrals["site"])
        self.add("medicaid_referrals", referrals["site"], medicaid * 1.0)
        by_rule = referrals["decline_reason"] == "home_health_certification"
        self.add("medicaid_declined_by_rule", referrals["site"], (by_rule & medicaid) * 1.0)
        first = ~courses["is_second"]
        wait = courses["day"] - referrals["referral_day"][courses["row"]]
        self.add("starts", courses["billed_site"][first])
        self.add("days_to_start", courses["billed_site"][first], wait[first] * 1.0)
        site = referrals["site"][requests["row"]][items["row"]]
        # the clocks are not for drugs, and requests whose time was extended have another
        on_a_clock = (items["component"] > 0) & ~requests["is_extended"][items["row"]]
        self.add("items", site)
        self.add("items_granted", site, ~items["is_denied"] * 1.0)
        self.add("items_on_a_clock", site, on_a_clock * 1.0)
        self.add("items_in_time", site, (on_a_clock & _is_in_time(requests, items["row"], items["decided"])) * 1.0)
        beside = np.flatnonzero(courses["is_second"])  # approved with the first therapy: a drug and a per diem
        again = np.repeat(beside, 2)
        request = np.searchsorted(requests["course"], courses["parent"][again], sorter=_order(requests["course"]))
        row = _order(requests["course"])[request]
        in_time = _is_in_time(requests, row, requests["decided"][row])
        is_per_diem = np.tile([False, True], len(beside)) & ~requests["is_extended"][row]
        self.add("items", courses["billed_site"][again])
        self.add("items_granted", courses["billed_site"][again])
        self.add("items_on_a_clock", courses["billed_site"][again], is_per_diem * 1.0)
        self.add("items_in_time", courses["billed_site"][again], (is_per_diem & in_time) * 1.0)

    def _doses(self, draws: Mapping[str, Frame]) -> None:
        days, courses = draws["day"], draws["course"]
        site = courses["billed_site"][days["course_row"]]
        held = ~days["is_stopped"]
        self.add("therapy_days", site, held * 1.0)
        self.add("doses_ordered", site, held * days["due"])
        self.add("doses_administered", site, held * (days["due"] - days["missed"]))
        sent = (days["number"] // 7) * 7 < courses["days"][days["course_row"]]
        self.add("doses_dispensed", site, sent * days["due"])

    def _catheters(self, draws: Mapping[str, Frame]) -> None:
        lines, events, courses = draws["line"], draws["event"], draws["course"]
        site = courses["billed_site"][lines["course_row"]]
        days = np.where(lines["reason"] == FAILED, 0, lines["removed"] - lines["placed"] + 1)
        row = np.repeat(np.arange(len(days)), days)
        on = lines["placed"][row] + np.arange(len(row)) - np.repeat(np.cumsum(days) - days, days)
        member = courses["member"][lines["course_row"]][row]
        self.add("catheter_days", site[row], ~is_in_hospital(draws["stay"], member, on, after=1) * 1.0)
        is_picc = lines["by_provider"] & (lines["line"] == LINES.index("picc"))
        self.add("picc_insertions", site, is_picc * 1.0)
        self.add("picc_insertions_successful", site, (is_picc & (lines["reason"] != FAILED)) * 1.0)
        at = courses["billed_site"][events["course_row"]]
        # what begins in hospital, on the third day of a stay or later, is not of the home
        of_home = ~is_in_hospital(draws["stay"], courses["member"][events["course_row"]], events["day"], after=2)
        is_occlusion = (events["kind"] == OCCLUSION) & of_home
        self.add("occlusions", at, is_occlusion * 1.0)
        self.add("occlusions_resolved", at, (is_occlusion & events["is_resolved"]) * 1.0)
        self.add("occlusions_to_emergency", at, (is_occlusion & events["to_emergency"]) * 1.0)
        self.add("occlusions_replaced", at, (is_occlusion & events["is_replaced"]) * 1.0)
        at_home = is_occlusion & events["is_resolved"] & ~events["to_emergency"] & ~events["to_outpatient"]
        self.add("occlusions_kept_home", at, at_home * 1.0)
        self.add("bloodstream_infections", at, ((events["kind"] == BLOODSTREAM) & of_home) * 1.0)

    def _stays(self, draws: Mapping[str, Frame]) -> None:
        """Each stay with 30 days after it is an index; the member's next stay within 30 days counts, if unplanned."""
        stays, courses = draws["stay"], draws["course"]
        member, kind = stays["member"], stays["kind"]
        has_next = np.concatenate([member[1:] == member[:-1], [False]])
        gap = np.concatenate([stays["admitted"][1:], [0]]) - stays["discharged"]
        next_kind = np.concatenate([kind[1:], [INDEX]])
        last = day_number(self.sources.settings.last_day)
        is_index = stays["discharged"] + WITHIN <= last
        is_back = is_index & has_next & (gap <= WITHIN) & (next_kind != PLANNED)
        site = courses["billed_site"][stays["course_row"]]
        self.add("index_stays", site, is_index * 1.0)
        self.add("readmissions", site, is_back * 1.0)
        is_pn = self.sources.words_of_therapy("therapy")[courses["therapy"][stays["course_row"]]] == "pn_per_diem"
        self.add("index_stays_pn", site, (is_index & is_pn) * 1.0)
        self.add("readmissions_pn", site, (is_back & is_pn) * 1.0)

    def as_data(self) -> dict[str, Any]:
        """What `truth.json` holds."""
        settings = self.sources.settings
        contracts = self.sources.contracts
        return {
            "members": settings.members,
            "seed": settings.seed,
            "first_day": settings.first_day.isoformat(),
            "last_day": settings.last_day.isoformat(),
            "changes": [
                {"rate": each.rate, "factor": each.factor, "first_day": each.first_day.isoformat(), "place": each.place}
                for each in settings.changes
            ],
            "rates": {
                row["name"]: row | {"value": self.sources.rates[row["name"]]} for row in table_rows("rates.csv")
            },
            "measures": {
                name: {"numerator": self._total(top), "denominator": self._total(below), "times": times,
                       "counts": [top, below]}
                for name, (top, below, times) in MEASURES.items()
            },
            "counts": {
                name: {"all": self._total(name)}
                | {"contract": dict(zip(contracts, (round(float(x), 4) for x in found), strict=True))}
                for name, found in sorted(self.counts.items())
            },
        }  # fmt: skip

    def _total(self, name: str) -> float:
        return round(float(self.counts[name].sum()), 4)


def _is_in_time(requests: Frame, row: Array, decided: Array) -> Array:
    """Whether a decision came within the clock of its request: hours when expedited, else calendar days."""
    asked = requests["requested"][row]
    in_days: Array = decided // 1440 - asked // 1440 <= _STANDARD
    return np.where(requests["is_expedited"][row], decided - asked <= _EXPEDITED, in_days)


def _order(values: Array) -> Array:
    return np.argsort(values, kind="stable")
