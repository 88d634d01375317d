-- fhir_request: one row a request for authorization, with the latest answer to it; an answer without its request too.
create or replace temp table fhir_request as
with answer as (
  select *
  from (
    select
      r.*,
      a.number as request,
      row_number() over (
        partition by coalesce(a.number, -r.number) order by text_at(r.doc, '$.created') desc nulls last, r.number desc
      ) as place_of_answer,
      first_value(text_at(r.doc, '$.created')) over (
        partition by coalesce(a.number, -r.number) order by text_at(r.doc, '$.created') nulls last, r.number
      ) as first_answered
    from fhir_of as r
    left join fhir_address as a on a.address = address_of(r.number, text_at(r.doc, '$.request.reference'))
    where r.type = 'ClaimResponse' and text_at(r.doc, '$.use') = 'preauthorization'
      and coalesce(text_at(r.doc, '$.status'), '') not in ('entered-in-error', 'draft')
  )
)
select
  coalesce(c.number, a.number) as number,
  coalesce(c.file, a.file) as file,
  coalesce(c.place, a.place) as place,
  c.number as claim_number,
  a.number as answer_number,
  c.doc as claim,
  a.doc as answer,
  coalesce(c.member_id, a.member_id) as member_id,
  coalesce(
    text_at(a.doc, '$.preAuthRef'), text_at(list_extract(parts(extension_of(
      json_extract(a.doc, '$.item[0].adjudication[0]'), 'extension-reviewAction'), '$.extension'), 1), '$.valueString'),
    text_at(c.doc, '$.identifier[0].value'), c.id, a.id
  ) as authorization_number,
  coalesce(text_at(c.doc, '$.status'), 'active') as claim_status,
  text_at(c.doc, '$.created') as requested,
  text_at(a.doc, '$.created') as decided,
  text_at(a.doc, '$.outcome') as outcome
from (
  select * from fhir_of
  where type = 'Claim' and text_at(doc, '$.use') = 'preauthorization'
    and coalesce(text_at(doc, '$.status'), '') not in ('entered-in-error', 'draft')
) as c
full join (select * from answer where place_of_answer = 1) as a on a.request = c.number
;
-- fhir_request_item: one row an item of a request, with what the answer says of it.
create or replace temp table fhir_request_item as
with asked as (
  select number, unnest(parts(claim, '$.item')) as item, generate_subscripts(parts(claim, '$.item'), 1) as place_of_item
  from fhir_request
  where claim is not null
),
answered as (
  select number, text_at(item, '$.itemSequence') as sequence, item
  from (select number, unnest(parts(answer, '$.item')) as item from fhir_request where answer is not null)
  union all
  select number, '+' || place_of_item, item
  from (
    select number, unnest(parts(answer, '$.addItem')) as item,
      generate_subscripts(parts(answer, '$.addItem'), 1) as place_of_item
    from fhir_request where answer is not null
  )
),
both_sides as (
  select
    coalesce(q.number, r.number) as number,
    coalesce(text_at(q.item, '$.sequence'), r.sequence) as sequence,
    q.item as asked,
    r.item as answered
  from asked as q
  full join answered as r on r.number = q.number and r.sequence = text_at(q.item, '$.sequence')
)
select
  b.*,
  coalesce(extension_of(json_extract(b.answered, '$.adjudication[0]'), 'extension-reviewAction'),
    extension_of(b.answered, 'extension-reviewAction')) as review,
  extension_of(b.answered, 'extension-itemPreAuthPeriod') as held
from both_sides as b
;
-- fhir_review: one row an item: the action that the payor took, as X12 numbers it (A1 in full, A3 not, A4 pended, A6
-- changed), and why.
create or replace temp table fhir_review as
select
  number,
  sequence,
  text_at(extension_of(review, 'extension-reviewActionCode'), '$.valueCodeableConcept.coding[0].code') as code,
  coalesce(
    shown(json_extract(extension_of(review, 'reasonCode'), '$.valueCodeableConcept')),
    shown(json_extract(list_extract(list_filter(
      parts(review, '$.extension'), lambda x: contains(lower(json_extract_string(x, '$.url')), 'reason')), 1),
      '$.valueCodeableConcept')),
    shown(json_extract(answered, '$.adjudication[0].reason'))
  ) as reason
from fhir_request_item
