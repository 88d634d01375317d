"""Who pays and whom: what the head of each payment says beside the claims, and how its money moves."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime

from perdiem.engine.duckdb import Engine, literal
from perdiem.errors import UsageError
from perdiem.writers.x12.claims.segments import FORBIDDEN, amount, count, day, given, joined, segment, where, word
from perdiem.writers.x12.remittance_text import LAST_NAME, name, tail

NOT_GIVEN = "NOT GIVEN"


@dataclass(frozen=True, slots=True)
class Account:
    """An account at a bank: the routing number (ABA) and the number of the account."""

    routing: str
    number: str
    is_savings: bool = False


@dataclass(frozen=True, slots=True)
class Payor:
    """What a remittance must say of the payor (loop 1000A). What is not given is written as NOT GIVEN, and noted.

    `tax_id` is nine digits; zeros stand for one that is not given. `contact` is whom a provider asks about the file
    (PER BL), with `phone`. `account` is where transfers come from.
    """

    name: str = "PAYOR"
    tax_id: str = "000000000"
    payer_id: str | None = None
    street: str = NOT_GIVEN
    city: str = NOT_GIVEN
    state: str | None = None
    zip_code: str | None = None
    contact: str = "PROVIDER SERVICES"
    phone: str | None = None
    account: Account | None = None


@dataclass(frozen=True, slots=True)
class RemittanceSending:
    """How remittances are sent. Same values and same payments, same bytes.

    `control_number` is that of the first interchange; one a file. `receiver_id` is who takes the files for the payees,
    such as their clearinghouse; without it each file is for its payee, by tax number, else NPI. `accounts` are those
    of payees, by NPI or tax number: they are paid by transfer (ACH) where the payor's is given too, else by check.
    `production_date` is the last day of the adjudication that is paid; without it the payment's. `is_test` makes ISA15
    T instead of P.
    """

    created: datetime
    sender_id: str | None = None
    receiver_id: str | None = None
    production_date: date | None = None
    control_number: int = 1
    is_test: bool = True
    accounts: Mapping[str, Account] = field(default_factory=dict)


def check_words(payor: Payor, sending: RemittanceSending) -> None:
    """Raises UsageError for a value of the caller that X12 cannot hold, or that its element has no room for."""
    longest = {"state": 2, "zip_code": 15, "city": 30, "street": 55, "phone": 256, "payer_id": 50, "sender_id": 15,
               "receiver_id": 15}  # fmt: skip
    given_words = [(each.name, getattr(owner, each.name)) for owner in (payor, sending) for each in fields(owner)]
    for account in (payor.account, *sending.accounts.values()):
        given_words += [("account", account.routing), ("account", account.number)] if account else []
    for name_, value in given_words:
        if isinstance(value, str):
            room = longest.get(name_, LAST_NAME)
            if not value.strip() or value != value.strip() or re.search(FORBIDDEN, value) or len(value) > room:
                raise UsageError(f"{name_}: {value!r} cannot be written; give 1 to {room} characters without * ~ ^ >")
    if not re.fullmatch(r"\d{9}", payor.tax_id):
        raise UsageError(f"tax_id: a tax number has nine digits (got {payor.tax_id!r})")
    if not 1 <= sending.control_number <= 999_999_999:
        raise UsageError(f"control_number: 1 to 999999999 (got {sending.control_number})")


def place_payments(engine: Engine, payments: str, payor: Payor, sending: RemittanceSending, *, one_file: bool) -> None:
    """Makes w_payment: for each payment its file, the control number of its transaction, its head and tail.

    `payments` is the name of the table of payments. A file holds the payments of one payee, or all of them.
    """
    engine.run("CREATE OR REPLACE TABLE w_account (payee VARCHAR, routing VARCHAR, number VARCHAR, kind VARCHAR)")
    rows = [[payee, each.routing, each.number, _kind(each)] for payee, each in sorted(sending.accounts.items())]
    if rows:
        engine.connection.executemany("INSERT INTO w_account VALUES (?, ?, ?, ?)", rows)
    file_number = "1" if one_file else "dense_rank() OVER (ORDER BY payee_npi NULLS LAST, payee_tin NULLS LAST)"
    engine.run(
        "CREATE OR REPLACE TABLE w_payment AS SELECT *, "
        f"{count('head')} + {count('tail')} + 1 AS segments, "
        "format('{:04d}', row_number() OVER (PARTITION BY file_number ORDER BY payment_number)) AS control FROM ("
        f"SELECT p.payment_number, p.payee_npi, p.payee_tin, p.claim_count, {file_number} AS file_number, "
        f"{_head(payor, sending)} AS head, {tail()} AS tail FROM {payments} AS p "
        "LEFT JOIN w_account AS n ON n.payee = p.payee_npi LEFT JOIN w_account AS t ON t.payee = p.payee_tin) AS placed"
    )


def _kind(account: Account) -> str:
    return "SG" if account.is_savings else "DA"


def _head(payor: Payor, sending: RemittanceSending) -> str:
    """BPR to LX for payments `p`, with the account of the payee as `n` or `t`."""
    paid = amount("p.payment_amount")
    when = day("p.payment_date")
    own = payor.account
    has_account = f"coalesce(n.routing, t.routing) IS NOT NULL AND {'true' if own else 'false'}"
    origin = _text(f"1{payor.tax_id}")
    transfer = segment(
        "BPR", word("I"), paid, word("C"), word("ACH"), word("CCP"),
        word("01"), _text(own.routing), word(_kind(own)), _text(own.number), origin, None,
        word("01"), "coalesce(n.routing, t.routing)", "coalesce(n.kind, t.kind)", "coalesce(n.number, t.number)", when,
    ) if own else "''"  # fmt: skip
    produced = _text(f"{sending.production_date:%Y%m%d}") if sending.production_date else when
    receiver = sending.receiver_id
    phone = [word("TE"), _text(payor.phone)] if payor.phone else []
    unused = [None] * 11
    area = [_text(payor.state or ""), _text(payor.zip_code or "")]
    return joined(
        where("p.payment_amount = 0", segment("BPR", word("H"), word("0"), word("C"), word("NON"), *unused, when)),
        where(f"p.payment_amount <> 0 AND {has_account}", transfer),
        where(
            f"p.payment_amount <> 0 AND NOT ({has_account})",
            segment("BPR", word("I"), paid, word("C"), word("CHK"), *unused, when),
        ),
        segment("TRN", word("1"), "p.trace_number", origin),
        *([segment("REF", word("EV"), _text(receiver))] if receiver else []),
        segment("DTM", word("405"), produced),
        segment("N1", word("PR"), _text(payor.name)),
        segment("N3", _text(payor.street)),
        segment("N4", _text(payor.city), *area),
        *([segment("REF", word("2U"), _text(payor.payer_id))] if payor.payer_id else []),
        segment("PER", word("BL"), _text(payor.contact), *phone),
        segment("N1", word("PE"), name("p.payee_name", LAST_NAME),
                "CASE WHEN p.payee_npi IS NULL THEN 'FI' ELSE 'XX' END", "coalesce(p.payee_npi, p.payee_tin)"),
        where("p.payee_npi IS NOT NULL", given("p.payee_tin", "REF", word("TJ"), "p.payee_tin")),
        segment("LX", word("1")),
    )  # fmt: skip


def _text(value: str) -> str:
    return literal(value)


def notes_of(payor: Payor) -> Iterator[str]:
    """What the remittances say of the payor for want of better."""
    missing = [said for said, value, filler in (
        ("name", payor.name, "PAYOR"), ("tax number", payor.tax_id, "000000000"),
        ("street", payor.street, NOT_GIVEN), ("city", payor.city, NOT_GIVEN), ("phone", payor.phone, None),
    ) if value == filler]  # fmt: skip
    if missing:
        yield f"What the guide wants to be said of the payor was not given: {', '.join(missing)}."
