"""The application: all endpoints together, and an OperationOutcome for whatever else is asked of it."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from joserfc.jwk import KeySet
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from perdiem.faces.fhir.access import Access, smart_configuration
from perdiem.faces.fhir.crd import crd_router
from perdiem.faces.fhir.delivery import Delivery
from perdiem.faces.fhir.dtr import dtr_router, written_questionnaires
from perdiem.faces.fhir.head import HeadAsGet
from perdiem.faces.fhir.keys import client_keys, server_key
from perdiem.faces.fhir.office import Office
from perdiem.faces.fhir.pas import pas_router
from perdiem.faces.fhir.replies import Refusal, plain_json, refused
from perdiem.faces.fhir.settings import FhirSettings
from perdiem.faces.fhir.subscriptions import subscription_router
from perdiem.model.pas import PasVersion
from perdiem.model.resource_issue import IssueCode, ResourceIssue
from perdiem.store.desk import Desk
from perdiem.store.fhir import FhirStore

SAYS: Mapping[int, tuple[IssueCode, str]] = {
    404: (
        "not-found",
        "There is nothing at {path}. What there is: /pas/2.0/metadata, /pas/2.2/metadata, /cds-services.",
    ),
    405: ("not-supported", "{method} is not an interaction of {path}."),
}


def create_app(
    desk: Desk, settings: FhirSettings, base: str, *, software: str, folder: Path = Path(), looks: bool = True
) -> FastAPI:
    """The application, to be served at `base`. Files that the settings name are looked for in `folder`.

    `looks` False: no thread looks for decisions to notify of; a test does that itself by `app.state.delivery`.
    Raises UnreadableFile where a file of keys or questionnaires cannot be used.
    """
    store = FhirStore(desk.store.engine)
    office = Office(desk, settings, base)
    delivery = Delivery(office, store)
    access = Access(settings, _keys(settings, folder), _own_key(settings, folder), store, base)
    written = written_questionnaires(folder / settings.questionnaires) if settings.questionnaires else {}

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        if looks:
            delivery.start()
        yield
        if looks:
            await run_in_threadpool(delivery.stop)

    app = FastAPI(
        title="Perdiem: authorization by the contract, in FHIR",
        version=software,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,  # a redirect would name the address that the proxy hides
        separate_input_output_schemas=False,
    )
    app.add_middleware(HeadAsGet)
    app.state.delivery, app.state.office = delivery, office
    for version in PasVersion:
        app.include_router(pas_router(version, office, access, software))
        app.include_router(subscription_router(version, office, access, store, delivery))
    app.include_router(crd_router(office, access))
    app.include_router(dtr_router(office, access, written))
    _add_access(app, access, settings)
    _add_refusals(app)
    _describe(app)
    return app


def _keys(settings: FhirSettings, folder: Path) -> dict[str, KeySet]:
    return {client.id: client_keys(folder / client.jwks) for client in settings.clients}


def _own_key(settings: FhirSettings, folder: Path) -> Any:
    return server_key(folder / settings.signing_key if settings.signing_key else None)


def _add_access(app: FastAPI, access: Access, settings: FhirSettings) -> None:
    if settings.is_open:
        return
    scopes = tuple(dict.fromkeys(scope for client in settings.clients for scope in client.scopes))

    async def configuration() -> Response:
        """Where tokens are given."""
        return plain_json(smart_configuration(access.token_url, scopes))

    places = ["", *(f"/pas/{version.path}" for version in PasVersion)]
    for place in places:
        app.add_api_route(f"{place}/.well-known/smart-configuration", configuration, tags=["Access"])

    @app.post("/token", tags=["Access"], openapi_extra=TOKEN_BODY)
    async def token(request: Request) -> Response:
        """Give an access token for a signed assertion (SMART Backend Services)."""
        return await access.token(request)


TOKEN_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/x-www-form-urlencoded": {
                "schema": {
                    "type": "object",
                    "required": ["grant_type", "client_assertion_type", "client_assertion"],
                    "properties": {
                        "grant_type": {"type": "string"},
                        "client_assertion_type": {"type": "string"},
                        "client_assertion": {"type": "string"},
                        "scope": {"type": "string"},
                    },
                }
            }
        },
    }
}


def _add_refusals(app: FastAPI) -> None:
    @app.exception_handler(Refusal)
    async def refusal(_: Request, error: Refusal) -> Response:
        return error.reply()

    @app.exception_handler(HTTPException)
    async def unknown(request: Request, error: HTTPException) -> Response:
        code, text = SAYS.get(error.status_code, ("invalid", str(error.detail)))
        said = text.format(path=request.url.path[:200], method=request.method)
        return refused(error.status_code, [ResourceIssue(code, said)], error.headers)

    @app.exception_handler(ClientDisconnect)
    async def gone(_: Request, __: Exception) -> Response:
        return refused(400, [ResourceIssue("invalid", "The request ended before its body did.")])

    @app.exception_handler(Exception)
    async def fault(_: Request, error: Exception) -> Response:
        logging.getLogger(__name__).error("a fault of Perdiem", exc_info=error)
        text = "This is a fault of Perdiem, not of the request; it may be sent again."
        return refused(500, [ResourceIssue("exception", text, severity="fatal")])


def _describe(app: FastAPI) -> None:
    """Adds to the API's description the shapes that bodies have; their rules are the guides', not OpenAPI's."""
    made = app.openapi

    def openapi() -> dict[str, Any]:
        described = made()
        schemas = described.setdefault("components", {}).setdefault("schemas", {})
        schemas.setdefault(
            "Resource",
            {
                "type": "object",
                "required": ["resourceType"],
                "properties": {"resourceType": {"type": "string"}},
                "description": "A FHIR R4 resource.",
            },
        )
        schemas.setdefault(
            "Hook",
            {
                "type": "object",
                "required": ["hook", "hookInstance", "context"],
                "properties": {
                    "hook": {"type": "string"},
                    "hookInstance": {"type": "string"},
                    "context": {"type": "object"},
                    "prefetch": {"type": "object"},
                },
            },
        )
        return described

    app.openapi = openapi  # type: ignore[method-assign] # FastAPI's own way to change it
