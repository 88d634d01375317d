"""`perdiem new`: a contract file to fill in, empty or from a payor's rate sheet."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from perdiem.errors import FaultsFound, UnwritableFile, UsageError
from perdiem.faces.cli.words import Quiet, read_date, tell, write_text

if TYPE_CHECKING:
    from perdiem.model.contract import Contract


def new_command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The contract file to write, such as my-contract.yaml.")],
    rates: Annotated[
        Path | None, typer.Option("--rates", metavar="SHEET", help="Fill in the rates of this sheet (.xlsx, .csv).")
    ] = None,
    sheet: Annotated[str | None, typer.Option("--sheet", help="The workbook's sheet. Default: the first one.")] = None,
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
    force: Annotated[bool, typer.Option("--force", help="Overwrite a file that is there.")] = False,
    quiet: Quiet = False,
) -> None:
    """Write a new contract file: every term with a comment, ready to fill in.

    With --rates, the payor's sheet is read (usual headings are recognized) and its rates stand in the file.

    Example:  perdiem new my-contract.yaml --rates rates.xlsx --payor "Meridian Health Plan" --from 2026-01-01
    """
    from perdiem.writers.skeleton import skeleton

    if file.exists() and not force:
        raise UnwritableFile(file, "is there already; name another file, or add --force to overwrite it")
    if file.suffix.lower() not in {".yaml", ".yml"}:
        raise UsageError(f"{file}: a contract file ends in .yaml")
    rows, note = _rates(rates, sheet, link, file, quiet) if rates else ([], "")
    text = skeleton(
        re.sub(r"[^a-z0-9._-]+", "-", file.stem.lower()).strip("-._") or "contract",
        payor=payor,
        provider=provider,
        first_day=first_day,
        last_day=last_day,
        lines_of_business=[word.strip() for word in lines_of_business.split(",") if word.strip()],
        rates=rows,
        rates_note=note,
    )
    write_text(file, text)
    tell(f"{file} is written. Next: fill it in, then  perdiem check {file}  and  perdiem review {file}", quiet=quiet)


def _rates(path: Path, sheet: str | None, link: bool, file: Path, quiet: bool) -> tuple[list[dict[str, Any]], str]:
    """Rows for the contract, and a note on where they come from. Raises FaultsFound with every wrong cell."""
    from perdiem.model.faults import Severity
    from perdiem.readers.contract_file import read_sheet_as_contract

    contract, faults = read_sheet_as_contract(path, sheet)
    errors = [fault for fault in faults if fault.severity is Severity.ERROR]
    if contract is None or errors:
        raise FaultsFound(errors)
    for fault in faults:
        tell(str(fault), quiet=quiet)
    count = len(contract.rates or ())
    where = f"{path.name}{f', sheet {sheet}' if sheet else ''}"
    tell(f"{count} rates read from {where}.", quiet=quiet)
    if link:
        entry = {"file": _relative(path, file), **({"sheet": sheet} if sheet else {})}
        return [entry], f"{count} rates stand in {where}."
    return _grouped(contract), f"{count} rates, from {where}; codes paid alike share a row."


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
