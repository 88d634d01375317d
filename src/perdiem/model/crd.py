"""Names that coverage requirements discovery (HL7 Da Vinci CRD 2.0.1 on CDS Hooks 2.0) fixes, and what is answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

COVERAGE_INFORMATION = "http://hl7.org/fhir/us/davinci-crd/StructureDefinition/ext-coverage-information"
BILLING_OPTIONS = "http://hl7.org/fhir/us/davinci-crd/StructureDefinition/ext-billing-options"
CODES = "http://hl7.org/fhir/us/davinci-crd/CodeSystem/temp"

HookName = Literal["order-select", "order-sign", "order-dispatch", "appointment-book"]
Covered = Literal["covered", "not-covered", "conditional"]
PaNeeded = Literal["no-auth", "auth-needed", "satisfied", "performpa", "conditional"]


@dataclass(frozen=True, slots=True)
class OrderedService:
    """An order, or an appointment: the resource as it came, its billing codes, and the day of service if it says one.

    `key` is how others refer to it: type and id.
    """

    resource: dict[str, Any]
    codes: tuple[str, ...]
    day: date | None

    @property
    def key(self) -> str:
        """Its type and id, as a reference."""
        return f"{self.resource.get('resourceType')}/{self.resource.get('id', '')}"


@dataclass(frozen=True, slots=True)
class HookRequest:
    """A call of a CDS Hook: who the patient is, what the coverage is, which orders are asked about.

    `configuration` is what the client wants to hear of; a kind that it does not name is wanted. `performer_npi` is who
    will serve the orders, where the call says it.
    """

    hook: HookName
    instance: str
    patient_id: str
    patient: dict[str, Any] | None
    coverages: tuple[dict[str, Any], ...]
    payors: tuple[str, ...]
    orders: tuple[OrderedService, ...]
    configuration: dict[str, Any]
    performer_npi: str | None = None

    def wants(self, kind: str) -> bool:
        """Whether the client wants answers of a kind, such as coverage-info."""
        return self.configuration.get(kind) is not False


@dataclass(frozen=True, slots=True)
class CoverageAnswer:
    """What is said of one order under one coverage.

    `reasons` are sentences with the contract's term; `reason_codes` CRD's own codes. `dependency` refers to the drug's
    order that carries this one.
    """

    order: OrderedService
    coverage: str
    covered: Covered
    pa_needed: PaNeeded | None
    reasons: tuple[str, ...] = ()
    reason_codes: tuple[str, ...] = ()
    satisfied_by: str | None = None
    dependency: str | None = None
    questionnaires: tuple[str, ...] = ()
    info_needed: tuple[str, ...] = ()
    assertion: str = ""
    made: date | None = None
