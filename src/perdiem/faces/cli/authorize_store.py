"""`perdiem authorize list|show|decide|export`: the worklist of a store, for the people who decide."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from perdiem.errors import UsageError
from perdiem.faces.cli.claim_inputs import TimeZone, agreement_of
from perdiem.faces.cli.words import Output, Quiet, read_date, tell, write_text

if TYPE_CHECKING:
    from perdiem.model.authorization import Missing, Ruling
    from perdiem.model.authorization_settings import AuthorizationSettings
    from perdiem.store.desk import Desk


def read_time(text: str) -> datetime:
    """A time of the command line, written 2026-01-31T14:30, in this machine's time zone unless it names one."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a time; write it as 2026-01-31T14:30") from None
    return found.astimezone() if found.tzinfo is None else found


DEFAULT_STORE = "authorizations.db"  # in the folder where the command runs, as `perdiem serve` makes it
Store = Annotated[
    str, typer.Option("--store", metavar="STORE", help="The store: a SQLite file or a postgresql:// address.")
]
Settings = Annotated[
    Path | None,
    typer.Option("--settings", metavar="FILE", help="The payor's settings (YAML): clocks, holidays, what is approved."),
]
At = Annotated[
    datetime | None,
    typer.Option("--at", parser=read_time, metavar="TIME", help="As of this time (2026-01-31T14:30). Default: now."),
]
KnownBook = Annotated[
    list[str] | None,
    typer.Option("--book", "-b", metavar="PATH", help="Tables eligibility and authorization_item, if there are."),
]
ContractOption = Annotated[
    Path, typer.Option("--contract", "-c", metavar="FILE", help="The contract that it is under.")
]
Number = Annotated[
    str,
    typer.Argument(
        metavar="NUMBER", help="Our number of the request (R…), an authorization's (A…), or the sender's own."
    ),
]


class ListFormat(StrEnum):
    """How a list is written."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"


class ShowFormat(StrEnum):
    """How one request is written."""

    TEXT = "text"
    JSON = "json"


def list_command(
    store: Store = DEFAULT_STORE,
    everything: Annotated[bool, typer.Option("--all", help="Also what is decided, replaced and taken back.")] = False,
    within: Annotated[
        int | None, typer.Option("--due-within", metavar="HOURS", min=0, help="Only what is due within these hours.")
    ] = None,
    member: Annotated[str | None, typer.Option("--member", metavar="ID", help="Only this member's.")] = None,
    settings: Settings = None,
    form: Annotated[ListFormat, typer.Option("--format", "-f", help="text, json or csv.")] = ListFormat.TEXT,
    output: Output = None,
    at: At = None,
) -> None:
    """List what waits for a person, what is due first at the top; a breach is announced before it happens.

    Example:  perdiem authorize list --store authorizations.db --due-within 24
    """
    from datetime import timedelta

    from perdiem.store.authorizations import AuthorizationStore
    from perdiem.writers.authorization.worklist import WorklistLine, worklist_csv, worklist_json, worklist_text

    now = at or datetime.now(tz=UTC)
    zone = _settings(settings).clocks.time_zone
    with AuthorizationStore(store, create=False) as kept:
        found = kept.worklist(
            status=None if everything else "open",
            due_before=None if within is None else now + timedelta(hours=within),
            member_id=member,
        )
    lines = [WorklistLine(each.request, each.decision, each.status, each.version, each.replaced_by) for each in found]
    write = {ListFormat.TEXT: worklist_text, ListFormat.JSON: worklist_json, ListFormat.CSV: worklist_csv}[form]
    _put(write(lines, now, zone), output)


def _settings(path: Path | None) -> AuthorizationSettings:
    from perdiem.readers.authorization.settings_file import read_settings

    return read_settings(path)


def _put(text: str, output: Path | None) -> None:
    if output is None:
        typer.echo(text, nl=False)
    else:
        write_text(output, text)


def show_command(
    number: Number,
    store: Store = DEFAULT_STORE,
    settings: Settings = None,
    form: Annotated[ShowFormat, typer.Option("--format", "-f", help="text or json.")] = ShowFormat.TEXT,
    attachments: Annotated[
        Path | None, typer.Option("--attachments", metavar="DIR", help="Write the documents that came with it here.")
    ] = None,
    output: Output = None,
    at: At = None,
) -> None:
    """Show one request: what was asked, what was decided and why, what is missing, and all that happened to it.

    Example:  perdiem authorize show R2K5WQ7ABCD --store authorizations.db
    """
    from perdiem.store.authorizations import AuthorizationStore
    from perdiem.writers.authorization.shown import shown_json, shown_text

    now = at or datetime.now(tz=UTC)
    with AuthorizationStore(store, create=False) as kept:
        found = kept.find(number)
        if found is None:
            raise UsageError(f"there is no request or authorization {number} in the store")
        events = [(event.at, event.actor, event.event, event.note) for event in kept.history(found.decision.number)]
    if attachments is not None:
        from perdiem.writers.authorization.attachments import write_attachments

        for path in write_attachments(found.request.attachments, attachments):
            tell(f"Wrote {path}")
    zone = _settings(settings).clocks.time_zone
    if form is ShowFormat.JSON:
        _put(shown_json(found.request, found.decision, found.status, found.version, events), output)
    else:
        _put(shown_text(found.request, found.decision, found.status, found.version, events, now, zone), output)


def decide_command(
    number: Number,
    contract: ContractOption,
    store: Store = DEFAULT_STORE,
    approve: Annotated[
        list[str] | None,
        typer.Option("--approve", metavar="ITEM", help="An item's number, or `all`. May be given several times."),
    ] = None,
    deny: Annotated[list[str] | None, typer.Option("--deny", metavar="ITEM", help="An item, or `all`.")] = None,
    extend: Annotated[
        list[str] | None, typer.Option("--extend", metavar="ITEM", help="Give an item more time, with --days.")
    ] = None,
    ask: Annotated[
        list[str] | None, typer.Option("--ask", metavar="ITEM", help="Ask for what --reason names; the clock runs on.")
    ] = None,
    reason: Annotated[
        str, typer.Option("--reason", metavar="TEXT", help="Why: told to the provider; needed for a denial.")
    ] = "",
    code: Annotated[
        str,
        typer.Option("--reason-code", metavar="WORD", help="The reason's short name, which the figures count."),
    ] = "person_decided",
    quantity: Annotated[
        str | None, typer.Option("--quantity", metavar="UNITS", help="Approve only so many units.")
    ] = None,
    first_day: Annotated[
        date | None, typer.Option("--from", parser=read_date, metavar="DATE", help="Approve from this day.")
    ] = None,
    last_day: Annotated[
        date | None, typer.Option("--to", parser=read_date, metavar="DATE", help="Approve to this day.")
    ] = None,
    days: Annotated[int, typer.Option("--days", min=1, help="Days of an extension.")] = 7,
    by: Annotated[str | None, typer.Option("--by", metavar="NAME", help="Who decides. Default: your login.")] = None,
    version: Annotated[
        int | None,
        typer.Option("--version", metavar="N", help="The version that you have seen (show prints it): else no change."),
    ] = None,
    settings: Settings = None,
    book: KnownBook = None,
    time_zone: TimeZone = None,
    at: At = None,
    quiet: Quiet = False,
) -> None:
    """Decide items of a request that waits. Where the drug is approved, what it carries is approved with it.

    Exit code 6: someone else was quicker, and nothing was done.

    Example:  perdiem authorize decide R2K5WQ7ABCD -c contract.yaml --store authorizations.db --approve 1

    Example:  perdiem authorize decide R2K5WQ7ABCD -c contract.yaml --store authorizations.db --deny 2
              --reason "The order names another drug."
    """
    from perdiem.writers.authorization.answered import answered_text

    with _desk(contract, store, settings, (book or [], time_zone), quiet=quiet) as (desk, zone):
        found = desk.store.find(number)
        if found is None:
            raise UsageError(f"there is no request or authorization {number} in the store")
        pended = [item.sequence for item in found.decision.pended]
        given = {"quantity": _quantity(quantity), "first_day": first_day, "last_day": last_day}
        rulings = [
            *_rulings(approve, pended, "approve", reason, code=code, **given),
            *_rulings(deny, pended, "deny", reason, code=code),
            *_rulings(extend, pended, "pend", reason, extend_days=days),
            *_rulings(ask, pended, "pend", reason, missing=_asked(reason) if ask else ()),
        ]
        if not rulings:
            raise UsageError("say what to do: --approve, --deny, --ask or --extend with an item's number, or `all`")
        decided = desk.rule(found.decision.number, rulings, by or getpass.getuser(), version=version, now=at)
    typer.echo(answered_text([(decided.request, decided.decision)], zone), nl=False)


def attach_command(
    number: Number,
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="The documents.")],
    contract: ContractOption,
    store: Store = DEFAULT_STORE,
    answers: Annotated[
        str | None,
        typer.Option(
            "--answers", metavar="WORD", help="What they answer: the short name that the request is pended for."
        ),
    ] = None,
    by: Annotated[str | None, typer.Option("--by", metavar="NAME", help="Who attaches. Default: your login.")] = None,
    settings: Settings = None,
    book: KnownBook = None,
    time_zone: TimeZone = None,
    at: At = None,
    quiet: Quiet = False,
) -> None:
    """Put documents to a request. What it waited for them for is looked at again.

    Example:  perdiem authorize attach R2K5WQ7ABCD order.pdf --answers order -c contract.yaml --store authorizations.db
    """
    import mimetypes

    from perdiem.errors import UnreadableFile
    from perdiem.model.authorization import Attachment
    from perdiem.writers.authorization.answered import answered_text

    documents = []
    for path in files:
        try:
            content = path.read_bytes()
        except OSError as error:
            raise UnreadableFile(path, f"cannot be read: {error.strerror}") from None
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        documents.append(Attachment(path.name, kind, content, answers=answers))
    with _desk(contract, store, settings, (book or [], time_zone), quiet=quiet) as (desk, zone):
        found = desk.store.find(number)
        if found is None:
            raise UsageError(f"there is no request or authorization {number} in the store")
        kept = desk.attach(found.decision.number, documents, by or getpass.getuser(), now=at)
    typer.echo(answered_text([(kept.request, kept.decision)], zone), nl=False)


@contextmanager
def _desk(
    contract: Path, store: str, settings: Path | None, book: tuple[list[str], str | None], *, quiet: bool
) -> Iterator[tuple[Desk, str]]:
    """The desk of a store for one contract, and the payor's time zone."""
    from perdiem.codes import code_sets
    from perdiem.faces.cli.authorize_book import opened_authorizations
    from perdiem.rules.authorization.decision import Decider
    from perdiem.store.authorizations import AuthorizationStore
    from perdiem.store.desk import Desk

    chosen = _settings(settings)
    agreement = agreement_of(contract, quiet=quiet)
    decider = Decider(agreement, code_sets(), chosen)
    zone = chosen.clocks.time_zone
    with opened_authorizations(*book) as known, AuthorizationStore(store, create=False, time_zone=zone) as kept:
        yield Desk(kept, {agreement.versions[-1][1].contract: decider}, known.coverage_of), zone


def _rulings(words: list[str] | None, pended: list[int], action: str, reason: str, **more: object) -> list[Ruling]:
    from perdiem.model.authorization import Action, Ruling

    found: list[int] = []
    for word in words or []:
        if word == "all":
            found += pended
        elif word.isascii() and word.isdigit():
            found.append(int(word))
        else:
            raise UsageError(f"{word!r} is no item; write its number, or `all`")
    return [Ruling(sequence, Action(action), reason, **more) for sequence in dict.fromkeys(found)]  # type: ignore[arg-type]


def _asked(reason: str) -> tuple[Missing, ...]:
    from perdiem.model.authorization import Missing

    if not reason.strip():
        raise UsageError("--ask needs --reason with what the provider should send")
    return (Missing("asked_by_person", reason),)


def _quantity(text: str | None) -> Decimal | None:
    if text is None:
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        raise UsageError(f"--quantity {text}: write a number of units, such as 20") from None


def export_command(
    store: Store = DEFAULT_STORE,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="DIR", help="Where the tables go. Default: ./authorizations")
    ] = Path("authorizations"),
    form: Annotated[str, typer.Option("--format", "-f", help="csv or parquet.")] = "csv",
    settings: Settings = None,
    force: Annotated[bool, typer.Option("--force", help="Replace what is in DIR.")] = False,
    quiet: Quiet = False,
) -> None:
    """Write the decisions as the book's tables authorization and authorization_item: claims are decided by them.

    Example:  perdiem authorize export --store authorizations.db -o authorizations

    Then:  perdiem adjudicate contract.yaml march.837 --book authorizations
    """
    from perdiem.engine.book import Book
    from perdiem.engine.duckdb import open_engine
    from perdiem.rules.authorization.book_tables import add_authorizations
    from perdiem.store.authorizations import AuthorizationStore
    from perdiem.store.decided_items import decided_items
    from perdiem.writers.authorization.book_files import write_book_tables

    if form not in {"csv", "parquet"}:
        raise UsageError(f"--format {form}: write csv or parquet")
    zone = _settings(settings).clocks.time_zone
    with AuthorizationStore(store, create=False) as kept, Book(open_engine()) as book:
        add_authorizations(book, decided_items(kept, zone))
        for path, rows in write_book_tables(book, output, form, replace=force):
            tell(f"Wrote {path}: {rows:,} rows", quiet=quiet)
