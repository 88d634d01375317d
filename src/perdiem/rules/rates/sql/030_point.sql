-- One row: what one payor pays one provider for a code: the median of its different amounts, each counted once.
SELECT
    payor, provider, any_value(name) AS name, code, modifiers,
    string_agg(DISTINCT state, ' ' ORDER BY state) AS states, max(npis) AS npis,
    quantile_cont(DISTINCT rate, 0.5) AS rate, count(DISTINCT rate) AS rates, min(rate) AS least, max(rate) AS most
FROM offer
GROUP BY payor, provider, code, modifiers
