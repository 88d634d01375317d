"""Remittances (835, version 005010X221A1): one transaction a payment, a file a payee or one file for all.

A file a payee is the default, because a provider may see no other's patients; a clearinghouse that takes the files of
many payees takes them in one file too, and sends each payee its transactions. Values that X12 cannot hold are written
nowhere: a delimiter in a name becomes a blank and is counted, anywhere else it is an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np

from perdiem.engine.duckdb import Engine
from perdiem.errors import FaultsFound, UnwritableFile
from perdiem.model.book import ColumnType, Table
from perdiem.model.faults import Fault
from perdiem.model.payment import PAYMENT, PAYMENT_ADJUSTMENT, PAYMENT_CLAIM, PAYMENT_LINE
from perdiem.model.positions import Position
from perdiem.writers.x12.claims.segments import COMPONENT, FORBIDDEN
from perdiem.writers.x12.remittance_head import Payor, RemittanceSending, check_words, notes_of, place_payments
from perdiem.writers.x12.remittance_text import FIRST_NAME, LAST_NAME, claims_of, name

if TYPE_CHECKING:
    from perdiem.rules.claims.payment import Settlement
    from perdiem.rules.claims.payment_check import Reconciliation

VERSION = "005010X221A1"
CLAIMS_AT_ONCE = 100_000  # their texts are some hundred megabytes on the engine, which spills
BATCH = 5_000  # claims written together: some megabytes
_NAMES = {"patient_last_name": LAST_NAME, "patient_first_name": FIRST_NAME, "subscriber_last_name": LAST_NAME,
          "subscriber_first_name": FIRST_NAME}  # fmt: skip
_SHOWN = 100  # values that cannot be written; the rest would say no more


@dataclass(frozen=True, slots=True)
class RemittancesWritten:
    """The files in the order of their control numbers, what they hold, and the reconciliation of the run.

    `names_changed` counts the names in which a blank stands for a character, or whose end was cut.
    """

    files: tuple[Path, ...]
    payments: int
    claims: int
    names_changed: int
    reconciliation: Reconciliation
    notes: tuple[str, ...]


def write_remittances(
    settlement: Settlement, directory: Path, sending: RemittanceSending, payor: Payor | None = None, *,
    one_file: bool = False,
) -> RemittancesWritten:  # fmt: skip
    """Writes the payments of a run as 835 files into a directory, in bounded memory, payment by payment.

    A file is named for the control number of its interchange, and its payee: `000000001_1234567893.835`. The payments
    were balanced when they were settled. Raises FaultsFound, naming claim and line, for a value that X12 cannot hold;
    UsageError for such a value of the payor or the sending; UnwritableFile where a file cannot be written.
    """
    payor = payor or Payor()
    check_words(payor, sending)
    engine = settlement.engine
    tables = {each.name: settlement.sql_name(each.name) for each in (PAYMENT, PAYMENT_CLAIM, PAYMENT_LINE,
                                                                     PAYMENT_ADJUSTMENT)}  # fmt: skip
    _refuse_unwritable(engine, tables)
    place_payments(engine, tables["payment"], payor, sending, one_file=one_file)
    written = _Files(engine, directory, sending, payor, one_file)
    with closing(written):
        for first, last in _parts(engine):
            for batch in engine.batches(claims_of(first, last, tables), BATCH):
                written.add(batch)
        written.finish()
    engine.run("DROP TABLE w_payment")
    engine.run("DROP TABLE w_account")
    found = settlement.reconciliation
    return RemittancesWritten(
        tuple(written.paths), found.payments, found.remitted.claims + found.reversals.claims,
        _names_changed(engine, tables), found, (*settlement.notes, *notes_of(payor)),
    )  # fmt: skip


def _parts(engine: Engine) -> Iterator[tuple[int, int]]:
    """The first and last number of payments that are written together."""
    rows = engine.run(
        "SELECT min(payment_number), max(payment_number) FROM (SELECT payment_number, "
        f"(sum(claim_count) OVER (ORDER BY payment_number) - claim_count) // {CLAIMS_AT_ONCE} AS part FROM w_payment) "
        "GROUP BY part ORDER BY part"
    ).fetchall()
    yield from rows


class _Files:
    """Takes batches of file number and text in their order, and puts each text into its file.

    A file is named `.part` until it is whole, so that a run that stops leaves no remittance that looks like one.
    """

    def __init__(
        self, engine: Engine, directory: Path, sending: RemittanceSending, payor: Payor, one_file: bool
    ) -> None:
        self._directory, self._sending, self._payor = directory, sending, payor
        self._payees = {
            int(number): (npi, tin, int(payments))
            for number, npi, tin, payments in engine.run(
                "SELECT file_number, min(payee_npi), min(payee_tin), count(*) FROM w_payment GROUP BY file_number"
            ).fetchall()
        }
        self._one_file = one_file
        self._number = 0
        self._stream: BinaryIO | None = None
        self.paths: list[Path] = []
        try:
            directory.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UnwritableFile(directory, f"cannot be made: {error.strerror}") from None

    def add(self, batch: Any) -> None:
        """Writes the texts of one batch; a loop over files, not over claims."""
        numbers = batch.column(0).to_numpy(zero_copy_only=False)
        starts = [0, *(np.flatnonzero(np.diff(numbers)) + 1).tolist(), len(numbers)]
        for start, end in pairwise(starts):
            if end > start:
                self._go_to(int(numbers[start]))
                self._write(_bytes(batch.column(1).slice(start, end - start)))

    def finish(self) -> None:
        """Ends the file that is open."""
        if self._stream is not None:
            self._write(f"GE*{self._payees[self._number][2]}*1~\nIEA*1*{self._control()}~\n".encode())
            self.close()
            try:
                _part(self.paths[-1]).replace(self.paths[-1])
            except OSError as error:
                raise UnwritableFile(self.paths[-1], f"cannot be written: {error.strerror}") from None

    def close(self) -> None:
        """Closes the file that is open, whole or not."""
        if self._stream is not None:
            self._stream.close()
            self._stream = None

    def _go_to(self, number: int) -> None:
        if number == self._number:
            return
        self.finish()
        self._number = number
        npi, tin, _ = self._payees[number]
        sent = self._sending
        sender = sent.sender_id or self._payor.tax_id
        receiver = sent.receiver_id or ("RECEIVER" if self._one_file else str(tin or npi))
        path = self._directory / f"{self._control()}_{_file_name(None if self._one_file else npi or tin)}.835"
        self.paths.append(path)
        try:
            self._stream = _part(path).open("wb")
        except OSError as error:
            raise UnwritableFile(path, f"cannot be written: {error.strerror}") from None
        day, clock = f"{sent.created:%Y%m%d}", f"{sent.created:%H%M}"
        self._write(
            (
                f"ISA*00*{'':10}*00*{'':10}*ZZ*{sender:15.15}*ZZ*{receiver:15.15}*{day[2:]}*{clock}*^*00501*"
                f"{self._control()}*0*{'T' if sent.is_test else 'P'}*{COMPONENT}~\n"
                f"GS*HP*{sender}*{receiver:.15}*{day}*{clock}*1*X*{VERSION}~\n"
            ).encode()
        )

    def _control(self) -> str:
        return f"{self._sending.control_number + self._number - 1:09d}"

    def _write(self, data: bytes) -> None:
        assert self._stream is not None
        try:
            self._stream.write(data)
        except OSError as error:
            raise UnwritableFile(self.paths[-1], f"cannot be written: {error.strerror}") from None


def _part(path: Path) -> Path:
    return path.with_name(f"{path.name}.part")


def _file_name(payee: str | None) -> str:
    return re.sub(r"[^0-9A-Za-z]", "_", payee) if payee else "all"


def _bytes(texts: Any) -> bytes:
    """The texts of an Arrow column one after the other, as they lie in memory."""
    import pyarrow as pa  # type: ignore[import-untyped]  # it ships no types

    column = texts.cast(pa.large_string())
    _, offsets, values = column.buffers()
    if values is None:
        return b""
    places = memoryview(offsets).cast("q")
    return bytes(memoryview(values)[places[column.offset] : places[column.offset + len(column)]])


def _refuse_unwritable(engine: Engine, tables: dict[str, str]) -> None:
    """Raises FaultsFound for a delimiter or control character in a value that is no name."""
    faults = []
    for table, key, line in (
        (PAYMENT, "concat('payment ', trace_number)", "NULL"),
        (PAYMENT_CLAIM, "claim_key", "NULL"),
        (PAYMENT_LINE, "claim_key", "claim_line_number"),
        (PAYMENT_ADJUSTMENT, "concat('payment ', payment_number)", "claim_line_number"),
    ):
        columns = _texts(table)
        wrong = [f"coalesce(regexp_matches({column}, '{FORBIDDEN}'), false)" for column in columns]
        named = ", ".join(f"CASE WHEN {each} THEN '{column}' END" for each, column in zip(wrong, columns, strict=True))
        rows = engine.run(
            f"SELECT {key}, {line}, coalesce({named}) FROM {tables[table.name]} WHERE {' OR '.join(wrong)} "
            f"ORDER BY ALL LIMIT {_SHOWN}"
        ).fetchall()
        faults += [
            Fault(
                Position(str(place)), column if number is None else f"line {number}, {column}",
                "holds one of * ~ ^ > or a control character, which X12 cannot write in a value",
                suggestion="mend the book that the claim or the earlier remittance came from",
            )
            for place, number, column in rows
        ]  # fmt: skip
    if faults:
        raise FaultsFound(faults)


def _texts(table: Table) -> list[str]:
    left = {*_NAMES, "payee_name", "claim_key"}  # names are mended, the key is not written
    return [each.name for each in table.columns if each.type is ColumnType.TEXT and each.name not in left]


def _names_changed(engine: Engine, tables: dict[str, str]) -> int:
    def changed(columns: dict[str, int]) -> str:
        return " + ".join(
            f"count(*) FILTER (trim({column}) IS DISTINCT FROM {name(column, longest)} AND trim({column}) <> '')"
            for column, longest in columns.items()
        )

    (claims,) = engine.one(f"SELECT {changed(_NAMES)} FROM {tables['payment_claim']}")
    (payees,) = engine.one(f"SELECT {changed({'payee_name': LAST_NAME})} FROM {tables['payment']}")
    return int(str(claims)) + int(str(payees))
