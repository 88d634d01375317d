"""The segments of service lines: LX, SV1 or SV2, days, references, note, drugs, providers, other payors' decisions."""

from __future__ import annotations

from perdiem.engine.duckdb import Engine
from perdiem.writers.x12.claims.segments import amount, composite, day, days, given, joined, npi, segment, where, word

PROFESSIONAL, INSTITUTIONAL = "NOT l.is_i", "l.is_i"


def write_lines(engine: Engine) -> None:
    """Makes w_line_text: claim_key, claim_line_number, text. Needs the staged tables and w_adjustment_text."""
    _drugs(engine)
    _decisions(engine)
    engine.run(
        f"CREATE OR REPLACE TABLE w_line_text AS SELECT l.claim_key, l.claim_line_number, {_line()} AS text "
        "FROM w_line AS l JOIN w_claim AS c ON l.claim_key = c.claim_key "
        "LEFT JOIN w_drug_text AS drugs ON l.claim_key = drugs.claim_key "
        "AND l.claim_line_number = drugs.claim_line_number "
        "LEFT JOIN w_decision_text AS decisions ON l.claim_key = decisions.claim_key "
        "AND l.claim_line_number = decisions.claim_line_number ANTI JOIN w_refusal AS r ON l.claim_key = r.claim_key"
    )


def _line() -> str:
    modifiers = [f"l.hcpcs_modifier_{n}" for n in range(1, 5)]
    service = composite(word("HC"), "l.hcpcs_code", *modifiers, "l.hcpcs_description")
    pointers = composite(*[f"l.diagnosis_pointer_{n}" for n in range(1, 5)])
    own_place = "CASE WHEN l.place_of_service_code <> c.place_of_claim THEN l.place_of_service_code END"
    quantity = amount("l.service_unit_quantity")
    sv1 = segment("SV1", service, amount("l.charge_amount"), "l.service_unit_code", quantity, own_place, None, pointers)
    code = f"CASE WHEN l.hcpcs_code IS NOT NULL THEN {service} END"
    sv2 = segment(
        "SV2", "l.revenue_center_code", code, amount("l.charge_amount"), "l.service_unit_code", quantity, None,
        amount("l.non_covered_amount"),
    )  # fmt: skip
    note = f"CASE WHEN {INSTITUTIONAL} THEN 'TPO' ELSE 'ADD' END"

    def own(column: str) -> str:
        return f"CASE WHEN c.shared_{column} IS NULL THEN l.{column} END"

    rendering, facility, referring = own("rendering_npi"), own("facility_npi"), own("referring_npi")
    return joined(
        segment("LX", "CAST(l.claim_line_number AS VARCHAR)"),
        where(PROFESSIONAL, sv1),
        where(INSTITUTIONAL, sv2),
        days("472", "l.claim_line_start_date", "l.claim_line_end_date"),
        given("l.prescription_date", "DTP", word("471"), word("D8"), day("l.prescription_date")),
        given("l.line_authorization_number", "REF", word("G1"), "l.line_authorization_number"),
        given("l.line_control_number", "REF", word("6R"), "l.line_control_number"),
        given("l.line_note", "NTE", note, "l.line_note"),
        "coalesce(drugs.text, '')",
        npi("82", "1", rendering),
        npi("77", "2", facility),
        npi("DK", "1", "l.ordering_npi"),
        npi("DN", "1", referring),
        "coalesce(decisions.text, '')",
    )


def _drugs(engine: Engine) -> None:
    text = joined(
        segment("LIN", None, word("N4"), "ndc"),
        given("ndc_quantity", "CTP", None, None, None, amount("ndc_quantity"), "ndc_unit"),
        given("prescription_number", "REF", word("XZ"), "prescription_number"),
        given("compound_link", "REF", word("VY"), "compound_link"),
    )
    engine.run(
        "CREATE OR REPLACE TABLE w_drug_text AS SELECT claim_key, claim_line_number, "
        f"string_agg({text}, '' ORDER BY sequence) AS text FROM w_drug GROUP BY ALL"
    )


def _decisions(engine: Engine) -> None:
    code = f"CASE WHEN d.hcpcs_code IS NOT NULL THEN {composite(word('HC'), 'd.hcpcs_code')} END"
    text = joined(
        segment("SVD", "d.payer_id", amount("d.paid_amount"), code, None, amount("d.paid_quantity")),
        "coalesce(a.text, '')",
        given("d.remittance_date", "DTP", word("573"), word("D8"), day("d.remittance_date")),
        given("d.patient_liability_amount", "AMT", word("EAF"), amount("d.patient_liability_amount")),
    )
    engine.run(
        "CREATE OR REPLACE TABLE w_decision_text AS SELECT d.claim_key, d.claim_line_number, "
        f"string_agg({text}, '' ORDER BY d.sequence) AS text FROM w_decision AS d LEFT JOIN w_adjustment_text AS a "
        "ON d.claim_key = a.claim_key AND d.claim_line_number = a.claim_line_number "
        "AND d.sequence = a.line_payer_sequence GROUP BY ALL"
    )
