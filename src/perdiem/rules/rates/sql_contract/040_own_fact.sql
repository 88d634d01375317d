-- One row: what the rows say of the whole contract.
SELECT
    count(*) AS rows, list_sort(list(DISTINCT plan) FILTER (plan IS NOT NULL)) AS plans, list_sort(list(DISTINCT source_file)) AS sources,
    max(file_date) AS dated, list_sort(list(DISTINCT npi) FILTER (npi IS NOT NULL)) AS npis, any_value(name) AS name,
    CASE WHEN count(DISTINCT expiration_date) = 1 AND count(*) = count(expiration_date)
        AND max(expiration_date) < DATE '9999-12-31' THEN max(expiration_date) END AS last_day,
    count(*) FILTER (left_out = 'derived') AS derived, count(*) FILTER (left_out = 'ended') AS ended,
    count(*) FILTER (left_out = 'placeholder') AS placeholders, count(*) FILTER (left_out = 'no amount') AS no_amount,
    count(*) FILTER (left_out = 'bundle or capitation') AS bundles
FROM own_row
