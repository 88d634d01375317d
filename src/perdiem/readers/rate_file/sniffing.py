"""What a file is, told by its first bytes: which of the JSON files, a hospital's CSV, or none."""

from __future__ import annotations

import re

from perdiem.model.rate_reading import RateFileKind
from perdiem.readers.rate_file.keys import plain_letters

FIRST = 1 << 20  # bytes looked at
BOMS = (b"\xef\xbb\xbf",)
SCHEMA = b"http://json-schema.org/"  # what describes rate files, and is none
_SIGNS = (
    (RateFileKind.CONTENTS, re.compile(rb'"reporting_structure"\s*:')),
    (RateFileKind.HOSPITAL_JSON, re.compile(rb'"(?:standard_charge_information|hospital_name)"\s*:')),
    (RateFileKind.ALLOWED_AMOUNTS, re.compile(rb'"out_of_network"\s*:')),
    (RateFileKind.IN_NETWORK, re.compile(rb'"(?:in_network|provider_references)"\s*:')),
    (RateFileKind.PROVIDERS, re.compile(rb'"provider_groups"\s*:')),
)


def json_start(first: bytes) -> int | None:
    """The byte of the first brace of a JSON object; None for what is not one."""
    text = first.removeprefix(BOMS[0])
    skipped = len(text) - len(text.lstrip(b" \t\r\n"))
    return len(first) - len(text) + skipped if text[skipped : skipped + 1] == b"{" else None


def json_kind(first: bytes) -> RateFileKind:
    """Which of the JSON files it is; an in-network file when none of the signs stands so early."""
    if SCHEMA in first[:1000]:
        return RateFileKind.UNKNOWN
    is_cut = len(first) >= FIRST
    first = plain_letters(first)
    kinds = {kind for kind, pattern in _SIGNS if pattern.search(first)}
    for kind in (RateFileKind.CONTENTS, RateFileKind.HOSPITAL_JSON, RateFileKind.ALLOWED_AMOUNTS):
        if kind in kinds and RateFileKind.IN_NETWORK not in kinds:
            return kind
    if RateFileKind.IN_NETWORK in kinds or is_cut:
        return RateFileKind.IN_NETWORK
    return RateFileKind.PROVIDERS if RateFileKind.PROVIDERS in kinds else RateFileKind.UNKNOWN
