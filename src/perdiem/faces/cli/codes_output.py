"""How `perdiem codes` prints: one set of facts as text, JSON or CSV."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from perdiem.codes import CodeSets, sentences
from perdiem.codes.changes import ChangeKind, CodeChange
from perdiem.codes.overlay import Overlay
from perdiem.model.codes import Code

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

PLAIN_WIDTH = 100  # columns of text that goes to a file or another program
_LIST_COLUMNS = ("code", "wording", "unit", "category", "drug_class", "first_day", "last_day", "in_force")


def show(
    codes: Sequence[Code], others: Sequence[Mapping[str, str]], sets: CodeSets, day: date, *, as_json: bool
) -> None:
    """Everything about each code, then about each modifier, place of service or reason."""
    if as_json:
        shown = [facts(code, sets, day) for code in codes]
        _print_json({"on": str(day), "edition": sets.edition, "codes": shown, "others": list(others)})
        return
    console = _console()
    for code in codes:
        console.print(f"{code.code}  {code.wording}", style="bold")
        table = _table("", "", header=False)
        for name, text in _show_rows(code, sets, day):
            table.add_row(name, text)
        _print_table(console, table)
        console.print()
    for other in others:
        console.print(f"{other['code']}  {other['meaning']}", style="bold")
        table = _table("", "", header=False)
        for name, text in other.items():
            if name not in {"code", "meaning"} and text:
                table.add_row(name, text)
        _print_table(console, table)
        console.print()


def other_meanings(text: str, sets: CodeSets) -> list[dict[str, str]]:
    """What a text is besides a procedure code: a modifier, a place of service, a CARC or RARC, in our words."""
    wanted = text.strip().upper()
    found: list[dict[str, str]] = []
    if (modifier := sets.modifiers.get(wanted)) is not None:
        found.append({"code": wanted, "meaning": modifier.meaning, "kind": "modifier", "effect": modifier.effect,
                      "dates": str(modifier.in_force), "recommendations": _numbers(modifier.recommendations),
                      "source": modifier.source})  # fmt: skip
    if (place := sets.places.get(wanted.zfill(2))) is not None:
        found.append({"code": place.place, "meaning": place.name, "kind": "place of service",
                      "class of site": place.site_class.replace("_", " "), "use": place.use,
                      "source": place.source})  # fmt: skip
    for kind in ("carc", "rarc"):
        if (reason := sets.reasons.get((kind, wanted))) is not None:
            found.append({"code": wanted, "meaning": reason.wording, "kind": kind.upper(), "used": reason.used_when,
                          "usual group": reason.usual_group or "", "recommendations": _numbers(reason.recommendations),
                          "source": reason.source})  # fmt: skip
    return found


def _numbers(numbers: Sequence[int]) -> str:
    return ", ".join(str(number) for number in numbers)


def facts(code: Code, sets: CodeSets, day: date) -> dict[str, Any]:
    """The code as plain data for JSON: its own row, and what the other tables say of it on that day."""
    pair = sets.successor_of(code.code)
    per_diems = sets.per_diems_for(code.drug_class) if code.drug_class else None
    medicare = sets.medicare_home_drugs.get(code.code)
    return {
        **_listed(code, day),
        "system": code.system.value,
        "status": sentences.in_force_sentence(code, day),
        "unit_quantity": None if code.unit_quantity is None else str(code.unit_quantity),
        "unit_measure": code.unit_measure,
        "successor": None if pair is None else {"code": pair.new, "says": sentences.successor_sentence(pair)},
        "predecessors": [each.old for each in sets.predecessors_of(code.code)],
        "per_diems": list(per_diems.specific) if per_diems else [],
        "per_diem_otherwise": per_diems.general if per_diems else None,
        "edits": [
            {
                "kind": edit.kind,
                "others": list(edit.others),
                "limit": edit.limit,
                "rule": edit.rule,
                "basis": edit.basis,
                "verified": edit.verified.value,
            }
            for edit in sets.edits_of(code.code)
        ],
        "families": list(sets.families_of(code.code)),
        "modifiers": [m.modifier for m in sets.modifiers_of(code.code) if day in m.in_force],
        "medicare_home_drug": None if medicare is None else medicare.category,
        "recommendations": list(code.recommendations),
        "verified": code.verified.value,
        "source": code.source,
        "note": code.note,
    }


def _show_rows(code: Code, sets: CodeSets, day: date) -> Iterable[tuple[str, str]]:
    yield "dates", sentences.in_force_sentence(code, day)
    pair = sets.successor_of(code.code)
    if pair:
        yield "successor", sentences.successor_sentence(pair) + (f" {pair.note}." if pair.note else "")
    for before in sets.predecessors_of(code.code):
        yield "took over", sentences.successor_sentence(before)
    yield "unit", code.unit
    per_diems = sets.per_diems_for(code.drug_class) if code.drug_class else None
    if per_diems and (per_diems.specific or per_diems.general):
        otherwise = f"; otherwise {per_diems.general}" if per_diems.general else ""
        mark = "" if per_diems.verified != "no" else " (practice, not verified: let the contract say)"
        yield "billed beside", ", ".join(per_diems.specific) + otherwise + mark
    for edit in sets.edits_of(code.code):
        others = f" [{' '.join(edit.others)}]" if edit.others else ""
        limit = f" ({edit.limit})" if edit.limit else ""
        yield f"edit: {edit.kind.replace('_', ' ')}", f"{edit.rule}{limit}.{others} Basis: {edit.basis}."
    yield "families", ", ".join(sets.families_of(code.code))
    modifiers = [m for m in sets.modifiers_of(code.code) if day in m.in_force]
    if modifiers:
        yield "modifiers", "\n".join(f"{m.modifier}  {m.meaning}" for m in modifiers)
    if (medicare := sets.medicare_home_drugs.get(code.code)) is not None:
        mark = f" with {medicare.modifier}" if medicare.modifier else ""
        yield "Medicare at home", f"category {medicare.category}{mark}: {medicare.basis}."
    if code.recommendations:
        yield "recommendations", ", ".join(str(number) for number in code.recommendations)
    if code.note:
        yield "note", code.note
    yield "source", code.source
    yield "verified", sentences.verified_sentence(code.verified)


def listing(codes: Sequence[Code], sets: CodeSets, day: date, output: str) -> None:
    """One line a code: as a table, CSV or JSON."""
    if output == "json":
        _print_json({"on": str(day), "edition": sets.edition, "codes": [_listed(code, day) for code in codes]})
    elif output == "csv":
        writer = csv.DictWriter(sys.stdout, _LIST_COLUMNS, lineterminator="\n")
        writer.writeheader()
        for code in codes:
            writer.writerow(_listed(code, day) | {"in_force": "yes" if day in code.in_force else "no"})
    elif codes:
        console = _console()
        table = _table("code", "wording", "unit", "family", f"on {day}")
        for code in codes:
            state = "in force" if day in code.in_force else f"ended {code.in_force.last}"
            if code.in_force.first and day < code.in_force.first:
                state = f"from {code.in_force.first}"
            table.add_row(code.code, code.wording, code.unit, code.drug_class or code.category, state)
        _print_table(console, table)


def families(sets: CodeSets, *, as_json: bool) -> None:
    """Every family with its size and what it is."""
    if as_json:
        _print_json(
            {
                name: {"description": sets.family_descriptions[name], "codes": list(codes)}
                for name, codes in sets.families.items()
            }
        )
        return
    console = _console()
    table = _table("family", "codes", "what it is")
    for name, codes in sets.families.items():
        table.add_row(name, str(len(codes)), sets.family_descriptions[name])
    _print_table(console, table)


def changes(release: Overlay, found: Sequence[CodeChange], sets: CodeSets, *, as_json: bool) -> None:
    """What a release changes, by kind."""
    if as_json:
        rows = [
            {
                "code": c.code,
                "kind": c.kind.value,
                "before": c.before,
                "after": c.after,
                "day": c.day and str(c.day),
            }
            for c in found
        ]
        _print_json({"edition": release.edition, "codes_in_release": len(release.rows), "changes": rows})
        return
    console = _console()
    console.print(f"{release.edition}: {len(release.rows)} codes, compared with {sets.edition}")
    for kind in ChangeKind:
        of_kind = [change for change in found if change.kind is kind]
        if not of_kind:
            continue
        console.print(f"\n{kind.value} ({len(of_kind)})", style="bold")
        if kind is ChangeKind.MISSING:
            console.print("Carried by Perdiem, not in this release; their dates stay as they are:")
            console.print(", ".join(change.code for change in of_kind))
            continue
        table = _table("code", "what it is", "before", "after")
        for change in of_kind:
            known = sets.get(change.code)
            day = f"{change.day}: " if kind is ChangeKind.ADDED and change.day else ""
            table.add_row(change.code, known.wording if known else "new", change.before, day + change.after)
        _print_table(console, table)
    if not found:
        console.print("Nothing that Perdiem carries or follows changes.")


def _listed(code: Code, day: date) -> dict[str, Any]:
    return {
        "code": code.code,
        "wording": code.wording,
        "unit": code.unit,
        "category": code.category,
        "drug_class": code.drug_class,
        "first_day": code.in_force.first and str(code.in_force.first),
        "last_day": code.in_force.last and str(code.in_force.last),
        "in_force": day in code.in_force,
    }


def _print_json(data: object) -> None:
    print(json.dumps(data, indent=2, ensure_ascii=False))


def _console() -> Console:
    from rich.console import Console

    is_terminal = sys.stdout.isatty()
    return Console(width=None if is_terminal else PLAIN_WIDTH, highlight=False, markup=False, emoji=False)


def _print_table(console: Console, table: Table) -> None:
    if console.is_terminal:
        console.print(table)
        return
    with console.capture() as captured:
        console.print(table)
    print("\n".join(line.rstrip() for line in captured.get().splitlines()))


def _table(*heads: str, header: bool = True) -> Table:
    from rich import box
    from rich.table import Table

    ruled = header and sys.stdout.isatty()
    table = Table(box=box.SIMPLE_HEAD if ruled else None, show_header=header, pad_edge=False)
    for index, head in enumerate(heads):
        table.add_column(head, no_wrap=index == 0, overflow="fold")
    return table
