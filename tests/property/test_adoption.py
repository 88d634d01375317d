"""Adopting recommendations meets them and makes no other worse, whatever the contract says."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from perdiem.codes import packaged_code_sets
from perdiem.model.contract import Contract
from perdiem.model.results import Status
from perdiem.rules.recommendations.adopt import adopt
from perdiem.rules.recommendations.judge import status_of
from perdiem.rules.recommendations.registry import RECOMMENDATIONS
from tests.property.contracts import contracts

ORDER = [Status.NOT_MET, Status.SILENT, Status.PARTLY, Status.MET, Status.NOT_APPLICABLE]


def _statuses(contract: Contract) -> dict[int, Status]:
    sets = packaged_code_sets()
    return {r.number: status_of(r.check(contract, sets)) for r in RECOMMENDATIONS}


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(contract=contracts, numbers=st.lists(st.integers(1, 15), min_size=1, max_size=4, unique=True))
def test_what_is_adopted_is_met_and_nothing_gets_worse(contract: Contract, numbers: list[int]) -> None:
    before = _statuses(contract)
    amended, _ = adopt(contract, packaged_code_sets(), numbers)
    after = _statuses(amended)
    for number in numbers:
        assert after[number] in {Status.MET, Status.NOT_APPLICABLE}, number
    worse = {n: (before[n], after[n]) for n in after if ORDER.index(after[n]) < ORDER.index(before[n])}
    assert not worse
