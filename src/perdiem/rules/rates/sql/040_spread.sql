-- One row: the distribution of a code with its modifiers over the points of a group: everything, a payor, a state or
-- a line of business. A point in two states or lines of business is in both groups, with the amounts that it has there.
WITH grouped AS (
    SELECT 'all' AS dimension, '' AS member, payor, provider, code, modifiers, rate FROM point
    UNION ALL BY NAME
    SELECT 'payor' AS dimension, payor AS member, payor, provider, code, modifiers, rate FROM point
    UNION ALL BY NAME
    SELECT 'state' AS dimension, state AS member, payor, provider, code, modifiers,
        quantile_cont(DISTINCT rate, 0.5) AS rate
    FROM offer WHERE state IS NOT NULL GROUP BY state, payor, provider, code, modifiers
    UNION ALL BY NAME
    SELECT 'business' AS dimension, business AS member, payor, provider, code, modifiers,
        quantile_cont(DISTINCT rate, 0.5) AS rate
    FROM offer WHERE business IS NOT NULL GROUP BY business, payor, provider, code, modifiers
)
SELECT
    dimension, member, code, modifiers, count(DISTINCT payor) AS payors, count(DISTINCT provider) AS providers,
    count(*) AS points, min(rate) AS least,
    quantile_cont(rate, 0.10) AS tenth, quantile_cont(rate, 0.25) AS quarter, quantile_cont(rate, 0.50) AS median,
    quantile_cont(rate, 0.75) AS three_quarters, quantile_cont(rate, 0.90) AS ninetieth, max(rate) AS most
FROM grouped
GROUP BY dimension, member, code, modifiers
