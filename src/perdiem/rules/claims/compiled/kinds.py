"""What kind of code each one is, whatever the contract says: the rows of `c_kind`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from perdiem.codes import CodeSets
from perdiem.rules.claims.compiled.version import FIRST_DAY_EVER, LAST_DAY_EVER

UNKNOWN_CODE = "*"
CARTRIDGE, CARTRIDGES_PER_DAY = "B4105", 2  # Medicare policy L38955: two cartridges a day


def kind_rows(sets: CodeSets, more_codes: Iterable[str]) -> list[dict[str, Any]]:
    """One row a code of Perdiem's tables, one for each further code that a rate names, and one for all the rest."""
    families = {name: frozenset(codes) for name, codes in sets.families.items()}

    def row(code: str) -> dict[str, Any]:
        known = sets.codes.get(code)
        period = known.in_force if known else None
        is_drug = code in families["drug"]
        is_nursing = code in families["nursing"]
        successor = sets.successor_of(code)
        return {
            "code": code,
            "therapy": known.category if known else None,
            "in_force_from": (period.first if period else None) or FIRST_DAY_EVER,
            "in_force_to": (period.last if period else None) or LAST_DAY_EVER,
            "is_by_days": code in families["any_per_diem"],
            "is_therapy": code in families["therapy_per_diem"],
            "is_catheter_care": code in families["catheter_care"],
            "is_nursing": is_nursing,
            "is_any_nursing": code in families["any_nursing"],
            "is_place_bound": any(code in families[name] for name in ("per_diem", "any_nursing", "catheter_procedure")),
            "is_drug": is_drug,
            "is_unlisted_drug": code in families["unlisted_drugs"],
            "is_medicare_excluded": (known is not None and code.startswith("S"))
            or is_nursing
            or (is_drug and code not in sets.medicare_home_drugs),
            "most_units_per_day": CARTRIDGES_PER_DAY if code == CARTRIDGE else None,
            "successor": successor.new if successor else None,
            "successor_units": successor.units_per_old_unit if successor else None,
        }

    return [row(code) for code in (*sets.codes, *more_codes, UNKNOWN_CODE)]
