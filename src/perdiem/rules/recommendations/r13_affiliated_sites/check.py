"""R13: all affiliated sites of the provider work under the contract, with the same terms.

What it looks for
    How many pharmacies the contract lists, each with its NPI, or whether further sites join by notice; whether all
    work under the same terms; whether sites in other states are in.

Why it matters
    Infused drugs are prepared in a cleanroom, and a cleanroom can fail, flood or lose its power. A provider with
    several pharmacies can fill the order from the next one on the same day, but is not paid for it where the contract
    knows one NPI only. Members who travel or move for a season meet the same wall.

Met when
    More than one pharmacy is listed or further sites join by notice; all sites work under the same terms; and sites
    in other states are included, by name or because the contract lists sites in two or more states.

Silent when
    No site, and nothing about sites, is stated.

Limits
    An infusion suite prepares nothing, so a pharmacy with suites counts as one site. A location without an NPI counts
    in part, unless sites join by notice of their NPI. A service area is a different thing (where members live) and is
    not looked at. Whether a site holds the licenses of the state that it ships to is the provider's duty and is not
    checked.
"""

from __future__ import annotations

from collections.abc import Iterator

from perdiem.codes import CodeSets
from perdiem.model.contract import Contract
from perdiem.model.results import Finding
from perdiem.model.wording import joined, sentence
from perdiem.rules.recommendations.judge import Judge

LOCATIONS = ("sites", "locations")
BY_NOTICE = ("sites", "added_by_notice")
SAME_TERMS = ("sites", "same_terms")
OUT_OF_STATE = ("sites", "out_of_state")


def check(contract: Contract, sets: CodeSets) -> Iterator[Finding]:
    """Findings on the number of sites, their NPIs, their terms and other states."""
    judge = Judge(13, contract)
    yield _number(contract, judge)
    yield from _npis(contract, judge)
    yield _same_terms(contract, judge)
    yield _out_of_state(contract, judge)


def _number(contract: Contract, judge: Judge) -> Finding:
    element, sites = "more than one site", contract.sites
    locations = sites.locations or ()
    pharmacies = [site for site in locations if site.kind != "suite"]
    if sites.added_by_notice:
        return judge.met(element, sentence(BY_NOTICE, True), *BY_NOTICE)
    if len(pharmacies) > 1:
        return judge.met(element, f"The contract lists {len(pharmacies)} pharmacies.", *LOCATIONS)
    if len(locations) > 1:
        text = f"Of {len(locations)} locations at most one is a pharmacy; a suite cannot prepare in its place."
        return judge.partly(element, text, *LOCATIONS)
    if locations:
        return judge.not_met(element, "The contract lists one location only.", *LOCATIONS)
    if sites.added_by_notice is False:
        return judge.not_met(element, sentence(BY_NOTICE, False), *BY_NOTICE)
    return judge.silent(element, "Which sites take part is not stated.")


def _npis(contract: Contract, judge: Judge) -> Iterator[Finding]:
    locations = contract.sites.locations or ()
    without = [row for row, site in enumerate(locations) if not site.npi]
    if len(locations) < 2 and not without:
        return  # one location with its NPI is no redundancy
    if not without:
        yield judge.met("NPI of each site", "Each location has its NPI.", *LOCATIONS)
        return
    names = joined([locations[row].name or f"location {row + 1}" for row in without])
    found = judge.remark if contract.sites.added_by_notice else judge.partly
    yield found(
        "NPI of each site", f"No NPI is stated for {names}, so its claims cannot be recognized.", *LOCATIONS, without[0]
    )


def _same_terms(contract: Contract, judge: Judge) -> Finding:
    stated = contract.sites.same_terms
    if stated is None:
        return judge.silent("same terms", "Whether all sites work under the same terms is not stated.")
    text = sentence(SAME_TERMS, stated)
    if stated:
        return judge.met("same terms", text, *SAME_TERMS)
    return judge.not_met("same terms", text, *SAME_TERMS, essential=True)


def _out_of_state(contract: Contract, judge: Judge) -> Finding:
    element, stated = "other states", contract.sites.out_of_state
    if stated:
        found = judge.met if stated == "included" else judge.not_met
        return found(element, sentence(OUT_OF_STATE, stated), *OUT_OF_STATE)
    states = sorted({site.state for site in contract.sites.locations or () if site.state and site.kind != "suite"})
    if len(states) > 1:
        return judge.met(element, f"The contract lists pharmacies in {joined(states)}.", *LOCATIONS)
    return judge.silent(element, "Whether affiliated sites in other states are included is not stated.")
