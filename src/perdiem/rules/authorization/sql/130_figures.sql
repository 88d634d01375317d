-- figures: one row a group and component: every count and time that is published.
select
  reporting_group,
  component,
  count(*) filter (where is_decided and kind <> 'appeal' and priority = 'standard') as standard,
  count(*) filter (where is_decided and kind <> 'appeal' and priority = 'standard' and outcome = 'approve') as standard_approved,
  count(*) filter (where is_decided and kind <> 'appeal' and priority = 'standard' and outcome = 'deny') as standard_denied,
  avg(seconds) filter (where is_decided and kind <> 'appeal' and priority = 'standard') as standard_mean,
  median(seconds) filter (where is_decided and kind <> 'appeal' and priority = 'standard') as standard_median,
  count(*) filter (where is_decided and kind <> 'appeal' and priority = 'expedited') as expedited,
  count(*) filter (where is_decided and kind <> 'appeal' and priority = 'expedited' and outcome = 'approve') as expedited_approved,
  count(*) filter (where is_decided and kind <> 'appeal' and priority = 'expedited' and outcome = 'deny') as expedited_denied,
  avg(seconds) filter (where is_decided and kind <> 'appeal' and priority = 'expedited') as expedited_mean,
  median(seconds) filter (where is_decided and kind <> 'appeal' and priority = 'expedited') as expedited_median,
  count(*) filter (where is_decided and kind = 'appeal') as appeals,
  count(*) filter (where is_decided and kind = 'appeal' and outcome = 'approve') as appeals_approved,
  count(*) filter (
    where is_decided and kind <> 'appeal' and priority = 'standard' and outcome = 'approve' and is_extended
  ) as extended_approved,
  count(*) filter (where is_open) as open,
  coalesce(sum(not_required_items) filter (where is_received), 0) as not_required
from counted
group by reporting_group, component
order by reporting_group, component
