"""R5: the provider's infusion suite is a site of care of the contract, with codes of its own.

What it looks for
    Whether services in the provider's ambulatory infusion suite are covered; whether claims show it by modifier SS
    and by a named place of service; whether it is open to all services or to some only. A rate made for the suite,
    for modifier SS or for its place of service shows that it is accepted.

Why it matters
    In a suite a nurse serves several patients, and patients choose a chair near work over a visit at home. The other
    place for the same infusion is a hospital's outpatient department, at twice the price. A suite that must bill as
    if at home is paid and never seen: nobody can count what it saves. One named without codes cannot bill.

Met when
    The suite is accepted, its claims carry modifier SS, a place of service is named for them, and no service is left
    out. Modifier SS without a place, or a place without SS, is partly met, and so is a suite that bills as if at
    home. A suite that is excluded, or needs another contract, makes it not met.

Silent when
    The contract says nothing of the suite, neither in words nor by rates made for it.

Limits
    Place 49 is only an example in the source: any place that the contract names counts. A place of service in a rate
    shows the suite only where it is 49 or the contract names it as the suite's. Whether the provider has a suite is
    not looked at, nor whether suite rates are lower.
"""

from __future__ import annotations

from collections.abc import Iterator

from perdiem.codes import CodeSets
from perdiem.model.contract import Contract
from perdiem.model.marks import Path
from perdiem.model.results import Finding
from perdiem.model.wording import joined, value_words
from perdiem.rules.recommendations.judge import Judge

SUITE_MODIFIER = "SS"
INDEPENDENT_CLINIC = "49"
CLOSED = {
    "excluded": "Suite services are not covered.",
    "separate_contract": "Suite services need a contract of their own.",
}


def check(contract: Contract, sets: CodeSets) -> Iterator[Finding]:
    """Findings on acceptance of the suite, its modifier, its place of service, and services left out."""
    judge, suite = Judge(5, contract), contract.suite
    if suite.status in CLOSED:
        yield judge.not_met("infusion suite", CLOSED[suite.status], "suite", "status", essential=True)
        return
    shown = shown_by_rates(contract)
    if not (suite.status or suite.modifier or suite.places_of_service or suite.only_for or shown):
        yield judge.silent("infusion suite", "The contract does not speak of an infusion suite.")
        return
    yield from _status(contract, judge, shown)
    yield _modifier(contract, judge, shown)
    yield _places(contract, judge, shown)
    if suite.only_for:
        text = f"The suite is covered only for {value_words(suite.only_for)}."
        yield judge.partly("services in the suite", text, "suite", "only_for")


def shown_by_rates(contract: Contract) -> dict[str, Path]:
    """What rates made for the suite show, each with the rate's path: `rate`, `modifier`, `place`."""
    shown: dict[str, Path] = {}
    places = {INDEPENDENT_CLINIC, *(contract.suite.places_of_service or ())}
    for row, rate in enumerate(contract.rates or ()):
        has_modifier = SUITE_MODIFIER in (rate.modifiers or ())
        is_suite = rate.site == "suite" or has_modifier
        has_place = bool(rate.places_of_service) and (is_suite or bool(places & set(rate.places_of_service or ())))
        if (is_suite or has_place) and contract.amount_of(rate) != 0:
            for key, holds in (("rate", True), ("modifier", has_modifier), ("place", has_place)):
                if holds:
                    shown.setdefault(key, ("rates", row))
    return shown


def _status(contract: Contract, judge: Judge, shown: dict[str, Path]) -> Iterator[Finding]:
    element, suite = "infusion suite", contract.suite
    if suite.status == "accepted":
        yield judge.met(element, "Services in the provider's infusion suite are covered.", "suite", "status")
    elif suite.status == "billed_as_home":
        text = "Suite services are billed as if given in the home, so that claims do not show them."
        yield judge.partly(element, text, "suite", "status")
    elif shown:
        yield judge.met(element, "A rate made for the suite shows that it is accepted.", *shown["rate"])
    elif suite.modifier or suite.places_of_service:
        key = "modifier" if suite.modifier else "places_of_service"
        yield judge.met(element, "The suite is accepted, for the contract says how it is billed.", "suite", key)


def _modifier(contract: Contract, judge: Judge, shown: dict[str, Path]) -> Finding:
    stated, element = contract.suite.modifier, "suite modifier"
    if stated == SUITE_MODIFIER:
        return judge.met(element, "Suite services carry modifier SS.", "suite", "modifier")
    if stated:
        return judge.partly(element, f"Suite services carry modifier {stated} in place of SS.", "suite", "modifier")
    if "modifier" in shown:
        return judge.met(element, "A rate for modifier SS shows that suite services carry it.", *shown["modifier"])
    return judge.silent(element, "Whether suite services carry modifier SS is not stated.")


def _places(contract: Contract, judge: Judge, shown: dict[str, Path]) -> Finding:
    places, element = contract.suite.places_of_service, "suite's place of service"
    if places:
        text = f"Suite services are billed with place of service {joined(list(places))}."
        return judge.met(element, text, "suite", "places_of_service")
    if "place" in shown:
        return judge.met(element, "A rate names the suite's place of service.", *shown["place"])
    return judge.silent(element, "Which place of service suite claims carry is not stated.")
