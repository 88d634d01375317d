"""How every writer shows a status: its symbol, its word, its meaning, in one fixed order."""

from __future__ import annotations

from collections.abc import Mapping

from perdiem.model.results import Status

SYMBOL: Mapping[Status, str] = {
    Status.MET: "●",
    Status.PARTLY: "◐",
    Status.NOT_MET: "○",
    Status.SILENT: "·",
    Status.NOT_APPLICABLE: "–",
}

LETTER: Mapping[Status, str] = {  # for terminals whose encoding lacks the symbols
    Status.MET: "M",
    Status.PARTLY: "P",
    Status.NOT_MET: "N",
    Status.SILENT: ".",
    Status.NOT_APPLICABLE: "-",
}

MEANING: Mapping[Status, str] = {
    Status.MET: "the contract says what the recommendation asks for",
    Status.PARTLY: "some of it is there, some is missing or contrary",
    Status.NOT_MET: "the contract says something else",
    Status.SILENT: "the contract does not speak of it",
    Status.NOT_APPLICABLE: "the contract does not cover what it is about",
}


def symbols_for(encoding: str) -> Mapping[Status, str]:
    """The symbols where `encoding` can write them, else one letter for each status."""
    try:
        "".join(SYMBOL.values()).encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return LETTER
    return SYMBOL


def with_symbol(status: Status) -> str:
    """Symbol and word together, such as `○ not met`: the way a status stands in a table."""
    return f"{SYMBOL[status]} {status.value}"


def anchor_word(status: Status) -> str:
    """The status as one word for a style or a file name: `not-met`."""
    return status.value.replace(" ", "-")
