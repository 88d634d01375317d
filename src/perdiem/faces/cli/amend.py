"""`perdiem amend`: the contract with recommendations adopted, and the Word amendment with tracked changes."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from perdiem.errors import UnwritableFile, UsageError
from perdiem.faces.cli.words import OnDate, Quiet, keep_apart, make_room, numbers, read_date, tell, today, write_text

if TYPE_CHECKING:
    from perdiem.model.contract import Contract
    from perdiem.rules.recommendations.draft import Drafted


def amend_command(
    contract: Annotated[Path, typer.Argument(metavar="CONTRACT", help="The contract file.")],
    adopt: Annotated[str, typer.Option("--adopt", metavar="NUMBERS", help="Recommendations to adopt: 3,7 or all.")],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="The amended contract. Default: NAME-amended.yaml beside it."
        ),
    ] = None,
    word: Annotated[
        Path | None,
        typer.Option("--word", metavar="FILE", help="The Word amendment. Default: NAME-amendment.docx beside it."),
    ] = None,
    effective: Annotated[
        date | None,
        typer.Option(
            "--effective", parser=read_date, metavar="DATE", help="First day of the amendment; else left blank."
        ),
    ] = None,
    rate: Annotated[
        list[str] | None,
        typer.Option("--rate", metavar="CODE=DOLLARS", help="Your figure in place of a proposed one; may be repeated."),
    ] = None,
    author: Annotated[str, typer.Option("--author", help="Who the tracked changes are from.")] = "Perdiem",
    force: Annotated[bool, typer.Option("--force", help="Overwrite files that are there.")] = False,
    on: OnDate = None,
    quiet: Quiet = False,
) -> None:
    """Adopt recommendations: write the amended contract, comments kept, and a Word amendment with tracked changes.

    Where a rate is needed that the contract lacks, a published figure is proposed and named, to be settled.

    Example:  perdiem amend my-contract.yaml --adopt 3,7

    Example:  perdiem amend my-contract.yaml --adopt 4 --rate S5520=210.00 --rate S5522=360.00
    """
    from perdiem.codes import code_sets
    from perdiem.rules.recommendations.draft import draft_amendment

    chosen = numbers(adopt, "--adopt")
    output = output or contract.with_name(f"{contract.stem}-amended.yaml")
    word = word or contract.with_name(f"{contract.stem}-amendment.docx")
    for path in (output, word):
        if path.exists() and not force:
            raise UnwritableFile(path, "is there already; name another file, or add --force to overwrite it")
    keep_apart(output, [contract])
    keep_apart(word, [contract, output])
    text, terms = _single_contract(contract, on)
    if effective is not None and effective not in terms.effective.period:
        raise UsageError(f"--effective: the contract is in force {terms.effective.period}, and not on {effective}")
    drafted = draft_amendment(terms, code_sets(), chosen, effective=effective, rates=_rates(rate or []))
    sheets = _write_contract(contract, output, text, terms, drafted)
    _write_word(word, drafted, author)
    _report(drafted, output, word, quiet)
    for sheet in sheets:
        tell(f"Rates without the dropped codes: {sheet}", quiet=quiet)


def _single_contract(path: Path, on: date | None) -> tuple[str, Contract]:
    from perdiem.errors import FaultsFound
    from perdiem.faces.cli.contracts import whole_contract
    from perdiem.readers.contract_file import read_contract_file

    read = whole_contract(read_contract_file(path))
    if read.agreement is None:
        raise FaultsFound(read.errors)
    if len(read.agreement.versions) > 1:
        raise UsageError(
            f"{path} changes over time (amendments or dated terms); write the adopted terms into an amendment file "
            "of its own, or into a contract that consolidates them"
        )
    return read.texts[str(path)], read.agreement.on(on or today())


def _rates(words: list[str]) -> dict[str, Decimal]:
    from pydantic_core import PydanticCustomError

    from perdiem.model.terms.types import read_money

    found: dict[str, Decimal] = {}
    for word in words:
        code, equals, amount = word.partition("=")
        if not equals:
            raise UsageError(f"--rate: {word!r} should be CODE=DOLLARS, such as S5520=205.50")
        try:
            found[code.strip().upper()] = read_money(amount)
            if not found[code.strip().upper()]:
                raise UsageError(f"--rate: {code}: a rate of zero meets no recommendation; write dollars above zero")
        except PydanticCustomError as error:
            raise UsageError(f"--rate: {code}: {error.message()}") from None
    return found


def _write_contract(contract: Path, output: Path, text: str, terms: Contract, drafted: Drafted) -> list[Path]:
    """Write the amended file and its new rate sheets, whose paths are given.

    It is read again, to make sure that it says what was adopted.
    """
    from perdiem.codes import code_sets
    from perdiem.errors import FaultsFound
    from perdiem.readers.contract_file import read_contract_file
    from perdiem.rules.recommendations.adopt import without_codes
    from perdiem.writers.contract_file import relinked, write_edits

    sets = code_sets()
    edited = write_edits(text, terms, drafted.edits, lambda items, gone: without_codes(items, gone, sets), output.stem)
    if output.parent.resolve() != contract.parent.resolve():
        folder = os.path.relpath(contract.parent.resolve(), output.parent.resolve())
        edited.text = relinked(edited.text, folder, set(edited.sheets))
    for name, sheet in edited.sheets.items():
        write_text(output.parent / name, sheet)
    write_text(output, edited.text)
    read = read_contract_file(output)
    if read.agreement is None:
        raise FaultsFound(read.errors)
    written = read.agreement.versions[0][1]
    if written != drafted.contract:
        raise RuntimeError(f"{output} does not say what was adopted; the terms differ")
    return [output.parent / name for name in edited.sheets]


def _write_word(word: Path, drafted: Drafted, author: str) -> None:
    from perdiem.writers.word.amendment import amendment_docx

    make_room(word)
    amendment_docx(drafted.draft, word, author=author, when=datetime.combine(today(), time(12), tzinfo=UTC))


def _report(drafted: Drafted, output: Path, word: Path, quiet: bool) -> None:
    for adopted in drafted.draft.adopted:
        count = len(adopted.changes)
        moved = (
            f"stays {adopted.status_after}"
            if adopted.status_before == adopted.status_after
            else f"{adopted.status_before} -> {adopted.status_after}"
        )
        typer.echo(f"R{adopted.number:02}  {moved}  ({count} term{'s' if count != 1 else ''} changed)  {adopted.title}")
    for figure in drafted.draft.open_figures:
        typer.echo(f"To settle: {figure}")
    tell(f"Amended contract: {output}\nWord amendment with tracked changes: {word}", quiet=quiet)
