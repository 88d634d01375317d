"""An agreement, all versions of it, as the compiled tables that the plan joins with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, get_args

from perdiem.codes import CodeSets
from perdiem.model.contract import Agreement, Contract
from perdiem.model.periods import Period
from perdiem.model.terms.parties import Site
from perdiem.model.terms.types import LineOfBusiness
from perdiem.rules.claims.compiled.code_facts import CodeFacts
from perdiem.rules.claims.compiled.edit_terms import add_edit_terms
from perdiem.rules.claims.compiled.kinds import kind_rows
from perdiem.rules.claims.compiled.pairs import Pairs
from perdiem.rules.claims.compiled.rates import rate_rows
from perdiem.rules.claims.compiled.schemas import TABLES, arrow_table
from perdiem.rules.claims.compiled.terms import Terms
from perdiem.rules.claims.compiled.version import FIRST_DAY_EVER, LAST_DAY_EVER, version_row
from perdiem.rules.working_days import CALENDAR, holidays_on_weekdays

LINES_OF_BUSINESS: tuple[str, ...] = get_args(LineOfBusiness)
HOME_CLASSES = frozenset({"home", "home_like"})
SUITE_PLACE = "49"
FIRST_YEAR, MOST_YEARS = 2000, 100  # years for which holidays are looked up


@dataclass(frozen=True, slots=True)
class CompiledContract:
    """The compiled tables by name, as pyarrow tables, and what the runner asks of them.

    `counts_billings` says that some version pays by the number of billings over all members.
    """

    tables: dict[str, Any]
    counts_billings: bool


def compile_agreement(agreement: Agreement, sets: CodeSets, billed: Iterable[str] | None = None) -> CompiledContract:
    """Every version compiled, for the codes that are billed where those are known, else for all.

    Raises UsageError for a rate that cannot be a number.
    """
    asked = None if billed is None else frozenset(billed)
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in TABLES}
    unknown: set[str] = set()
    for number, (period, contract) in enumerate(agreement.versions, 1):
        terms = Terms(number, contract)
        lob_keys = lines_spoken_of(contract)
        rates = rate_rows(number, contract, sets, terms)
        unknown |= {row["code"] for row in rates} - sets.codes.keys()
        pairs = Pairs(number, contract, sets, terms)
        rows["c_version"].append(version_row(number, period, contract))
        rows["c_line_of_business"] += _lines_of_business(number, contract, lob_keys)
        rows["c_site"] += _sites(number, contract)
        rows["c_state"] += [{"contract_version": number, "state": s} for s in contract.service_area.states or ()]
        rows["c_place"] += _places(number, contract, sets)
        rows["c_diagnosis"] += [
            {"contract_version": number, "prefix": prefix} for prefix in contract.suite.only_for_diagnoses or ()
        ]
        rows["c_code"] += CodeFacts(number, contract, sets, terms).rows(("", *lob_keys), sorted(unknown), asked)
        rows["c_rate"] += rates
        rows["c_group"] += pairs.group_rows()
        rows["c_pair"] += pairs.rows
        add_edit_terms(terms)
        rows["c_term"] += terms.rows()
    rows["c_holiday"] = [{"day": day} for day in holidays_on_weekdays(CALENDAR, _years_counted(agreement))]
    rows["c_kind"] = kind_rows(sets, sorted(unknown))
    return CompiledContract(
        tables={name: arrow_table(name, found) for name, found in rows.items()},
        counts_billings=any(contract.unlisted.first_billings for _, contract in agreement.versions),
    )


def lines_spoken_of(contract: Contract) -> tuple[str, ...]:
    """The lines of business that some term singles out; all others are decided alike."""
    sections: Iterable[Any] = (
        *(contract.authorization.rules or ()),
        *(contract.member_cost or ()),
        *(contract.capitation or ()),
    )
    named = {line for section in sections for line in section.lines_of_business or ()}
    if not contract.medicare_advantage.is_silent:
        named.add("medicare_advantage")
    return tuple(line for line in LINES_OF_BUSINESS if line in named)


def _lines_of_business(number: int, contract: Contract, lob_keys: tuple[str, ...]) -> list[dict[str, Any]]:
    covered = contract.lines_of_business
    return [
        {
            "contract_version": number,
            "line_of_business": line,
            "is_covered": covered is None or line in covered,
            "lob_key": line if line in lob_keys else "",
        }
        for line in LINES_OF_BUSINESS
    ] + [{"contract_version": number, "line_of_business": "", "is_covered": True, "lob_key": ""}]


def _years_counted(agreement: Agreement) -> range:
    """The years in which working days are counted: none where no version counts any.

    An approval may have begun in the year before the claim's; of an agreement without an end its first hundred years.
    """
    periods = [
        period
        for period, contract in agreement.versions
        if contract.authorization.late_request_working_days is not None
    ]
    if not periods:
        return range(0)
    first = min(period.first.year if period.first else FIRST_YEAR for period in periods) - 1
    last = max(period.last.year if period.last else first + MOST_YEARS for period in periods)
    return range(first, min(last, first + MOST_YEARS) + 1)


def _sites(number: int, contract: Contract) -> list[dict[str, Any]]:
    """One row a site and period; of two entries of one NPI on the same days the first holds."""
    kept: list[Site] = []
    for site in contract.sites.locations or ():
        same = [other for other in kept if other.npi == site.npi]
        if site.npi and not any(_days(site).overlaps(_days(other)) for other in same):
            kept.append(site)
    return [
        {
            "contract_version": number,
            "npi": site.npi,
            "kind": site.kind,
            "state": site.state,
            "first_day": site.from_ or FIRST_DAY_EVER,
            "last_day": site.to or LAST_DAY_EVER,
        }
        for site in kept
    ]


def _days(site: Site) -> Period:
    return Period(site.from_, site.to)


def _places(number: int, contract: Contract, sets: CodeSets) -> list[dict[str, Any]]:
    home = contract.claims.home_places
    if home is None:
        home = tuple(place.place for place in sets.places.values() if place.site_class in HOME_CLASSES)
    suite = contract.suite.places_of_service or ()
    unnursed = contract.nursing.not_paid_in_places or ()
    return [
        {
            "contract_version": number,
            "place": place,
            "is_home": place in home,
            "is_suite": place in suite or place == SUITE_PLACE,
            "is_named_for_suite": place in suite,
            "is_without_nursing": place in unnursed,
        }
        for place in sorted({*sets.places, *home, *suite, *unnursed})
    ]
