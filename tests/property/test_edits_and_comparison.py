"""Edits mean the same in a contract's text and in its model; a comparison lists exactly what they changed."""

from __future__ import annotations

import random
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from perdiem.codes.compress import compress
from perdiem.codes.expand import expand
from perdiem.model.contract import Contract
from perdiem.model.edits import Edit, append_item, drop_codes, remove_term, set_term
from perdiem.model.terms.base import Section
from perdiem.model.terms.lookup import keys_of, section_in
from perdiem.readers.terms_in_file import bare_terms
from perdiem.readers.yaml_document import parse_yaml
from perdiem.rules.comparison import NOT_COMPARED, changes_between
from perdiem.rules.coverage import coverage_of
from perdiem.rules.recommendations.adopt import apply, plain_data, without_codes
from perdiem.writers.contract_file import write_edits
from perdiem.writers.yaml_text import flow
from tests.property.contracts import IN_FORCE, SETS, codes, contracts, term_values
from tests.property.test_contract_file_round_trip import dumped

CALM = settings(deadline=None, max_examples=35, derandomize=True)


def terms_of(kind: type[Section], path: tuple[str, ...] = ()) -> dict[tuple[str, ...], Any]:
    """Every single term (no rows of lists) of the model, by path, with its field."""
    found: dict[tuple[str, ...], Any] = {}
    for key, field in keys_of(kind).items():
        inner = section_in(field.annotation)
        if isinstance(field.annotation, type) and inner is not None:
            found |= terms_of(inner, (*path, key))
        elif inner is None and (path or key not in {*NOT_COMPARED, "rates"}):
            found[(*path, key)] = field
    return {place: field for place, field in found.items() if place[0] != "effective"}


TERMS = terms_of(Contract)
RULES = st.fixed_dictionaries({"for": st.just("everything"), "needed": st.just("no")})


@st.composite
def edits(draw: st.DrawFn) -> Edit:
    way = draw(st.sampled_from(["set", "remove", "append", "drop", "rate"]))
    if way == "append":
        return append_item("authorization", "rules", item=draw(RULES))
    if way == "rate":
        return append_item("rates", item={"codes": draw(codes), "rate": "1.00", "site": "suite"})
    if way == "drop":
        return drop_codes("rates", codes=tuple(draw(st.lists(codes, min_size=1, max_size=3))))
    path = draw(st.sampled_from(sorted(TERMS)))
    if way == "remove":
        return remove_term(*path)
    return set_term(*path, to=draw(term_values(path[-1], TERMS[path])))


def without(items: Any, gone: Any) -> list[str]:
    return without_codes(items, gone, SETS)


@CALM
@given(contracts, st.lists(edits(), min_size=1, max_size=4), st.booleans())
def test_edits_written_into_the_text_make_the_contract_that_they_make_of_the_model(
    contract: Contract, wanted: list[Edit], one_line: bool
) -> None:
    text = flow(plain_data(contract)) + "\n" if one_line else dumped(plain_data(contract))
    after = apply(contract, SETS, wanted)
    assume(after.effective == contract.effective)
    edited = write_edits(text, contract, [(1, edit) for edit in wanted], without, "x")
    assert stated(plain_data(terms_in(edited.text))) == stated(plain_data(after))


def terms_in(text: str) -> Contract:
    """The text's terms, whether or not its rates collide."""
    document = parse_yaml(text, "edited.yaml")
    terms = bare_terms(document)
    assert not [*document.faults, *terms.faults]
    return Contract.model_validate(terms.data)


def stated(value: Any) -> Any:
    """Data without what is empty: both are ways of writing silence."""
    if isinstance(value, dict):
        return {key: left for key, inner in value.items() if (left := stated(inner)) not in ({}, [])}
    return value


@CALM
@given(contracts)
def test_a_contract_does_not_differ_from_itself(contract: Contract) -> None:
    assert changes_between(contract, contract, SETS) == ()


@CALM
@given(contracts, st.data())
def test_a_changed_term_is_listed_and_no_other(contract: Contract, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(sorted(TERMS)))
    after = apply(contract, SETS, [set_term(*path, to=data.draw(term_values(path[-1], TERMS[path])))])
    changes = changes_between(contract, after, SETS)
    assert [change.term for change in changes] == ([] if after == contract else [".".join(path)])


@CALM
@given(contracts, contracts)
def test_a_comparison_is_the_same_from_the_other_side(one: Contract, two: Contract) -> None:
    there = {(c.before, c.after) for c in changes_between(one, two, SETS)}
    back = {(c.after, c.before) for c in changes_between(two, one, SETS)}
    assert there == back


@CALM
@given(st.lists(codes, min_size=1, max_size=60))
def test_codes_written_short_stand_for_the_same_codes(named: list[str]) -> None:
    assert sorted(expand(compress(named, SETS), SETS)) == sorted(set(named))


@CALM
@given(st.integers(0, len(IN_FORCE) - 1), st.integers(1, 40))
def test_neighbouring_codes_written_short_stand_for_the_same_codes(first: int, size: int) -> None:
    named = IN_FORCE[first : first + size]
    assert sorted(expand(compress(named, SETS), SETS)) == sorted(named)


def test_every_family_written_short_stands_for_its_codes() -> None:
    for members in SETS.families.values():
        assert sorted(expand(compress(members, SETS), SETS)) == sorted(members)


@CALM
@given(contracts, st.randoms(use_true_random=False))
def test_the_order_of_rate_rows_does_not_matter(contract: Contract, chance: random.Random) -> None:
    assume(contract.rates)
    data = plain_data(contract)
    chance.shuffle(data["rates"])
    other = Contract.model_validate(data)
    for code in {code for rate in contract.rates or () for code in expand(rate.codes or (), SETS)}:
        one, two = coverage_of(contract, SETS, code), coverage_of(other, SETS, code)
        assert (one.status, one.amount) == (two.status, two.amount)
    assert changes_between(contract, other, SETS) == ()
