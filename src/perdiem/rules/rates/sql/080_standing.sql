-- One row: one rate of the contract that is placed, with the percent of points below it, those equal counting half.
SELECT
    own.code, own.modifiers, own.rate,
    100.0 * (count(*) FILTER (point.rate < own.rate) + 0.5 * count(*) FILTER (point.rate = own.rate)) / count(*)
        AS percentile
FROM contract_rate AS own
JOIN point ON point.code = own.code AND point.modifiers = own.modifiers
GROUP BY own.code, own.modifiers, own.rate
