"""`perdiem authorize`: requests in files decided by a contract; the worklist of a store; the figures to publish."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from perdiem.errors import FaultsFound, UsageError
from perdiem.faces.cli.authorize_publish import publish_command
from perdiem.faces.cli.authorize_store import (
    At,
    KnownBook,
    Settings,
    attach_command,
    decide_command,
    export_command,
    list_command,
    show_command,
)
from perdiem.faces.cli.claim_inputs import TimeZone, agreement_of
from perdiem.faces.cli.words import Output, Quiet, keep_apart, tell, write_text

if TYPE_CHECKING:
    from perdiem.model.authorization import AuthorizationRequest, Decision
    from perdiem.model.authorization_settings import AuthorizationSettings
    from perdiem.rules.authorization.decision import Decider

FILES = "files"


class DecisionFormat(StrEnum):
    """How decisions are written."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"
    X12 = "278"


class CommandOrContract(TyperGroup):
    """A word that is no command is a contract: `authorize CONTRACT REQUEST…` is `authorize files CONTRACT REQUEST…`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Puts the command in where it was left out."""
        if args and args[0] not in self.commands and args[0] != "--help":
            args = [FILES, *args]
        parsed: list[str] = super().parse_args(ctx, args)
        return parsed


app = typer.Typer(
    name="authorize",
    cls=CommandOrContract,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Decide requests for authorization by a contract:  perdiem authorize CONTRACT REQUEST...\n\n"
    "Requests are X12 278 files, FHIR PAS bundles or CSV. With --store they are kept; list, show and decide are the "
    "worklist of what waits for a person, publish writes the yearly figures of CMS-0057-F.\n\n"
    "Example:  perdiem authorize contract.yaml requests.csv --store authorizations.db\n\n"
    "A contract whose file is named like a command is written with its folder: ./list",
)


def authorize_files(
    contract: Annotated[Path, typer.Argument(metavar="CONTRACT", help="The contract; its file names its amendments.")],
    requests: Annotated[
        list[Path], typer.Argument(metavar="REQUEST...", help="278, PAS bundles (JSON), CSV; or folders of them.")
    ],
    store: Annotated[
        str | None,
        typer.Option("--store", metavar="STORE", help="Keep requests and decisions: a SQLite file or postgresql://."),
    ] = None,
    settings: Settings = None,
    book: KnownBook = None,
    time_zone: TimeZone = None,
    form: Annotated[
        DecisionFormat, typer.Option("--format", "-f", help="text, json, csv (a row an item) or 278.")
    ] = DecisionFormat.TEXT,
    output: Output = None,
    at: At = None,
    quiet: Quiet = False,
) -> None:
    """Decide requests by a contract: approve, deny, pend with what is missing, each with the term and its place.

    Nothing is denied without a person but for what the contract or eligibility settles, and nothing that needs
    authorization is approved without one unless the contract or --settings says so.

    Exit code 0: every request was decided or pended. 1: something was set aside or is in error; the rest is decided.

    Example:  perdiem authorize contract.yaml requests.csv

    Example:  perdiem authorize contract.yaml march.278 --store authorizations.db --format 278 -o answers.278
    """
    from perdiem.readers.authorization.files import read_request_files
    from perdiem.readers.authorization.settings_file import read_settings

    keep_apart(output, [contract, *requests])
    agreement = agreement_of(contract, quiet=quiet)
    chosen = read_settings(settings)
    read = read_request_files(requests, chosen.clocks.time_zone)
    faults = [fault for _, reading in read for fault in reading.faults]
    asked = [request for _, reading in read for request in reading.requests]
    set_aside = sum(reading.set_aside for _, reading in read)
    for fault in faults:
        typer.echo(str(fault), err=True)
    from perdiem.codes import code_sets
    from perdiem.rules.authorization.decision import Decider

    decider = Decider(agreement, code_sets(), chosen)
    answered = _decided(decider, asked, store, (book or [], time_zone), at or datetime.now(tz=UTC), quiet=quiet)
    _write(answered, form, output, chosen, at or datetime.now(tz=UTC))
    if store is not None:
        tell(f"Kept in {_shown(store)}.", quiet=quiet)
    if set_aside:
        tell(f"{set_aside} of {len(asked) + set_aside} requests could not be read and were set aside.")
    if set_aside or any(decision.errors for _, decision in answered):
        raise typer.Exit(FaultsFound.exit_code)


def _shown(store: str) -> str:
    from perdiem.store.opening import address_shown

    return address_shown(store)


def _decided(
    decider: Decider,
    asked: list[AuthorizationRequest],
    store: str | None,
    book: tuple[list[str], str | None],
    now: datetime,
    *,
    quiet: bool,
) -> list[tuple[AuthorizationRequest, Decision]]:
    from perdiem.faces.cli.authorize_book import opened_authorizations
    from perdiem.rules.authorization.batch import decided_in_order

    with opened_authorizations(*book) as known:
        if store is None:
            return list(decided_in_order(decider, asked, now, known.on_file_of, known.coverage_of))
        from perdiem.store.authorizations import AuthorizationStore
        from perdiem.store.desk import Desk

        if known.has_authorizations:
            raise UsageError("--book has authorizations and --store keeps them; name one of the two")
        found = []
        name = decider.agreement.versions[-1][1].contract
        with AuthorizationStore(store, time_zone=decider.settings.clocks.time_zone) as kept:
            desk = Desk(kept, {name: decider}, known.coverage_of)
            for request in asked:
                submission = desk.submit(request, now=now)
                if not submission.is_same:
                    text = f"{request.identifier.value} was kept before with other content; the first answer stands"
                    tell(f"Note: {text}.", quiet=quiet)
                found.append((request, submission.decision))
        return found


def _write(
    answered: list[tuple[AuthorizationRequest, Decision]],
    form: DecisionFormat,
    output: Path | None,
    settings: AuthorizationSettings,
    now: datetime,
) -> None:
    text = _in_form(answered, form, settings.clocks.time_zone, now)
    if output is None:
        typer.echo(text, nl=False)
    else:
        write_text(output, text)


def _in_form(
    answered: list[tuple[AuthorizationRequest, Decision]], form: DecisionFormat, time_zone: str, now: datetime
) -> str:
    from perdiem.writers.authorization.answered import answered_csv, answered_json, answered_text

    if form is DecisionFormat.TEXT:
        return answered_text(answered, time_zone)
    if form is DecisionFormat.JSON:
        return answered_json(answered)
    if form is DecisionFormat.CSV:
        return answered_csv(answered)
    import io

    from perdiem.writers.x12.authorizations.levels import Sending
    from perdiem.writers.x12.authorizations.response import write_278_responses

    stream = io.StringIO()
    payor = answered[0][0].payor if answered else ""
    provider = (answered[0][0].provider_npi or "") if answered else ""
    sending = Sending(payor[:15] or "PAYOR", provider or "PROVIDER")
    write_278_responses(answered, stream, sending, created=now, time_zone=time_zone)
    return stream.getvalue()


app.command(FILES, short_help="Decide requests in files; `files` may be left out.")(authorize_files)
app.command("list", short_help="What waits for a person, what is due first at the top.")(list_command)
app.command("show", short_help="One request: what was asked, decided, and what happened to it.")(show_command)
app.command("decide", short_help="Approve, deny or pend items of a request that waits.")(decide_command)
app.command("attach", short_help="Put documents to a request that waits for them.")(attach_command)
app.command("export", short_help="The decisions as the book's tables, for claims.")(export_command)
app.command("publish", short_help="The yearly figures of CMS-0057-F, and R8's measures.")(publish_command)
