-- One row: one feature that a recommendation turns on and one payor that publishes a negotiated amount above zero for
-- it, in dollars or as a percent. A feature asks for a code, a modifier, a place of service, or several of them.
SELECT feature.feature, found.payor, count(*) AS rows
FROM rate_row AS found
JOIN market_feature AS feature
    ON (feature.code IS NULL OR feature.code = found.code)
    AND (feature.modifier IS NULL OR list_contains(string_split(found.modifiers, ' '), feature.modifier))
    AND (feature.place IS NULL OR list_contains(string_split(found.places_of_service, ' '), feature.place))
WHERE found.left_out IS NULL OR found.left_out = 'percent'
GROUP BY feature.feature, found.payor
