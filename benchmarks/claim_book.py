"""A synthetic book of home-infusion claim lines of any size, made by SQL: the same number of lines, the same book.

Each member has weeks of therapy; a week has a per diem, often a second therapy, a drug, a visit, sometimes an added
hour, supplies, catheter care, and now and then something wrong: a duplicate, a code that ended, a missing number.
"""

from __future__ import annotations

from perdiem.engine.book import Book
from perdiem.engine.duckdb import open_engine
from perdiem.model.book import AUTHORIZATION_ITEM, CLAIM_LINE, ELIGIBILITY, PRICE

WEEKS = 4
LINES_A_WEEK = 5

LINES = f"""
with slot as (
  select
    i // {WEEKS * LINES_A_WEEK} as member,
    (i // {LINES_A_WEEK}) % {WEEKS} as week,
    i % {LINES_A_WEEK} as place,
    hash(i // {WEEKS * LINES_A_WEEK}) as luck,
    hash(i) as line_luck
  from range({{lines}}) as r(i)
),
coded as (
  select
    *,
    case place
      when 0 then case luck % 6 when 0 then 'S9500' when 1 then 'S9501' when 2 then 'S9365' when 3 then 'S9338' when 4 then 'S9374' else 'S9494' end
      when 1 then case when luck % 5 = 0 then 'S9379' when luck % 5 = 1 then 'S5498' when luck % 5 = 2 then 'B4189' else 'A4222' end
      when 2 then case luck % 4 when 0 then 'J0696' when 1 then 'J1569' when 2 then 'J2997' else 'J1645' end
      when 3 then '99601'
      else case when luck % 7 = 0 then '99602' when luck % 7 = 1 then 'S5517' when luck % 7 = 2 then 'J3370' else 'J1642' end
    end as code
  from slot
)
select
  concat('C', member, '-', week) as claim_key,
  concat('C', member, '-', week) as claim_id,
  place + 1 as claim_line_number,
  'professional' as claim_type,
  '1' as claim_frequency_code,
  concat('M', member) as member_id,
  'CI' as claim_filing_indicator_code,
  date '2026-01-05' + cast(week * 7 as integer) as claim_line_start_date,
  date '2026-01-05' + cast(week * 7 as integer) + case when place <= 1 and code not in ('B4189') then 6 else 0 end as claim_line_end_date,
  case when line_luck % 97 = 0 then '22' else '12' end as place_of_service_code,
  code as hcpcs_code,
  case when code = 'S9379' then 'SH' when line_luck % 61 = 0 then 'GY' end as hcpcs_modifier_1,
  cast(case when place <= 1 and code <> 'B4189' then 7 when code like 'J%' then 1 + line_luck % 40 else 1 end as decimal(18, 4)) as service_unit_quantity,
  'UN' as service_unit_code,
  cast(200 + line_luck % 200000 / 100.0 as decimal(18, 2)) as charge_amount,
  cast(0 as decimal(18, 2)) as claim_charge_amount,
  case when line_luck % 11 = 0 then concat('A', member) end as line_authorization_number,
  '1000000012' as billing_npi,
  date '2026-01-20' + cast(week * 7 as integer) as received_date,
  'made' as source_file
from coded
"""


def open_book(lines: int, *, memory_limit: str | None = None, threads: int = 2) -> Book:
    """The book of that many lines, its claims on the engine and not yet read."""
    book = Book(open_engine(memory_limit=memory_limit, threads=threads))
    members = lines // (WEEKS * LINES_A_WEEK) + 1
    book.engine.run(f"CREATE TABLE made AS {_full(CLAIM_LINE.names, LINES.format(lines=lines))}")
    book.define(CLAIM_LINE, "SELECT * FROM made")
    book.define(
        ELIGIBILITY,
        _full(
            ELIGIBILITY.names,
            f"""
            select concat('M', i) as member_id, date '2025-01-01' as enrollment_start_date,
              'commercial' as line_of_business, i % 50 = 0 as is_medicare_primary, 'OH' as state,
              cast(i % 3 * 250 as decimal(18, 2)) as deductible_left,
              cast(1500 as decimal(18, 2)) as out_of_pocket_left
            from range({members}) as r(i)""",
        ),
    )
    book.define(
        AUTHORIZATION_ITEM,
        _full(
            AUTHORIZATION_ITEM.names,
            f"""
            select concat('A', i) as authorization_number, 1 as item_number, concat('M', i) as member_id,
              case when i % 2 = 0 then 'J1569' end as hcpcs_code, date '2026-01-01' as start_date,
              case when i % 4 = 0 then date '2026-01-20' end as end_date, 'approved' as status
            from range({members}) as r(i)""",
        ),
    )
    book.define(
        PRICE,
        _full(
            PRICE.names,
            """
            select b.basis, '' as schedule, c.code as hcpcs_code, date '2026-01-01' as start_date,
              cast(2.5 as decimal(18, 6)) as unit_price
            from (values ('asp'), ('awp'), ('medicare')) as b(basis)
            cross join (values ('J0696'), ('J1569'), ('J2997'), ('J1645'), ('J1642'), ('B4189')) as c(code)""",
        ),
    )
    return book


def _full(names: tuple[str, ...], query: str) -> str:
    """The query with every declared column, null where it gives none."""
    nulls = ", ".join(f'NULL AS "{name}"' for name in names)
    return f"SELECT * FROM (SELECT {nulls} WHERE false UNION ALL BY NAME SELECT * FROM ({query}))"
