"""The segments of claims: CLM and what stands below it, other payors and their adjustments, then the lines."""

from __future__ import annotations

from perdiem.engine.duckdb import Engine
from perdiem.writers.x12.claims.line_text import write_lines
from perdiem.writers.x12.claims.segments import amount, composite, day, days, given, joined, npi, segment, where, word

_TRIPLETS = 6  # of reason, amount and quantity in one CAS
_A_SEGMENT = 12  # diagnoses in one HI
_QUALIFIERS = {"principal": ("ABK", "BK"), "other": ("ABF", "BF"), "admitting": ("ABJ", "BJ"),
               "reason for visit": ("APR", "PR"), "external cause": ("ABN", "BN")}  # fmt: skip


def write_claim_texts(engine: Engine) -> None:
    """Makes w_claim_text: claim_key, text, from CLM to the last segment of the claim. Refused claims are left out.

    What the book does not say is written as a claim of a pharmacy that takes assignment has it: the provider's
    signature is on file (CLM06 Y), assignment is accepted (A), benefits are assigned (Y), release is given (Y).
    """
    _adjustments(engine)
    _diagnoses(engine)
    _payers(engine)
    write_lines(engine)
    engine.run(
        "CREATE OR REPLACE TABLE w_lines_text AS SELECT claim_key, "
        "string_agg(text, '' ORDER BY claim_line_number) AS text FROM w_line_text GROUP BY claim_key"
    )
    engine.run(
        f"CREATE OR REPLACE TABLE w_claim_text AS SELECT c.claim_key, concat({_claim()}, "
        "coalesce(payers.text, ''), lines.text) AS text FROM w_claim AS c "
        "JOIN w_lines_text AS lines ON c.claim_key = lines.claim_key "
        "LEFT JOIN w_diagnosis_text AS diagnoses ON c.claim_key = diagnoses.claim_key "
        "LEFT JOIN w_payer_text AS payers ON c.claim_key = payers.claim_key"
    )


def _claim() -> str:
    place = composite("c.place_of_claim", word("B"), "c.claim_frequency_code")
    facility = composite("c.bill_type_code[1:2]", word("A"), "c.claim_frequency_code")
    charge = amount("c.claim_charge_amount")
    signed = [word("Y"), word("A"), word("Y"), word("Y")]
    professional = segment("CLM", "c.claim_id", charge, None, None, place, *signed, None, "c.related_cause_code")
    institutional = segment("CLM", "c.claim_id", charge, None, None, facility, None, *signed[1:])
    admission = "coalesce(c.admit_type_code, c.admit_source_code, c.discharge_disposition_code)"
    paid = "CASE WHEN c.is_i THEN 'F3' ELSE 'F5' END"
    is_day = "coalesce(c.statement_start = c.statement_end, false)"
    statement = (
        f"CASE WHEN {is_day} THEN {day('c.statement_start')} "
        f"ELSE concat({day('c.statement_start')}, '-', {day('c.statement_end')}) END"
    )
    return joined(
        where("NOT c.is_i", professional),
        where("c.is_i", institutional, segment("DTP", word("434"), word("RD8"), _as_range(statement))),
        given("c.admission_date", "DTP", word("435"), word("D8"), day("c.admission_date")),
        days("439", "c.accident_date", "c.accident_date"),
        given(admission, "CL1", "c.admit_type_code", "c.admit_source_code", "c.discharge_disposition_code"),
        given("c.patient_paid_amount", "AMT", paid, amount("c.patient_paid_amount")),
        given("c.claim_authorization_number", "REF", word("G1"), "c.claim_authorization_number"),
        given("c.payer_claim_control_number", "REF", word("F8"), "c.payer_claim_control_number"),
        given("c.referral_number", "REF", word("9F"), "c.referral_number"),
        given("c.clearinghouse_claim_number", "REF", word("D9"), "c.clearinghouse_claim_number"),
        given("c.claim_note", "NTE", word("ADD"), "c.claim_note"),
        "coalesce(diagnoses.text, '')",
        npi("71", "1", "c.attending_npi"),
        npi("DN", "1", "c.shared_referring_npi"),
        npi("82", "1", "c.shared_rendering_npi"),
        npi("77", "2", "c.shared_facility_npi"),
    )


def _as_range(text: str) -> str:
    """A statement's days are always a range, the first day twice if it is one."""
    return f"CASE WHEN length({text}) = 8 THEN concat({text}, '-', {text}) ELSE {text} END"


def _diagnoses(engine: Engine) -> None:
    """HI: a segment holds neighbours of one kind, at most twelve; on professional claims all are of one kind."""
    kinds = " ".join(
        f"WHEN '{role}' THEN CASE WHEN diagnosis_code_type = 'icd-9-cm' THEN '{old}' ELSE '{new}' END"
        for role, (new, old) in _QUALIFIERS.items()
    )
    text = composite(f"CASE role {kinds} END", "diagnosis_code", *([None] * 6), "present_on_admission")
    kind = "CASE WHEN is_i THEN role ELSE '' END"
    engine.run(
        "CREATE OR REPLACE TABLE w_diagnosis_text AS "
        "SELECT claim_key, string_agg(concat('HI', text, E'~\\n'), '' ORDER BY first) AS text FROM ("
        "SELECT claim_key, min(sequence) AS first, string_agg(concat('*', text), '' ORDER BY sequence) AS text FROM ("
        f"SELECT *, (row_number() OVER (PARTITION BY claim_key, run ORDER BY sequence) - 1) // {_A_SEGMENT} AS part "
        "FROM ("
        "SELECT *, sum(begins) OVER (PARTITION BY claim_key ORDER BY sequence) AS run FROM ("
        f"SELECT claim_key, sequence, {text} AS text, "
        f"CAST(lag({kind}) OVER (PARTITION BY claim_key ORDER BY sequence) IS DISTINCT FROM {kind} AS INTEGER) "
        "AS begins FROM (SELECT d.*, c.is_i FROM w_diagnosis AS d JOIN w_claim AS c ON d.claim_key = c.claim_key)))) "
        "GROUP BY claim_key, run, part) GROUP BY claim_key"
    )


def _adjustments(engine: Engine) -> None:
    """CAS: a segment holds neighbours of one group, at most six."""
    place = "claim_key, payer_sequence, claim_line_number, line_payer_sequence"
    triplet = f"concat('*', reason_code, '*', {amount('amount')}, '*', coalesce({amount('quantity')}, ''))"
    engine.run(
        f"CREATE OR REPLACE TABLE w_adjustment_text AS SELECT {place}, string_agg("
        "concat('CAS*', group_code, rtrim(text, '*'), E'~\\n'), '' ORDER BY first) AS text FROM ("
        f"SELECT {place}, group_code, min(sequence) AS first, string_agg({triplet}, '' ORDER BY sequence) AS text "
        "FROM ("
        f"SELECT *, (row_number() OVER (PARTITION BY {place}, run ORDER BY sequence) - 1) // {_TRIPLETS} AS part FROM ("
        f"SELECT *, sum(begins) OVER (PARTITION BY {place} ORDER BY sequence) AS run FROM ("
        f"SELECT *, CAST(lag(group_code) OVER (PARTITION BY {place} ORDER BY sequence) IS DISTINCT FROM group_code "
        f"AS INTEGER) AS begins FROM w_adjustment))) GROUP BY {place}, group_code, run, part) GROUP BY {place}"
    )


def _payers(engine: Engine) -> None:
    remarks = [f"p.remark_code_{n}" for n in range(1, 6)]
    any_remark = f"coalesce({', '.join(remarks)})"
    text = joined(
        segment(
            "SBR", "p.payer_responsibility_code", "p.patient_relationship_code", "p.group_number", *([None] * 5),
            "p.claim_filing_indicator_code",
        ),
        "coalesce(a.text, '')",
        given("p.paid_amount", "AMT", word("D"), amount("p.paid_amount")),
        given("p.non_covered_amount", "AMT", word("A8"), amount("p.non_covered_amount")),
        given("p.patient_liability_amount", "AMT", word("EAF"), amount("p.patient_liability_amount")),
        given("p.allowed_amount", "AMT", word("B6"), amount("p.allowed_amount")),
        segment("OI", None, None, word("Y"), None, None, word("Y")),
        given(any_remark, "MOA", None, None, *remarks),
        segment("NM1", word("IL"), word("1"), *([None] * 5), word("MI"), "p.member_id"),
        segment("NM1", word("PR"), word("2"), "p.payer_name", *([None] * 4), word("PI"), "p.payer_id"),
        given("p.remittance_date", "DTP", word("573"), word("D8"), day("p.remittance_date")),
        given("p.authorization_number", "REF", word("G1"), "p.authorization_number"),
        given("p.payer_claim_control_number", "REF", word("F8"), "p.payer_claim_control_number"),
    )  # fmt: skip
    engine.run(
        "CREATE OR REPLACE TABLE w_payer_text AS SELECT p.claim_key, "
        f"string_agg({text}, '' ORDER BY p.payer_sequence) AS text FROM w_payer AS p LEFT JOIN w_adjustment_text AS a "
        "ON p.claim_key = a.claim_key AND p.payer_sequence = a.payer_sequence AND a.claim_line_number IS NULL "
        "GROUP BY p.claim_key"
    )
