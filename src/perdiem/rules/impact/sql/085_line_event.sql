-- grain: one event of one catheter inside the book's days, whether the member had a PN per diem on that day or the day before
-- (the day of an admission is not billed), and what a stay that began within three days was allowed
select
  e.event_id,
  e.member_id,
  e.event_type,
  max(case when e.is_sent_to_emergency then 1 else 0 end) as to_er,
  max(case when e.is_catheter_replaced then 1 else 0 end) as is_replaced,
  max(case when s.member_id is not null then 1 else 0 end) as on_pn,
  max(h.allowed) as stay_allowed
from in_catheter_event as e
left join span as s
  on s.member_id = e.member_id and s.kind = 'nutrition' and e.event_date between s.first_day and s.last_day + 1
left join stay as h
  on h.member_id = e.member_id and h.first_day between e.event_date and e.event_date + 3
where e.event_date between (select first_day from book_days) and (select last_day from book_days)
group by e.event_id, e.member_id, e.event_type
