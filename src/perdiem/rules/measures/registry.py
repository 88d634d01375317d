"""The table of contents of the measures, in the order of the recommendations that they serve."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from perdiem.rules.measures.definition import Measure

NAMES: tuple[str, ...] = (
    "adherence",
    "prescribed_to_administered",
    "waste",
    "administered_to_dispensed",
    "undelivered_drug_lines",
    "discarded_drug_lines",
    "satisfaction_services",
    "satisfaction_site_of_care",
    "satisfaction_suite",
    "satisfaction_enteral",
    "occlusions",
    "occlusions_resolved_by_provider",
    "occlusions_to_emergency",
    "occlusions_to_replacement",
    "occlusions_without_hospital",
    "catheter_bloodstream_infections",
    "catheter_site_infections",
    "picc_insertions_successful",
    "hospitalizations_avoided",
    "hopd_use_avoided",
    "not_taken_for_certification",
    "referral_to_start_days",
    "referral_to_start_days_median",
    "authorization_time",
    "authorization_time_median",
    "authorization_within_clock",
    "authorization_success",
    "authorization_denials",
    "readmission_pn_all_cause",
    "readmission_pn_hospital_wide",
    "readmission_all_cause",
    "readmission_hospital_wide",
    "enteral_hospitalizations",
    "enteral_emergency_visits",
    "enteral_outcomes",
    "gy_lines",
    "s_codes_in_ma_claims",
    "ma_contracts_with_s_codes",
    "contracts_with_several_sites",
    "nursing_visits",
    "nursing_visits_per_therapy_day",
    "home_mix_lines",
    "suite_share",
    "drug_lines_with_per_diem",
)


@cache
def measures() -> tuple[Measure, ...]:
    """Every measure, in order."""
    return tuple(import_module(f"perdiem.rules.measures.definitions.{name}").MEASURE for name in NAMES)


def by_name(name: str) -> Measure:
    """The measure of that name. Raises KeyError where there is none."""
    for measure in measures():
        if measure.name == name:
            return measure
    raise KeyError(name)
