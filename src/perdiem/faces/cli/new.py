"""`perdiem new`: a contract file to fill in, empty or from a payor's rate sheet; or the tables of a book."""

from __future__ import annotations

import re
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from perdiem.errors import FaultsFound, UnwritableFile, UsageError
from perdiem.faces.cli.words import Quiet, read_date, tell, write_text
from perdiem.writers.book_template_form import TemplateForm

if TYPE_CHECKING:
    from perdiem.model.contract import Contract

Rows = list[dict[str, Any]]
LONGEST_NAME = 60  # characters of the contract's name, taken from the file's


def new_command(  # noqa: PLR0912 - a branch for each kind of file that it writes
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="The contract file to write, such as my-contract.yaml.")
    ] = None,
    rates: Annotated[
        Path | None, typer.Option("--rates", metavar="SHEET", help="Fill in the rates of this sheet (.xlsx, .csv).")
    ] = None,
    sheet: Annotated[
        str | None, typer.Option("--sheet", help="The workbook's sheet. Default: the first that holds rates.")
    ] = None,
    columns: Annotated[
        list[str] | None,
        typer.Option(
            "--column",
            metavar="NAME=HEADING",
            help="Which column holds what: a heading or a letter, such as rate=D or codes=Svc. May be repeated.",
        ),
    ] = None,
    link: Annotated[
        bool, typer.Option("--link", help="Name the sheet in the contract instead of copying its rates into it.")
    ] = False,
    payor: Annotated[str, typer.Option("--payor", help="The payor's name.")] = "",
    provider: Annotated[str, typer.Option("--provider", help="The infusion provider's name.")] = "",
    first_day: Annotated[
        date | None, typer.Option("--from", parser=read_date, metavar="DATE", help="The contract's first day.")
    ] = None,
    last_day: Annotated[
        date | None, typer.Option("--to", parser=read_date, metavar="DATE", help="The contract's last day.")
    ] = None,
    lines_of_business: Annotated[
        str, typer.Option("--lines-of-business", metavar="LIST", help="commercial,medicare_advantage,managed_medicaid")
    ] = "",
    book: Annotated[
        Path | None,
        typer.Option("--book", metavar="DIR", help="Write tables to fill in, claims first, here; or in a FILE.xlsx."),
    ] = None,
    scenario: Annotated[
        Path | None,
        typer.Option("--scenario", metavar="FILE", help="Write a scenario for perdiem impact here, to fill in."),
    ] = None,
    form: Annotated[
        TemplateForm | None,
        typer.Option("--format", "-f", help="With --book: one workbook (xlsx), or a file a table. Default: xlsx."),
    ] = None,
    synthetic: Annotated[
        bool, typer.Option("--synthetic", help="With --book DIR: fill the tables with invented patients.")
    ] = False,
    members: Annotated[int, typer.Option("--members", min=1, help="With --synthetic: how many members.")] = 1000,
    seed: Annotated[int, typer.Option("--seed", min=0, help="With --synthetic: the same seed, the same book.")] = 1,
    changes: Annotated[
        list[str] | None,
        typer.Option(
            "--change",
            metavar="RATE=FACTOR@DAY[@PLACE]",
            help="With --synthetic: an effect to find again, such as occlusion_to_emergency=0.5@2026-01-01@C01.",
        ),
    ] = None,
    values: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="RATE=VALUE",
            help="With --synthetic: a rate in place of the packaged one, such as hospital_price_spread=0.5.",
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite a file that is there.")] = False,
    quiet: Quiet = False,
) -> None:
    """Write a new contract file: every term with a comment, ready to fill in.

    With --rates, the payor's sheet is read (usual headings are recognized) and its rates stand in the file.

    With --book, write in its place the tables that claims are decided by and measures counted from, to be filled in:
    claim lines, members, approvals, stays, orders, doses, catheters, surveys, prices. With --synthetic they are filled
    with invented patients, and truth.json beside them says what was drawn. With --scenario, write the figures that an
    estimate of impact rests on, each with its source.

    Example:  perdiem new my-contract.yaml --rates rates.xlsx --payor "Meridian Health Plan" --from 2026-01-01

    Example:  perdiem new --book claims.xlsx

    Example:  perdiem new --book invented --synthetic --members 1000 --seed 7
    """
    if scenario is not None:
        from perdiem.faces.cli.new_scenario import new_scenario

        new_scenario(scenario, alone=not any((file, rates, book, form, payor, provider)), force=force, quiet=quiet)
        return
    if not synthetic and (members != 1000 or seed != 1 or changes or values):
        raise UsageError("--members, --seed, --change and --set go with --synthetic")
    if synthetic and book is None:
        raise UsageError("--synthetic fills the tables of a book: name its folder with --book DIR")
    if book is not None:
        given = {
            "FILE": file, "--rates": rates, "--sheet": sheet, "--column": columns, "--link": link, "--payor": payor,
            "--provider": provider, "--lines-of-business": lines_of_business,
        } | ({} if synthetic else {"--from": first_day, "--to": last_day})  # fmt: skip
        if stray := [name for name, value in given.items() if value]:
            raise UsageError(f"--book writes tables, not a contract: leave out {', '.join(stray)}")
        if synthetic:
            from perdiem.faces.cli.new_synthetic import Wanted, new_synthetic

            wanted = Wanted(members, seed, first_day, last_day, tuple(changes or ()), tuple(values or ()))
            new_synthetic(book, form, wanted, force=force, quiet=quiet)
            return
        from perdiem.faces.cli.new_book import new_book

        new_book(book, form, force=force, quiet=quiet)
        return
    if form is not None:
        raise UsageError("--format goes with --book; a contract is written as YAML")
    if file is None:
        raise UsageError("name the contract file to write, such as my-contract.yaml; or tables with --book")
    from perdiem.writers.skeleton import lines_of_business_named, skeleton

    if rates is None and (sheet is not None or columns or link):
        raise UsageError("--sheet, --column and --link say how a rate sheet is read: name it with --rates")
    if first_day and last_day and first_day > last_day:
        raise UsageError(f"--from {first_day} is after --to {last_day}; the contract's first day comes first")
    business = lines_of_business_named(lines_of_business)
    mapped = _columns(columns or [])
    if _is_there(file) and not force:
        raise UnwritableFile(file, "is there already; name another file, or add --force to overwrite it")
    if file.suffix.lower() not in {".yaml", ".yml"}:
        raise UsageError(f"{file}: a contract file ends in .yaml")
    rows, linked, note = _rates(rates, sheet, mapped, file, quiet) if rates else ([], [], "")

    def text_with(rows: list[dict[str, Any]], note: str) -> str:
        return skeleton(
            re.sub(r"[^a-z0-9._-]+", "-", file.stem.lower()).strip("-._")[:LONGEST_NAME].strip("-._") or "contract",
            payor=payor,
            provider=provider,
            first_day=first_day,
            last_day=last_day,
            lines_of_business=business,
            rates=rows,
            rates_note=note,
        )

    text = text_with(linked if link else rows, note)
    if rates and not link and _is_too_large(text):
        tell(f"So many rates do not fit into {file}: it names {rates.name} instead, as with --link.", quiet=quiet)
        text = text_with(linked, note)
    _write_checked(file, text)
    tell(f"{file} is written. Next: fill it in, then  perdiem check {file}  and  perdiem review {file}", quiet=quiet)


def _is_there(file: Path) -> bool:
    try:
        return file.exists()
    except OSError as error:  # a name that is too long, or holds what no name may
        raise UnwritableFile(file, f"cannot be written: {error.strerror}") from None


def _columns(options: list[str]) -> dict[str, str]:
    """Our column names with the sheet's headings. Raises UsageError."""
    from perdiem.readers.sheet_headings import HEADINGS

    columns: dict[str, str] = {}
    for option in options:
        name, equals, heading = (part.strip() for part in option.partition("="))
        if not equals or not heading:
            raise UsageError(f"--column {option!r}: write a name, = and a heading or a column letter, such as rate=D")
        if name not in HEADINGS:
            near = get_close_matches(name, HEADINGS, 1, 0.6)
            advice = f"did you mean {near[0]}?" if near else f"the names are {', '.join(HEADINGS)}"
            raise UsageError(f"--column {option!r}: {name!r} is not a column of a rate schedule; {advice}")
        if columns.setdefault(name, heading) != heading:
            raise UsageError(f"--column {option!r}: {name} is {columns[name]!r} already; name one heading for it")
    return columns


def _is_too_large(text: str) -> bool:
    from perdiem.readers.yaml_document import LARGEST_FILE

    return len(text.encode()) > LARGEST_FILE


def _write_checked(file: Path, text: str) -> None:
    """Write a contract that can be used, or none: a file that was there comes back. Raises FaultsFound."""
    from perdiem.readers.contract_file import read_contract_file

    before = file.read_bytes() if file.is_file() else None
    write_text(file, text)
    if errors := read_contract_file(file).errors:
        if before is None:
            file.unlink()
        else:
            file.write_bytes(before)
        raise FaultsFound(errors)


def _rates(path: Path, sheet: str | None, columns: dict[str, str], file: Path, quiet: bool) -> tuple[Rows, Rows, str]:
    """Rows for the contract, the row that names the sheet instead, and a note on where they come from.

    Raises FaultsFound with every wrong cell.
    """
    from perdiem.model.faults import Severity
    from perdiem.readers.contract_file import contract_of_sheet
    from perdiem.readers.rate_sheet import read_rate_sheet

    read = read_rate_sheet(path, sheet=sheet, columns=columns)
    contract, faults = contract_of_sheet(read)
    errors = [fault for fault in faults if fault.severity is Severity.ERROR]
    if contract is None or errors:
        raise FaultsFound(errors)
    for fault in faults:
        tell(str(fault), quiet=quiet)
    number = len(contract.rates or ())
    count = f"{number} rate{'s' if number != 1 else ''}"
    where = f"{path.name}{f', sheet {read.sheet}' if read.sheet else ''}"
    others = ", ".join(f"{other.name}{' (hidden)' if other.hidden else ''}" for other in read.others)
    tell(f"{count} read from {where}{f'; not read: {others}' if others else ''}.", quiet=quiet)
    entry: dict[str, Any] = {"file": _relative(path, file)}
    if sheet or read.others:
        entry["sheet"] = read.sheet
    if columns:
        entry["columns"] = columns
    return _grouped(contract), [entry], f"{count}, from {where}; codes paid alike share a row."


def _relative(path: Path, file: Path) -> str:
    import os

    return os.path.relpath(path.resolve(), file.parent.resolve()).replace(os.sep, "/")


def _grouped(contract: Contract) -> list[dict[str, Any]]:
    """The rates as rows for the file, codes with the same pay and conditions on one row, in the sheet's order."""
    from perdiem.codes import code_sets
    from perdiem.codes.compress import compress
    from perdiem.codes.expand import expand
    from perdiem.model.wording import value_text

    sets = code_sets()
    groups: dict[tuple[tuple[str, str], ...], list[str]] = {}
    for rate in contract.rates or ():
        stated = {
            ("from" if name == "from_" else name): value_text(getattr(rate, name))
            for name in type(rate).model_fields
            if name != "codes" and name in rate.model_fields_set and getattr(rate, name) is not None
        }
        groups.setdefault(tuple(stated.items()), []).extend(expand(rate.codes or (), sets))
    rows = []
    for stated_items, codes in groups.items():
        short = compress(codes, sets)
        values = {key: _listed(key, value) for key, value in stated_items}
        rows.append({"codes": short[0] if len(short) == 1 else short, **values})
    return rows


def _listed(key: str, value: str) -> Any:
    many = key in {"modifiers", "places_of_service", "lines_of_business"}
    return [part.strip() for part in value.split(",")] if many else f"{value}%" if key == "percent" else value
