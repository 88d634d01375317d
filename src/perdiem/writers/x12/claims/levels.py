"""The levels above claims: billing provider (HL 20), subscriber (22) and patient (23); and the transactions."""

from __future__ import annotations

from perdiem.engine.duckdb import Engine
from perdiem.writers.x12.claims.segments import composite, count, day, given, joined, segment, where, word

MOST_CLAIMS = 5_000  # in one transaction: the guides' advice
_PROVIDER = "billing_npi, billing_name, billing_tin, billing_taxonomy_code"


def place_claims(engine: Engine) -> None:
    """Makes w_placed: for each claim its group, transaction and levels, and the texts of the levels.

    Claims of one provider stand together; the order is that of provider and claim_key, whatever the book's.
    """
    engine.run(
        "CREATE OR REPLACE TABLE w_levels AS SELECT c.claim_key, c.is_i, c.is_dependent, "
        f"row_number() OVER (PARTITION BY c.is_i ORDER BY {_PROVIDER}, c.claim_key) - 1 AS place, "
        f"dense_rank() OVER (PARTITION BY c.is_i ORDER BY {_PROVIDER}) AS provider, "
        f"{_provider()} AS provider_text, {_subscriber()} AS subscriber_text, {_patient()} AS patient_text, "
        f"{count('t.text')} AS segments FROM w_claim AS c JOIN w_claim_text AS t ON c.claim_key = t.claim_key "
        "LEFT JOIN w_address AS address ON c.billing_npi = address.npi"
    )
    of_set = "PARTITION BY is_i, st ORDER BY place"
    engine.run(
        "CREATE OR REPLACE TABLE w_placed AS SELECT *, "
        f"max(provider_level) OVER ({of_set}) AS above, "
        f"place = min(place) OVER (PARTITION BY is_i, st) AS is_first, "
        f"place = max(place) OVER (PARTITION BY is_i, st) AS is_last, "
        f"sum(own_segments) OVER (PARTITION BY is_i, st) AS set_segments FROM ("
        "SELECT *, CASE WHEN is_first_of_provider THEN level END AS provider_level, "
        "level + CAST(is_first_of_provider AS INTEGER) AS subscriber_level, "
        f"segments + 1 + {count('subscriber_text')} + CASE WHEN is_first_of_provider THEN 1 + "
        f"{count('provider_text')} ELSE 0 END + CASE WHEN is_dependent THEN 1 + {count('patient_text')} ELSE 0 END "
        "AS own_segments FROM ("
        f"SELECT *, 1 + coalesce(sum(levels) OVER ({of_set} ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) "
        "AS level FROM (SELECT *, 1 + CAST(is_first_of_provider AS INTEGER) + CAST(is_dependent AS INTEGER) AS levels "
        f"FROM (SELECT *, lag(provider) OVER ({of_set}) IS DISTINCT FROM provider AS is_first_of_provider FROM ("
        f"SELECT *, place // {MOST_CLAIMS} AS st FROM w_levels)))))"
    )


def level_text() -> str:
    """SQL for the levels above one claim, as far as the claim before does not share them; over w_placed."""
    return joined(
        where("is_first_of_provider", _hl("provider_level", "NULL", "20", "'1'"), "provider_text"),
        _hl("subscriber_level", "above", "22", "CASE WHEN is_dependent THEN '1' ELSE '0' END"),
        "subscriber_text",
        where("is_dependent", _hl("subscriber_level + 1", "subscriber_level", "23", "'0'"), "patient_text"),
    )


def _hl(number: str, above: str, kind: str, has_below: str) -> str:
    return segment("HL", f"CAST({number} AS VARCHAR)", f"CAST({above} AS VARCHAR)", word(kind), has_below)


def _provider() -> str:
    return joined(
        given("c.billing_taxonomy_code", "PRV", word("BI"), word("PXC"), "c.billing_taxonomy_code"),
        segment("NM1", word("85"), word("2"), "c.billing_name", *([None] * 4), word("XX"), "c.billing_npi"),
        given("address.street", "N3", "address.street"),
        given("address.city", "N4", "address.city", "address.state", "address.zip_code"),
        segment("REF", word("EI"), "c.billing_tin"),
    )


def _subscriber() -> str:
    relation = "CASE WHEN NOT c.is_dependent THEN c.patient_relationship_code END"
    return joined(
        segment(
            "SBR", "c.payer_responsibility_code", relation, "c.group_number", "c.plan", *([None] * 4),
            "c.claim_filing_indicator_code",
        ),
        segment(
            "NM1", word("IL"), word("1"), "c.subscriber_last_name", "c.subscriber_first_name", *([None] * 3),
            word("MI"), "c.member_id",
        ),
        given("c.subscriber_birth_date", "DMG", word("D8"), day("c.subscriber_birth_date"), "c.subscriber_sex"),
        segment("NM1", word("PR"), word("2"), "c.payer", *([None] * 4), word("PI"), "c.payer_id"),
    )  # fmt: skip


def _patient() -> str:
    return joined(
        segment("PAT", composite("c.patient_relationship_code")),
        segment("NM1", word("QC"), word("1"), "c.patient_last_name", "c.patient_first_name"),
        segment("DMG", word("D8"), day("c.patient_birth_date"), "c.patient_sex"),
    )
