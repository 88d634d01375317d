"""A client's Subscription to answers that are still to come, checked (Subscriptions R5 Backport on R4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson

from perdiem.model.fhir_bundle import Resource, extension
from perdiem.model.pas import TOPIC, PasVersion
from perdiem.model.resource_issue import ResourceIssue
from perdiem.readers.pas.base_r4 import base_faults
from perdiem.readers.pas.intake import RefusedBundle
from perdiem.readers.pas.required_codes import code_faults

BACKPORT = "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/"
FILTER = BACKPORT + "backport-filter-criteria"
CONTENT = BACKPORT + "backport-payload-content"
FILTERS = ("org-identifier", "orgIdentifier", "identifier")  # 2.2.1; the topic of both; what clients of 2.0.1 send
JSON = ("application/fhir+json", "application/json")
FORBIDDEN_HEADERS = ("host", "content-length", "content-type", "transfer-encoding", "connection")
MOST_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class AskedSubscription:
    """What a client asks to be told, and where. `organizations` are identifiers, as `value` or `system|value`."""

    resource: Resource
    organizations: tuple[str, ...]
    endpoint: str
    content_type: str
    headers: tuple[tuple[str, str], ...]


def read_subscription(raw: bytes, version: PasVersion) -> AskedSubscription:
    """The Subscription in a body. Raises RefusedBundle with every fault and its FHIRPath."""
    issues = base_faults(raw)
    try:
        resource: Any = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise RefusedBundle([ResourceIssue("structure", f"This is not readable as JSON: {error}.")]) from None
    if not isinstance(resource, dict) or resource.get("resourceType") != "Subscription":
        raise RefusedBundle([ResourceIssue("invalid", "A Subscription goes here.")])
    if not any(issue.is_fault for issue in issues):
        issues = [*code_faults(resource, "Subscription"), *_faults(resource, version)]
    if any(issue.is_fault for issue in issues):
        raise RefusedBundle(issues)
    channel = resource["channel"]
    return AskedSubscription(
        resource=resource,
        organizations=tuple(dict.fromkeys(_organizations(resource))),
        endpoint=str(channel["endpoint"]),
        content_type=str(channel["payload"]),
        headers=tuple(_headers(channel)),
    )


def _faults(resource: Resource, version: PasVersion) -> Iterator[ResourceIssue]:
    channel = resource["channel"]
    if resource.get("criteria") != TOPIC:
        text = f"The only topic here is {TOPIC}."
        yield ResourceIssue("not-supported", text, "Subscription.criteria")
    if not any(_organizations(resource)):
        name = FILTERS[0] if version.is_later else FILTERS[1]
        text = f"It does not say whose answers: a filter '{name}=' with the organization's identifier."
        yield ResourceIssue("required", text, "Subscription.criteria.extension")
    if resource.get("status") not in {"requested", "active"}:
        text = "A new subscription is 'requested'."
        yield ResourceIssue("value", text, "Subscription.status")
    if channel.get("type") != "rest-hook":
        text = "Only rest-hook is served (spec-56)."
        yield ResourceIssue("not-supported", text, "Subscription.channel.type")
    if not channel.get("endpoint"):
        yield ResourceIssue("required", "It does not say where to.", "Subscription.channel.endpoint")
    if channel.get("payload") not in JSON:
        text = "The payload is application/fhir+json."
        yield ResourceIssue("not-supported", text, "Subscription.channel.payload")
    wanted = "full-resource" if version.is_later else "id-only"
    found = extension(channel.get("_payload"), CONTENT)
    if found is None or found.get("valueCode") != wanted:
        text = f"The payload's content is {wanted} in version {version.value} of the guide (backport-payload-content)."
        yield ResourceIssue("not-supported", text, "Subscription.channel.payload.extension")
    for row, line in enumerate(channel.get("header") or ()):
        name, colon, value = line.partition(":")
        if not colon or not name.strip().isascii() or name.strip().lower() in FORBIDDEN_HEADERS or "\n" in value:
            text = f"'{name.strip()}' cannot be sent as a header."
            yield ResourceIssue("value", text, f"Subscription.channel.header[{row}]")


def _organizations(resource: Resource) -> Iterator[str]:
    """The identifiers that the filters name, several of them parted by commas."""
    holder = resource.get("_criteria")
    for found in holder.get("extension") or () if isinstance(holder, dict) else ():
        if found.get("url") == FILTER and isinstance(found.get("valueString"), str):
            name, _, values = found["valueString"].removeprefix("Bundle?").partition("=")
            if name.strip() in FILTERS:
                yield from (value.strip() for value in values.split(",") if value.strip())


def _headers(channel: Resource) -> Iterator[tuple[str, str]]:
    for line in channel.get("header") or ():
        name, _, value = line.partition(":")
        yield name.strip(), value.strip()
