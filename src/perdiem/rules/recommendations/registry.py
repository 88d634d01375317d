"""The table of contents of the 15 recommendations, and their pages.

Each folder holds five things: `recommendation.yaml` (our summary, the source's section, codes, measures, terms),
`check.py` (its docstring is the public page), `amendment.py`, `clause.md` and `cases.yaml`.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.resources import files
from typing import Any

from perdiem.codes import CodeSets
from perdiem.model.contract import Contract
from perdiem.model.edits import Edit
from perdiem.model.results import Finding, RecommendationPage

Check = Callable[[Contract, CodeSets], Iterator[Finding]]
Amend = Callable[[Contract, CodeSets], list[Edit]]

PAGE_PARTS = ("What it looks for", "Why it matters", "Met when", "Silent when", "Limits")


@dataclass(frozen=True, slots=True)
class Recommendation:
    """One recommendation: its number in the source, its folder, and its title in our words."""

    number: int
    slug: str
    title: str

    @property
    def package(self) -> str:
        """The import name of its folder."""
        return f"perdiem.rules.recommendations.{self.slug}"

    @property
    def check(self) -> Check:
        """The function from a contract to findings."""
        found: Check = import_module(f"{self.package}.check").check
        return found

    @property
    def amend(self) -> Amend:
        """The function from a contract to the edits that make it meet the recommendation."""
        found: Amend = import_module(f"{self.package}.amendment").amend
        return found


RECOMMENDATIONS: tuple[Recommendation, ...] = (
    Recommendation(1, "r01_specialty_network", "A network of its own for infused and provider-administered drugs"),
    Recommendation(
        2, "r02_coordinated_per_diem", "Drug, supplies, equipment and services from one pharmacy, by S code"
    ),
    Recommendation(3, "r03_catheter_occlusion", "De-clotting covered, without authorization or member cost"),
    Recommendation(4, "r04_picc_placement", "PICC placement in the home or suite: kit and insertion"),
    Recommendation(5, "r05_infusion_suite", "The infusion suite as a site of care"),
    Recommendation(6, "r06_medicaid_nursing", "Accredited pharmacies may give nursing in Medicaid"),
    Recommendation(7, "r07_concurrent_therapies", "Second and third therapies paid in full"),
    Recommendation(8, "r08_combined_authorization", "One authorization for drug, services and supplies"),
    Recommendation(9, "r09_pn_programme", "A value-based programme for parenteral nutrition"),
    Recommendation(10, "r10_enteral_nutrition", "Enteral nutrition for every tube-fed patient"),
    Recommendation(11, "r11_gy_direct_billing", "Services that Medicare excludes billed directly, with GY"),
    Recommendation(12, "r12_medicare_advantage", "Medicare Advantage: codes and authorization list named"),
    Recommendation(13, "r13_affiliated_sites", "All affiliated sites under the same terms"),
    Recommendation(14, "r14_infusion_nursing", "Infusion nursing without authorization or visit caps"),
    Recommendation(15, "r15_home_mix_codes", "No parenteral nutrition home-mix codes"),
)


def recommendation(number: int) -> Recommendation:
    """The recommendation with a number from 1 to 15. Raises KeyError outside."""
    if not 1 <= number <= len(RECOMMENDATIONS):
        raise KeyError(number)
    return RECOMMENDATIONS[number - 1]


@cache
def page(number: int) -> RecommendationPage:
    """The whole page of a recommendation: summary, codes, measures, terms, the check's five parts, the clause."""
    chosen = recommendation(number)
    data = _yaml(chosen)
    parts = page_parts(inspect.getdoc(import_module(f"{chosen.package}.check")) or "")
    return RecommendationPage(
        number=number,
        slug=chosen.slug,
        title=chosen.title,
        summary=_folded(data["summary"]),
        section=data["section"],
        codes=tuple(data["codes"] or ()),
        measures=tuple(data["measures"] or ()),
        terms=tuple(data["terms"] or ()),
        looks_for=parts["What it looks for"],
        why=parts["Why it matters"],
        met_when=parts["Met when"],
        silent_when=parts["Silent when"],
        limits=parts["Limits"],
        clause=(files(chosen.package) / "clause.md").read_text("utf-8").strip(),
    )


def pages() -> Mapping[int, RecommendationPage]:
    """All 15 pages by number."""
    return {chosen.number: page(chosen.number) for chosen in RECOMMENDATIONS}


def page_parts(doc: str) -> dict[str, str]:
    """A check's docstring by its five headings; a missing part is an empty text."""
    parts = dict.fromkeys(PAGE_PARTS, "")
    pattern = "|".join(re.escape(part) for part in PAGE_PARTS)
    pieces = re.split(rf"^({pattern})\n", doc, flags=re.MULTILINE)
    for heading, text in zip(pieces[1::2], pieces[2::2], strict=True):
        parts[heading] = _folded(text)
    return parts


def _folded(text: str) -> str:
    return " ".join(text.split())


def _yaml(chosen: Recommendation) -> dict[str, Any]:
    from ruamel.yaml import YAML

    text = (files(chosen.package) / "recommendation.yaml").read_text("utf-8")
    data: dict[str, Any] = YAML(typ="safe", pure=True).load(text)
    return data
