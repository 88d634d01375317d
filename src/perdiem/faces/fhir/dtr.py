"""`Questionnaire/$questionnaire-package`: what a pended request still lacks, as questions."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from perdiem.codes.expand import expand
from perdiem.errors import UnreadableFile, in_words
from perdiem.faces.fhir.access import Access, Caller
from perdiem.faces.fhir.bodies import read_body
from perdiem.faces.fhir.office import Office
from perdiem.faces.fhir.pas import BODY, answers
from perdiem.faces.fhir.replies import Refusal, fhir
from perdiem.model.authorization import Missing
from perdiem.model.fhir_bundle import Resource
from perdiem.model.resource_issue import ResourceIssue
from perdiem.readers.crd.orders import ordered_service
from perdiem.readers.pas.base_r4 import base_faults
from perdiem.writers.pas import operation_outcome
from perdiem.writers.pas.questionnaire import package, questionnaire_for, questionnaire_of, questionnaire_url


def dtr_router(office: Office, access: Access, written: dict[str, Resource]) -> APIRouter:
    """The route of the operation. `written` are the payor's own questionnaires, by address."""
    router = APIRouter(tags=["Questionnaires (DTR 2.0.1)"])

    @router.post(
        "/Questionnaire/$questionnaire-package",
        openapi_extra=BODY,
        responses=answers("A bundle for each questionnaire"),
    )
    async def questionnaire_package(request: Request) -> Response:
        """Give the questionnaires for a pended request (context), for orders, or by their addresses."""
        caller = access.caller(request)
        raw = await read_body(request, office.settings.most_bytes)
        return fhir(await run_in_threadpool(_package, raw, caller))

    def _package(raw: bytes, caller: Caller) -> Resource:
        parameters = _parameters(raw)
        found: dict[str, Resource] = {}
        issues: list[ResourceIssue] = []
        for context in parameters["context"]:
            _add(found, issues, _of_request(str(context.get("valueString", "")), caller))
        for order in parameters["order"]:
            for each in _of_order(order.get("resource") or {}):
                _add(found, issues, each)
        for named in parameters["questionnaire"]:
            _add(found, issues, _by_address(str(named.get("valueCanonical", "")), caller))
        if not found:
            issues = issues or [ResourceIssue("not-found", "Nothing is asked for.")]
            raise Refusal(404, issues)
        return package(found.values(), operation_outcome(issues) if issues else None)

    def _add(found: dict[str, Resource], issues: list[ResourceIssue], each: Resource | ResourceIssue) -> None:
        if isinstance(each, ResourceIssue):
            issues.append(each)
        else:
            found.setdefault(str(each["url"]), each)

    def _of_request(number: str, caller: Caller) -> Resource | ResourceIssue:
        kept = office.desk.store.find(number)
        if kept is None or not caller.may_act_for(kept.request.provider_npi):
            return ResourceIssue("not-found", f"There is no request {number}.", severity="warning")
        made = questionnaire_for(kept.decision, office.base)
        if made is None:
            return ResourceIssue("not-found", f"Request {number} lacks nothing.", severity="warning")
        return made

    def _of_order(order: Resource) -> Iterator[Resource]:
        desk, codes = office.desk, ordered_service(order, []).codes
        asked: dict[str, list[Missing]] = {}
        for document in desk.settings.documents:
            if any(code in expand(document.for_, desk.sets) for code in codes):
                url = document.questionnaire or f"{office.base}/Questionnaire/asks-{document.code}"
                asked.setdefault(url, []).append(Missing(document.code, document.asks, document.questionnaire))
        for url, rows in asked.items():
            yield written.get(url) or questionnaire_of(url, rows, MADE)

    def _by_address(address: str, caller: Caller) -> Resource | ResourceIssue:
        url = address.partition("|")[0]
        if url in written:
            return written[url]
        rows = [
            Missing(document.code, document.asks, url)
            for document in office.desk.settings.documents
            if url in {document.questionnaire, f"{office.base}/Questionnaire/asks-{document.code}"}
        ]
        if rows:
            return questionnaire_of(url, rows, MADE)
        begin = questionnaire_url(office.base, "")[: -len("none")]
        if url.startswith(begin):
            return _of_request(url.removeprefix(begin), caller)
        return ResourceIssue("not-found", f"There is no questionnaire {url[:200]}.", severity="warning")

    return router


MADE = datetime(2026, 11, 27, tzinfo=UTC)  # when the form of questionnaires made here was last changed


def _parameters(raw: bytes) -> dict[str, list[dict[str, Any]]]:
    """The parameters of the operation by name. Raises Refusal."""
    issues = [issue for issue in base_faults(raw) if issue.is_fault]
    if issues:
        raise Refusal(400, issues)
    body = orjson.loads(raw)
    if not isinstance(body, dict) or body.get("resourceType") != "Parameters":
        raise Refusal(400, "Parameters go here.")
    found: dict[str, list[dict[str, Any]]] = {"coverage": [], "order": [], "questionnaire": [], "context": []}
    for parameter in body.get("parameter") or ():
        found.setdefault(parameter["name"], []).append(parameter)
    if not found["order"] and not found["questionnaire"] and not found["context"]:
        text = "The operation needs an order, a questionnaire or a context."
        raise Refusal(400, [ResourceIssue("required", text, "Parameters.parameter")])
    return found


def written_questionnaires(folder: Path) -> dict[str, Resource]:
    """The Questionnaires in a folder, by their address. Raises UnreadableFile for a file that is none."""
    found: dict[str, Resource] = {}
    if not folder.is_dir():
        raise UnreadableFile(folder, "is no folder with questionnaires")
    for path in sorted(folder.glob("*.json")):
        try:
            raw = path.read_bytes()
            resource = json.loads(raw)
        except (OSError, ValueError) as error:
            raise UnreadableFile(path, f"cannot be read: {in_words(error)}") from None
        faults = base_faults(raw)
        if not isinstance(resource, dict) or resource.get("resourceType") != "Questionnaire" or not resource.get("url"):
            raise UnreadableFile(path, "is no Questionnaire with a url")
        if faults:
            raise UnreadableFile(path, f"{faults[0].expression}: {faults[0].text}")
        found[str(resource["url"])] = resource
    return found
