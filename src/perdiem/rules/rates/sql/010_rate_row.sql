-- One row: one published row with the provider that it is of, and the reason why it is in no distribution, if any.
-- A provider is told by its tax number, else by its NPI, else by its name, as hospitals are.
SELECT
    coalesce(rate.payor, 'not named') AS payor,
    rate.plan,
    rate.plan_market_type AS business,
    rate.network,
    coalesce(rate.tin, rate.npi, rate.business_name, 'not named') AS provider,
    coalesce(by_npi.name, by_tin.name, rate.business_name) AS name,
    coalesce(by_npi.state, by_tin.state) AS state,
    rate.npi,
    rate.code,
    coalesce(array_to_string(list_sort(list_distinct(string_split(upper(trim(rate.modifiers)), ' '))), ' '), '')
        AS modifiers,
    rate.places_of_service,
    rate.rate,
    rate.rate_unit,
    rate.negotiated_type,
    rate.expiration_date,
    rate.source_file,
    rate.file_date,
    CASE
        WHEN rate.rate IS NULL THEN 'no amount'
        WHEN rate.rate_mark IS NOT NULL THEN 'placeholder'
        WHEN rate.rate_kind <> 'negotiated' THEN 'not negotiated'
        WHEN rate.arrangement IN ('bundle', 'capitation') THEN 'bundle or capitation'
        WHEN rate.code LIKE 'CSTM-%' THEN 'all codes at once'
        WHEN rate.rate_unit <> 'USD' THEN 'percent'
        WHEN rate.negotiated_type = 'derived' THEN 'derived'
        WHEN rate.rate <= 0 THEN 'zero or less'
        WHEN rate.expiration_date < rate.file_date THEN 'ended'
    END AS left_out
FROM book.published_rate AS rate
LEFT JOIN known_provider AS by_npi ON by_npi.number = rate.npi
LEFT JOIN known_provider AS by_tin ON by_tin.number = rate.tin
