-- contract: one row a site of a contract.
select
  contract_id,
  site_npi,
  cast(start_date as date) as start_date,
  payer,
  line_of_business,
  'Harbor Infusion' as provider_name,
  site_kind,
  state
from r_site
