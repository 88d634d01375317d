"""A book's claims as one X12 interchange: a group of professional claims (837P), one of institutional ones (837I)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import BinaryIO

from perdiem.engine.book import Book
from perdiem.engine.duckdb import Engine, literal
from perdiem.model.book import CLAIM_LINE
from perdiem.writers.x12.claims.claim_text import write_claim_texts
from perdiem.writers.x12.claims.levels import level_text, place_claims
from perdiem.writers.x12.claims.refusals import TABLE, Refusal, find_refusals, refusals
from perdiem.writers.x12.claims.segments import COMPONENT
from perdiem.writers.x12.claims.staging import UNWRITTEN, stage

VERSIONS = {False: "005010X222A1", True: "005010X223A2"}
BATCH = 5_000  # claims written together: some megabytes
_PLACES = ("source_file", "interchange_control_number", "group_control_number", "transaction_control_number",
           "claim_position", "claim_offset", "line_offset", "received_date")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Address:
    """Where a provider bills from; the book does not hold it, and a claim must say it."""

    street: str
    city: str
    state: str
    zip_code: str


@dataclass(frozen=True, slots=True)
class Sending:
    """What an interchange says of its sending: who sends to whom, when, and whether in earnest.

    `sender_id` and `receiver_id` have at most 15 characters; `addresses` are those of billing providers, by NPI.
    `is_test` makes ISA15 T instead of P.
    """

    created: datetime
    sender_id: str = "SENDER"
    receiver_id: str = "RECEIVER"
    submitter: str = "SUBMITTER"
    receiver: str = "RECEIVER"
    contact: str = "CLAIMS"
    phone: str | None = None
    is_test: bool = True
    control_number: int = 1
    addresses: Mapping[str, Address] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ClaimsWritten:
    """What was written and what was refused; charges in USD. `refused` are the reasons, the commonest first."""

    claims: int
    lines: int
    charges: Decimal
    claims_refused: int
    lines_refused: int
    charges_refused: Decimal
    refused: tuple[Refusal, ...]
    notes: tuple[str, ...]


def write_claims(book: Book, stream: BinaryIO, sending: Sending) -> ClaimsWritten:
    """Writes the claims of a book in the order of form, billing provider and claim_key, in bounded memory.

    A claim that cannot be written as it stands is not written, and its reasons stand in the engine's table
    `w_refusal` (claim_key, claim_id, claim_line_number, column_name, reason). What the file says is what a reader of
    it gets back: all columns but those that a bill does not say, and those that say where a claim stood before. The
    names of rendering, referring, ordering and attending providers and the subscribers' addresses are not in a book,
    so that NM103 of the former and N3 and N4 of the latter are left out.
    """
    engine = book.engine
    stage(book)
    _addresses(engine, sending)
    find_refusals(engine)
    write_claim_texts(engine)
    place_claims(engine)
    _write(engine, stream, sending)
    return _counted(engine, book)


def _addresses(engine: Engine, sending: Sending) -> None:
    engine.run(
        "CREATE OR REPLACE TABLE w_address (npi VARCHAR, street VARCHAR, city VARCHAR, state VARCHAR, zip_code VARCHAR)"
    )
    rows = [[npi, each.street, each.city, each.state, each.zip_code] for npi, each in sending.addresses.items()]
    if rows:
        engine.connection.executemany("INSERT INTO w_address VALUES (?, ?, ?, ?, ?)", rows)


def _write(engine: Engine, stream: BinaryIO, sending: Sending) -> None:
    """Interchange, groups and transactions around the claims; the text comes from the engine in batches."""
    forms = [bool(row[0]) for row in engine.run("SELECT DISTINCT is_i FROM w_placed ORDER BY is_i").fetchall()]
    control = f"{sending.control_number:09d}"
    day, clock = f"{sending.created:%Y%m%d}", f"{sending.created:%H%M}"
    stream.write(
        (
            f"ISA*00*{'':10}*00*{'':10}*ZZ*{sending.sender_id:15.15}*ZZ*{sending.receiver_id:15.15}*{day[2:]}*{clock}*"
            f"^*00501*{control}*0*{'T' if sending.is_test else 'P'}*{COMPONENT}~\n"
        ).encode()
    )
    for number, is_i in enumerate(forms, 1):
        version = VERSIONS[is_i]
        head = f"GS*HC*{sending.sender_id}*{sending.receiver_id}*{day}*{clock}*{number}*X*{version}~\n"
        stream.write(head.encode())
        for batch in engine.batches(_claims_of(sending, is_i, version), BATCH):
            stream.write(_bytes(batch.column(0)))
        ((sets,),) = engine.run(f"SELECT max(st) + 1 FROM w_placed WHERE is_i = {is_i}").fetchall()
        stream.write(f"GE*{sets}*{number}~\n".encode())
    stream.write(f"IEA*{len(forms)}*{control}~\n".encode())


def _claims_of(sending: Sending, is_i: bool, version: str) -> str:
    """SQL for the texts of one group, a claim each; the first and last of a transaction with its head and end."""
    control = "format('{:04d}', p.st + 1)"
    phone = f"*TE*{sending.phone}" if sending.phone else ""
    before = (
        f"*{version}~\nBHT*0019*00*{sending.control_number}*{sending.created:%Y%m%d}*{sending.created:%H%M}*CH~\n"
        f"NM1*41*2*{sending.submitter}*****46*{sending.sender_id}~\nPER*IC*{sending.contact}{phone}~\n"
        f"NM1*40*2*{sending.receiver}*****46*{sending.receiver_id}~\n"
    )
    head = f"CASE WHEN is_first THEN concat('ST*837*', {control}, {literal(before)}) ELSE '' END"
    segments = before.count("~") + 1  # and SE
    end = f"CASE WHEN is_last THEN concat('SE*', set_segments + {segments}, '*', {control}, E'~\\n') ELSE '' END"
    return (
        f"SELECT concat({head}, {level_text()}, t.text, {end}) AS text FROM w_placed AS p "
        f"JOIN w_claim_text AS t ON p.claim_key = t.claim_key WHERE p.is_i = {is_i} ORDER BY p.place"
    )


def _bytes(texts: object) -> bytes:
    """The texts of an Arrow column one after the other, as they lie in memory."""
    import pyarrow as pa  # type: ignore[import-untyped]  # it ships no types

    column = texts.cast(pa.large_string())  # type: ignore[attr-defined]  # pyarrow ships no types
    _, offsets, values = column.buffers()
    if values is None:
        return b""
    places = memoryview(offsets).cast("q")
    return bytes(memoryview(values)[places[column.offset] : places[column.offset + len(column)]])


def _counted(engine: Engine, book: Book) -> ClaimsWritten:
    ((claims, lines, charges, lost, lines_lost, charges_lost),) = engine.run(
        "SELECT count(*) FILTER (NOT is_refused), coalesce(sum(line_count) FILTER (NOT is_refused), 0), "
        "coalesce(sum(line_charges) FILTER (NOT is_refused), 0), count(*) FILTER (is_refused), "
        "coalesce(sum(line_count) FILTER (is_refused), 0), coalesce(sum(line_charges) FILTER (is_refused), 0) FROM ("
        f"SELECT *, claim_key IN (SELECT claim_key FROM {TABLE} WHERE claim_key IS NOT NULL) AS is_refused "
        "FROM w_claim)"
    ).fetchall()
    return ClaimsWritten(
        int(claims), int(lines), Decimal(charges), int(lost), int(lines_lost), Decimal(charges_lost),
        tuple(refusals(engine)), tuple(_notes(engine, book)),
    )  # fmt: skip


def _notes(engine: Engine, book: Book) -> list[str]:
    said = sorted(UNWRITTEN - set(_PLACES))
    counts = ", ".join(f"count({name})" for name in said)
    (found,) = engine.run(f"SELECT {counts} FROM {book.sql_or_empty(CLAIM_LINE)}").fetchall()
    filled = [name for name, count in zip(said, found, strict=True) if count]
    notes = [f"a claim file does not say {', '.join(filled)}"] if filled else []
    ((missing,),) = engine.run(
        "SELECT count(DISTINCT billing_npi) FROM w_claim AS c ANTI JOIN w_address AS a ON c.billing_npi = a.npi"
    ).fetchall()
    if missing:
        notes.append(f"{missing:,} billing providers have no address, which a clearinghouse asks for (N3, N4)")
    return notes
