-- One row: one published row of the payor and the provider whose contract is looked for.
SELECT found.* FROM rate_row AS found JOIN chosen USING (payor, provider)
