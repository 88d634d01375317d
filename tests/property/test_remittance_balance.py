"""Whatever was decided, the remittance says every amount of it and balances: line, claim, payment and run."""

from __future__ import annotations

import tempfile
from decimal import Decimal
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from perdiem.rules.claims.payment_check import Share
from perdiem.writers.x12.remittance import RemittancesWritten, write_remittances
from tests.unit.claims.remittance_books import PAYOR, SENDING, line, read, settled

CENTS = st.integers(0, 500_000).map(lambda cents: Decimal(cents).scaleb(-2))
SIGNED = st.integers(-40_000, 300_000).map(lambda cents: Decimal(cents).scaleb(-2))
REASONS = st.tuples(
    st.sampled_from(["CO", "PR", "OA", "PI"]),
    st.sampled_from(["1", "2", "16", "23", "45", "59", "94", "96", "97", "151", "197", "B7"]),
    SIGNED.filter(bool).map(str),
)
PAYEES = (("1234567893", "900000001"), ("1234567893", "900000002"), (None, "900000003"), ("1999999992", None))
OUTCOMES = ("paid", "paid", "paid", "denied", "rejected", "pended")


@st.composite
def claims(draw: st.DrawFn) -> list[dict[str, Any]]:
    rows = []
    for number in range(draw(st.integers(1, 12))):
        npi, tin = draw(st.sampled_from(PAYEES))
        outcomes = draw(st.lists(st.sampled_from(OUTCOMES), min_size=1, max_size=4))
        last_name = draw(st.sampled_from(["DOE", "O'NEILL", "MÜLLER", "A~B", "~", None]))
        for place, outcome in enumerate(outcomes, 1):
            rows.append(
                line(
                    *draw(st.lists(REASONS, max_size=9)), claim_id=f"C{number}", claim_line_number=place,
                    billing_npi=npi, billing_tin=tin, disposition=outcome, edit=None if outcome == "paid" else "made",
                    charge_amount=draw(CENTS), patient_last_name=last_name,
                    service_unit_quantity=Decimal(draw(st.integers(1, 31))),
                    paid_quantity=Decimal(draw(st.integers(0, 310))) / 10,
                    remark_codes=draw(st.sampled_from(["", "N362", "MA130 N381"])),
                )
            )  # fmt: skip
    return rows


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(rows=claims(), most=st.integers(1, 6), one_file=st.booleans())
def test_every_amount_is_said_and_balances(rows: list[dict[str, Any]], most: int, one_file: bool) -> None:
    settlement = settled(rows, most_claims=most)
    with tempfile.TemporaryDirectory() as folder:
        done = write_remittances(settlement, Path(folder), SENDING, PAYOR, one_file=one_file)
        said = amounts_of(done)
        tables = read(done)  # the reader checks the sums too
    remitted, held = parted(rows)
    assert said == {key: expected(row) for key, row in remitted.items()}
    assert done.reconciliation.remitted == share(list(remitted.values()))
    assert done.reconciliation.held_back == share(held)
    assert len(tables["remittance_line"]) == len(remitted)


def parted(rows: list[dict[str, Any]]) -> tuple[dict[tuple[str, str], dict[str, Any]], list[dict[str, Any]]]:
    """The lines of claims that are remitted, by claim and line, and those of claims that are held back."""
    remitted, held = {}, []
    for row in rows:
        outcomes = {each["disposition"] for each in rows if each["claim_id"] == row["claim_id"]}
        if "pended" in outcomes or outcomes == {"rejected"}:
            held.append(row)
        else:
            remitted[row["claim_id"], str(row["claim_line_number"])] = row
    return remitted, held


def share(rows: list[dict[str, Any]]) -> Share:
    return Share(
        len({row["claim_id"] for row in rows}), len(rows),
        sum((row["charge_amount"] for row in rows), Decimal(0)), sum((row["paid_amount"] for row in rows), Decimal(0)),
    )  # fmt: skip


def expected(row: dict[str, Any]) -> tuple[Any, ...]:
    sums: dict[tuple[str, str], Decimal] = {}
    for group, reason, amount in row["adjustments"]:
        sums[group, reason] = sums.get((group, reason), Decimal(0)) + Decimal(amount)
    allowed = row["allowed_amount"] if row["disposition"] == "paid" else None
    return (row["charge_amount"], row["paid_amount"], row["paid_quantity"], allowed,
            {key: amount for key, amount in sums.items() if amount}, row["remark_codes"])  # fmt: skip


def amounts_of(done: RemittancesWritten) -> dict[tuple[str, str], tuple[Any, ...]]:
    """What the files say of each line, read by splitting them; the sums of line, claim and payment are checked."""
    found = {}
    for path in done.files:
        for text in path.read_text().split("ST*835*")[1:]:
            head, *texts = text.split("CLP*")
            tail = texts[-1][texts[-1].index("PLB*") :] if "PLB*" in texts[-1] else ""
            total = sum((claim_of(each, found) for each in texts), Decimal(0))
            provider = sum(map(Decimal, tail.split("~")[0].split("*")[4::2]), Decimal(0)) if tail else Decimal(0)
            paid = Decimal(head.split("BPR*")[1].split("*")[1])
            assert paid == total - provider
            assert paid >= 0
    return found


def claim_of(text: str, found: dict[tuple[str, str], tuple[Any, ...]]) -> Decimal:
    """Takes up the lines of one claim; gives what it pays."""
    head, *services = text.split("SVC*")
    parts = head.split("~")[0].split("*")
    charge, paid, owed = Decimal(parts[2]), Decimal(parts[3]), Decimal(parts[4] or 0)
    assert "CAS*" not in head
    lines = []
    for service in services:
        elements = [each.split("*") for each in service.split("~\n")]
        reasons: dict[tuple[str, str], Decimal] = {}
        for cas in (each for each in elements if each[0] == "CAS"):
            assert len(cas) <= 20
            for place in range(2, len(cas), 3):
                assert (cas[1], cas[place]) not in reasons, "a group says a reason once"
                reasons[cas[1], cas[place]] = Decimal(cas[place + 1])
        of_line = Decimal(elements[0][1]), Decimal(elements[0][2])
        assert sum(reasons.values(), Decimal(0)) == of_line[0] - of_line[1]
        number = next(each[2] for each in elements if each[:2] == ["REF", "6R"])
        allowed = next((Decimal(each[2]) for each in elements if each[:2] == ["AMT", "B6"]), None)
        remarks = " ".join(each[2] for each in elements if each[0] == "LQ")
        found[parts[0], number] = (*of_line, Decimal(elements[0][4]), allowed, reasons, remarks)
        lines.append((*of_line, sum((each for key, each in reasons.items() if key[0] == "PR"), Decimal(0))))
    assert (charge, paid, owed) == tuple(map(sum, zip(*lines, strict=True)))
    return paid
