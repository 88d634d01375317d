"""What an earlier remittance said is taken back before it is said otherwise, and not said twice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from perdiem.errors import FaultsFound
from perdiem.model.book.remittance import REMITTANCE_CLAIM
from perdiem.rules.claims.payment import settle
from perdiem.rules.claims.payment_check import Share
from perdiem.writers.x12.remittance import write_remittances
from tests.unit.claims.remittance_books import (
    PAYOR,
    SENDING,
    adjudicated,
    held,
    line,
    read,
    segments,
    settled,
    written,
)

BEFORE = line(("CO", "45", "10"), ("PR", "2", "18"), remark_codes="N362", authorization_number="AUTH1")
OTHER = line(claim_id="Z", charge_amount="30")


def remitted(tmp_path: Path, *lines: dict[str, Any], name: str = "before") -> Mapping[str, Any]:
    return read(written(lines, tmp_path / name))


def together(*tables: Mapping[str, Any]) -> Mapping[str, Any]:
    return {name: pa.concat_tables([each[name] for each in tables]) for name in tables[0]}


def test_a_claim_that_is_decided_as_before_is_not_remitted_again(tmp_path: Path) -> None:
    found = settled([BEFORE, OTHER], remitted(tmp_path, BEFORE))
    assert held(found) == [("A", "remitted_before", None, None)]
    assert found.reconciliation.remitted == Share(1, 1, Decimal(30), Decimal(30))
    assert found.reconciliation.reversals == Share()


def test_a_claim_that_is_decided_otherwise_is_reversed_and_then_corrected(tmp_path: Path) -> None:
    now = line(("CO", "45", "5"), ("PR", "2", "19"))
    done = written([now, OTHER], tmp_path / "now", remitted(tmp_path, BEFORE))
    own = segments(done, "CLP")[0].split("*")[7]
    assert segments(done, "CLP", "SVC", "CAS", "AMT", "LQ", "BPR", "PLB") == [
        "BPR*I*34*C*CHK************20260410",  # 76 - 72 + 30
        f"CLP*A*22*-100*-72**12*{own}*12", "SVC*HC>S9500*-100*-72**1", "CAS*CO*45*-10", "CAS*PR*2*-18", "LQ*HE*N362",
        f"CLP*A*1*100*76*19*12*{own}*12", "AMT*AU*100", "SVC*HC>S9500*100*76**1", "CAS*CO*45*5", "CAS*PR*2*19",
        "AMT*B6*95",
        f"CLP*Z*1*30*30**12*{segments(done, 'CLP')[2].split('*')[7]}*12", "AMT*AU*30", "SVC*HC>S9500*30*30**1",
        "AMT*B6*30",
    ]  # fmt: skip
    assert done.reconciliation.reversals == Share(1, 1, Decimal(-100), Decimal(-72))
    read(done)


def test_only_what_stands_is_reversed(tmp_path: Path) -> None:
    second = line(("CO", "45", "5"))
    first = remitted(tmp_path, BEFORE)
    corrected = read(written([second], tmp_path / "second", first))
    assert held(settled([second], together(first, corrected))) == [("A", "remitted_before", None, None)]
    done = written([line(("CO", "45", "1")), OTHER], tmp_path / "third", together(first, corrected))
    assert [each.split("*")[2:5] for each in segments(done, "CLP")] == [
        ["22", "-100", "-95"], ["1", "100", "99"], ["1", "30", "30"],
    ]  # fmt: skip


def test_a_replaced_claim_is_only_reversed_and_its_replacement_is_paid(tmp_path: Path) -> None:
    replaced = line(("OA", "129", "100"), disposition="denied", edit="superseded_claim", allowed_amount=Decimal(0))
    newer = line(claim_key="A2", claim_frequency_code="7", charge_amount="90", received_date=date(2026, 4, 5))
    done = written([replaced, newer], tmp_path / "now", remitted(tmp_path, BEFORE))
    assert [each.split("*")[1:5] for each in segments(done, "CLP")] == [["A", "22", "-100", "-72"],
                                                                        ["A", "1", "90", "90"]]  # fmt: skip
    count = done.reconciliation
    assert (count.only_reversed, count.remitted) == (Share(1, 1, Decimal(100)), Share(1, 1, Decimal(90), Decimal(90)))
    assert count.is_balanced
    read(done)


def test_what_was_reversed_is_not_reversed_again(tmp_path: Path) -> None:
    replaced = line(("OA", "129", "100"), disposition="denied", edit="superseded_claim", allowed_amount=Decimal(0))
    first = remitted(tmp_path, BEFORE)
    history = together(first, read(written([replaced, OTHER], tmp_path / "second", first)))
    found = settled([replaced, OTHER], history)
    assert held(found) == [("A", "remitted_before", None, None), ("Z", "remitted_before", None, None)]
    assert found.reconciliation.reversals == Share()
    again = settled([BEFORE], history)
    assert (again.reconciliation.remitted.claims, again.reconciliation.reversals.claims) == (1, 0)


def test_without_an_earlier_remittance_a_replaced_claim_is_told_with_its_reason(tmp_path: Path) -> None:
    replaced = line(("OA", "129", "100"), disposition="denied", edit="superseded_claim", allowed_amount=Decimal(0))
    assert segments(written([replaced], tmp_path), "CAS") == ["CAS*OA*129*100"]


def test_a_claim_that_waits_is_not_reversed(tmp_path: Path) -> None:
    now = line(("OA", "133", "100"), disposition="pended", edit="price_missing", allowed_amount=Decimal(0))
    found = settled([now], remitted(tmp_path, BEFORE))
    assert held(found) == [("A", "pended", 1, "price_missing")]
    assert found.reconciliation.reversals == Share()


def test_a_debt_goes_forward_and_is_recovered_when_there_is_something_to_pay(tmp_path: Path) -> None:
    nothing = line(("CO", "96", "100"), disposition="denied", edit="not_covered", allowed_amount=Decimal(0))
    first = remitted(tmp_path, BEFORE)
    second = settle(adjudicated([nothing], first), payment_date=date(2026, 5, 10), first_trace_number=20)
    done = write_remittances(second, tmp_path / "second", SENDING, PAYOR)
    assert segments(done, "BPR", "TRN", "PLB") == [
        "BPR*H*0*C*NON************20260510", "TRN*1*20*1900000009", "PLB*1234567893*20261231*FB>20*-72",
    ]  # fmt: skip
    history = together(first, read(done))

    zero = settle(adjudicated([line(("CO", "96", "100"), claim_id="Y", disposition="denied", edit="not_covered",
                                    allowed_amount=Decimal(0))], history), payment_date=date(2026, 6, 1))  # fmt: skip
    assert segments(write_remittances(zero, tmp_path / "zero", SENDING, PAYOR), "PLB") == []

    third = settle(adjudicated([OTHER, nothing], history), payment_date=date(2026, 6, 10), first_trace_number=30)
    done = write_remittances(third, tmp_path / "third", SENDING, PAYOR)
    assert segments(done, "BPR", "PLB") == [
        "BPR*H*0*C*NON************20260610", "PLB*1234567893*20261231*FB>20*72*FB>30*-42",
    ]  # fmt: skip
    history = together(history, read(done))

    last = line(claim_id="Y", charge_amount="50")
    fourth = settle(adjudicated([last], history), payment_date=date(2026, 7, 10), first_trace_number=40)
    done = write_remittances(fourth, tmp_path / "fourth", SENDING, PAYOR)
    assert segments(done, "BPR", "PLB") == ["BPR*I*8*C*CHK************20260710", "PLB*1234567893*20261231*FB>30*42"]
    assert (fourth.reconciliation.recovered, fourth.reconciliation.forwarded) == (42, 0)
    read(done)


def test_a_debt_runs_through_the_payments_of_one_payee(tmp_path: Path) -> None:
    nothing = line(("CO", "96", "100"), disposition="denied", edit="not_covered", allowed_amount=Decimal(0))
    more = [line(claim_id=name, charge_amount="30") for name in ("B", "C", "D", "E")]
    found = settled([nothing, *more], remitted(tmp_path, BEFORE), most_claims=2, first_trace_number=7)
    done = write_remittances(found, tmp_path / "now", SENDING, PAYOR)
    assert segments(done, "BPR", "PLB") == [
        "BPR*H*0*C*NON************20260410", "PLB*1234567893*20261231*FB>7*-72",
        "BPR*H*0*C*NON************20260410", "PLB*1234567893*20261231*FB>7*72*FB>8*-12",
        "BPR*I*48*C*CHK************20260410", "PLB*1234567893*20261231*FB>8*12",
    ]  # fmt: skip
    read(done)


def test_an_earlier_value_that_cannot_be_written_is_an_error_that_names_it(tmp_path: Path) -> None:
    earlier = dict(remitted(tmp_path, BEFORE))
    rows = earlier["remittance_claim"].to_pylist()
    earlier["remittance_claim"] = pa.Table.from_pylist(
        [row | {"group_number": "G>1"} for row in rows], schema=REMITTANCE_CLAIM.arrow_schema()
    )
    found = settled([line(("CO", "45", "5"))], earlier)
    with pytest.raises(FaultsFound, match="A: group_number: holds one of"):
        write_remittances(found, tmp_path / "now", SENDING, PAYOR)
    assert not (tmp_path / "now").exists()
