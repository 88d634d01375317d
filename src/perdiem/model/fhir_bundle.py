"""A bundle's resources by address, and the references among them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Resource = dict[str, Any]

UUID = re.compile(r"urn:uuid:[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
WEB = re.compile(r"https?://[^\s/?#]+(/[^\s?#]*)?")
AT_REST = re.compile(r"(?P<base>https?://.+/)(?P<type>[A-Z][A-Za-z]+)/(?P<id>[A-Za-z0-9.\-]{1,64})")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: its place as FHIRPath, its full address, its resource, and the resource's type.

    `base` is the address of the server that the entry is on, where its own address is that of a resource on one.
    """

    place: str
    full_url: str
    resource: Resource
    kind: str
    base: str = ""


@dataclass(frozen=True, slots=True)
class ReadBundle:
    """The entries of a bundle, in order, and by full address."""

    entries: tuple[Entry, ...]
    by_url: dict[str, Entry]

    def resolve(self, reference: str, from_entry: Entry) -> Entry | None:
        """The entry that a reference means; a relative one is read from the address of the resource it stands in.

        Nothing outside the bundle is looked for. None: it is not in the bundle.
        """
        found = self.by_url.get(reference)
        if found is not None or "://" in reference or reference.startswith("urn:"):
            return found or self.by_url.get(reference.split("/_history/", 1)[0])
        base = from_entry.base
        return self.by_url.get(base + reference.split("/_history/", 1)[0]) if base else None

    def target(self, holder: Any, from_entry: Entry) -> Entry | None:
        """The entry that an element of type Reference means, if it means one in the bundle."""
        reference = holder.get("reference") if isinstance(holder, dict) else None
        return self.resolve(reference, from_entry) if isinstance(reference, str) else None


def read_bundle(bundle: Resource) -> ReadBundle:
    """The entries that have an address and a resource; the first of two with one address counts."""
    entries = []
    by_url: dict[str, Entry] = {}
    listed = bundle.get("entry")
    for row, entry in enumerate(listed if isinstance(listed, list) else ()):
        if isinstance(entry, dict) and isinstance(entry.get("resource"), dict):
            url = entry.get("fullUrl")
            resource = entry["resource"]
            address = url if isinstance(url, str) else ""
            at_rest = AT_REST.fullmatch(address)
            base, kind = at_rest["base"] if at_rest else "", str(resource.get("resourceType", ""))
            read = Entry(f"Bundle.entry[{row}].resource", address, resource, kind, base)
            entries.append(read)
            by_url.setdefault(read.full_url, read)
    return ReadBundle(tuple(entries), by_url)


def looked_through(resource: Resource) -> tuple[list[str], bool]:
    """Every literal reference in a resource, and whether it holds a modifier extension; without their places.

    Most resources have nothing wrong, so the places are looked for only where something is.
    """
    found: list[str] = []
    has_modifier = False
    waiting: list[Any] = [resource]
    while waiting:
        node = waiting.pop()
        if type(node) is list:
            waiting += [value for value in node if type(value) is dict or type(value) is list]
            continue
        for name, value in node.items():
            kind = type(value)
            if kind is dict or kind is list:
                if name == "modifierExtension":
                    has_modifier = True
                if name != "contained":
                    waiting.append(value)
            elif name == "reference" and kind is str:
                found.append(value)
    return found, has_modifier


def references(node: Any, place: str) -> Iterator[tuple[str, str]]:
    """Every literal reference below a node, with its place."""
    if isinstance(node, dict):
        reference = node.get("reference")
        if isinstance(reference, str):
            yield f"{place}.reference", reference
        for name, value in node.items():
            if isinstance(value, dict | list) and name != "contained":
                yield from references(value, f"{place}.{name}")
    elif isinstance(node, list):
        for row, value in enumerate(node):
            yield from references(value, f"{place}[{row}]")


def modifiers(node: Any, place: str) -> Iterator[tuple[str, Any]]:
    """Every modifier extension below a node, with its place."""
    if isinstance(node, dict):
        for name, value in node.items():
            if name == "modifierExtension":
                for row, extension in enumerate(value if isinstance(value, list) else ()):
                    yield f"{place}.modifierExtension[{row}]", extension
            elif isinstance(value, dict | list):
                yield from modifiers(value, f"{place}.{name}")
    elif isinstance(node, list):
        for row, value in enumerate(node):
            yield from modifiers(value, f"{place}[{row}]")


def extension(holder: Any, url: str) -> Any:
    """The first extension with an address, or None."""
    for found in holder.get("extension") or () if isinstance(holder, dict) else ():
        if isinstance(found, dict) and found.get("url") == url:
            return found
    return None


def codings(concept: Any) -> list[Resource]:
    """The codings of a CodeableConcept that carry a code."""
    listed = concept.get("coding") if type(concept) is dict else None
    return [coding for coding in listed if type(coding) is dict and coding.get("code")] if listed else []


def extension_code(holder: Any, url: str) -> str | None:
    """The first code of an extension whose value is a CodeableConcept."""
    found = extension(holder, url)
    coded = codings(found.get("valueCodeableConcept")) if found else []
    return str(coded[0]["code"]) if coded else None
