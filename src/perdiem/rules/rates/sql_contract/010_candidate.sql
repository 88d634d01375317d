-- One row: one payor and one provider between which a rate is negotiated, with how much is known of them.
SELECT payor, provider, any_value(name) AS name, list_sort(list(DISTINCT npi) FILTER (npi IS NOT NULL)) AS npis,
    count(DISTINCT code) AS codes, count(*) AS rows
FROM rate_row
WHERE left_out IS NULL OR left_out IN ('percent', 'zero or less')
GROUP BY payor, provider
