-- line_fact: one row a claim line, with what the contract, eligibility, codes and Medicare say of it, and the edits
-- that refuse it for its own sake (own_mask, one bit an edit).
-- Made by tools/sql.py from the file of this name in the folder above.
WITH placed AS (
  SELECT
    l.*,
    dv.contract_version,
    e.member_id IS NOT NULL AS is_first_day_covered,
    z.member_id IS NOT NULL AS is_last_day_covered,
    f.first_covered_day,
    e.span_start,
    e.state AS member_state,
    e.deductible_left,
    e.out_of_pocket_left,
    COALESCE(e.is_medicare_primary, m.claim_key IS NOT NULL) AS is_medicare_primary,
    COALESCE(m.has_decided, FALSE) AS has_medicare_decided,
    m.decided_date AS medicare_decided_date,
    COALESCE(
      e.line_of_business,
      v.only_line_of_business,
      CASE l.claim_filing_indicator_code
        WHEN 'MC'
        THEN 'managed_medicaid'
        WHEN '16'
        THEN 'medicare_advantage'
        WHEN 'WC'
        THEN 'workers_compensation'
        WHEN 'CH'
        THEN 'tricare'
        WHEN 'CI'
        THEN 'commercial'
        WHEN 'BL'
        THEN 'commercial'
        WHEN '12'
        THEN 'commercial'
        WHEN '13'
        THEN 'commercial'
        WHEN '14'
        THEN 'commercial'
        WHEN 'HM'
        THEN 'commercial'
      END
    ) AS line_of_business,
    COALESCE(k.code, '*') AS code_key
  FROM line AS l
  LEFT JOIN coverage AS e
    ON e.member_id = l.member_id
    AND l.first_day >= e.from_day
    AND l.first_day <= e.to_day
  LEFT JOIN coverage AS z
    ON z.member_id = l.member_id AND l.last_day >= z.from_day AND l.last_day <= z.to_day
  LEFT JOIN (
    SELECT
      member_id,
      MIN(from_day) AS first_covered_day
    FROM coverage
    GROUP BY
      member_id
  ) AS f
    ON f.member_id = l.member_id
  LEFT JOIN day_version AS dv
    ON dv.first_day = l.first_day
  LEFT JOIN c_version AS v
    ON v.contract_version = dv.contract_version
  LEFT JOIN medicare AS m
    ON m.claim_key = l.claim_key
  LEFT JOIN c_kind AS k
    ON k.code = l.code
), asked AS (
  SELECT
    p.*,
    b.lob_key,
    COALESCE(b.is_covered, TRUE) AS is_line_of_business_covered,
    COALESCE(v.names_states AND p.member_state IS NOT NULL AND st.state IS NULL, FALSE) AS is_outside_service_area,
    COALESCE(v.lists_sites, FALSE) AS lists_sites,
    COALESCE(s1.npi, s2.npi, s3.npi) IS NOT NULL AS is_listed_site,
    CASE
      WHEN s1.npi IS NOT NULL
      THEN s1.kind
      WHEN s2.npi IS NOT NULL
      THEN s2.kind
      ELSE s3.kind
    END AS site_kind,
    CASE
      WHEN s1.npi IS NOT NULL
      THEN s1.state
      WHEN s2.npi IS NOT NULL
      THEN s2.state
      ELSE s3.state
    END AS site_state,
    x.is_eligibility_known,
    p.first_covered_day IS NOT NULL AS is_member_known,
    CASE
      WHEN p.frequency = '7'
      AND o.earlier_received IS NOT NULL
      AND v.corrected_claim_days IS NOT NULL
      THEN DATEDIFF(DAY, o.earlier_received, p.received_date) > v.corrected_claim_days
      WHEN p.frequency = '7'
      THEN FALSE
      ELSE DATEDIFF(DAY, p.last_day, p.received_date) > v.timely_filing_days
    END AS is_filed_late,
    r.earlier_key IS NOT NULL AS is_superseded,
    k.therapy,
    k.in_force_from,
    k.in_force_to,
    COALESCE(k.is_by_days, FALSE) AS is_by_days,
    COALESCE(k.is_therapy, FALSE) AS is_therapy,
    COALESCE(k.is_catheter_care, FALSE) AS is_catheter_care,
    COALESCE(k.is_nursing, FALSE) AS is_nursing,
    COALESCE(k.is_any_nursing, FALSE) AS is_any_nursing,
    COALESCE(k.is_place_bound, FALSE) AS is_place_bound,
    COALESCE(k.is_drug, FALSE) AS is_drug,
    COALESCE(k.is_unlisted_drug, FALSE) AS is_unlisted_drug,
    COALESCE(k.is_medicare_excluded, FALSE) AS is_medicare_excluded,
    k.most_units_per_day,
    c.x_home_mix,
    c.x_code_refused,
    c.x_other_code_system,
    c.x_not_covered,
    c.x_not_covered_de_clotting,
    c.x_not_covered_behind_medicare,
    c.x_nursing_inside,
    c.x_pharmacy_benefit,
    c.x_suite_code,
    c.x_setting_home,
    c.x_setting_suite,
    COALESCE(c.is_early_stop, FALSE) AS is_early_stop_code,
    c.is_capitated,
    c.copay,
    c.coinsurance,
    c.has_deductible,
    c.is_free,
    c.is_free_when_de_clotting,
    CASE
      WHEN dc.member_key IS NOT NULL
      THEN COALESCE(c.authorization_de_clotting, c.authorization_needed)
      ELSE c.authorization_needed
    END AS authorization_needed,
    c.is_carried_by_drug,
    dc.member_key IS NOT NULL AS is_de_clotting_visit,
    v.month_per_line,
    v.claim_form,
    v.ndc_with_unlisted,
    v.nursing_by_infusion_provider,
    v.nursing_by_home_health_agency,
    v.nurse_rn,
    v.nurse_lpn,
    v.nurse_np,
    v.suite_refused,
    v.suite_billed_as_home,
    v.suite_names_places,
    v.suite_names_diagnoses,
    v.gy_direct,
    v.gy_or_note_direct,
    v.gy_whole_claim,
    v.crossover_refused,
    v.crossover_wait_days,
    v.longest_interval_hours,
    v.waste,
    v.waste_sv_refused,
    COALESCE(
      p.billing_taxonomy_code LIKE '251E%',
      p.claim_type = 'institutional' AND p.bill_type_code LIKE '3%',
      FALSE
    ) AS is_home_health_agency,
    COALESCE(
      v.least_days_per_line > p.days AND k.is_therapy AND fo.member_key IS NOT NULL,
      FALSE
    ) AS is_too_short,
    COALESCE(pl.is_home, CASE WHEN v.contract_version IS NOT NULL THEN FALSE END) AS is_home_place,
    COALESCE(pl.is_named_for_suite, FALSE) AS is_named_for_suite,
    COALESCE(pl.is_without_nursing, FALSE) AS is_without_nursing,
    COALESCE(
      v.suite_modifier IS NULL
      OR v.suite_modifier IN (p.modifier_1, p.modifier_2, p.modifier_3, p.modifier_4, p.modifier_5),
      FALSE
    ) AS has_suite_modifier,
    COALESCE(
      v.also_modifier IS NULL
      OR v.also_modifier IN (p.modifier_1, p.modifier_2, p.modifier_3, p.modifier_4, p.modifier_5),
      FALSE
    ) AS has_also_modifier,
    COALESCE(k.is_place_bound, FALSE)
    AND (
      COALESCE(q.has_ss, FALSE)
      OR COALESCE(
        v.suite_modifier IN (p.modifier_1, p.modifier_2, p.modifier_3, p.modifier_4, p.modifier_5),
        FALSE
      )
      OR COALESCE(pl.is_suite, FALSE)
      OR (
        COALESCE(
          CASE
            WHEN s1.npi IS NOT NULL
            THEN s1.kind
            WHEN s2.npi IS NOT NULL
            THEN s2.kind
            ELSE s3.kind
          END,
          ''
        ) = 'suite'
        AND NOT COALESCE(pl.is_home, FALSE)
      )
    ) AS is_suite_line,
    sd.claim_key IS NOT NULL AS has_suite_diagnosis,
    COALESCE(g.is_mixed, FALSE) AS is_gy_mixed,
    d.dose_interval_hours,
    q.has_sh,
    q.has_sj,
    q.has_sv,
    q.has_jw,
    q.has_jz,
    q.has_gy,
    q.has_ga,
    q.has_gz,
    q.has_nu,
    q.has_rr,
    q.has_ey,
    q.has_cr,
    q.has_td,
    q.has_te,
    q.has_sa,
    q.is_separate_visit,
    q.is_distinct_service
  FROM placed AS p
  CROSS JOIN run_facts AS x
  JOIN modifiers AS q
    ON q.modifier_set = p.modifier_set
  LEFT JOIN c_version AS v
    ON v.contract_version = p.contract_version
  LEFT JOIN c_line_of_business AS b
    ON b.contract_version = p.contract_version
    AND b.line_of_business = COALESCE(p.line_of_business, '')
  LEFT JOIN c_state AS st
    ON st.contract_version = p.contract_version AND st.state = p.member_state
  LEFT JOIN c_site AS s1
    ON s1.contract_version = p.contract_version
    AND s1.npi = p.facility_npi
    AND p.first_day >= s1.first_day
    AND p.first_day <= s1.last_day
  LEFT JOIN c_site AS s2
    ON s2.contract_version = p.contract_version
    AND s2.npi = p.rendering_npi
    AND p.first_day >= s2.first_day
    AND p.first_day <= s2.last_day
  LEFT JOIN c_site AS s3
    ON s3.contract_version = p.contract_version
    AND s3.npi = p.billing_npi
    AND p.first_day >= s3.first_day
    AND p.first_day <= s3.last_day
  LEFT JOIN c_place AS pl
    ON pl.contract_version = p.contract_version AND pl.place = p.place
  LEFT JOIN c_kind AS k
    ON k.code = p.code_key
  LEFT JOIN c_code AS c
    ON c.contract_version = p.contract_version
    AND c.code = p.code_key
    AND c.lob_key = b.lob_key
  LEFT JOIN (
    SELECT DISTINCT
      earlier_key
    FROM replacement
  ) AS r
    ON r.earlier_key = p.claim_key
  LEFT JOIN (
    SELECT
      later_key,
      MIN(earlier_received) AS earlier_received
    FROM replacement
    GROUP BY
      later_key
  ) AS o
    ON o.later_key = p.claim_key
  LEFT JOIN de_clotting_day AS dc
    ON dc.member_key = p.member_key AND dc.day = p.first_day AND k.is_nursing
  LEFT JOIN follow_on AS fo
    ON fo.member_key = p.member_key
    AND fo.code = p.code
    AND fo.first_day = p.last_day + 1
  LEFT JOIN suite_diagnosis AS sd
    ON sd.claim_key = p.claim_key AND sd.contract_version = p.contract_version
  LEFT JOIN gy_claim AS g
    ON g.claim_key = p.claim_key
  LEFT JOIN dosing_day AS d
    ON d.member_id = p.member_id AND d.code = p.code AND d.first_day = p.first_day
)
SELECT
  *,
  is_early_stop_code AND has_sv AS is_early_stop,
  (
    CASE WHEN charge < 0 OR charge >= 10000000 THEN CAST(1 AS BIGINT) ELSE 0 END + CASE WHEN first_day IS NULL THEN CAST(2 AS BIGINT) ELSE 0 END + CASE WHEN last_day < first_day THEN CAST(4 AS BIGINT) ELSE 0 END + CASE WHEN days > 366 THEN CAST(8 AS BIGINT) ELSE 0 END + CASE WHEN code IS NULL THEN CAST(16 AS BIGINT) ELSE 0 END + CASE
      WHEN units IS NULL OR units <= 0 OR units >= 1000000
      THEN CAST(32 AS BIGINT)
      ELSE 0
    END + CASE
      WHEN (
        is_by_days OR is_nursing
      ) AND NOT is_in_minutes AND units <> FLOOR(units)
      THEN CAST(64 AS BIGINT)
      ELSE 0
    END + CASE
      WHEN place IS NULL AND claim_type = 'professional'
      THEN CAST(128 AS BIGINT)
      ELSE 0
    END + CASE WHEN frequency = '8' THEN CAST(256 AS BIGINT) ELSE 0 END + CASE WHEN is_superseded THEN CAST(512 AS BIGINT) ELSE 0 END + CASE
      WHEN is_eligibility_known AND NOT is_member_known
      THEN CAST(1024 AS BIGINT)
      ELSE 0
    END + CASE
      WHEN is_eligibility_known
      AND is_member_known
      AND NOT is_first_day_covered
      AND first_day < first_covered_day
      THEN CAST(2048 AS BIGINT)
      ELSE 0
    END + CASE
      WHEN is_eligibility_known
      AND is_member_known
      AND first_day >= first_covered_day
      AND NOT (
        is_first_day_covered AND is_last_day_covered
      )
      THEN CAST(4096 AS BIGINT)
      ELSE 0
    END + CASE WHEN NOT is_line_of_business_covered THEN CAST(8192 AS BIGINT) ELSE 0 END + CASE
      WHEN is_outside_service_area AND NOT has_cr
      THEN CAST(16384 AS BIGINT)
      ELSE 0
    END + CASE
      WHEN contract_version IS NULL AND first_day IS NOT NULL
      THEN CAST(32768 AS BIGINT)
      ELSE 0
    END + CASE WHEN lists_sites AND NOT is_listed_site THEN CAST(65536 AS BIGINT) ELSE 0 END + CASE WHEN is_filed_late THEN CAST(131072 AS BIGINT) ELSE 0 END + CASE WHEN received_date < last_day THEN CAST(262144 AS BIGINT) ELSE 0 END + CASE
      WHEN first_day < in_force_from OR first_day > in_force_to OR last_day > in_force_to
      THEN CAST(524288 AS BIGINT)
      ELSE 0
    END + CASE
      WHEN (
        has_ga AND has_gz
      )
      OR (
        has_nu AND has_rr
      )
      OR (
        has_jw AND has_jz
      )
      OR (
        has_sh AND has_sj
      )
      THEN CAST(1048576 AS BIGINT)
      ELSE 0
    END + CASE WHEN has_ey THEN CAST(2097152 AS BIGINT) ELSE 0 END + CASE
      WHEN claim_form <> claim_type
      AND NOT (
        is_nursing AND COALESCE(nursing_by_home_health_agency, FALSE)
      )
      THEN CAST(4194304 AS BIGINT)
      ELSE 0
    END + CASE
      WHEN month_per_line
      AND is_by_days
      AND (
        YEAR(first_day) <> YEAR(last_day) OR MONTH(first_day) <> MONTH(last_day)
      )
      THEN CAST(8388608 AS BIGINT)
      ELSE 0
    END + CASE WHEN is_too_short THEN CAST(16777216 AS BIGINT) ELSE 0 END + CASE
      WHEN ndc_with_unlisted AND is_unlisted_drug AND ndc IS NULL
      THEN CAST(33554432 AS BIGINT)
      ELSE 0
    END + CASE WHEN x_home_mix THEN CAST(67108864 AS BIGINT) ELSE 0 END + CASE WHEN x_code_refused THEN CAST(134217728 AS BIGINT) ELSE 0 END + CASE WHEN x_other_code_system THEN CAST(268435456 AS BIGINT) ELSE 0 END + CASE
      WHEN x_not_covered
      OR (
        x_not_covered_de_clotting AND is_de_clotting_visit
      )
      OR (
        x_not_covered_behind_medicare AND is_medicare_primary
      )
      THEN CAST(536870912 AS BIGINT)
      ELSE 0
    END + CASE WHEN x_nursing_inside THEN CAST(1073741824 AS BIGINT) ELSE 0 END + CASE WHEN x_pharmacy_benefit THEN CAST(2147483648 AS BIGINT) ELSE 0 END + CASE
      WHEN is_nursing
      AND NOT CASE
        WHEN is_home_health_agency
        THEN COALESCE(nursing_by_home_health_agency, TRUE)
        ELSE COALESCE(nursing_by_infusion_provider, TRUE)
      END
      THEN CAST(4294967296 AS BIGINT)
      ELSE 0
    END + CASE
      WHEN is_nursing
      AND (
        (
          has_td AND NOT COALESCE(nurse_rn, TRUE)
        )
        OR (
          has_te AND NOT COALESCE(nurse_lpn, TRUE)
        )
        OR (
          has_sa AND NOT COALESCE(nurse_np, TRUE)
        )
      )
      THEN CAST(8589934592 AS BIGINT)
      ELSE 0
    END + CASE
      WHEN is_suite_line AND NOT suite_billed_as_home AND suite_refused
      THEN CAST(17179869184 AS BIGINT)
      ELSE 0
    END + CASE
      WHEN is_suite_line
      AND NOT suite_billed_as_home
      AND NOT suite_refused
      AND NOT has_suite_modifier
      THEN CAST(34359738368 AS BIGINT)
      ELSE 0
    END + CASE
      WHEN is_suite_line
      AND NOT suite_billed_as_home
      AND NOT suite_refused
      AND suite_names_places
      AND place IS NOT NULL
      AND NOT is_named_for_suite
      THEN CAST(68719476736 AS BIGINT)
      ELSE 0
    END + CASE
      WHEN is_suite_line
      AND NOT suite_billed_as_home
      AND NOT suite_refused
      AND (
        x_suite_code OR (
          suite_names_diagnoses AND NOT has_suite_diagnosis
        )
      )
      THEN CAST(137438953472 AS BIGINT)
      ELSE 0
    END + CASE
      WHEN is_place_bound
      AND (
        NOT is_suite_line OR suite_billed_as_home
      )
      AND place IS NOT NULL
      AND NOT is_home_place
      THEN CAST(274877906944 AS BIGINT)
      ELSE 0
    END + CASE
      WHEN is_place_bound
      AND CASE WHEN is_suite_line THEN x_setting_suite ELSE x_setting_home END
      THEN CAST(549755813888 AS BIGINT)
      ELSE 0
    END + CASE
      WHEN is_any_nursing AND is_without_nursing
      THEN CAST(1099511627776 AS BIGINT)
      ELSE 0
    END + CASE
      WHEN contract_version IS NOT NULL
      AND is_medicare_primary
      AND NOT has_medicare_decided
      AND NOT (
        is_medicare_excluded
        AND gy_direct
        AND (
          has_gy OR (
            gy_or_note_direct AND has_note
          )
        )
      )
      THEN CAST(2199023255552 AS BIGINT)
      ELSE 0
    END + CASE
      WHEN is_medicare_primary
      AND has_medicare_decided
      AND is_medicare_excluded
      AND crossover_refused
      THEN CAST(4398046511104 AS BIGINT)
      ELSE 0
    END + CASE
      WHEN is_medicare_primary
      AND has_medicare_decided
      AND DATEDIFF(DAY, medicare_decided_date, received_date) < crossover_wait_days
      THEN CAST(8796093022208 AS BIGINT)
      ELSE 0
    END + CASE
      WHEN gy_whole_claim AND is_medicare_primary AND is_gy_mixed
      THEN CAST(17592186044416 AS BIGINT)
      ELSE 0
    END + CASE
      WHEN is_therapy AND dose_interval_hours > longest_interval_hours
      THEN CAST(1125899906842624 AS BIGINT)
      ELSE 0
    END + CASE
      WHEN (
        has_sh OR has_sj
      ) AND NOT has_also_modifier
      THEN CAST(2251799813685248 AS BIGINT)
      ELSE 0
    END + CASE
      WHEN is_drug
      AND NOT is_early_stop
      AND (
        (
          waste = 'not_paid' AND (
            has_jw OR has_sv
          )
        )
        OR (
          waste_sv_refused AND has_sv
        )
      )
      THEN CAST(4503599627370496 AS BIGINT)
      ELSE 0
    END + CASE
      WHEN is_drug
      AND NOT is_early_stop
      AND waste = 'unforeseen_only'
      AND (
        has_jw OR has_sv
      )
      THEN CAST(9007199254740992 AS BIGINT)
      ELSE 0
    END
  ) AS own_mask
FROM asked
