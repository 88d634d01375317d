"""The terms of one version that speak of every line: one row of plain values, defaults filled in.

Each default is the one that `docs/explanation/adjudication.md` states.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from perdiem.model.contract import Contract
from perdiem.model.periods import Period

FIRST_DAY_EVER, LAST_DAY_EVER = date(1900, 1, 1), date(9999, 12, 31)
HUNDRED = Decimal(100)
LONGEST_INTERVAL_HOURS = 72  # NHIA: a per diem serves therapies dosed up to and including every 72 hours
ADDED_HOUR_MINUTES = 31  # BCBS Michigan, The Record, May 2013: 31 to 60 minutes make an added hour
DAYS_OF_A_WEEK = 7


def version_row(number: int, period: Period, contract: Contract) -> dict[str, Any]:
    """The row of `c_version` for one version of an agreement."""
    return {
        "contract_version": number,
        "first_day": period.first or FIRST_DAY_EVER,
        "last_day": period.last or LAST_DAY_EVER,
        **_parties(contract),
        **_claims(contract),
        **_nursing(contract),
        **_suite(contract),
        **_medicare(contract),
        **_per_diem(contract),
        **_therapies(contract),
        **_unlisted(contract),
        "late_request_days": contract.authorization.late_request_working_days,
    }


def _parties(contract: Contract) -> dict[str, Any]:
    lines = contract.lines_of_business or ()
    return {
        "only_line_of_business": lines[0] if len(lines) == 1 else None,
        "names_lines_of_business": bool(lines),
        "lists_sites": any(site.npi for site in contract.sites.locations or ()),
        "names_states": bool(contract.service_area.states),
        "payor_state": contract.payor.state,
        "same_terms_at_sites": bool(contract.sites.same_terms),
    }


def _claims(contract: Contract) -> dict[str, Any]:
    claims, drugs = contract.claims, contract.drugs
    form = claims.form if claims.form in {"professional", "institutional"} else None
    return {
        "timely_filing_days": claims.timely_filing_days,
        "corrected_claim_days": claims.corrected_claim_days,
        "claim_form": form,
        "lesser_of_charge": bool(claims.lesser_of_charge),
        "ndc_with_unlisted": bool(drugs.unlisted_code_needs_ndc),
        "ndc_rounded_up": drugs.ndc_quantity == "rounded_up",
        "waste": drugs.waste,
        "waste_sv_refused": drugs.waste is None and drugs.quantity == "administered",
    }


def _nursing(contract: Contract) -> dict[str, Any]:
    nursing = contract.nursing
    biller, credential = nursing.billed_by, nursing.credential
    limits: dict[str, Any] = {}
    if not nursing.unlimited:
        limits = {
            name: getattr(nursing.limits, name)
            for name in (
                "hours_per_day",
                "hours_per_week",
                "visits_per_day",
                "visits_per_week",
                "visits_per_year",
                "visits_per_course",
            )
        }
    return {
        "nursing_by_infusion_provider": None if biller is None else "infusion_provider" in biller,
        "nursing_by_home_health_agency": None if biller is None else "home_health_agency" in biller,
        "nurse_rn": None if credential is None else "rn" in credential,
        "nurse_lpn": None if credential is None else "lpn" in credential,
        "nurse_np": None if credential is None else "np" in credential,
        "visit_beside_insertion": contract.catheter_insertion.visit_beside_insertion == "paid",
        "second_visit_as_hours": nursing.second_visit_same_day == "added_hour_code",
        "added_hour_minutes": nursing.added_hour_needs_minutes or ADDED_HOUR_MINUTES,
        "nursing_only_percent": nursing.nursing_only_percent,
        **limits,
    }


def _suite(contract: Contract) -> dict[str, Any]:
    suite = contract.suite
    return {
        "suite_refused": suite.status in {"excluded", "separate_contract"} or suite.is_silent,
        "suite_billed_as_home": suite.status == "billed_as_home",
        "suite_modifier": suite.modifier,
        "suite_names_places": bool(suite.places_of_service),
        "suite_names_diagnoses": bool(suite.only_for_diagnoses),
    }


def _medicare(contract: Contract) -> dict[str, Any]:
    medicare = contract.medicare
    return {
        "gy_direct": medicare.excluded_services in {"gy_accepted_directly", "direct_when_documented"},
        "gy_or_note_direct": medicare.excluded_services == "direct_when_documented",
        "gy_whole_claim": medicare.gy_lines == "whole_claim",
        "crossover_refused": medicare.crossover_of_excluded == "refused",
        "crossover_wait_days": medicare.crossover_wait_days,
        "medicare_allowed_bounds": bool(medicare.allowed_bounds),
    }


def _per_diem(contract: Contract) -> dict[str, Any]:
    per_diem, care = contract.per_diem, contract.catheter_care
    return {
        "month_per_line": bool(per_diem.month_per_line),
        "least_days_per_line": per_diem.least_days_per_line,
        "longest_interval_hours": per_diem.longest_interval_hours or LONGEST_INTERVAL_HOURS,
        "units_over_days_denied": per_diem.units_over_days == "deny",
        "catheter_care_beside_therapy": care.beside_other_per_diem == "paid",
        "hold_days": None if care.weeks_on_hold is None else DAYS_OF_A_WEEK * care.weeks_on_hold,
        "inpatient_days_paid": per_diem.inpatient_days == "included",
        "day_rule": per_diem.day_rule or "access_days",
        "early_stop_days": per_diem.early_stop_days,
    }


def _therapies(contract: Contract) -> dict[str, Any]:
    therapies = contract.concurrent_therapies
    return {
        "also_modifier": therapies.also_modifier,
        "highest_rate_first": therapies.first_is == "highest_rate",
        "sh_sj_required": therapies.sh_sj == "required",
        "sh_sj_not_used": therapies.sh_sj == "not_used",
        "share_first": HUNDRED if therapies.first is None else therapies.first,
        "share_second": HUNDRED if therapies.second is None else therapies.second,
        "share_third": HUNDRED if therapies.third is None else therapies.third,
    }


def _unlisted(contract: Contract) -> dict[str, Any]:
    unlisted = contract.unlisted
    return {
        "unlisted_percent": unlisted.percent_of_charge,
        "unlisted_first_billings": unlisted.first_billings,
        "unlisted_median": unlisted.then == "median_of_first_billings",
        "unlisted_median_of": unlisted.median_of or unlisted.first_billings,
        "unlisted_in_state_only": bool(unlisted.in_state_only),
        "unlisted_pay": unlisted.pay,
    }
