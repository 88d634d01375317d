"""One rich book out of many small generated ones, and a contract that states nearly everything."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

from perdiem.model.book import table
from perdiem.model.contract import Agreement, Contract
from perdiem.model.periods import Period
from perdiem.readers.contract_file import read_contract
from tests.oracle.generated import book
from tests.oracle.generated_terms import CHOICES, COSTS, RATES, RULES

Row = dict[str, Any]
TABLES_OF_ALL = {"price"}  # prices are the same for every member: those of the first book hold
MODEL = Path(__file__).parents[3] / "contracts" / "model.yaml"
KEYS = (
    "claim_key",
    "claim_id",
    "member_id",
    "encounter_id",
    "prescription_id",
    "administration_id",
    "authorization_number",
    "clearinghouse_claim_number",
    "payer_claim_control_number",
    "line_authorization_number",
    "claim_authorization_number",
)

STATED: dict[str, Any] = {
    "claims": {"timely_filing_days": "45", "corrected_claim_days": "60", "lesser_of_charge": "yes"},
    "coding": {"system": "s_codes_and_hit_g_codes", "refused": "S9379"},
    "drugs": {"benefit": "medical", "unlisted_code_needs_ndc": "yes", "waste": "paid", "ndc_quantity": "rounded_up"},
    "per_diem": {
        "day_rule": "infusion_days", "longest_interval_hours": "72", "inpatient_days": "excluded",
        "early_stop_days": "2", "early_stop_codes": ["S9500", "J0696", "J7050"],
        "units_over_days": "deny", "least_days_per_line": "2",
    },
    "concurrent_therapies": {
        "first": "100%", "second": "50%", "third": "0%", "first_is": "highest_rate", "sh_sj": "required",
        "not_together": [{"codes": "S9338", "beside": "S9348"}],
    },
    "nursing": {
        "payment": "separate", "billed_by": ["infusion_provider"], "second_visit_same_day": "added_hour_code",
        "nursing_only_percent": "85%", "added_hour_needs_minutes": "15",
        "limits": {
            "hours_per_day": "4", "hours_per_week": "9", "visits_per_day": "2", "visits_per_week": "3",
            "visits_per_year": "4", "visits_per_course": "3",
        },
    },
    "catheter_care": {"beside_other_per_diem": "not_paid", "weeks_on_hold": "1"},
    "de_clotting": {"kit": "covered", "nursing": "covered", "member_cost": "none", "settings": ["home", "suite"]},
    "suite": {
        "status": "accepted", "modifier": "SS", "places_of_service": ["49"], "only_for": "per_diem",
        "only_for_diagnoses": ["O21"],
    },
    "parenteral_nutrition": {"formula": "paid_separately", "solution_codes": "B4164"},
    "medicare": {
        "excluded_services": "direct_when_documented", "gy_lines": "whole_claim", "crossover_wait_days": "5",
        "allowed_bounds": "yes",
    },
    "sites": {
        "locations": [
            {"npi": "1000000012", "state": "OH", "kind": "pharmacy"},
            {"npi": "1000000020", "state": "PA", "kind": "suite"},
        ],
        "same_terms": "yes",
    },
    "authorization": {
        "rules": RULES, "listed": "J0696", "drug_approval_carries": ["per_diem", "nursing"],
        "late_request_working_days": "5",
    },
    "unlisted": {
        "percent_of_charge": "80%", "first_billings": "2", "then": "median_of_first_billings", "median_of": "3",
        "pay": "acquisition_cost",
    },
    "lines_of_business": ["commercial", "medicare_advantage"],
    "member_cost": COSTS,
    "capitation": [{"codes": "S9365", "per_member_per_month": "5.00"}],
    "rates": [rate for rate in RATES if rate["codes"] != ["pn_per_diem", "enteral_per_diem"]],
}  # fmt: skip


def three_contracts() -> Agreement:
    """Three contracts in a row, as versions of one: Perdiem's model, one that states nearly every term that acts on a
    line, and one that is silent on all but rates. Raises KeyError where a term is stated that generated ones have not.
    """
    unknown = {
        f"{section}.{key}"
        for section, terms in STATED.items()
        if section in CHOICES
        for key in set(terms) - set(CHOICES[section]) - {"limits"}
    }
    if unknown:
        raise KeyError(f"no such terms: {sorted(unknown)}")
    ((_, model),) = read_contract(MODEL).versions
    second = Contract.model_validate({"contract": "stated", "payor": {"state": "OH"}, **STATED})
    third = Contract.model_validate({"contract": "silent", "payor": {"state": "OH"}, "rates": RATES})
    changes = (date(2026, 3, 12), date(2026, 3, 31))
    versions = (
        (Period(date(2026, 3, 3), changes[0]), model),
        (Period(changes[0] + timedelta(1), changes[1]), second),
        (Period(changes[1] + timedelta(1), None), third),
    )
    return Agreement(versions=versions, file="three.yaml")


def rich_book(seeds: range, claims: int = 8) -> dict[str, Any]:
    """The generated books of all seeds beside each other, as pyarrow tables; they share no member and no claim."""
    import pyarrow as pa

    found: dict[str, list[Row]] = {}
    for seed in seeds:
        for name, rows in book(Random(seed), claims).items():
            if name not in TABLES_OF_ALL or name not in found:
                found.setdefault(name, []).extend(_apart(row, seed) for row in rows)
    found["eligibility"] += [_forever(row) for row in found["eligibility"][-1:]]
    return {name: pa.Table.from_pylist(rows, schema=table(name).arrow_schema()) for name, rows in found.items()}


def _apart(row: Row, seed: int) -> Row:
    kept = {key: f"{row[key]}-{seed}" for key in KEYS if row.get(key) is not None}
    return row | kept


def _forever(row: Row) -> Row:
    """Eligibility to the last day that files know, after which there is no next day in Python."""
    return row | {"member_id": "forever", "enrollment_end_date": date.max, "deductible_left": Decimal("10.00")}
