"""`perdiem serve`: the endpoints of a payor, on this machine or for others."""

from __future__ import annotations

import gc
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from perdiem.errors import UsageError
from perdiem.faces.cli.authorize_store import DEFAULT_STORE
from perdiem.faces.cli.claim_inputs import TimeZone
from perdiem.faces.cli.words import Quiet, tell

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from perdiem.faces.fhir.settings import FhirSettings
    from perdiem.model.authorization import CoverageSpan
    from perdiem.model.authorization_settings import AuthorizationSettings
    from perdiem.rules.authorization.decision import Decider
    from perdiem.store.desk import CoverageOf

HOW_TO_INSTALL = "serving needs more libraries: pip install 'perdiem-infusion[server]'"


class Part(StrEnum):
    """What can be served."""

    FHIR = "fhir"


def serve_command(
    contract: Annotated[
        list[Path],
        typer.Option(
            "--contract",
            "-c",
            metavar="FILE",
            help="A contract to decide by; its file names its amendments. Several: a request goes to the"
            " one that holds for its provider, line of business and first day.",
        ),
    ],
    store: Annotated[
        str,
        typer.Option(
            "--store", metavar="STORE", help="Where requests are kept: a file, or postgresql://user@host/name."
        ),
    ] = DEFAULT_STORE,
    only: Annotated[
        Part | None, typer.Option("--only", help="Serve this part alone. The web pages do not exist yet.")
    ] = None,
    host: Annotated[str, typer.Option("--host", help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", "-p", min=0, max=65535, help="The port to listen on; 0: any free one.")
    ] = 8080,
    book: Annotated[
        list[str] | None,
        typer.Option(
            "--book", "-b", metavar="FILE", help="Who is covered: a file or folder with the table eligibility."
        ),
    ] = None,
    time_zone: TimeZone = None,
    settings: Annotated[
        Path | None,
        typer.Option("--settings", metavar="FILE", help="What the payor settles about authorization (YAML)."),
    ] = None,
    fhir_settings: Annotated[
        Path | None,
        typer.Option("--fhir-settings", metavar="FILE", help="Who may call, addresses, codes of the answers (YAML)."),
    ] = None,
    quiet: Quiet = False,
) -> None:
    """Serve prior authorization in FHIR: PAS 2.0.1 and 2.2.1, CDS Hooks (CRD), questionnaires (DTR).

    Requests are decided by the contract and kept in the store; whoever works on the pended ones does that with
    `perdiem authorize list` and `decide` on the same store. Without clients in the settings anybody may call, so it
    listens on this machine only. Ctrl-C ends it.

    Example:  perdiem serve --only fhir --contract contract.yaml

    Example:  perdiem serve --only fhir -c harbor.yaml -c bayside.yaml

    Example:  perdiem serve --only fhir -c contract.yaml --store postgresql://perdiem@db/perdiem --host 0.0.0.0
    --fhir-settings fhir.yaml
    """
    if only is None:
        raise UsageError("the web pages do not exist yet; serve the endpoints alone: perdiem serve --only fhir")
    try:
        import fastapi  # noqa: F401 - told now, not in the middle of the work
        import uvicorn  # noqa: F401 - the same
    except ImportError:
        raise UsageError(HOW_TO_INSTALL) from None
    from perdiem.faces.fhir.settings import FhirSettings
    from perdiem.model.authorization_settings import AuthorizationSettings
    from perdiem.readers.settings_file import read_settings

    chosen = read_settings(fhir_settings, FhirSettings) if fhir_settings else FhirSettings()
    _demand_guarded(chosen, host)
    rules = read_settings(settings, AuthorizationSettings) if settings else AuthorizationSettings()
    deciders = _deciders(contract, rules)
    from perdiem.faces.cli.authorize_book import opened_authorizations

    with opened_authorizations(book or [], time_zone) as known:
        asked = _one_at_a_time(known.coverage_of)
        _serve(deciders, asked, rules, store, chosen, fhir_settings, host, port, quiet=quiet)


def _one_at_a_time(coverage_of: CoverageOf) -> CoverageOf:
    """The book is asked by one request at a time: its engine is not for several threads."""
    import threading

    lock = threading.Lock()

    def asked(member_id: str) -> Sequence[CoverageSpan] | None:
        with lock:
            return coverage_of(member_id)

    return asked


def _demand_guarded(settings: FhirSettings, host: str) -> None:
    """That open endpoints are for this machine only. Raises UsageError."""
    from perdiem.faces.fhir.settings import is_loopback

    if settings.is_open and not is_loopback(host):
        raise UsageError(
            f"--host {host}: without clients in --fhir-settings anybody may call, so the endpoints listen on this"
            " machine only (127.0.0.1). Name the clients and their keys to serve others."
        )


def _deciders(contracts: list[Path], rules: AuthorizationSettings) -> Mapping[str, Decider]:
    from perdiem.codes import code_sets
    from perdiem.readers.contract_file import read_contract
    from perdiem.rules.authorization.decision import Decider

    found: dict[str, Decider] = {}
    for path in contracts:
        agreement = read_contract(path)
        name = agreement.versions[-1][1].contract
        if name in found:
            raise UsageError(f"{path}: contract {name!r} is named twice")
        found[name] = Decider(agreement, code_sets(), rules)
    return found


def _serve(
    deciders: Mapping[str, Decider],
    coverage_of: CoverageOf,
    rules: AuthorizationSettings,
    store: str,
    settings: FhirSettings,
    settings_file: Path | None,
    host: str,
    port: int,
    *,
    quiet: bool,
) -> None:
    from importlib.metadata import version

    from perdiem.faces.fhir.app import create_app
    from perdiem.store.authorizations import AuthorizationStore
    from perdiem.store.desk import Desk

    listening = _listen(host, port)
    base = settings.base_url or f"http://{_shown(host)}:{listening.getsockname()[1]}"
    with AuthorizationStore(store, time_zone=rules.clocks.time_zone) as kept:
        folder = settings_file.parent if settings_file else Path()
        app = create_app(
            Desk(kept, deciders, coverage_of), settings, base, software=version("perdiem-infusion"), folder=folder
        )
        if settings.is_open:
            tell("Warning: open: anybody on this machine may call. Use --fhir-settings with clients for others.")
        tell(f"Serving {base}/pas/2.0, {base}/pas/2.2 and {base}/cds-services by {', '.join(deciders)}", quiet=quiet)
        tell(f"Requests are kept in {store}; Ctrl-C ends", quiet=quiet)
        _run(app, listening)
    tell("Ended", quiet=quiet)


def _listen(host: str, port: int) -> Any:
    import socket

    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host.strip("[]"), port))
    except OSError as error:
        listening.close()
        raise UsageError(f"--host {host} --port {port}: cannot listen there: {error.strerror}") from None
    listening.listen(128)  # who comes before the server is ready waits
    return listening


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host and not host.startswith("[") else host


def _run(app: Any, listening: Any) -> None:
    import uvicorn

    _look_for_garbage_less()

    config = uvicorn.Config(
        app, log_level="warning", access_log=False, server_header=False, timeout_graceful_shutdown=5
    )
    uvicorn.Server(config).run(sockets=[listening])


def _look_for_garbage_less() -> None:
    """What was loaded stays, so the collector need not go through it; a request makes thousands of objects, none in
    circles, so it need not look after every 700 of them. Together 6 % of a request's time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
