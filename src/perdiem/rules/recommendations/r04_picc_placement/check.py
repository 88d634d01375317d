"""R4: placing a PICC at home or in the suite is covered, kit and insertion.

What it looks for
    Whether the PICC kit (S5520) and the insertion by a nurse (S5522) are covered and have a rate above zero; and
    whether both home and suite are places for it. A visit (99601) paid beside the insertion is remarked.

Why it matters
    A patient who needs weeks of infusion and has no catheter goes to the hospital for one, or stays there. A nurse
    trained for it places the PICC where the treatment will be given. The two codes come apart: S5522 is nursing
    alone, and S5520 is the kit with the catheter. A contract that lists one and not the other, or lists both
    without a price, leaves the provider paying for the rest.

Met when
    Kit and insertion both have a rate above zero, or are covered in a contract that has no rates at all, and no place
    is left out. Covered without a rate, in a contract that has a rate schedule, is partly met.

Silent when
    Nothing is said of the kit, of the insertion, or of where catheters are inserted.

Limits
    Midlines (S5521, S5523) are not judged. A rate counts when it is above zero, however low; the sum of kit and
    insertion is for the parties to compare with a hospital's price. A clause on unlisted services does not stand in
    for a rate.
"""

from __future__ import annotations

from collections.abc import Iterator

from perdiem.codes import CodeSets
from perdiem.model.contract import Contract
from perdiem.model.results import Finding, Status
from perdiem.rules.coverage import coverage_of
from perdiem.rules.recommendations.judge import Judge

SECTION = "catheter_insertion"
PARTS = {"S5520": ("picc_kit", "PICC kit"), "S5522": ("picc_insertion", "PICC insertion")}


def check(contract: Contract, sets: CodeSets) -> Iterator[Finding]:
    """Findings on the kit, the insertion, the settings, and a visit paid beside the insertion."""
    judge = Judge(4, contract)
    parts = [_part(contract, sets, judge, code) for code in PARTS]
    yield from parts
    if all(part.status is Status.NOT_MET for part in parts):
        return
    if contract.catheter_insertion.settings or any(part.status is not Status.SILENT for part in parts):
        yield _settings(contract, judge)
    if contract.catheter_insertion.visit_beside_insertion == "paid":
        text = "A visit (99601) is paid beside the insertion (S5522), which by its wording is that nurse's work."
        yield judge.remark("visit beside insertion", text, SECTION, "visit_beside_insertion")


def _part(contract: Contract, sets: CodeSets, judge: Judge, code: str) -> Finding:
    key, name = PARTS[code]
    stated, found = getattr(contract.catheter_insertion, key), coverage_of(contract, sets, code)
    path = (SECTION, key) if stated else found.path
    if stated == "not_covered":
        return judge.not_met(name, f"The {name} ({code}) is not covered.", *path)
    if found.status == "zero":
        return judge.not_met(name, f"The {name} ({code}) has a rate of zero.", *found.path)
    if found.status == "refused":
        return judge.not_met(name, f"The {name} ({code}) is among the codes not accepted.", *found.path)
    if found.status == "priced":
        return judge.met(name, f"The {name} ({code}) is covered and has a rate.", *found.path)
    if not stated and not found.is_covered:
        return judge.silent(name, f"Whether the {name} ({code}) is covered is not stated.")
    if contract.rates:
        return judge.partly(name, f"The {name} ({code}) is covered without a rate in the schedule.", *path)
    return judge.met(name, f"The {name} ({code}) is covered.", *path)


def _settings(contract: Contract, judge: Judge) -> Finding:
    settings = contract.catheter_insertion.settings
    if not settings:
        return judge.remark("settings", "Whether a PICC may be placed both at home and in the suite is not stated.")
    if {"home", "suite"} <= set(settings):
        return judge.met("settings", "Catheters may be inserted at home and in the suite.", SECTION, "settings")
    return judge.partly("settings", f"Catheters may be inserted only in the {settings[0]}.", SECTION, "settings")
