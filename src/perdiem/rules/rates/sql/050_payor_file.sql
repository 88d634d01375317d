-- One row: one payor, with what of it was read and what of that is in the distributions.
SELECT
    payor, count(*) AS rows, count(*) FILTER (left_out IS NULL) AS used,
    count(DISTINCT code) FILTER (left_out IS NULL) AS codes,
    count(DISTINCT provider) FILTER (left_out IS NULL) AS providers, max(file_date) AS file_date
FROM rate_row
GROUP BY payor
