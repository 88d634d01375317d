"""What kind of code each one is for measuring: the rows of `m_code`."""

from __future__ import annotations

from typing import Any

from perdiem.codes import CodeSets

FACILITY_DE_CLOTTING = "36593"  # de-clotting by a facility; with S5517 and J2997 the claims proxy of an occlusion
CENTRAL_LINE_THERAPIES = frozenset(
    # therapies that are usually given through a central line or midline: our reading, no rule says it
    {"anti_infective", "chemo", "hydration", "inotropic", "pn_per_diem", "pulmonary_hypertension"}
)
DRESSED_LINE_CARE = frozenset({"S5498", "S5501", "S5502"})  # catheter care of a line that lies


def code_rows(sets: CodeSets) -> list[dict[str, Any]]:
    """One row a code that measures look at: what home infusion bills, and the facility services beside it."""
    families = {name: frozenset(codes) for name, codes in sets.families.items()}

    def among(code: str, *names: str) -> bool:
        return any(code in families.get(name, frozenset()) for name in names)

    rows = []
    for code, known in sets.codes.items():
        is_drug = among(code, "drug")
        is_therapy = among(code, "therapy_per_diem")
        is_home_infusion = is_drug or among(
            code, "per_diem", "nursing", "nutrition", "catheter_procedure", "supplies", "hit_g_codes"
        )
        is_facility = among(code, "facility_picc") or code == FACILITY_DE_CLOTTING
        if not is_home_infusion and not is_facility:
            continue
        rows.append(
            {
                "code": code,
                "category": known.category,
                "component": _component(code, is_drug, among),
                "is_home_infusion": is_home_infusion,
                "is_therapy": is_therapy,
                "is_intravenous": is_therapy and known.category in CENTRAL_LINE_THERAPIES,
                "is_enteral": among(code, "enteral"),
                "is_parenteral": among(code, "parenteral"),
                "is_home_mix": among(code, "home_mix"),
                "is_catheter_care": code in DRESSED_LINE_CARE,
                "is_drug": is_drug,
                "is_visit": code == "99601",  # 99602 adds hours to a visit and is none by itself
                "is_s_code": is_therapy and code.startswith("S"),
                "is_medicare_g_code": among(code, "hit_g_codes"),
                "is_medicare_excluded": code.startswith("S")
                or among(code, "nursing")
                or (is_drug and code not in sets.medicare_home_drugs),
                "is_de_clotting": among(code, "de_clotting") or code == FACILITY_DE_CLOTTING,
                "is_facility_picc": among(code, "facility_picc"),
            }
        )
    return rows


def _component(code: str, is_drug: bool, among: Any) -> str:
    if is_drug:
        return "drug"
    if among(code, "per_diem"):
        return "per_diem"
    if among(code, "any_nursing"):
        return "nursing"
    if among(code, "catheter_procedure"):
        return "procedure"
    if among(code, "supplies", "equipment", "nutrition"):
        return "supply"
    return "other"
