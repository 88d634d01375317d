-- One row: one reason for which rows are in no distribution, with how many there are.
SELECT left_out, count(*) AS rows FROM rate_row WHERE left_out IS NOT NULL GROUP BY left_out
