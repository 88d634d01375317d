"""From the body of a hook's call to what it asks, checked.

Everything is read from the call: the context and the prefetch. The client's FHIR server is never asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import orjson

from perdiem.model.crd import HookName, HookRequest
from perdiem.model.resource_issue import ResourceIssue
from perdiem.readers.crd.orders import ordered_service
from perdiem.readers.pas.base_r4 import base_faults
from perdiem.readers.pas.parties import npi_of

ORDERS = (
    "MedicationRequest",
    "ServiceRequest",
    "DeviceRequest",
    "NutritionOrder",
    "CommunicationRequest",
    "VisionPrescription",
)
CONTEXT: dict[HookName, dict[str, type]] = {  # what the context of each hook must hold, by type
    "order-select": {"userId": str, "patientId": str, "selections": list, "draftOrders": dict},
    "order-sign": {"userId": str, "patientId": str, "draftOrders": dict},
    "order-dispatch": {"patientId": str, "performer": str},
    "appointment-book": {"userId": str, "patientId": str, "appointments": dict},
}
WORDS = {"str": "text", "list": "a list", "dict": "a Bundle"}
BAD_REQUEST, PRECONDITION_FAILED = 400, 412


class HookRefused(Exception):
    """A call that cannot be answered: the status to answer with, and every fault."""

    def __init__(self, status: int, issues: list[ResourceIssue]) -> None:
        super().__init__("; ".join(issue.text for issue in issues))
        self.status = status
        self.issues = tuple(issues)


def read_hook(raw: bytes, hook: HookName) -> HookRequest:
    """What a call of a hook asks. Raises HookRefused: 400 for a call of a wrong shape, 412 without the coverage."""
    try:
        body: Any = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise HookRefused(
            BAD_REQUEST, [ResourceIssue("structure", f"This is not readable as JSON: {error}.")]
        ) from None
    if not isinstance(body, dict):
        raise HookRefused(BAD_REQUEST, [ResourceIssue("structure", "A call of a hook is a JSON object.")])
    context = body.get("context")
    issues = list(_shape_faults(body, context, hook))
    if issues or not isinstance(context, dict):
        raise HookRefused(BAD_REQUEST, issues)
    prefetch = {
        name: value
        for name, value in (body["prefetch"] if isinstance(body.get("prefetch"), dict) else {}).items()
        if isinstance(value, dict)
    }
    issues = [*_resource_faults(prefetch, "prefetch"), *_resource_faults(_bundles(context), "context")]
    if issues:
        raise HookRefused(BAD_REQUEST, issues)
    fetched = [resource for value in prefetch.values() for resource in resources_in(value)]
    orders = list(_orders(hook, context, fetched))
    coverages = tuple(resource for resource in fetched if resource.get("resourceType") == "Coverage")
    if not coverages:
        text = "The call brings no coverage: send it in prefetch.coverage. The FHIR server is not asked from here."
        raise HookRefused(PRECONDITION_FAILED, [ResourceIssue("required", text, "prefetch.coverage")])
    return HookRequest(
        hook=hook,
        instance=str(body["hookInstance"]),
        patient_id=str(context["patientId"]),
        patient=next((row for row in fetched if row.get("resourceType") == "Patient"), None),
        coverages=coverages,
        payors=tuple(dict.fromkeys(_payors(coverages, fetched))),
        orders=tuple(ordered_service(order, fetched) for order in orders),
        configuration=_configuration(body),
        performer_npi=next((npi_of(row) for row in fetched if _is(row, context.get("performer"))), None),
    )


def _shape_faults(body: dict[str, Any], context: Any, hook: HookName) -> Iterator[ResourceIssue]:
    if body.get("hook") != hook:
        yield ResourceIssue("value", f"This service is for '{hook}', not for '{body.get('hook')}'.", "hook")
    if not isinstance(body.get("hookInstance"), str) or not body["hookInstance"].strip():
        yield ResourceIssue("required", "The call has no hookInstance (a UUID).", "hookInstance")
    if not isinstance(context, dict):
        yield ResourceIssue("required", "The call has no context.", "context")
        return
    for name, kind in CONTEXT[hook].items():
        if not isinstance(context.get(name), kind):
            words = WORDS[kind.__name__]
            yield ResourceIssue("required", f"The context of {hook} holds {name}: {words}.", f"context.{name}")
        elif kind is dict and context[name].get("resourceType") != "Bundle":
            yield ResourceIssue("value", f"{name} is a Bundle.", f"context.{name}.resourceType")
    named = context.get("dispatchedOrders", context.get("order"))
    if hook == "order-dispatch" and not isinstance(named, list | str):
        yield ResourceIssue("required", "The context names no order (order, or dispatchedOrders).", "context.order")


def _bundles(context: dict[str, Any]) -> dict[str, Any]:
    return {name: context[name] for name in ("draftOrders", "appointments") if isinstance(context.get(name), dict)}


def _resource_faults(named: dict[str, Any], place: str) -> Iterator[ResourceIssue]:
    """Faults against base R4 of what was sent along, each under the name that it was sent by."""
    for name, value in named.items():
        for issue in base_faults(orjson.dumps(value)):
            if issue.is_fault:
                yield replace(issue, expression=f"{place}.{name}: {issue.expression}")


def resources_in(value: Any) -> Iterator[dict[str, Any]]:
    """The resources of a Bundle, or the resource itself."""
    if not isinstance(value, dict):
        return
    if value.get("resourceType") != "Bundle":
        yield value
        return
    for entry in value["entry"] if isinstance(value.get("entry"), list) else ():
        if isinstance(entry, dict) and isinstance(entry.get("resource"), dict):
            yield entry["resource"]


def _orders(hook: HookName, context: dict[str, Any], fetched: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    if hook == "order-dispatch":
        named = context.get("dispatchedOrders", context.get("order"))
        for reference in named if isinstance(named, list) else [named]:
            found = next((row for row in fetched if _is(row, reference)), None)
            if found is None:
                text = f"The order {reference} is not in the prefetch. The FHIR server is not asked from here."
                raise HookRefused(PRECONDITION_FAILED, [ResourceIssue("not-found", text, "prefetch")])
            yield found
    elif hook == "appointment-book":
        for appointment in resources_in(context["appointments"]):
            based = [row for ref in appointment.get("basedOn") or () for row in fetched if _is(row, _text(ref))]
            yield from based or [appointment]
    else:
        chosen = context.get("selections") if hook == "order-select" else None
        for order in resources_in(context["draftOrders"]):
            if order.get("resourceType") in ORDERS and (chosen is None or any(_is(order, each) for each in chosen)):
                yield order


def _text(reference: Any) -> Any:
    return reference.get("reference") if isinstance(reference, dict) else None


def _is(resource: dict[str, Any], reference: Any) -> bool:
    """Whether a reference, relative or whole, means the resource."""
    key = f"{resource.get('resourceType')}/{resource.get('id')}"
    return isinstance(reference, str) and (reference == key or reference.endswith("/" + key))


def _payors(coverages: tuple[dict[str, Any], ...], fetched: list[dict[str, Any]]) -> Iterator[str]:
    """Names and numbers of the payors that the coverages name, as far as the call says them."""
    for coverage in coverages:
        contained = [row for row in coverage.get("contained") or () if isinstance(row, dict)]
        for payor in coverage.get("payor") or ():
            if not isinstance(payor, dict):
                continue
            if isinstance(payor.get("display"), str):
                yield payor["display"]
            reference = _text(payor)
            for row in (*contained, *fetched):
                is_it = reference == f"#{row.get('id')}" if row in contained else _is(row, reference)
                if row.get("resourceType") == "Organization" and is_it:
                    yield str(row.get("name", ""))
                    yield from (str(each["value"]) for each in row.get("identifier") or () if each.get("value"))


def _configuration(body: dict[str, Any]) -> dict[str, Any]:
    extension = body.get("extension")
    found = extension.get("davinci-crd.configuration") if isinstance(extension, dict) else None
    return found if isinstance(found, dict) else {}
