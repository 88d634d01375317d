"""The code sets as typed rows: every code with its own dates, and the tables that speak about codes.

Source: the CSV files beside this module; `SOURCE.yaml` says where each comes from. Dates that the
user learned with `perdiem codes update` are laid over them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from types import MappingProxyType

from perdiem.codes import families, overlay, tables
from perdiem.codes.overlay import Overlay
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
from perdiem.model.periods import Period

NEW_CATEGORY = "new_code"


class CodeSets:
    """Every code table of Perdiem, read once and never changed.

    `edition` is the release whose dates are in it. Tables that are seldom asked for are read on first use.
    """

    def __init__(self, release: Overlay | None = None) -> None:
        self._release = release
        codes = tables.read_codes()
        self.codes: Mapping[str, Code] = MappingProxyType(_overlaid(codes, release) if release else codes)

    @property
    def edition(self) -> str:
        """The release that the dates come from, such as `CMS HCPCS Oct-2025`."""
        return self._release.edition if self._release else tables.PACKAGED_EDITION

    def get(self, code: str) -> Code | None:
        """The code, whatever its case and surrounding spaces; None when Perdiem does not carry it."""
        return self.codes.get(code.strip().upper())

    def in_force(self, code: str, day: date) -> bool:
        """Whether the code may be billed for that service day. An unknown code is never in force."""
        found = self.get(code)
        return found is not None and day in found.in_force

    def find(self, text: str) -> list[Code]:
        """The codes that hold every word of `text` in number, wording, drug class, category or note.

        Best first: the exact code, codes that begin so, wordings, then the rest; each in code order.
        """
        words = text.lower().split()
        if not words:
            return []
        ranked = [(rank, code) for code in self.codes.values() if (rank := _rank(code, words)) is not None]
        return [code for _, code in sorted(ranked, key=lambda pair: (pair[0], pair[1].code))]

    @cached_property
    def families(self) -> Mapping[str, tuple[str, ...]]:
        """Family name to its codes, in code order: categories, drug classes (`factor_drugs`), and groups."""
        return MappingProxyType(families.expand(self.codes))

    @cached_property
    def family_descriptions(self) -> Mapping[str, str]:
        """Family name to one sentence about it."""
        return MappingProxyType(families.descriptions(self.codes))

    def families_of(self, code: str) -> tuple[str, ...]:
        """The names of the families that hold the code, smallest first."""
        wanted = code.strip().upper()
        holding = [name for name, members in self.families.items() if wanted in members]
        return tuple(sorted(holding, key=lambda name: (len(self.families[name]), name)))

    @cached_property
    def modifiers(self) -> Mapping[str, Modifier]:
        """Modifier to what it means and does."""
        return MappingProxyType(tables.read_modifiers())

    def modifiers_of(self, code: str) -> tuple[Modifier, ...]:
        """The modifiers that matter on a line with this code, in the order of the table."""
        families_of_code = set(self.families_of(code))
        return tuple(m for m in self.modifiers.values() if families_of_code.intersection(m.applies_to))

    @cached_property
    def places(self) -> Mapping[str, PlaceOfService]:
        """Place of service (two digits) to its class of site."""
        return MappingProxyType(tables.read_places())

    @cached_property
    def reasons(self) -> Mapping[tuple[str, str], ReasonCode]:
        """Kind (`group`, `carc`, `rarc`) and code to the reason in our words."""
        return MappingProxyType(tables.read_reasons())

    @cached_property
    def edits(self) -> tuple[CodeEdit, ...]:
        """Every rule between codes, in the order of the table."""
        return tables.read_edits()

    @cached_property
    def _edits_by_code(self) -> Mapping[str, tuple[CodeEdit, ...]]:
        found: defaultdict[str, list[CodeEdit]] = defaultdict(list)
        for edit in self.edits:
            for code in edit.codes:
                found[code].append(edit)
        return {code: tuple(edits) for code, edits in found.items()}

    def edits_of(self, code: str) -> tuple[CodeEdit, ...]:
        """The rules that stand at this code; rules of other codes that name it are not among them."""
        return self._edits_by_code.get(code.strip().upper(), ())

    @cached_property
    def _successors(self) -> Mapping[str, Successor]:
        return tables.read_successors()

    @property
    def successors(self) -> tuple[Successor, ...]:
        """Every pair of an ended code and the one that took its place, by old code."""
        return tuple(self._successors.values())

    def successor_of(self, code: str) -> Successor | None:
        """The code that took this one's place, if one did."""
        return self._successors.get(code.strip().upper())

    def predecessors_of(self, code: str) -> tuple[Successor, ...]:
        """The ended codes whose place this one took; several may have been joined in it."""
        wanted = code.strip().upper()
        return tuple(pair for pair in self._successors.values() if pair.new == wanted)

    @cached_property
    def drug_classes(self) -> Mapping[str, DrugClassPerDiem]:
        """Drug class to the per diem codes that go with it."""
        return MappingProxyType(tables.read_drug_classes())

    def per_diems_for(self, drug_class: str) -> DrugClassPerDiem | None:
        """The per diem codes that go with a drug class; None for a class that the table does not have."""
        return self.drug_classes.get(drug_class.strip().lower())

    @cached_property
    def medicare_home_drugs(self) -> Mapping[str, MedicareHomeDrug]:
        """Code to the drug that Medicare fee-for-service covers at home through a pump."""
        return MappingProxyType(tables.read_medicare_home_drugs())


def code_sets() -> CodeSets:
    """The code sets: the packaged tables, with the dates of the user's last `codes update` laid over them.

    Read once, and again only when that update changes. Raises UnreadableFile when the stored one is broken.
    """
    stored = overlay.stored_release()
    return _load(stored, stored.stat().st_mtime_ns) if stored else packaged_code_sets()


@lru_cache(maxsize=1)
def packaged_code_sets() -> CodeSets:
    """The code sets as they were packaged, without any update of the user's."""
    return CodeSets()


def code_sets_with(release: Overlay) -> CodeSets:
    """The packaged tables with a release's dates over them; a release older than them changes nothing."""
    return packaged_code_sets() if release.newest_day < tables.PACKAGED_DAY else CodeSets(release)


@lru_cache(maxsize=2)
def _load(stored: Path, _changed: int) -> CodeSets:
    return code_sets_with(overlay.read_overlay(stored, packaged_code_sets().codes))


def _overlaid(packaged: dict[str, Code], release: Overlay) -> dict[str, Code]:
    """The packaged codes with the release's dates, and the codes that began after the packaged edition."""
    codes = {code: _redated(known, release) for code, known in packaged.items()}
    for row in release.rows.values():
        is_new = row.first_day is not None and row.first_day > tables.PACKAGED_DAY
        if is_new and row.is_followed and row.code not in codes:
            codes[row.code] = Code(
                code=row.code,
                system=CodeSystem.HCPCS,
                wording=row.short_wording or row.long_wording,
                category=NEW_CATEGORY,
                unit="not known",
                in_force=Period(row.first_day, row.last_day),
                verified=Verified.YES,
                source=release.edition,
                note="Learned by an update: the wording is the release's own; its unit is not known yet.",
            )
    return dict(sorted(codes.items()))


def _redated(known: Code, release: Overlay) -> Code:
    row = release.rows.get(known.code)
    if row is None:
        return known
    period = Period(row.first_day or known.in_force.first, row.last_day)
    return known if period == known.in_force else replace(known, in_force=period, source=release.edition)


def _rank(code: Code, words: list[str]) -> int | None:
    number, wording = code.code.lower(), code.wording.lower()
    if words == [number]:
        return 0
    if len(words) == 1 and number.startswith(words[0]):
        return 1
    if all(re.search(rf"\b{re.escape(word)}", wording) for word in words):
        return 2
    if all(word in wording for word in words):
        return 3
    everything = " ".join((number, wording, code.drug_class or "", code.category, code.note.lower()))
    everything += " " + everything.replace("_", " ")
    return 4 if all(word in everything for word in words) else None
