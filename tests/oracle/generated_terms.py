"""Terms of generated contracts: a rate for most codes, and each rule that acts on a claim line with some chance."""

from __future__ import annotations

from random import Random
from typing import Any

Terms = dict[str, Any]

# every term that acts on a claim line, with values as a contract file writes them; None leaves it silent
CHOICES: dict[str, dict[str, list[Any]]] = {
    "claims": {
        "form": ["professional", "either", None, None],
        "home_places": [["12", "13"], ["12", "11"], None],
        "timely_filing_days": ["50", "365"],
        "corrected_claim_days": ["30", "365"],
        "lesser_of_charge": ["yes", "no"],
    },
    "coding": {
        "system": ["s_codes", "s_codes", "s_codes_and_hit_g_codes", "s_codes_and_hit_g_codes", "component_codes"],
        "refused": ["S9379", "home_mix"],
    },
    "drugs": {
        "benefit": ["medical", "medical", "medical", "pharmacy"],
        "unlisted_code_needs_ndc": ["yes"],
        "quantity": ["administered", "dispensed"],
        "waste": ["paid", "unforeseen_only", "not_paid"],
        "ndc_quantity": ["as_given", "rounded_up"],
    },
    "per_diem": {
        "day_rule": ["access_days", "infusion_days", "infusion_or_nursing_days", "hours_24"],
        "longest_interval_hours": ["24", "168"],
        "inpatient_days": ["excluded", "included"],
        "early_stop_days": ["0", "2", "5"],
        "early_stop_codes": ["hydration_fluid_drugs", ["S9500", "J0696", "J7050"]],
        "month_per_line": ["yes"],
        "least_days_per_line": ["2", "3"],
        "units_over_days": ["cut", "deny"],
        "includes": [["iv_solutions"], ["nursing", "supplies"]],
        "paid_beside": ["A4222", ["E0776", "J7050"]],
        "not_paid_beside": ["S5517", "B4150"],
    },
    "concurrent_therapies": {
        "first": ["100%", "95%"],
        "second": ["50%", "80%"],
        "third": ["0%", "75%"],
        "first_is": ["as_billed", "highest_rate"],
        "sh_sj": ["required", "accepted", "not_used"],
        "also_modifier": ["59", None, None],
        "not_together": [[{"codes": "hydration", "beside": "pn_per_diem"}], [{"codes": "S9338", "beside": "S9348"}]],
    },
    "nursing": {
        "payment": ["separate", "separate", "separate", "inside_per_diem", "not_covered"],
        "billed_by": [["infusion_provider"], ["infusion_provider", "home_health_agency"], ["home_health_agency"]],
        "credential": [["rn"], ["rn", "lpn"]],
        "added_hour_needs_minutes": ["15", "31"],
        "second_visit_same_day": ["first_visit_code", "added_hour_code", "added_hour_code"],
        "nursing_only_percent": ["85%"],
        "not_paid_in_places": [["13"], ["31", "32"]],
        "unlimited": ["no", "no", "yes"],
    },
    "catheter_care": {
        "coverage": ["covered", "covered", "not_covered"],
        "beside_other_per_diem": ["paid", "not_paid"],
        "weeks_on_hold": ["1", "1", "2"],
    },
    "de_clotting": {
        "kit": ["covered", "not_covered"],
        "drug": ["covered", "not_covered"],
        "nursing": ["covered", "not_covered"],
        "member_cost": ["none", "standard"],
        "settings": [["home"], ["home", "suite"]],
    },
    "catheter_insertion": {
        "picc_kit": ["covered", "not_covered"],
        "picc_insertion": ["covered"],
        "settings": [["home"], ["home", "suite"]],
        "visit_beside_insertion": ["paid", "not_paid"],
    },
    "suite": {
        "status": ["accepted", "accepted", "billed_as_home", "excluded"],
        "modifier": ["SS"],
        "places_of_service": [["49"], ["11"]],
        "only_for": ["per_diem", "any_nursing"],
        "only_for_diagnoses": ["O21"],
    },
    "enteral": {"per_diem": ["covered"], "kits": ["covered", "not_covered"], "formula": ["covered", "not_covered"]},
    "parenteral_nutrition": {
        "formula": ["inside_per_diem", "paid_separately"],
        "home_mix": ["covered", "not_covered"],
        "solution_codes": ["B4164", "pn_premix"],
    },
    "medicare": {
        "excluded_services": ["gy_accepted_directly", "direct_when_documented", "medicare_denial_first"],
        "gy_lines": ["every_excluded_line", "whole_claim"],
        "crossover_wait_days": ["5", "30"],
        "crossover_of_excluded": ["accepted", "refused"],
        "allowed_bounds": ["yes", "yes", "yes", "no"],
        "b_codes_when_primary": ["covered", "not_covered"],
    },
    "medicare_advantage": {"code_system": ["s_codes", "hit_g_codes"]},
    "service_area": {"states": [["OH"], ["OH", "PA"]]},
    "unlisted": {
        "percent_of_charge": ["80%"],
        "first_billings": ["2"],
        "then": ["median_of_first_billings"],
        "median_of": ["3"],
        "in_state_only": ["yes", "no"],
        "pay": ["acquisition_cost", "individual_consideration", "not_paid"],
    },
}
LIMITS = {
    "hours_per_day": ["3", "4"],
    "hours_per_week": ["6", "9"],
    "visits_per_day": ["1", "2"],
    "visits_per_week": ["2", "3"],
    "visits_per_course": ["3"],
    "visits_per_year": ["4"],
}
RULES = [
    {"for": "per_diem", "needed": "yes"},
    {"for": "drug", "needed": "listed_only"},
    {"for": "nursing", "needed": "yes"},
    {"for": "de_clotting", "needed": "no"},
    {"for": "S9338", "needed": "yes", "lines_of_business": "commercial"},
    {"for": "enteral_formula", "needed": "yes", "when": "it is taken by mouth"},
]
COSTS = [
    {"for": "everything", "coinsurance": "20%"},
    {"for": "per_diem", "copay": "7.50", "deductible": "waived"},
    {"for": "nursing", "copay": "25.00", "coinsurance": "10%", "deductible": "applies"},
    {"for": "drug", "coinsurance": "33.3%", "lines_of_business": "commercial"},
]
RATES: list[Terms] = [
    {"codes": ["anti_infective"], "base": "95.35", "factor": "1.37", "per": "day"},
    {"codes": ["anti_infective"], "rate": "77.77", "per": "day", "modifiers": ["SH"]},
    {"codes": ["S9500"], "rate": "99.99", "per": "day", "places_of_service": ["13"]},
    {"codes": ["pn_per_diem", "enteral_per_diem"], "rate": "310.00", "per": "day", "lesser_of_charge": "yes"},
    {"codes": ["hydration"], "percent": "62.5%", "of": "charge", "most": "120.00"},
    {"codes": ["anti_infective"], "percent": "90%", "of": "charge", "modifiers": ["59"], "site": "pharmacy"},
    {"codes": ["S9501"], "rate": "88.50", "per": "day", "places_of_service": ["12"], "from": "2026-03-15"},
    {"codes": ["immunotherapy"], "rate": "900.00", "per": "course"},
    {"codes": ["S9348"], "rate": "1250.00", "per": "course", "most": "175.00", "modifiers": ["SH"]},
    {"codes": ["catheter_care", "maternity"], "rate": "21.115", "per": "day"},
    {"codes": ["99601"], "rate": "152.00", "per": "visit"},
    {"codes": ["99601"], "rate": "160.00", "per": "visit", "lines_of_business": ["medicare_advantage"]},
    {"codes": ["99602"], "rate": "76.005", "per": "hour"},
    {"codes": ["general_nursing", "medicaid_nursing", "picc", "de_clotting_kit"], "rate": "60.00", "per": "visit"},
    {"codes": ["antibiotic_drugs"], "percent": "106%", "of": "asp", "per": "unit"},
    {"codes": ["J0696"], "percent": "95%", "of": "awp", "per": "unit", "most": "12.345678", "modifiers": ["TD"]},
    {"codes": ["immune_globulin_drugs"], "percent": "100%", "of": "awp", "per": "unit", "most": "30.00"},
    {"codes": ["antiviral_drugs", "J2997"], "percent": "85%", "of": "schedule", "schedule": "drugs", "per": "unit"},
    {"codes": ["hydration_fluid_drugs"], "rate": "3.333333", "per": "unit"},
    {"codes": ["supplies", "iv_pole", "enteral_supplies", "home_mix"], "rate": "4.50", "per": "item"},
    {"codes": ["pn_premix", "enteral_formula"], "percent": "100%", "of": "acquisition_cost"},
    {"codes": ["S9810", "hit_g_codes"], "rate": "240.00", "per": "hour"},
]
S9379: list[Terms] = [
    {"codes": ["S9379"], "rate": "700.00", "per": "course", "most": "120.00"},
    {"codes": ["S9379"], "percent": "71%", "of": "charge"},
    {"codes": ["S9379"], "rate": "140.00", "per": "day"},
]
# an amendment's: each takes the place of a rate above for its codes, or adds one
NEW_RATES: list[Terms] = [
    {"codes": ["S9500"], "rate": "141.41", "per": "day"},
    {"codes": ["pn_per_diem"], "percent": "80%", "of": "charge"},
    {"codes": ["immunotherapy"], "rate": "210.10", "per": "day"},
    {"codes": ["99601"], "rate": "148.00", "per": "visit"},
    {"codes": ["J0696", "J1569"], "rate": "8.25", "per": "unit"},
]


def terms(random: Random) -> Terms:
    """A contract's terms as its file has them; each term is there with one chance in four."""
    found: Terms = {"contract": "generated", "payor": {"state": random.choice(["OH", "PA"])}}
    for section, choices in CHOICES.items():
        stated = {key: random.choice(values) for key, values in choices.items() if random.random() < 0.25}
        stated = {key: value for key, value in stated.items() if value is not None}
        if stated:
            found[section] = stated
    limits = {key: random.choice(values) for key, values in LIMITS.items() if random.random() < 0.15}
    if limits:
        found.setdefault("nursing", {})["limits"] = limits
    if random.random() < 0.6:
        found["lines_of_business"] = random.choice([["commercial"], ["commercial", "medicare_advantage"]])
    found["rates"] = [rate for rate in RATES if random.random() < 0.93]
    if random.random() < 0.4:  # else it has no rate
        found["rates"].append(random.choice(S9379))
    if random.random() < 0.15:
        found.setdefault("per_diem", {})["day_rule"] = "hours_24"
    if random.random() < 0.15:
        found["capitation"] = [{"codes": random.choice(["S9365", "nursing"]), "per_member_per_month": "5.00"}]
    if random.random() < 0.5:
        found["authorization"] = {
            "rules": [rule for rule in RULES if random.random() < 0.6],
            **({"listed": "J0696"} if random.random() < 0.5 else {}),
            **({"drug_approval_carries": ["per_diem", "nursing"]} if random.random() < 0.5 else {}),
            **({"late_request_working_days": "5"} if random.random() < 0.5 else {}),
        }
    if random.random() < 0.5:
        found["member_cost"] = [cost for cost in COSTS if random.random() < 0.6]
    if random.random() < 0.35:
        found["sites"] = {
            "locations": [
                {"npi": "1000000012", "state": "OH", "kind": "pharmacy"},
                {"npi": "1000000020", "state": "PA", "kind": "suite", **random.choice([{}, {"from": "2026-03-12"}])},
            ],
            **random.choice([{}, {"same_terms": "yes"}]),
        }
    return found


def amended_terms(random: Random) -> Terms:
    """What an amendment states: some sections of other terms, and a few rates in place of the contract's."""
    drawn = terms(random)
    kept = {section: value for section, value in drawn.items() if section in CHOICES and random.random() < 0.5}
    for section in ("member_cost", "authorization", "capitation"):
        if section in drawn and random.random() < 0.3:
            kept[section] = drawn[section]
    if random.random() < 0.6:
        kept["rates"] = random.sample(NEW_RATES, 2)
    return kept
