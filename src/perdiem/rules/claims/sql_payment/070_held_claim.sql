-- held_claim: one row a decided claim that is not remitted, with the first reason: all of it goes back for correction,
-- a person must decide a line, it cannot be told whose it is, it cannot be written, or it was remitted so before.
with wrong as (
  select claim_key, min(concat(lpad(cast(claim_line_number as varchar), 9, '0'), ' ', column_name)) as place
  from unwritable_value
  group by claim_key
),
judged as (
  select
    c.claim_key,
    case
      when c.rejected_lines = c.line_count then 'rejected'
      when c.pended_lines > 0 then 'pended'
      when c.is_mixed then 'mixed'
      when c.payee_npi is null and c.payee_tin is null then 'no_payee'
      when w.claim_key is not null then 'unwritable'
      when r.is_same then 'remitted_before'
    end as cause,
    case
      when c.rejected_lines = c.line_count then c.first_line
      when c.pended_lines > 0 then c.pended_line
      when not c.is_mixed and (c.payee_npi is not null or c.payee_tin is not null)
        then nullif(cast(substr(w.place, 1, 9) as bigint), 0)
    end as claim_line_number,
    substr(w.place, 11) as column_name
  from settled_claim as c
  left join wrong as w on w.claim_key = c.claim_key
  left join remitted_before as r on r.claim_key = c.claim_key
)
select
  j.claim_key,
  c.claim_id,
  c.payee_npi as billing_npi,
  c.member_id,
  c.received_date,
  j.cause,
  j.claim_line_number,
  case j.cause when 'unwritable' then j.column_name else l.edit end as edit,
  case j.cause
    when 'rejected' then 'No line of the claim can be processed; it goes back with a 277CA, to be sent again corrected.'
    when 'pended' then 'A line waits for a person; the claim is remitted when all its lines are decided.'
    when 'mixed' then 'Its lines name different claims, members, payees or dates of receipt; mend the book.'
    when 'no_payee' then 'It names neither NPI nor tax number of the biller; mend the book.'
    when 'unwritable' then concat(
      'X12 has no room for its ', j.column_name,
      ', which is missing, too long, or holds one of * ~ ^ > or a control character; mend the book.'
    )
    else 'An earlier remittance says the same.'
  end as reason,
  c.line_count,
  c.charge_amount,
  c.paid_amount
from judged as j
join settled_claim as c on c.claim_key = j.claim_key
left join settled_line as l on l.claim_key = j.claim_key and l.claim_line_number = j.claim_line_number
where j.cause is not null
