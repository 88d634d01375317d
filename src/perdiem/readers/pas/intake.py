"""From the body of a request to its bundle, checked: size, JSON, base R4, then the guide's own rules."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import orjson

from perdiem.model.fhir_bundle import Entry, ReadBundle, Resource, read_bundle
from perdiem.model.pas import PasVersion
from perdiem.model.resource_issue import ResourceIssue
from perdiem.readers.pas.base_r4 import base_faults
from perdiem.readers.pas.bundle_checks import content_faults, envelope_faults
from perdiem.readers.pas.claim_checks import claim_faults
from perdiem.readers.pas.party_checks import party_faults

NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
MOST_BYTES = 8 * 1024 * 1024  # a bundle with scanned documents; a server may set its own


@dataclass(frozen=True, slots=True)
class CheckedBundle:
    """A bundle that follows the guide: as it came, as read, with its claim."""

    raw: bytes
    bundle: Resource
    read: ReadBundle
    version: PasVersion
    remarks: tuple[ResourceIssue, ...] = ()

    @property
    def claim(self) -> Entry:
        """The claim, which comes first."""
        return self.read.entries[0]


class RefusedBundle(Exception):
    """A bundle that cannot be taken: every fault with its place. `is_too_large` tells that it was not read at all."""

    def __init__(self, issues: list[ResourceIssue], *, is_too_large: bool = False) -> None:
        super().__init__("; ".join(f"{issue.expression}: {issue.text}" for issue in issues))
        self.issues = tuple(issues)
        self.is_too_large = is_too_large


def check_bundle(
    raw: bytes, version: PasVersion, *, is_inquiry: bool = False, most_bytes: int = MOST_BYTES
) -> CheckedBundle:
    """The bundle of a request, which may be bare or inside Parameters. Raises RefusedBundle with all its faults.

    Faults of base R4 are told before those of the guide: a resource of a wrong shape has no rules.
    """
    if len(raw) > most_bytes:
        text = f"The request has {len(raw):,} bytes; at most {most_bytes:,} are taken. Send documents apart."
        raise RefusedBundle([ResourceIssue("too-long", text, severity="fatal")], is_too_large=True)
    raw, bundle = _bundle_in(raw)
    issues = base_faults(raw)
    if any(issue.is_fault for issue in issues):
        raise RefusedBundle(issues)
    read = read_bundle(bundle)
    issues = [
        *envelope_faults(bundle, version, is_inquiry=is_inquiry),
        *content_faults(read, raw, version, is_inquiry=is_inquiry),
    ]
    if read.entries and read.entries[0].kind == "Claim":
        issues += claim_faults(read.entries[0], version, is_inquiry=is_inquiry)
        issues += party_faults(read, read.entries[0], version)
    if any(issue.is_fault for issue in issues):
        raise RefusedBundle(issues)
    return CheckedBundle(raw, bundle, read, version, tuple(issues))


def _bundle_in(raw: bytes) -> tuple[bytes, Resource]:
    """The bundle's own JSON and what it says; taken out of Parameters where it came in them."""
    if b"\\u0000" in raw and NUL.search(raw):
        raise RefusedBundle([ResourceIssue("value", "A text holds the character U+0000, which no text of FHIR may.")])
    try:
        body: Any = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        text = f"This is not readable as JSON: {error}."
        raise RefusedBundle([ResourceIssue("structure", text, severity="fatal")]) from None
    kind = body.get("resourceType") if isinstance(body, dict) else None
    if kind == "Parameters":
        named = body.get("parameter")
        for parameter in named if isinstance(named, list) else ():
            if isinstance(parameter, dict) and parameter.get("name") == "resource":
                inner = parameter.get("resource")
                if isinstance(inner, dict) and inner.get("resourceType") == "Bundle":
                    return orjson.dumps(inner), inner
        text = "The Parameters hold no Bundle in a parameter named 'resource'."
        raise RefusedBundle([ResourceIssue("required", text, "Parameters.parameter")])
    if kind != "Bundle" or not isinstance(body, dict):
        shown = f"a {kind}" if isinstance(kind, str) else "something without a resourceType"
        raise RefusedBundle([ResourceIssue("invalid", f"A Bundle goes here; this is {shown}.")])
    return raw, body
