"""No stated term is silently ignored: the plan asks it, or it is listed with the reason why it decides no line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from perdiem.codes import packaged_code_sets
from perdiem.model.contract import Contract
from perdiem.model.terms.base import Section
from perdiem.model.terms.lookup import section_in
from perdiem.readers.contract_file import read_contract
from perdiem.rules.claims.compiled import compile_agreement
from perdiem.rules.claims.unused_terms import LABELS, NOT_ASKED, reason_for, unused_terms

CONTRACTS = Path(__file__).resolve().parents[3] / "contracts"
CAPITATED = "contract: c\ncapitation: [{codes: S9500, per_member_per_month: 1.50, lines_of_business: commercial}]\n"


def _declared(section: type[Section], path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """Every declared term: its path in the file, the class that holds it, and its field."""
    for name, field in section.model_fields.items():
        if name == "marks":
            continue
        here = (*path, field.alias or name)
        yield here, section.__name__, name
        inner = section_in(field.annotation)
        if inner is not None:
            yield from _declared(inner, here)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> set[tuple[str, str]]:
    """The terms, by class and field, that are looked at when contracts are compiled for the plan."""
    capitated = tmp_path / "capitated.yaml"
    capitated.write_text(CAPITATED)
    paths = [capitated, CONTRACTS / "model.yaml", *sorted((CONTRACTS / "published").glob("*.yaml"))]
    agreements = [read_contract(path) for path in paths]
    found: set[tuple[str, str]] = set()
    plain = Section.__getattribute__

    def noted(self: Section, name: str) -> Any:
        if name in type(self).__dict__.get("__pydantic_fields__", {}):
            found.add((type(self).__name__, name))
        return plain(self, name)

    monkeypatch.setattr(Section, "__getattribute__", noted)
    for agreement in agreements:
        compile_agreement(agreement, packaged_code_sets())
    monkeypatch.undo()
    return found


def test_every_declared_term_is_asked_or_listed_with_a_reason(asked: set[tuple[str, str]]) -> None:
    ignored = [
        ".".join(path)
        for path, section, name in _declared(Contract)
        if (section, name) not in asked and not _is_listed(path)
    ]
    assert ignored == []


def test_no_term_that_the_plan_asks_is_listed_as_unused(asked: set[tuple[str, str]]) -> None:
    in_part = {"authorization.rules.when"}  # it is asked whether a rule has a condition, never the condition itself
    wrong = [
        ".".join(path)
        for path, section, name in _declared(Contract)
        if (section, name) in asked and ".".join(path) in NOT_ASKED.keys() - in_part
    ]
    assert wrong == []


def test_every_entry_of_the_lists_is_a_declared_term() -> None:
    declared = {".".join(path) for path, _, _ in _declared(Contract)}
    assert (LABELS.keys() | NOT_ASKED.keys()) - declared == set()
    assert all(reason.endswith(".") for reason in NOT_ASKED.values())


def _is_listed(path: tuple[str, ...]) -> bool:
    return any(".".join(path[:length]) in {*LABELS, *NOT_ASKED} for length in range(1, len(path) + 1))


def test_the_stated_ones_are_told_with_place_words_and_reason(tmp_path: Path) -> None:
    path = tmp_path / "c.yaml"
    path.write_text(
        "contract: c\n"
        "per_diem: {day_rule: access_days, sterile_compounding: usp_required}\n"
        "authorization:\n"
        "  rules: [{for: S9500, needed: yes, when: the course is long}]\n"
        "networks: [{name: a, local: yes}, {name: b}]\n"
    )
    told = unused_terms(read_contract(path))
    assert [term.term for term in told] == ["networks", "per_diem.sterile_compounding", "authorization.rules.1.when"]
    assert told[1].place == f"{path}:2:56"
    assert told[1].words == "Sterile preparations meet the USP chapters on compounding."
    assert told[2].words == "when the course is long"
    assert "condition in words" in told[2].reason


def test_a_term_that_the_plan_asks_has_no_reason() -> None:
    assert reason_for(("per_diem", "day_rule")) is None
    assert reason_for(("sites", "locations", 0, "name")) is None
    assert reason_for(("pn_programme", "payment", "kind")) is not None
