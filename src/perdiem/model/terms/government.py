"""Medicare as primary payor, and Medicare Advantage (R11, R12)."""

from __future__ import annotations

from typing import Literal

from perdiem.model.terms.base import Section, term
from perdiem.model.terms.types import Coverage, Words, YesNo


class Medicare(Section):
    """What happens when Medicare fee-for-service is the member's primary payor (R11)."""

    excluded_services: Literal["gy_accepted_directly", "direct_when_documented", "medicare_denial_first"] | None = term(
        "services that Medicare excludes",
        {
            "gy_accepted_directly": "Services that Medicare excludes by law are billed to the plan directly, with GY.",
            "direct_when_documented": "Such services may be billed directly where the record documents the exclusion.",
            "medicare_denial_first": "A Medicare denial is needed before the plan pays.",
        },
        recommendations=(11,),
    )
    gy_lines: Literal["every_excluded_line", "whole_claim"] | None = term(
        "lines with GY",
        {
            "every_excluded_line": "GY stands on every excluded line.",
            "whole_claim": "GY stands on all lines of the claim or on none.",
        },
        recommendations=(11,),
    )
    crossover_wait_days: int | None = term(
        "wait after a crossover",
        "After a Medicare crossover the provider waits {value} days before billing.",
        unit="days",
        ge=0,
        le=365,
    )
    crossover_of_excluded: Literal["accepted", "refused"] | None = term(
        "excluded services that cross over",
        {
            "accepted": "An excluded service that comes through Medicare is taken.",
            "refused": "An excluded service that comes through Medicare is refused, to be billed directly.",
        },
        meaning="Default where silent: accepted.",
        recommendations=(11,),
    )
    allowed_bounds: YesNo | None = term(
        "Medicare's allowed amount",
        {
            "yes": "Where Medicare paid first, no more than Medicare's allowed amount is allowed.",
            "no": "Medicare's allowed amount does not bound what is allowed.",
        },
        meaning="Default where silent: no.",
    )
    b_codes_when_primary: Coverage | None = term(
        "B codes behind Medicare",
        {
            "covered": "B codes are accepted where Medicare is primary.",
            "not_covered": "B codes are not accepted where Medicare is primary.",
        },
        recommendations=(11,),
    )


class MedicareAdvantage(Section):
    """What a Medicare Advantage line of business must name (R12)."""

    code_system: Literal["s_codes", "hit_g_codes", "unclear"] | None = term(
        "Medicare Advantage code system",
        {
            "s_codes": "Medicare Advantage claims use the S-code per diems.",
            "hit_g_codes": "Medicare Advantage claims use the Medicare home infusion G codes.",
            "unclear": "No code system is named for Medicare Advantage.",
        },
        recommendations=(12,),
    )
    authorization_list: Words | None = term(
        "Medicare Advantage authorization list",
        "The authorization list for Medicare Advantage is {value}.",
        meaning="Where the list of services that need authorization stands; `none needed` where nothing is asked.",
        recommendations=(12,),
    )
