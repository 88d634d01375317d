"""The book's claim tables made ready for writing: one row a claim, and details that stand beside lines as rows too."""

from __future__ import annotations

from perdiem.engine.book import Book
from perdiem.engine.duckdb import quoted
from perdiem.model.book import CLAIM_LINE, table

OF_LINES = {
    "claim_line_number", "claim_line_start_date", "claim_line_end_date", "place_of_service_code",
    "revenue_center_code", "hcpcs_code", "hcpcs_modifier_1", "hcpcs_modifier_2", "hcpcs_modifier_3",
    "hcpcs_modifier_4", "hcpcs_modifier_5", "hcpcs_description", "service_unit_quantity", "service_unit_code",
    "charge_amount", "non_covered_amount", "allowed_amount", "paid_amount", "ndc", "ndc_quantity", "ndc_unit",
    "prescription_number", "prescription_date", "line_control_number", "line_note", "line_authorization_number",
    "rendering_npi", "referring_npi", "ordering_npi", "facility_npi", "diagnosis_pointer_1", "diagnosis_pointer_2",
    "diagnosis_pointer_3", "diagnosis_pointer_4", "line_offset",
}  # fmt: skip
"""Columns of claim_line that may differ between the lines of one claim."""
UNWRITTEN = {
    "person_id", "allowed_amount", "paid_amount", "received_date", "source_file", "interchange_control_number",
    "group_control_number", "transaction_control_number", "claim_position", "claim_offset", "line_offset",
}  # fmt: skip
"""Columns that a bill does not say, or that say where a claim stood in another file."""
SHARED = ("rendering_npi", "referring_npi", "facility_npi")
"""Providers that a claim names once for all its lines, where they are the same on each."""
DIAGNOSES = 12
DRUG = ("ndc", "ndc_quantity", "ndc_unit", "prescription_number")
TABLES = ("claim_line", "claim_diagnosis", "claim_line_drug", "other_payer", "other_payer_line",
          "other_payer_adjustment")  # fmt: skip


def stage(book: Book) -> None:
    """Makes the tables w_line, w_claim, w_drug, w_diagnosis, w_payer, w_decision and w_adjustment on the engine."""
    engine = book.engine
    names = {name: book.sql_or_empty(table(name)) for name in TABLES}
    engine.run(
        f"CREATE OR REPLACE VIEW w_line AS SELECT *, claim_type = 'institutional' AS is_i FROM {names['claim_line']}"
    )
    _claims(book)
    drug_columns = ", ".join(map(quoted, DRUG))
    engine.run(
        f"CREATE OR REPLACE TABLE w_drug AS SELECT claim_key, claim_line_number, sequence, {drug_columns}, "
        f"compound_link, true AS is_of_table FROM {names['claim_line_drug']} UNION ALL "
        f"SELECT l.claim_key, l.claim_line_number, 1, {', '.join(f'l.{quoted(name)}' for name in DRUG)}, NULL, false "
        f"FROM w_line AS l ANTI JOIN {names['claim_line_drug']} AS d "
        "ON l.claim_key = d.claim_key AND l.claim_line_number = d.claim_line_number "
        f"WHERE {' OR '.join(f'l.{quoted(name)} IS NOT NULL' for name in DRUG)}"
    )
    listed = ", ".join(f"diagnosis_code_{n}" for n in range(1, DIAGNOSES + 1))
    engine.run(
        "CREATE OR REPLACE TABLE w_diagnosis AS SELECT claim_key, sequence, diagnosis_code, role, "
        f"diagnosis_code_type, present_on_admission, true AS is_of_table FROM {names['claim_diagnosis']} UNION ALL "
        "SELECT claim_key, sequence, diagnosis_code, CASE WHEN sequence = 1 THEN 'principal' ELSE 'other' END, "
        "diagnosis_code_type, NULL, false FROM (SELECT claim_key, diagnosis_code_type, "
        f"unnest([{listed}]) AS diagnosis_code, unnest(range(1, {DIAGNOSES + 1})) AS sequence "
        f"FROM w_claim ANTI JOIN {names['claim_diagnosis']} AS d ON w_claim.claim_key = d.claim_key) "
        "WHERE diagnosis_code IS NOT NULL"
    )
    for view, name in (("w_payer", "other_payer"), ("w_decision", "other_payer_line"),
                       ("w_adjustment", "other_payer_adjustment")):  # fmt: skip
        engine.run(f"CREATE OR REPLACE VIEW {view} AS SELECT * FROM {names[name]}")


def _claims(book: Book) -> None:
    """One row a claim: what its first line says of the claim, and what only all lines together tell."""
    of_claim = [name for name in CLAIM_LINE.names if name not in OF_LINES | UNWRITTEN]
    said = ", ".join(f"f.{quoted(name)}" for name in of_claim if name != "claim_key")
    alike = f"hash(row({', '.join(map(quoted, of_claim))}))"
    has_days = "claim_line_start_date IS NOT NULL"
    uniform = ", ".join(
        f"CASE WHEN count({name}) = count(*) AND min({name}) = max({name}) THEN min({name}) END AS shared_{name}"
        for name in SHARED
    )
    book.engine.run(
        "CREATE OR REPLACE TABLE w_claim AS SELECT a.*, "
        f"{said}, f.place_of_service_code AS place_of_claim, "
        "coalesce(f.claim_start_date, a.first_day) AS statement_start, "
        "coalesce(f.claim_end_date, a.last_day) AS statement_end, "
        "f.claim_type = 'institutional' AS is_i, f.patient_relationship_code <> '18' AS is_dependent "
        "FROM (SELECT claim_key, min(claim_id) AS any_claim_id, count(*) AS line_count, "
        "max(claim_line_number) AS last_number, count(DISTINCT claim_line_number) AS numbers, "
        f"min({alike}) <> max({alike}) AS is_mixed, sum(charge_amount) AS line_charges, "
        f"min(claim_line_start_date) FILTER ({has_days}) AS first_day, "
        f"max(coalesce(claim_line_end_date, claim_line_start_date)) FILTER ({has_days}) AS last_day, {uniform} "
        "FROM w_line GROUP BY claim_key) AS a LEFT JOIN w_line AS f "
        "ON a.claim_key = f.claim_key AND f.claim_line_number = 1"
    )
