"""What the services are, and what they ask to be sent along."""

from __future__ import annotations

from typing import Any

from perdiem.model.crd import HookName

HOOKS: dict[HookName, str] = {
    "order-select": "While orders are chosen",
    "order-sign": "When orders are signed",
    "order-dispatch": "When an order goes to who will serve it",
    "appointment-book": "When an appointment is booked",
}
ORDER_KINDS = ("medicationRequests", "serviceRequests", "deviceRequests")


def services() -> dict[str, Any]:
    """The answer to `GET /cds-services`."""
    return {"services": [_service(hook, title) for hook, title in HOOKS.items()]}


def service_id(hook: HookName) -> str:
    """The id of the service for a hook."""
    return f"{hook}-perdiem"


def _service(hook: HookName, title: str) -> dict[str, Any]:
    prefetch = {
        "patient": "Patient/{{context.patientId}}",
        "coverage": "Coverage?patient={{context.patientId}}&status=active&_include=Coverage:payor",
    }
    if hook == "order-dispatch":
        prefetch |= {
            kind: f"{kind[0].upper()}{kind[1:-1]}?_id={{{{context.dispatchedOrders.resolve().id}}}}"
            for kind in ORDER_KINDS
        }
    if hook == "appointment-book":
        prefetch["serviceRequests"] = "ServiceRequest?_id={{context.appointments.entry.resource.basedOn.resolve().id}}"
    return {
        "hook": hook,
        "id": service_id(hook),
        "title": f"Home infusion: is authorization needed? {title}",
        "description": "Says by the contract whether an order is covered, and whether authorization is needed for it.",
        "prefetch": prefetch,
        "extension": {
            "davinci-crd.configuration-options": [
                {
                    "code": "coverage-info",
                    "type": "boolean",
                    "name": "Coverage information",
                    "description": "Whether the order is covered and needs authorization, and the contract's term.",
                    "default": True,
                },
                {
                    "code": "guideline",
                    "type": "boolean",
                    "name": "Where it is written",
                    "description": "A link to the payor's own page on authorization.",
                    "default": True,
                },
            ]
        },
    }
