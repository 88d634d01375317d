"""Steps 6 and 7: is the code in force and rightly billed, and does the contract cover it."""

from __future__ import annotations

from collections.abc import Iterator

from perdiem.model.contract import Contract
from tests.oracle.line import ONE_DAY, Line
from tests.oracle.medicare import is_primary
from tests.oracle.world import NURSING, World

CONFLICTS = (("GA", "GZ"), ("NU", "RR"), ("JW", "JZ"), ("SH", "SJ"))
CREDENTIALS = {"TD": "rn", "TE": "lpn", "SA": "np"}


def coded(world: World, line: Line) -> None:
    """Step 6."""
    known = world.sets.codes.get(line.code or "")
    ends = [day for day in (line.first, line.last) if day is not None]
    if known is not None and any(day not in known.in_force for day in ends):
        line.refuse("code_not_in_force")
    if any(line.modifiers.issuperset(pair) for pair in CONFLICTS):
        line.refuse("modifiers_conflict")
    if "EY" in line.modifiers:
        line.refuse("no_order")
    if line.terms is None:
        return
    terms = line.terms
    by_agency = line.code in NURSING and "home_health_agency" in (terms.nursing.billed_by or ())
    if not by_agency and terms.claims.form not in {None, "either", line["claim_type"]}:
        line.refuse("claim_form")
    months = {(day.year, day.month) for day in line.days}
    if terms.per_diem.month_per_line and world.counts_days(line) and len(months) > 1:
        line.refuse("month_crossed")
    least = terms.per_diem.least_days_per_line
    if least and world.is_therapy(line) and line.days and len(line.days) < least:
        next_day = line.days[-1] + ONE_DAY
        if any(other.code == line.code and other.first == next_day for other in world.others(line)):
            line.refuse("line_too_short")
    if terms.drugs.unlisted_code_needs_ndc and world.is_in(line, "unlisted_drugs") and not line["ndc"]:
        line.refuse("ndc_missing")


def covered(world: World, line: Line) -> None:
    """Step 7."""
    if line.terms is None or line.code is None:
        return
    terms = line.terms
    if terms.parenteral_nutrition.home_mix == "not_covered" and world.is_in(line, "home_mix"):
        line.refuse("home_mix")
    if line.code in world.codes(*terms.coding.refused or ()):
        line.refuse("code_refused", 15 if world.is_in(line, "home_mix") else 2)
    _other_code_system(world, line, terms)
    for recommendation in _not_covered(world, line, terms):
        line.refuse("not_covered", recommendation)
    if line.code in NURSING and terms.nursing.payment == "inside_per_diem":
        line.refuse("nursing_inside")
    if terms.drugs.benefit == "pharmacy" and world.is_in(line, "drug"):
        line.refuse("pharmacy_benefit")
    if line.code in NURSING:
        if terms.nursing.billed_by and _biller(line) not in terms.nursing.billed_by:
            line.refuse("nursing_biller")
        carried = {CREDENTIALS[modifier] for modifier in line.modifiers & CREDENTIALS.keys()}
        if terms.nursing.credential and carried - set(terms.nursing.credential):
            line.refuse("nursing_credential")


def _other_code_system(world: World, line: Line, terms: Contract) -> None:
    system: str | None = terms.coding.system
    recommendation = 2
    if line.line_of_business == "medicare_advantage":
        recommendation = 12
        if terms.medicare_advantage.code_system in {"s_codes", "hit_g_codes"}:
            system = terms.medicare_advantage.code_system
    if system == "s_codes" and world.is_in(line, "hit_g_codes"):
        line.refuse("other_code_system", recommendation)
    if system in {"hit_g_codes", "component_codes"} and world.is_in(line, "per_diem"):
        line.refuse("other_code_system", recommendation)


def _not_covered(world: World, line: Line, terms: Contract) -> Iterator[int | None]:
    """The recommendation of every term that leaves the line's code uncovered."""
    by_term = (
        (terms.catheter_care.coverage, world.is_in(line, "catheter_care"), None),
        (terms.de_clotting.kit, world.is_in(line, "de_clotting_kit"), 3),
        (terms.de_clotting.drug, line.code == "J2997", 3),
        (terms.de_clotting.nursing, world.is_de_clotting_visit(line), 3),
        (terms.catheter_insertion.picc_kit, line.code == "S5520", 4),
        (terms.catheter_insertion.picc_insertion, line.code == "S5522", 4),
        (terms.catheter_insertion.midline_kit, line.code == "S5521", 4),
        (terms.catheter_insertion.midline_insertion, line.code == "S5523", 4),
        (terms.enteral.per_diem, world.is_in(line, "enteral_per_diem"), 10),
        (terms.enteral.pump, world.is_in(line, "enteral_pump"), 10),
        (terms.enteral.kits, world.is_in(line, "enteral_supplies"), 10),
        (terms.enteral.formula, world.is_in(line, "enteral_formula"), 10),
        (terms.nursing.payment, line.code in NURSING, 14),
        (
            terms.medicare.b_codes_when_primary,
            (line.code or "").startswith("B") and is_primary(world, line),
            11,
        ),
    )
    for value, applies, recommendation in by_term:
        if value == "not_covered" and applies:
            yield recommendation


def _biller(line: Line) -> str:
    taxonomy, bill_type = line["billing_taxonomy_code"] or "", line["bill_type_code"] or ""
    if taxonomy:
        return "home_health_agency" if taxonomy.startswith("251E") else "infusion_provider"
    by_form = line.is_institutional and bill_type.startswith("3")
    return "home_health_agency" if by_form else "infusion_provider"
