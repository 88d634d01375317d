"""Remittances as SQL: queries whose rows are the texts of payments and of their claims, over the tables of payments."""

from __future__ import annotations

from perdiem.writers.x12.claims.segments import (
    COMPONENT,
    FORBIDDEN,
    TERMINATOR,
    amount,
    composite,
    count,
    day,
    given,
    joined,
    npi,
    segment,
    where,
    word,
)

_TRIPLETS = 6  # of reason, amount and quantity in one CAS
LAST_NAME, FIRST_NAME = 60, 35  # characters that NM103, N102 and NM104 have room for


def name(column: str, longest: int) -> str:
    """A name as it can be written: a blank for each delimiter, cut to its room; null where nothing is left."""
    cleaned = f"regexp_replace({column}, '{FORBIDDEN}', ' ', 'g')"
    return f"nullif(trim(substr(trim({cleaned}), 1, {longest})), '')"


def claims_of(first: int, last: int, tables: dict[str, str]) -> str:
    """SQL for the claims of payments `first` to `last`, in order: file, text. Needs w_payment.

    `tables` gives the names of payment_claim, payment_line and payment_adjustment. Beside the text of the claim the
    first one of a payment has the head of its transaction before it, and the last one the end behind it; where a file
    has several transactions they follow each other.
    """
    some = f"payment_number BETWEEN {first} AND {last}"
    end = segment("SE", "CAST(p.segments + c.of_claims + 1 AS VARCHAR)", "p.control")
    start = f"concat({segment('ST', word('835'), 'p.control')}, p.head)"
    return (
        f"WITH cas AS ({_adjustments(tables['payment_adjustment'], some)}), "
        f"line AS ({_lines(tables['payment_line'], some)}), "
        f"claim AS (SELECT c.payment_number, c.claim_position, concat({_claim()}, coalesce(l.text, '')) AS text "
        f"FROM (SELECT * FROM {tables['payment_claim']} WHERE {some}) AS c "
        "LEFT JOIN line AS l ON l.payment_number = c.payment_number AND l.claim_position = c.claim_position "
        "LEFT JOIN cas AS a ON a.payment_number = c.payment_number AND a.claim_position = c.claim_position "
        "AND a.claim_line_number = 0), "
        f"counted AS (SELECT *, sum({count('text')}) OVER (PARTITION BY payment_number) AS of_claims FROM claim) "
        "SELECT p.file_number, concat("
        f"CASE WHEN c.claim_position = 1 THEN {start} ELSE '' END, c.text, "
        f"CASE WHEN c.claim_position = p.claim_count THEN concat(p.tail, {end}) ELSE '' END) AS text "
        "FROM counted AS c JOIN w_payment AS p ON p.payment_number = c.payment_number "
        "ORDER BY c.payment_number, c.claim_position"
    )


def _claim() -> str:
    """CLP to AMT. What the member owes is left out where it is nothing, and on a reversal, which does not use it."""
    owed = "CASE WHEN NOT c.is_reversal AND c.patient_responsibility_amount <> 0 THEN {} END"
    member = "CASE WHEN c.member_id IS NOT NULL THEN 'MI' END"
    remarks = [f"c.remark_code_{n}" for n in range(1, 6)]
    return joined(
        segment(
            "CLP", "c.claim_id", "c.claim_status_code", amount("c.charge_amount"), amount("c.paid_amount"),
            owed.format(amount("c.patient_responsibility_amount")), "c.claim_filing_indicator_code",
            "c.payer_claim_number", "c.facility_type_code", "c.claim_frequency_code",
        ),
        "coalesce(a.text, '')",
        segment(
            "NM1", word("QC"), word("1"), name("c.patient_last_name", LAST_NAME),
            name("c.patient_first_name", FIRST_NAME), None, None, None, member, "c.member_id",
        ),
        given(
            "c.subscriber_last_name", "NM1", word("IL"), word("1"), name("c.subscriber_last_name", LAST_NAME),
            name("c.subscriber_first_name", FIRST_NAME), None, None, None, member, "c.member_id",
        ),
        npi("82", "1", "c.rendering_npi"),
        given("c.remark_code_1", "MOA", None, None, *remarks),
        given("c.group_number", "REF", word("1L"), "c.group_number"),
        given("c.claim_start_date", "DTM", word("232"), day("c.claim_start_date")),
        given("c.claim_end_date", "DTM", word("233"), day("c.claim_end_date")),
        given("c.received_date", "DTM", word("050"), day("c.received_date")),
        where("c.covered_amount > 0", segment("AMT", word("AU"), amount("c.covered_amount"))),
    )  # fmt: skip


def _lines(table: str, some: str) -> str:
    """One row a claim: the segments of all its lines."""
    return (
        f"SELECT l.payment_number, l.claim_position, string_agg({_line()}, '' ORDER BY l.claim_line_number) AS text "
        f"FROM (SELECT * FROM {table} WHERE {some}) AS l LEFT JOIN cas AS a ON a.payment_number = l.payment_number "
        "AND a.claim_position = l.claim_position AND a.claim_line_number = l.claim_line_number "
        "GROUP BY l.payment_number, l.claim_position"
    )


def _line() -> str:
    """SVC to LQ. A revenue code is the service where there is no other; billed units are said where others are paid."""
    modifiers = [f"l.hcpcs_modifier_{n}" for n in range(1, 5)]
    service = (
        f"CASE WHEN l.hcpcs_code IS NULL THEN {composite(word('NU'), 'l.revenue_center_code')} "
        f"ELSE {composite(word('HC'), 'l.hcpcs_code', *modifiers)} END"
    )
    revenue = "CASE WHEN l.hcpcs_code IS NOT NULL THEN l.revenue_center_code END"
    billed = f"CASE WHEN l.billed_quantity <> l.paid_quantity THEN {amount('l.billed_quantity')} END"
    one_day = "l.claim_line_start_date = coalesce(l.claim_line_end_date, l.claim_line_start_date)"
    remarks = f"replace(l.remark_codes, ' ', E'{TERMINATOR}LQ*HE*')"
    return joined(
        segment(
            "SVC", service, amount("l.charge_amount"), amount("l.paid_amount"), revenue, amount("l.paid_quantity"),
            None, billed,
        ),
        where(
            "l.claim_line_start_date IS NOT NULL",
            where(one_day, segment("DTM", word("472"), day("l.claim_line_start_date"))),
            where(
                f"NOT {one_day}",
                segment("DTM", word("150"), day("l.claim_line_start_date")),
                segment("DTM", word("151"), day("l.claim_line_end_date")),
            ),
        ),
        "coalesce(a.text, '')",
        given("l.authorization_number", "REF", word("G1"), "l.authorization_number"),
        given("l.line_control_number", "REF", word("6R"), "l.line_control_number"),
        given("l.allowed_amount", "AMT", word("B6"), amount("l.allowed_amount")),
        where("l.remark_codes <> ''", f"concat('LQ*HE*', {remarks}, E'{TERMINATOR}')"),
    )  # fmt: skip


def _adjustments(table: str, some: str) -> str:
    """One row a line, and line 0 for a claim as a whole: a CAS a group, a further one after six reasons.

    The table's sequence keeps the reasons of one group of a line together, so that a reason's place in its group tells
    whether a CAS begins or ends with it; between two reasons of a CAS an empty quantity keeps its place.
    """
    place = "payment_number, claim_position, claim_line_number"
    is_last = f"n % {_TRIPLETS} = {_TRIPLETS - 1} OR n = reasons - 1"
    quantity = (
        f"CASE WHEN quantity IS NOT NULL THEN concat('*', {amount('quantity')}) WHEN {is_last} THEN '' ELSE '*' END"
    )
    text = joined(
        where(f"n % {_TRIPLETS} = 0", "'CAS*'", "group_code"),
        "'*'", "reason_code", "'*'", amount("amount"), quantity, where(is_last, f"E'{TERMINATOR}'"),
    )  # fmt: skip
    return (
        f"SELECT {place}, string_agg({text}, '' ORDER BY sequence) AS text FROM ("
        "SELECT *, sequence - min(sequence) OVER of_group AS n, count(*) OVER of_group AS reasons FROM ("
        "SELECT payment_number, claim_position, coalesce(claim_line_number, 0) AS claim_line_number, sequence, "
        f"group_code, reason_code, amount, quantity FROM {table} WHERE {some}) "
        f"WINDOW of_group AS (PARTITION BY {place}, group_code)) GROUP BY {place}"
    )


def tail() -> str:
    """SQL for PLB over payments `p`: what is recovered of an earlier debt, and the debt that goes forward.

    The provider's fiscal year is taken to end with the calendar year, as where it is not known.
    """
    year_end = "concat(CAST(year(p.payment_date) AS VARCHAR), '1231')"
    both = f"concat('FB{COMPONENT}', {{}})"
    recovered = [both.format("coalesce(p.recovered_reference, p.trace_number)"), amount("p.recovered_amount")]
    forwarded = [both.format("p.trace_number"), amount("-p.forwarded_amount")]
    head = ["PLB", "coalesce(p.payee_npi, p.payee_tin)", year_end]
    return joined(
        where("p.recovered_amount <> 0 AND p.forwarded_amount <> 0", segment(*head, *recovered, *forwarded)),
        where("p.recovered_amount <> 0 AND p.forwarded_amount = 0", segment(*head, *recovered)),
        where("p.recovered_amount = 0 AND p.forwarded_amount <> 0", segment(*head, *forwarded)),
    )
