"""The terms that make a contract meet R2."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal

from perdiem.codes import CodeSets
from perdiem.codes.expand import expand
from perdiem.model.contract import Contract
from perdiem.model.edits import Edit, append_item, drop_codes, set_term
from perdiem.model.terms.payment import Rate
from perdiem.model.wording import amount_text, joined
from perdiem.rules.coverage import rates_of
from perdiem.rules.recommendations.proposed_rates import ProposedRate, proposed_rates
from perdiem.rules.recommendations.r02_coordinated_per_diem.check import lacking_contents
from perdiem.rules.recommendations.r02_coordinated_per_diem.therapies import missing_therapies

CONTENTS = ["supplies", "equipment", "pharmacy_services", "care_coordination", "administrative_services"]
LISTS = (("coding", "accepted"), ("per_diem", "paid_beside"), ("parenteral_nutrition", "solution_codes"))
INJECTIONS = ("growth_factor_injection", "injection_therapy", "unlisted_injection")
UNLISTED_INFUSION, UNLISTED_INJECTION = "S9379", "S9542"


def amend(contract: Contract, sets: CodeSets) -> list[Edit]:
    """Bill by S codes alone, give each therapy a per diem, and have one pharmacy provide what it holds."""
    return [*_codes(contract, sets), *_rates(contract, sets), *_provision(contract)]


def _codes(contract: Contract, sets: CodeSets) -> Iterator[Edit]:
    """S codes as the system; G codes out of every list and refused; no therapy refused as a whole."""
    if contract.coding.system != "s_codes":
        yield set_term("coding", "system", to="s_codes", reason="The S codes hold all components of a therapy's day.")
    for section, key in LISTS:
        if gone := _present(getattr(getattr(contract, section), key), sets.families["hit_g_codes"], sets):
            yield drop_codes(section, key, codes=gone, reason="The Medicare G codes leave components out.")
    missing = {code for codes in missing_therapies(contract, sets).values() for code in codes}
    refused = contract.coding.refused or ()
    kept = list(_without(refused, missing, sets))
    if not set(sets.families["hit_g_codes"]) <= set(expand(kept, sets)):
        kept.append("hit_g_codes")
    if kept != list(refused):
        yield set_term("coding", "refused", to=kept, reason="A G code in place of a per diem pays only part of it.")


def _rates(contract: Contract, sets: CodeSets) -> Iterator[Edit]:
    """No G code; and a per diem for each therapy left out, at a published price for the parties to settle."""
    rows = [item for rate in contract.rates or () for item in rate.codes or ()]
    if gone := _present(rows, sets.families["hit_g_codes"], sets):
        yield drop_codes("rates", codes=gone, reason="The Medicare G codes leave components out.")
    unpaid = {
        family: codes
        for family, codes in missing_therapies(contract, sets).items()
        if not any(_pays(contract, rate) for code in codes for _, rate in rates_of(contract, sets, code))
    }
    if zero := _present(rows, [code for codes in unpaid.values() for code in codes], sets):
        yield drop_codes("rates", codes=zero, reason="A rate of zero pays for nothing.")
    groups: dict[ProposedRate, list[str]] = {}
    for family, codes in unpaid.items():
        unlisted = UNLISTED_INJECTION if family in INJECTIONS else UNLISTED_INFUSION
        for code in codes:
            groups.setdefault(_proposal(contract, sets, code, unlisted), []).append(code)
    for proposal, named in groups.items():
        figure = (
            f"For {joined(named)}, {amount_text(proposal.rate)} dollars a day is proposed"
            f" ({proposal.source}, {proposal.dated}); the parties settle the rates."
        )
        row = {"codes": named, "rate": amount_text(proposal.rate), "per": "day"}
        yield append_item("rates", item=row, reason="No therapy is left without a per diem.", open_figure=figure)


def _proposal(contract: Contract, sets: CodeSets, code: str, unlisted: str) -> ProposedRate:
    """The published price of the code; else the contract's own rate for unlisted therapies; else that one's price."""
    published = proposed_rates()
    if code in published:
        return replace(published[code], code="")
    own = _amount(contract, sets, unlisted)
    if own is not None:
        return ProposedRate("", own, "day", f"the contract's own rate for {unlisted}", "this contract")
    price = published[unlisted]
    return replace(price, code="", source=f"{price.source}, for {unlisted}")


def _amount(contract: Contract, sets: CodeSets, code: str) -> Decimal | None:
    """A code's rate in dollars above zero: the one without conditions before any other."""
    rates = sorted((rate for _, rate in rates_of(contract, sets, code)), key=_is_conditional)
    amounts = (contract.amount_of(rate) for rate in rates)
    return next((amount for amount in amounts if amount), None)


def _is_conditional(rate: Rate) -> bool:
    return bool(rate.modifiers or rate.site or rate.places_of_service or rate.lines_of_business or rate.to)


def _provision(contract: Contract) -> Iterator[Edit]:
    per_diem, nursing = contract.per_diem, contract.nursing
    includes = list(per_diem.includes or ())
    if wanted := (lacking_contents(contract) if includes else CONTENTS):
        yield set_term(
            "per_diem", "includes", to=[*includes, *wanted], reason="Nothing the infusion needs is left out."
        )
    if per_diem.supplied_by != "infusion_pharmacy":
        reason = "One pharmacy answers for the whole infusion."
        yield set_term("per_diem", "supplied_by", to="infusion_pharmacy", reason=reason)
    if per_diem.sterile_compounding != "usp_required":
        reason = "Sterile drugs are prepared to one standard."
        yield set_term("per_diem", "sterile_compounding", to="usp_required", reason=reason)
    if nursing.payment == "not_covered":
        yield set_term("nursing", "payment", to="separate", reason="The visit is part of the service.")
    if nursing.billed_by and "infusion_provider" not in nursing.billed_by:
        billers = ["infusion_provider", *nursing.billed_by]
        yield set_term("nursing", "billed_by", to=billers, reason="The pharmacy coordinates the nurse's visit.")


def _pays(contract: Contract, rate: Rate) -> bool:
    return contract.amount_of(rate) != 0


def _present(items: Iterable[str] | None, wanted: Iterable[str], sets: CodeSets) -> tuple[str, ...]:
    """Which of the wanted codes the items name, in code order."""
    return tuple(sorted(set(expand(items or (), sets)) & set(wanted)))


def _without(items: Iterable[str], gone: set[str], sets: CodeSets) -> Iterator[str]:
    """Items as the contract writes them; one that names a code to drop is written out without it."""
    for item in items:
        codes = expand((item,), sets)
        if gone.isdisjoint(codes):
            yield item
        else:
            yield from (code for code in codes if code not in gone)
