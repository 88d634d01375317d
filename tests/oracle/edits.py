"""The edits of the rule book in the order of its steps: group, reason, disposition, recommendation."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Edit:
    """One edit: the adjustment that it makes, what becomes of a line that it decides, and whom it serves."""

    group: str
    reason: str
    disposition: str = "denied"
    recommendation: int | None = None


def _rejects(reason: str = "16") -> Edit:
    return Edit("CO", reason, "rejected")


EDITS: dict[str, Edit] = {
    # 1 Can it be processed
    "charge_out_of_range": _rejects(),
    "service_date_missing": _rejects(),
    "dates_reversed": _rejects(),
    "span_too_long": _rejects(),
    "code_missing": _rejects(),
    "units_missing": _rejects(),
    "units_not_whole": _rejects(),
    "place_missing": _rejects(),
    # 2 Replacement and void claims
    "void_claim": Edit("OA", "129"),
    "superseded_claim": Edit("OA", "129"),
    # 3 Eligible
    "member_unknown": Edit("PR", "31"),
    "before_coverage": Edit("PR", "26"),
    "after_coverage": Edit("PR", "27"),
    "line_of_business_not_covered": Edit("CO", "256"),
    "outside_service_area": Edit("CO", "256"),
    # 4 Contract and site
    "contract_not_in_force": Edit("CO", "147"),
    "site_not_listed": Edit("CO", "147", recommendation=13),
    # 5 Timely
    "filed_late": Edit("CO", "29"),
    "billed_before_service": Edit("CO", "110"),
    # 6 Code and form
    "code_not_in_force": Edit("CO", "181"),
    "modifiers_conflict": Edit("CO", "4"),
    "no_order": Edit("CO", "173"),
    "claim_form": _rejects(),
    "month_crossed": _rejects(),
    "line_too_short": _rejects(),
    "ndc_missing": _rejects(),
    # 7 Covered
    "home_mix": Edit("CO", "96", recommendation=15),
    "code_refused": Edit("CO", "256", recommendation=2),  # 15 for home mix
    "other_code_system": Edit("CO", "256", recommendation=2),  # 12 for Medicare Advantage
    "not_covered": Edit("CO", "256"),  # by the term that refuses
    "nursing_inside": Edit("CO", "97", recommendation=14),
    "pharmacy_benefit": Edit("OA", "109", recommendation=8),
    "nursing_biller": Edit("CO", "170", recommendation=6),
    "nursing_credential": Edit("CO", "170"),
    # 8 Site of care
    "suite_not_covered": Edit("CO", "5", recommendation=5),
    "suite_modifier_missing": Edit("CO", "4", recommendation=5),
    "suite_place": Edit("CO", "5", recommendation=5),
    "suite_code": Edit("CO", "5", recommendation=5),
    "place_not_home": Edit("CO", "5"),
    "setting": Edit("CO", "5"),
    "nursing_place": Edit("CO", "5"),
    # 9 Medicare first
    "medicare_first": Edit("OA", "22", recommendation=11),
    "medicare_crossover": Edit("OA", "109", recommendation=11),
    "crossover_wait": Edit("OA", "18"),
    "gy_whole_claim": Edit("CO", "4"),
    # 10 Authorization
    "authorization_other_provider": Edit("CO", "296", recommendation=13),
    "authorization_late": Edit("CO", "197", recommendation=8),
    "authorization_wrong": Edit("CO", "15", recommendation=8),  # 3 for de-clotting, 14 for nursing
    "authorization_missing": Edit("CO", "197", recommendation=8),  # the same
    # 11 Duplicates, dosing interval, second modifier
    "duplicate": Edit("OA", "18"),
    "dosing_interval": Edit("CO", "272", recommendation=2),
    "also_modifier_missing": Edit("CO", "4", recommendation=7),
    "waste": Edit("CO", "96"),
    "waste_review": Edit("OA", "133", "pended"),
    # 12 Pairs, and the days of step 13 that they take
    "units_over_days": Edit("CO", "151"),
    "general_beside_specific": Edit("CO", "236", recommendation=2),
    "pair_not_together": Edit("CO", "236", recommendation=7),
    "one_kit_a_day": Edit("CO", "236"),
    "general_nursing": Edit("CO", "189"),
    # 13 Days that a per diem pays
    "catheter_care_beside_therapy": Edit("CO", "97"),
    "hold_over": Edit("CO", "119"),
    "inpatient_day": Edit("CO", "96"),
    "no_infusion": Edit("CO", "152"),
    "duplicate_day": Edit("OA", "18"),
    "modifier_missing": Edit("CO", "4", recommendation=7),  # of step 14; the cuts of days end with these three
    "early_stop": Edit("CO", "154"),
    "authorization_exceeded": Edit("CO", "198"),
    # 14 Concurrent therapies
    "concurrent_therapy": Edit("CO", "59", recommendation=7),
    # 15 Inside the per diem
    "inside_per_diem": Edit("CO", "97", recommendation=2),
    # 16 Nursing
    "added_hour_alone": Edit("CO", "107"),
    "visit_beside_insertion": Edit("CO", "97", recommendation=4),
    "second_visit": Edit("CO", "16"),
    "nursing_limit": Edit("CO", "119", recommendation=14),
    # 17 Units
    "units_over_day_limit": Edit("CO", "151"),
    # 18 Price
    "capitated": Edit("CO", "24", "paid"),
    "price_missing": Edit("OA", "133", "pended"),
    "acquisition_cost_missing": Edit("OA", "133", "pended"),
    "case_by_case": Edit("OA", "133", "pended"),
    "not_on_schedule": Edit("CO", "256"),
    "no_rate": Edit("CO", "147"),
    "nursing_only": Edit("CO", "45"),
    "medicare_allowed": Edit("CO", "45"),
}

# refusals of step 18: the cuts of such a line are told all the same
UNPRICED = {"price_missing", "acquisition_cost_missing", "case_by_case", "not_on_schedule", "no_rate"}
# steps 12, 15 and 16: what a line refused there bills is not counted
REFUSED_BESIDE_OTHERS = {
    "general_beside_specific",
    "pair_not_together",
    "one_kit_a_day",
    "general_nursing",
    "inside_per_diem",
    "added_hour_alone",
    "visit_beside_insertion",
    "second_visit",
}
# what takes money and no unit
OF_MONEY = {"concurrent_therapy", "nursing_only", "medicare_allowed", "other_payer"}

ORDER = {name: number for number, name in enumerate(EDITS)}
