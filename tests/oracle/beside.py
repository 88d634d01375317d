"""Step 15: what a per diem already holds."""

from __future__ import annotations

from perdiem.codes.expand import others_of
from tests.oracle.line import Line
from tests.oracle.world import World

INSIDE_EVERY_PER_DIEM = (
    "supplies",
    "infusion_pump",
    "iv_pole",
    "equipment_unlisted",
    "pump_service",
    "compounding",
    "delivery",
)
BY_TERM = {"iv_solutions": "hydration_fluid_drugs", "nursing": "nursing"}


def inside(world: World, line: Line) -> None:
    """Step 15 for a line that is not counted by days."""
    for other in world.standing_beside(line):
        if world.is_therapy(other) and line.shares_a_day_with(other) and _holds(world, other, line):
            line.refuse("inside_per_diem")


def _holds(world: World, therapy: Line, line: Line) -> bool:
    """Whether the therapy's per diem holds what the line bills, by the line's contract."""
    assert line.terms is not None
    terms = line.terms.per_diem
    if line.code in world.codes(*terms.paid_beside or ()):
        return False
    if world.is_in(line, *INSIDE_EVERY_PER_DIEM):
        return True
    if any(world.is_in(line, BY_TERM[part]) for part in terms.includes or () if part in BY_TERM):
        return True
    if line.code in world.codes(*terms.not_paid_beside or ()):
        return True
    if not world.is_in(therapy, "pn_per_diem", "enteral_per_diem"):
        return False
    if world.is_in(therapy, "pn_per_diem") and line.code in _paid_solutions(world, line):
        return False
    rules = [edit for edit in world.sets.edits_of(therapy.code or "") if edit.kind == "includes"]
    return any(line.code in others_of(rule, world.sets) for rule in rules)


def _paid_solutions(world: World, line: Line) -> frozenset[str]:
    """Solutions that the contract pays beside a PN per diem."""
    assert line.terms is not None
    terms = line.terms.parenteral_nutrition
    if terms.formula != "paid_separately":
        return frozenset()
    return world.codes(*terms.solution_codes) if terms.solution_codes else world.family("pn_solution")
