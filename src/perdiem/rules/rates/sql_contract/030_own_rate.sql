-- One row: one amount for a code with its modifiers at a list of places, with the NPIs that it is published for.
SELECT
    code, modifiers, coalesce(places_of_service, '') AS places, rate, rate_unit = 'percent' AS is_percent,
    list_sort(list(DISTINCT npi) FILTER (npi IS NOT NULL)) AS npis
FROM own_row
WHERE left_out IS NULL OR left_out IN ('percent', 'zero or less', 'all codes at once')
GROUP BY code, modifiers, coalesce(places_of_service, ''), rate, rate_unit
ORDER BY code, modifiers, places, rate
