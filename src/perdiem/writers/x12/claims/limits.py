"""How long a value may be in a claim file, by the elements of the guides 005010X222A1 and 005010X223A2."""

from __future__ import annotations

from perdiem.model.book import ColumnType, table
from perdiem.writers.x12.claims.staging import UNWRITTEN

_USUAL = 50  # of a reference, REF02
_LONGEST = {
    "claim_id": 38, "payer": 60, "payer_name": 60, "billing_name": 60, "plan": 60, "subscriber_last_name": 60,
    "patient_last_name": 60, "subscriber_first_name": 35, "patient_first_name": 35, "payer_id": 80, "member_id": 80,
    "claim_note": 80, "line_note": 80, "hcpcs_description": 80, "hcpcs_code": 48, "revenue_center_code": 48, "ndc": 48,
    "hcpcs_modifier_1": 2, "hcpcs_modifier_2": 2, "hcpcs_modifier_3": 2, "hcpcs_modifier_4": 2,
    "place_of_service_code": 2, "bill_type_code": 3, "claim_frequency_code": 1, "patient_relationship_code": 2,
    "payer_responsibility_code": 1, "claim_filing_indicator_code": 2, "service_unit_code": 2, "ndc_unit": 2,
    "subscriber_sex": 1, "patient_sex": 1, "admit_type_code": 1, "admit_source_code": 1,
    "discharge_disposition_code": 2, "related_cause_code": 3, "group_code": 2, "reason_code": 5,
    "present_on_admission": 1, "diagnosis_pointer_1": 2, "diagnosis_pointer_2": 2, "diagnosis_pointer_3": 2,
    "diagnosis_pointer_4": 2,
}  # fmt: skip
_KEYS = {"claim_key", "claim_type", "role", "diagnosis_code_type", "hcpcs_modifier_5"}  # not written as they stand


def texts(name: str) -> dict[str, int]:
    """The text columns of a claim table that are written, with the most characters that each may have."""
    left = UNWRITTEN | _KEYS
    columns = [each.name for each in table(name).columns if each.type is ColumnType.TEXT and each.name not in left]
    return {column: _LONGEST.get(column, _USUAL) for column in columns}
