"""The contracts that Perdiem ships read cleanly, cite their sources, and review as their payors' policies stand.

The stances were written down from the policies before any check existed, by hand; where the review says otherwise the
difference is listed with its reason, and an entry of that list that no longer differs fails.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from perdiem.codes import packaged_code_sets
from perdiem.codes.expand import expand
from perdiem.model.contract import Contract
from perdiem.model.results import Basis, Review, Status
from perdiem.model.terms.base import Section
from perdiem.model.terms.lookup import stated_terms
from perdiem.readers.contract_file import read_contract_file
from perdiem.rules.recommendations.review import review_contract

CONTRACTS = Path(__file__).parents[2] / "contracts"
PUBLISHED = sorted((CONTRACTS / "published").glob("*.yaml"))
RATE_FILE = CONTRACTS / "published" / "cleveland-clinic-one-payor-2026-rates.csv"
DAY = date(2026, 7, 1)

# What each payor's visible policy says of each recommendation: agree, partly, contradict; unknown where the text seen
# does not reach it, silent where a text seen whole does not speak of it, n/a where it does not concern the payor.
STANCES = """
R   hmsa        bcbs-texas-2015  alaska-medicaid  oregon-health-plan  bcbs-north-dakota  bcbs-nebraska
1   unknown     silent           unknown          unknown             unknown            unknown
2   agree       agree            agree            agree               agree              partly
3   unknown     contradict       unknown          partly              unknown            unknown
4   unknown     unknown          unknown          partly              unknown            unknown
5   partly      silent           unknown          agree               agree              partly
6   unknown     n/a              agree            unknown             n/a                n/a
7   partly      contradict       contradict       unknown             unknown            unknown
8   partly      contradict       contradict       partly              unknown            unknown
9   unknown     silent           unknown          unknown             unknown            unknown
10  unknown     unknown          partly           agree               unknown            agree
11  unknown     silent           unknown          partly              agree              partly
12  unknown     n/a              n/a              n/a                 unknown            unknown
13  unknown     silent           unknown          unknown             unknown            unknown
14  agree       contradict       contradict       contradict          unknown            unknown
15  contradict  silent           unknown          unknown             unknown            unknown
"""

EXPECTED = {
    "agree": {Status.MET},
    "partly": {Status.PARTLY},
    "contradict": {Status.NOT_MET},
    "n/a": {Status.NOT_APPLICABLE},
    "unknown": {Status.SILENT, Status.NOT_APPLICABLE},
    "silent": {Status.SILENT, Status.NOT_APPLICABLE},
}

# (payor, recommendation): what the review says instead, and why.
DIFFERENCES: dict[tuple[str, int], tuple[Status, str]] = {
    ("bcbs-north-dakota", 5): (
        Status.PARTLY,
        "Place of service 49 is named for the suite; whether modifier SS is asked for is not visible.",
    ),
    ("oregon-health-plan", 5): (
        Status.PARTLY,
        "Modifier SS is named for the suite, and no place of service.",
    ),
    ("oregon-health-plan", 10): (
        Status.PARTLY,
        "Formula, equipment and supplies are covered at any age; the enteral per-diem codes are not visible.",
    ),
}

# What one payor's rates alone can show: everything else is silent.
SHOWN_BY_RATES = {2: Status.PARTLY, 3: Status.PARTLY, 4: Status.MET, 10: Status.MET, 15: Status.NOT_MET}


def stances() -> dict[tuple[str, int], str]:
    header, *rows = (line.split() for line in STANCES.strip().splitlines())
    return {
        (payor, int(number)): stance
        for number, *stances in rows
        for payor, stance in zip(header[1:], stances, strict=True)
    }


@cache
def _contract(path: Path) -> Contract:
    read = read_contract_file(path)
    assert read.agreement is not None, "\n".join(map(str, read.faults))
    return read.agreement.on(DAY)


@cache
def _review(path: Path) -> Review:
    return review_contract(_contract(path), packaged_code_sets(), DAY)


@pytest.mark.parametrize("path", [*PUBLISHED, CONTRACTS / "model.yaml"], ids=lambda path: path.stem)
def test_the_contract_reads_without_a_fault(path: Path) -> None:
    assert not read_contract_file(path).faults
    assert _contract(path).contract == path.stem


@pytest.mark.parametrize("path", PUBLISHED, ids=lambda path: path.stem)
def test_every_term_cites_a_source(path: Path) -> None:
    contract = _contract(path)
    told_by_the_file = {"contract", "title", "about", "payor", "provider", "sources"}
    cited = set()
    for term in _single_terms(contract):
        if term[0] in told_by_the_file:
            continue
        citation = contract.mark(*term).citation
        assert citation is not None, term
        assert citation.title, term
        assert citation.basis in {Basis.PRINTED, Basis.INFERRED, Basis.OBSERVED}, term
        cited.add(citation.title)
    for source in contract.sources.values():
        assert all((source.title, source.publisher, source.url, source.dated, source.seen)), source
        assert source.title in cited, f"no term cites {source.title}"


@pytest.mark.parametrize(("payor", "number"), stances(), ids=str)
def test_the_review_agrees_with_the_payors_stance(payor: str, number: int) -> None:
    stance = stances()[payor, number]
    review = _review(CONTRACTS / "published" / f"{payor}.yaml")
    found, result = review.status_of(number), review.results[number - 1]
    if (payor, number) in DIFFERENCES:
        status, _ = DIFFERENCES[payor, number]
        assert found is status, result.reason
        assert found not in EXPECTED[stance], "no longer a difference: take it off the list"
    else:
        assert found in EXPECTED[stance], f"{stance}, but {found}: {result.reason}"


def test_every_published_policy_hasstances() -> None:
    payors = {payor for payor, _ in stances()}
    assert payors == {path.stem for path in PUBLISHED} - {"cleveland-clinic-one-payor-2026"}
    assert DIFFERENCES.keys() <= stances().keys()
    assert all(reason.endswith(".") for _, reason in DIFFERENCES.values())


@pytest.mark.parametrize("number", range(1, 16))
def test_a_rate_schedule_alone_is_silent_on_all_but_its_codes(number: int) -> None:
    result = _review(RATE_FILE.with_name("cleveland-clinic-one-payor-2026.yaml")).results[number - 1]
    assert result.status is SHOWN_BY_RATES.get(number, Status.SILENT), result.reason


@pytest.mark.parametrize("number", range(1, 16))
def test_the_model_contract_meets_every_recommendation(number: int) -> None:
    result = _review(CONTRACTS / "model.yaml").results[number - 1]
    assert result.status is Status.MET, result.reason


def test_the_amendment_example_changes_a_rate_a_factor_and_a_term() -> None:
    read = read_contract_file(CONTRACTS / "model.yaml", [CONTRACTS / "model-amendment-example.yaml"])
    assert not read.faults
    assert read.agreement is not None
    before, after = read.agreement.on(date(2026, 12, 31)), read.agreement.on(date(2027, 1, 1))
    codes = ("S9338", "S9563", "99601")
    assert [_amounts(before)[code] for code in codes] == [200, 200, 152]
    assert [_amounts(after)[code] for code in codes] == [215, 200, Decimal("158.08")]  # 158.08 = 152 x 1.04
    assert (before.claims.timely_filing_days, after.claims.timely_filing_days) == (180, 365)


def test_the_rate_schedule_gives_each_published_rate_to_the_cent() -> None:
    amounts = _amounts(_contract(RATE_FILE.with_name("cleveland-clinic-one-payor-2026.yaml")))
    rows = list(csv.DictReader(io.StringIO(RATE_FILE.read_text("utf-8"))))
    assert len(rows) == 122
    assert set(amounts) == {row["code"] for row in rows}
    for row in rows:
        published = row["rate"] or row["note"].removeprefix("published as ")
        assert amounts[row["code"]] == Decimal(published), row
    assert sum(bool(row["base"]) for row in rows) == 69
    assert [row["code"] for row in rows if row["base"] and not row["base"].endswith(".00")] == ["S9122", "S9340"]


@pytest.mark.parametrize("path", sorted(CONTRACTS.rglob("*.yaml")), ids=lambda path: path.stem)
def test_the_file_survives_being_written_again(path: Path) -> None:
    yaml = YAML(typ="rt")
    yaml.preserve_quotes = True
    yaml.width = 4096
    yaml.indent(mapping=2, sequence=4, offset=2)
    text = path.read_bytes().decode("utf-8")
    written = io.BytesIO()
    yaml.dump(yaml.load(text), written)
    assert written.getvalue().decode("utf-8") == text


def _single_terms(contract: Contract) -> Iterator[tuple[str | int, ...]]:
    """Every stated term that holds no further terms."""
    for term, _, value in stated_terms(contract):
        if isinstance(value, dict):
            yield from ((*term, name) for name in value)
        elif not isinstance(value, Section) and not (isinstance(value, tuple) and isinstance(value[0], Section)):
            yield term


def _amounts(contract: Contract) -> dict[str, Decimal | None]:
    return {
        code: contract.amount_of(rate)
        for rate in contract.rates or ()
        for code in expand(rate.codes or (), packaged_code_sets())
    }
