-- One row: one code, modifiers and places at which two NPIs of the provider are paid differently.
-- Each NPI's amounts are one list; NPIs without the code are no difference.
SELECT code, modifiers, places
FROM (
    SELECT npi, code, modifiers, coalesce(places_of_service, '') AS places, list_sort(list(DISTINCT rate)) AS amounts
    FROM own_row WHERE left_out IS NULL AND npi IS NOT NULL
    GROUP BY npi, code, modifiers, coalesce(places_of_service, '')
)
GROUP BY code, modifiers, places
HAVING count(DISTINCT amounts) > 1
