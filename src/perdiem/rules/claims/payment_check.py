"""Whether payments balance, and whether every decided claim is in one or held back: asked before writing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from perdiem.engine.duckdb import Engine
from perdiem.errors import FaultsFound
from perdiem.model.faults import Fault
from perdiem.model.positions import Position

SHOWN = 100  # faults of one kind; the rest would say no more


@dataclass(frozen=True, slots=True)
class Share:
    """Claims of a run, with their lines, charges and payments in USD."""

    claims: int = 0
    lines: int = 0
    charge: Decimal = Decimal("0.00")
    paid: Decimal = Decimal("0.00")

    def __add__(self, other: Share) -> Share:
        return Share(
            self.claims + other.claims, self.lines + other.lines, self.charge + other.charge, self.paid + other.paid
        )


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """Claims decided = remitted + only reversed + held back, in claims, lines, charges and payments.

    `reversals` are the claims of earlier remittances that are taken back; their amounts are below 0. What is paid is
    that of the claims remitted and reversed, less what is recovered of an earlier debt, plus what goes forward.
    """

    decided: Share
    remitted: Share
    only_reversed: Share
    held: Mapping[str, Share] = field(default_factory=dict)
    reversals: Share = Share()
    payments: int = 0
    paid: Decimal = Decimal("0.00")
    recovered: Decimal = Decimal("0.00")
    forwarded: Decimal = Decimal("0.00")

    @property
    def held_back(self) -> Share:
        """All claims held back, whatever for."""
        return sum(self.held.values(), Share())

    @property
    def is_balanced(self) -> bool:
        """Whether every claim, line and dollar is accounted for."""
        everything = self.remitted + self.only_reversed + self.held_back
        owed = self.remitted.paid + self.reversals.paid - self.recovered + self.forwarded
        return everything == self.decided and owed == self.paid


def refuse_imbalance(engine: Engine) -> None:
    """Raises FaultsFound where a line, a claim or a payment does not add up. Needs the tables of payments."""
    faults = [
        Fault(
            Position(str(key)), f"claim {claim_id}" + (f", line {line}" if line is not None else ""),
            f"{what} (off by {off} USD)", suggestion="nothing was written; adjudicate again, and report it if it stays",
        )
        for query in (_LINES, _MEMBERS, _CLAIMS, _PAYMENTS)
        for key, claim_id, line, what, off in engine.run(f"{query} LIMIT {SHOWN}").fetchall()
    ]  # fmt: skip
    if faults:
        raise FaultsFound(faults)


def reconcile(engine: Engine) -> Reconciliation:
    """Counts what was decided against what is paid and held back. Raises FaultsFound where they differ."""
    count, amounts = (
        "count(*), coalesce(sum(line_count), 0)",
        "coalesce(sum(charge_amount), 0), coalesce(sum(paid_amount), 0)",
    )
    payments, paid, recovered, forwarded = engine.one(
        "SELECT count(*), coalesce(sum(payment_amount), 0), coalesce(sum(recovered_amount), 0), "
        "coalesce(sum(forwarded_amount), 0) FROM payment"
    )
    found = Reconciliation(
        decided=_share(
            engine,
            "SELECT count(DISTINCT claim_key), count(*), coalesce(sum(charge_amount), 0), "
            "coalesce(sum(paid_amount), 0) FROM decided_line",
        ),
        remitted=_share(engine, f"SELECT {count}, {amounts} FROM payment_claim WHERE NOT is_reversal"),
        only_reversed=_share(
            engine,
            f"SELECT {count}, {amounts} FROM settled_claim WHERE claim_key IN (SELECT claim_key FROM numbered_entry "
            "GROUP BY claim_key HAVING bool_and(is_reversal))",
        ),
        held={
            str(cause): Share(claims, int(lines), charge, paid)
            for cause, claims, lines, charge, paid in engine.run(
                f"SELECT cause, {count}, {amounts} FROM held_claim GROUP BY cause ORDER BY cause"
            ).fetchall()
        },
        reversals=_share(engine, f"SELECT {count}, {amounts} FROM payment_claim WHERE is_reversal"),
        payments=int(str(payments)),
        paid=Decimal(str(paid)),
        recovered=Decimal(str(recovered)),
        forwarded=Decimal(str(forwarded)),
    )
    if not found.is_balanced:
        message = f"claims decided are not those paid and held back: {found}"
        raise FaultsFound([Fault(Position("payments"), "", message, suggestion="adjudicate again, and report it")])
    return found


def _share(engine: Engine, query: str) -> Share:
    claims, lines, charge, paid = engine.run(query).fetchall()[0]
    return Share(int(claims), int(lines), charge, paid)


_LINES = """
with taken as (
  select payment_number, claim_position, claim_line_number, sum(amount) as amount
  from payment_adjustment
  where claim_line_number is not null
  group by payment_number, claim_position, claim_line_number
)
select l.claim_key, c.claim_id, l.claim_line_number, 'charge less adjustments is not what is paid',
  l.charge_amount - coalesce(t.amount, 0) - l.paid_amount
from payment_line as l
join payment_claim as c on c.payment_number = l.payment_number and c.claim_position = l.claim_position
left join taken as t
  on t.payment_number = l.payment_number and t.claim_position = l.claim_position
  and t.claim_line_number = l.claim_line_number
where l.charge_amount - coalesce(t.amount, 0) <> l.paid_amount
order by l.payment_number, l.claim_position, l.claim_line_number
"""
_MEMBERS = """
with owed as (
  select payment_number, claim_position, sum(amount) as amount
  from payment_adjustment
  where group_code = 'PR'
  group by payment_number, claim_position
)
select c.claim_key, c.claim_id, null, 'PR adjustments are not what the member owes',
  c.patient_responsibility_amount - coalesce(o.amount, 0)
from payment_claim as c
left join owed as o on o.payment_number = c.payment_number and o.claim_position = c.claim_position
where not c.is_reversal and c.patient_responsibility_amount <> coalesce(o.amount, 0)
order by c.payment_number, c.claim_position
"""
_CLAIMS = """
with line as (
  select payment_number, claim_position, sum(charge_amount) as charge, sum(paid_amount) as paid
  from payment_line
  group by payment_number, claim_position
),
taken as (
  select payment_number, claim_position, sum(amount) as amount
  from payment_adjustment
  group by payment_number, claim_position
)
select c.claim_key, c.claim_id, null, 'charge less adjustments is not what is paid, or the lines come to other charges',
  c.charge_amount - coalesce(t.amount, 0) - c.paid_amount
from payment_claim as c
left join line as l on l.payment_number = c.payment_number and l.claim_position = c.claim_position
left join taken as t on t.payment_number = c.payment_number and t.claim_position = c.claim_position
where c.charge_amount - coalesce(t.amount, 0) <> c.paid_amount or coalesce(l.charge, c.charge_amount) <> c.charge_amount
order by c.payment_number, c.claim_position
"""
_PAYMENTS = """
with claim as (
  select payment_number, count(*) as claims, sum(paid_amount) as paid from payment_claim group by payment_number
)
select concat('payment ', p.trace_number), concat('all of payee ', coalesce(p.payee_npi, p.payee_tin)), null,
  'the claims of the payment are not what it pays, or it pays less than 0',
  c.paid - p.recovered_amount + p.forwarded_amount - p.payment_amount
from payment as p
left join claim as c on c.payment_number = p.payment_number
where p.payment_amount < 0 or c.claims is distinct from p.claim_count or c.paid is distinct from p.claims_amount
  or c.paid - p.recovered_amount + p.forwarded_amount <> p.payment_amount
order by p.payment_number
"""
