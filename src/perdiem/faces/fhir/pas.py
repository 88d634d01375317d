"""`Claim/$submit` and `Claim/$inquire`, and what the endpoint can do, for one version of the guide."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from anyio import to_thread
from fastapi import APIRouter, Request
from starlette.responses import Response

from perdiem.faces.fhir.access import Access, Caller
from perdiem.faces.fhir.bodies import accept_json, read_body
from perdiem.faces.fhir.office import Office
from perdiem.faces.fhir.replies import fhir
from perdiem.model.fhir_bundle import Resource
from perdiem.model.pas import PasVersion
from perdiem.writers.pas.capability import capability_statement

BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/fhir+json": {"schema": {"$ref": "#/components/schemas/Resource"}}},
    }
}
MADE = date(2026, 11, 27)  # when this statement of what the endpoint can do was last changed


def answers(words: str) -> dict[int | str, dict[str, Any]]:
    """What an operation may answer, for the API's description."""
    resource = {"application/fhir+json": {"schema": {"$ref": "#/components/schemas/Resource"}}}
    faults = {
        400: "The request breaks a rule; every fault with its FHIRPath",
        401: "No access token, or one that does not hold",
        403: "The client may not act for this provider",
        404: "Nothing matches",
        406: "Another form than JSON is wanted",
        409: "Another request was quicker, or has this identifier",
        413: "The request is too large",
        415: "The request is not JSON",
    }
    return {
        200: {"description": words, "content": resource},
        **{status: {"description": text, "content": resource} for status, text in faults.items()},
    }


def pas_router(version: PasVersion, office: Office, access: Access, software: str) -> APIRouter:
    """The routes of the endpoint for a version, below `/pas/2.0` or `/pas/2.2`."""
    router = APIRouter(prefix=f"/pas/{version.path}", tags=[f"PAS {version.value}"])

    @router.get("/metadata", responses=answers("A CapabilityStatement"))
    async def metadata(request: Request) -> Response:
        """What this endpoint can do."""
        accept_json(request)
        token = None if office.settings.is_open else access.token_url
        return fhir(capability_statement(version, f"{office.base}/pas/{version.path}", software, MADE, token))

    @router.post("/Claim/$submit", openapi_extra=BODY, responses=answers("A PAS Response Bundle"))
    async def submit(request: Request) -> Response:
        """Decide a request for prior authorization."""
        return await _operation(request, office.submit)

    @router.post("/Claim/$inquire", openapi_extra=BODY, responses=answers("What is on file that matches"))
    async def inquire(request: Request) -> Response:
        """Tell how requests stand."""
        return await _operation(request, office.inquire)

    async def _operation(request: Request, work: Callable[[bytes, PasVersion, Caller], Resource]) -> Response:
        caller = access.caller(request)
        raw = await read_body(request, office.settings.most_bytes)
        return fhir(await to_thread.run_sync(work, raw, version, caller, limiter=office.at_once))

    return router
