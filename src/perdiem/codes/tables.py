"""Reads the packaged CSV files into the model's rows. Nothing here decides anything."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

from perdiem.model.codes import (
    Code,
    CodeEdit,
    CodeSystem,
    DrugClassPerDiem,
    MedicareHomeDrug,
    Modifier,
    PlaceOfService,
    ReasonCode,
    Successor,
    Verified,
)
from perdiem.model.periods import ALWAYS, Period

FOLDER = Path(__file__).parent
PACKAGED_EDITION = "CMS HCPCS Oct-2025"
PACKAGED_DAY = date(2025, 10, 1)  # its first day: codes that begin later cannot be in the dated tables

_SYSTEM_FILES = {
    CodeSystem.HCPCS: "hcpcs.csv",
    CodeSystem.CPT: "cpt.csv",
    CodeSystem.REVENUE: "revenue.csv",
}


def rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of one packaged CSV file, each as column name to text."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def read_codes() -> dict[str, Code]:
    """Every code by its number, in code order."""
    found = {row["code"]: _code(row, system) for system, name in _SYSTEM_FILES.items() for row in rows(name)}
    return dict(sorted(found.items()))


def _code(row: dict[str, str], system: CodeSystem) -> Code:
    return Code(
        code=row["code"],
        system=system,
        wording=row["wording"],
        category=row["category"],
        unit=row["unit"],
        in_force=_period(row),
        drug_class=row["drug_class"] or None,
        unit_quantity=_number(row["unit_quantity"]),
        unit_measure=row["unit_measure"] or None,
        recommendations=_recommendations(row),
        verified=Verified(row["verified"]),
        source=row["source"],
        note=row["note"],
    )


def read_modifiers() -> dict[str, Modifier]:
    """Modifier to its row."""
    return {
        row["modifier"]: Modifier(
            modifier=row["modifier"],
            meaning=row["meaning"],
            effect=row["effect"],
            applies_to=tuple(row["applies_to"].split()),
            in_force=_period(row),
            recommendations=_recommendations(row),
            verified=Verified(row["verified"]),
            source=row["source"],
        )
        for row in rows("modifiers.csv")
    }


def read_places() -> dict[str, PlaceOfService]:
    """Place of service to its row."""
    return {
        row["place"]: PlaceOfService(row["place"], row["name"], row["site_class"], row["use"], row["source"])
        for row in rows("place_of_service.csv")
    }


def read_reasons() -> dict[tuple[str, str], ReasonCode]:
    """Kind and code to the reason."""
    return {
        (row["kind"], row["code"]): ReasonCode(
            kind=row["kind"],
            code=row["code"],
            wording=row["wording"],
            used_when=row["used_when"],
            usual_group=row["usual_group"] or None,
            recommendations=_recommendations(row),
            verified=Verified(row["verified"]),
            source=row["source"],
        )
        for row in rows("reasons.csv")
    }


def read_edits() -> tuple[CodeEdit, ...]:
    """The rules between codes."""
    return tuple(
        CodeEdit(
            codes=tuple(row["codes"].split()),
            kind=row["kind"],
            others=tuple(row["others"].split()),
            rule=row["rule"],
            basis=row["basis"],
            verified=Verified(row["verified"]),
            source=row["source"],
            limit=row["limit"],
        )
        for row in rows("edits.csv")
    )


def read_successors() -> dict[str, Successor]:
    """Old code to the pair."""
    return {
        row["old"]: Successor(
            old=row["old"],
            new=row["new"],
            old_last_day=date.fromisoformat(row["old_last_day"]),
            new_first_day=date.fromisoformat(row["new_first_day"]),
            old_unit=row["old_unit"],
            new_unit=row["new_unit"],
            units_per_old_unit=_number(row["units_per_old_unit"]),
            multiplier_note=row["multiplier_note"],
            verified=Verified(row["verified"]),
            note=row["note"],
            source=row["source"],
        )
        for row in rows("successors.csv")
    }


def read_drug_classes() -> dict[str, DrugClassPerDiem]:
    """Drug class to its per diem codes."""
    return {
        row["drug_class"]: DrugClassPerDiem(
            drug_class=row["drug_class"],
            specific=tuple(row["specific"].split(";")) if row["specific"] else (),
            general=row["general"] or None,
            verified=Verified(row["verified"]),
            note=row["note"],
            source=row["source"],
        )
        for row in rows("drug_classes.csv")
    }


def read_medicare_home_drugs() -> dict[str, MedicareHomeDrug]:
    """Code to the covered drug."""
    return {
        row["code"]: MedicareHomeDrug(
            code=row["code"],
            drug=row["drug"],
            category=row["category"],
            modifier=row["modifier"] or None,
            verified=Verified(row["verified"]),
            basis=row["basis"],
        )
        for row in rows("medicare_home_drugs.csv")
    }


def _period(row: dict[str, str]) -> Period:
    if not row["first_day"] and not row["last_day"]:
        return ALWAYS
    return Period(_day(row["first_day"]), _day(row["last_day"]))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _number(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def _recommendations(row: dict[str, str]) -> tuple[int, ...]:
    return tuple(int(number) for number in row["recommendations"].split(";") if number)
