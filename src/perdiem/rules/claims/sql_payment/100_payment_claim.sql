-- payment_claim: one row a claim of a payment; a reversal repeats the earlier remittance with its amounts negated.
with remark as (
  select distinct claim_key, code
  from (select claim_key, unnest(string_split(remark_codes, ' ')) as code from settled_line where remark_codes <> '') as s
  where code like 'MA%'
),
placed_remark as (
  select claim_key, code, row_number() over (partition by claim_key order by code) as place from remark
),
remarks as (
  select
    claim_key,
    max(case when place = 1 then code end) as remark_code_1,
    max(case when place = 2 then code end) as remark_code_2,
    max(case when place = 3 then code end) as remark_code_3,
    max(case when place = 4 then code end) as remark_code_4,
    max(case when place = 5 then code end) as remark_code_5
  from placed_remark
  group by claim_key
),
earlier_lines as (
  select payment_key, claim_position, count(*) as line_count from earlier_line group by payment_key, claim_position
)
select
  e.payment_number, e.claim_position, e.claim_key, e.is_reversal,
  c.claim_id, c.claim_status_code, c.charge_amount, c.paid_amount, c.patient_responsibility_amount,
  c.claim_filing_indicator_code, c.payer_claim_number, c.facility_type_code, c.claim_frequency_code,
  c.patient_last_name, c.patient_first_name, c.member_id, c.subscriber_last_name,
  case when c.subscriber_last_name is not null then c.subscriber_first_name end as subscriber_first_name,
  c.rendering_npi, r.remark_code_1, r.remark_code_2, r.remark_code_3, r.remark_code_4, r.remark_code_5,
  c.group_number, c.first_day as claim_start_date, c.last_day as claim_end_date, c.received_date, c.covered_amount,
  c.line_count
from numbered_entry as e
join settled_claim as c on c.claim_key = e.claim_key
left join remarks as r on r.claim_key = e.claim_key
where not e.is_reversal
union all
select
  e.payment_number, e.claim_position, e.claim_key, e.is_reversal,
  t.claim_id, '22' as claim_status_code, -t.charge_amount as charge_amount, -t.paid_amount as paid_amount,
  cast(-coalesce(t.patient_responsibility_amount, 0) as decimal(18, 2)) as patient_responsibility_amount,
  t.claim_filing_indicator_code, t.payer_claim_control_number as payer_claim_number, t.facility_type_code,
  t.claim_frequency_code, t.patient_last_name, t.patient_first_name, coalesce(t.member_id, t.patient_id) as member_id,
  t.subscriber_last_name, t.subscriber_first_name, t.rendering_npi,
  t.remark_code_1, t.remark_code_2, t.remark_code_3, t.remark_code_4, t.remark_code_5, t.group_number,
  t.claim_start_date, t.claim_end_date, t.received_date, cast(0 as decimal(18, 2)) as covered_amount,
  coalesce(n.line_count, 0) as line_count
from numbered_entry as e
join earlier_claim as t on t.payment_key = e.payment_key and t.claim_position = e.earlier_position
left join earlier_lines as n on n.payment_key = e.payment_key and n.claim_position = e.earlier_position
where e.is_reversal
order by payment_number, claim_position
