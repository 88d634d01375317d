"""What a rate file says of itself: its publisher, plan, date and version, wherever in the file that stands."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from perdiem.model.rate_reading import RateFileReading
from perdiem.readers.rate_file.keys import plain_letters

REQUIRED = ("reporting_entity_name", "reporting_entity_type", "last_updated_on", "version")
PLAN = ("plan_name", "plan_id_type", "plan_id", "plan_market_type")
KEYS = (*REQUIRED, *PLAN, "issuer_name", "plan_sponsor_name")
MARKETS, ID_TYPES = ("group", "individual"), ("ein", "hios")
STARTS = (b'"reporting_entity_', b'"plan_', b'"issuer_name"', b'"last_updated_on"', b'"version"')
_ENTRY = re.compile(
    rb'(?<!\\)"(' + b"|".join(map(str.encode, KEYS)) + rb')"\s*:\s*("(?:[^"\\]|\\.)*"|-?[0-9][-+.0-9eE]*)', re.DOTALL
)


class Head:
    """Gathers the head's values from the stretches of a file in which they can stand. The last of a key counts."""

    def __init__(self) -> None:
        self.values: dict[str, str] = {}

    def read(self, stretch: bytes) -> None:
        """Takes the values that stand in a stretch."""
        for entry in _entries(stretch):
            try:
                value = json.loads(entry[2])
            except ValueError:  # a text with line breaks or wrong escapes
                value = entry[2].strip(b'"').decode(errors="replace")
            self.values[entry[1].decode()] = str(value)

    def __getitem__(self, key: str) -> str | None:
        return self.values.get(key)


def _entries(stretch: bytes) -> Iterator[re.Match[bytes]]:
    """The head's keys with their values; looked for by how they begin, which is much quicker than by a pattern."""
    stretch = plain_letters(stretch)
    for start in STARTS:
        at = -1
        while (at := stretch.find(start, at + 1)) >= 0:
            if entry := _ENTRY.match(stretch, at):
                yield entry


def judge_head(values: Mapping[str, str], reading: RateFileReading, required: Sequence[str] = REQUIRED) -> None:
    """Fills the file's account from its head and counts the head's faults."""
    for key in required:
        if not values.get(key):
            reading.count("head-missing", None, key)
    reading.payor, reading.version = values.get("reporting_entity_name"), values.get("version")
    reading.file_date = day_of(values.get("last_updated_on"))
    if reading.file_date is None and (values.get("last_updated_on") or "last_updated_on" in required):
        reading.count("file-date-wrong", None, values.get("last_updated_on"))
    if reading.version is not None and not re.match(r"[vV]?[12](\.|$)", reading.version.strip()):
        reading.count("version-unknown", None, reading.version)
    plan = [key for key in PLAN if values.get(key)]
    if plan and len(plan) < len(PLAN):
        reading.count("plan-incomplete", None, ", ".join(key for key in PLAN if key not in plan))
    if (market := values.get("plan_market_type")) and market not in MARKETS:
        reading.count("plan-market-unknown", None, market)
    if (kind := values.get("plan_id_type")) and kind.lower() not in ID_TYPES:
        reading.count("plan-id-type-unknown", None, kind)


def day_of(text: str | None) -> date | None:
    """A day written as 2026-01-31, also with a time after it; None for anything else."""
    if text is None or not re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9])", text.strip()):
        return None
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError:
        return None
