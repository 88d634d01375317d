"""Every case beside a recommendation holds; after its amendment each contract meets the recommendation."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import pytest
from ruamel.yaml import YAML

from perdiem.codes import packaged_code_sets
from perdiem.model.contract import Contract
from perdiem.model.results import Status
from perdiem.readers.contract_file import read_contract_file
from perdiem.rules.recommendations.adopt import apply
from perdiem.rules.recommendations.judge import status_of
from perdiem.rules.recommendations.registry import RECOMMENDATIONS, Recommendation


def _cases() -> list[Any]:
    found = []
    for recommendation in RECOMMENDATIONS:
        file = files(recommendation.package) / "cases.yaml"
        for case in YAML(typ="safe", pure=True).load(file.read_text("utf-8")):
            found.append(pytest.param(recommendation, case, id=f"R{recommendation.number:02} {case['name']}"))
    return found


def _contract(case: dict[str, Any], folder: Any) -> Contract:
    path = folder / "case.yaml"
    with path.open("w", encoding="utf-8") as file:
        YAML().dump({"contract": "case", **case["contract"]}, file)
    read = read_contract_file(path)
    assert read.agreement is not None, "\n".join(map(str, read.faults))
    return read.agreement.versions[0][1]


@pytest.mark.parametrize(("recommendation", "case"), _cases())
def test_the_case_has_its_status(recommendation: Recommendation, case: dict[str, Any], tmp_path: Any) -> None:
    contract = _contract(case, tmp_path)
    findings = tuple(recommendation.check(contract, packaged_code_sets()))
    assert status_of(findings).value == case["status"], [(f.element, f.status, f.sentence) for f in findings]
    if "finds" in case:
        against = {f.term for f in findings if not f.warning and f.status in {Status.NOT_MET, Status.PARTLY}}
        assert against == set(case["finds"])
    if "warns" in case:
        assert {f.term for f in findings if f.warning} >= set(case["warns"])
    for finding in findings:
        assert finding.sentence.endswith("."), finding.sentence
        assert (finding.position is not None) == bool(finding.term), finding


@pytest.mark.parametrize(("recommendation", "case"), _cases())
def test_after_its_amendment_the_contract_meets_it(
    recommendation: Recommendation, case: dict[str, Any], tmp_path: Any
) -> None:
    contract = _contract(case, tmp_path)
    sets = packaged_code_sets()
    before = {r.number: status_of(r.check(contract, sets)) for r in RECOMMENDATIONS}
    amended = apply(contract, sets, recommendation.amend(contract, sets))
    after = {r.number: status_of(r.check(amended, sets)) for r in RECOMMENDATIONS}
    expected = Status.NOT_APPLICABLE if before[recommendation.number] is Status.NOT_APPLICABLE else Status.MET
    assert after[recommendation.number] is expected
    order = [Status.NOT_MET, Status.SILENT, Status.PARTLY, Status.MET, Status.NOT_APPLICABLE]
    worse = {n for n in after if order.index(after[n]) < order.index(before[n])}
    assert not worse
    assert not recommendation.amend(amended, sets), "a contract that meets it needs no further edit"
