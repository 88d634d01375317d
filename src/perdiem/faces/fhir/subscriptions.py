"""`Subscription`: to be told when a pended request is decided, for one version of the guide."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

import orjson
from fastapi import APIRouter, Request
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from perdiem.faces.fhir.access import Access, Caller
from perdiem.faces.fhir.bodies import accept_json, read_body
from perdiem.faces.fhir.delivery import Delivery
from perdiem.faces.fhir.office import Office
from perdiem.faces.fhir.pas import BODY, answers
from perdiem.faces.fhir.replies import Refusal, fhir
from perdiem.model.fhir_bundle import Resource
from perdiem.model.pas import PasVersion
from perdiem.model.resource_issue import ResourceIssue
from perdiem.readers.pas import RefusedBundle
from perdiem.readers.pas.subscription import MOST_BYTES, AskedSubscription, read_subscription
from perdiem.store.fhir import FhirStore, Subscription
from perdiem.writers.pas.notification import SubscriptionStatus, status_of


def subscription_router(
    version: PasVersion, office: Office, access: Access, store: FhirStore, delivery: Delivery
) -> APIRouter:
    """The routes of `Subscription` for a version."""
    router = APIRouter(prefix=f"/pas/{version.path}/Subscription", tags=[f"PAS {version.value}"])
    keeping = Subscribing(version, office, store, delivery)

    @router.post("", status_code=201, openapi_extra=BODY, responses=answers("The Subscription, requested"))
    async def create(request: Request) -> Response:
        """Ask to be told; a handshake goes to the endpoint at once."""
        caller = access.caller(request)
        raw = await read_body(request, MOST_BYTES)
        return await run_in_threadpool(keeping.put, raw, caller, None)

    @router.put("/{subscription_id}", openapi_extra=BODY, responses=answers("The Subscription, requested anew"))
    async def change(subscription_id: str, request: Request) -> Response:
        """Ask otherwise; a handshake goes to the endpoint again."""
        caller = access.caller(request)
        raw = await read_body(request, MOST_BYTES)
        return await run_in_threadpool(keeping.put, raw, caller, subscription_id)

    @router.get("/{subscription_id}", responses=answers("The Subscription as it stands"))
    async def read(subscription_id: str, request: Request) -> Response:
        """Look a subscription up."""
        accept_json(request)
        caller = access.caller(request)
        return fhir(_resource(await run_in_threadpool(keeping.own, subscription_id, caller)))

    @router.get("/{subscription_id}/$status", responses=answers("Its status"))
    async def status(subscription_id: str, request: Request) -> Response:
        """Tell how many events there were."""
        accept_json(request)
        caller = access.caller(request)
        found = await run_in_threadpool(keeping.own, subscription_id, caller)
        told = SubscriptionStatus(f"{keeping.base}/{found.id}", found.status, found.events)
        return fhir(status_of(told, datetime.now(tz=UTC)))

    @router.delete("/{subscription_id}", status_code=204, responses=answers("It is gone"))
    async def remove(subscription_id: str, request: Request) -> Response:
        """Ask no longer to be told."""
        caller = access.caller(request)
        found = await run_in_threadpool(keeping.own, subscription_id, caller)
        await run_in_threadpool(store.remove, found.id)
        return Response(status_code=204)

    return router


class Subscribing:
    """Keeps subscriptions of one version of the guide, each for the client that made it (spec-59)."""

    def __init__(self, version: PasVersion, office: Office, store: FhirStore, delivery: Delivery) -> None:
        self._version, self._office, self._store, self._delivery = version, office, store, delivery
        self.base = f"{office.base}/pas/{version.path}/Subscription"

    def put(self, raw: bytes, caller: Caller, subscription_id: str | None) -> Response:
        """Keeps a new subscription, or one in the place of another, and shakes hands. Raises Refusal."""
        before = self.own(subscription_id, caller) if subscription_id is not None else None
        try:
            asked = read_subscription(raw, self._version)
        except RefusedBundle as error:
            raise Refusal(400, error.issues) from None
        if before is not None and asked.resource.get("id") not in {None, before.id}:
            text = f"The resource's id is not that of the address, {before.id}."
            raise Refusal(400, [ResourceIssue("invariant", text, "Subscription.id")])
        self._demand_allowed(asked, caller)
        kept = Subscription(
            id=before.id if before else str(uuid.uuid4()),
            guide=self._version.value,
            client=caller.id,
            organizations=asked.organizations,
            endpoint=asked.endpoint,
            status="requested",
            events=before.events if before else 0,
            created_at=before.created_at if before else datetime.now(tz=UTC),
            body=orjson.dumps({**asked.resource, "status": "requested"}).decode(),
        )
        self._store.put(kept)
        reply = fhir(_resource(kept), 200 if before else 201, {"Location": f"{self.base}/{kept.id}"})
        reply.background = BackgroundTask(run_in_threadpool, self._delivery.shake_hands, kept, asked)
        return reply

    def _demand_allowed(self, asked: AskedSubscription, caller: Caller) -> None:
        """That it goes where it may, and is about the sender's own organizations (spec-59). Raises Refusal."""
        if not self._office.settings.may_notify(asked.endpoint):
            text = "Notifications do not go there: the address is not among those that the payor allows."
            raise Refusal(403, [ResourceIssue("forbidden", text, "Subscription.channel.endpoint")])
        others = [name for name in asked.organizations if not caller.may_act_for(name.rpartition("|")[2])]
        if others:
            text = f"{caller.id} may not be told of {', '.join(others)}: only of its own organizations."
            raise Refusal(403, [ResourceIssue("forbidden", text, "Subscription.criteria.extension")])

    def own(self, subscription_id: str, caller: Caller) -> Subscription:
        """A subscription of the caller's. Raises Refusal (404) for one that is not there or is another's."""
        found = self._store.get(subscription_id)
        if found is None or found.client != caller.id or found.guide != self._version.value:
            raise Refusal(404, "There is no such subscription of yours.", "not-found")
        return found


def _resource(kept: Subscription) -> Resource:
    resource: Resource = orjson.loads(kept.body)
    return {**resource, "id": kept.id, "status": kept.status} | ({"error": kept.error} if kept.error else {})
