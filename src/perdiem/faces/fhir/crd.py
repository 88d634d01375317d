"""CDS Hooks: the services, and what each says of orders."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from perdiem.errors import UsageError
from perdiem.faces.fhir.access import Access
from perdiem.faces.fhir.bodies import accept_json, read_body
from perdiem.faces.fhir.office import Office, line_of_business
from perdiem.faces.fhir.pas import answers
from perdiem.faces.fhir.replies import Refusal, plain_json
from perdiem.model.crd import CoverageAnswer, HookName, HookRequest
from perdiem.model.fhir_bundle import Resource
from perdiem.model.resource_issue import ResourceIssue
from perdiem.readers.crd import HookRefused, read_hook
from perdiem.readers.pas.parties import member_numbers
from perdiem.rules.authorization.at_order_time import contract_on, coverage_answers, said_by_all
from perdiem.rules.authorization.decision import Decider
from perdiem.rules.authorization.which_contract import Asked
from perdiem.writers.crd import hook_answer, services
from perdiem.writers.crd.discovery import HOOKS, service_id

HOOK_BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Hook"}}},
    }
}


def crd_router(office: Office, access: Access) -> APIRouter:
    """The routes of the hooks."""
    router = APIRouter(tags=["CDS Hooks (CRD 2.0.1)"])

    @router.get("/cds-services")
    async def discovery(request: Request) -> Response:
        """Tell which hooks are served."""
        accept_json(request)
        return plain_json(services())

    def add(hook: HookName) -> None:
        @router.post(
            f"/cds-services/{service_id(hook)}",
            name=f"{hook.replace('-', '_')}",
            openapi_extra=HOOK_BODY,
            responses=answers("Cards and system actions"),
        )
        async def call(request: Request) -> Response:
            """Say of orders whether they are covered and need authorization, and by which term."""
            await run_in_threadpool(access.hook_caller, request)
            raw = await read_body(request, office.settings.most_bytes)
            return await run_in_threadpool(_answer, raw, hook)

    def _answer(raw: bytes, hook: HookName) -> Response:
        try:
            asked = read_hook(raw, hook)
        except HookRefused as error:
            raise Refusal(error.status, error.issues) from None
        return plain_json(answer_hook(office, asked))

    for hook in HOOKS:
        add(hook)
    return router


def answer_hook(office: Office, asked: HookRequest) -> Resource:
    """The answer to a call. Raises Refusal (400) where the coverage is another payor's."""
    zone = ZoneInfo(office.desk.settings.clocks.time_zone)
    today = datetime.now(tz=UTC).astimezone(zone).date()
    found: list[CoverageAnswer] = []
    payor = "The payor"
    for coverage in asked.coverages:
        deciders = _deciders_for(office, asked, coverage, today)
        _demand_ours(deciders[0], asked)
        contract = contract_on(deciders[0], today) or deciders[0].agreement.versions[-1][1]
        payor = contract.payor.name or payor
        members = member_numbers(asked.patient or {}, coverage)
        on_file, is_member = office.on_file(members), office.is_member(members)
        answers = [
            coverage_answers(
                decider,
                asked.orders,
                f"Coverage/{coverage.get('id', '')}",
                today,
                line_of_business(coverage, office.settings),
                on_file,
                is_member=is_member,
                performer_npi=asked.performer_npi,
            )
            for decider in deciders
        ]
        found += [said_by_all(each) for each in zip(*answers, strict=True)]
    return hook_answer(asked, found, payor=payor, information_url=office.settings.information_url)


def _deciders_for(office: Office, asked: HookRequest, coverage: Resource, today: date) -> list[Decider]:
    """By the contracts that hold for the first order's day: several, where it is not said who will serve.

    Raises Refusal (400) where none does.
    """
    day = max(min((order.day for order in asked.orders if order.day), default=today), today)
    line = line_of_business(coverage, office.settings)
    try:
        return office.desk.deciders_that_fit(Asked(day, line, asked.performer_npi))
    except UsageError as error:
        raise Refusal(400, _sentence(error), "business-rule") from None


def _sentence(error: UsageError) -> str:
    text = str(error)
    return f"{text[:1].upper()}{text[1:]}"


def _demand_ours(decider: Decider, asked: HookRequest) -> None:
    """That the coverage names this payor, where it names any and the payor gave its names."""
    ours = {name.casefold() for name in decider.settings.payor_names}
    if not ours or not asked.payors:
        return
    ours |= {(contract.payor.name or "").casefold() for _, contract in decider.agreement.versions}
    if not any(name.casefold() in ours for name in asked.payors):
        text = f"The coverage is of {asked.payors[0]}, which is not decided on here."
        raise Refusal(400, [ResourceIssue("business-rule", text, "prefetch.coverage")])
