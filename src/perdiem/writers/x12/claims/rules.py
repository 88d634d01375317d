"""What a claim must have, and may not have, to be written: each rule a condition over the staged tables, as data."""

from __future__ import annotations

from dataclasses import dataclass

from perdiem.writers.x12.claims.staging import DIAGNOSES, DRUG


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: the column that it speaks of, SQL that is true where it is broken, and the sentence that says so."""

    column: str
    wrong: str
    reason: str


@dataclass(frozen=True, slots=True)
class Scope:
    """Rows that rules are held against: SQL for them, and whether each is of one line of its claim."""

    relation: str
    has_line: bool
    rules: list[Rule]


def _required(*columns: str, when: str = "true") -> list[Rule]:
    return [Rule(column, f"{column} IS NULL AND {when}", f"{column} is missing") for column in columns]


def _no_place(form: str, *columns: str) -> list[Rule]:
    condition = "is_i" if form == "institutional" else "NOT is_i"
    article = "an" if form == "institutional" else "a"
    return [
        Rule(column, f"{condition} AND {column} IS NOT NULL", f"{article} {form} claim has no place for {column}")
        for column in columns
    ]


_SAME = [
    Rule(
        f"patient_{what}",
        f"patient_relationship_code = '18' AND patient_{what} IS DISTINCT FROM subscriber_{what}",
        f"the patient is the subscriber (relationship 18), and patient_{what} differs from subscriber_{what}",
    )
    for what in ("last_name", "first_name", "birth_date", "sex")
]

CLAIM: list[Rule] = [
    Rule("claim_line_number", "numbers <> line_count OR last_number <> line_count OR claim_id IS NULL",
         "the lines are not numbered from 1 on without gaps; a file would number them anew"),
    Rule("claim_key", "is_mixed", "the lines of the claim differ in what they say of the whole claim"),
    *_required(
        "claim_frequency_code", "payer", "payer_id", "payer_responsibility_code", "member_id",
        "patient_relationship_code", "subscriber_last_name", "patient_last_name", "patient_birth_date", "patient_sex",
        "billing_npi", "billing_name", "billing_tin",
    ),
    Rule("subscriber_birth_date", "subscriber_birth_date IS NULL AND subscriber_sex IS NOT NULL",
         "subscriber_sex is written after subscriber_birth_date, which is missing"),
    *_SAME,
    *_no_place("professional", "admit_type_code", "admit_source_code", "discharge_disposition_code", "attending_npi",
               "bill_type_code"),
    *_no_place("institutional", "accident_date", "related_cause_code"),
    *_required("bill_type_code", "statement_start", "statement_end", when="is_i"),
    Rule("bill_type_code", "is_i AND (length(bill_type_code) <> 3 OR bill_type_code[3] <> claim_frequency_code)",
         "bill_type_code should be three characters, the last being claim_frequency_code"),
    Rule("claim_start_date", "(claim_start_date IS NULL) <> (claim_end_date IS NULL)",
         "one of claim_start_date and claim_end_date is missing"),
    Rule("claim_end_date", "claim_end_date < claim_start_date", "claim_end_date comes before claim_start_date"),
    Rule("claim_start_date", "NOT is_i AND claim_start_date IS NOT NULL "
         "AND (claim_start_date IS DISTINCT FROM first_day OR claim_end_date IS DISTINCT FROM last_day)",
         "a professional claim's days are those of its lines, and claim_start_date or claim_end_date are others"),
    Rule("claim_charge_amount", "claim_charge_amount IS DISTINCT FROM line_charges",
         "claim_charge_amount is not the sum of the lines' charges"),
    Rule("facility_npi", "is_i AND shared_facility_npi IS NULL AND EXISTS (SELECT 1 FROM w_line AS l WHERE "
         "l.claim_key = w_claim.claim_key AND l.facility_npi IS NOT NULL)",
         "an institutional claim names one facility for all its lines"),
    Rule("diagnosis_code_1", "NOT EXISTS (SELECT 1 FROM w_diagnosis AS d WHERE d.claim_key = w_claim.claim_key)",
         "the claim has no diagnosis"),
    *[
        Rule(f"diagnosis_code_{n}", f"diagnosis_code_{n} IS NOT NULL AND diagnosis_code_{n - 1} IS NULL",
             f"diagnosis_code_{n} stands after an empty one")
        for n in range(2, DIAGNOSES + 1)
    ],
]  # fmt: skip

LINE: list[Rule] = [
    *_required("place_of_service_code", "hcpcs_code", "claim_line_start_date", "diagnosis_pointer_1", when="NOT is_i"),
    *_required("revenue_center_code", when="is_i"),
    *_required("service_unit_quantity", "service_unit_code"),
    *_no_place("professional", "revenue_center_code", "non_covered_amount"),
    *_no_place("institutional", "place_of_service_code", "ordering_npi", "prescription_date",
               "line_authorization_number", "diagnosis_pointer_1", "diagnosis_pointer_2", "diagnosis_pointer_3",
               "diagnosis_pointer_4"),
    Rule("claim_line_start_date", "claim_line_start_date IS NULL AND claim_line_end_date IS NOT NULL",
         "claim_line_end_date stands without claim_line_start_date"),
    Rule("claim_line_end_date", "claim_line_end_date < claim_line_start_date",
         "claim_line_end_date comes before claim_line_start_date"),
    Rule("hcpcs_modifier_5", "hcpcs_modifier_5 IS NOT NULL", "X12 has room for four modifiers"),
    Rule("hcpcs_code", "hcpcs_code IS NULL AND coalesce(hcpcs_modifier_1, hcpcs_modifier_2, hcpcs_modifier_3, "
         "hcpcs_modifier_4, hcpcs_description) IS NOT NULL", "a modifier or description stands without hcpcs_code"),
]  # fmt: skip

_ROLE_ORDER = "ORDER BY CASE WHEN role = 'principal' THEN 0 ELSE 1 END, sequence"
_SHOWN = f"list(diagnosis_code {_ROLE_ORDER}) FILTER (role IN ('principal', 'other'))"
_COLUMNS = ", ".join(f"c.diagnosis_code_{n}" for n in range(1, DIAGNOSES + 1))
_ALL_DIAGNOSES = (
    "(SELECT d.claim_key, any_value(c.is_i) AS is_i, count(*) AS rows, max(sequence) AS last, min(sequence) AS first, "
    f"count(*) FILTER (role = 'principal') AS principals, {_SHOWN} AS shown, "
    "arg_min(role, sequence) AS first_role, bool_or(is_of_table) AS is_of_table, "
    f"any_value([{_COLUMNS}]) AS beside FROM w_diagnosis AS d JOIN w_claim AS c USING (claim_key) "
    "GROUP BY d.claim_key) AS diagnoses"
)
_EACH_DIAGNOSIS = "(SELECT d.*, c.is_i FROM w_diagnosis AS d JOIN w_claim AS c USING (claim_key)) AS each_diagnosis"
_DRUGS = (
    "(SELECT d.claim_key, d.claim_line_number, d.*  EXCLUDE (claim_key, claim_line_number), "
    + ", ".join(f"l.{name} AS line_{name}" for name in DRUG)
    + ", row_number() OVER (PARTITION BY d.claim_key, d.claim_line_number ORDER BY sequence) AS place "
    "FROM w_drug AS d JOIN w_line AS l ON d.claim_key = l.claim_key AND d.claim_line_number = l.claim_line_number)"
    " AS drugs"
)
_PAYERS = (
    "(SELECT *, row_number() OVER (PARTITION BY claim_key ORDER BY payer_sequence) AS place FROM w_payer) AS payers"
)
_DECISIONS = (
    "(SELECT *, row_number() OVER (PARTITION BY claim_key, claim_line_number ORDER BY sequence) AS place "
    "FROM w_decision) AS decisions"
)
_ADJUSTMENTS = (
    "(SELECT a.*, row_number() OVER (PARTITION BY a.claim_key ORDER BY a.claim_line_number NULLS FIRST, "
    "a.payer_sequence, a.line_payer_sequence, a.sequence) AS place, p.claim_key IS NOT NULL OR "
    "d.claim_key IS NOT NULL AS has_place, coalesce(p.payer_id, d.payer_id) AS payer_of_place "
    "FROM w_adjustment AS a LEFT JOIN w_payer AS p ON a.claim_key = p.claim_key "
    "AND a.payer_sequence = p.payer_sequence AND a.claim_line_number IS NULL LEFT JOIN w_decision AS d "
    "ON a.claim_key = d.claim_key AND a.claim_line_number = d.claim_line_number "
    "AND a.line_payer_sequence = d.sequence AND a.payer_sequence IS NULL) AS adjustments"
)


def _numbered(column: str) -> Rule:
    return Rule(column, f"{column} <> place", f"{column} does not count from 1 on in the order of a file")


DETAILS: list[Scope] = [
    Scope(_ALL_DIAGNOSES, False, [
        Rule("sequence", "first <> 1 OR last <> rows", "the diagnoses are not numbered from 1 on without gaps"),
        Rule("role", "principals <> 1 OR first_role <> 'principal'",
             "the first diagnosis, and no other, should be the principal one"),
        Rule("diagnosis_code_1", f"is_of_table AND len(list_filter(beside, lambda x: x IS NOT NULL)) > 0 AND "
             f"list_resize(shown, {DIAGNOSES}) IS DISTINCT FROM beside",
             "the diagnoses beside the lines are not those of claim_diagnosis"),
        Rule("sequence", "NOT is_i AND rows > 12", "a professional claim has room for 12 diagnoses"),
    ]),
    Scope(_EACH_DIAGNOSIS, False, [
        Rule("role", "NOT is_i AND role NOT IN ('principal', 'other')",
             "a professional claim has principal and other diagnoses only"),
        Rule("diagnosis_code_type", "diagnosis_code_type IS NULL", "diagnosis_code_type is missing"),
        Rule("present_on_admission", "NOT is_i AND present_on_admission IS NOT NULL",
             "a professional claim has no place for present_on_admission"),
    ]),
    Scope(_DRUGS, True, [
        _numbered("sequence"),
        *_required("ndc"),
        Rule("ndc_unit", "(ndc_quantity IS NULL) <> (ndc_unit IS NULL)",
             "one of ndc_quantity and ndc_unit is missing"),
        *[
            Rule(name, f"place = 1 AND line_{name} IS NOT NULL AND line_{name} IS DISTINCT FROM {name}",
                 f"{name} beside the line is not that of the line's first drug")
            for name in DRUG
        ],
    ]),
    Scope(_PAYERS, False, [
        _numbered("payer_sequence"),
        *_required("payer_responsibility_code", "patient_relationship_code", "payer_name", "payer_id", "member_id"),
    ]),
    Scope(_DECISIONS, True, [_numbered("sequence"), *_required("payer_id", "paid_amount", "paid_quantity")]),
    Scope(_ADJUSTMENTS, True, [
        _numbered("sequence"),
        *_required("group_code", "reason_code", "amount"),
        Rule("payer_sequence", "NOT has_place", "the adjustment is of no other payor, or decision, of the claim"),
        Rule("payer_id", "has_place AND payer_id IS DISTINCT FROM payer_of_place",
             "payer_id is not that of the other payor whose adjustment it is"),
    ]),
]  # fmt: skip
