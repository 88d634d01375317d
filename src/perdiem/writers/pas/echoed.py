"""The resources that an answer repeats from its request, at the same addresses (spec-33)."""

from __future__ import annotations

from perdiem.model.fhir_bundle import Entry, ReadBundle, Resource, looked_through


def reached_from(bundle: ReadBundle, holders: list[Entry]) -> list[Entry]:
    """Every entry that these refer to, and what those refer to in turn; each once, in the bundle's order."""
    found = {entry.full_url: entry for entry in holders}
    waiting = list(holders)
    while waiting:
        entry = waiting.pop()
        for reference in looked_through(entry.resource)[0]:
            target = bundle.resolve(reference, entry)
            if target is not None and target.full_url not in found and target.kind != "Claim":
                found[target.full_url] = target
                waiting.append(target)
    return [entry for entry in bundle.entries if entry.full_url in found]


def entry_of(entry: Entry) -> Resource:
    """A bundle's entry as it came."""
    return {"fullUrl": entry.full_url, "resource": entry.resource}


def reference_to(entry: Entry) -> Resource:
    """A reference that holds in any bundle with the entry: by its full address."""
    return {"reference": entry.full_url}
