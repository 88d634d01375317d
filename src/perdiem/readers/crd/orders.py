"""The billing codes and the day of an order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from perdiem.model.crd import BILLING_OPTIONS, OrderedService
from perdiem.readers.pas.days import first_day
from perdiem.readers.pas.items import procedure_code


def ordered_service(order: dict[str, Any], fetched: list[dict[str, Any]]) -> OrderedService:
    """An order with its HCPCS and CPT codes: of its code, its billing options, and its medication."""
    codes = dict.fromkeys(code for concept in _concepts(order, fetched) if (code := procedure_code(concept)))
    return OrderedService(order, tuple(codes), _day(order))


def _concepts(order: dict[str, Any], fetched: list[dict[str, Any]]) -> Iterator[Any]:
    for element in ("code", "codeCodeableConcept", "medicationCodeableConcept"):
        if isinstance(order.get(element), dict):
            yield order[element]
            yield from _billing_options(order[element])
    yield from (concept for concept in order.get("serviceType") or () if isinstance(concept, dict))
    reference = (order.get("medicationReference") or {}).get("reference")
    for medication in (*(order.get("contained") or ()), *fetched):
        names = (f"#{medication.get('id')}", f"Medication/{medication.get('id')}")
        if medication.get("resourceType") == "Medication" and isinstance(reference, str) and reference.endswith(names):
            yield medication.get("code")
            yield from _billing_options(medication.get("code"))
    yield from _billing_options(order)


def _billing_options(holder: Any) -> Iterator[Any]:
    for extension in (holder or {}).get("extension") or ():
        if extension.get("url") == BILLING_OPTIONS:
            yield extension.get("valueCodeableConcept")


def _day(order: dict[str, Any]) -> date | None:
    """The first day of service that the order gives."""
    period = order.get("occurrencePeriod") or (order.get("dispenseRequest") or {}).get("validityPeriod") or {}
    return first_day(order.get("occurrenceDateTime") or period.get("start") or order.get("start"))
