"""The columns of the compiled tables. `contract_version` counts the versions of an agreement from 1."""

from __future__ import annotations

from typing import Any, Literal

Kind = Literal["text", "integer", "flag", "day", "price", "percent"]

VERSION: dict[str, Kind] = {
    "contract_version": "integer",
    "first_day": "day",
    "last_day": "day",
    "only_line_of_business": "text",
    "names_lines_of_business": "flag",
    "lists_sites": "flag",
    "names_states": "flag",
    "payor_state": "text",
    "same_terms_at_sites": "flag",
    "timely_filing_days": "integer",
    "corrected_claim_days": "integer",
    "claim_form": "text",
    "lesser_of_charge": "flag",
    "month_per_line": "flag",
    "least_days_per_line": "integer",
    "ndc_with_unlisted": "flag",
    "nursing_by_infusion_provider": "flag",
    "nursing_by_home_health_agency": "flag",
    "nurse_rn": "flag",
    "nurse_lpn": "flag",
    "nurse_np": "flag",
    "suite_refused": "flag",
    "suite_billed_as_home": "flag",
    "suite_modifier": "text",
    "suite_names_places": "flag",
    "suite_names_diagnoses": "flag",
    "gy_direct": "flag",
    "gy_or_note_direct": "flag",
    "gy_whole_claim": "flag",
    "crossover_refused": "flag",
    "crossover_wait_days": "integer",
    "medicare_allowed_bounds": "flag",
    "late_request_days": "integer",
    "longest_interval_hours": "integer",
    "also_modifier": "text",
    "waste": "text",
    "waste_sv_refused": "flag",
    "units_over_days_denied": "flag",
    "catheter_care_beside_therapy": "flag",
    "hold_days": "integer",
    "inpatient_days_paid": "flag",
    "day_rule": "text",
    "early_stop_days": "integer",
    "highest_rate_first": "flag",
    "sh_sj_required": "flag",
    "sh_sj_not_used": "flag",
    "share_first": "percent",
    "share_second": "percent",
    "share_third": "percent",
    "visit_beside_insertion": "flag",
    "second_visit_as_hours": "flag",
    "added_hour_minutes": "integer",
    "hours_per_day": "integer",
    "hours_per_week": "integer",
    "visits_per_day": "integer",
    "visits_per_week": "integer",
    "visits_per_year": "integer",
    "visits_per_course": "integer",
    "nursing_only_percent": "percent",
    "unlisted_percent": "percent",
    "unlisted_first_billings": "integer",
    "unlisted_median": "flag",
    "unlisted_median_of": "integer",
    "unlisted_in_state_only": "flag",
    "unlisted_pay": "text",
    "ndc_rounded_up": "flag",
}

LINE_OF_BUSINESS: dict[str, Kind] = {
    "contract_version": "integer",
    "line_of_business": "text",
    "is_covered": "flag",
    "lob_key": "text",  # the line itself where a term speaks of it, empty for all the others
}

SITE: dict[str, Kind] = {
    "contract_version": "integer",
    "npi": "text",
    "kind": "text",
    "state": "text",
    "first_day": "day",
    "last_day": "day",
}

HOLIDAY: dict[str, Kind] = {"day": "day"}

STATE: dict[str, Kind] = {"contract_version": "integer", "state": "text"}

PLACE: dict[str, Kind] = {
    "contract_version": "integer",
    "place": "text",
    "is_home": "flag",
    "is_suite": "flag",
    "is_named_for_suite": "flag",
    "is_without_nursing": "flag",
}

DIAGNOSIS: dict[str, Kind] = {"contract_version": "integer", "prefix": "text"}

KIND_OF_CODE: dict[str, Kind] = {
    "code": "text",  # `*` stands for every code that Perdiem does not have
    "therapy": "text",
    "in_force_from": "day",
    "in_force_to": "day",
    "is_by_days": "flag",
    "is_therapy": "flag",
    "is_catheter_care": "flag",
    "is_nursing": "flag",
    "is_any_nursing": "flag",
    "is_place_bound": "flag",
    "is_drug": "flag",
    "is_unlisted_drug": "flag",
    "is_medicare_excluded": "flag",
    "most_units_per_day": "integer",
    "successor": "text",  # the code that took the place of one that ended
    "successor_units": "price",  # units of it for one unit of the old code; empty where no one number serves
}

CODE: dict[str, Kind] = {
    "contract_version": "integer",
    "code": "text",
    "lob_key": "text",
    "x_home_mix": "flag",
    "x_code_refused": "flag",
    "x_other_code_system": "flag",
    "x_not_covered": "flag",
    "x_not_covered_de_clotting": "flag",
    "x_not_covered_behind_medicare": "flag",
    "x_nursing_inside": "flag",
    "x_pharmacy_benefit": "flag",
    "x_suite_code": "flag",
    "x_setting_home": "flag",
    "x_setting_suite": "flag",
    "authorization_needed": "text",  # needed, no, condition (in words), unlisted (a list that the contract lacks)
    "authorization_de_clotting": "text",  # the same for a nursing visit that clears a catheter
    "is_carried_by_drug": "flag",
    "is_early_stop": "flag",
    "is_capitated": "flag",
    "copay": "price",
    "coinsurance": "percent",
    "has_deductible": "flag",
    "is_free": "flag",
    "is_free_when_de_clotting": "flag",
}

RATE: dict[str, Kind] = {
    "contract_version": "integer",
    "rate_row": "integer",
    "code": "text",
    "amount": "price",
    "percent": "percent",
    "basis": "text",
    "schedule": "text",
    "per": "text",
    "need_1": "text",
    "need_2": "text",
    "need_3": "text",
    "need_4": "text",
    "site_kind": "text",
    "place": "text",
    "line_of_business": "text",
    "lesser_of_charge": "flag",
    "most": "price",
    "first_day": "day",
    "last_day": "day",
    "conditions": "integer",
    "codes_named": "integer",
}

GROUP_MEMBER: dict[str, Kind] = {"contract_version": "integer", "code_group": "text", "code": "text"}

PAIR: dict[str, Kind] = {
    "contract_version": "integer",
    "code": "text",
    "code_group": "text",
    "edit": "text",
    "earlier_only": "flag",  # only an earlier line of the group counts
}

TERM: dict[str, Kind] = {
    "contract_version": "integer",
    "edit": "text",
    "code": "text",  # empty: the term of the edit whatever the code
    "lob_key": "text",
    "term": "text",
    "term_place": "text",
    "recommendation": "integer",
}

TABLES: dict[str, dict[str, Kind]] = {
    "c_version": VERSION,
    "c_line_of_business": LINE_OF_BUSINESS,
    "c_site": SITE,
    "c_holiday": HOLIDAY,
    "c_state": STATE,
    "c_place": PLACE,
    "c_diagnosis": DIAGNOSIS,
    "c_kind": KIND_OF_CODE,
    "c_code": CODE,
    "c_rate": RATE,
    "c_group": GROUP_MEMBER,
    "c_pair": PAIR,
    "c_term": TERM,
}


def arrow_table(name: str, rows: list[dict[str, Any]]) -> Any:
    """The rows as a pyarrow table with the columns of that compiled table; a column that a row lacks is null."""
    import pyarrow as pa  # type: ignore[import-untyped]  # it ships no types

    types = {
        "text": pa.string(),
        "integer": pa.int32(),
        "flag": pa.bool_(),
        "day": pa.date32(),
        "price": pa.decimal128(14, 6),
        "percent": pa.decimal128(10, 4),
    }
    columns = TABLES[name]
    schema = pa.schema([pa.field(column, types[kind]) for column, kind in columns.items()])
    for row in rows:
        if unknown := row.keys() - columns.keys():
            raise KeyError(f"{name} has no column {', '.join(sorted(unknown))}")
    return pa.Table.from_pylist(rows, schema=schema)
