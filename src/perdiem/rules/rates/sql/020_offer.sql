-- One row: one amount in dollars that one payor pays one provider for one code with its modifiers, per line of
-- business and state, with how many published rows say so. What is left out of distributions is left out here.
SELECT
    payor, business, state, provider, any_value(name) AS name, code, modifiers, rate,
    count(DISTINCT npi) AS npis, count(*) AS rows
FROM rate_row
WHERE left_out IS NULL
GROUP BY payor, business, state, provider, code, modifiers, rate
