"""`perdiem codes`: look up codes, their families, edits and successors; learn a new official release."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from perdiem.codes import CodeSets
    from perdiem.model.codes import Code

app = typer.Typer(
    name="codes",
    help="Look up codes and families of codes, and learn a new official release.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


class TextOrJson(StrEnum):
    """How a command prints: text for people, JSON for programs."""

    TEXT = "text"
    JSON = "json"


class TextCsvOrJson(StrEnum):
    """How a list prints: text for people, CSV for spreadsheets, JSON for programs."""

    TEXT = "text"
    CSV = "csv"
    JSON = "json"


_DAY_FORMATS = ["%Y-%m-%d"]
On = Annotated[
    datetime | None,
    typer.Option("--on", formats=_DAY_FORMATS, metavar="DATE", help="The service day to ask about; today by default."),
]
Format = Annotated[TextOrJson, typer.Option("--format", help="text or json.")]


def _day(on: datetime | None) -> date:
    return on.date() if on else datetime.now().astimezone().date()


def _chosen(selector: str, term: str, sets: CodeSets) -> list[Code]:
    """The codes of a selector. Raises UsageError, naming the command's word that holds it."""
    from perdiem.codes import SelectorError, parse_selector
    from perdiem.errors import UsageError

    try:
        return [sets.codes[code] for code in parse_selector(selector, sets).codes]
    except SelectorError as error:
        said = ["; ".join(filter(None, (each.message, each.suggestion))) for each in error.problems]
        raise UsageError("\n".join(f"{term}: {words}" for words in said)) from error


@app.command("show")
def show(
    codes: Annotated[
        list[str],
        typer.Argument(
            metavar="CODE", help="Codes (J3370), modifiers (SH), places of service (12), CARC or RARC (N837)."
        ),
    ],
    on: On = None,
    output: Format = TextOrJson.TEXT,
) -> None:
    """Everything about a code: unit, dates, successor, edits, families, modifiers, sources.

    Modifiers, places of service and reason codes are shown too; a text that is several of them shows each.

    Example: perdiem codes show J3370 S9500 --on 2025-07-15

    Ends with 1 when a code is not known; the known ones are shown all the same.
    """
    from perdiem.codes import code_sets, nearest_codes
    from perdiem.errors import FaultsFound, UsageError
    from perdiem.faces.cli import codes_output
    from perdiem.model.faults import Fault
    from perdiem.model.positions import Position

    if not all(text.strip() for text in codes):
        raise UsageError("CODE: a code is empty; write one such as J3370, or search with `perdiem codes find`")
    sets = code_sets()
    known = [code for text in codes if (code := sets.get(text))]
    others = {text: codes_output.other_meanings(text, sets) for text in codes}
    shown = [row for rows in others.values() for row in rows]
    codes_output.show(known, shown, sets, _day(on), as_json=output is TextOrJson.JSON)
    faults = []
    for text in codes:
        if sets.get(text) is None and not others[text]:
            near = nearest_codes(text, sets)
            meant = f"did you mean {' or '.join(near)}?" if near else "`perdiem codes find` searches by words"
            message = "not a code that Perdiem carries"
            faults.append(Fault(Position("command line"), "CODE", message, text, meant))
    if faults:
        raise FaultsFound(faults)


@app.command("find")
def find(
    words: Annotated[list[str], typer.Argument(metavar="WORD", help="Words that must all be there.")],
    on: On = None,
    output: Format = TextOrJson.TEXT,
) -> None:
    """Codes that hold every word in number, wording, drug class, family or note; the best first.

    Example: perdiem codes find vancomycin --on 2025-07-15

    Ends with 1 when nothing is found. With --on, codes that are not in force on that day are left out.
    """
    from perdiem.codes import code_sets
    from perdiem.faces.cli import codes_output

    sets = code_sets()
    found = sets.find(" ".join(words))
    if on:
        found = [code for code in found if on.date() in code.in_force]
    codes_output.listing(found, sets, _day(on), output.value)
    if not found:
        typer.echo(f"No code holds {' and '.join(repr(word) for word in words)}.", err=True)
        raise typer.Exit(1)


@app.command("families")
def families(
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="A family; all of them when left out.")] = None,
    output: Format = TextOrJson.TEXT,
) -> None:
    """The families of codes that a contract may name, or the codes of one family.

    Example: perdiem codes families pn_per_diem
    """
    from perdiem.codes import code_sets
    from perdiem.faces.cli import codes_output

    sets = code_sets()
    if name is None:
        codes_output.families(sets, as_json=output is TextOrJson.JSON)
        return
    chosen = _chosen(name, "NAME", sets)
    if output is TextOrJson.TEXT and name.strip().lower() in sets.families:
        typer.echo(f"{name.strip().lower()}: {sets.family_descriptions[name.strip().lower()]}\n")
    codes_output.listing(chosen, sets, _day(None), output.value)


@app.command("list")
def list_codes(
    category: Annotated[
        str, typer.Option("--category", help="A family, code, range or prefix: drug, S93*, B4034-B4088.")
    ] = "everything",
    on: On = None,
    output: Annotated[TextCsvOrJson, typer.Option("--format", help="text, csv or json.")] = TextCsvOrJson.TEXT,
) -> None:
    """Every code of a family, for a spreadsheet or another program.

    Example: perdiem codes list --category anti_infective --format csv > anti_infective.csv

    With --on, codes that are not in force on that day are left out.
    """
    from perdiem.codes import code_sets
    from perdiem.faces.cli import codes_output

    sets = code_sets()
    chosen = _chosen(category, "--category", sets)
    if on:
        chosen = [code for code in chosen if on.date() in code.in_force]
    codes_output.listing(chosen, sets, _day(on), output.value)


@app.command("update")
def update(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The zip, workbook or text of a CMS HCPCS release.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change; store nothing.")] = False,
    output: Format = TextOrJson.TEXT,
) -> None:
    """Learn the dates of an official HCPCS release, and show what it adds, ends, re-dates and rewords.

    Example: perdiem codes update october-2026-alpha-numeric-hcpcs-file.zip --dry-run

    The release's dates and wordings are kept in your own data folder (PERDIEM_DATA moves it) and are used
    from then on wherever Perdiem asks whether a code is in force.
    """
    from perdiem.codes import overlay, packaged_code_sets, tables
    from perdiem.codes.catalogue import code_sets_with
    from perdiem.codes.changes import compare_release, merged
    from perdiem.errors import UnreadableFile, UsageError
    from perdiem.faces.cli import codes_output
    from perdiem.readers.hcpcs_release import read_release

    release = read_release(file)
    stored = overlay.stored_release()
    try:
        previous = overlay.read_overlay(stored) if stored else None
    except UnreadableFile as damaged:
        typer.echo(f"warning: {damaged.path} was damaged and is written anew", err=True)
        previous = None
    sets = code_sets_with(previous) if previous else packaged_code_sets()
    codes_output.changes(release, compare_release(release, sets, previous), sets, as_json=output is TextOrJson.JSON)
    is_older = release.newest_day < tables.PACKAGED_DAY
    if is_older and not dry_run:
        raise UsageError(
            f"{release.edition} is older than {tables.PACKAGED_EDITION}, whose dates Perdiem already holds; "
            "nothing was stored (--dry-run compares without storing)"
        )
    if output is TextOrJson.TEXT and dry_run:
        typer.echo("Nothing was stored (--dry-run).")
    elif not dry_run:
        path = overlay.write_overlay(merged(release, previous))
        typer.echo(f"Stored {release.edition} in {path}", err=True)
