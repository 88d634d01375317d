-- line: one row a claim line, its fields under short names, with its place in the member's billing order (seq).
-- Billing order: received date, claim number, line number, claim key. A line without a member stands alone.
-- Made by tools/sql.py from the file of this name in the folder above.
WITH named AS (
  SELECT
    *,
    COALESCE(
      member_id,
      CONCAT('?', COALESCE(claim_key, ''), '/', COALESCE(CAST(claim_line_number AS STRING), ''))
    ) AS member_key
  FROM in_claim_line
)
SELECT
  member_key,
  CAST(ROW_NUMBER() OVER (
    PARTITION BY member_key
    ORDER BY COALESCE(received_date, CAST('9999-12-31' AS DATE)) NULLS LAST, claim_id NULLS LAST, claim_line_number NULLS LAST, claim_key NULLS LAST
  ) AS INT) AS seq,
  claim_key,
  claim_line_number,
  claim_id,
  member_id,
  claim_type,
  bill_type_code,
  COALESCE(claim_frequency_code, '1') AS frequency,
  payer_claim_control_number,
  clearinghouse_claim_number,
  claim_filing_indicator_code,
  received_date,
  claim_line_start_date AS first_day,
  COALESCE(claim_line_end_date, claim_line_start_date) AS last_day,
  DATEDIFF(DAY, claim_line_start_date, COALESCE(claim_line_end_date, claim_line_start_date)) + 1 AS days,
  place_of_service_code AS place,
  hcpcs_code AS code,
  hcpcs_modifier_1 AS modifier_1,
  hcpcs_modifier_2 AS modifier_2,
  hcpcs_modifier_3 AS modifier_3,
  hcpcs_modifier_4 AS modifier_4,
  hcpcs_modifier_5 AS modifier_5,
  TRIM(
    ARRAY_JOIN(
      ARRAY_SORT(
        ARRAY(
          COALESCE(hcpcs_modifier_1, ''),
          COALESCE(hcpcs_modifier_2, ''),
          COALESCE(hcpcs_modifier_3, ''),
          COALESCE(hcpcs_modifier_4, ''),
          COALESCE(hcpcs_modifier_5, '')
        )
      ),
      ' '
    )
  ) AS modifier_set,
  service_unit_quantity AS units,
  COALESCE(service_unit_code, 'UN') = 'MJ' AS is_in_minutes,
  charge_amount AS charge,
  ndc,
  ndc_quantity,
  billing_npi,
  rendering_npi,
  facility_npi,
  billing_taxonomy_code,
  COALESCE(line_authorization_number, claim_authorization_number) AS authorization_named,
  line_note IS NOT NULL OR claim_note IS NOT NULL AS has_note
FROM named
