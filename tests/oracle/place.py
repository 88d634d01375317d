"""Step 8: the home, the suite, and places that are neither."""

from __future__ import annotations

from perdiem.model.contract import Contract
from tests.oracle.line import Line
from tests.oracle.world import World


def home_places(world: World, terms: Contract) -> set[str]:
    """Places of service that count as the home."""
    if terms.claims.home_places:
        return set(terms.claims.home_places)
    return {place.place for place in world.sets.places.values() if place.site_class in {"home", "home_like"}}


def is_suite_line(world: World, line: Line) -> bool:
    """Whether the line says that it was given in the provider's suite."""
    assert line.terms is not None
    suite = line.terms.suite
    if line.modifiers & {"SS", suite.modifier}:
        return True
    if line.place in {"49", *(suite.places_of_service or ())}:
        return True
    at_a_suite = line.site is not None and line.site.kind == "suite"
    return at_a_suite and line.place not in home_places(world, line.terms)


def cared_for(world: World, line: Line) -> None:
    """Step 8."""
    if line.terms is None or not world.is_in(line, "per_diem", "any_nursing", "catheter_procedure"):
        return
    terms, suite = line.terms, line.terms.suite
    in_suite = is_suite_line(world, line)
    if in_suite and suite.status != "billed_as_home":
        _suite(world, line)
    elif line.place is not None and line.place not in home_places(world, terms):
        line.refuse("place_not_home")
    setting = "suite" if in_suite else "home"
    settings = None
    if line.code == "S5517":
        settings = terms.de_clotting.settings
    elif line.code in {"S5520", "S5521", "S5522", "S5523"}:
        settings = terms.catheter_insertion.settings
    if settings and setting not in settings:
        line.refuse("setting")
    if world.is_in(line, "any_nursing") and line.place in (terms.nursing.not_paid_in_places or ()):
        line.refuse("nursing_place")


def _suite(world: World, line: Line) -> None:
    assert line.terms is not None
    suite = line.terms.suite
    if suite.status in {"excluded", "separate_contract"} or suite.is_silent:
        line.refuse("suite_not_covered")
        return
    if suite.modifier and suite.modifier not in line.modifiers:
        line.refuse("suite_modifier_missing")
    if suite.places_of_service and line.place is not None and line.place not in suite.places_of_service:
        line.refuse("suite_place")
    other_code = suite.only_for is not None and line.code not in world.codes(*suite.only_for)
    other_illness = suite.only_for_diagnoses is not None and not any(
        code.startswith(suite.only_for_diagnoses) for code in _diagnoses(world, line)
    )
    if other_code or other_illness:
        line.refuse("suite_code")


def _diagnoses(world: World, line: Line) -> set[str]:
    listed = {row["diagnosis_code"] for row in world.rows("claim_diagnosis", claim_key=line["claim_key"])}
    return (listed | {line[f"diagnosis_code_{n}"] for n in range(1, 13)}) - {None}
